"""Parts of the score that the whole files do not reach: a search of before in words, mail that came back."""

from datetime import date
from types import SimpleNamespace

import pytest

from notices.kinds.search_record import SearchedPlace
from reporting.quality.reply import SEARCHED, _arrived, _cited_by, _missing_by_place, _missing_words
from workflow.cases.models import Event

WORDS = dict.fromkeys(SEARCHED, "某某")


@pytest.mark.parametrize("count", range(len(SEARCHED) + 1))
def test_each_fact_that_a_search_in_words_lacks_is_counted(count):
    """11.6: of a search that was recorded before places were."""
    record = {name: "" if place < count else said for place, (name, said) in enumerate(WORDS.items())}
    assert _missing_words(record) == count
    assert _missing_words({}) == len(SEARCHED)


def test_a_search_without_a_place_lacks_every_fact_of_one():
    """11.6: and the day on which it was made."""
    whole = {"places": [dict.fromkeys(SearchedPlace.labels(), "某") | {"found": 0}], "searched_on": "2026-03-03"}
    assert _missing_by_place(whole) == 0
    assert _missing_by_place(whole | {"searched_on": ""}) == 1
    assert _missing_by_place({}) == len(SearchedPlace.labels()) + 1


def file(*statuses: str):
    """Return a file whose reply had these records of service."""
    reply = Event(seq=5, act="reply", on=date(2026, 3, 6), data={}, letter_id=7)
    facts = [
        Event(
            seq=6 + place,
            act="record_service",
            on=date(2026, 3, 7 + place),
            data={"letter_id": letter, "serves": 5, "status": status, "method": "mail", "receipt": "1"},
        )
        for place, (status, letter) in enumerate((one.rstrip("*"), 8 if one.endswith("*") else 7) for one in statuses)
    ]
    return SimpleNamespace(events=[reply, *facts], reply=reply)


@pytest.mark.parametrize(
    ("statuses", "holds", "says"),
    [
        ([], False, "没有妥投记录"),
        (["posted"], False, "没有妥投记录"),
        (["posted", "delivered"], True, "2026-03-08妥投"),
        (["posted", "returned"], False, "2026-03-08退回"),
        (["posted", "returned", "posted", "delivered"], True, "2026-03-10妥投"),
        (["posted", "delivered*"], False, "没有妥投记录"),
    ],
)
def test_a_reply_arrived_where_the_last_record_of_its_own_letter_says_so(statuses, holds, says):
    """11.9: not where another letter of the case arrived."""
    answer = _arrived(file(*statuses))
    assert (answer.holds, says in answer.text) == (holds, True)


@pytest.mark.parametrize(
    ("code", "grounds", "third"),
    [
        ("partial", ["not_government_information"], False),
        ("partial", ["privacy"], True),
        ("partial", ["not_government_information", "privacy"], True),
        ("partial", [], True),
        ("deny", ["privacy"], True),
    ],
)
def test_a_partial_reply_cites_the_third_item_where_it_refuses_something(code, grounds, third):
    """11.8: article 37: what is only separated is not refused."""
    file = SimpleNamespace(case=SimpleNamespace(regulation="2019"), withheld=[{"ground": ground} for ground in grounds])
    assert ("（三）" in _cited_by(code, file)) == third
