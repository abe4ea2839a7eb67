"""Charged by pages only where pages are given, and a reply that gives fewer goes out after the refund."""

from datetime import date
from decimal import Decimal

import pytest

from law import Refused
from notices.letters.composition import plain_text
from tests.workflow.fees.applications import PAYMENT, ZHANG, asked, charged
from tests.workflow.sample_office import SEARCH, at
from tests.workflow.sample_registers import REPLIED, TODAY, as_csv
from workflow.acts.fees import MOST_DOCUMENTS, MOST_PAGES
from workflow.acts.services import perform
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.fees.balances import balance_of
from workflow.registers.services import import_register

pytestmark = pytest.mark.fault("11.7")

START, THIRD, FIFTH, TENTH = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 10)
OPEN = {"provided": ["《批复》"], "secrecy_review": "保密审查表第1号"}
DOCUMENTS = [{"title": "《批复》", "pages": 60}, {"title": "附图", "pages": 8}]
DENIED = {
    "items": [
        {
            "ground": "trade_secret",
            "part": "报价",
            "reason": "报价明细为商业秘密",
            "evidence": "征求意见",
            "finding": "本机关认定属商业秘密",
        }
    ]
}
COMBINED = {
    "parts": [
        {"asked": "批复", "conclusion": "open", "told": OPEN | {"pages": 20}},
        {"asked": "附图", "conclusion": "open", "told": {**OPEN, "provided": ["附图"], "pages": 48}},
        {"asked": "会议纪要", "conclusion": "not_exist", "told": {"search_record": SEARCH}},
    ]
}


def fresh(case: Case) -> Case:
    """Return the case as it stands."""
    return Case.objects.get(pk=case.pk)


def by_pages(office, case, on=FIFTH, **given):
    """Issue a fee notice by pages."""
    return office.do(case, "issue_fee_notice", on, mode="pages", payment=PAYMENT, **given)


def paid(office, on=FIFTH, **given) -> Case:
    """Return a case in hand whose applicant paid 380 yuan for 68 pages."""
    case = office.assigned(START)
    by_pages(office, case, on, **({"documents": DOCUMENTS} | given))
    office.do(case, "receive_payment", date(2026, 3, 9))
    return fresh(case)


def steps(office, case, *codes: str, on=TENTH) -> None:
    """Do steps of the review on one day."""
    for code in codes:
        office.do(case, code, on)


# -- by pages ---------------------------------------------------------------------------------------------------------
def test_pages_are_the_sum_of_the_documents_and_stand_on_the_notice(office):
    event = by_pages(office, office.assigned(START), documents=DOCUMENTS)
    assert (event.data["count"], event.data["amount"], event.data["documents"]) == (68, 380, DOCUMENTS)
    text = plain_text(event.letter.html)
    assert "共68页（《批复》60页，附图8页），按上述标准分段累计" in text


@pytest.mark.parametrize(("pages", "due"), [(31, 10), (100, 700), (201, 2740)])
def test_pages_are_those_of_the_draft(office, pages, due):
    case = office.assigned(START)
    office.drafted(case, THIRD, pages=pages, **OPEN)
    event = by_pages(office, case)
    assert (event.data["count"], event.data["amount"]) == (pages, due)
    assert event.data["content_sha256"] == fresh(case).draft.content_sha256


def test_pages_of_a_reply_with_several_conclusions_are_those_of_what_is_given(office):
    case = office.assigned(START)
    office.do(case, "draft", THIRD, kind="combined", facts=COMBINED)
    assert by_pages(office, case).data["count"] == 68


def test_a_list_beside_a_draft_has_the_pages_of_the_draft(office):
    case = office.assigned(START)
    office.drafted(case, THIRD, pages=40, **OPEN)
    with pytest.raises(Refused, match="文件清单共 68 页，答复稿写明提供 40 页") as refusal:
        by_pages(office, case, documents=DOCUMENTS)
    assert (refusal.value.field, refusal.value.article) == ("documents", "国办函〔2020〕109号5")
    assert by_pages(office, case, documents=[{"title": "《批复》", "pages": 40}]).data["amount"] == 100


NO_PAGES = [
    ("open_published", (), {"where_published": "门户网站"}),
    ("deny", ["trade_secret"], DENIED),
    ("not_exist", (), {"search_record": SEARCH}),
    ("not_ours", (), {"reason": "属县交通局职责"}),
    ("petition", (), {"nature": "投诉", "other_channel": "信访窗口"}),
    ("open", (), OPEN | {"how": "自行到窗口查阅"}),  # 条例36（二）: told how and when to get it
]


@pytest.mark.parametrize(("outcome", "grounds", "facts"), NO_PAGES, ids=[f"{one[0]}-{len(one[2])}" for one in NO_PAGES])
def test_what_gives_no_pages_is_not_charged_by_pages(office, outcome, grounds, facts):
    case = office.assigned(START)
    office.drafted(case, THIRD, outcome, grounds, **facts)
    with pytest.raises(Refused, match="不提供页面，不适用按量计收") as refusal:
        by_pages(office, case, documents=DOCUMENTS)
    assert (refusal.value.field, refusal.value.article) == ("mode", "国办函〔2020〕109号5")


