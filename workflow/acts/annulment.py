"""更正：annulling a wrong record, correcting the day of receipt, and the term that a new calendar moves (docs/decisions/0007)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from law import Refused
from workflow.acts.fields import api as api_fields
from workflow.acts.fields.reading import integer, text
from workflow.cases import annulments
from workflow.cases.act import Act
from workflow.form_fields import ActForm, Day, Text
from workflow.labels import act_name


class CorrectReceiptForm(ActForm):
    """The right day, and how it is known."""

    received_on = Day(_("Right day of receipt"))
    reason = Text(_("What was wrong, and how it is known"), rows=2)


class CorrectReceipt(Act):
    """更正收到日: by another person than entered it."""

    code = "correct_receipt"
    form = CorrectReceiptForm
    internal = True
    api_fields = {"received_on": api_fields.day(), "reason": api_fields.words()}

    def obstacle(self, user, case):
        entered = case.events.effective().filter(act__in=("register", "correct_receipt")).order_by("seq")
        if entered.values_list("actor_id", flat=True).last() == user.pk:  # None for an imported one
            return Refused(
                "收到日是您自己录入的，要由另一人更正",
                english="You entered the day of receipt; another person corrects it",
            )
        return None

    def clean(self, context, data):
        kept = annulments.correct_receipt(context.case, data.get("received_on"), today=context.today)
        return kept | {"reason": text(data, "reason", "更正的理由")}

    def effect(self, projection, event, calendar):
        projection.unconfirmed = False


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
