"""Reasons and delay, silence, notices, revocation, papers: the acts of articles 32, 33, 35 and of self-correction."""

from datetime import date

import pytest

from law import Refused
from notices.kinds.catalogue import KINDS, PAPERS
from notices.kinds.samples import sample_facts
from notices.kinds.sheets.file import METHODS
from tests.workflow.acts.test_perform import walk
from tests.workflow.sample_office import SEARCH, at
from workflow import tasks
from workflow.acts import services
from workflow.cases.models import Case
from workflow.cases.policy import why_not
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar
from workflow.papers import prefill
from workflow.papers.case_file import METHODS as METHODS_OF_CASES
from workflow.papers.case_file import common_facts

START = date(2026, 3, 2)
REASONS = {"count_facts": "今年以来申请46件", "points": "为何多次申请\n各项信息的用途", "count_table": "统计表"}


def fresh(case) -> Case:
    """Return the case as it stands in the database."""
    return Case.objects.get(pk=case.pk)


# -- article 35 -------------------------------------------------------------------------------------------------
def test_reasons_restart_the_term_and_a_delay_moves_it_on(office):
    case = office.assigned(START)
    event = office.do(case, "request_reasons", date(2026, 3, 4), **REASONS)
    waiting = fresh(case)
    assert (waiting.state, waiting.due_on, waiting.waiting_for) == ("awaiting_reasons", None, "reasons")
    assert waiting.waiting_until == date(2026, 3, 25)
    assert event.letter.kind == "reasons_request" and "第三十五条" in event.letter.html
    office.do(case, "receive_reasons", date(2026, 3, 9), text="课题研究")
    assert fresh(case).due_on == date(2026, 4, 7)
    event = office.do(case, "delay", date(2026, 4, 7), workdays=30, finding="理由合理，但档案须逐卷查找")
    later = fresh(case)
    assert later.due_on == calendar().add(date(2026, 4, 7), 30)
    assert f"{later.due_on.month}月{later.due_on.day}日前" in event.letter.html
    assert not later.extended  # an extension of article 33 remains possible
    assert replay(case.pk, check=True) == []


def test_reasons_are_asked_for_once_and_within_seven_working_days(office):
    case = office.assigned(START)
    with pytest.raises(Refused, match="7 个工作日"):
        office.do(case, "request_reasons", date(2026, 3, 12), **REASONS)
    office.do(case, "request_reasons", date(2026, 3, 11), **REASONS)
    office.do(case, "receive_reasons", date(2026, 3, 12), text="研究")
    with pytest.raises(Refused, match="已经要求过"):
        office.do(case, "request_reasons", date(2026, 3, 12), **REASONS)


def test_a_delay_needs_reasons_and_the_running_term(office):
    case, given = office.assigned(START), {"workdays": 10, "finding": "须逐卷查找"}
    with pytest.raises(Refused, match="说明理由以后"):
        office.do(case, "delay", date(2026, 3, 4), **given)
    office.do(case, "request_reasons", date(2026, 3, 4), **REASONS)
    office.do(case, "receive_reasons", date(2026, 3, 9), text="研究")
    with pytest.raises(Refused, match="已过应答复日"):
        office.do(case, "delay", date(2026, 4, 8), **given)
    office.do(case, "delay", date(2026, 4, 7), **given)
    with pytest.raises(Refused, match="已经确定过"):
        office.do(case, "delay", date(2026, 4, 7), **given)


def test_no_reasons_in_time_restart_the_term_too_and_the_sweep_notes_it(office):
    case = office.assigned(START)
    office.do(case, "request_reasons", date(2026, 3, 4), term_workdays=5, delivered_on="2026-03-04", **REASONS)
    with pytest.raises(Refused, match="届满"):
        office.do(case, "lapse_reasons", date(2026, 3, 11))
    assert tasks.lapse_unanswered() == 1  # today lies far behind the term
    assert fresh(case).state == "handling"
    assert fresh(case).lapse == ""  # no abandonment: article 35 asks for a finding


