"""The lives in docs/lives, twenty lost cases and those of telling: each plays, is refused where it was lost, and ends as it ended."""

import json
from datetime import date

import pytest

from tests.workflow.play.lives import LIVES, run

pytestmark = pytest.mark.django_db
LATE, IN_TIME = "late", "on_time"
UNANSWERED = ("条例32、33③", "consultation")
EACH = ("条例36", "demands")
UNSENT = ("条例45", "letters")
ONE_BY_ONE = {  # 11.4: one inquiry for each, silence by the term alone, a decision that stands for each, the letter to who is overruled
    3: ("条例32", "name"), 12: ("条例32", "lapse_third_party_opinion"), 14: ("条例32", "party_a_finding"), 15: ("条例32", "party_b_finding"),
    16: ("条例15、32", "party_c_public_interest"), 17: ("条例32", "party_c_decision"), 22: ("条例32", "consultation"), 27: UNSENT,
}  # fmt: skip
# For each life of a file: the refused steps, counted from 1, with article and field; the due day and the timeliness at its end.
EXPECTED = {
    "01-portal-gateway": [({3: ("条例24②", "extend")}, "2011-06-23", LATE)],
    "02-registered-late": [({}, "2021-12-22", LATE)],
    "03-mailbox-unread": [({4: ("条例24②", "extend")}, "2018-06-01", None)],
    "04-screenshot": [
        ({2: ("国办公开办函〔2015〕207号一", "do"), 3: ("国办公开办函〔2015〕207号一", "do")}, None, None)
    ],
    "05-nothing-until-trial": [({4: ("条例33②", "extend")}, "2022-11-02", LATE)],
    "06-no-record-in-mail-room": [({}, "2025-03-20", LATE)],
    "07-to-the-head": [({1: ("国办公开办函〔2015〕207号一", "confirmed_on")}, "2014-04-02", None)],
    "08-never-delivered": [({3: ("条例31", "")}, "2023-05-11", IN_TIME)],
    "09-weekend-mail": [({}, "2017-07-07", LATE), ({}, "2017-07-10", IN_TIME)],
    "10-dated-before-posted": [({4: ("条例4", "")}, "2017-01-18", LATE)],
    "11-six-items": [({5: ("条例45", ""), 6: EACH, 7: EACH}, "2021-05-06", IN_TIME)],
    "12-unclear-answered": [({4: ("条例30", "outcome")}, "2020-06-17", IN_TIME)],
    "13-corrected-twice": [({4: ("条例30", ""), 7: ("条例30", "")}, "2022-04-06", None)],
    "14-silence-is-no-ground": [
        ({6: ("条例23", "finding"), 7: ("条例23", "finding")}, "2013-04-16", IN_TIME),
        (ONE_BY_ONE, "2025-04-22", IN_TIME),
    ],
    "15-decided-the-same-day": [
        ({4: UNANSWERED, 6: UNANSWERED}, "2020-10-23", IN_TIME),
        ({5: ("条例32、33③", "text"), 7: ("条例32", "party_a_decision"), 10: UNSENT}, "2020-10-16", IN_TIME),
    ],
    "16-search-not-shown": [({4: ("条例21（三）", "search_record")}, "2014-12-10", LATE)],
    "17-one-system-searched": [({3: ("条例36（四）", "search_record")}, "2023-10-08", IN_TIME)],
    "18-annulled-on-review": [({4: ("条例36（四）", "search_record")}, "2025-07-03", IN_TIME)],
    "19-registered-letter": [({4: ("条例21（四）", "request_correction")}, "2015-01-06", None)],
    "20-to-the-government": [({}, "2019-07-08", LATE)],
    "21-extension-not-sent": [({4: ("条例33②", ""), 7: ("条例33②", "extend")}, "2025-03-31", LATE)],
    "22-extension-a-day-late": [({6: ("条例33②", "extend")}, "2025-03-31", LATE)],
    "23-correction-not-sent": [({6: ("条例30", "request_correction"), 7: ("条例30", "")}, "2025-03-31", IN_TIME)],
    "24-inquiry-two-weeks-later": [({5: UNANSWERED, 8: UNANSWERED}, "2025-04-14", IN_TIME)],
    "25-opinion-before-inquiry": [({4: UNANSWERED, 7: ("", "")}, "2025-03-31", LATE)],
    "26-true-day-of-receipt": [({6: ("条例33②", "extend")}, "2025-03-31", LATE)],
    "27-not-closed-unsent": [({7: UNSENT, 9: UNSENT}, "2025-03-31", IN_TIME), ({5: UNSENT}, "2025-03-31", IN_TIME)],
    "28-registered-twice": [
        (
            {2: ("", "another_application"), 5: ("条例45", ""), 6: ("国办公开办函〔2016〕235号四", "remaining")},
            "2025-04-01",
            None,
        )
    ],
    "29-no-way-to-hide": [
        (
            {
                3: ("条例33、36", "remaining"),
                4: ("条例45", "applicant_name"),
                5: ("国办公开办函〔2016〕235号二", "receipt"),
                6: ("条例40", "receipt"),
                7: ("条例31", "received_on"),
                8: ("条例33", "proof"),
            },
            "2025-04-01",
            None,
        )
    ],
    "30-moved-to-another-agency": [
        ({4: ("条例45", ""), 7: ("", ""), 9: ("", ""), 10: ("条例31", "received_on")}, "2025-04-08", None)
    ],
}


def test_every_file_is_expected_and_every_case_is_there():
    assert sorted(path.stem for path in LIVES.glob("*.json")) == sorted(EXPECTED)
    assert [int(name[:2]) for name in EXPECTED] == list(range(1, 31))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_life_ends_as_it_ended(name, monkeypatch):
    text = (LIVES / f"{name}.json").read_text(encoding="utf-8")
    given = json.loads(text)
    code, printed, said = run(None, monkeypatch, text=text)
    assert (code, said) == (0, "")
    lives, told = (given, json.loads(printed)) if isinstance(given, list) else ([given], [json.loads(printed)])
    for life, steps, (refused, due_on, timeliness) in zip(lives, told, EXPECTED[name], strict=True):
        assert life["name"].startswith(f"案例{name[:2]} ")
        found = {place: one["refused"] for place, one in enumerate(steps, start=1) if one["refused"]}
        assert {place: (one["article"], one["field"]) for place, one in found.items()} == refused
        assert all(one["reason"] for one in found.values())
        assert (steps[-1]["due_on"], steps[-1]["timeliness"]) == (due_on, timeliness)


def test_the_readme_names_every_life():
    text = (LIVES / "README.md").read_text(encoding="utf-8")
    assert [name for name in EXPECTED if f"[{name[:2]}]({name}.json)" not in text] == []


def test_no_day_of_a_life_is_after_the_day_on_which_it_was_written():
    steps = [step for path in LIVES.glob("*.json") for step in json.loads("[" + path.read_text(encoding="utf-8") + "]")]
    lives = [life for one in steps for life in (one if isinstance(one, list) else [one])]
    assert max(date.fromisoformat(step["now"][:10]) for life in lives for step in life["steps"]) < date(2026, 11, 30)
