"""11.3: the true day of receipt is recorded in every state; what it makes late or void is judged and shown, letters are listed."""

from datetime import date

import pytest
from django.urls import reverse

from intake.services import attach, confirm
from law import Refused
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import DECIDED, EXTENSION, START, fresh, march, record, reply
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.acts.services import register
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import run_clock

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
TODAY = date(2026, 4, 20)


def corrected(office, case, day, **more):
    """Record the true day of receipt by the second person."""
    given = {"received_on": day, "reason": "挂号信签收章", "by": office.reviewer} | more
    return office.decide(case, "correct_receipt", TODAY, **given)


def confirmed(office):
    """Return a case that came by fax: both sides confirm its receipt, and its true day may be a later one."""
    application = office.application(START, channel="fax")
    confirm(application, on=START, means="电话", reached=True, now=at(START), by=office.clerk)
    case = register(application, by=office.clerk, now=at(START))
    office.do(case, "assign", START, handler_id=office.handler.pk)
    return case


def closed(office, case=None, **given):
    """Return a case that was replied to on its last day and closed."""
    case = case or office.assigned(START, **given)
    reply(office, case, march(30))
    office.do(case, "close", march(31))
    return case


@pytest.mark.parametrize("until", ["assigned", "in_review", "replied", "closed", "awaiting", "withdrawn"])
@pytest.mark.parametrize("day", [date(2026, 2, 26), march(20)], ids=["earlier", "later"])
def test_it_is_recorded_in_every_state_and_changes_nothing_that_was_done(office, until, day):
    case = closed(office, confirmed(office)) if until == "closed" else confirmed(office)
    if until == "in_review":
        office.drafted(case, DECIDED, provided=["合同"], secrecy_review="1")
        office.do(case, "submit_for_review", DECIDED)
    elif until == "replied":
        reply(office, case, march(12))
    elif until == "awaiting":
        office.do(case, "request_correction", DECIDED, points="哪一栋")
    elif until == "withdrawn":
        office.decide(case, "withdraw", march(12), reason="来信撤回")
    before = fresh(case)
    corrected(office, case, day.isoformat())
    now = fresh(case)
    assert now.received_on == day
    assert (now.state, now.outcome, now.decided_on, now.draft_id) == (
        before.state, before.outcome, before.decided_on, before.draft_id,
    )  # fmt: skip


def test_a_reply_that_was_in_time_is_late_by_the_true_day_and_the_page_says_so(office, client):
    case = closed(office)
    assert fresh(case).timeliness == "on_time"
    corrected(office, case, "2026-02-26")
    assert (fresh(case).timeliness, fresh(case).due_on) == (
        "late",
        date(2026, 3, 25),
    )  # Saturday 28 February was a working day
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "写有其他收到日的公文" in page
    assert page.count("写的是") == 2  # the receipt and the reply


def test_an_act_before_the_true_day_counts_as_done_on_it(office, client):
    """A request for correction that left before the confirmed day of receipt is none the less a request in time."""
    case = confirmed(office)
    office.do(case, "request_correction", DECIDED, points="哪一栋", delivered_on="2026-03-05")
    office.decide(case, "receive_correction", march(6), text="第7幢")
    office.do(case, "extend", march(7), **EXTENSION)
    corrected(office, case, "2026-03-10")
    now = fresh(case)
    reckoning = run_clock(list(case.events.order_by("seq")), calendar())
    assert {reason.on for reason in reckoning.reasons} == {march(10)}
    assert not reckoning.void and now.extended
    assert now.due_on == calendar().add(march(10), 25)
    client.force_login(office.clerk)
    assert "以下各步早于更正后的收到日" in client.get(reverse("case", args=[case.pk])).content.decode()


def test_a_new_act_before_the_true_day_is_refused_still(office):
    case = confirmed(office)
    corrected(office, case, "2026-03-10")
    with pytest.raises(Refused, match="早于收到申请之日"):
        office.decide(case, "withdraw", march(9), reason="来信撤回")


def test_reason_and_proof_are_given_by_a_second_person_and_a_scan_is_proof(office):
    case = confirmed(office)
    with pytest.raises(Refused, match="要由另一人更正"):
        corrected(office, case, "2026-03-03", by=office.clerk)
    for lacking in ({"reason": ""}, {"proof": ""}, {"proof": "无"}, {"attachment": 10**9}):
        with pytest.raises(Refused) as refused:
            corrected(office, case, "2026-03-03", **lacking)
        assert refused.value.field == next(iter(lacking))
    scan = attach(case.application, name="签收单.pdf", body=b"%PDF-1.7 x", now=at(START))
    event = corrected(office, case, "2026-03-03", proof="", attachment=scan.pk)
    assert (event.data["proof"], event.data["proof_sha256"]) == ("签收单.pdf", scan.sha256)


