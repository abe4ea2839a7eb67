"""What an opponent's lawyer would look for at the desk: steps that the law does not allow are refused, with its article."""

from datetime import date

import pytest

from law import Refused
from tests.workflow.sample_office import SEARCH, at
from tests.workflow.sample_parties import CONTACT
from workflow import tasks
from workflow.acts import services
from workflow.api.cases import EventOut
from workflow.cases import selectors
from workflow.cases.models import Case
from workflow.cases.replay import replay

START = date(2026, 3, 2)
ASKED = date(2026, 3, 4)
LONG_AFTER = date(2026, 6, 1)
FEE = {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}
REASONS = {"count_facts": "今年以来申请46件", "points": "为何多次申请", "count_table": "统计表"}
ENQUIRED = {"name": "甲公司", "matter": "施工合同"}


def fresh(case) -> Case:
    """Return the case as it stands in the database."""
    return Case.objects.get(pk=case.pk)


# -- terms that run from the receipt of a letter (条例30、32、34、35; 国办函〔2020〕109号6) ----------------------------------
TERMS = [
    ("request_correction", {"points": "哪一栋"}, "lapse_correction"),
    ("request_reasons", REASONS, "lapse_reasons"),
    ("issue_fee_notice", FEE, "lapse_payment"),
    ("consult_third_party", ENQUIRED, "lapse_third_party_opinion"),
    ("consult_agency", ENQUIRED | {"co_producer": True}, "lapse_agency_opinion"),
]


@pytest.mark.parametrize(("asks", "given", "lapses"), TERMS, ids=[lapses for *_, lapses in TERMS])
def test_nobody_misses_a_term_whose_letter_is_not_known_to_have_come(office, asks, given, lapses):
    case = office.assigned(START)
    event = office.decide(case, asks, ASKED, **given)
    with pytest.raises(Refused) as refusal:  # the letter has not even left
        office.do(case, lapses, LONG_AFTER)
    assert refusal.value.article
    office.send(case, event, ASKED, handed=False)
    with pytest.raises(Refused, match="请先登记送达") as refusal:
        office.do(case, lapses, LONG_AFTER)
    assert refusal.value.article
    assert tasks.lapse_unanswered() == 0  # nor does the sweep
    proof = {"letter_id": event.letter_id, "status": "delivered", "method": "direct", "receipt": "张三"}
    office.do(case, "record_service", date(2026, 5, 29), **proof)
    with pytest.raises(Refused, match="才届满"):
        office.do(case, lapses, LONG_AFTER)
    days = selectors.calendar()
    last = days.add(date(2026, 5, 29), 20 if lapses == "lapse_payment" else 15)
    office.do(case, lapses, days.add(last, 1))
    assert replay(case.pk, check=True) == []


# -- opinions -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", ["", "不同意", "no"])
def test_an_opinion_says_yes_no_or_in_part(office, said):
    case = office.assigned(START)
    office.do(case, "consult_third_party", ASKED, **ENQUIRED)
    with pytest.raises(Refused) as refusal:
        office.do(case, "receive_third_party_opinion", date(2026, 3, 9), agrees=said, text="涉及商业秘密")
    assert refusal.value.field == "agrees"


# -- service (国办公开办函〔2016〕235号; 行政复议法22②) -------------------------------------------------------------------
OPEN = {"provided": ["合同"], "secrecy_review": "1"}


def replied(office, case, on=date(2026, 3, 10), outcome="open", online=False, **facts):
    """Bring a case to its reply."""
    office.do(case, "draft", on, outcome=outcome, facts=facts or OPEN, online=online)
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, on)
    return case


@pytest.mark.parametrize("receipt", ["SF1234567890123", "顺丰 1234567890", "YT8812345678901", "已寄"])
def test_an_official_letter_goes_by_the_post_and_no_other_courier(office, receipt):
    case = replied(office, office.assigned(START))
    paper = case.events.get(act="register").letter
    posted = {"letter_id": paper.pk, "status": "posted", "method": "mail", "receipt": receipt}
    for code, given in (("deliver", {"method": "mail", "receipt": receipt}), ("record_service", posted)):
        with pytest.raises(Refused, match="邮政企业") as refusal:
            office.do(case, code, date(2026, 3, 11), **given)
        assert refusal.value.article == "国办公开办函〔2016〕235号二"


@pytest.mark.parametrize("receipt", ["EMS 1012345678933", "XA12345678931", "平信"])
def test_the_post_takes_it(office, receipt):
    case = replied(office, office.assigned(START))
    office.do(case, "deliver", date(2026, 3, 11), method="mail", receipt=receipt)
    assert fresh(case).state == "delivered"


