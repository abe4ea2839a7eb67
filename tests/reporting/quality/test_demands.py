"""11.5 What joined or forgotten demands cost, and that a case of three demands is one case of the table."""

import pytest

from reporting.figures.drilldown import rows_counted_by_cell
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from reporting.quality.case_file import read_case_files
from reporting.quality.scoring import score_case
from tests.reporting.files import march, signed
from tests.shared_data import shared_data
from tests.workflow.acts.test_demands import DEMANDS, PARTS, TEXT
from tests.workflow.sample_office import Office
from workflow.cases.selectors import calendar

WITHHELD = {"ground": "internal", "reason": "属于内部工作流程", "evidence": "流程单原件"}


@shared_data
def office():
    return Office()


def each(case) -> tuple[bool, str]:
    """Return whether the score finds every demand answered, and what it says."""
    (file,) = read_case_files([case.pk], calendar())
    answer = next(answer for one in score_case(file).items for answer in one.answers if answer.part == "each")
    return answer.holds, answer.text


def replied(office, case, *parts):
    if parts:
        office.do(case, "draft", march(4), kind="combined", facts={"parts": list(parts)})
    else:
        office.drafted(case, march(4), provided=["批复", "方案", "笔录"], secrecy_review="表1")
    signed(office, case, march(4))
    office.do(case, "deliver", march(4), method="direct", receipt="张三")
    return case


def test_three_answered_one_by_one_cost_nothing(office):
    case = replied(office, office.assigned(march(2), content=TEXT, demands=DEMANDS), *PARTS)
    assert each(case) == (True, "申请列了 3 项，答复 3 项")


def test_three_joined_into_one_cost_points_though_a_person_said_so(office):
    case = office.assigned(march(2), content=TEXT, demands=DEMANDS)
    office.do(case, "change_demands", march(4), demands=[TEXT], reason="合并办理")
    assert each(replied(office, case)) == (False, "申请列了 3 项，答复 1 项")


def test_three_that_the_text_does_not_number_cost_points_when_two_are_joined(office):
    texts = ["征地批复", "补偿方案"]
    case = office.assigned(march(2), content="征地批复以及补偿方案", demands=texts)
    assert each(replied(office, case, PARTS[0], PARTS[1])) == (True, "申请列了 2 项，答复 2 项")


@pytest.mark.parametrize("demands", [None, ["征地批复"]])
def test_one_demand_is_one_whatever_the_reply_gives(office, demands):
    case = office.assigned(march(2), content="征地批复", demands=demands)
    assert each(replied(office, case)) == (True, "逐项作出结论")


def test_three_demands_are_one_case_of_the_table_and_its_cell_opens_it(office):
    """law.md 5: one case, one row; some given and some refused is 部分公开, whatever else the reply says."""
    refused = {"asked": DEMANDS[2], "conclusion": "deny", "told": {"items": [WITHHELD]}}
    case = replied(office, office.assigned(march(2), content=TEXT, demands=DEMANDS), *PARTS[:2], refused)
    scope = Scope(office.agency, 2026, False)
    sheet = filled_form_of(scope)
    total = sheet.form.columns("R3.2")[-1]
    counted = {row.key: sheet.value(row.key, total.key) for row in sheet.form.printed if row.key.startswith("R3.")}
    assert {key for key, number in counted.items() if number} == {"R3.2", "R3.7"} and counted[
        "R3.7"
    ] == 1  # the row, the sum
    assert [one.pk for one in rows_counted_by_cell(scope, sheet.form, "R3.2", total.key)] == [case.pk]