def test_the_same_reply_is_charged_by_cases(eleven):
    eleven.do(eleven.eleventh, "assign", THIRD, handler_id=eleven.handler.pk)
    eleven.drafted(eleven.eleventh, THIRD, "open_published", where_published="门户网站")
    assert charged(eleven, eleven.eleventh).data["amount"] == 100


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "documents"),
        ({"documents": []}, "documents"),
        ({"documents": [{"title": "批复", "pages": 30}]}, "mode"),  # nothing is due
        ({"documents": [{"title": "", "pages": 68}]}, "title"),
        ({"documents": [{"title": "批复", "pages": 1}] * (MOST_DOCUMENTS + 1)}, "documents"),
        ({"documents": [{"title": "批复", "pages": MOST_PAGES + 1}]}, "pages"),
        ({"documents": [{"title": "批复", "pages": 0}]}, "pages"),
        ({"documents": [{"title": "批复", "pages": -1}, {"title": "图", "pages": 69}]}, "pages"),
        ({"documents": [{"title": "批复", "pages": True}]}, "pages"),
        ({"documents": ["批复 68"]}, "documents"),
        ({"documents": "批复 68"}, "documents"),
        ({"documents": DOCUMENTS, "same_person": [1]}, "same_person"),
    ],
)
def test_what_is_no_list_of_documents_is_refused(office, given, field):
    with pytest.raises(Refused) as refusal:
        by_pages(office, office.assigned(START), **given)
    assert refusal.value.field == field


def test_one_case_is_not_charged_by_both(eleven):
    with pytest.raises(Refused, match="按件计收的，不填文件页数") as refusal:
        charged(eleven, eleven.eleventh, documents=DOCUMENTS)
    assert refusal.value.article == "国办函〔2020〕109号3"


# -- a reply that contradicts what was paid ---------------------------------------------------------------------------
@pytest.mark.parametrize(("outcome", "grounds", "facts"), NO_PAGES, ids=[f"{one[0]}-{len(one[2])}" for one in NO_PAGES])
def test_no_pages_after_a_payment_by_pages_are_not_submitted_before_the_refund(office, outcome, grounds, facts):
    case = paid(office)
    office.drafted(case, TENTH, outcome, grounds, **facts)
    with pytest.raises(Refused, match="退还信息处理费”380 元") as refusal:
        steps(office, case, "submit_for_review")
    assert (refusal.value.field, refusal.value.article) == ("fee", "国办函〔2020〕109号5")
    office.do(case, "refund_fee", TENTH, amount=379, reason="不提供页面")
    with pytest.raises(Refused, match="退还信息处理费”1 元"):
        steps(office, case, "submit_for_review")
    office.do(case, "refund_fee", TENTH, amount=1, reason="不提供页面")
    steps(office, case, "submit_for_review")
    assert replay(case.pk, check=True) == []


def test_fewer_pages_give_back_the_difference_and_more_cost_nothing_more(office):
    case = paid(office)
    office.drafted(case, TENTH, pages=40, **OPEN)
    with pytest.raises(Refused, match="只提供 40 页，应收 100 元；请先登记“退还信息处理费”280 元"):
        steps(office, case, "submit_for_review")
    office.do(case, "refund_fee", TENTH, amount=280, reason="实际提供 40 页")
    steps(office, case, "submit_for_review", "approve", "sign", "reply")
    more = paid(office)
    office.drafted(more, TENTH, pages=90, **OPEN)
    steps(office, more, "submit_for_review", "approve", "sign", "reply")


def test_a_reply_on_paid_pages_says_how_many(office):
    case = paid(office)
    office.drafted(case, TENTH, **OPEN)
    with pytest.raises(Refused, match="应当写明提供多少页") as refusal:
        steps(office, case, "submit_for_review")
    assert refusal.value.field == "pages"


@pytest.mark.parametrize("last", ["approve", "sign", "reply"])
def test_every_later_step_asks_again(office, monkeypatch, last):
    """What was submitted before this was asked is asked now."""
    case = paid(office)
    office.drafted(case, TENTH, "open_published", where_published="门户网站")
    road = ["submit_for_review", "approve", "sign", "reply"]
    with monkeypatch.context() as before:
        before.setattr("workflow.acts.review.check_reply_earns_fee", lambda case: None)
        steps(office, case, *road[: road.index(last)])
    with pytest.raises(Refused, match="退还信息处理费”380 元"):
        steps(office, case, last)
    office.do(case, "refund_fee", TENTH, amount=380, reason="已主动公开")
    steps(office, case, last)


def test_a_refund_on_which_the_review_rests_is_not_annulled_under_it(office):
    case = paid(office)
    office.drafted(case, TENTH, "open_published", where_published="门户网站")
    refund = office.do(case, "refund_fee", TENTH, amount=380, reason="已主动公开")
    steps(office, case, "submit_for_review")
    with pytest.raises(Refused, match="依次更正"):
        office.do(case, "annul", TENTH, by=office.reviewer, seq=refund.seq, reason="误登")


