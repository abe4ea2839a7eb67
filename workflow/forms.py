"""The shape of every act's form; what it means is checked behind the one door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from intake.models import ApplicantKind, Channel
from law.outcomes import GROUNDS, OUTCOMES, may_conclude
from notices.kinds import kind_of
from workflow.models import RemedyCase, RemedyResult
from workflow.templatetags.desk import chinese


class DateInput(forms.DateInput):
    """A date with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)


def Text(label, *, required=True, rows=0, **options):  # noqa: N802  reads as a field
    """Return a text field, of several lines if `rows` says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=label, required=required, widget=widget, max_length=5000, **options)


def Day(label, *, required=True):  # noqa: N802
    """Return a field for a legal day."""
    return forms.DateField(label=label, required=required, widget=DateInput())


class ActForm(forms.Form):
    """The form of one act: its legal day and what the act must say."""

    on = Day(_("Day"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, case, user, **options):
        self.case, self.user = case, user
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **options)

    def act_data(self) -> dict:
        """Return what the act says, without its day and the version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("on", "version")}


class Assign(ActForm):
    handler_id = forms.TypedChoiceField(label=_("Handler"), coerce=int)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        people = Officer.objects.filter(agency_id=self.case.agency_id, is_active=True, grants__role="handler")
        self.fields["handler_id"].choices = [(person.pk, str(person)) for person in people]


class RequestCorrection(ActForm):
    points = Text(_("What is unclear, one point a line"), rows=4)
    guidance = Text(_("Guidance: how to make it clear"), required=False, rows=2)
    term_workdays = forms.IntegerField(label=_("Term in working days"), min_value=1, max_value=60, required=False)
    delivered_on = Day(_("Delivered on, if known"), required=False)


class Note(ActForm):
    text = Text(_("What was received"), required=False, rows=3)


class Bare(ActForm):
    """An act that says nothing but its day."""


class Consult(ActForm):
    name = Text(_("Whom to consult"))
    matter = Text(_("The information in question"), rows=3)
    delivered_on = Day(_("Delivered on, if known"), required=False)


class ConsultAgency(Consult):
    co_producer = forms.BooleanField(label=_("It made the information together with us"), required=False)


class Opinion(ActForm):
    agrees = forms.ChoiceField(
        label=_("Opinion"),
        choices=[("agrees", _("Agrees")), ("objects", _("Objects, with reasons")), ("partly", _("Agrees in part"))],
    )
    text = Text(_("What it says"), required=False, rows=3)


class Extend(ActForm):
    workdays = forms.IntegerField(label=_("Working days to add"), min_value=1, max_value=60)
    reason = Text(_("Reason"), rows=2)
    approved_by = Text(_("Agreed by (head of the disclosure office)"))


class IssueFeeNotice(ActForm):
    mode = forms.ChoiceField(
        label=_("Charged by"), choices=[("pages", _("Pages of this case")), ("cases", _("Cases in the month"))]
    )
    count = forms.IntegerField(label=_("Number of pages, or which case of the month"), min_value=1)
    payment = Text(_("How to pay"), rows=2)
    delivered_on = Day(_("Delivered on, if known"), required=False)


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


class Deliver(ActForm):
    method = forms.ChoiceField(
        label=_("Way of delivery"),
        choices=[
            ("mail", _("Mail, by the postal enterprise")),
            ("direct", _("Handed over")),
            ("electronic", _("Electronic")),
            ("entrusted", _("Through another agency")),
        ],
    )
    receipt = Text(_("Proof: mail number, signatory or sending record"))


class Close(ActForm):
    note = Text(_("Note for the file"), required=False)


class Withdraw(ActForm):
    reason = Text(_("The applicant's written withdrawal"), rows=2)


class File(ActForm):
    reference = Text(_("Case number"))


class FileLitigation(File):
    kind = forms.ChoiceField(
        label=_("Kind of lawsuit"),
        choices=[
            ("litigation_direct", _("Litigation without reconsideration")),
            ("litigation_after", _("Litigation after reconsideration")),
        ],
    )


