"""The score judges the decision for each third party, and says how each was told and heard (11.4)."""

import pytest

from reporting.quality.case_file import CaseFile, read_case_files
from reporting.quality.scoring import score_case
from tests.reporting.files import signed
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from tests.workflow.third_parties.doors import AFTER, FOUND, PARTIAL, WEIGHED, asked
from workflow.cases.models import Case
from workflow.cases.selectors import calendar

DECIDED = [
    {"key": "a", "decision": "withhold", "finding": FOUND},
    {"key": "b", "decision": "disclose", "public_interest": WEIGHED},
    {"key": "c", "decision": "disclose", "finding": "付款节点已随中标结果公告"},
]


@shared_data
def office():
    return Office()


@pytest.fixture
def file(office: Office) -> CaseFile:
    """Return the file of a reply that withholds for one, overrules one, and decides for one who kept silent."""
    case = asked(office, "bare", "a", "甲公司")
    asked(office, "objects", "b", "乙公司", case)
    asked(office, "silent", "c", "丙公司", case)
    office.do(case, "draft", AFTER, kind="partial", facts=PARTIAL, parties=DECIDED)
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, AFTER)
    office.do(case, "notify_third_party", AFTER, key="b", matter="合同总价", reason=WEIGHED)
    office.do(case, "reply", AFTER)
    office.do(case, "deliver", AFTER, method="direct", receipt="张三")
    return file_of(case)


def file_of(case: Case) -> CaseFile:
    (found,) = read_case_files([case.pk], calendar())
    return found


def consultation(file: CaseFile):
    """Return the item on third parties as it is scored."""
    return next(one for one in score_case(file).items if one.item.key == "consultation")


def test_what_stands_costs_nothing_and_each_is_told_by_name(file):
    item = consultation(file)
    heard = next(answer for answer in item.answers if answer.part == "heard")
    assert (item.lost, heard.holds) == (0, True)
    assert "甲公司：2026-03-06答复：不同意公开，没有说明理由，本机关决定不公开" in heard.text
    assert "乙公司：2026-03-06答复：不同意公开，理由：" in heard.text
    assert "丙公司：逾期未提出意见（2026-03-24届满），本机关决定公开：付款节点已随中标结果公告" in heard.text
    assert "丙公司: no opinion within the term" in heard.english


@pytest.mark.parametrize(("key", "says"), [("a", "甲公司"), ("b", "乙公司"), ("c", "丙公司")])
def test_a_decision_without_what_must_stand_behind_it_costs_its_points(file, key, says):
    given = next(one for one in file.last("draft").data["parties"] if one["key"] == key)
    given |= {"finding": "", "public_interest": ""}
    item = consultation(file)
    assert item.lost == 3
    assert says in next(answer for answer in item.answers if answer.part == "heard").text


def test_who_is_overruled_and_not_told_costs_the_same(file):
    told = file.last("notify_third_party")
    file.every.remove(told)
    del file.__dict__["events"]
    item = consultation(file)
    assert item.lost == 3
    assert "没有书面告知不同意的乙公司" in next(one.text for one in item.answers if one.part == "heard")


def test_who_is_overruled_by_a_letter_that_never_left_is_not_told(file):
    """11.4: written is not told (235号四)."""
    notice = file.last("notify_third_party")
    (sent,) = (one for one in file.every if one.act == "record_service" and one.data["serves"] == notice.seq)
    file.every.remove(sent)
    del file.__dict__["events"]
    item = consultation(file)
    assert item.lost == 3
    assert "乙公司" in next(one.text for one in item.answers if one.part == "heard")


def test_an_objection_without_reasons_carried_no_refusal_in_a_file_of_before(office):
    case = asked(office, "bare")
    item = {"ground": "trade_secret", "reason": "单价为商业秘密", "evidence": "合同", "finding": FOUND}
    office.drafted(case, AFTER, "deny", items=[item])
    signed(office, case, AFTER)
    office.do(case, "deliver", AFTER, method="direct", receipt="张三")
    file = file_of(case)
    file.last("draft").data.pop("parties")
    assert consultation(file).lost == 0
    file.letter.facts["items"][0]["finding"] = ""
    assert consultation(file).lost == 3
