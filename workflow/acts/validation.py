"""What each act must say: clean the data given, check it against law and case, return what is kept."""

import uuid

from agencies.models import Officer
from law import Refused, fees, procedure, remedies
from law.outcomes import GROUNDS, OUTCOMES, join_grounds, may_conclude, split_grounds
from workflow.acts.fields import Context, check_received, choice, delivered, last_of, lines, text, whole
from workflow.acts.notifications import PREPARE, key_of
from workflow.acts.service_records import PREPARE as RECORDING
from workflow.acts.service_records import proof_of
from workflow.cases import annulments
from workflow.cases.consultations import ANSWERS, HEARD, UNANSWERED, check_consulted, check_third_parties, overruled
from workflow.cases.models import RemedyCase, RemedyResult
from workflow.papers.case_file import METHODS

LAPSES = {"lapse_correction": ("request_correction", "补正告知书"), "lapse_payment": ("issue_fee_notice", "收费通知书")}


def prepare(context: Context, data: dict) -> dict:
    """Return the data of the event, or raise Refused with the field and the article."""
    return _PREPARE[context.code](context, data)


def _assign(context, data):
    handler = Officer.objects.filter(
        pk=whole(data, "handler_id", "承办人", 1, 2**62), agency_id=context.case.agency_id, is_active=True
    ).first()
    if handler is None or not handler.has_role("handler"):
        raise Refused("承办人应当是本单位在岗的承办人", field="handler_id", english="Choose a handler of this agency")
    return {"handler_id": handler.pk, "handler": str(handler), "section_id": handler.section_id}


def _request_correction(context, data):
    return {
        "points": lines(data, "points", "需要补正的事项"),
        "guidance": text(data, "guidance", "指导和释明", needed=False),
        "term_workdays": whole(
            data, "term_workdays", "补正期限（工作日）", 1, 60, context.case.agency.correction_workdays
        ),
        "delivered_on": delivered(data, context),
    }


def _note(context, data):
    return {"text": text(data, "text", "内容", needed=False)}


def _lapse(context, data):
    until = context.case.waiting_until
    if until is not None and context.on <= until:
        raise Refused(
            f"期限到 {until} 才届满，还不能视为放弃",
            context.article,
            field="on",
            english=f"The term runs until {until}",
        )
    asked, label = LAPSES[context.code]
    check_received(context, last_of(context.case, asked), label)
    if not context.days.published(until.year):
        raise Refused(
            f"{until.year} 年放假通知还没有公布，期限是暂定的，不能视为放弃",
            context.article,
            field="on",
            english="The term is provisional",
        )
    return {"term_ended_on": until.isoformat()}


def _consult(context, data):
    found = {
        "key": text(data, "key", "编号", needed=False) or uuid.uuid4().hex[:8],
        "name": text(data, "name", "被征求意见方"),
        "matter": text(data, "matter", "征求意见的事项"),
        "delivered_on": delivered(data, context),
        "co_producer": bool(data.get("co_producer")),
    }
    return found | {"tell_applicant": True} if data.get("tell_applicant") else found


def _opinion(context, data):
    # A word of one's own here would hide an objection from the guards of article 32.
    found = {"agrees": choice(data, "agrees", "是否同意", ANSWERS), "text": text(data, "text", "意见", needed=False)}
    return found | key_of(data)


def _extend(context, data):
    return {
        "workdays": whole(data, "workdays", "延期工作日数", 1, 60),
        "reason": text(data, "reason", "延期理由"),
        "approved_by": text(data, "approved_by", "同意延期的公开工作机构负责人"),
    }


def _fee(context, data):
    mode = choice(data, "mode", "计收方式", ("cases", "pages"))
    if mode == "cases":
        count = whole(data, "count", "本月第几件", 1, 100_000)
        amount = fees.case_rate(count)
    else:
        count = whole(data, "count", "页数", 0, 1_000_000)
        amount = fees.page_fee(count)
    if amount == 0:
        raise Refused(
            "没有超出免费的范围，不能收费", "国办函〔2020〕109号4、5", field="count", english="Nothing is due"
        )
    return {
        "mode": mode,
        "count": count,
        "amount": amount,
        "payment": text(data, "payment", "缴纳方式"),
        "delivered_on": delivered(data, context),
    }


