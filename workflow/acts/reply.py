"""答复：issuing the reply, its delivery, the end of the case, the applicant's withdrawal, the revocation (条例33、36)."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.installation.remedy_texts import remedy_texts
from intake.models import Channel
from law import Refused, procedure
from law.remedies import instructions
from notices.letters import services as letters
from workflow.acts.correction import DayForm
from workflow.acts.drafting import ReviewStep
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, text
from workflow.acts.review import check_no_open_consultation
from workflow.acts.service import proof_of
from workflow.cases.act import Act, ActContext
from workflow.cases.replies_on_paper import title_of
from workflow.cases.third_parties.decisions import HEARD
from workflow.cases.third_parties.overruling import overruled_by_draft
from workflow.fees.balances import check_reply_earns_fee
from workflow.form_fields import ActForm, Text
from workflow.labels import METHODS
from workflow.papers import case_file
from workflow.papers.recorded_letter import letter_of


def check_after_reply(act: Act, context: ActContext, events, *also: date | None) -> None:
    """Refuse a day before the last reply or its revocation, or before one of the days in `also`."""
    days = [event.on for event in events if event.act in ("reply", "revoke_reply")]
    last = max([*(days or [context.case.received_on]), *(day for day in also if day)])
    if context.on < last:
        raise Refused(f"{act.row.term}不能早于 {last.isoformat()}", field="on", english=f"Not before {last}")


def _check_recorded(act: Act, context: ActContext, events, follows: str) -> None:
    """Refuse a reply dated before its signature was given here, and a service before the reply was there to be served."""
    before = [event for event in events if event.act == follows and not event.data.get("imported")]
    if before and context.on < (written := timezone.localdate(before[-1].recorded_at)):
        term = procedure.ACTS[follows].term
        raise Refused(
            f"{term}是 {written} 办的，{act.row.term}不能早于这一天",
            field="on",
            english=f"Not before {written}, when “{follows}” was done",
        )


class Reply(ReviewStep):
    """编号发文: the very draft that was signed, with its number."""

    code = "reply"
    form = DayForm
    dated_when_written = True

    def check_day(self, context, events):
        super().check_day(context, events)
        check_after_reply(self, context, events)
        _check_recorded(self, context, events, "sign")

    def guard(self, context):
        check_no_open_consultation(context)
        check_reply_earns_fee(context.case)

    def clean(self, context, data):
        drafted = context.case.last_event("draft").data
        if untold := overruled_by_draft(context.case):
            names = "、".join(consultation.label for consultation in untold)
            raise Refused(
                f"{names}不同意公开，决定公开的，应当先将内容和理由书面告知",
                HEARD[context.case.regulation],
                field="consultation",
                english="Tell the objecting third party first, in writing",
            )
        return {"outcome": drafted["outcome"], "grounds": drafted["grounds"], "draft_id": context.case.draft_id}

    def issue_letter(self, context, event, projection):
        case = context.case
        return letters.issue_draft(
            case.draft,
            dated=event.on,
            approved_sha256=case.approved_sha256,
            actor=context.by,
            now=event.recorded_at,
        )

    def effect(self, projection, event, calendar):
        projection.outcome = event.data["outcome"]
        projection.grounds = event.data.get("grounds", "")
        projection.document_number = event.data.get("number", "")
        # A second reply, after the first was revoked, counts in the year of the first (docs/decisions/0008).
        projection.decided_on = projection.decided_on or event.on

    def take_number(self, projection, number):
        projection.document_number = number


WISHES = (  # what the applicant wrote, and the way of delivery it means; the first that fits (条例40: in the form asked for)
    ("electronic", ("电子", "邮箱", "网络", "网上", "在线", "短信", "e-mail", "email")),
    ("direct", ("当面", "自取", "自行领取", "领取", "现场", "窗口", "直接")),
    ("mail", ("邮寄", "快递", "信函", "挂号", "寄")),
)


def wished_method(application) -> str:
    """Return the way of delivery that the applicant asked for, else the way in which the application came."""
    wish = application.wanted_way.lower()
    for method, words in WISHES:
        if any(word in wish for word in words):
            return method
    return "direct" if not wish and application.channel == Channel.IN_PERSON else "mail"


class DeliverForm(ActForm):
    """How the reply was given out, and the proof."""

    method = forms.ChoiceField(label=_("Way of delivery"), choices=METHODS)
    receipt = Text(_("Proof: mail number, signatory or sending record"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        application = self.case.asked
        self.fields["method"].initial = wished_method(application)
        if application.wanted_way:
            self.fields["method"].help_text = _("Asked for: %(way)s") % {"way": application.wanted_way}


class Deliver(Act):
    """送达: the day of posting or handing over is the day of the reply (235号四)."""

    code = "deliver"
    form = DeliverForm
    api_fields = {
        "method": serializers.ChoiceField(list(case_file.METHODS)),
        "receipt": api_fields.words(help_text="Mail number, signatory or sending record"),
    }

    def check_day(self, context, events):
        super().check_day(context, events)
        check_after_reply(self, context, events)
        _check_recorded(self, context, events, "reply")

    def clean(self, context, data):
        method = choice(data, "method", "送达方式", case_file.METHODS)
        if method == "electronic":
            _check_online_remedy(context)
        return {"method": method, "receipt": proof_of(context, data, method)}

    def effect(self, projection, event, calendar):
        projection.delivered_on = event.on


def _check_online_remedy(context: ActContext) -> None:
    """Refuse to serve over the internet a reply that does not name the online way to reconsideration (行政复议法22②)."""
    letter = context.case.last_event("reply").letter
    if (
        letter is not None
        and not letter.online
        and "申请行政复议" in letter.html
        and instructions.names_online_filing(letter.dated, remedy_texts())
    ):
        raise Refused(
            "这份答复没有写明网上提交行政复议申请书的渠道，不能通过互联网送达；请用其他方式送达",
            "行政复议法22②",
            field="method",
            english="The reply does not name the online way to reconsideration: serve it in another way",
        )


class WithdrawForm(ActForm):
    """What the applicant wrote."""

    reason = Text(_("The applicant's written withdrawal"), rows=2)


class Withdraw(Act):
    """申请人撤回: by the applicant's own free will, in writing; the case is closed when its letters have left (act `close`)."""

    code = "withdraw"
    form = WithdrawForm
    dated_when_written = True
    api_fields = {"reason": api_fields.words(help_text="The applicant's written withdrawal")}

    def check_day(self, context, events):
        super().check_day(context, events)
        check_after_reply(self, context, events)

    def clean(self, context, data):
        return {"reason": text(data, "reason", "撤回的书面说明"), "closes": False}

    def letter_facts(self, case, event, projection):
        return case_file.common_facts(case) | {"withdrawn_on": event.on.isoformat()}

    def effect(self, projection, event, calendar):
        projection.outcome, projection.grounds = "withdrawn", ""
        projection.document_number = event.data.get("number", "")
        if event.data.get("closes", True):  # as recorded before 2026-12, and in registers of other systems
            projection.state, projection.closed_on = "closed", event.on
        projection.decided_on = projection.decided_on or event.on
        received = event.data.get("delivered_on")
        projection.delivered_on = date.fromisoformat(received) if received else event.on

    def take_number(self, projection, number):
        projection.document_number = number


