"""11.3: a day of receipt that is none, who may correct it, and what a locked year keeps of it."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.organisation.models import Agency
from intake.services import confirm, submit
from law import Refused
from tests.workflow.locks.test_locking import counted, lock, replied
from tests.workflow.sample_office import at, officer
from tests.workflow.telling.lives import EXTENSION, START, fresh, march, reply
from workflow.acts.services import register
from workflow.locks.compelled import KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
TODAY = date(2026, 4, 20)


def corrected(office, case, day, today=TODAY, **more):
    """Correct the day of receipt by the reviewer."""
    given = {"received_on": str(day), "reason": "收发室签收章", "by": office.reviewer} | more
    return office.decide(case, "correct_receipt", today, **given)


def confirmed(office, on, by=None):
    """Register an application by fax that was received when both sides confirmed it, on a day."""
    application = office.application(on, channel="fax")
    confirm(application, on=on, means="电话", reached=True, now=at(on), by=by or office.clerk)
    return register(application, by=office.clerk, now=at(on))


@pytest.mark.parametrize("channel", ["in_person", "mail_signed", "portal"])
@pytest.mark.parametrize("day", [march(3), march(20)])
def test_what_was_taken_in_was_not_received_later(office, channel, day):
    """11.3: a later day would give the term back that ran out."""
    case = office.case(START, channel=channel)
    with pytest.raises(Refused, match="2026-03-02 已经在本机关.*不能更正为更晚的") as refused:
        corrected(office, case, day)
    assert (refused.value.field, refused.value.article) == ("received_on", "条例31")
    assert fresh(case).received_on == START


def test_a_late_reply_is_not_made_timely_by_a_later_day(office):
    case = office.assigned(START)
    reply(office, case, date(2026, 4, 10))
    assert fresh(case).timeliness == "late"
    with pytest.raises(Refused, match="已经在本机关"):
        corrected(office, case, march(30))


def test_one_that_is_entered_days_after_may_be_corrected_up_to_that_day(office):
    """11.3: mail that came on the third, was signed for on the fifth and registered on the ninth."""
    application = submit(
        agency=office.agency, now=at(march(9)), by=office.clerk, arrived_on=march(3), channel="mail_signed",
        applicant_kind="natural_person", applicant_name="张三", content="某小区改造施工合同",
    )  # fmt: skip
    case = register(application, by=office.clerk, now=at(march(9)))
    corrected(office, case, march(5))
    assert fresh(case).received_on == march(5)
    with pytest.raises(Refused, match="2026-03-09 已经在本机关"):
        corrected(office, case, march(10), by=office.signer)


def test_where_both_sides_confirm_the_day_may_be_later(office):
    case = confirmed(office, START)
    corrected(office, case, march(4))
    assert fresh(case).received_on == march(4)


def test_who_corrects_the_channel_is_no_second_person_for_a_later_day(office):
    """11.3: to call it a fax first, of which both sides confirm the receipt, and then to confirm it later."""
    case = office.case(START)
    office.decide(case, "correct_particulars", march(9), office.reviewer, channel="fax", reason="核对传真底稿")
    with pytest.raises(Refused, match="要由另一人更正"):
        corrected(office, case, march(9), by=office.reviewer)
    corrected(office, case, march(9), by=office.signer)


@pytest.mark.parametrize("day", ["2008-04-30", "1900-01-01"])
def test_no_day_before_there_were_regulations(office, day):
    with pytest.raises(Refused, match="起施行"):
        corrected(office, office.case(START), day)


def test_who_took_it_in_is_no_second_person(office):
    """11.3: typed by one clerk, registered by another: the day and the kind are the first one's."""
    second = officer("second", office.agency, "clerk")
    case = register(office.application(START), by=second, now=at(START))
    for who in (office.clerk, second):
        with pytest.raises(Refused, match="要由另一人更正"):
            corrected(office, case, date(2026, 2, 27), by=who)
        with pytest.raises(Refused, match="要由另一人更正"):
            office.decide(case, "correct_particulars", TODAY, who, applicant_kind="business", reason="核对原件")
    corrected(office, case, date(2026, 2, 27))