def test_served_online_only_if_the_letter_names_the_online_way_to_reconsideration(office):
    sent = {"method": "electronic", "receipt": "平台发送记录第8号"}
    case = replied(office, office.assigned(START))
    with pytest.raises(Refused, match="网上提交行政复议申请书") as refusal:
        office.do(case, "deliver", date(2026, 3, 11), **sent)
    assert refusal.value.article == "行政复议法22②"
    office.agency.online_filing_url = "https://fy.example.gov.cn"
    office.agency.save()
    case = replied(office, office.assigned(START), online=True)
    office.do(case, "deliver", date(2026, 3, 11), **sent)
    assert fresh(case).state == "delivered"
    old = replied(office, office.assigned(date(2023, 3, 2)), date(2023, 3, 10))
    office.do(old, "deliver", date(2023, 3, 11), **sent)  # not required before 2024


# -- no letter is dated before it was written ------------------------------------------------------------------------
LETTERS = [
    ("request_correction", {"points": "哪一栋", "ways": ["请写明楼栋"]}),
    ("request_reasons", REASONS),
    ("extend", {"workdays": 5, "reason": "档案多"}),
    ("issue_fee_notice", FEE),
    ("consult_third_party", ENQUIRED | CONTACT),
    ("consult_agency", ENQUIRED),
]


@pytest.mark.parametrize(("code", "given"), LETTERS, ids=[code for code, _ in LETTERS])
def test_a_letter_is_not_dated_back_into_its_term(office, code, given):
    case = office.assigned(START)
    if code == "extend":
        office.consent(case, code, START, 5)
    before = fresh(case).version
    with pytest.raises(Refused, match="不能倒填") as refusal:
        services.perform(code, case.pk, by=office.clerk, on=ASKED, now=at(date(2026, 4, 20)), data=given)
    assert refusal.value.article
    assert fresh(case).version == before


def test_a_reply_is_not_dated_before_its_signature_nor_posted_before_it_was_there(office):
    case, due = office.assigned(START), date(2026, 3, 30)
    office.do(case, "draft", date(2026, 3, 27), outcome="open", facts=OPEN)
    office.do(case, "submit_for_review", date(2026, 3, 27))
    office.do(case, "approve", date(2026, 3, 27))
    late = at(date(2026, 4, 2))
    services.perform("sign", case.pk, by=office.signer, on=due, now=late, data={})
    with pytest.raises(Refused, match="签发是 2026-04-02 办的"):
        services.perform("reply", case.pk, by=office.clerk, on=due, now=late, data={})
    services.perform("reply", case.pk, by=office.clerk, on=date(2026, 4, 2), now=late, data={})
    posted = {"method": "mail", "receipt": "1012345678933"}
    with pytest.raises(Refused, match="不能早于"):
        services.perform("deliver", case.pk, by=office.clerk, on=due, now=late, data=posted)
    services.perform("deliver", case.pk, by=office.clerk, on=date(2026, 4, 2), now=late, data=posted)
    assert fresh(case).timeliness == "late"


def test_a_reply_signed_on_friday_and_numbered_on_monday_bears_the_day_of_its_signature(office):
    case = office.assigned(START)
    for code, data in (
        ("draft", {"outcome": "open", "facts": OPEN}),
        ("submit_for_review", {}),
        ("approve", {}),
        ("sign", {}),
    ):
        office.do(case, code, date(2026, 3, 6), **data)
    reply = services.perform("reply", case.pk, by=office.clerk, on=date(2026, 3, 6), now=at(date(2026, 3, 9)), data={})
    assert reply.letter.dated == date(2026, 3, 6)
    posted = {"method": "mail", "receipt": "1012345678933"}
    with pytest.raises(Refused, match="编号发文是 2026-03-09 办的"):
        services.perform(
            "deliver", case.pk, by=office.clerk, on=date(2026, 3, 6), now=at(date(2026, 3, 9)), data=posted
        )


def test_a_withdrawal_noted_later_is_confirmed_by_a_letter_of_that_day(office):
    case = office.assigned(START)
    event = services.perform(
        "withdraw", case.pk, by=office.clerk, on=date(2026, 3, 6), now=at(date(2026, 3, 9)), data={"reason": "书面撤回"}
    )
    assert (event.on, event.letter.dated) == (date(2026, 3, 6), date(2026, 3, 9))
    assert "2026年3月6日书面撤回" in event.letter.html


# -- told is what left the agency in time ------------------------------------------------------------------------------
def posted(office, case, act, on, **given):
    """Record that the letter of an act was posted."""
    proof = {
        "letter_id": case.events.get(act=act).letter_id,
        "status": "posted",
        "method": "mail",
        "receipt": "1012345678933",
    }
    return office.do(case, "record_service", on, **proof | given)


def test_an_extension_posted_after_the_due_day_extends_nothing(office):
    case = office.assigned(START)
    due = fresh(case).due_on
    office.decide(case, "extend", due, workdays=10, reason="档案多")
    later = fresh(case).due_on_if_sent
    assert (fresh(case).due_on, fresh(case).send_by) == (due, due)
    posted(office, case, "extend", date(2026, 3, 31))
    late = fresh(case)
    assert (late.due_on, late.extended) == (due, False)
    replied(office, case, later)
    office.do(case, "deliver", later, method="direct", receipt="张三")
    assert fresh(case).timeliness == "late"
    assert replay(case.pk, check=True) == []


