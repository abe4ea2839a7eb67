"""Which of several consultations an act means."""

from django import forms

from law import Refused
from workflow.acts.fields.reading import text
from workflow.cases.consultations import Consultation
from workflow.form_fields import ActForm


def ask_which(form: ActForm, consultations: list[Consultation], label: str) -> None:
    """Ask which consultation is meant where there are several."""
    if len(consultations) > 1:
        form.fields["key"] = forms.ChoiceField(label=label, choices=[(one.key, one.label) for one in consultations])
        form.order_fields(["on", "key"])


def key_of(data: dict) -> dict:
    """Return the consultation that the data name, if they do."""
    return {"key": text(data, "key", "编号")} if data.get("key") else {}


def one_of(consultations: list[Consultation], data: dict) -> Consultation:
    """Return the consultation that the data name, or the only one there is."""
    if data.get("key"):
        consultations = [one for one in consultations if one.key == data["key"]]
    if not consultations:
        raise Refused("没有这一次征求意见", field="key", english="No such consultation")
    return consultations[0]
