"""Who may destroy packages whose term is over: a clerk proposes, a signer decides."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from law import Refused
from tests.workflow.archive.reviews import AFTER, TODAY, decided, proposal, proposed
from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import at, officer
from workflow.archive import appraisal, destruction
from workflow.archive import services as archiving
from workflow.archive.models import (
    DestructionEntry,
    ReviewBatch,
)
from workflow.archive.retention import due_for_appraisal, term_ends
from workflow.cases.models import Case

pytestmark = pytest.mark.django_db


def test_due_on_the_day_after_the_last_and_not_before(office):
    record = archived(office, closed(office))
    assert list(due_for_appraisal([office.agency], AFTER)) == [record]
    assert not due_for_appraisal([office.agency], date(2056, 12, 31)).exists()
    assert not due_for_appraisal([office.government], AFTER).exists()


def test_permanent_packages_and_those_with_later_acts_are_never_due(office):
    archived(office, closed(office), longer=archiving.LongerRetention(None, "重大"))
    case = closed(office, date(2026, 3, 4))
    archived(office, case, date(2026, 3, 5))
    office.do(case, "record_complaint", date(2026, 4, 1), reference="举报1号")
    assert not due_for_appraisal([office.agency], date(2200, 1, 1)).exists()


def test_a_review_can_only_hold_what_is_due_and_only_once(office):
    record = archived(office, closed(office))
    for on in (date(2056, 12, 31), date(2026, 3, 3)):
        with pytest.raises(Refused, match="没有到期"):
            proposed(office, proposal(record), on=on)
    proposed(office, proposal(record))
    with pytest.raises(Refused, match="没有到期"):
        proposed(office, proposal(record))
    assert ReviewBatch.objects.count() == 1


def test_what_a_proposal_must_say(office):
    record = archived(office, closed(office))
    with pytest.raises(Refused, match="至少选一件"):
        proposed(office)
    with pytest.raises(Refused, match="理由"):
        proposed(office, proposal(record, reason=" "))
    with pytest.raises(Refused, match="销毁或者续存"):
        proposed(office, proposal(record, verdict="burn"))
    with pytest.raises(Refused, match="年数"):
        proposed(office, proposal(record, verdict="extend", years=0))
    with pytest.raises(Refused, match="今天之后"):
        appraisal.propose(by=office.clerk, on=AFTER, opinion="x", proposals=[proposal(record)], now=at(TODAY))
    for person in (
        office.handler,
        office.reviewer,
        office.signer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="登记员"):
            proposed(office, proposal(record), by=person)
    assert not ReviewBatch.objects.exists()


def test_the_second_person_is_another_signer_of_the_agency_and_confirms_the_number(office):
    both = officer("both", office.agency, "clerk", "signer")
    batch = proposed(office, proposal(archived(office, closed(office))), by=both)
    with pytest.raises(Refused, match="不能批准同一批"):
        decided(office, batch, by=both)
    foreign = officer("foreign", office.government, "signer")
    for person in (
        foreign,
        office.clerk,
        office.handler,
        office.reviewer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="签发人"):
            decided(office, batch, by=person)
    for count in (0, 2, None):
        with pytest.raises(Refused, match="销毁 1 件"):
            decided(office, batch, count)
    assert not DestructionEntry.objects.exists()
    decided(office, batch)
    with pytest.raises(Refused, match="已经有决定"):
        decided(office, batch)


def test_the_database_itself_wants_two_people(office):
    item = proposed(office, proposal(archived(office, closed(office)))).items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        destruction.destroy(item, proposed_by=office.signer, approved_by=office.signer, now=at(AFTER))
    assert Case.objects.get().application.applicant_name == "张三"


def test_a_refused_review_changes_nothing_and_frees_its_packages(office):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))
    with pytest.raises(Refused, match="理由"):
        decided(office, batch, approved=False)
    decided(office, batch, approved=False, comment="先报区档案馆")
    assert archiving.check(record).whole
    assert list(due_for_appraisal([office.agency], AFTER)) == [record]


def test_an_extension_moves_the_term_and_nothing_else(office):
    record = archived(office, closed(office))
    decided(office, proposed(office, proposal(record, "extend", "仍有利用价值", 10)), 0)
    assert term_ends(record) == date(2067, 12, 31)
    assert not due_for_appraisal([office.agency], date(2067, 12, 31)).exists()
    assert list(due_for_appraisal([office.agency], date(2068, 1, 1))) == [record]
    decided(office, proposed(office, proposal(record, "extend", "永久"), on=date(2068, 1, 1)), 0)
    assert not due_for_appraisal([office.agency], date(2300, 1, 1)).exists()


def test_a_proceeding_opened_while_the_review_waits_stops_the_destruction(office):
    record = archived(office, closed(office))
    batch = proposed(office, proposal(record))
    office.do(record.case, "file_reconsideration", AFTER, reference="某复9号")
    with pytest.raises(Refused, match="先补充归档"):
        decided(office, batch)
    assert archiving.check(record).whole
