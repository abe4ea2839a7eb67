"""The office's own records: they print every fact, take no number, and refuse what does not hold together."""

import dataclasses
import re
from datetime import date

import pytest

from law import Refused
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_facts
from notices.kinds.search_record import SearchedPlace, SearchInWords
from notices.kinds.sheets.base_sheet import InternalForm
from notices.letters.models import Letter
from tests.notices.sample_letters import composed

SHEETS = [code for code, kind in KINDS.items() if issubclass(kind, InternalForm)]


@pytest.mark.parametrize("code", [code for code in SHEETS if code != "third_party_slip"])
def test_every_fact_of_a_sheet_is_printed_under_its_name(code):
    kind, facts = KINDS[code], sample_facts(code)
    if "demands" in kind.labels():  # told of an application for several things
        facts = change(code, demands=["征地批复", "补偿方案"])
    text = composed(code, facts=facts).text.split("\n")
    for name, label in kind.labels().items():
        if name not in ("addressee", "record"):
            assert label in text, label


def change(code: str, **given):
    """Build the sample of a kind with other facts."""
    return KINDS[code].from_json(sample_facts(code).to_json() | given)


@pytest.mark.parametrize(
    ("code", "given", "says"),
    [
        ("mail_hand_over", {"taken_by": "何某"}, "两个人"),
        ("mail_hand_over", {"handed_on": "2026-03-01"}, "早于收到日期"),
        ("hand_over_slip", {"reply_by": "2026-04-01"}, "应答复日之前"),
        ("conversation_note", {"means": "托梦"}, "沟通方式"),
        ("secrecy_review_sheet", {"state_secret": True}, "不得公开"),
        ("secrecy_review_sheet", {"result": "报请确定"}, "报请的部门"),
        ("secrecy_review_sheet", {"result": "大概可以"}, "审查结论"),
        ("signing_sheet", {"signed_by": "李某"}, "三个人"),
        ("signing_sheet", {"reviewed_on": "2026-03-09"}, "次序"),
        ("proactive_sheet", {"applications": 1}, "多个申请人"),
        ("service_record", {"mail_number": ""}, "邮寄送达缺少“邮政企业邮件号”"),
        ("service_record", {"method": "直接送达"}, "直接送达缺少“受送达人签名”"),
        ("service_record", {"method": "直接送达", "signed_by": "杨超英"}, "缺少“送达人”"),
        ("service_record", {"method": "电子送达"}, "缺少“同意电子送达的确认”"),
        ("service_record", {"method": "委托送达"}, "缺少“受托送达的机关”"),
        ("service_record", {"method": "留置送达", "refusal": "拒收"}, "缺少“见证人”"),
        ("service_record", {"agent": "杨某"}, "关系"),
        ("service_record", {"method": "顺丰"}, "送达方式"),
        ("search_sheet", {"record": {"systems": ["办公系统"]}}, "缺少“检索的档案室和档案”"),
        ("application_form", {"confirmed_on": None}, "当场确认"),
        ("rectification", {"wrong": ["甲", "乙"]}, "一一对应"),
        ("delay", {"due_on": "2026-04-10"}, "晚于原答复期限"),
        ("reasons_request", {"term_workdays": 0}, "至少一个工作日"),
        ("co_producer_inquiry", {"term_workdays": 10}, "15个工作日"),
        ("agency_inquiry", {"term_workdays": 0}, "至少一个工作日"),
    ],
)
def test_what_does_not_hold_together_is_refused(code, given, says):
    with pytest.raises(Refused, match=says):
        change(code, **given)


@pytest.mark.parametrize(
    ("code", "given", "regulation", "says"),
    [
        ("delay", {"former_due_on": "2026-03-26"}, "2019", "届满前告知"),
        ("revocation", {"due_on": "2026-03-27"}, "2019", "晚于公文日期"),
        ("revocation", {"earlier_dated": "2026-03-28"}, "2019", "早于原公文日期"),
        ("co_handling", {"reply_by": "2026-04-29"}, "2019", "答复期限之前"),
        ("amendment_forwarded", {"forwarded_on": None}, "2007", "应当转送"),
        ("amendment_forwarded", {"forwarded_on": "2026-03-28"}, "2019", "转送之日"),
        ("secrecy_referral", {"reply_by": "2026-03-26"}, "2019", "早于公文日期"),
        ("amended", {"requested_on": "2026-03-28"}, "2019", "早于收到更正申请之日"),
    ],
)
def test_what_cannot_be_on_that_day_is_refused(code, given, regulation, says):
    facts = KINDS[code].from_json(sample_facts(code, regulation).to_json() | given)
    with pytest.raises(Refused, match=says):
        composed(code, regulation, facts=facts)