def test_not_handling_for_excess_needs_the_reasons_heard(office):
    case = office.assigned(START)
    with pytest.raises(Refused, match="没有要求申请人说明理由"):
        office.drafted(case, date(2026, 3, 4), "excess", finding="与获取信息无关", reasons_requested="要求过")
    office.do(case, "request_reasons", date(2026, 3, 4), **REASONS)
    office.do(case, "receive_reasons", date(2026, 3, 9), text="没有理由")
    office.drafted(case, date(2026, 3, 10), "excess", finding="您说明的理由与获取政府信息无关")
    assert "今年以来申请46件，本机关于2026年3月4日书面要求说明理由" in fresh(case).draft.text


def test_article_35_does_not_exist_under_the_2007_regulations(office):
    case = office.assigned(date(2018, 3, 5))
    for code in ("request_reasons", "delay"):
        assert why_not(office.handler, code, fresh(case), START).english.startswith("The 2007 Regulations know no act")


# -- consultations ----------------------------------------------------------------------------------------------
def test_the_applicant_is_told_in_one_step_with_the_consultation(office):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 4), name="甲公司", matter="合同", tell_applicant=True)
    office.do(case, "consult_agency", date(2026, 3, 5), name="某局", matter="批复", co_producer=True)
    letters = [event.letter.kind for event in case.events.order_by("seq") if event.letter]
    assert letters == ["receipt", "third_party_inquiry", "applicant_consultation_notice", "co_producer_inquiry"]
    event = office.do(case, "notify_applicant", date(2026, 3, 6))
    assert "2026年3月5日书面征求有关机关意见" in event.letter.html
    assert why_not(office.handler, "notify_applicant", fresh(case), START).reason == "没有需要告知申请人的征求意见"


def test_under_2007_asking_an_agency_is_told_to_nobody_and_nothing_is_kept(office):
    case = office.assigned(date(2018, 3, 5))
    before = fresh(case).version
    with pytest.raises(Refused, match="计入答复期限"):
        office.do(case, "consult_agency", date(2018, 3, 6), name="某局", matter="批复", tell_applicant=True)
    assert fresh(case).version == before
    event = office.do(case, "consult_agency", date(2018, 3, 6), name="某局", matter="批复", co_producer=True)
    assert event.letter.kind == "agency_inquiry"  # 共同制作 is a rule of 2019


@pytest.mark.parametrize(
    ("asked", "lapsed"),
    [("consult_third_party", "lapse_third_party_opinion"), ("consult_agency", "lapse_agency_opinion")],
)
def test_silence_is_noted_only_after_the_term_and_ends_the_wait(office, asked, lapsed):
    case = office.assigned(START)
    office.do(case, asked, date(2026, 3, 4), name="甲", matter="合同", delivered_on="2026-03-04")
    with pytest.raises(Refused, match="届满"):
        office.do(case, lapsed, date(2026, 3, 25))
    office.do(case, lapsed, date(2026, 3, 26))
    case = fresh(case)
    assert case.open_consultations == 0
    assert case.due_on == calendar().add(date(2026, 3, 25), 18)  # two days were used, the pause ends with its term
    assert why_not(office.handler, lapsed, case, START)


PRIVACY = {"ground": "privacy", "reason": "含有身份证号码", "evidence": "协议原件"}


@pytest.mark.parametrize(("answer", "says"), [("silent", "不能仅因第三方未答复"), ("agrees", "第三方同意公开")])
def test_withholding_for_one_who_agrees_or_is_silent_needs_the_agencys_own_finding(office, answer, says):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="甲", matter="合同", delivered_on="2026-03-03")
    if answer == "silent":
        office.do(case, "lapse_third_party_opinion", date(2026, 3, 25))
    else:
        office.do(case, "receive_third_party_opinion", date(2026, 3, 5), agrees=answer)
    with pytest.raises(Refused, match=says) as refusal:
        office.drafted(case, date(2026, 3, 26), "deny", items=[PRIVACY])
    assert refusal.value.field == "finding"
    office.drafted(
        case, date(2026, 3, 26), "deny", items=[PRIVACY | {"finding": "公开即损害其人格权益，与公共利益无关"}]
    )
    assert "公开即损害" not in fresh(case).draft.html  # kept on file