class Conclude(ActForm):
    key = forms.ChoiceField(label=_("Proceeding"))
    result = forms.ChoiceField(
        label=_("Result"), choices=[c for c in RemedyResult.choices if c[0] != RemedyResult.PENDING]
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        pending = RemedyCase.objects.filter(case=self.case, concluded_on__isnull=True)
        self.fields["key"].choices = [(remedy.key, f"{remedy.reference} {remedy.received_on}") for remedy in pending]


FORMS: dict[str, type[ActForm]] = {
    "assign": Assign,
    "request_correction": RequestCorrection,
    "receive_correction": Note,
    "lapse_correction": Bare,
    "lapse_payment": Bare,
    "consult_third_party": Consult,
    "receive_third_party_opinion": Opinion,
    "consult_agency": ConsultAgency,
    "receive_agency_opinion": Opinion,
    "extend": Extend,
    "issue_fee_notice": IssueFeeNotice,
    "receive_payment": ReceivePayment,
    "submit_for_review": SubmitForReview,
    "return_draft": ReturnDraft,
    "approve": Approve,
    "sign": SameDocument,
    "reply": Bare,
    "deliver": Deliver,
    "close": Close,
    "withdraw": Withdraw,
    "file_reconsideration": File,
    "conclude_reconsideration": Conclude,
    "file_litigation": FileLitigation,
    "conclude_litigation": Conclude,
    "record_complaint": File,
}


class RegisterForm(forms.Form):
    """What came in, word for word."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=Channel.choices, widget=forms.RadioSelect)
    arrived_on = Day(_("Day of arrival"))
    tracking_number = forms.CharField(label=_("Mail number"), required=False, max_length=40)
    confirmed_on = Day(_("Confirmed with the applicant on"), required=False)
    confirmed_by = forms.CharField(label=_("Confirmed by (telephone, message …)"), required=False, max_length=40)
    applicant_kind = forms.ChoiceField(label=_("Kind of applicant"), choices=ApplicantKind.choices)
    applicant_name = forms.CharField(label=_("Name"), max_length=120)
    identity_number = forms.CharField(label=_("Identity or credit code number"), required=False, max_length=40)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail address"), required=False, max_length=120)
    address = forms.CharField(label=_("Postal address"), required=False, max_length=240)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)
    content = forms.CharField(
        label=_("Content, copied word for word"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    topic = forms.CharField(label=_("Topic"), required=False, max_length=40)
    wanted_form = forms.CharField(label=_("Form wanted (paper, e-mail …)"), required=False, max_length=80)
    wanted_way = forms.CharField(label=_("Way wanted (mail, collected …)"), required=False, max_length=80)
    files = forms.FileField(label=_("Scan of application and envelope (PDF, JPG, PNG)"), required=False)
    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=80)


class ConfirmForm(forms.Form):
    """An attempt to confirm an application with its applicant."""

    on = Day(_("Day"))
    means = forms.CharField(label=_("Means (telephone, message …)"), max_length=40)
    reached = forms.BooleanField(label=_("The applicant was reached and confirmed"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


LISTS = ("provided", "attachments")
LONG = ("reason", "search_record", "statement", "finding", "unclear_points", "reasons_requested", "how", "where_published")
SKIPPED = {"addressee", "application_number", "received_on", "content", "organisation", "corrected_on", "items"}


class DraftForm(ActForm):
    """Exactly the facts that the letter of the chosen outcome needs."""

    def __init__(self, *args, outcome: str, known: dict, **options):
        super().__init__(*args, **options)
        self.outcome, kind = outcome, kind_of(outcome)
        hints = {name: str(annotation) for name, annotation in _annotations(kind).items()}
        for name, label in kind.labels().items():
            if name in SKIPPED or name in known:
                continue
            self.fields[f"fact_{name}"] = _fact_field(name, label, hints[name], kind)
        if "items" in kind.labels():
            for place in (1, 2, 3):
                self._item_fields(place, needed=place == 1)
        self.fields["online"] = forms.BooleanField(label=_("To be served online"), required=False)
        self.kinds = hints

    def _item_fields(self, place: int, *, needed: bool) -> None:
        grounds = [
            (code, row.label if chinese() else row.name)
            for code, row in GROUNDS.items()
            if self.case.regulation in row.regulations
        ]
        prefix = f"item{place}_"
        self.fields[f"{prefix}ground"] = forms.ChoiceField(
            label=f"{_('Ground')} {place}", choices=[("", "—"), *grounds], required=needed
        )
        if self.outcome == "partial":
            self.fields[f"{prefix}part"] = Text(_("Which part is withheld"), required=needed)
        self.fields[f"{prefix}reason"] = Text(_("Reason"), required=needed, rows=2)
        self.fields[f"{prefix}evidence"] = Text(_("Evidence on file (not printed)"), required=needed)
        self.fields[f"{prefix}provision"] = Text(_("Provision that forbids disclosure"), required=False)

    def act_data(self) -> dict:
        """Return outcome and facts as the draft act takes them."""
        facts = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("fact_") and value not in ("", None):
                facts[name[5:]] = _fact_value(value, self.kinds[name[5:]])
        items = [item for place in (1, 2, 3) if (item := self._item(place))]
        if items:
            facts["items"] = items
        return {"outcome": self.outcome, "facts": facts, "online": self.cleaned_data["online"]}

    def _item(self, place: int) -> dict | None:
        prefix = f"item{place}_"
        if not self.cleaned_data.get(f"{prefix}ground"):
            return None
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }


def _annotations(kind) -> dict:
    found = {}
    for parent in reversed(kind.__mro__):
        found |= getattr(parent, "__annotations__", {})
    return found


def _fact_field(name: str, label: str, hint: str, kind) -> forms.Field:
    default = kind.__dataclass_fields__[name].default
    needed = not (default is None or isinstance(default, str | int | tuple | bool))
    if "date" in hint:
        return Day(label, required=needed)
    if "bool" in hint:
        return forms.BooleanField(label=label, required=False)
    if "int" in hint:
        return forms.IntegerField(label=label, required=needed, min_value=0)
    rows = 3 if "tuple" in hint or name in LONG else 0
    return Text(label, required=needed, rows=rows, initial=default if isinstance(default, str) else "")


def _fact_value(value, hint: str):
    if "tuple" in hint:
        return [line.strip() for line in value.split("\n") if line.strip()]
    return value.isoformat() if hasattr(value, "isoformat") else value


def outcomes_for(case) -> list[tuple[str, str]]:
    """Return the outcomes that a reply in this case may have, with their names."""
    lapses = {"correction": "correction_lapsed", "payment": "fee_lapsed"}
    found = []
    for code, row in OUTCOMES.items():
        if code == "withdrawn" or (case.lapse and code != lapses[case.lapse]):
            continue
        if not case.lapse and code in lapses.values():
            continue
        if may_conclude(case.regulation, code, ("state_secret",) if row.needs_grounds else ()):
            found.append((code, row.label if chinese() else row.name))
    return found
