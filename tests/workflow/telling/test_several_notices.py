"""Several notices at once, other rounds, registers and lists: what was tried against the rule that telling is the act."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import (
    ASKED,
    DAYS,
    DECIDED,
    EXTENSION,
    START,
    fresh,
    march,
    record,
    reply,
)
from workflow.cases import reminders
from workflow.cases.models import Reminder
from workflow.desk import worklist
from workflow.registers.export_rows import row_of


def test_a_void_notice_does_not_hide_the_last_day_of_the_next_one(office):
    case = office.assigned(START)
    office.decide(case, "request_correction", DECIDED, points="哪一栋")
    office.decide(case, "extend", march(26), **EXTENSION)
    today = march(27)
    reminders.write_reminders(now=at(today))
    assert Reminder.objects.filter(rule__startswith="send").count() == 1


def test_the_list_says_send_and_not_void_where_one_can_still_be_sent(office):
    case = office.assigned(START)
    office.decide(case, "request_correction", DECIDED, points="哪一栋")
    office.decide(case, "extend", march(26), **EXTENSION)
    rows, _ = worklist.first_things(office.clerk, march(27), DAYS)
    assert [row.note for row in rows if row.case.pk == case.pk] == ["send"]


def test_a_false_record_of_posting_an_inquiry_can_be_struck_out_after_an_extension(office):
    case = office.assigned(START)
    asked = office.decide(case, "consult_agency", DECIDED, key="a", **ASKED)
    extension = office.decide(case, "extend", march(5), **EXTENSION)
    left = record(office, case, asked, DECIDED, march(5))
    office.decide(case, "receive_agency_opinion", march(10), agrees="agrees", key="a")
    record(office, case, extension, date(2026, 4, 2), receipt="1012345678934")
    rest = case.events.get(act="record_service", data__serves=extension.seq)
    # the inquiry was handed over on the tenth only; the same day typed wrongly
    office.decide(case, "annul", date(2026, 4, 3), by=office.reviewer, seq=left.seq, reason="没有寄")
    assert rest


def test_an_extension_of_the_first_round_does_not_extend_the_second(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    reply(office, case, march(10))
    office.decide(case, "revoke_reply", march(12), by=office.signer, fault="适用依据错误")
    before = fresh(case).due_on
    record(office, case, asked, march(16))
    assert (fresh(case).due_on, fresh(case).extended) == (before, False)


def test_the_register_does_not_say_told_of_what_has_not_left(office):
    case = office.assigned(START)
    office.decide(case, "extend", DECIDED, **EXTENSION)
    office.decide(case, "consult_third_party", DECIDED, key="a", **ASKED)
    row, lost = row_of(fresh(case), list(case.events.order_by("seq")), DAYS, now=at(march(5)))
    print(lost)
    assert (row.extended_on, row.third_party_consulted_on) == (None, None)


def test_the_register_names_the_day_on_which_a_notice_left(office):
    case = office.assigned(START)
    asked = office.decide(case, "consult_third_party", DECIDED, key="a", **ASKED)
    record(office, case, asked, march(10))
    row, lost = row_of(fresh(case), list(case.events.order_by("seq")), DAYS, now=at(march(10)))
    print(lost)
    assert row.third_party_consulted_on == march(10)


def test_a_notice_does_not_take_effect_by_an_announcement_with_no_place(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    with pytest.raises(Refused):
        record(office, case, asked, march(5), status="delivered", method="announcement", receipt="无")