def test_silence_that_came_after_the_draft_is_found_at_the_signature(office):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="甲", matter="合同", delivered_on="2026-03-03")
    office.drafted(case, date(2026, 3, 4), "deny", items=[PRIVACY])
    office.do(case, "submit_for_review", date(2026, 3, 4))
    office.do(case, "approve", date(2026, 3, 4))
    office.do(case, "lapse_third_party_opinion", date(2026, 3, 25))
    with pytest.raises(Refused, match="不能仅因第三方未答复"):
        office.do(case, "sign", date(2026, 3, 25))


def signed(office, case, outcome="open", on=date(2026, 3, 10), **facts):
    """Bring a case to the signature."""
    office.drafted(case, on, outcome, **facts or {"provided": ["合同"], "secrecy_review": "1"})
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, on)


def test_who_objects_is_told_before_the_reply_that_overrules_him(office):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="甲公司", matter="合同", key="a")
    office.do(case, "receive_third_party_opinion", date(2026, 3, 5), agrees="objects", text="商业秘密")
    signed(office, case)
    with pytest.raises(Refused, match="甲公司不同意公开"):
        office.do(case, "reply", date(2026, 3, 10))
    event = office.do(
        case,
        "notify_third_party",
        date(2026, 3, 10),
        matter="合同价款",
        reason="涉及公共资金，不公开会对公共利益造成重大影响",
    )
    assert event.letter.addressee == "甲公司" and "2026年3月5日收到贵方不同意公开的意见" in event.letter.html
    assert "申请行政复议" in event.letter.html
    office.do(case, "reply", date(2026, 3, 10))
    assert fresh(case).state == "replied"


@pytest.mark.parametrize("answer", ["agrees", "none"])
def test_nobody_is_told_where_nobody_objects(office, answer):
    case = office.assigned(START)
    if answer != "none":
        office.do(case, "consult_third_party", date(2026, 3, 3), name="甲公司", matter="合同")
        office.do(case, "receive_third_party_opinion", date(2026, 3, 5), agrees=answer)
    signed(office, case)
    assert why_not(office.clerk, "notify_third_party", fresh(case), START)
    office.do(case, "reply", date(2026, 3, 10))


# -- several conclusions ----------------------------------------------------------------------------------------
def test_a_reply_with_several_conclusions_counts_once_and_tells_both_remedies(office):
    case = office.assigned(START)
    parts = [
        {"asked": "合同正文", "conclusion": "open", "told": {"provided": ["合同"], "secrecy_review": "表1"}},
        {
            "asked": "住户名单",
            "conclusion": "deny",
            "told": {"items": [PRIVACY | {"finding": "住户四百余户，无法逐一征求"}]},
        },
        {"asked": "监理日志", "conclusion": "not_exist", "told": {"search_record": SEARCH}},
    ]
    event = office.do(case, "draft", date(2026, 3, 10), outcome="combined", facts={"parts": parts})
    assert (event.data["outcome"], event.data["grounds"], event.data["kind"]) == ("partial", "|privacy|", "combined")
    for act in ("submit_for_review", "approve", "sign"):
        office.do(case, act, date(2026, 3, 10))
    office.do(case, "reply", date(2026, 3, 10))
    case = fresh(case)
    assert (case.outcome, case.grounds) == ("partial", "|privacy|")
    html = case.events.get(act="reply").letter.html
    assert "不予公开的部分不服" in html and "如对其他内容不服" in html
    assert replay(case.pk, check=True) == []