def test_since_2019_the_applicant_may_be_told_to_turn_to_the_other_body():
    facts = change("amendment_forwarded", forwarded_on=None)
    assert (
        "请您向有权更正的行政机关温州市自然资源和规划局瓯海分局提出"
        in composed("amendment_forwarded", facts=facts).text
    )


def test_a_search_names_everything_but_the_searcher_in_the_letter():
    text = composed("not_exist").text
    for word in (
        "公文系统",
        "业务系统",
        "档案室",
        "征收管理科",
        "“某村、征地补偿安置方案”",
        "2010年1月至今",
        "2026年3月9日",
        "未查到",
    ):
        assert word in text
    assert "李某" not in text  # kept on file
    assert "李某" in composed("search_sheet").text


IN_WORDS = {  # as searches were recorded until 2026-11-30; letters and events keep it
    "systems": ["本机关公文办理系统", "征地补偿业务系统"],
    "archive": "档案室2010年以来的纸质档案",
    "sections": ["征收管理科", "建设管理科"],
    "keywords": ["某村", "征地补偿安置方案"],
    "period": "2010年1月至今",
    "searched_on": "2026-03-09",
    "searched_by": "李某",
    "result": "未查到相关信息",
}


@pytest.mark.parametrize("missing", SearchInWords.labels())
def test_a_search_without_one_of_its_parts_is_no_search(missing):
    facts = sample_facts("not_exist").to_json() | {"search_record": dict(IN_WORDS)}
    del facts["search_record"][missing]
    with pytest.raises(Refused, match=SearchInWords.labels()[missing]):
        KINDS["not_exist"].from_json(facts)


@pytest.mark.parametrize("missing", SearchedPlace.labels())
def test_a_searched_place_without_one_of_its_facts_is_not_searched(missing):
    """11.6: where, for what, how far back, by whom, how many, what."""
    facts = sample_facts("not_exist").to_json()
    del facts["search_record"]["places"][1][missing]
    with pytest.raises(Refused, match=re.escape(SearchedPlace.labels()[missing])):
        KINDS["not_exist"].from_json(facts)


def test_a_search_of_before_reads_and_prints_as_it_did():
    """11.6: old drafts and events keep their words."""
    typed = KINDS["not_exist"].from_json(sample_facts("not_exist").to_json() | {"search_record": IN_WORDS})
    assert typed.to_json()["search_record"] == IN_WORDS
    assert (
        "经检索（2026年3月9日以“某村”“征地补偿安置方案”为关键词，检索本机关公文办理系统、征地补偿业务系统、档案室2010年以来的纸质档案"
        "以及征收管理科、建设管理科保存的资料，时间范围为2010年1月至今，未查到相关信息）"
        in composed("not_exist", facts=typed).text
    )
    sheet = KINDS["search_sheet"].from_json(sample_facts("search_sheet").to_json() | {"record": IN_WORDS})
    assert "检索的档案室和档案" in composed("search_sheet", facts=sheet).text


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 28)])
@pytest.mark.parametrize("code", ["not_exist", "no_ready"])
def test_a_search_for_another_application_is_refused(code, day):
    facts = sample_facts(code)
    facts = dataclasses.replace(facts, search_record=dataclasses.replace(facts.search_record, searched_on=day))
    with pytest.raises(Refused, match="检索日期"):
        composed(code, facts=facts)


def test_a_sheet_takes_no_number_and_leaves_no_gap(issued):
    first = issued("deny")
    sheet = issued("search_sheet")
    second = issued("open")
    assert (sheet.number, sheet.series, sheet.sequence) == ("", "", None)
    assert second.sequence == first.sequence + 1
    assert "slot-number" not in sheet.html and "2026年3月27日" in sheet.html
    issued("archive_index")  # several sheets without a number do not collide
    assert Letter.objects.filter(number="").count() == 2


def test_the_inquiry_brings_the_slip_that_is_to_be_sent_back():
    inquiry, slip = composed("third_party_inquiry"), composed("third_party_slip")
    assert inquiry.text.split("\n")[-len(slip.text.split("\n")) :] == slip.text.split("\n")
