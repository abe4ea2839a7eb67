"""What each act must say: clean the given data, check it against law and case, return what the event keeps."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Officer
from intake.services import clean_text
from law import Refused, fees, procedure
from law.calendar import Calendar
from law.outcomes import GROUNDS, OUTCOMES, join_grounds, may_conclude
from notices.models import VoidRecord
from workflow.models import Case, RemedyCase, RemedyResult, Service
from workflow.serving import DELIVERED, POSTED, RETURNED, plain_receipt

DELIVERY = {"direct": "直接送达", "mail": "邮寄送达", "electronic": "电子送达", "entrusted": "委托送达"}
PROOF = {"mail": "邮件号", "direct": "签收人", "electronic": "发送凭证", "entrusted": "受托机关", "announcement": "公告的地方"}
MAX_TEXT = 5000


@dataclass(frozen=True, slots=True)
class Context:
    """The act in hand: what everything below may ask, so that nothing reads the clock."""

    case: Case
    code: str
    on: date
    by: Officer | None
    today: date
    now: datetime
    days: Calendar

    @property
    def article(self) -> str:
        """Return the article of the act in the regulation of the case."""
        return procedure.ACTS[self.code].articles.get(self.case.regulation, "")


def text(data: dict, name: str, label: str, *, needed: bool = True) -> str:
    """Return a cleaned text; raise Refused naming it where it is needed and missing."""
    value = data.get(name, "")
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Refused(f"“{label}”应当是文字", field=name, english=f"{name} must be text")
    cleaned = clean_text(value, label)
    if needed and not cleaned:
        raise Refused(f"请填写“{label}”", field=name, english=f"Please give: {name}")
    if len(cleaned) > MAX_TEXT:
        raise Refused(f"“{label}”超过 {MAX_TEXT} 字", field=name, english=f"{name} is too long")
    return cleaned


def lines(data: dict, name: str, label: str) -> list[str]:
    """Return the lines of a text, or the items of a list of texts; at least one."""
    value = data.get(name) or ""
    given = value if isinstance(value, list) else str(value).split("\n")
    found = [clean_text(str(line), label) for line in given]
    found = [line for line in found if line]
    if not found:
        raise Refused(f"请填写“{label}”，一行一项", field=name, english=f"Please give: {name}")
    return found


def whole(data: dict, name: str, label: str, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number in a range; raise Refused naming it otherwise."""
    value = data.get(name)
    if value in (None, "") and default is not None:
        return default
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Refused(f"“{label}”应当是整数", field=name, english=f"{name} must be a whole number") from None
    if isinstance(value, bool) or not low <= number <= high:
        raise Refused(f"“{label}”应当在 {low} 到 {high} 之间", field=name, english=f"{name} must be {low} to {high}")
    return number


def choice(data: dict, name: str, label: str, allowed) -> str:
    """Return one of the allowed codes."""
    value = data.get(name)
    if value not in allowed:
        raise Refused(f"“{label}”没有这一项：{value}", field=name, english=f"{name}: no such choice")
    return value


def delivered(data: dict, context: Context) -> str:
    """Return the day on which the letter reached its addressee, as text, or ""."""
    value = data.get("delivered_on") or ""
    if isinstance(value, date):
        value = value.isoformat()
    if not value:
        return ""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("送达日期应写成 2025-03-03 这样", field="delivered_on", english="Not a date") from None
    if day < context.on:
        raise Refused("送达日期早于发出日期", field="delivered_on", english="Delivered before it was sent")
    return value


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
        "term_workdays": whole(data, "term_workdays", "补正期限（工作日）", 1, 60, context.case.agency.correction_workdays),
        "delivered_on": delivered(data, context),
    }


def _note(context, data):
    return {"text": text(data, "text", "内容", needed=False)}