def test_a_draft_of_the_other_regulations_is_taken_back_and_written_anew(office):
    """15 May 2019: a draft made under one text is none under the other."""
    case = office.assigned(date(2019, 5, 20))
    office.drafted(case, date(2019, 5, 21), provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", date(2019, 5, 21))
    office.decide(
        case, "correct_receipt", date(2019, 5, 22), by=office.reviewer, received_on="2019-05-14", reason="签收章"
    )
    now = fresh(case)
    assert (now.regulation, now.state, now.draft_id, now.drafter_id) == ("2007", "handling", None, None)
    correction = case.events.get(act="correct_receipt")
    office.decide(case, "annul", date(2019, 5, 22), by=office.signer, seq=correction.seq, reason="看错签收章")
    assert (fresh(case).regulation, fresh(case).state) == ("2019", "in_review") and fresh(case).draft_id


def test_a_reply_under_the_other_regulations_stays_and_may_be_revoked(office):
    case = office.assigned(date(2019, 5, 20))
    reply(office, case, date(2019, 5, 23))
    office.decide(
        case, "correct_receipt", date(2019, 5, 24), by=office.reviewer, received_on="2019-05-14", reason="签收章"
    )
    assert (fresh(case).regulation, fresh(case).state, fresh(case).outcome) == ("2007", "delivered", "open")
    office.decide(case, "revoke_reply", date(2019, 5, 24), by=office.signer, fault="适用《条例》有误")
    assert fresh(case).state == "handling"


def test_acts_that_the_other_regulations_do_not_know_have_no_effect_and_are_named(office, client):
    """The Regulations of 2007 know no request for reasons; by the true day it was never one, and the case goes on."""
    case = office.assigned(date(2019, 5, 20))
    given = {"count_facts": "今年以来申请46件", "points": "为何多次申请", "count_table": "统计表"}
    office.do(case, "request_reasons", date(2019, 5, 21), **given)
    assert fresh(case).state == "awaiting_reasons"
    office.decide(
        case, "correct_receipt", date(2019, 5, 22), by=office.reviewer, received_on="2019-05-14", reason="签收章"
    )
    now = fresh(case)
    assert (now.state, now.waiting_for, now.due_on) == ("handling", "", calendar().add(date(2019, 5, 14), 15))
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "适用 2007 年《条例》" in page and "要求说明理由" in page


def test_the_term_of_a_revoked_reply_is_judged_by_the_true_day_too(office):
    case = office.assigned(START)
    reply(office, case, march(30))
    office.decide(case, "revoke_reply", date(2026, 4, 1), by=office.signer, fault="遗漏一项")
    assert fresh(case).timeliness == ""  # a new term runs; nothing is said of the reply that is gone
    corrected(office, case, "2026-02-26")
    assert fresh(case).timeliness == "late"  # by the true day the first reply was late, and a second cures nothing


def test_letters_that_name_the_old_day_are_listed_until_each_is_put_right(office, client):
    case = confirmed(office)
    receipt = case.events.get(act="register")
    record(office, case, receipt, START)
    office.decide(case, "extend", march(9), **EXTENSION)  # has not left
    corrected(office, case, "2026-03-03")
    client.force_login(office.clerk)
    address = reverse("case", args=[case.pk])
    page = client.get(address).content.decode()
    assert page.count("写的是") == 2 and "已经告知：制发更正告知书" in page and "还没有寄出：由另一人更正" in page
    with standing_on(TODAY):
        form = client.get(reverse("paper", args=[case.pk, "rectification"])).content.decode()
    assert receipt.letter.number in form and "2026年3月2日" in form and "2026年3月3日" in form
    facts = {
        "earlier_number": receipt.letter.number, "earlier_title": "另一份", "earlier_dated": "2026-01-01", "approved_by": "林建国",
        "wrong": ["2026年3月2日"], "right": ["2026年3月3日"],
    }  # fmt: skip
    written = office.decide(case, "write_paper", TODAY, kind="rectification", facts=facts)
    kept = written.data["facts"]
    assert (kept["earlier_title"], kept["earlier_dated"]) == (receipt.letter.title, "2026-03-02")  # not as it was typed
    page = client.get(address).content.decode()
    assert "已更正，见" in page and written.letter.number in page


def test_the_page_and_the_api_take_it_for_a_closed_case(office, client):
    one, two = closed(office), closed(office, applicant_name="李四")
    client.force_login(office.reviewer)
    given = {
        "on": "2026-04-20",
        "version": fresh(one).version,
        "received_on": "2026-02-26",
        "reason": "签收章",
        "proof": "信封",
    }
    with standing_on(TODAY):
        assert client.post(reverse("step", args=[one.pk, "correct_receipt"]), given).status_code == 302
        body = {"act": "correct_receipt", "on": "2026-04-20", "version": fresh(two).version}
        api, address = client_of(office.reviewer), f"/api/v1/cases/{two.pk}/acts/"
        lacking = api.post(address, body | {"data": {"received_on": "2026-02-26", "reason": "签收章"}}, format="json")
        assert (lacking.status_code, lacking.json()["errors"][0]["field"]) == (400, "proof")
        done = api.post(
            address, body | {"data": {"received_on": "2026-02-26", "reason": "签收章", "proof": "信封"}}, format="json"
        )
    assert done.status_code == 201
    assert [fresh(case).timeliness for case in (one, two)] == ["late", "late"]