def test_the_guard_of_a_conclusion_holds_for_a_part_as_well(office):
    case = office.assigned(START)
    parts = [
        {"asked": "甲", "conclusion": "not_information", "told": {"reason": "村民自治"}},
        {"asked": "乙", "conclusion": "fee_lapsed", "told": {}},
    ]
    with pytest.raises(Refused, match="不能作为其中一项"):
        office.do(case, "draft", date(2026, 3, 10), outcome="combined", facts={"parts": parts})


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": ["open"]},
        {"outcome": "combined", "facts": {"parts": 5}},
        {"outcome": "combined", "facts": {"parts": [5, 6]}},
        {"outcome": "combined", "facts": {"parts": [{"asked": "甲", "conclusion": "deny", "told": "x"}] * 2}},
        {
            "outcome": "combined",
            "facts": {"parts": [{"asked": "甲", "conclusion": ["deny"], "told": {"items": [5]}}] * 2},
        },
        {"outcome": "deny", "facts": {"items": 5}},
        {"outcome": "deny", "facts": {"items": [{"ground": ["privacy"], "reason": "x", "evidence": "x"}]}},
        {"outcome": "not_exist", "facts": {"search_record": "查过了"}},
        {"outcome": "not_exist", "facts": {"search_record": SEARCH | {"places": "办公系统"}}},
        {"kind": "search_sheet", "outcome": "open", "facts": {}},
    ],
)
def test_nonsense_in_a_draft_is_refused_in_words(office, given):
    case = office.assigned(START)
    with pytest.raises(Refused):
        office.do(case, "draft", date(2026, 3, 10), **given)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "search_sheet"},
        {"kind": ["search_sheet"], "facts": {}},
        {"kind": "search_sheet", "facts": []},
        {"kind": "search_sheet", "facts": {"record": 5}},
        {"kind": "archive_index", "facts": {"entries": "甲"}},
        {"kind": "archive_index", "facts": {"entries": [5]}},
    ],
)
def test_nonsense_in_a_paper_is_refused_in_words(office, given):
    case = office.assigned(START)
    with pytest.raises(Refused):
        office.do(case, "write_paper", date(2026, 3, 10), **given)


@pytest.mark.parametrize("kind", ["archived", "transferred", "enquiry", "not_information"])
def test_kinds_that_share_an_outcome_count_as_other(office, kind):
    case = office.assigned(START)
    told = {name: value for name, value in sample_facts(kind).to_json().items() if name not in common_facts(case)}
    event = office.do(case, "draft", date(2026, 3, 10), outcome=kind, facts=told)
    assert (event.data["outcome"], event.data["kind"]) == ("other", kind)
    assert fresh(case).draft.title == KINDS[kind].TITLE


# -- self-correction --------------------------------------------------------------------------------------------
def test_a_revoked_reply_is_given_anew_and_the_case_counts_once(office):
    case = walk(office, office.assigned(START), outcome="not_exist", search_record=SEARCH)
    first = case.events.get(act="reply").letter
    event = office.do(case, "revoke_reply", date(2026, 3, 20), by=office.signer, fault="检索遗漏了建管科的纸质档案")
    case = fresh(case)
    assert (case.state, case.outcome, case.decided_on) == ("handling", "not_exist", date(2026, 3, 12))
    assert (case.delivered_on, case.closed_on, case.draft_id) == (None, None, None)
    assert case.due_on == calendar().add(date(2026, 3, 20), 20)
    assert first.supersession.by == event.letter and first.number in event.letter.html
    assert f"{case.due_on.month}月{case.due_on.day}日前" in event.letter.html
    signed(office, case, on=date(2026, 3, 24))
    with pytest.raises(Refused, match="不能早于"):
        office.do(case, "reply", date(2026, 3, 19))
    second = office.do(case, "reply", date(2026, 3, 24)).letter
    office.do(case, "deliver", date(2026, 3, 25), method="mail", receipt="1012345678934")
    case = fresh(case)
    assert (case.outcome, case.decided_on, case.delivered_on) == ("open", date(2026, 3, 12), date(2026, 3, 25))
    assert (case.document_number, case.timeliness) == (second.number, "on_time")
    assert replay(case.pk, check=True) == []


def test_a_late_reply_is_not_cured_by_a_second_one(office):
    case = office.assigned(START)
    signed(office, case, on=date(2026, 4, 10))
    office.do(case, "reply", date(2026, 4, 10))
    office.do(case, "deliver", date(2026, 4, 10), method="mail", receipt="1012345678933")
    assert fresh(case).timeliness == "late"
    office.do(case, "revoke_reply", date(2026, 4, 13), by=office.signer, fault="漏答一项")
    assert fresh(case).timeliness == "late"
    signed(office, case, on=date(2026, 4, 14))
    office.do(case, "reply", date(2026, 4, 14))
    office.do(case, "deliver", date(2026, 4, 14), method="mail", receipt="1012345678934")
    assert fresh(case).timeliness == "late"


