"""Why a case stands among the first things of a person, which act is looked for there, and whether the person may do it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.shared_data import shared_data
from tests.workflow.sample_office import DAYS, Office
from workflow.cases.models import Case
from workflow.desk import worklist

START = date(2026, 3, 2)
DUE = date(2026, 3, 30)
POINTS = {"points": ["所指工程是哪一年的"], "term_workdays": 7}


@shared_data
def office():
    """Return an office."""
    return Office()


def first(office, case, person, day: date) -> list[tuple[str, str, bool]]:
    """Return for what reasons a case stands among the first things of a person, by what act, and whether it is the person's."""
    rows, _total = worklist.first_things(person, day, DAYS)
    return [(row.note, row.step, row.mine) for row in rows if row.case.pk == case.pk]


def both(office, case, day: date) -> list[tuple[str, str, bool]]:
    """Return what the handler reads, holding that who may not act reads the same with nothing to do."""
    seen = first(office, case, office.handler, day)
    assert first(office, case, office.supervisor, day) == [(note, step, False) for note, step, _mine in seen]
    return seen


def test_a_case_that_is_due_is_there_by_its_own_next_step(office):
    case = office.assigned(START)
    assert both(office, case, DUE) == [("", "draft", True)]
    assert first(office, case, office.clerk, DUE) == [("", "draft", False)]  # the handler drafts


def test_on_the_last_day_for_a_correction_the_act_is_to_ask(office):
    case = office.assigned(START)
    seventh = DAYS.add(START, 7)
    assert both(office, case, seventh) == [("correction", "request_correction", True)]
    assert both(office, case, DAYS.add(START, 6)) == both(office, case, DAYS.add(START, 8)) == []


def test_a_notice_is_to_be_sent_until_its_last_day_and_void_after(office):
    case = office.assigned(START)
    office.decide(case, "request_correction", START, **POINTS)
    last = Case.objects.get(pk=case.pk).send_by
    assert both(office, case, last) == [("send", "record_service", True)]
    assert both(office, case, DAYS.add(last, 1)) == [("void", "draft", True)]


def test_of_two_notices_one_that_can_still_leave_is_to_be_sent(office):
    """The other is void: what is still possible comes first."""
    case = office.assigned(START)
    office.decide(case, "request_correction", START, **POINTS)
    office.decide(case, "extend", START, workdays=10, reason="档案较多，期限内查不完")
    assert both(office, case, DUE) == [("", "draft", True), ("send", "record_service", True)]


def test_a_wait_that_has_ended_is_to_be_recorded_as_lapsed(office):
    case = office.assigned(START)
    office.do(case, "request_correction", START, **POINTS)
    until = Case.objects.get(pk=case.pk).waiting_until
    assert both(office, case, until) == []
    assert both(office, case, DAYS.add(until, 1)) == [("lapse", "lapse_correction", True)]


def test_a_letter_of_which_the_post_says_nothing_is_asked_for(office, settings):
    """The term runs from its receipt: until somebody asks the post the case waits for ever."""
    case = office.assigned(START)
    event = office.decide(case, "request_correction", START, **POINTS)
    office.send(case, event, START, handed=False)
    silent = DAYS.add(START, settings.POST_SILENT_WORKDAYS)
    assert both(office, case, silent) == []
    assert both(office, case, DAYS.add(silent, 1)) == [("silent", "record_service", True)]


@pytest.mark.parametrize("note", ["respond", "consent", "correction"])
def test_of_a_reason_with_an_act_only_who_may_do_it_is_asked(office, note):
    case = office.assigned(START)
    row = worklist.worklist_rows([case], office.handler, START, DAYS)[0]
    may = {"respond": [office.clerk, office.reviewer], "consent": [office.head]}
    may["correction"] = [office.clerk, office.handler]
    if note == "respond":
        office.do(case, "file_reconsideration", START, key="r", reference="区复字1号")
        row = replace(row, case=Case.objects.get(pk=case.pk))
    people = [office.clerk, office.handler, office.reviewer, office.signer, office.head, office.supervisor]
    seen = {one.username: worklist._noted(row, note, one, START) for one in people}
    assert {one.note for one in seen.values()} == {note}
    assert {one.step for one in seen.values()} == {worklist.STEP_OF_NOTE[note]}
    assert [name for name, one in seen.items() if one.mine] == [one.username for one in may[note]]
