"""A case closes when its papers have reached those they are for (part 9 of the facts: law.md 1.3; 条例45)."""

from datetime import date
from types import SimpleNamespace

import pytest

from law import Refused
from law.calendars.working_days import published_calendar
from notices.letters import services as letters
from tests.workflow.sample_office import SEARCH, at
from workflow.cases.models import Case
from workflow.cases.projection import project
from workflow.cases.replay import replay

START = date(2026, 3, 2)
LATER = date(2026, 3, 16)
EMS = "1012345678933"
OPEN = {"provided": ["合同"], "secrecy_review": "1"}


def replied(office, *before, receipt: str = EMS, method: str = "mail"):
    """Return a case whose reply was served, with other acts before it."""
    case = office.assigned(START)
    for code, data in before:
        office.decide(case, code, date(2026, 3, 4), **data)
    office.drafted(case, date(2026, 3, 10), **OPEN)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, date(2026, 3, 12))
    office.do(case, "deliver", date(2026, 3, 13), method=method, receipt=receipt)
    return case


def close(office, case) -> str:
    """Close a case; return the sentence of the refusal, or ""."""
    try:
        office.decide(case, "close", LATER)
    except Refused as refused:
        assert refused.article and refused.field == "letters"
        assert Case.objects.get(pk=case.pk).state == "delivered"
        return refused.reason
    assert replay(case.pk, check=True) == []
    return ""


def receipt_sent(office, case) -> None:
    """Hand the receipt of the application over."""
    office.send(case, case.events.get(act="register"), date(2026, 3, 13))


def test_the_receipt_that_never_left_is_named(office):
    case = replied(office)
    said = close(office, case)
    assert case.events.get(act="register").letter.number in said
    assert "登记“送达记录”" in said
    receipt_sent(office, case)
    assert close(office, case) == ""


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("extend", {"workdays": 5, "reason": "档案多", "approved_by": "林建国"}),
        ("write_paper", {"kind": "search_sheet", "facts": {"record": SEARCH}}),
    ],
    ids=["a letter", "a sheet for the file"],
)
def test_every_letter_has_left_and_a_sheet_stays_here(office, code, data):
    case = replied(office, (code, data))
    receipt_sent(office, case)
    event = case.events.get(act=code)
    said = close(office, case)
    if code == "write_paper":
        assert said == ""
        return
    assert event.letter.number in said
    office.decide(case, "annul", LATER, by=office.reviewer, seq=event.seq, reason="不延期了")
    assert event.letter.number in close(office, case)  # its number is still to be made void
    letters.void(event.letter, "没有寄出", office.clerk, now=at(LATER))
    assert close(office, case) == ""


def test_a_void_notice_needs_its_number_void_and_nothing_else(office):
    case = office.assigned(START)
    notice = office.decide(case, "request_correction", date(2026, 3, 4), points="哪一栋")
    day = date(2026, 3, 12)  # the last day of the notice has passed
    office.drafted(case, day, **OPEN)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, day)
    office.do(case, "deliver", date(2026, 3, 13), method="direct", receipt="张三")
    receipt_sent(office, case)
    assert notice.letter.number in close(office, case)
    letters.void(notice.letter, "未在期限内寄出", office.clerk, now=at(LATER))
    assert close(office, case) == ""


def test_a_returned_reply_is_served_again_first(office):
    case = replied(office)
    receipt_sent(office, case)
    reply = case.events.get(act="reply")
    fact = {"letter_id": reply.letter_id, "method": "mail", "receipt": EMS}
    office.decide(case, "record_service", date(2026, 3, 14), status="returned", reason="查无此人", **fact)
    assert "已于 2026-03-14 退回" in close(office, case)
    handed = fact | {"method": "direct", "receipt": "张三"}
    office.decide(case, "record_service", date(2026, 3, 15), status="delivered", **handed)
    assert close(office, case) == ""


def test_ordinary_mail_proves_no_way(office):
    case = replied(office, receipt="平信")
    receipt_sent(office, case)
    assert "平信" in close(office, case)
    told = {"letter_id": case.events.get(act="reply").letter_id, "method": "mail", "receipt": "平信，电话确认收到"}
    office.decide(case, "record_service", date(2026, 3, 15), status="delivered", **told)
    assert close(office, case) == ""


def test_no_reply_is_submitted_while_a_request_waits_in_the_print_queue(office):
    case = office.assigned(START)
    office.decide(case, "request_correction", date(2026, 3, 4), points="哪一栋")
    office.drafted(case, date(2026, 3, 5), **OPEN)
    with pytest.raises(Refused, match="告知书还没有寄出（最迟 2026-03-11）") as refused:
        office.do(case, "submit_for_review", date(2026, 3, 5))
    assert refused.value.article == "条例30"


# -- withdrawn by the applicant -----------------------------------------------------------------------------------
def withdrawn(office, *before):
    """Return a case that its applicant withdrew, with other acts before it."""
    case = office.assigned(START)
    for code, data in before:
        office.decide(case, code, date(2026, 3, 4), **data)
    office.decide(case, "withdraw", date(2026, 3, 12), reason="已从社区取得，书面撤回")
    return case


def refused_to_close(office, case) -> str:
    """Return why a withdrawn case cannot be closed yet."""
    with pytest.raises(Refused) as refused:
        office.decide(case, "close", LATER)
    assert Case.objects.get(pk=case.pk).state == "withdrawn"
    return refused.value.reason


def test_a_withdrawn_case_counts_at_once_and_closes_when_its_letters_have_left(office):
    """11.9: the confirmation of the withdrawal is a letter like any other."""
    case = withdrawn(office)
    now = Case.objects.get(pk=case.pk)
    assert (now.outcome, now.timeliness, now.closed_on, now.is_open) == ("withdrawn", "on_time", None, False)
    said = refused_to_close(office, case)
    for code in ("register", "withdraw"):
        assert case.events.get(act=code).letter.number in said
    office.send_all(case, date(2026, 3, 13))
    assert close(office, case) == ""
    now = Case.objects.get(pk=case.pk)
    assert (now.state, now.closed_on, now.decided_on, now.timeliness) == (
        "closed", LATER, date(2026, 3, 12), "on_time",
    )  # fmt: skip


def test_the_inquiry_of_a_withdrawn_case_ends_with_it_once_its_letter_has_left_or_is_void(office):
    """11.9: nobody waits for an opinion on what is no longer asked for; a letter that lies here is named all the same."""
    case = withdrawn(office, ("consult_third_party", {"name": "甲公司", "matter": "合同单价"}))
    assert case.events.get(act="consult_third_party").letter.number in refused_to_close(office, case)
    office.send_all(case, date(2026, 3, 13))
    assert close(office, case) == ""


def test_a_withdrawal_of_before_this_rule_is_closed_as_it_was(office):
    """Events on record are never judged anew: one without the mark closed the case at once."""
    case = withdrawn(office)
    told = [
        {**vars(event), "data": {name: value for name, value in event.data.items() if name != "closes"}}
        for event in case.events.order_by("seq")
    ]
    now = project([SimpleNamespace(**one) for one in told], published_calendar())
    assert (now.state, now.closed_on, now.outcome) == ("closed", date(2026, 3, 12), "withdrawn")
