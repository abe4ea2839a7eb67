"""The act `record_service`: what may follow what, and which terms a day of receipt moves."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from law import Refused
from law.remedies import deadlines
from notices.letters.services import void
from tests.shared_data import shared_data
from tests.workflow.mailroom import EMS, FEE, SECOND, START, TODAY, Mailroom
from tests.workflow.sample_office import DAYS, at
from workflow.cases import delivery, selectors
from workflow.cases.models import Case, DeliveryFact, Event
from workflow.cases.replay import replay
from workflow.cases.term.clock import run_clock
from workflow.desk import worklist
from workflow.mail import services as posting


@shared_data
def room():
    """Return an office at the end of the day."""
    return Mailroom()


def served(room, case, act, status, on, **given):
    """Record one fact about the letter that an act issued."""
    fact = {"letter_id": room.letter(case, act).pk, "status": status, "method": "mail", "receipt": EMS}
    return room.do(case, "record_service", on, **fact | given)


def now_of(case: Case) -> Case:
    """Return the case as it stands, its projections proved against its events."""
    assert replay(case.pk, check=True) == []
    return Case.objects.get(pk=case.pk)


def asked(room, on=date(2026, 3, 4)) -> Case:
    """Return a case whose applicant was asked for a correction within fifteen working days."""
    case = room.assigned(START)
    room.decide(case, "request_correction", on, points=["请写明年份"], term_workdays=15)
    return Case.objects.get(pk=case.pk)


# -- terms from receipt -----------------------------------------------------------------------------------------
def test_the_applicants_term_runs_from_the_recorded_receipt(room):
    case = asked(room)  # decided, not sent: the applicant has no term yet
    for status, day in (("posted", 4), ("delivered", 9)):
        assert now_of(case).waiting_until is None
        served(room, case, "request_correction", status, date(2026, 3, day))
    assert now_of(case).waiting_until == DAYS.add(date(2026, 3, 9), 15)


def test_nobody_lapses_while_the_notice_is_in_the_mail(room):
    case = asked(room)
    served(room, case, "request_correction", "posted", date(2026, 3, 4))
    assert not selectors.lapsed(date(2026, 6, 1)).exists()
    with pytest.raises(Refused, match="请先登记送达"):
        room.do(case, "lapse_correction", date(2026, 6, 1))
    served(room, case, "request_correction", "returned", date(2026, 3, 20), reason="查无此人")
    assert now_of(case).waiting_until is None
    served(room, case, "request_correction", "delivered", date(2026, 3, 23), method="direct", receipt="张三")
    until = DAYS.add(date(2026, 3, 23), 15)
    with pytest.raises(Refused, match="才届满"):
        room.do(case, "lapse_correction", until)
    room.do(case, "lapse_correction", DAYS.add(until, 1))
    assert now_of(case).state == "lapsed"


@pytest.mark.fault("C5")
def test_a_receipt_that_makes_a_lapse_too_early_says_so(room):
    case = asked(room)
    served(room, case, "request_correction", "delivered", date(2026, 3, 4))
    room.do(case, "lapse_correction", DAYS.add(date(2026, 3, 4), 16))
    early = served(room, case, "request_correction", "delivered", date(2026, 3, 9), reason="签收单看错")
    assert f"期限到 {DAYS.add(date(2026, 3, 9), 15)} 才届满" in early.data["note"]
    corrected = served(room, case, "request_correction", "delivered", date(2026, 3, 10), reason="签收单看错")
    assert corrected.data["note"]
    assert now_of(case).state == "lapsed"  # a person decides


def test_the_payers_term_runs_from_the_recorded_receipt(room):
    case = room.assigned(START)
    room.decide(case, "issue_fee_notice", date(2026, 3, 5), **FEE)
    served(room, case, "issue_fee_notice", "delivered", date(2026, 3, 10))
    assert now_of(case).waiting_until == DAYS.add(date(2026, 3, 10), 20)


def test_the_third_partys_term_runs_from_the_recorded_receipt(room):
    case = room.assigned(START)
    room.decide(case, "consult_third_party", date(2026, 3, 4), name="某建设公司", matter="施工合同")
    served(room, case, "consult_third_party", "posted", date(2026, 3, 4))
    before = Case.objects.get(pk=case.pk).due_on
    served(room, case, "consult_third_party", "delivered", date(2026, 3, 9))
    reckoning = run_clock(list(case.events.order_by("seq")), DAYS)
    assert reckoning.pauses[0].ends_on == DAYS.add(date(2026, 3, 9), 15)
    after = now_of(case).due_on
    assert DAYS.count(before, after) == DAYS.count(date(2026, 3, 4), date(2026, 3, 9))
    row = worklist.worklist_rows([Case.objects.get(pk=case.pk)], room.clerk, date(2026, 3, 10), DAYS)[0]
    assert row.term_status.held  # the list reads the same facts as the case page


def test_the_reply_clock_stands_where_it_stood(room):
    case, _ = room.posted()
    before = (case.due_on, case.timeliness, case.delivered_on)
    served(room, case, "reply", "returned", date(2026, 3, 20), reason="查无此人")
    served(room, case, "register", "delivered", date(2026, 3, 20))
    after = now_of(case)
    assert (after.due_on, after.timeliness, after.delivered_on) == before == (date(2026, 3, 30), "on_time", TODAY)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ([("posted", 4)], {"undelivered": True}),
        ([("posted", 4), ("delivered", 9)], {"delivered_on": "2026-03-09"}),
        ([("delivered", 9), ("posted", 10)], {"delivered_on": "2026-03-09"}),  # a copy sent once more
        ([("delivered", 9), ("returned", 12)], {"undelivered": True}),
        ([("returned", 9), ("posted", 10), ("delivered", 12)], {"delivered_on": "2026-03-12"}),
        ([("delivered", 9), ("delivered", 10)], {"delivered_on": "2026-03-10"}),  # corrected
    ],
)
def test_the_latest_fact_holds_and_reading_twice_reads_the_same(facts, wanted):
    told = [Event(seq=1, act="register", on=START, data={}), Event(seq=2, act="request_correction", on=START, data={})]
    for seq, (status, day) in enumerate(facts, start=3):
        data = {"serves": 2, "status": status, "letter_id": 1, "method": "mail"}
        told.append(Event(seq=seq, act="record_service", on=date(2026, 3, day), data=data))
    once = delivery.with_delivery_days(told)
    assert once[1].data == wanted
    assert [event.data for event in delivery.with_delivery_days(once)] == [event.data for event in once]
    assert told[1].data == {}, "an event is never changed"


# -- what may follow what ---------------------------------------------------------------------------------------
@pytest.mark.fault("C5")
@pytest.mark.parametrize(
    ("before", "given", "field"),
    [
        ([], {"status": "returned", "reason": "拒收"}, "status"),  # came back before it was posted
        ([], {"status": "posted", "on": date(2026, 3, 3)}, "on"),  # before the letter's own day
        ([("posted", 5)], {"status": "delivered", "on": date(2026, 3, 4)}, "on"),  # received before it was posted
        ([("posted", 5)], {"status": "posted"}, "reason"),
        ([("posted", 5), ("delivered", 6)], {"status": "posted"}, "reason"),
        ([("posted", 5), ("delivered", 6)], {"status": "delivered"}, "reason"),
        ([("posted", 5)], {"status": "returned"}, "reason"),
        ([], {"status": "posted", "method": "direct"}, "method"),
        ([], {"status": "lost"}, "status"),
        ([], {"status": "delivered", "method": "courier"}, "method"),
        ([], {"status": "delivered", "receipt": ""}, "receipt"),
        ([], {"status": "delivered", "letter_id": 0}, "letter_id"),
        ([], {"status": "delivered", "letter_id": 10**9}, "letter_id"),
    ],
)
def test_a_fact_that_cannot_follow_is_refused(room, before, given, field):
    case = asked(room)
    for status, day in before:
        served(room, case, "request_correction", status, date(2026, 3, day))
    version = Case.objects.get(pk=case.pk).version
    given = dict(given)
    with pytest.raises(Refused) as refused:
        served(room, case, "request_correction", given.pop("status"), given.pop("on", TODAY), **given)
    assert refused.value.field == field
    assert Case.objects.get(pk=case.pk).version == version


def test_the_reply_itself_is_delivered_by_its_own_act(room):
    case = room.replied()
    with pytest.raises(Refused, match="请用“送达”登记"):
        served(room, case, "reply", "posted", TODAY)


def test_a_letter_of_another_case_is_not_served_here(room):
    one, other = room.assigned(START), room.assigned(START)
    fact = {
        "letter_id": room.letter(other, "register").pk,
        "status": "delivered",
        "method": "direct",
        "receipt": "张三",
    }
    with pytest.raises(Refused, match="没有这份公文"):
        room.do(one, "record_service", TODAY, **fact)


# -- returned ---------------------------------------------------------------------------------------------------
def test_a_returned_reply_is_a_task_until_it_is_served_again(room):
    case, letter = room.posted()
    served(room, case, "reply", "returned", date(2026, 3, 18), reason="迁移新址不明")
    (task,) = posting.returned([room.agency])
    assert (task.letter, task.receipt, task.event.data["reason"]) == (letter, EMS, "迁移新址不明")
    assert not posting.outgoing(room.agency).exists()
    room.do(
        case,
        "record_service",
        date(2026, 3, 20),
        letter_id=letter.pk,
        status="delivered",
        method="direct",
        receipt="张三",
    )
    assert not posting.returned([room.agency]).exists()
    assert now_of(case).timeliness == "on_time"


def test_with_another_address_a_returned_letter_goes_out_again(room):
    case, letter = room.posted()
    served(room, case, "reply", "returned", date(2026, 3, 18), reason="地址欠详")
    posting_day = date(2026, 3, 19)
    posting.Destination.objects.create(
        letter=letter, name="张三", address="某路9号", reason="电话", entered_by=room.clerk, entered_at=at(posting_day)
    )
    assert list(posting.outgoing(room.agency)) == [letter]
    result = room.post((letter, "ems", SECOND), on=posting_day)
    assert (result.faults, result.late) == ([], [])
    assert [one.mail_number for one in letter.mailings.all()] == [EMS, SECOND]
    assert letter.mailings.last().address == "某路9号"
    assert not posting.returned([room.agency]).exists()
    case = now_of(case)
    assert (case.delivered_on, case.timeliness) == (TODAY, "on_time")


def test_a_closed_case_still_hears_of_its_mail(room):
    case, _ = room.posted()
    room.do(case, "close", date(2026, 3, 16))
    served(room, case, "reply", "delivered", date(2026, 3, 17))
    assert now_of(case).state == "closed"


def test_a_void_letter_is_not_posted_but_may_still_come_back(room):
    case = room.assigned(START)
    served(room, case, "register", "posted", date(2026, 3, 3))
    void(room.letter(case, "register"), "编号错误", room.clerk, now=at(TODAY))
    with pytest.raises(Refused, match="已经作废"):
        served(room, case, "register", "posted", TODAY, reason="再寄")
    served(room, case, "register", "returned", TODAY, reason="查无此人")


# -- the applicant's own terms ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("how", "facts", "had_on"),
    [
        ("mail", [], None),
        ("mail", [("delivered", 17, EMS)], date(2026, 3, 17)),
        ("mail", [("delivered", 17, EMS), ("posted", 19, SECOND)], date(2026, 3, 17)),  # a copy sent later
        ("mail", [("returned", 17, EMS)], None),
        ("direct", [], TODAY),
        ("direct", [("posted", 19, SECOND)], TODAY),
    ],
)
def test_when_the_applicant_had_the_reply(room, how, facts, had_on):
    case = room.replied()
    assert delivery.reply_received_on(list(case.events.order_by("seq"))) is None
    room.do(case, "deliver", TODAY, method=how, receipt=EMS if how == "mail" else "张三")
    for status, day, receipt in facts:
        served(room, case, "reply", status, date(2026, 3, day), receipt=receipt, reason="查无此人或者补寄")
    assert delivery.reply_received_on(list(case.events.order_by("seq"))) == had_on
    now_of(case)


@pytest.mark.parametrize(
    ("had_on", "reconsideration", "litigation"),
    [
        (date(2026, 3, 17), date(2026, 5, 18), date(2026, 9, 17)),  # 05-16 is a Saturday
        (date(2025, 8, 31), date(2025, 10, 30), date(2026, 2, 28)),  # a month without a 31st; 02-28 is made up
        (date(2025, 8, 2), date(2025, 10, 9), date(2026, 2, 2)),  # 10-01 to 10-08 are off
        (date(2025, 12, 29), date(2026, 2, 27), date(2026, 6, 29)),
    ],
)
def test_sixty_days_and_six_months_from_receipt(had_on, reconsideration, litigation):
    assert deadlines.reconsideration_until(had_on, DAYS) == reconsideration
    assert deadlines.litigation_until(had_on, DAYS) == litigation


# -- the proof ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "typed", "kept"),
    [
        ("mail", "ea 123 456 785 cn", EMS),
        ("mail", "ＥＭＳ：EA123456785CN", EMS),
        ("mail", "EMS 1011233030007", "1011233030007"),
        ("mail", "挂号 XA12345678931", "XA12345678931"),
        ("mail", "ems1", "EMS1"),
        ("mail", "平信，交寄清单第3号", "平信，交寄清单第3号"),
        ("direct", "ems 1", "ems 1"),
    ],
)
def test_a_mail_number_is_compared_as_the_post_writes_it(method, typed, kept):
    assert delivery.plain_receipt(method, typed) == kept
    assert delivery.plain_receipt(method, kept) == kept


# -- what stood there before ------------------------------------------------------------------------------------
def test_a_lost_row_is_found_and_written_again(room):
    case, _ = room.posted()
    DeliveryFact.objects.all().delete()
    assert replay(case.pk, check=True) == [f"{case.number} services: not what the events tell"]
    replay(case.pk)
    assert DeliveryFact.objects.get().receipt == EMS


def test_events_are_still_only_ever_added_to(room):
    room.posted()
    for change in (lambda: Event.objects.update(act="close"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
