"""The form of every act; what it means is checked behind the one door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from intake.models import Channel
from law.regulation import REGULATIONS
from workflow.cases.annulments import annullable
from workflow.cases.consultations import AGENCY, THIRD_PARTY, Consultation, not_told, of_case
from workflow.cases.models import RemedyCase, RemedyKind, RemedyResult
from workflow.cases.replies_on_paper import BY_NUMBER, on_paper, title_of
from workflow.form_fields import ActForm, Day, Text
from workflow.labels import METHODS, OPINIONS, SERVICES, act_name


class Assign(ActForm):
    handler_id = forms.TypedChoiceField(label=_("Handler"), coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = Officer.objects.filter(agency_id=self.case.agency_id, is_active=True, grants__role="handler")
        self.fields["handler_id"].choices = [
            (person.pk, f"{person} {person.section or ''}".strip()) for person in people.select_related("section")
        ]
        if self.case.handler_id:
            self.initial.setdefault("handler_id", self.case.handler_id)


class RequestCorrection(ActForm):
    points = Text(_("What is unclear, one point a line"), rows=4)
    guidance = Text(_("Guidance: how to make it clear"), required=False, rows=2)
    term_workdays = forms.IntegerField(label=_("Term in working days"), min_value=1, max_value=60, required=False)
    delivered_on = Day(_("Delivered on, if known"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("term_workdays", self.case.agency.correction_workdays)


class Note(ActForm):
    text = Text(_("What was received"), required=False, rows=3)


class Bare(ActForm):
    """An act that says nothing but its day."""


class RequestReasons(ActForm):
    count_facts = Text(_("What exceeds the reasonable: how many applications, since when, about what"), rows=3)
    points = Text(_("What is to be explained, one point a line"), rows=3)
    count_table = Text(_("Table of the applications on file (not printed)"))
    term_workdays = forms.IntegerField(label=_("Term in working days"), min_value=1, max_value=60, required=False)
    delivered_on = Day(_("Delivered on, if known"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("term_workdays", self.case.agency.correction_workdays)


class ReceiveReasons(ActForm):
    text = Text(_("The reasons that the applicant gives"), rows=3)


class Delay(ActForm):
    workdays = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=250)
    finding = Text(_("Why the reasons are accepted and why the term does not do"), rows=3)
    approved_by = Text(_("Agreed by (head of the disclosure office)"))


class Consult(ActForm):
    name = Text(_("Whom to consult"))
    matter = Text(_("The information in question"), rows=3)
    delivered_on = Day(_("Delivered on, if known"), required=False)
    tell_applicant = forms.BooleanField(label=_("Tell the applicant at the same time"), required=False)


class ConsultAgency(Consult):
    co_producer = forms.BooleanField(label=_("It made the information together with us"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.case.regulation == "2007":  # asking other agencies stopped nothing: there is nothing to tell
            del self.fields["tell_applicant"]


class Opinion(ActForm):
    """The answer to a consultation; which one is asked only where several are open."""

    agrees = forms.ChoiceField(label=_("Opinion"), choices=OPINIONS)
    text = Text(_("What it says"), required=False, rows=3)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, [one for one in of_case(self.case, self.ASKED) if one.answer is None], _("Who answers"))


class ThirdPartyOpinion(Opinion):
    ASKED = THIRD_PARTY


class AgencyOpinion(Opinion):
    ASKED = AGENCY


class Silence(ActForm):
    """Nobody answered within the term."""

    text = Text(_("Note for the file"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, [one for one in of_case(self.case, self.ASKED) if one.answer is None], _("Who did not answer"))


class ThirdPartySilence(Silence):
    ASKED = THIRD_PARTY


class AgencySilence(Silence):
    ASKED = AGENCY


class NotifyApplicant(ActForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, not_told(self.case), _("Which consultation"))


class NotifyThirdParty(ActForm):
    matter = Text(_("What will be disclosed"), rows=3)
    reason = Text(_("Why it is disclosed against the objection"), rows=3)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _ask_which(self, [one for one in of_case(self.case, THIRD_PARTY) if one.objects], _("Whom to tell"))


def _ask_which(form: ActForm, found: list[Consultation], label: str) -> None:
    """Ask which consultation is meant where there are several."""
    if len(found) > 1:
        form.fields["key"] = forms.ChoiceField(label=label, choices=[(one.key, one.name) for one in found])
        form.order_fields(["on", "key"])


class RevokeReply(ActForm):
    fault = Text(_("What was wrong with the reply"), rows=3)


class Extend(ActForm):
    workdays = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=60)
    reason = Text(_("Reason"), rows=2)
    approved_by = Text(_("Agreed by (head of the disclosure office)"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        most = REGULATIONS[self.case.regulation].extension_workdays
        self.fields["workdays"].help_text = _("At most %(most)s, once, and told before the due day.") % {"most": most}


class IssueFeeNotice(ActForm):
    mode = forms.ChoiceField(
        label=_("Charged by"), choices=[("pages", _("Pages of this case")), ("cases", _("Cases in the month"))]
    )
    count = forms.IntegerField(label=_("Number of pages, or which case of the month"), min_value=1)
    payment = Text(_("How to pay"), rows=2)
    delivered_on = Day(_("Delivered on, if known"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["count"].help_text = _("The amount follows from the tariff.")


class ReceivePayment(ActForm):
    amount = forms.IntegerField(label=_("Amount in yuan"), min_value=1)


class SubmitForReview(ActForm):
    note = Text(_("Note to the reviewer"), required=False, rows=2)


class ReturnDraft(ActForm):
    comments = Text(_("What must change"), rows=3)


class SameDocument(ActForm):
    """Bind the decision to the document that the person saw."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)