def _lapse(context, data):
    until = context.case.waiting_until
    if until is None:
        raise Refused(
            "告知书已经交邮，还没有收到的记录；期限自收到起算，请先登记送达", context.article, field="on", english="The notice is in the mail: record its delivery first"
        )
    if context.on <= until:
        raise Refused(
            f"期限到 {until} 才届满，还不能视为放弃", context.article, field="on", english=f"The term runs until {until}"
        )
    if not context.days.published(until.year):
        raise Refused(
            f"{until.year} 年放假通知还没有公布，期限是暂定的，不能视为放弃", context.article, field="on", english="The term is provisional"
        )
    return {"term_ended_on": until.isoformat()}


def _consult(context, data):
    return {
        "key": text(data, "key", "编号", needed=False) or uuid.uuid4().hex[:8],
        "name": text(data, "name", "被征求意见方"),
        "matter": text(data, "matter", "征求意见的事项"),
        "delivered_on": delivered(data, context),
        "co_producer": bool(data.get("co_producer")),
    }


def _opinion(context, data):
    found = {"agrees": text(data, "agrees", "是否同意", needed=False), "text": text(data, "text", "意见", needed=False)}
    if data.get("key"):
        found["key"] = text(data, "key", "编号")
    return found


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
        raise Refused("没有超出免费的范围，不能收费", "国办函〔2020〕109号4、5", field="count", english="Nothing is due")
    return {
        "mode": mode,
        "count": count,
        "amount": amount,
        "payment": text(data, "payment", "缴纳方式"),
        "delivered_on": delivered(data, context),
    }