def test_who_confirmed_the_receipt_is_no_second_person(office):
    second = officer("second", office.agency, "clerk")
    case = confirmed(office, march(4), by=second)
    with pytest.raises(Refused, match="要由另一人更正"):
        corrected(office, case, march(3), by=second)


def test_the_case_that_remains_is_not_made_later_than_the_one_annulled_for_it(office):
    """11.3: otherwise the earlier day of a registration would be lost by annulling it."""
    remaining, twice = confirmed(office, START), confirmed(office, march(3))
    given = {"by": office.reviewer, "why": "twice", "remaining": remaining.number, "reason": "同一封信登记了两次"}
    event = office.decide(twice, "annul_registration", march(4), **given)
    with pytest.raises(Refused, match=f"{twice.number} 作废登记时保留的是本件") as refused:
        corrected(office, remaining, march(10))
    assert refused.value.article == "条例31"
    office.decide(fresh(twice), "annul", march(5), by=office.signer, seq=event.seq, reason="两件不是同一件")
    corrected(office, remaining, march(10))


# -- a locked year ------------------------------------------------------------------------------------------------
def test_a_true_day_that_makes_a_reply_of_a_locked_year_late_is_recorded_beside_it(office):
    """11.3, 11.10: the true day can always be recorded; the published figures stay, the difference is listed."""
    case = replied(office, date(2025, 12, 8), date(2025, 12, 29))
    office.do(case, "deliver", date(2025, 12, 29), method="direct", receipt="张三")
    lock(office)
    corrected(office, case, "2025-11-24", date(2026, 2, 3), reason="挂号信十一月二十四日已经签收")
    told = case.events.get(act="correct_receipt").data[KEPT]
    assert told["kind"] == "true_receipt"
    assert (told["2025"]["before"]["timeliness"], told["2025"]["after"]["timeliness"]) == ("on_time", "late")
    assert fresh(case).timeliness == "late"
    event = case.events.get(act="correct_receipt")
    office.decide(case, "annul", date(2026, 2, 4), by=office.signer, seq=event.seq, reason="看错了签收章的月份")
    assert fresh(case).timeliness == "on_time" and case.events.get(act="annul").data[KEPT]["kind"] == "put_back"


@pytest.mark.parametrize("day", ["2025-12-05", "2025-11-30"])
def test_a_day_that_makes_nothing_late_waits_for_the_unlocking(office, day):
    case = replied(office, date(2025, 12, 8), date(2025, 12, 10))
    office.do(case, "deliver", date(2025, 12, 10), method="direct", receipt="张三")
    lock(office)
    before = counted(office)
    if day.startswith("2025-12"):
        corrected(office, case, day, date(2026, 2, 3))
    else:
        with pytest.raises(Refused, match="收到月份“12月”→“11月”"):
            corrected(office, case, day, date(2026, 2, 3))
    assert counted(office) == before


def test_a_notice_in_time_by_the_wrong_day_stays_void_by_the_true_one(office):
    """11.3: corrected, and corrected back by others: each time it is judged by the day in force."""
    case = office.assigned(START)
    office.do(case, "extend", march(30), **EXTENSION)
    assert fresh(case).extended
    corrected(office, case, "2026-02-26")
    assert not fresh(case).extended
    corrected(office, case, START, by=office.signer)
    assert fresh(case).extended


@pytest.mark.parametrize(("day", "possible"), [("2026-01-01", False), ("2025-06-01", True)])
def test_a_first_day_does_not_take_an_agency_out_of_a_year_in_which_it_was_at_work(office, client, day, possible):
    """11.10: a unit that is asked for nothing of a bad year."""
    case = office.case(date(2025, 3, 3))
    client.force_login(office.administrator)
    given = {"name": "某区住建局", "kind": "department", "correction_workdays": 15, "correction_least_workdays": 5}
    answer = client.post(reverse("office-facts", args=["D"]), given | {"opened_on": day})
    assert (answer.status_code == 302) is possible
    if not possible:
        assert f"已经登记了 {case.number}" in answer.content.decode()
    assert (Agency.objects.get(code="D").opened_on is not None) is possible