def test_an_extension_posted_in_time_stays_so_when_it_comes_back_and_goes_again(office):
    case = office.assigned(START)
    due = fresh(case).due_on
    office.decide(case, "extend", due, workdays=10, reason="档案多")
    later = fresh(case).due_on_if_sent
    posted(office, case, "extend", due)
    posted(office, case, "extend", date(2026, 4, 2), status="returned", reason="无人签收")
    posted(office, case, "extend", date(2026, 4, 3))
    assert (fresh(case).due_on, fresh(case).extended) == (later, True)


# -- third parties are heard (条例32; 2007: 23) ------------------------------------------------------------------------
PRIVACY = {"ground": "privacy", "reason": "含有身份证号码", "evidence": "协议原件"}


@pytest.mark.parametrize(("start", "article"), [(START, "条例32"), (date(2018, 3, 5), "条例23")])
def test_nothing_is_withheld_for_a_third_party_who_was_not_asked(office, start, article):
    case = office.assigned(start)
    for finding, says in (("", "应当先书面征求第三方意见"), ("第三方已经注销，无法征求", "")):
        office.do(case, "draft", start, outcome="deny", facts={"items": [PRIVACY | {"finding": finding}]})
        office.do(case, "submit_for_review", start)
        office.do(case, "approve", start)
        if not says:
            office.do(case, "sign", start)
            break
        with pytest.raises(Refused, match=says) as refusal:
            office.do(case, "sign", start)
        assert refusal.value.article == article
        office.do(case, "return_draft", start, comments="先征求意见")


# -- corrections of the record are none of the reply --------------------------------------------------------------------
def test_what_the_applicant_was_told_is_not_struck_out_as_a_slip(office):
    case = office.assigned(START)
    office.decide(case, "extend", date(2026, 3, 30), workdays=10, reason="档案多")
    posted(office, case, "extend", date(2026, 3, 30))
    told = case.events.get(act="extend")
    with pytest.raises(Refused, match="不是录入错误") as refusal:
        office.do(case, "annul", date(2026, 3, 31), by=office.reviewer, seq=told.seq, reason="不延期了")
    assert refusal.value.article == "国办公开办函〔2016〕235号四"
    office.do(case, "annul", date(2026, 3, 31), by=office.reviewer, seq=told.seq + 1, reason="登记错了，没有寄出")
    office.do(case, "annul", date(2026, 3, 31), by=office.reviewer, seq=told.seq, reason="没有寄出")


# -- what the letters say of it ------------------------------------------------------------------------------------------
def test_the_letter_of_a_lapse_says_when_its_notice_was_received(office):
    case = office.assigned(START)
    office.do(case, "request_correction", ASKED, points="哪一栋", term_workdays=5, delivered_on="2026-03-09")
    office.do(case, "lapse_correction", date(2026, 3, 17))
    office.drafted(case, date(2026, 3, 17), "correction_lapsed")
    assert "您于2026年3月9日收到，补正期限已于2026年3月16日届满" in fresh(case).draft.text


def test_a_reply_put_right_by_others_is_not_said_to_be_found_wrong_by_the_agency_itself(office):
    case = replied(office, office.assigned(START))
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某政复〔2026〕3号", key="a")
    office.do(case, "conclude_reconsideration", date(2026, 5, 6), key="a", result="corrected")
    event = office.do(case, "revoke_reply", date(2026, 5, 7), by=office.signer, fault="检索不全")
    assert "该公文已经行政复议（某政复〔2026〕3号）纠正" in event.letter.html
    assert "经自查发现" not in event.letter.html and "撤销《" not in event.letter.html
    other = replied(office, office.assigned(START))
    assert (
        "经自查发现"
        in office.do(other, "revoke_reply", date(2026, 5, 7), by=office.signer, fault="检索不全").letter.html
    )


def test_a_refusal_cites_the_regulations_of_the_case(office):
    case = office.assigned(date(2018, 3, 5))
    office.do(case, "extend", date(2018, 3, 6), workdays=5, reason="档案多")
    with pytest.raises(Refused) as refusal:
        office.do(case, "extend", date(2018, 3, 7), workdays=5, reason="档案多")
    assert refusal.value.article == "条例24②"
    office.do(case, "consult_third_party", date(2018, 3, 7), **ENQUIRED)
    for code, data in (("draft", {"outcome": "open", "facts": OPEN}), ("submit_for_review", {}), ("approve", {})):
        office.do(case, code, date(2018, 3, 7), **data)
    with pytest.raises(Refused) as refusal:
        office.do(case, "sign", date(2018, 3, 7))
    assert refusal.value.article == "条例23、24③"


def test_the_interface_keeps_the_words_of_a_paper_for_the_page_that_logs_who_reads_them(office):
    case = office.assigned(START)
    event = office.do(
        case, "write_paper", ASKED, kind="search_sheet", facts={"record": SEARCH | {"searched_on": "2026-03-04"}}
    )
    assert "facts" in event.data
    assert set(EventOut(event).data["data"]) == set(event.data) - {"facts"}