def test_only_the_signer_revokes_and_a_withdrawal_is_not_a_reply(office):
    case = office.assigned(START)
    office.do(case, "withdraw", date(2026, 3, 4), reason="不需要了")
    assert why_not(office.signer, "revoke_reply", fresh(case), START).reason == "申请人撤回的申请没有答复可以撤销"
    done = walk(office, office.assigned(START))
    assert why_not(office.handler, "revoke_reply", done, START).reason == "您的岗位不能办理这一步"


# -- papers -----------------------------------------------------------------------------------------------------
def test_a_paper_moves_nothing_and_a_sheet_takes_no_number(office):
    case = office.assigned(START)
    before = fresh(case)
    event = office.do(case, "write_paper", date(2026, 3, 5), kind="search_sheet", facts={"record": SEARCH})
    after = fresh(case)
    assert (after.state, after.due_on, after.version) == (before.state, before.due_on, before.version + 1)
    assert event.letter.number == "" and case.application.content in event.letter.html
    event = office.do(
        case, "write_paper", date(2026, 3, 5), kind="co_handling",
        facts={"addressee": "某街道办事处", "matter": "合同", "requests": ["查找会签稿"], "reply_by": "2026-03-12"},
    )  # fmt: skip
    assert event.letter.number.startswith("某住建")


def test_what_is_the_cases_own_cannot_be_typed_otherwise(office):
    case = office.assigned(START)
    facts = {"record": SEARCH, "content": "别的内容", "application_number": "1"}
    event = office.do(case, "write_paper", date(2026, 3, 5), kind="search_sheet", facts=facts)
    assert (event.data["facts"]["content"], event.data["facts"]["application_number"]) == (
        case.application.content,
        case.number,
    )


def test_only_free_kinds_are_papers(office):
    case = office.assigned(START)
    for kind in set(KINDS) - set(PAPERS):
        with pytest.raises(Refused, match="没有这一项"):
            office.do(case, "write_paper", date(2026, 3, 5), kind=kind, facts={})


def test_a_search_sheet_on_file_fills_the_letter_of_no_such_information(office):
    case = office.assigned(START)
    with pytest.raises(Refused, match="检索记录"):
        office.drafted(case, date(2026, 3, 6), "not_exist")
    office.do(case, "write_paper", date(2026, 3, 5), kind="search_sheet", facts={"record": SEARCH})
    office.drafted(case, date(2026, 3, 6), "not_exist")
    assert "“施工合同、某小区改造”检索" in fresh(case).draft.text


SECRECY = {
    "information": ["合同"],
    "provided_by": "建管科",
    **dict.fromkeys(("state_secret", "work_secret", "trade_secret", "privacy", "security_stability"), False),
    "opinion": "审查完毕",
    "reviewed_by": "赵某",
    "reviewed_on": "2026-03-05",
    "approved_by": "林建国",
}


@pytest.mark.parametrize(
    ("result", "outcome", "may"),
    [
        ("可以公开", "open", True),
        ("部分可以公开", "open", False),
        ("部分可以公开", "partial", True),
        ("不得公开", "partial", False),
    ],
)
def test_the_secrecy_review_on_file_fills_the_letter_or_forbids_it(office, result, outcome, may):
    case = office.assigned(START)
    office.do(case, "write_paper", date(2026, 3, 5), kind="secrecy_review_sheet", facts=SECRECY | {"result": result})
    facts = (
        {"provided": ["合同"], "items": [PRIVACY | {"part": "第3页"}]}
        if outcome == "partial"
        else {"provided": ["合同"]}
    )
    if not may:
        with pytest.raises(Refused, match="保密审查的结论"):
            office.drafted(case, date(2026, 3, 6), outcome, **facts)
        return
    office.drafted(case, date(2026, 3, 6), outcome, **facts)
    assert "赵某" in fresh(case).draft.facts["secrecy_review"]


