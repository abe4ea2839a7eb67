"""What somebody tried who wants a green light without the work, and what a true record makes of it (decision 39)."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from notices.letters import services as letters
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import (
    ASKED,
    DECIDED,
    DELAY,
    DUE,
    EXTENSION,
    FEE,
    REASONS,
    SEVENTH,
    START,
    fresh,
    march,
    record,
    reply,
)
from workflow.acts import services
from workflow.cases.models import Case


def test_an_unsent_delay_is_no_extension_in_the_statistics(office):
    case = office.assigned(START)
    office.do(case, "request_reasons", DECIDED, **REASONS)
    office.decide(case, "receive_reasons", march(6), text="研究需要")
    office.decide(case, "delay", march(9), **DELAY)
    reply(office, case, march(10))
    assert fresh(case).timeliness == "on_time"


def test_the_page_of_a_case_with_an_extension_and_an_unsent_delay_opens(office, client):
    case = office.assigned(START)
    office.do(case, "request_reasons", DECIDED, **REASONS)
    office.decide(case, "receive_reasons", march(6), text="研究需要")
    office.do(case, "extend", march(9), **EXTENSION)
    office.decide(case, "delay", march(9), **DELAY)
    client.force_login(office.handler)
    assert client.get(reverse("case", args=[case.pk])).status_code == 200


@pytest.mark.parametrize("door", ["web", "perform"])
@pytest.mark.parametrize("kind", ["third_party", "agency"])
def test_an_opinion_before_its_inquiry_left_does_not_stop_the_clock_for_ever(office, client, kind, door, monkeypatch):
    case = office.assigned(START)
    asked = office.decide(case, f"consult_{kind}", DECIDED, **ASKED)
    if door == "web":
        monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: march(6))
        client.force_login(office.handler)
        given = {"on": "2026-03-06", "agrees": "agrees", "version": Case.objects.get(pk=case.pk).version}
        page = client.post(reverse("step", args=[case.pk, f"receive_{kind}_opinion"]), given)
        assert page.status_code == 302, page.content.decode()
        monkeypatch.undo()
    else:
        office.decide(case, f"receive_{kind}_opinion", march(6), agrees="agrees")
    record(office, case, asked, march(9))
    now = fresh(case)
    assert (now.due_on, now.open_consultations) == (DUE, 0)


def test_a_true_receipt_that_voids_the_notice_of_a_lapse_can_be_recorded(office):
    case = office.assigned(START)
    asked = office.decide(case, "request_correction", SEVENTH, points="哪一栋", term_workdays=5)
    record(office, case, asked, SEVENTH, status="delivered", method="direct", receipt="张三")
    office.decide(case, "lapse_correction", march(20))
    event = office.decide(
        case, "correct_receipt", march(23), by=office.reviewer, received_on="2026-02-27", reason="收发室签收单"
    )
    assert event.act == "correct_receipt"
    assert fresh(case).received_on == date(2026, 2, 27)


def test_a_true_receipt_that_voids_the_fee_notice_of_a_lapse_can_be_recorded(office):
    case = office.assigned(START)
    asked = office.decide(case, "issue_fee_notice", DUE, **FEE)
    record(office, case, asked, DUE, status="delivered", method="direct", receipt="张三")
    office.decide(case, "lapse_payment", date(2026, 5, 8))
    office.decide(
        case, "correct_receipt", date(2026, 5, 8), by=office.reviewer, received_on="2026-02-27", reason="签收单"
    )
    assert fresh(case).received_on == date(2026, 2, 27)


def test_a_true_receipt_that_voids_the_request_for_reasons_can_be_recorded(office):
    case = office.assigned(START)
    asked = office.decide(case, "request_reasons", SEVENTH, **(REASONS | {"term_workdays": 5}))
    record(office, case, asked, SEVENTH, status="delivered", method="direct", receipt="张三")
    office.decide(case, "lapse_reasons", march(20))
    office.decide(case, "correct_receipt", march(23), by=office.reviewer, received_on="2026-02-27", reason="签收单")
    assert fresh(case).received_on == date(2026, 2, 27)


def life_of_late_opinion(office, opinion_first):
    case = office.assigned(START)
    office.do(case, "consult_third_party", DECIDED, key="a", **ASKED)

    def opinion():
        data = {"agrees": "agrees", "key": "a"}
        given = {"by": office.handler, "on": march(5), "now": at(date(2026, 4, 3)), "data": data}
        services.perform("receive_third_party_opinion", case.pk, **given)

    extension = office.decide(case, "extend", march(26), **EXTENSION)
    if opinion_first:
        opinion()
    record(office, case, extension, date(2026, 4, 2), date(2026, 4, 3))
    if not opinion_first:
        opinion()
    return fresh(case)


def test_the_order_of_entry_does_not_decide_whether_an_extension_left_in_time(office):
    first, last = life_of_late_opinion(office, True), life_of_late_opinion(office, False)
    assert (first.due_on, first.extended) == (last.due_on, last.extended)


def test_a_wrong_day_of_posting_can_be_put_right_although_later_acts_rest_on_it(office):
    case = office.assigned(START)
    asked = office.decide(case, "request_correction", DECIDED, points="哪一栋")
    left = record(office, case, asked, march(10), march(16))  # typed: the tenth; true: the sixteenth
    office.decide(case, "receive_correction", march(20), text="第7幢")
    office.do(case, "extend", date(2026, 4, 10), **EXTENSION)
    for event in case.events.effective().filter(act="record_service").order_by("-seq"):
        if event.seq > left.seq:  # an extension that was truly told
            break
    office.decide(case, "annul", date(2026, 4, 13), by=office.reviewer, seq=left.seq, reason="交寄单上是16日")
    record(office, case, asked, march(16), date(2026, 4, 13))
    assert not fresh(case).extended


def test_an_earlier_day_of_leaving_can_be_recorded_after_the_arrival(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", march(27), **EXTENSION)
    record(office, case, asked, date(2026, 4, 1), status="delivered")
    assert not fresh(case).extended
    record(office, case, asked, march(27), date(2026, 4, 2), reason="交寄单后到")
    assert fresh(case).extended


def test_two_letters_of_one_key_can_both_be_recorded(office):
    case = office.assigned(START)
    one = office.decide(case, "consult_agency", DECIDED, key="a", **ASKED)
    two = office.decide(case, "consult_agency", DECIDED, key="a", **ASKED)
    record(office, case, one, march(5))
    record(office, case, two, march(5), receipt="1012345678934")
    fresh(case)


@pytest.mark.parametrize("kind", ["third_party", "agency"])
def test_a_later_true_arrival_of_an_inquiry_can_be_recorded_after_the_silence(office, kind):
    case = office.assigned(START)
    asked = office.decide(case, f"consult_{kind}", DECIDED, key="a", **ASKED)
    record(office, case, asked, DECIDED)
    record(office, case, asked, march(5), status="delivered")
    office.decide(case, f"lapse_{kind}_opinion", march(27), key="a")
    record(office, case, asked, march(10), march(30), status="delivered", reason="回执上是10日")
    fresh(case)


def test_a_void_number_does_not_come_to_life_by_a_record_of_handing_over(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    letters.void(asked.letter, "未寄出", office.clerk, now=at(march(31)))
    with pytest.raises(Refused):
        record(office, case, asked, DUE, date(2026, 4, 1), status="delivered", method="direct", receipt="张三")


def test_an_extension_told_after_the_withdrawal_extends_nothing(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    office.decide(case, "withdraw", march(5), reason="本人自愿撤回")
    record(office, case, asked, march(6))
    assert fresh(case).timeliness == "on_time"


def test_an_extension_told_after_the_reply_extends_nothing(office):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    reply(office, case, march(10))
    assert fresh(case).timeliness == "on_time"
    record(office, case, asked, march(12))
    assert fresh(case).timeliness == "on_time"


def test_a_correction_told_after_the_withdrawal_takes_no_due_day(office):
    case = office.assigned(START)
    asked = office.decide(case, "request_correction", DECIDED, points="哪一栋")
    office.decide(case, "withdraw", march(5), reason="本人自愿撤回")
    record(office, case, asked, march(6))
    assert fresh(case).due_on == DUE


def test_an_unsent_inquiry_that_was_answered_leaves_a_way_to_close(office):
    case = office.assigned(START)
    asked = office.decide(case, "consult_third_party", DECIDED, key="a", **ASKED)
    office.decide(case, "receive_third_party_opinion", march(6), agrees="agrees", key="a")
    reply(office, case, march(10))
    office.send(case, case.events.get(act="register"), march(10))
    ways = 0
    try:
        letters_void = __import__("workflow.cases.policy", fromlist=["x"]).why_not_void(
            office.clerk, asked.letter, march(10)
        )
        ways += letters_void is None
    except Refused:
        pass
    try:
        office.decide(case, "annul", march(10), by=office.reviewer, seq=asked.seq, reason="没有寄")
        ways += 1
    except Refused as refused:
        print(refused.reason)
    assert ways