class RevokeReplyForm(ActForm):
    """What was wrong with the reply."""

    fault = Text(_("What was wrong with the reply"), rows=3)


class RevokeReply(Act):
    """撤销答复: the signer alone takes it back, on the record; the case goes on counting once (docs/decisions/0008)."""

    code = "revoke_reply"
    form = RevokeReplyForm
    api_fields = {"fault": api_fields.words(help_text="What was wrong with the reply")}

    def wrong_state(self, case):
        return self.obstacle(None, case) or super().wrong_state(case)

    def obstacle(self, user, case):
        if case.outcome == "withdrawn":
            return Refused("申请人撤回的申请没有答复可以撤销", english="A withdrawn application has no reply to revoke")
        return None

    def check_day(self, context, events):
        super().check_day(context, events)
        check_after_reply(self, context, events)

    def clean(self, context, data):
        replied = context.case.last_event("reply")
        number = replied.data.get("number") or ""
        if not number:
            raise Refused(
                "原答复没有文号，不能制发撤销决定书", field="fault", english="The reply to be revoked has no number"
            )
        return {
            "fault": text(data, "fault", "自查发现的问题"),
            "approved_by": str(context.by),
            "earlier_title": title_of(replied),
            "earlier_number": number,
            "earlier_dated": replied.on.isoformat(),
            "ordered": _ordered_by(context.case, replied.on),
        }

    def letter_facts(self, case, event, projection):
        names = ("fault", "approved_by", "earlier_title", "earlier_number", "earlier_dated")
        return case_file.common_facts(case) | {
            **{name: event.data[name] for name in names},
            "ordered": event.data.get("ordered", ""),
            "due_on": projection.due_on.isoformat(),
            "provisional": projection.provisional,
        }

    def issue_letter(self, context, event, projection):
        letter = super().issue_letter(context, event, projection)
        replied = context.case.last_event("reply")
        revoked = letter_of(context.case, replied, by=context.by, now=event.recorded_at)
        reason = event.data["fault"][: letters.LONGEST_REASON]
        letters.supersede(revoked, by=letter, reason=reason, actor=context.by, now=event.recorded_at)
        return letter

    def effect(self, projection, event, calendar):
        projection.drop_draft()
        projection.lapse = ""
        projection.delivered_on = projection.closed_on = None


def _ordered_by(case, replied_on: date) -> str:
    """Return the proceeding that put the reply right, as the letter names it, or "": then the agency found it by itself."""
    ended = case.remedies.filter(result="corrected", concluded_on__gte=replied_on).exclude(kind="complaint")
    remedy = ended.order_by("-concluded_on", "-pk").first()
    if remedy is None:
        return ""
    return f"{'行政复议' if remedy.kind == 'reconsideration' else '行政诉讼'}（{remedy.reference or remedy.key}）"