def test_a_withdrawal_is_confirmed_in_writing(office):
    case = office.assigned(START)
    event = office.do(case, "withdraw", date(2026, 3, 4), reason="不需要了")
    assert event.letter.kind == "withdrawn" and "2026年3月4日书面撤回" in event.letter.html
    assert fresh(case).document_number == event.letter.number


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_every_paper_of_a_closed_case_is_filled_in_as_far_as_the_case_knows(office, code):
    """What the case does not know is typed; together they make the paper."""
    case = walk(office, office.assigned(START))
    told = prefill.prefilled(case, code, by=office.clerk, today=date(2026, 3, 20), days=calendar())
    typed = sample_facts(code).to_json()
    facts = {name: value for name, value in (typed | told).items() if value is not None}
    if code == "search_sheet":
        facts["record"] = typed["record"] | told["record"]
    if code == "hand_over_slip" or code == "co_handling":
        facts.pop("due_on", None)
    event = office.do(case, "write_paper", date(2026, 3, 20), kind=code, facts=facts)
    assert event.letter.title == KINDS[code].TITLE


ALONE = ("registration_form", "approval_sheet", "signing_sheet", "archive_index", "third_party_slip")


@pytest.mark.parametrize("code", ALONE)
def test_these_sheets_need_no_typing_at_all(office, code):
    case = office.assigned(START)
    office.do(case, "consult_third_party", date(2026, 3, 3), name="甲公司", matter="合同")
    office.do(case, "receive_third_party_opinion", date(2026, 3, 5), agrees="agrees")
    case = walk(office, case)
    told = prefill.prefilled(case, code, by=office.clerk, today=date(2026, 3, 20), days=calendar())
    office.do(case, "write_paper", date(2026, 3, 20), kind=code, facts=told)


def test_the_approval_sheet_has_a_row_for_every_opinion_with_its_hash(office):
    case = walk(office, office.assigned(START))
    told = prefill.prefilled(case, "approval_sheet", by=office.clerk, today=date(2026, 3, 20), days=calendar())
    events = {event.act: event for event in case.events.all()}
    assert [row["box"] for row in told["opinions"]] == ["拟办", "送审", "法制审核", "签发", "编号发文", "送达", "归档"]
    assert [row["officer"] for row in told["opinions"][:4]] == ["handler", "handler", "reviewer", "signer"]
    assert told["opinions"][3]["mark"].startswith(events["sign"].hash[:8])
    assert told["opinions"][3]["at"] == "2026-03-12 09:00"  # in the office's own time
    assert (told["opinions"][2]["role"], told["opinions"][3]["role"]) == ("法制审核", "签发人")
    assert told["applicant"] == "张*"
    assert told["conclusions"] == ["予以公开（条例36（二）、40）"]


def test_particulars_stay_masked_in_sheets(office):
    case = walk(office, office.assigned(START))
    for code in PAPERS:
        told = prefill.prefilled(case, code, by=office.clerk, today=date(2026, 3, 20), days=calendar())
        assert "13800000000" not in str(told), code


def test_every_way_of_delivery_has_its_name_on_the_service_record(office):
    assert set(METHODS_OF_CASES.values()) <= set(METHODS)
    case = walk(office, office.assigned(START))
    told = prefill.prefilled(case, "service_record", by=office.clerk, today=date(2026, 3, 20), days=calendar())
    assert (told["method"], told["mail_number"], told["posted_on"]) == ("邮寄送达", "1012345678933", "2026-03-13")
    assert told["documents"][0]["number"] == case.document_number


# -- the receipt ------------------------------------------------------------------------------------------------
def test_a_reply_given_on_the_spot_needs_no_receipt(office):
    application, at_once = office.application(START), services.RegistrationDetails(at_once=True)
    case = services.register(application, by=office.clerk, now=at(START), details=at_once)
    assert case.events.get(act="register").letter is None
    assert replay(case.pk, check=True) == []
