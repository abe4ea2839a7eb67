"""Several conclusions in one letter: each its own basis, one remedy for the mixture, one count."""

import re
from datetime import date

import pytest

from law import Refused
from law.disputed import Settings
from law.outcomes import OUTCOMES, counted_outcome
from law.remedies.instructions import class_of_combined_reply
from notices.kinds.catalogue import REPLIES
from notices.kinds.combined import COMMON, ONLY_FOR_ALL_ITEMS, PARTS, Combined
from notices.kinds.samples import sample_day, sample_facts
from tests.notices.sample_letters import composed


def combined(*conclusions: str, regulation: str = "2019", **changes) -> Combined:
    """Return a combined reply with the sample facts of some conclusions."""
    parts = []
    for place, code in enumerate(conclusions, start=1):
        sample = sample_facts(code, regulation).to_json()
        told = {
            name: value
            for name, value in sample.items()
            if name not in (*COMMON, "attachments") and value not in ("", None)
        }
        parts.append({"asked": f"第{place}项", "conclusion": code, "told": told})
    return Combined.from_json(sample_facts("combined", regulation).to_json() | {"parts": parts} | changes)


def brief(text: str) -> str:
    """Return a text with the Regulations under their short name everywhere."""
    return re.sub("《中华人民共和国政府信息公开条例》（国务院令第[0-9]+号，以下简称《条例》）", "《条例》", text)


def test_every_reply_may_be_one_of_several_but_those_that_end_the_whole():
    assert set(PARTS) == set(REPLIES) - set(ONLY_FOR_ALL_ITEMS) - {"combined"}


@pytest.mark.parametrize("code", sorted(PARTS))
def test_every_conclusion_says_in_a_part_what_it_says_alone(code):
    regulation = PARTS[code].REGULATIONS[-1]
    dated = sample_day(code, regulation)
    other = "petition" if code != "petition" else "repeat"
    corrected = {"corrected_on": f"{dated.year}-03-12"} if code == "unclear" else {}
    facts = combined(code, other, regulation=regulation, received_on=f"{dated.year}-03-02", **corrected)
    text = brief(composed("combined", regulation, facts=facts, dated=dated).text)
    alone = brief(composed(code, regulation).text).split("\n")
    end = next(place for place, line in enumerate(alone) if line.startswith(("如对", "附件", alone[0])) and place > 3)
    said = alone[4:end]
    assert said and all(line in text for line in said)
    assert text.index("一、关于“第1项”") < text.index("二、关于“第2项”")


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (["F", "F"], "F"),
        (["F", "E"], "F_PARTIAL"),
        (["F_PARTIAL"], "F_PARTIAL"),
        (["F_PARTIAL", "F"], "F_PARTIAL"),
        (["E", "E"], "E"),
        (["E", "N"], "E"),
        (["N"], "N"),
    ],
)
def test_the_remedy_of_a_mixture(classes, expected):
    assert class_of_combined_reply(classes) == expected


def test_the_paragraph_tells_both_ways_only_where_both_are_open():
    both = composed("combined", facts=combined("deny", "not_exist")).text
    assert "不予公开的部分不服，应当自收到本答复书之日起60日内先向" in both and "如对其他内容不服" in both
    refused = composed("combined", facts=combined("deny", "deny")).text
    assert "第二十三条第一款第四项" in refused and "如对其他内容不服" not in refused
    either = composed("combined", facts=combined("not_exist", "not_ours")).text
    assert "先向" not in either and "或者自收到本答复书之日起6个月内" in either


def test_the_day_of_the_letter_decides_which_remedies_the_mixture_has():
    parts = ("petition", "deny")
    for dated, first in ((date(2023, 12, 29), False), (date(2024, 1, 2), True)):
        facts = combined(*parts, received_on="2023-12-01")
        assert ("先向" in composed("combined", facts=facts, dated=dated).text) == first


def test_the_regulations_are_named_in_full_once_in_the_whole_letter():
    text = composed("combined", facts=combined("open", "deny", "query")).text
    assert text.count("国务院令第711号") == 1
    assert "《条例》第十五条" in text and "《条例》第三十六条第（七）项" in text


@pytest.mark.parametrize(
    ("conclusions", "expected"),
    [
        (["open", "deny"], "partial"),
        (["deny", "open_published"], "partial"),
        (["not_exist", "partial"], "partial"),
        (["not_exist", "deny"], "deny"),
        (["not_ours", "open"], "open"),
        (["not_ours", "not_exist"], "not_exist"),
        (["deny", "deny"], "deny"),
        (["other", "other"], "other"),
    ],
)
def test_one_case_counts_once(conclusions, expected):
    assert counted_outcome(conclusions) == expected
    assert counted_outcome(list(reversed(conclusions))) == expected


def test_which_counts_is_a_setting_where_nothing_was_separated():
    first = Settings(combined_reply_counts="first_item")
    assert counted_outcome(["not_ours", "not_exist"], first) == "not_ours"
    assert counted_outcome(["not_exist", "open", "deny"], first) == "partial"  # the form itself says so
    assert set(PARTS) <= set(OUTCOMES) | {"archived", "transferred", "enquiry", "not_information"}


def test_grounds_come_from_all_parts_and_outcomes_need_them():
    facts = combined("partial", "deny")
    assert facts.outcome == "partial" and facts.grounds == ("privacy", "internal")
    assert combined("archived", "enquiry").outcome == "other"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"parts": []}, "逐项答复"),
        ({"parts": [{"asked": "甲", "conclusion": "other", "told": {"statement": "说明"}}]}, "至少有两项"),
        ({"parts": [{"asked": "甲", "conclusion": "withdrawn", "told": {}}] * 2}, "不能作为其中一项"),
        (
            {"parts": [{"asked": "甲", "conclusion": "not_ours", "told": {}}] * 2},
            "“甲”这一项：缺少“不属于本机关负责公开的理由”",
        ),
        (
            {"parts": [{"asked": "甲", "conclusion": "other", "told": {"statement": "x", "addressee": "乙"}}] * 2},
            "addressee",
        ),
        ({"parts": [{"asked": "甲", "conclusion": "other", "told": {"statement": "x\u202e"}}] * 2}, "U\\+202E"),
        ({"parts": [{"asked": "甲", "conclusion": "other", "told": "x"}] * 2}, "一组事实"),
    ],
)
def test_what_a_part_lacks_is_said_with_its_name(change, says):
    with pytest.raises(Refused, match=says):
        Combined.from_json(sample_facts("combined").to_json() | change)


def test_markup_in_a_part_stays_text():
    evil = "<b>粗</b>{{ 7 }}"
    given = sample_facts("combined").to_json()
    given["parts"][0] |= {"asked": evil}
    given["parts"][3]["told"] |= {"reason": evil}
    letter = composed("combined", facts=Combined.from_json(given))
    assert letter.text.count(evil) == 2 and "<b>" not in letter.html


def test_a_part_that_does_not_exist_under_the_regulations_refuses_the_letter():
    facts = combined("not_information", "open")
    with pytest.raises(Refused, match="2007年"):
        composed("combined", "2007", facts=facts, dated=date(2026, 3, 27))
