"""What a reviewer reads of the text on file: whether it is the approved one, and whether the law still says the same."""

from datetime import date

import pytest
from django.utils.translation import override

from agencies.organisation.models import Agency
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from workflow.cases.models import Case
from workflow.desk import draft_checks
from workflow.desk.draft_checks import BAD, LOOK, OK

START, DAY, LATER = date(2023, 12, 22), date(2023, 12, 29), date(2024, 1, 2)  # 行政复议法 (2023) from January
ITEMS = [{"ground": "internal", "reason": "属于内部工作流程方面的信息", "evidence": "流程单原件"}]
OFF = {"approved": "This is not the text that was approved", "today": "The letter cannot be issued today"}
FINE = {True: "Exactly the text that was approved", False: "Basis and remedies are those of today"}
ANEW = "Drafted today the letter would read differently"


@shared_data
def office():
    """Return an office with a drafted refusal and an approved one."""
    office = Office()
    office.cases = {}
    for approved in (False, True):
        case = office.assigned(START)
        office.drafted(case, DAY, "deny", ["internal"], items=ITEMS)
        if approved:
            office.do(case, "submit_for_review", DAY)
            office.do(case, "approve", DAY)
        office.cases[approved] = case.pk
    return office


def said(office, approved: bool, day: date = DAY, **changed) -> dict[str, str]:
    """Return the points of a draft as they read on a day, by their sentence, with its verdict."""
    Case.objects.filter(pk=office.cases[approved]).update(**changed)
    case = Case.objects.get(pk=office.cases[approved])
    with override("en"):
        found = draft_checks.checks(case, list(case.events.order_by("seq")), None, day)
        return {str(one.text): one.verdict for one in found}


@pytest.mark.parametrize("approved", [False, True])
def test_an_untouched_text_is_fine_and_says_whether_it_was_approved(office, approved):
    found = said(office, approved)
    assert found[FINE[approved]] == OK and FINE[not approved] not in found
    assert not {*OFF.values(), ANEW} & found.keys()


def test_another_text_than_the_approved_one_is_bad(office):
    found = said(office, True, approved_sha256="0" * 64)
    assert found[OFF["approved"]] == BAD
    assert not {*FINE.values(), OFF["today"]} & found.keys()


@pytest.mark.parametrize("approved", [False, True])
def test_a_law_that_changed_since_is_bad_and_nothing_else_is_said_of_the_text(office, approved):
    found = said(office, approved, LATER)
    assert found[OFF["today"]] == BAD
    assert not {*FINE.values(), OFF["approved"], ANEW} & found.keys()


@pytest.mark.parametrize("approved", [False, True])
def test_particulars_that_changed_since_are_to_be_looked_at(office, approved):
    Agency.objects.filter(pk=office.agency.pk).update(phone="0577-2")
    found = said(office, approved)
    assert (found[FINE[approved]], found[ANEW]) == (OK, LOOK)


def test_what_is_bad_comes_first(office):
    case = Case.objects.get(pk=office.cases[True])
    case.approved_sha256 = "0" * 64
    verdicts = [one.verdict for one in draft_checks.checks(case, list(case.events.order_by("seq")), None, DAY)]
    assert verdicts == sorted(verdicts, key=(BAD, LOOK, OK).index) and {BAD, OK} <= set(verdicts)
