"""送达记录：one fact about one letter, posted, received or returned (国办公开办函〔2016〕235号)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from law import Refused
from notices.letters.models import Letter, VoidRecord
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, text
from workflow.cases.act import Act, ActContext
from workflow.cases.annulments import PUTS_RIGHT
from workflow.cases.delivery import DELIVERED, POSTED, RETURNED, plain_receipt, sent_by_post
from workflow.cases.models import DeliveryFact, Event
from workflow.cases.replies_on_paper import BY_NUMBER, kept_letter, reply_on_paper, title_of
from workflow.cases.term.clock import run_clock, takes_effect_by_leaving, void_notices
from workflow.form_fields import ActForm, Text
from workflow.labels import SERVICES
from workflow.papers.recorded_letter import letter_of

PROOF = {
    "mail": "邮件号",
    "direct": "签收人",
    "electronic": "发送凭证",
    "entrusted": "受托机关",
    "announcement": "公告的地方",
}


def proof_of(context: ActContext, data: dict, method: str) -> str:
    """Return the proof of a service; refuse mail that was not given to the post (235号二; 邮政法55)."""
    receipt = text(data, "receipt", PROOF[method])
    if method == "mail" and not sent_by_post(receipt):
        raise Refused(
            f"“{receipt[:20]}”不是邮政企业的 13 位邮件号；公文应当通过邮政企业送达，不得交其他快递企业（平信请写“平信”）",
            f"{context.article.removesuffix('四')}二",
            field="receipt",
            english="Not a number of the postal enterprise, which alone carries official letters; ordinary mail: write 平信",
        )
    return receipt


class RecordServiceForm(ActForm):
    """What became of one letter on the day."""

    letter_id = forms.TypedChoiceField(label=_("Letter"), coerce=int)
    status = forms.ChoiceField(
        label=_("What happened on the day"),
        choices=[("delivered", _("Received by the addressee")), ("returned", _("Came back")), ("posted", _("Posted"))],
    )
    method = forms.ChoiceField(label=_("Way of delivery"), choices=SERVICES)
    receipt = Text(_("Proof: mail number, signatory or sending record"))
    reason = Text(_("Why it came back, or why it is recorded again"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        events = _issued(self.case).select_related("letter").order_by("-seq")
        choices = [(event.letter_id, f"{event.letter.number} {event.letter.title}") for event in events]
        if recorded := reply_on_paper(self.case):
            choices.append((BY_NUMBER, f"{recorded.data['number']} {title_of(recorded)}"))
        self.fields["letter_id"].choices = choices


def _issued(case):
    """Return the events in effect whose letters have a number."""
    return case.events.effective().filter(letter__isnull=False).exclude(letter__number="")


class RecordService(Act):
    """送达记录: the latest record about a letter holds; terms that run from its receipt follow it."""

    code = "record_service"
    form = RecordServiceForm
    api_fields = {
        "letter_id": api_fields.number(1, 2**62),
        "status": serializers.ChoiceField(DeliveryFact.Status.choices),
        "method": serializers.ChoiceField(list(PROOF)),
        "receipt": api_fields.words(help_text="Mail number, signatory or sending record"),
        "signatory": api_fields.note(),
        "reason": api_fields.note(),
    }

    def obstacle(self, user, case):
        issued = any(event.letter_id and event.data.get("number") for event in case.standing_events)
        if not issued and reply_on_paper(case) is None:
            return Refused("没有要送达的公文", english="There is no letter to serve")
        return None

    def clean(self, context, data):
        event, letter = _served_letter(context, integer(data, "letter_id", "公文", BY_NUMBER, 2**62))
        status = choice(data, "status", "送达情况", (POSTED, DELIVERED, RETURNED))
        method = choice(data, "method", "送达方式", PROOF)
        receipt = plain_receipt(method, proof_of(context, data, method))
        reason = text(data, "reason", "原因", needed=status == RETURNED)
        last = _last_fact(context, event, letter)
        _check_follows(context, event, letter, last, status, method)
        _check_again(last, status, reason)
        kept = {
            "letter_id": letter.pk,
            "serves": event.seq,
            "number": letter.number,
            "status": status,
            "method": method,
            "receipt": receipt,
            "signatory": text(data, "signatory", "签收人", needed=False),
            "reason": reason,
            "note": _lapsed_too_early(context, event) if status == DELIVERED else "",
        }
        if status != RETURNED and takes_effect_by_leaving(event) and _leaves_in_time(context, event, kept):
            kept["in_time_for"] = f"{context.case.received_on} {context.days.fingerprint}"
        return kept


def _leaves_in_time(context: ActContext, notice: Event, record: dict) -> bool:
    """Say whether a notice takes effect by this record of its leaving, on the calendar and the day of receipt of today."""
    earlier = list(context.case.events.order_by("seq"))
    leaving = Event(case=context.case, seq=len(earlier) + 1, act="record_service", on=context.on, data=record)
    events = [*earlier, leaving]
    return notice.seq not in {void.seq for void in void_notices(events, run_clock(events, context.days))}


def _served_letter(context: ActContext, number: int) -> tuple[Event, Letter]:
    """Return the letter that was served and its act; that of an imported reply is known by its number alone."""
    recorded = reply_on_paper(context.case)
    kept = kept_letter(context.case, recorded) if recorded else None
    if recorded and number in (BY_NUMBER, kept.pk if kept else BY_NUMBER):
        return recorded, letter_of(context.case, recorded, by=context.by, now=context.now)
    event = next((event for event in context.case.standing_events if event.letter_id == number), None)
    if event is None:
        raise Refused("本件没有这份公文", field="letter_id", english="The case has no such letter")
    return event, event.letter


def _last_fact(context: ActContext, event: Event, letter: Letter) -> DeliveryFact | None:
    """Return what is known last about the service of a letter; of an imported one at first what its register tells."""
    last = DeliveryFact.objects.filter(letter=letter).order_by("-id").first()
    if last is not None or event.letter_id:
        return last
    given = context.case.last_event("deliver")
    if given is None or given.seq < event.seq or not given.data.get("method"):
        return None
    method = given.data["method"]
    return DeliveryFact(
        letter=letter, method=method, status=POSTED if method == "mail" else DELIVERED, on=given.on, receipt="台账记载"
    )


def _check_follows(
    context: ActContext, event: Event, letter: Letter, last: DeliveryFact | None, status: str, method: str
) -> None:
    """Raise Refused where the fact cannot follow what is known about the letter."""
    article = context.article
    if event.act == "reply" and context.case.state == "replied":
        raise Refused(
            "答复书的送达请用“送达”登记",
            f"{article}四",
            field="letter_id",
            english="Use “record delivery” for the reply",
        )
    first_day = max(letter.dated, last.on) if last else letter.dated
    arrived_first = status == POSTED and last is not None and last.status == DELIVERED
    if arrived_first and not DeliveryFact.objects.filter(letter=letter, status=POSTED).exists():
        first_day = letter.dated  # of mail whose arrival alone is on record the true day of posting may be found
    if context.on < first_day:
        raise Refused(f"日期不能早于 {first_day}", field="on", english=f"Not before {first_day}")
    gone = status == POSTED or (last is None and status == DELIVERED)
    if gone and last is None and context.case.annulled and letter.kind not in PUTS_RIGHT:
        raise Refused(
            "登记已经作废，这份公文不再寄出；请作废文号",
            field="letter_id",
            english="The registration is annulled: the letter is not sent any more; make its number void",
        )
    if gone and VoidRecord.objects.filter(letter=letter).exists():
        raise Refused("这份公文已经作废，不能寄出", field="letter_id", english="The letter is void")
    if status == POSTED and method != "mail":
        raise Refused("交邮是邮寄送达的一步", article, field="method", english="Only mail is posted")
    if status == RETURNED and (last is None or last.method != "mail"):
        raise Refused(
            "没有交邮记录，不能登记退件", article, field="status", english="Nothing was posted that could return"
        )


def _check_again(last: DeliveryFact | None, status: str, reason: str) -> None:
    """Refuse to record twice what is on record, unless the reason is given."""
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


def _lapsed_too_early(context: ActContext, notice: Event) -> str:
    """Return a warning where the case lapsed before the term that runs from this receipt had ended."""
    later = [event for event in context.case.standing_events if event.seq > notice.seq]
    lapse = next((event for event in reversed(later) if event.act.startswith("lapse_")), None)
    if lapse is None or notice.act not in ("request_correction", "issue_fee_notice"):
        return ""
    until = context.days.add(context.on, int(notice.data.get("term_workdays") or 20))
    return f"按此收到日，期限到 {until} 才届满；{lapse.on} 登记的视为放弃早了，请核对" if lapse.on <= until else ""