def _payment(context, data):
    notice = context.case.events.standing().filter(act="issue_fee_notice").last()
    amount = whole(data, "amount", "缴费金额（元）", 0, 10**9, notice.data.get("amount", 0))
    if amount != notice.data.get("amount"):
        raise Refused(
            f"缴费金额与通知的 {notice.data.get('amount')} 元不符",
            context.article,
            field="amount",
            english="The amount differs from the notice",
        )
    return {"amount": amount}


def items_of(facts: dict) -> list[dict]:
    """Return what a reply withholds, with its grounds; of one with several conclusions, what all parts do."""
    parts = facts.get("parts")
    told = [part.get("told") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    lists = [one.get("items") for one in (facts, *told) if isinstance(one, dict)]
    return [item for found in lists if isinstance(found, list) for item in found if isinstance(item, dict)]


def conclusion(context: Context, data: dict) -> dict:
    """Return outcome and grounds of a draft, checked against the regulation and the life of the case."""
    case = context.case
    outcome = choice(data, "outcome", "办理结果", OUTCOMES)
    given = data.get("grounds") or []
    grounds = tuple(given if isinstance(given, list) else [given])
    for code in grounds:
        if code not in GROUNDS:
            raise Refused(f"没有“{code}”这种理由", field="grounds", english="No such ground")
    if not OUTCOMES[outcome].needs_grounds:
        grounds = ()
    if outcome == "withdrawn":
        raise Refused("撤回由申请人提出，请用“申请人撤回”", field="outcome", english="Use “withdrawn by the applicant”")
    if not may_conclude(case.regulation, outcome, grounds):
        reason = (
            "请选不予公开的理由"
            if OUTCOMES[outcome].needs_grounds and not grounds
            else "本件适用的《条例》没有这种结果"
        )
        article = {"2007": "条例14、21", "2019": "条例14至16、36"}[case.regulation]
        raise Refused(reason, article, field="grounds", english="Not a conclusion under these Regulations")
    lapses = {"correction": "correction_lapsed", "payment": "fee_lapsed"}
    if case.lapse and outcome != lapses[case.lapse]:
        raise Refused(
            "本件已视为放弃，只能告知不再处理", context.article, field="outcome", english="The case has lapsed"
        )
    if not case.lapse and outcome in lapses.values():
        raise Refused(
            "期限还没有届满，不能告知不再处理", context.article, field="outcome", english="Nothing has lapsed"
        )
    asked = case.events.standing().filter(act="receive_correction").exists()
    if outcome == "unclear" and not asked:
        raise Refused(
            "没有要求过补正，不能以“补正后仍不明确”答复",
            procedure.ACTS["request_correction"].articles[case.regulation],
            field="outcome",
            english="No correction was requested",
        )
    heard = case.events.standing().filter(act__in=("receive_reasons", "lapse_reasons")).exists()
    if outcome == "excess" and case.regulation == "2019" and not heard:
        raise Refused(
            "没有要求申请人说明理由，不能以此不予处理", "条例35", field="outcome", english="No reasons were asked for"
        )
    return {"outcome": outcome, "grounds": join_grounds(grounds)}


def _submit(context, data):
    case = context.case
    if case.draft_id is None:
        raise Refused("还没有答复草稿", field="draft", english="There is no draft yet")
    if context.by is not None and case.drafter_id != context.by.pk:
        raise Refused("由起草人送审", field="draft", english="The drafter submits the draft")
    return {"content_sha256": case.draft.content_sha256, "note": text(data, "note", "说明", needed=False)}


def _same_document(context: Context, data: dict) -> str:
    """Return the hash of the draft; refuse if the person saw another text than the one now on file."""
    now = context.case.draft.content_sha256
    if data.get("content_sha256", now) != now:
        raise Refused("答复稿已经换过，请重新看过再办", field="content_sha256", english="The draft has changed")
    return now


def _approve(context, data):
    return {
        "content_sha256": _same_document(context, data),
        "comment": text(data, "comment", "意见", needed=False),
    }


def _return(context, data):
    return {"comments": text(data, "comments", "退回意见")}


def _no_open_consultation(context: Context) -> None:
    if context.case.open_consultations:
        raise Refused(
            "征求意见还没有收到回复，不能作出决定",
            UNANSWERED[context.case.regulation],
            field="consultation",
            english="A consultation is still open",
        )


def _sign(context, data):
    _no_open_consultation(context)
    sha = _same_document(context, data)
    withheld = items_of(context.case.draft.facts)
    check_third_parties(context.case, withheld)
    check_consulted(context.case, withheld)
    if sha != context.case.approved_sha256:
        raise Refused(
            "要签发的与审核通过的不是同一份", field="content_sha256", english="Not the document that was approved"
        )
    return {"content_sha256": sha}


def _reply(context, data):
    _no_open_consultation(context)
    drafted = context.case.events.standing().filter(act="draft").last().data
    if untold := overruled(context.case, drafted["outcome"], split_grounds(drafted["grounds"])):
        names = "、".join(one.name for one in untold)
        raise Refused(
            f"{names}不同意公开，决定公开的，应当先将内容和理由书面告知",
            HEARD[context.case.regulation],
            field="consultation",
            english="Tell the objecting third party first, in writing",
        )
    return {"outcome": drafted["outcome"], "grounds": drafted["grounds"], "draft_id": context.case.draft_id}


def _deliver(context, data):
    method = choice(data, "method", "送达方式", METHODS)
    if method == "electronic":
        _online_remedy(context)
    return {"method": method, "receipt": proof_of(context, data, method)}


def _online_remedy(context: Context) -> None:
    """Refuse to serve over the internet a reply that does not name the online way to reconsideration (行政复议法22②)."""
    letter = last_of(context.case, "reply").letter
    if (
        letter is not None
        and not letter.online
        and "申请行政复议" in letter.html
        and remedies.names_online_filing(letter.dated)
    ):
        raise Refused(
            "这份答复没有写明网上提交行政复议申请书的渠道，不能通过互联网送达；请用其他方式送达",
            "行政复议法22②",
            field="method",
            english="The reply does not name the online way to reconsideration: serve it in another way",
        )


def _close(context, data):
    return {"note": text(data, "note", "归档说明", needed=False)}


def _withdraw(context, data):
    return {"reason": text(data, "reason", "撤回的书面说明")}


def _file(context, data):
    kinds = {
        "file_reconsideration": ("reconsideration",),
        "file_litigation": ("litigation_direct", "litigation_after"),
        "record_complaint": ("complaint",),
    }[context.code]
    kind = kinds[0] if len(kinds) == 1 else choice(data, "kind", "诉讼类型", kinds)
    return {
        "key": text(data, "key", "编号", needed=False) or uuid.uuid4().hex[:8],
        "kind": kind,
        "reference": text(data, "reference", "案号"),
    }


def _conclude(context, data):
    result = choice(data, "result", "结果", [code for code in RemedyResult.values if code != "pending"])
    kinds = (
        ("reconsideration",)
        if context.code == "conclude_reconsideration"
        else ("litigation_direct", "litigation_after")
    )
    pending = RemedyCase.objects.filter(case=context.case, kind__in=kinds, concluded_on__isnull=True)
    if data.get("key"):
        pending = pending.filter(key=data["key"])
    remedy = pending.first()
    if remedy is None:
        raise Refused("没有待审结的复议或者诉讼", field="key", english="No such pending proceeding")
    return {"key": remedy.key, "result": result}


def _annul(context, data):
    seq = whole(data, "seq", "要更正的记录", 1, 10**6)
    found = annulments.annul(context.case, seq, by=context.by, days=context.days)
    return found | {"reason": text(data, "reason", "更正的理由")}


def _correct_receipt(context, data):
    found = annulments.correct_receipt(context.case, data.get("received_on"), today=context.today)
    return found | {"reason": text(data, "reason", "更正的理由")}


_PREPARE = (
    PREPARE
    | RECORDING
    | {
        "annul": _annul,
        "correct_receipt": _correct_receipt,
        "assign": _assign,
        "request_correction": _request_correction,
        "receive_correction": _note,
        "lapse_correction": _lapse,
        "lapse_payment": _lapse,
        "consult_third_party": _consult,
        "consult_agency": _consult,
        "receive_third_party_opinion": _opinion,
        "receive_agency_opinion": _opinion,
        "extend": _extend,
        "issue_fee_notice": _fee,
        "receive_payment": _payment,
        "draft": conclusion,
        "submit_for_review": _submit,
        "approve": _approve,
        "return_draft": _return,
        "sign": _sign,
        "reply": _reply,
        "deliver": _deliver,
        "close": _close,
        "withdraw": _withdraw,
        "file_reconsideration": _file,
        "file_litigation": _file,
        "record_complaint": _file,
        "conclude_reconsideration": _conclude,
        "conclude_litigation": _conclude,
    }
)