def test_paid_by_cases_every_reply_may_follow(eleven):
    """按件计收适用于所有处理决定类型 (第四条)."""
    case = eleven.eleventh
    eleven.do(case, "assign", THIRD, handler_id=eleven.handler.pk)
    charged(eleven, case, FIFTH)
    eleven.do(case, "receive_payment", FIFTH)
    eleven.drafted(case, TENTH, "open_published", where_published="门户网站")
    steps(eleven, case, "submit_for_review", "approve", "sign", "reply")


def test_unpaid_and_annulled_money_holds_nothing_up(office):
    case = paid(office)
    notice, payment = (case.events.get(act=act) for act in ("issue_fee_notice", "receive_payment"))
    office.do(case, "annul", TENTH, by=office.reviewer, seq=payment.seq, reason="是另一件的款")
    left = case.events.filter(act="record_service").get(data__serves=notice.seq)
    office.do(case, "annul", TENTH, by=office.reviewer, seq=left.seq, reason="没有送出")
    office.do(case, "annul", TENTH, by=office.reviewer, seq=notice.seq, reason="不该收费")
    office.drafted(case, TENTH, "open_published", where_published="门户网站")
    steps(office, case, "submit_for_review")
    assert balance_of(fresh(case)).kept == 0


def test_an_imported_payment_says_no_way_of_charging_and_holds_nothing_up(office, tmp_path):
    row = REPLIED | {"收费通知日期": "2025-03-05", "收费金额": "380.5", "缴费日期": "2025-03-10"}
    assert import_register(as_csv(tmp_path / "台账.csv", row), today=TODAY, now=at(TODAY)).imported == 1
    case = Case.objects.get()
    assert balance_of(case).kept == Decimal("380.5")
    office.do(case, "refund_fee", TODAY, amount=380, reason="收费依据有误")
    assert balance_of(case).kept == Decimal("0.5")


# -- the refund -------------------------------------------------------------------------------------------------------
def test_a_refund_is_at_most_what_was_paid_and_not_given_back(office):
    case = paid(office)
    for amount in (381, 0, -1, "", "x", 1.5, None):
        with pytest.raises(Refused) as refusal:
            office.do(case, "refund_fee", TENTH, amount=amount, reason="不提供")
        assert refusal.value.field == "amount"
    with pytest.raises(Refused, match="退还的理由"):
        office.do(case, "refund_fee", TENTH, amount=380, reason=" ")
    with pytest.raises(Refused, match="不能早于缴费之日 2026-03-09"):
        office.do(case, "refund_fee", FIFTH, amount=380, reason="不提供")
    office.do(case, "refund_fee", TENTH, amount=380, reason="不提供", reference="退付2026-7")
    with pytest.raises(Refused, match="没有已经收取、尚未退还"):
        office.do(case, "refund_fee", TENTH, amount=1, reason="再退")
    balance = balance_of(fresh(case))
    assert (balance.due, balance.paid, balance.refunded, balance.kept) == (380, 380, 380, 0)


def test_only_the_clerk_records_a_refund(office):
    case = paid(office)
    for person in (office.handler, office.reviewer, office.signer, office.supervisor, office.auditor):
        with pytest.raises(Refused, match="岗位不能办理"):
            perform("refund_fee", case.pk, by=person, on=TENTH, now=at(TENTH), data={"amount": 1, "reason": "退"})


def test_without_a_payment_there_is_nothing_to_refund(office):
    case = office.assigned(START)
    by_pages(office, case, documents=DOCUMENTS)
    with pytest.raises(Refused, match="没有已经收取、尚未退还"):
        office.do(case, "refund_fee", TENTH, amount=1, reason="退")


def test_a_refund_is_annulled_by_another_person_and_the_payment_after_it(office):
    case = paid(office)
    refund = office.do(case, "refund_fee", TENTH, amount=380, reason="误登")
    with pytest.raises(Refused, match="依次更正"):
        office.do(case, "annul", TENTH, by=office.reviewer, seq=case.events.get(act="receive_payment").seq, reason="误")
    office.do(case, "annul", TENTH, by=office.reviewer, seq=refund.seq, reason="没有退")
    assert balance_of(fresh(case)).kept == 380
    assert replay(case.pk, check=True) == []


def test_a_revoked_reply_and_its_successor_are_held_to_the_payment(office):
    case = paid(office)
    office.drafted(case, TENTH, pages=68, **OPEN)
    steps(office, case, "submit_for_review", "approve", "sign", "reply")
    office.do(case, "revoke_reply", TENTH, by=office.signer, fault="内容不应公开")
    office.drafted(case, TENTH, "deny", ["trade_secret"], **DENIED)
    with pytest.raises(Refused, match="退还信息处理费”380 元"):
        steps(office, case, "submit_for_review")


def test_asked_once_is_free(office):
    with pytest.raises(Refused, match="本月第 1 件"):
        charged(office, asked(office, START, **ZHANG))
