"""What a record of service must say: one fact about one letter, posted, received or returned (国办公开办函〔2016〕235号)."""

from law import Refused
from notices.letters.models import Letter, VoidRecord
from workflow.acts.fields import Context, choice, text, whole
from workflow.cases.delivery import DELIVERED, POSTED, RETURNED, by_post, plain_receipt
from workflow.cases.models import Event, Service
from workflow.cases.replies_on_paper import BY_NUMBER, kept_letter, on_paper
from workflow.papers.recorded_letter import letter_of

PROOF = {
    "mail": "邮件号",
    "direct": "签收人",
    "electronic": "发送凭证",
    "entrusted": "受托机关",
    "announcement": "公告的地方",
}


def _record_service(context, data):
    """Check one fact about one letter: posted, received or returned, on the day of the act (235号)."""
    event, letter = _served_letter(context, whole(data, "letter_id", "公文", BY_NUMBER, 2**62))
    status = choice(data, "status", "送达情况", (POSTED, DELIVERED, RETURNED))
    method = choice(data, "method", "送达方式", PROOF)
    receipt = plain_receipt(method, proof_of(context, data, method))
    reason = text(data, "reason", "原因", needed=status == RETURNED)
    _fits_earlier(context, event, letter, status, method, reason)
    return {
        "letter_id": letter.pk,
        "serves": event.seq,
        "number": letter.number,
        "status": status,
        "method": method,
        "receipt": receipt,
        "signatory": text(data, "signatory", "签收人", needed=False),
        "reason": reason,
        "note": _too_early(context, event) if status == DELIVERED else "",
    }


def _served_letter(context: Context, number: int) -> tuple[Event, Letter]:
    """Return the letter that was served and its act; that of an imported reply is known by its number alone."""
    recorded = on_paper(context.case)
    kept = kept_letter(context.case, recorded) if recorded else None
    if recorded and number in (BY_NUMBER, kept.pk if kept else BY_NUMBER):
        return recorded, letter_of(context.case, recorded, by=context.by, now=context.now)
    event = context.case.events.standing().filter(letter_id=number).select_related("letter").order_by("seq").first()
    if event is None:
        raise Refused("本件没有这份公文", field="letter_id", english="The case has no such letter")
    return event, event.letter


def _last_fact(context: Context, event: Event, letter: Letter) -> Service | None:
    """Return what is known last about the service of a letter; of an imported one at first what its register tells."""
    last = Service.objects.filter(letter=letter).order_by("-id").first()
    if last is not None or event.letter_id:
        return last
    given = context.case.events.standing().filter(act="deliver", seq__gt=event.seq).order_by("seq").last()
    if given is None or not given.data.get("method"):
        return None
    method = given.data["method"]
    return Service(
        letter=letter, method=method, status=POSTED if method == "mail" else DELIVERED, on=given.on, receipt="台账记载"
    )


def proof_of(context: Context, data: dict, method: str) -> str:
    """Return the proof of a service; refuse mail that was not given to the post (235号二; 邮政法55)."""
    receipt = text(data, "receipt", PROOF[method])
    if method == "mail" and not by_post(receipt):
        raise Refused(
            f"“{receipt[:20]}”不是邮政企业的 13 位邮件号；公文应当通过邮政企业送达，不得交其他快递企业（平信请写“平信”）",
            f"{context.article.removesuffix('四')}二",
            field="receipt",
            english="Not a number of the postal enterprise, which alone carries official letters; ordinary mail: write 平信",
        )
    return receipt


def _too_early(context: Context, notice) -> str:
    """Return a warning where the case lapsed before the term that runs from this receipt had ended."""
    lapse = context.case.events.standing().filter(act__startswith="lapse_", seq__gt=notice.seq).order_by("-seq").first()
    if lapse is None or notice.act not in ("request_correction", "issue_fee_notice"):
        return ""
    until = context.days.add(context.on, int(notice.data.get("term_workdays") or 20))
    return f"按此收到日，期限到 {until} 才届满；{lapse.on} 登记的视为放弃早了，请核对" if lapse.on <= until else ""


def _fits_earlier(context: Context, event: Event, letter: Letter, status: str, method: str, reason: str) -> None:
    """Raise Refused where the fact cannot follow what is known about the letter."""
    article = context.article
    if event.act == "reply" and context.case.state == "replied":
        raise Refused(
            "答复书的送达请用“送达”登记",
            f"{article}四",
            field="letter_id",
            english="Use “record delivery” for the reply",
        )
    last = _last_fact(context, event, letter)
    first_day = max(letter.dated, last.on) if last else letter.dated
    if context.on < first_day:
        raise Refused(f"日期不能早于 {first_day}", field="on", english=f"Not before {first_day}")
    if status == POSTED and VoidRecord.objects.filter(letter=letter).exists():
        raise Refused("这份公文已经作废，不能寄出", field="letter_id", english="The letter is void")
    if status == POSTED and method != "mail":
        raise Refused("交邮是邮寄送达的一步", article, field="method", english="Only mail is posted")
    if status == RETURNED and (last is None or last.method != "mail"):
        raise Refused(
            "没有交邮记录，不能登记退件", article, field="status", english="Nothing was posted that could return"
        )
    if last is None or reason:
        return
    if status == POSTED and last.status != RETURNED:
        said = "已交邮" if last.status == POSTED else "已送达"
        raise Refused(
            f"这份公文已于 {last.on} {said}（{last.receipt}），再寄请写明原因",
            field="reason",
            english="Posted or delivered already: give the reason",
        )
    if status == DELIVERED and last.status == DELIVERED:
        raise Refused(
            f"这份公文已登记于 {last.on} 送达，更正请写明原因",
            field="reason",
            english="Delivered already: give the reason to correct it",
        )


PREPARE = {"record_service": _record_service}
