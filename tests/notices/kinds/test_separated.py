"""Article 37 whole: a part that is no government information is separated in a partial reply, not refused."""

import dataclasses
from datetime import date

import pytest

from law import Refused
from law.outcomes import GROUNDS, counted_outcome, may_conclude
from notices.kinds.combined import COMMON, Combined
from notices.kinds.samples import sample_facts
from notices.kinds.withheld import NOT_INFORMATION, WithheldItem, class_of_partial_reply
from tests.notices.sample_letters import composed

PETITION = WithheldItem(
    ground=NOT_INFORMATION, part="附件二中的咨询意见", reason="该意见是对问题的解答", evidence="附件二"
)
PRIVATE = WithheldItem(ground="privacy", part="联系电话", reason="公开会损害该人权益", evidence="征求意见书")
FIRST = "先向瓯海区人民政府申请行政复议"


def partial(*items: WithheldItem, regulation: str = "2019"):
    """Return the facts of a partial reply with these things not given."""
    return dataclasses.replace(sample_facts("partial", regulation), items=items)


def test_only_separated_the_letter_refuses_nothing_and_either_way_is_open():
    facts = partial(PETITION)
    text = composed("partial", facts=facts).text
    assert "含有不属于政府信息的内容，但是能够作区分处理" in text
    assert "下列内容不属于政府信息，已作区分处理：" in text
    assert (
        "1.附件二中的咨询意见不是行政机关在履行行政管理职能过程中制作或者获取的、以一定形式记录、保存的信息，"
        "根据《条例》第二条、第三十七条的规定，不予提供。理由：该意见是对问题的解答。"
    ) in text
    assert "不予公开" not in text
    assert FIRST not in text and "或者自收到本告知书之日起6个月内" in text
    assert facts.remedy_under("2019") == "E"


def test_beside_something_withheld_only_that_goes_to_reconsideration_first():
    facts = partial(PRIVATE, PETITION)
    text = composed("partial", facts=facts).text
    assert "含有不应当公开或者不属于政府信息的内容，但是能够作区分处理" in text
    assert "下列内容不予公开或者不属于政府信息，已作区分处理：" in text
    assert "第三十六条第（三）项、第三十七条的规定，不予公开。" in text
    assert "第二条、第三十七条的规定，不予提供。" in text
    assert "如对本决定中不予公开的部分不服" in text and FIRST in text and "如对其他内容不服" in text
    assert facts.remedy_under("2019") == "F_PARTIAL"
    assert class_of_partial_reply([], "2019") == "F_PARTIAL"  # of an old letter nothing is known


def test_it_counts_as_disclosed_in_part_and_is_known_to_no_other_outcome():
    assert partial(PETITION).outcome == "partial"
    assert counted_outcome([partial(PETITION).outcome]) == "partial"
    known = [
        (regulation, outcome)
        for regulation in ("2007", "2019")
        for outcome in ("partial", "deny")
        if may_conclude(regulation, outcome, (NOT_INFORMATION,))
    ]
    assert known == [("2007", "partial"), ("2007", "deny"), ("2019", "partial")]
    assert [ground for ground in GROUNDS.values() if ground.in_partial] == [GROUNDS[NOT_INFORMATION]]
    deny = dataclasses.replace(sample_facts("deny"), items=(PETITION,))
    with pytest.raises(Refused, match="没有“非政府信息”这种不予公开理由"):
        composed("deny", facts=deny)


def test_under_the_regulations_of_2007_it_is_a_ground_of_refusal_as_before():
    facts = partial(PETITION, regulation="2007")
    assert facts.remedy_under("2007") == "F_PARTIAL"
    text = composed("partial", "2007", facts=facts, dated=date(2018, 4, 10)).text
    assert "含有不应当公开的内容，但是能够作区分处理" in text
    assert "不是行政机关在履行职责过程中制作或者获取的、以一定形式记录、保存的信息" in text
    assert "的规定，不予公开。" in text


def test_one_of_several_conclusions_has_the_same_words_and_the_remedy_of_the_mixture():
    sample = sample_facts("combined").to_json()
    told = {name: value for name, value in partial(PETITION).to_json().items() if name not in (*COMMON, "attachments")}
    parts = [{"asked": "合同", "conclusion": "partial", "told": told}, sample["parts"][0]]
    either = next(part for part in sample["parts"] if part["conclusion"] not in ("deny", "partial"))
    facts = Combined.from_json(sample | {"parts": [parts[0], either]})
    assert facts.remedy_under("2019") == "E"
    assert facts.outcome == "partial"
    text = composed("combined", facts=facts).text
    assert "下列内容不属于政府信息，已作区分处理：" in text
