"""11.5: tried as somebody who would rather answer less than was asked (practice A2, case 11)."""

from datetime import date

import pytest

from law import Refused
from reporting.quality.case_file import read_case_files
from reporting.quality.scoring import score_case
from tests.reporting.files import signed
from tests.workflow.sample_office import DAYS
from workflow.cases.models import Case
from workflow.papers.demands import demands_in

START, DAY = date(2026, 3, 2), date(2026, 3, 4)
TEXT = "1.某安置房项目的施工合同；2.该地块的征地批复；3.该项目的竣工验收备案表"
OPEN = {"provided": ["施工合同第1至20页"], "secrecy_review": "保密审查表第1号"}


def submitted(office, demands: list[str]) -> Case:
    """Return a case of three listed things, registered as these demands and answered by one conclusion."""
    case = office.assigned(START, content=TEXT, demands=demands)
    office.drafted(case, DAY, **OPEN)
    office.do(case, "submit_for_review", DAY)
    return case


@pytest.mark.parametrize(
    ("demands", "place"),
    [(["某安置房项目的施工合同"], 2), (["施工合同和征地批复"], 3), (["该地块的征地批复"], 1), (["食堂菜单"], 1)],
)
def test_what_the_application_lists_and_nobody_registered_is_named(office, demands, place):
    with pytest.raises(Refused, match=f"第 {place} 项") as refusal:
        submitted(office, demands)
    assert (refusal.value.article, refusal.value.field) == ("条例36", "demands")


def test_joined_they_are_all_there_and_it_costs_the_file(office):
    case = submitted(office, ["施工合同、征地批复、竣工验收备案表"])
    assert Case.objects.get(pk=case.pk).state == "in_review"


def test_what_the_applicant_took_back_in_a_correction_is_not_missed(office):
    case = office.assigned(START, content=TEXT, demands=["某安置房项目的施工合同"])
    office.do(case, "request_correction", DAY, points=["备案表的年份"], ways=["写明大致年份"], term_workdays=10)
    office.do(case, "receive_correction", DAY, text="只要施工合同")
    office.drafted(case, DAY, **OPEN)
    assert office.do(case, "submit_for_review", DAY)


def test_over_the_review_the_signature_finds_the_same(office):
    """The demands change while the draft is reviewed: it is not approved."""
    case = submitted(office, ["施工合同、征地批复、竣工验收备案表"])
    office.do(case, "change_demands", DAY, demands=["某安置房项目的施工合同"], reason="只答这一项")
    with pytest.raises(Refused, match="第 2 项“该地块的征地批复”"):
        office.do(case, "approve", DAY)


def test_who_takes_confirmed_demands_away_answers_for_it(office):
    """Three were confirmed of a text that numbers none; joined after the draft, the score still asks for three."""
    texts = ["施工合同", "征地批复", "竣工验收备案表"]
    case = office.assigned(START, content="施工合同以及征地批复和竣工验收备案表", demands=texts)
    joined = ["施工合同以及征地批复和竣工验收备案表"]
    office.do(case, "change_demands", DAY, demands=joined, reason="合并答复")
    assert (demands_in(case).merged, demands_in(case).asked) == (3, 3)
    office.drafted(case, DAY, **OPEN)
    signed(office, case, DAY)
    office.do(case, "deliver", DAY, method="direct", receipt="张三")
    assert score_case(read_case_files([case.pk], DAYS)[0]).lost == {"conclusion": 6, "voidable": 45}
    other = office.assigned(START, content="施工合同", demands=["施工合同"])
    office.do(other, "change_demands", DAY, demands=["施工合同", "图纸"], reason="核对申请书，漏了一项")
    assert (demands_in(other).merged, demands_in(other).asked) == (0, 2)
