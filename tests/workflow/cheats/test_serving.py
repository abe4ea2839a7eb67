"""11.1, 11.2, 11.9: a letter is served by what truly happened to it: its own number, a day on which it was there, a place."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from tests.workflow.acts.test_closing import refused_to_close
from tests.workflow.acts.test_unlawful_steps import replied
from tests.workflow.locks.test_locking import lock
from tests.workflow.mailroom import EMS, SECOND, Mailroom
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import EXTENSION, START, fresh, march, record
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.acts.services import perform
from workflow.locks.compelled import KEPT, REASON
from workflow.mail import printing

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.1")]
OTHER = {"applicant_name": "李四", "content": "某河道整治的环评批复"}


def extension(office, **given):
    """Return a case with an extension that has not left, and its event."""
    case = office.assigned(START, **given)
    return case, office.decide(case, "extend", march(4), **EXTENSION)


# -- mail numbers -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "day"), [(OTHER, 4), ({"content": "另一件"}, 5)], ids=["to another", "on another day"])
def test_a_number_of_the_post_proves_one_mail(office, who, day):
    """11.1: one slip of the post for thirty letters."""
    (one, first), (two, second) = extension(office), extension(office, **who)
    record(office, one, first, march(4), receipt=EMS)
    with pytest.raises(Refused, match=f"邮件号 {EMS} 已用于 2026-03-04 寄出的{first.letter.number}") as refused:
        record(office, two, second, march(day), receipt=f"EMS {EMS.lower()}")
    assert (refused.value.field, refused.value.article) == ("receipt", "国办公开办函〔2016〕235号二")
    assert not fresh(two).extended
    record(office, two, second, march(day), receipt=SECOND)


def test_a_reply_is_not_delivered_by_the_number_of_another_case_nor_over_the_api(office):
    case, told = extension(office)
    record(office, case, told, march(4), receipt=EMS)
    other = replied(office, office.assigned(START, **OTHER), march(10))
    body = {"act": "deliver", "on": "2026-03-10", "version": fresh(other).version}
    body["data"] = {"method": "mail", "receipt": EMS}
    with standing_on(march(10)):
        answer = client_of(office.clerk).post(f"/api/v1/cases/{other.pk}/acts/", body, format="json")
    assert answer.status_code == 400 and "已用于" in answer.content.decode()


def test_two_letters_to_one_person_in_one_envelope(office):
    (one, first), (two, second) = extension(office), extension(office, content="另一件")
    record(office, one, first, march(4), receipt=EMS)
    record(office, two, second, march(4), receipt=EMS)
    for case, event in ((one, first), (two, second)):
        record(office, case, event, march(6), receipt=EMS, status="returned", reason="查无此人")
    assert fresh(one).extended and fresh(two).extended


def test_the_number_under_which_the_application_came_proves_no_leaving(office):
    case, told = extension(office, channel="mail_signed", tracking_number="ea123456785cn")
    with pytest.raises(Refused, match="是申请人寄来申请的邮件号"):
        record(office, case, told, march(4), receipt=EMS)


# -- ways ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "receipt", "possible"),
    [
        ({}, "已发送", False), ({}, "已发给申请人", False), ({}, "发至 zs@example.com", True), ({}, "政府信息公开平台回执", True),
        ({"email": "zs@example.com"}, "已发送", True),
    ],
)  # fmt: skip
def test_what_was_sent_electronically_was_sent_somewhere(office, given, receipt, possible):
    case, told = extension(office, **given)
    sent = {"status": "delivered", "method": "electronic", "receipt": receipt}
    if possible:
        record(office, case, told, march(4), **sent)
        assert fresh(case).extended
        return
    with pytest.raises(Refused, match="没有写明发到哪里") as refused:
        record(office, case, told, march(4), **sent)
    assert (refused.value.field, refused.value.article) == ("receipt", "条例40")


def test_nothing_is_announced_that_was_not_posted_first(office):
    """11.1: a sheet on the door of the agency reaches nobody."""
    case, told = extension(office)
    wall = {"status": "delivered", "method": "announcement", "receipt": "本局门口公告栏"}
    with pytest.raises(Refused, match="先邮寄，有退件记录") as refused:
        record(office, case, told, march(4), **wall)
    assert refused.value.article == "国办公开办函〔2016〕235号一"
    record(office, case, told, march(4), receipt=EMS)
    with pytest.raises(Refused, match="先邮寄，有退件记录"):
        record(office, case, told, march(5), reason="再次送达", **wall)
    record(office, case, told, march(9), receipt=EMS, status="returned", reason="查无此人")
    record(office, case, told, march(10), **wall)


def test_a_reply_is_not_sent_again_online_without_the_online_way_to_reconsideration(office):
    """The first time it is refused (行政复议法22②); the second record must not be the way round."""
    case = replied(office, office.assigned(START), march(10))
    office.do(case, "deliver", march(10), method="mail", receipt=EMS)
    event = case.events.get(act="reply")
    with pytest.raises(Refused, match="网上提交行政复议申请书") as refused:
        record(
            office, case, event, march(11), status="delivered", method="electronic", receipt="zs@example.com", reason="补发",
        )  # fmt: skip
    assert refused.value.article == "行政复议法22②"


# -- days ---------------------------------------------------------------------------------------------------------
def test_a_letter_leaves_no_earlier_than_it_was_printed(db):
    """11.2: decided on the fourth, printed on the twentieth, “posted on the fifth”."""
    room = Mailroom()
    case, told = extension(room)
    room.press(told.letter)
    room.print(told.letter, on=march(20))
    faults = room.post((told.letter, "ems", EMS), on=march(5), today=march(20)).faults
    assert [fault.field for fault in faults] == ["on"] and "2026-03-20 才打印" in str(faults[0])
    with pytest.raises(Refused, match="2026-03-20 才打印") as refused:
        record(room, case, told, march(5), march(20), receipt=EMS)
    assert refused.value.field == "on" and not fresh(case).extended
    record(room, case, told, march(5), march(20), receipt=EMS, reason="寄出的是三月五日在承办科室打印的一份")
    assert fresh(case).extended


# -- a locked year on the page of posting ---------------------------------------------------------------------------
def test_the_page_of_posting_asks_why_a_published_year_changes(db, client):
    """11.10: a reply of December that is posted late in January."""
    room = Mailroom()
    case = room.assigned(date(2025, 12, 1))
    room.drafted(case, date(2025, 12, 22), provided=["合同"], secrecy_review="1")
    for code in ("submit_for_review", "approve", "sign", "reply"):
        room.do(case, code, date(2025, 12, 22))
    letter = room.letter(case)
    room.press(letter)
    room.print(letter, on=date(2025, 12, 22))
    client.force_login(room.clerk)
    address = reverse("post-outgoing")
    today = date(2026, 2, 3)
    with standing_on(today):
        assert REASON not in client.get(address).content.decode()
        lock(room)
        assert f'name="{REASON}"' in client.get(address).content.decode()
        row = f"l{letter.pk}"
        typed = {"do": "post", "on": str(today), "row": letter.pk, f"{row}-pick": "on", f"{row}-kind": "ems"}
        typed |= {f"{row}-mail_number": EMS}
        refused = client.post(address, typed)
        assert refused.status_code == 422 and "锁定年度的更正理由" in refused.content.decode()
        assert fresh(case).state == "replied"
        done = client.post(address, typed | {REASON: "交寄清单夹在上年卷内，二月清点才发现"})
    assert done.status_code == 302 and fresh(case).timeliness == "late"
    assert case.events.get(act="deliver").data[KEPT]["kind"] == "late_delivery"


# -- the end ------------------------------------------------------------------------------------------------------
FEE = {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}


def test_a_withdrawn_application_closes_when_the_fee_for_its_pages_is_given_back(office):
    """11.9: money is settled; no page was given for it."""
    case = office.assigned(START)
    notice = office.do(case, "issue_fee_notice", march(4), delivered_on="2026-03-05", **FEE)
    office.do(case, "receive_payment", march(6), amount=notice.data["amount"])
    office.do(case, "withdraw", march(9), reason="来信撤回")
    office.send_all(case, march(9))
    assert "没有提供页面" in refused_to_close(office, case)
    office.do(case, "refund_fee", march(9), amount=notice.data["amount"], reason="申请撤回，没有提供页面")
    office.decide(case, "close", march(16))
    assert fresh(case).state == "closed"


@pytest.mark.parametrize("reason", ["x", "无", "略", "。。", "同上"])
def test_a_number_is_not_made_void_by_a_word(office, client, reason):
    """11.9: letters that have not left are void with a reason."""
    case, told = extension(office)
    client.force_login(office.clerk)
    address = reverse("letter-void", args=[told.letter_id])
    with standing_on(date(2026, 4, 20)):
        answer = client.post(address, {"reason": reason})
        assert answer.status_code == 422 and "没有说明什么" in answer.content.decode()
        assert client.post(address, {"reason": "未在期限内寄出"}).status_code == 302


def test_an_overdue_case_is_not_withdrawn_before_its_due_day_on_a_word(office):
    """11.2: entered in May for a day in March: then there is a paper of the applicant that says so."""
    case = office.assigned(START)
    given = {"by": office.handler, "on": march(20), "now": at(date(2026, 5, 20))}
    for proof in ("", "无"):
        with pytest.raises(Refused) as refused:
            perform("withdraw", case.pk, data={"reason": "来信撤回", "proof": proof}, **given)
        assert refused.value.field == "proof"
    perform("withdraw", case.pk, data={"reason": "来信撤回", "proof": "3月20日撤回申请书原件，存本件案卷"}, **given)
    assert case.events.get(act="withdraw").data["proof"] and fresh(case).timeliness == "on_time"


def test_a_fee_is_given_back_where_by_the_true_day_the_regulations_know_none(office):
    """11.7: paid under the Regulations of 2019; by the true day those of 2007 applied."""
    case = office.assigned(date(2021, 2, 1))
    notice = office.do(case, "issue_fee_notice", date(2021, 2, 2), delivered_on="2021-02-02", **FEE)
    amount = notice.data["amount"]
    office.do(case, "receive_payment", date(2021, 2, 3), amount=amount)
    office.decide(
        case, "correct_receipt", date(2021, 2, 4), by=office.reviewer, received_on="2019-05-14", reason="签收章"
    )
    assert fresh(case).regulation == "2007"
    refund = office.decide(case, "refund_fee", date(2021, 2, 5), amount=amount, reason="旧条例没有这项收费")
    assert refund.data["amount"] == amount


@pytest.mark.parametrize("reason", ["x", "无", "略"])
def test_a_letter_does_not_leave_the_queues_on_a_word(db, reason):
    """11.1: an empty queue without posting anything."""
    room = Mailroom()
    case, told = extension(room)
    with pytest.raises(Refused, match="为什么不打印、不交寄"):
        printing.set_aside([told.letter_id], by=room.clerk, now=at(march(4)), reason=reason)
    assert told.letter in printing.unprinted(room.agency)
    assert printing.set_aside([told.letter_id], by=room.clerk, now=at(march(4)), reason="当面交给申请人，已签收") == 1


def test_a_case_does_not_rest_for_ever_on_a_letter_that_nobody_received(office, client):
    """11.1: a request for correction goes to the post, and the term stands still until somebody asks the post."""
    case = office.assigned(START)
    told = office.decide(case, "request_correction", march(4), points="哪一栋")
    record(office, case, told, march(4), receipt=EMS)
    client.force_login(office.clerk)
    for day, shown in ((march(13), False), (march(16), True), (date(2026, 6, 1), True)):
        with standing_on(day):
            page = client.get("/").content.decode()
        assert ("没有收到的记录：请向邮政查询" in page) is shown, day
    record(office, case, told, march(6), date(2026, 6, 1), receipt=EMS, status="delivered")
    with standing_on(date(2026, 6, 1)):
        assert "请向邮政查询" not in client.get("/").content.decode()