class Approve(SameDocument):
    comment = Text(_("Comment"), required=False, rows=2)


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


class Deliver(ActForm):
    method = forms.ChoiceField(label=_("Way of delivery"), choices=METHODS)
    receipt = Text(_("Proof: mail number, signatory or sending record"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        application = self.case.application
        self.fields["method"].initial = wished_method(application)
        if application.wanted_way:
            self.fields["method"].help_text = _("Asked for: %(way)s") % {"way": application.wanted_way}


class RecordService(ActForm):
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
        issued = (
            self.case.events.standing()
            .filter(letter__isnull=False)
            .exclude(letter__number="")
            .select_related("letter")
            .order_by("-seq")
        )
        found = [(one.letter_id, f"{one.letter.number} {one.letter.title}") for one in issued]
        if recorded := on_paper(self.case):
            found.append((BY_NUMBER, f"{recorded.data['number']} {title_of(recorded)}"))
        self.fields["letter_id"].choices = found


class Close(ActForm):
    note = Text(_("Note for the file"), required=False)


class CorrectReceipt(ActForm):
    received_on = Day(_("Right day of receipt"))
    reason = Text(_("What was wrong, and how it is known"), rows=2)


class Annul(ActForm):
    """Name the wrong record; only those are offered that this person may annul."""

    seq = forms.TypedChoiceField(label=_("Record to annul"), coerce=int)
    reason = Text(_("What was wrong, and how it is known"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["seq"].choices = [
            (event.seq, f"{act_name(event.act)} {event.on} {event.actor or ''}".strip())
            for event in annullable(self.user, self.case)
        ]


class Withdraw(ActForm):
    reason = Text(_("The applicant's written withdrawal"), rows=2)


class File(ActForm):
    reference = Text(_("Case number"))


class FileLitigation(File):
    kind = forms.ChoiceField(
        label=_("Kind of lawsuit"),
        choices=[
            (RemedyKind.LITIGATION_DIRECT.value, RemedyKind.LITIGATION_DIRECT.label),
            (RemedyKind.LITIGATION_AFTER.value, RemedyKind.LITIGATION_AFTER.label),
        ],
    )


class Conclude(ActForm):
    key = forms.ChoiceField(label=_("Proceeding"))
    result = forms.ChoiceField(
        label=_("Result"), choices=[c for c in RemedyResult.choices if c[0] != RemedyResult.PENDING]
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        pending = RemedyCase.objects.filter(case=self.case, concluded_on__isnull=True, kind__in=self.KINDS)
        self.fields["key"].choices = [(one.key, f"{one.reference} {one.received_on}") for one in pending]


class ConcludeReconsideration(Conclude):
    KINDS = (RemedyKind.RECONSIDERATION,)


class ConcludeLitigation(Conclude):
    KINDS = (RemedyKind.LITIGATION_DIRECT, RemedyKind.LITIGATION_AFTER)


FORMS: dict[str, type[ActForm]] = {
    "assign": Assign,
    "request_correction": RequestCorrection,
    "receive_correction": Note,
    "lapse_correction": Bare,
    "lapse_payment": Bare,
    "consult_third_party": Consult,
    "receive_third_party_opinion": ThirdPartyOpinion,
    "consult_agency": ConsultAgency,
    "receive_agency_opinion": AgencyOpinion,
    "lapse_third_party_opinion": ThirdPartySilence,
    "lapse_agency_opinion": AgencySilence,
    "notify_applicant": NotifyApplicant,
    "notify_third_party": NotifyThirdParty,
    "request_reasons": RequestReasons,
    "receive_reasons": ReceiveReasons,
    "lapse_reasons": Bare,
    "delay": Delay,
    "revoke_reply": RevokeReply,
    "extend": Extend,
    "issue_fee_notice": IssueFeeNotice,
    "receive_payment": ReceivePayment,
    "submit_for_review": SubmitForReview,
    "return_draft": ReturnDraft,
    "approve": Approve,
    "sign": SameDocument,
    "reply": Bare,
    "deliver": Deliver,
    "record_service": RecordService,
    "close": Close,
    "withdraw": Withdraw,
    "file_reconsideration": File,
    "conclude_reconsideration": ConcludeReconsideration,
    "file_litigation": FileLitigation,
    "conclude_litigation": ConcludeLitigation,
    "record_complaint": File,
    "correct_receipt": CorrectReceipt,
    "annul": Annul,
}


def form_for(code: str, case, user, *, on=None, data=None) -> ActForm:
    """Return the form of an act: bound to `data`, or blank on the day `on` with what it must remember."""
    if data is not None:
        form = FORMS[code](data, case=case, user=user)
    else:
        sha = case.draft.content_sha256 if case.draft else ""
        form = FORMS[code](case=case, user=user, initial={"on": on, "version": case.version, "content_sha256": sha})
    form.auto_id = f"{code}_%s"  # several forms of one class may stand on one page
    return form