def _payment(context, data):
    notice = context.case.events.filter(act="issue_fee_notice").last()
    amount = whole(data, "amount", "缴费金额（元）", 0, 10**9, notice.data.get("amount", 0))
    if amount != notice.data.get("amount"):
        raise Refused(
            f"缴费金额与通知的 {notice.data.get('amount')} 元不符", context.article, field="amount", english="The amount differs from the notice"
        )
    return {"amount": amount}


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
        reason = "请选不予公开的理由" if OUTCOMES[outcome].needs_grounds and not grounds else "本件适用的《条例》没有这种结果"
        raise Refused(reason, "条例14至16、36", field="grounds", english="Not a conclusion under these Regulations")
    lapses = {"correction": "correction_lapsed", "payment": "fee_lapsed"}
    if case.lapse and outcome != lapses[case.lapse]:
        raise Refused("本件已视为放弃，只能告知不再处理", context.article, field="outcome", english="The case has lapsed")
    if not case.lapse and outcome in lapses.values():
        raise Refused("期限还没有届满，不能告知不再处理", context.article, field="outcome", english="Nothing has lapsed")
    asked = case.events.filter(act="receive_correction").exists()
    if outcome == "unclear" and not asked:
        raise Refused(
            "没有要求过补正，不能以“补正后仍不明确”答复", "条例30", field="outcome", english="No correction was requested"
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
    return {"content_sha256": _same_document(context, data), "comment": text(data, "comment", "意见", needed=False)}


def _return(context, data):
    return {"comments": text(data, "comments", "退回意见")}


def _no_open_consultation(context: Context) -> None:
    if context.case.open_consultations:
        raise Refused(
            "征求意见还没有收到回复，不能作出决定", "条例32、33③", field="consultation", english="A consultation is still open"
        )


def _sign(context, data):
    _no_open_consultation(context)
    sha = _same_document(context, data)
    if sha != context.case.approved_sha256:
        raise Refused("要签发的与审核通过的不是同一份", field="content_sha256", english="Not the document that was approved")
    return {"content_sha256": sha}


def _reply(context, data):
    _no_open_consultation(context)
    drafted = context.case.events.filter(act="draft").last().data
    return {"outcome": drafted["outcome"], "grounds": drafted["grounds"], "draft_id": context.case.draft_id}


def _deliver(context, data):
    method = choice(data, "method", "送达方式", DELIVERY)
    return {"method": method, "receipt": text(data, "receipt", PROOF[method])}


def _record_service(context, data):
    """Check one fact about one letter: posted, received or returned, on the day of the act (235号)."""
    number = whole(data, "letter_id", "公文", 1, 2**62)
    event = context.case.events.filter(letter_id=number).select_related("letter").order_by("seq").first()
    if event is None:
        raise Refused("本件没有这份公文", field="letter_id", english="The case has no such letter")
    status = choice(data, "status", "送达情况", (POSTED, DELIVERED, RETURNED))
    method = choice(data, "method", "送达方式", PROOF)
    receipt = plain_receipt(method, text(data, "receipt", PROOF[method]))
    reason = text(data, "reason", "原因", needed=status == RETURNED)
    _fits_earlier(context, event, status, method, reason)
    return {
        "letter_id": number,
        "serves": event.seq,
        "number": event.letter.number,
        "status": status,
        "method": method,
        "receipt": receipt,
        "signatory": text(data, "signatory", "签收人", needed=False),
        "reason": reason,
        "note": _too_early(context, event) if status == DELIVERED else "",
    }


def _too_early(context: Context, notice) -> str:
    """Return a warning where the case lapsed before the term that runs from this receipt had ended."""
    lapse = context.case.events.filter(act__startswith="lapse_", seq__gt=notice.seq).order_by("-seq").first()
    if lapse is None or notice.act not in ("request_correction", "issue_fee_notice"):
        return ""
    until = context.days.add(context.on, int(notice.data.get("term_workdays") or 20))
    return f"按此收到日，期限到 {until} 才届满；{lapse.on} 登记的视为放弃早了，请核对" if lapse.on <= until else ""


def _fits_earlier(context: Context, event, status: str, method: str, reason: str) -> None:
    """Raise Refused where the fact cannot follow what is known about the letter."""
    article = context.article
    if event.act == "reply" and context.case.state == "replied":
        raise Refused("答复书的送达请用“送达”登记", f"{article}四", field="letter_id", english="Use “record delivery” for the reply")
    last = Service.objects.filter(letter_id=event.letter_id).order_by("-id").first()
    first_day = max(event.letter.dated, last.on) if last else event.letter.dated
    if context.on < first_day:
        raise Refused(f"日期不能早于 {first_day}", field="on", english=f"Not before {first_day}")
    if status == POSTED and VoidRecord.objects.filter(letter=event.letter_id).exists():
        raise Refused("这份公文已经作废，不能寄出", field="letter_id", english="The letter is void")
    if status == POSTED and method != "mail":
        raise Refused("交邮是邮寄送达的一步", article, field="method", english="Only mail is posted")
    if status == RETURNED and (last is None or last.method != "mail"):
        raise Refused("没有交邮记录，不能登记退件", article, field="status", english="Nothing was posted that could return")
    if last is None or reason:
        return
    if status == POSTED and last.status != RETURNED:
        said = "已交邮" if last.status == POSTED else "已送达"
        raise Refused(
            f"这份公文已于 {last.on} {said}（{last.receipt}），再寄请写明原因", field="reason", english="Posted or delivered already: give the reason"
        )
    if status == DELIVERED and last.status == DELIVERED:
        raise Refused(
            f"这份公文已登记于 {last.on} 送达，更正请写明原因", field="reason", english="Delivered already: give the reason to correct it"
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
    kinds = ("reconsideration",) if context.code == "conclude_reconsideration" else ("litigation_direct", "litigation_after")
    pending = RemedyCase.objects.filter(case=context.case, kind__in=kinds, concluded_on__isnull=True)
    if data.get("key"):
        pending = pending.filter(key=data["key"])
    remedy = pending.first()
    if remedy is None:
        raise Refused("没有待审结的复议或者诉讼", field="key", english="No such pending proceeding")
    return {"key": remedy.key, "result": result}


_PREPARE = {
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
    "record_service": _record_service,
    "close": _close,
    "withdraw": _withdraw,
    "file_reconsideration": _file,
    "file_litigation": _file,
    "record_complaint": _file,
    "conclude_reconsideration": _conclude,
    "conclude_litigation": _conclude,
}
