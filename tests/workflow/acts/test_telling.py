"""Telling is the act (decision 39): what is decided moves nothing until its letter leaves, on that day, in time or void."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from law import Refused
from law.calendars.working_days import published_calendar
from tests.workflow.sample_office import at
from workflow.acts import services
from workflow.cases import policy, reminders, selectors
from workflow.cases.models import Case, Reminder
from workflow.cases.replay import replay
from workflow.cases.term.clock import run_clock
from workflow.cases.term.unsent import unsent_notices
from workflow.desk import worklist

DAYS = published_calendar()
START = date(2026, 3, 2)
DUE = date(2026, 3, 30)
SEVENTH = date(2026, 3, 11)
REASONS = {"count_facts": "今年以来申请46件", "points": "为何多次申请", "count_table": "统计表"}
EXTENSION = {"workdays": 5, "reason": "档案多"}
FEE = {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}
ASKED = {"name": "甲公司", "matter": "施工合同", "key": "a"}
# act, what is entered, the last day of its letter, the state and the due day once it has left on 4 March
NOTICES = [
    ("request_correction", {"points": "哪一栋"}, SEVENTH, "awaiting_correction", None),
    ("request_reasons", REASONS, SEVENTH, "awaiting_reasons", None),
    ("issue_fee_notice", FEE, DUE, "awaiting_payment", None),
    ("extend", EXTENSION, DUE, "handling", date(2026, 4, 7)),
]
NAMES = [code for code, *_ in NOTICES]
INQUIRIES = ["consult_third_party", "consult_agency"]
DECIDED = date(2026, 3, 4)


def fresh(case) -> Case:
    """Return the case as it stands, proved against its events."""
    assert replay(case.pk, check=True) == []
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("code", "data", "last", "state", "due"), NOTICES, ids=NAMES)
def test_decided_moves_nothing_sent_moves_all(office, code, data, last, state, due):
    case = office.assigned(START)
    event = office.decide(case, code, DECIDED, **data)
    now = fresh(case)
    assert (now.state, now.due_on, now.waiting_for, now.extended) == ("handling", DUE, "", False)
    assert [(one.act, one.last_on) for one in unsent_notices(now)] == [(code, last)]
    assert now.send_by == last
    assert now.due_on_if_sent == due
    office.send(case, event, DECIDED, handed=False)
    now = fresh(case)
    assert (now.state, now.due_on) == (state, due)
    assert (now.unsent_notices, now.send_by, now.due_on_if_sent) == ([], None, None)


@pytest.mark.parametrize(("code", "data", "last", "state", "due"), NOTICES, ids=NAMES)
def test_what_left_after_its_last_day_is_void_and_may_not_be_done_again(office, code, data, last, state, due):
    case = office.assigned(START)
    event = office.decide(case, code, DECIDED, **data)
    after = DAYS.add(last, 1)
    office.send(case, event, after, handed=False)
    now = fresh(case)
    assert (now.state, now.due_on, now.waiting_for, now.extended) == ("handling", DUE, "", False)
    reckoning = run_clock(list(case.events.all()), DAYS)
    assert [(one.act, one.void) for one in reckoning.reasons if one.act == code] == [(code, True)]
    assert "告知无效" in reckoning.reasons[-1].text
    with pytest.raises(Refused) as refused:  # the same last day has passed for a second one
        office.decide(case, code, after, **data)
    assert refused.value.article


@pytest.mark.parametrize(("code", "data", "last", "state", "due"), NOTICES, ids=NAMES)
def test_nothing_is_decided_twice_while_the_letter_lies_here(office, code, data, last, state, due):
    case = office.assigned(START)
    office.decide(case, code, DECIDED, **data)
    assert code not in [row.code for row in policy.possible_acts(office.clerk, fresh(case), last)]
    with pytest.raises(Refused, match=f"公文还没有寄出（最迟 {last} 寄出）"):
        office.decide(case, code, last, **data)


def test_a_void_extension_may_be_decided_anew_while_a_longer_term_runs(office):
    case = office.assigned(START)
    inquiry = office.decide(case, "consult_agency", date(2026, 3, 26), **ASKED)
    late = office.decide(case, "extend", date(2026, 3, 27), **EXTENSION)
    office.send(
        case, inquiry, date(2026, 3, 27)
    )  # stops the clock: the last day of the extension moves with the due day
    office.decide(case, "receive_agency_opinion", date(2026, 4, 1), agrees="agrees", key="a")
    due = DAYS.add(DUE, DAYS.count(date(2026, 3, 27), date(2026, 4, 1)))
    assert (fresh(case).due_on, fresh(case).send_by) == (due, due)
    office.send(case, late, due)
    assert (fresh(case).extended, fresh(case).due_on) == (True, DAYS.add(due, 5))


@pytest.mark.parametrize("code", INQUIRIES)
def test_an_inquiry_excludes_the_days_after_its_posting(office, code):
    case = office.assigned(START)
    event = office.decide(case, code, DECIDED, **ASKED)
    assert (fresh(case).due_on, fresh(case).open_consultations) == (DUE, 0)
    office.send(case, event, date(2026, 3, 18), handed=False)
    answer = code.replace("consult", "receive") + "_opinion"
    assert fresh(case).open_consultations == 1
    office.decide(case, answer, date(2026, 3, 20), agrees="agrees", key="a")
    assert fresh(case).due_on == DAYS.add(DUE, 2)  # the 19th and the 20th, not the two weeks before


@pytest.mark.parametrize("code", INQUIRIES)
def test_no_decision_while_an_inquiry_lies_in_the_print_queue(office, code):
    case = office.assigned(START)
    office.decide(case, code, DECIDED, **ASKED)
    office.drafted(case, date(2026, 3, 5), provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", date(2026, 3, 5))
    office.do(case, "approve", date(2026, 3, 5))
    with pytest.raises(Refused, match="征求意见还没有收到回复"):
        office.do(case, "sign", date(2026, 3, 5))


@pytest.mark.parametrize("code", INQUIRIES)
def test_an_opinion_that_came_before_its_inquiry_left_is_on_record_and_stops_nothing(office, code):
    case = office.assigned(START)
    event = office.decide(case, code, DECIDED, **ASKED)
    answer = code.replace("consult", "receive") + "_opinion"
    office.decide(case, answer, date(2026, 3, 6), agrees="agrees", key="a")
    assert fresh(case).due_on == DUE
    assert "当时还没有寄出" in run_clock(list(case.events.all()), DAYS).reasons[-1].text
    office.send(case, event, date(2026, 3, 9), handed=False)
    assert (fresh(case).due_on, fresh(case).open_consultations) == (DUE, 0)


@pytest.mark.parametrize("code", INQUIRIES)
def test_an_early_opinion_names_no_inquiry_where_only_one_waits(office, code):
    """The form asks which is meant only where there are several, so the record has no key."""
    case = office.assigned(START)
    event = office.decide(case, code, DECIDED, **ASKED)
    answer = code.replace("consult", "receive") + "_opinion"
    office.decide(case, answer, date(2026, 3, 6), agrees="agrees")
    office.send(case, event, date(2026, 3, 9), handed=False)
    assert (fresh(case).due_on, fresh(case).open_consultations) == (DUE, 0)
    other = office.decide(case, code, date(2026, 3, 10), **ASKED | {"key": "b"})
    office.send(case, other, date(2026, 3, 10), handed=False)
    assert fresh(case).open_consultations == 1  # the opinion answered the first alone


@pytest.mark.parametrize("code", INQUIRIES)
def test_two_early_opinions_answer_two_inquiries(office, code):
    case = office.assigned(START)
    inquiries = [office.decide(case, code, DECIDED, **ASKED | {"key": key}) for key in ("a", "b")]
    answer = code.replace("consult", "receive") + "_opinion"
    for _ in inquiries:
        office.decide(case, answer, date(2026, 3, 6), agrees="agrees")
    for event in inquiries:
        office.send(case, event, date(2026, 3, 9), handed=False)
    assert (fresh(case).due_on, fresh(case).open_consultations) == (DUE, 0)


ANSWERS = [
    ("request_correction", {"points": "哪一栋"}, "receive_correction", {"text": "第7幢"}),
    ("request_reasons", REASONS, "receive_reasons", {"text": "研究需要"}),
    ("issue_fee_notice", FEE, "receive_payment", {}),
]


@pytest.mark.parametrize("sent", [None, 30], ids=["never", "late"])
@pytest.mark.parametrize(("asks", "data", "answers", "given"), ANSWERS, ids=[one[0] for one in ANSWERS])
def test_a_late_answer_is_heard_and_moves_nothing(office, asks, data, answers, given, sent):
    case = office.assigned(START)
    event = office.decide(case, asks, DECIDED, **data)
    day = date(2026, 4, 10)
    if sent:
        office.send(case, event, DECIDED + timedelta(days=sent), handed=False)
    office.decide(case, answers, day, **given)
    now = fresh(case)
    assert (now.state, now.due_on) == ("handling", DUE)
    with pytest.raises(Refused):  # and once only
        office.decide(case, answers, day, **given)


@pytest.mark.parametrize(("asks", "data", "answers", "given"), ANSWERS, ids=[one[0] for one in ANSWERS])
def test_nothing_is_heard_that_nobody_asked_for(office, asks, data, answers, given):
    case = office.assigned(START)
    assert answers not in [row.code for row in policy.possible_acts(office.clerk, fresh(case), DECIDED)]
    with pytest.raises(Refused, match="本件现在是“承办”"):
        office.decide(case, answers, DECIDED, **given)


@pytest.mark.parametrize(
    ("asks", "data", "lapses"),
    [(code, data, code.replace("request_", "lapse_").replace("issue_fee_notice", "lapse_payment")) for code, data, *_ in NOTICES[:3]],
)  # fmt: skip
def test_nothing_lapses_on_a_notice_that_is_void(office, asks, data, lapses):
    case = office.assigned(START)
    office.decide(case, asks, DECIDED, **data)
    assert not selectors.lapsed(date(2026, 6, 30)).exists()
    with pytest.raises(Refused, match="本件现在是“承办”"):
        office.decide(case, lapses, date(2026, 6, 30))


def test_a_posting_recorded_days_later_counts_on_its_own_day(office):
    """Between the posting and its record an opinion was entered: the order of the legal days holds."""
    case = office.assigned(START)
    inquiry = office.decide(case, "consult_third_party", DECIDED, **ASKED)
    office.send(case, inquiry, DECIDED)
    extension = office.decide(case, "extend", date(2026, 3, 5), **EXTENSION)
    office.decide(case, "receive_third_party_opinion", date(2026, 3, 9), agrees="agrees", key="a")
    fact = {"letter_id": extension.letter_id, "status": "posted", "method": "mail", "receipt": "1012345678933"}
    services.perform(
        "record_service", case.pk, by=office.clerk, on=date(2026, 3, 6), now=at(date(2026, 3, 16)), data=fact
    )
    moved = run_clock(list(case.events.all()), DAYS).reasons
    assert [one.act for one in moved[1:]] == ["consult_third_party", "extend", "receive_third_party_opinion"]
    assert fresh(case).extended


def test_a_request_found_posted_in_time_stops_the_clock_of_a_case_that_went_on(office):
    """The record came so late that the office had answered meanwhile: what happened is shown, never refused."""
    case = office.assigned(START)
    notice = office.decide(case, "request_correction", DECIDED, points="哪一栋")
    day = date(2026, 3, 16)
    office.drafted(case, day, provided=["合同"], secrecy_review="1")
    office.do(case, "submit_for_review", day)
    services.perform(
        "record_service",
        case.pk,
        by=office.clerk,
        on=date(2026, 3, 6),
        now=at(day),
        data={"letter_id": notice.letter_id, "status": "posted", "method": "mail", "receipt": "1012345678933"},
    )
    assert (fresh(case).state, fresh(case).due_on) == ("in_review", None)
    office.do(case, "approve", day)
    office.do(case, "sign", day)
    office.do(case, "reply", day)
    assert fresh(case).state == "replied"


def test_a_restart_forgets_nothing_that_was_told(office):
    case = office.assigned(START)
    office.do(case, "request_correction", DECIDED, points="哪一栋")
    office.decide(case, "receive_correction", date(2026, 3, 9), text="第7幢")
    with pytest.raises(Refused, match="一次性告知"):
        office.decide(case, "request_correction", date(2026, 3, 10), points="哪一年")


def test_annulling_the_record_of_leaving_brings_the_old_term_back(office):
    case = office.assigned(START)
    office.do(case, "extend", DECIDED, **EXTENSION)
    left = case.events.get(act="record_service")
    office.decide(case, "annul", DECIDED, by=office.reviewer, seq=left.seq, reason="寄的是别的公文")
    now = fresh(case)
    assert (now.extended, now.due_on, now.send_by) == (False, DUE, DUE)


def test_a_request_for_correction_posted_too_late_restarts_nothing(office):
    case = office.assigned(START)
    due = fresh(case).due_on
    notice = office.decide(case, "request_correction", date(2026, 3, 11), points="哪一栋")
    office.send(case, notice, date(2026, 3, 12), handed=False)
    assert (fresh(case).state, fresh(case).due_on) == ("handling", due)  # void: in hand on its old term
    office.do(case, "receive_correction", date(2026, 3, 16), text="第7幢")
    assert (fresh(case).state, fresh(case).due_on) == ("handling", due)


# -- what people see ----------------------------------------------------------------------------------------------
def test_page_list_and_reminders_say_what_is_decided_and_until_when(office, client, monkeypatch):
    case = office.assigned(START)
    office.decide(case, "extend", date(2026, 3, 26), **EXTENSION)
    today = date(2026, 3, 27)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: today)
    client.force_login(office.handler)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "公文寄出才生效" in page
    assert "寄出后为2026年4月7日" in page.replace(" ", "") or "寄出后为4月7日" in page.replace(" ", "")
    assert "寄出后" in client.get(reverse("worklist")).content.decode()
    (row, *_), _ = worklist.first_things(office.handler, today, DAYS)
    assert (row.case.pk, row.note) == (case.pk, "send")
    assert reminders.write_reminders(now=at(today)) > 0
    assert Reminder.objects.filter(rule="send-extend-1", text__contains="公文还没有寄出").count() == 1
    today = date(2026, 3, 31)
    assert "已经失效" in client.get(reverse("case", args=[case.pk])).content.decode()
    assert worklist.first_things(office.handler, today, DAYS)[0][0].note in ("", "void")
