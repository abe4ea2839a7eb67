"""The one door: a case from the counter to the file, and what it refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from agencies.installation.models import CalendarYear
from law import Refused
from tests.workflow.sample_office import at
from workflow import tasks
from workflow.acts import services
from workflow.cases import policy
from workflow.cases.models import Case, Event
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import run_clock

START = date(2026, 3, 2)


def walk(office, case, *, outcome="open", grounds=(), **facts):
    """Take a case from handling to the file."""
    facts = facts or {"provided": ["《施工合同》"], "secrecy_review": "保密审查表第1号"}
    office.drafted(case, date(2026, 3, 10), outcome, grounds, **facts)
    office.do(case, "submit_for_review", date(2026, 3, 10))
    office.do(case, "approve", date(2026, 3, 11))
    office.do(case, "sign", date(2026, 3, 12))
    office.do(case, "reply", date(2026, 3, 12))
    office.do(case, "deliver", date(2026, 3, 13), method="mail", receipt="1012345678933")
    office.do(case, "close", date(2026, 3, 16))
    return Case.objects.get(pk=case.pk)


def test_from_the_counter_to_the_file(office):
    case = walk(office, office.assigned(START))
    assert (case.state, case.outcome, case.timeliness) == ("closed", "open", "on_time")
    assert case.decided_on == date(2026, 3, 12)
    assert case.delivered_on == date(2026, 3, 13)
    assert case.document_number.startswith("某住建")
    assert [event.act for event in case.events.all()] == [
        "register", "assign", "draft", "submit_for_review", "approve", "sign", "reply", "deliver",
        "record_service", "close",
    ]  # fmt: skip
    assert replay(case.pk, check=True) == []


def test_an_act_reads_the_events_of_its_case_once(office, monkeypatch):
    folds, project = [], services.project

    def counted(events, *args, **options):
        folds.append(events[-1].act)
        return project(events, *args, **options)

    monkeypatch.setattr(services, "project", counted)
    case = walk(office, office.assigned(START))
    assert folds == [event.act for event in case.events.all()]
    assert case.document_number == case.events.get(act="reply").letter.number


def test_what_is_sent_is_what_was_approved(office):
    case = walk(office, office.assigned(START))
    draft = Case.objects.get(pk=case.pk).draft
    letter = case.events.get(act="reply").letter
    assert letter.content_sha256 == draft.content_sha256 == case.approved_sha256
    assert letter.number in letter.html


def test_three_people(office):
    for role in ("reviewer", "signer"):
        office.handler.grants.create(role=role)
    office.reviewer.grants.create(role="signer")
    case = office.assigned(START)
    office.drafted(case, START, provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", START)
    with pytest.raises(Refused, match="起草人"):
        office.do(case, "approve", START, by=office.handler)
    office.do(case, "approve", START)
    with pytest.raises(Refused, match="审核人"):
        office.do(case, "sign", START, by=office.reviewer)
    office.do(case, "sign", START)


def test_a_returned_draft_comes_back_with_its_comments(office):
    case = office.assigned(START)
    office.drafted(case, START, provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", START)
    event = office.do(case, "return_draft", START, comments="请写明页数")
    assert event.data["comments"] == "请写明页数"
    assert Case.objects.get(pk=case.pk).state == "handling"


def test_the_second_person_learns_who_acted_first(office):
    case = office.case(START)
    office.do(case, "assign", START, handler_id=office.handler.pk)
    with pytest.raises(services.Conflict, match="clerk已先办"):
        services.perform(
            "withdraw", case.pk, by=office.clerk, on=START, now=at(START), data={"reason": "撤"}, version=1
        )


def test_correction_restarts_and_lapses(office):
    case = office.assigned(START)
    office.do(case, "request_correction", date(2026, 3, 4), points="哪一栋\n哪一年", term_workdays=10)
    waiting = Case.objects.get(pk=case.pk)
    assert (waiting.state, waiting.due_on, waiting.waiting_for) == ("awaiting_correction", None, "correction")
    with pytest.raises(Refused, match="届满"):
        office.do(case, "lapse_correction", waiting.waiting_until)
    office.do(case, "receive_correction", date(2026, 3, 9), text="第 7 幢，2025 年")
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 4, 7)


def test_a_lapse_allows_only_its_own_letter(office):
    case = office.assigned(START)
    office.do(case, "request_correction", date(2026, 3, 4), points="哪一栋", term_workdays=5, delivered_on="2026-03-04")
    office.do(case, "lapse_correction", date(2026, 3, 12))
    with pytest.raises(Refused, match="不再处理"):
        office.drafted(case, date(2026, 3, 12), provided=["合同"], secrecy_review="1")
    office.drafted(case, date(2026, 3, 12), "correction_lapsed")
    office.do(case, "submit_for_review", date(2026, 3, 12))
    office.do(case, "return_draft", date(2026, 3, 12), comments="改")
    assert Case.objects.get(pk=case.pk).state == "lapsed"


def test_no_decision_while_a_consultation_is_open(office):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="某公司", matter="合同单价", key="a")
    office.drafted(case, date(2026, 3, 4), provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", date(2026, 3, 4))
    office.do(case, "approve", date(2026, 3, 4))
    with pytest.raises(Refused, match="征求意见"):
        office.do(case, "sign", date(2026, 3, 4))
    office.do(case, "receive_third_party_opinion", date(2026, 3, 10), key="a", agrees="agrees")
    office.do(case, "sign", date(2026, 3, 10))


def test_extension_after_the_due_day_is_refused_with_its_article(office):
    case = office.assigned(START)
    due = Case.objects.get(pk=case.pk).due_on
    with pytest.raises(Refused) as refused:
        office.do(case, "extend", date(2026, 4, 20), workdays=5, reason="档案多")
    assert refused.value.article == "条例33②"
    office.do(case, "extend", due, workdays=5, reason="档案多")
    extended = Case.objects.get(pk=case.pk)
    assert extended.extended
    assert extended.due_on > due


def test_a_refusal_changes_nothing(office):
    case = office.assigned(START)
    office.consent(case, "extend", START, 20)
    before = (Event.objects.count(), Case.objects.get(pk=case.pk).version)
    with pytest.raises(Refused):
        office.do(case, "extend", START, workdays=90, reason="档案多", consented=False)
    assert (Event.objects.count(), Case.objects.get(pk=case.pk).version) == before


def test_the_database_refuses_to_rewrite_history(office):
    case = office.case(START)
    for change in (
        lambda: Event.objects.filter(case=case).update(act="close"),
        lambda: Event.objects.filter(case=case).delete(),
        lambda: type(case.application).objects.filter(pk=case.application_id).update(content="改"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Event.objects.get(case=case).act == "register"


def test_replay_finds_and_mends_a_tampered_projection(office):
    case = office.assigned(START)
    Case.objects.filter(pk=case.pk).update(due_on=date(2030, 1, 1))
    assert any("due_on" in line for line in replay(case.pk, check=True))
    replay(case.pk)
    assert replay(case.pk, check=True) == []


def test_closed_world_of_acts(office):
    """For every officer and every state on the way exactly the acts of the table are offered."""
    case = office.assigned(START)
    office.consent(case, "extend", START, 5)
    offered = {row.code for row in policy.possible_acts(office.handler, Case.objects.get(pk=case.pk), START)}
    assert offered == {
        "assign", "request_correction", "request_reasons", "consult_third_party", "consult_agency", "extend",
        "issue_fee_notice", "draft", "withdraw", "write_paper", "annul", "record_service", "change_demands",
    }  # fmt: skip
    assert [row.code for row in policy.possible_acts(office.head, case, START)] == ["consent"]
    for outsider in (office.supervisor, office.auditor, office.administrator):
        assert policy.possible_acts(outsider, case, START) == []
    assert policy.visible_to(office.supervisor).count() == 1
    assert policy.visible_to(office.administrator).count() == 0


# -- days that must follow one another, and calendars that come later -----------------------------------------------
def test_the_steps_of_a_reply_are_dated_in_their_order(office):
    """A signature or a reply cannot be dated before the approval it rests on, and so made to look in time."""
    case = office.assigned(START)
    office.drafted(case, date(2026, 3, 10), provided=["合同"], secrecy_review="1")
    for code, day, too_early in (
        ("submit_for_review", 11, 9), ("approve", 12, 10), ("sign", 13, 11), ("reply", 14, 12), ("deliver", 15, 13),
    ):  # fmt: skip
        given = {"method": "mail", "receipt": "1012345678933"} if code == "deliver" else {}
        with pytest.raises(Refused, match="不能早于"):
            office.do(case, code, date(2026, 3, too_early), **given)
        office.do(case, code, date(2026, 3, day), **given)


def test_an_extension_given_before_a_restart_is_gone_and_may_be_given_again(office):
    case = office.assigned(START)
    office.do(case, "extend", date(2026, 3, 3), workdays=5, reason="档案多")
    drawings = [{"title": "图纸", "pages": 68}]
    office.do(case, "issue_fee_notice", date(2026, 3, 4), mode="pages", documents=drawings, payment="缴款码")
    office.do(case, "receive_payment", date(2026, 3, 9))
    assert not Case.objects.get(pk=case.pk).extended
    office.do(case, "extend", date(2026, 3, 10), workdays=5, reason="档案多")
    assert Case.objects.get(pk=case.pk).extended


@pytest.mark.fault("F12")
def test_what_was_in_time_stays_in_time_when_a_notice_comes_later(office):
    """An extension told on the last day of a provisional term; the notice then makes a weekend before it work."""
    case = office.assigned(date(2026, 12, 10))
    office.do(case, "extend", date(2027, 1, 7), workdays=5, reason="档案多")
    assert (Case.objects.get(pk=case.pk).due_on, Case.objects.get(pk=case.pk).provisional) == (date(2027, 1, 15), True)
    CalendarYear.objects.create(
        year=2027, off=["2027-01-01"], work=["2027-01-02", "2027-01-03"], paper="国办发明电〔2026〕1号"
    )
    assert services.recompute(case.pk, now=at(date(2027, 1, 8)))
    assert (Case.objects.get(pk=case.pk).due_on, Case.objects.get(pk=case.pk).provisional) == (date(2027, 1, 13), False)
    office.drafted(case, date(2027, 1, 8), provided=["合同"], secrecy_review="1")
    assert replay(case.pk, check=True) == []
    with pytest.raises(Refused, match="更正的理由"):  # and can still be corrected
        office.do(case, "annul", date(2027, 1, 8), by=office.reviewer, seq=7, reason="")


@pytest.mark.fault("F12")
def test_a_case_that_cannot_be_reckoned_does_not_stop_the_sweep(office, monkeypatch):
    for _ in range(2):
        office.assigned(date(2026, 12, 10))
    CalendarYear.objects.create(year=2027, off=["2027-01-01"], work=["2027-01-02"], paper="国办发明电〔2026〕1号")
    real = services.recompute

    def recompute(pk, *, now):
        if pk == first:
            raise Refused("不能计算")
        return real(pk, now=now)

    first = Case.objects.order_by("-received_on", "-id").first().pk
    monkeypatch.setattr(services, "recompute", recompute)
    assert tasks.recompute_stale() == 1


@pytest.mark.fault("C4b")
def test_a_correction_of_the_past_is_judged_by_the_law_of_the_past(office):
    case = office.assigned(START)
    office.do(case, "consult_agency", date(2026, 3, 3), name="某局", matter="单价", key="a")
    office.do(case, "receive_agency_opinion", date(2026, 3, 17), key="a", agrees="agrees")
    office.do(case, "extend", date(2026, 4, 10), workdays=5, reason="档案多")
    inquiry = case.events.get(act="consult_agency")
    left = next(e for e in case.events.filter(act="record_service") if e.data["serves"] == inquiry.seq)
    with pytest.raises(Refused, match="不是录入错误"):
        office.do(case, "annul", date(2026, 4, 13), by=office.reviewer, seq=inquiry.seq, reason="没有寄出")
    office.do(case, "annul", date(2026, 4, 13), by=office.reviewer, seq=left.seq, reason="没有寄出")
    assert not Case.objects.get(pk=case.pk).extended  # the clock never stopped: the extension came too late
    assert replay(case.pk, check=True) == []


def test_the_true_day_of_receipt_is_recorded_whatever_it_makes_late_or_void(office):
    case = office.assigned(START)
    due = Case.objects.get(pk=case.pk).due_on
    office.do(case, "extend", due, workdays=5, reason="档案多")
    assert Case.objects.get(pk=case.pk).extended
    office.do(case, "correct_receipt", date(2026, 4, 1), by=office.reviewer, received_on="2026-02-27", reason="签收章")
    corrected = Case.objects.get(pk=case.pk)
    assert (corrected.extended, corrected.due_on) == (False, date(2026, 3, 26))
    assert "才发出，已过 2026-03-26，告知无效" in run_clock(list(case.events.all()), calendar()).reasons[-1].text
    assert replay(case.pk, check=True) == []


def test_an_event_of_an_unknown_act_is_named(office):
    case = office.assigned(START)
    Event.objects.create(
        case=case, seq=3, act="vanish", on=START, recorded_at=at(START), data={}, prev_hash="0", hash="1"
    )
    with pytest.raises(Refused, match="vanish"):
        replay(case.pk, check=True)
