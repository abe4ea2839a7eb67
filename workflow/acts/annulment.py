"""更正：annulling a wrong record, correcting the day of receipt and the particulars, and the term that a new calendar moves.

Decisions 0007 and 0045.
"""

from collections.abc import Collection
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from intake.applicants import FIELDS, applicant_of, read_applicant
from intake.models import ApplicantKind, Application, Channel
from law import Refused
from law.deadlines import receipt
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import choice, integer, refuse_filler, text
from workflow.cases import annulments
from workflow.cases.act import Act
from workflow.cases.models import Case
from workflow.duplicates.selectors import annulled_for
from workflow.form_fields import ActForm, Day, Text
from workflow.labels import act_name


class CorrectReceiptForm(ActForm):
    """The right day, why it is the right one, and what proves it."""

    received_on = Day(_("Right day of receipt"))
    reason = Text(_("What was wrong, and how it is known"), rows=2)
    proof = Text(_("Proof: what it is and where it lies (mail record, envelope, screenshot)"), required=False)
    attachment = forms.TypedChoiceField(
        label=_("Or one of the scans of the application"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        scans = self.case.application.attachments.values_list("pk", "name")
        self.fields["attachment"].choices = [("", "—"), *scans]
        if not scans:
            del self.fields["attachment"]
            self.fields["proof"].required = True  # nothing else can prove it


class CorrectReceipt(Act):
    """更正收到日: by another person than entered it, with reason and proof; what it makes late or void is judged and shown."""

    code = "correct_receipt"
    form = CorrectReceiptForm
    internal = True
    api_fields = {
        "received_on": api_fields.day(),
        "reason": api_fields.words(),
        "proof": api_fields.note(),
        "attachment": api_fields.number(
            1, 2**62, required=False, help_text="Id of a scan of the application, as proof"
        ),
    }

    def obstacle(self, user, case):
        entered = case.events_of("register", "correct_receipt")
        # By another channel another day may be possible: who corrected that is no second person for the day.
        channels = [event for event in case.standing_events if "channel" in event.data and event not in entered]
        if any(user.pk in annulments.entered_by(case, event) for event in (*entered[-1:], *channels[-1:])):
            return Refused(
                "收到日是您自己录入的，要由另一人更正",
                self.row.articles[case.regulation],
                english="You entered the day of receipt; another person corrects it",
            )
        return None

    def clean(self, context, data):
        kept = annulments.correct_receipt(context.case, data.get("received_on"), today=context.today)
        _refuse_later_than_annulled(context, date.fromisoformat(kept["received_on"]))
        return kept | {"reason": text(data, "reason", "更正的理由")} | _proof(context.case, data)

    def effect(self, projection, event, calendar):
        projection.unconfirmed = False
        days = [
            date.fromisoformat(event.data[name]) for name in ("former_received_on", "received_on") if name in event.data
        ]
        if len({receipt.regulation_of(day) for day in days}) > 1 and not projection.outcome:
            _drop_draft(projection)


def _refuse_later_than_annulled(context, day: date) -> None:
    """Refuse a day later than that of a registration that was annulled for this case: the term runs from the earlier one (条例31)."""
    for event in annulled_for(context.case):
        other = event.case
        if other.received_on < day:
            raise Refused(
                f"{other.number} 作废登记时保留的是本件，它的收到日是 {other.received_on}，本件不能更正得更晚；"
                "确不是同一件申请的，先由另一人更正“作废登记”的记录",
                context.article,
                field="received_on",
                english=f"{other.number}, received on {other.received_on}, was annulled for this case, which cannot be later; "
                "if they are two applications, have that annulment annulled first",
            )


def _proof(case: Case, data: dict) -> dict:
    """Return what proves the day: a scan of the application with its hash, or words that name it; refuse neither."""
    key = data.get("attachment")
    if key in (None, ""):
        return {"proof": text(data, "proof", "证明材料")}
    scan = case.application.attachments.filter(pk=integer(data, "attachment", "附件", 1, 2**62)).first()
    if scan is None:
        raise Refused("本件申请没有这份附件", field="attachment", english="The application has no such scan")
    words = text(data, "proof", "证明材料", needed=False)
    return {"proof": words or scan.name, "proof_sha256": scan.sha256}


def _drop_draft(projection) -> None:
    """Take back what was drafted by the other Regulations: it is written anew by those that apply (国务院令第711号)."""
    projection.drop_draft()
    if projection.state in ("in_review", "approved", "signed"):
        projection.state = "handling"


# What of an application a correction may put right; what was asked stays word for word as it came (条例29).
PARTICULARS = {
    "applicant_kind": "申请人类型",
    "channel": "申请方式",
    "applicant_name": "申请人",
    "identity_number": "证件号码",
    "representative": "联系人",
    "phone": "联系电话",
    "email": "电子邮箱",
    "address": "通信地址",
    "postcode": "邮政编码",
    "tracking_number": "邮件单号",
}
CODES = {"applicant_kind": ApplicantKind, "channel": Channel}  # what the table counts
WHO = ("applicant_name", "identity_number")  # by which fees and repeated applications are counted (条例36（六）、42)
COUNTED = {*CODES, *WHO}
NONE = "无"  # typed for a particular that there is not; what is left empty stays as it is


class CorrectParticularsForm(ActForm):
    """Only what is wrong is filled in."""

    applicant_kind = forms.ChoiceField(
        label=_("Kind of applicant"), choices=[("", "—"), *ApplicantKind.choices], required=False
    )
    channel = forms.ChoiceField(label=_("How it came in"), choices=[("", "—"), *Channel.choices], required=False)
    applicant_name = Text(_("Name"), required=False, help_text=_("Fill in only what is wrong; 无 where there is none."))
    identity_number = Text(_("Identity or credit code number"), required=False)
    representative = Text(_("Contact person or agent"), required=False)
    phone = Text(_("Telephone"), required=False)
    email = Text(_("E-mail address"), required=False)
    address = Text(_("Postal address"), required=False)
    postcode = Text(_("Postcode"), required=False)
    tracking_number = Text(_("Mail number"), required=False)
    reason = Text(_("What was wrong, and how it is known"), rows=2)


class CorrectParticulars(Act):
    """更正登记事项: both readings stay on record; kind of applicant and channel, which the table counts, by a second person."""

    code = "correct_particulars"
    form = CorrectParticularsForm
    internal = True
    api_fields = {
        **{name: serializers.ChoiceField(codes.choices, required=False) for name, codes in CODES.items()},
        **{name: api_fields.note() for name in PARTICULARS if name not in CODES},
        "reason": api_fields.words(),
    }

    def clean(self, context, data):
        asked = context.case.asked
        right = {name: value for name in PARTICULARS if (value := _particular(data, name)) is not None}
        changed = {name: value for name, value in right.items() if value != getattr(asked, name)}
        if not changed:
            raise Refused(
                "没有要更正的内容：与现在登记的相同", field="reason", english="Nothing differs from the record"
            )
        if counted := COUNTED & changed.keys():
            _refuse_alone(context, counted)
        _refuse_another_person(context, changed)
        former = {name: getattr(asked, name) for name in changed}
        kept = {name: changed.pop(name) for name in CODES if name in changed}  # codes, which outlast destruction
        letters = annulments.letters_naming(context.case, former)
        return kept | {
            "right": changed,
            "former": former,
            "reason": text(data, "reason", "更正的理由"),
            "to_correct": [letter.number for letter in letters],
        }

    def effect(self, projection, event, calendar):
        codes = {name: event.data[name] for name in CODES if name in event.data}
        projection.particulars = projection.particulars | codes | event.data.get("right", {})


def _particular(data: dict, name: str) -> str | None:
    """Return a particular as it should read, None where nothing was given."""
    given = data.get(name)
    if given in (None, ""):
        return None
    if name in CODES:
        return choice(data, name, PARTICULARS[name], CODES[name].values)
    most = Application._meta.get_field(name).max_length
    value = text(data, name, PARTICULARS[name], needed=False, most=most)
    if name == "applicant_name":
        refuse_filler(value, name, PARTICULARS[name])
    return "" if value == NONE else value or None


def _refuse_alone(context, counted: Collection[str]) -> None:
    """Refuse where the same person entered what is counted: two people see every change of a figure, and of who applied."""
    for name in (name for name in PARTICULARS if name in counted):
        entered = [
            event
            for event in context.case.standing_events
            if event.act == "register" or (event.act == "correct_particulars" and name in _corrected_in(event))
        ]
        if context.by is not None and context.by.pk in annulments.entered_by(context.case, entered[-1]):
            raise Refused(
                f"{PARTICULARS[name]}计入年报、收费件数或者重复申请，是您自己录入的，要由另一人更正",
                context.article,
                field=name,
                english=f"{name} counts for the year's table, fees or repeated applications; you entered it, another person corrects it",
            )


def _corrected_in(event) -> set[str]:
    return {*event.data, *event.data.get("right", {})}


def _refuse_another_person(context, changed: dict) -> None:
    """Refuse to put another person in the place of who applied: name and number and every contact at once are no slip (条例29)."""
    before, after = applicant_of(context.case.asked), _as_changed(context.case.asked, changed)
    both = set(WHO) <= changed.keys() and before.numbers and after.numbers
    if both and not before.certainly(after) and not before.shared_contacts(after):
        raise Refused(
            "姓名、证件号码和联系方式都换成了另一人的，这不是更正；登记错了申请人的，请另行登记，再作废本件登记",
            "条例29",
            field="applicant_name",
            english="Name, number and contacts of another person are no correction: register the application anew and annul this registration",
        )


def _as_changed(asked: Application, changed: dict):
    return read_applicant(*(changed.get(name, getattr(asked, name)) for name in FIELDS))


class AnnulForm(ActForm):
    """Name the wrong record; only those are offered that this person may annul."""

    seq = forms.TypedChoiceField(label=_("Record to annul"), coerce=int)
    reason = Text(_("What was wrong, and how it is known"), rows=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["seq"].choices = [
            (event.seq, f"{act_name(event.act)} {event.on} {event.actor or ''}".strip())
            for event in annulments.annullable(self.user, self.case)
        ]


class Annul(Act):
    """更正记录: by another person than made it."""

    code = "annul"
    form = AnnulForm
    api_fields = {"seq": api_fields.number(1, 10**6, help_text="Which event"), "reason": api_fields.words()}

    def obstacle(self, user, case):
        if not annulments.annullable(user, case):
            return Refused(
                "没有您可以更正的记录；自己录入的要由另一人更正",
                self.row.articles[case.regulation],
                english="No record that you may annul; your own are for another person",
            )
        return None

    def judges_again(self, kept):
        return (
            kept["act"] != "record_service"
        )  # a false record of service gives way to the truth, whatever that makes void

    def clean(self, context, data):
        seq = integer(data, "seq", "要更正的记录", 1, 10**6)
        kept = annulments.annul(context.case, seq, by=context.by, days=context.days)
        return kept | {"reason": text(data, "reason", "更正的理由")}


class Recompute(Act):
    """按新放假通知重算: written by the system alone, in `recompute()`."""

    code = "recompute"
    internal = True
