"""The fields of one thing withheld: ground, part, reason, evidence, provision, finding (条例14至16、32、37)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from law.outcomes import GROUNDS
from notices.kinds.withheld import NEED_PROVISION
from workflow.form_fields import Text, chooser


def item_fields(regulation: str, prefix: str, *, in_part: bool, needed: bool) -> dict[str, forms.Field]:
    """Return the fields of one thing withheld; with `in_part` it says which part of the information that is."""
    outcome = "partial" if in_part else "deny"
    known = [(code, row) for code, row in GROUNDS.items() if row.known_to(regulation, outcome)]
    found = {
        "ground": forms.ChoiceField(label=_("Ground of refusal"), choices=[("", "—"), *chooser(known)], required=needed)
    }
    if in_part:
        found["part"] = Text(_("Which part is withheld"), required=needed)
    found["reason"] = Text(_("Reason in this case"), required=needed, rows=2)
    found["evidence"] = Text(
        _("Evidence on file (not printed)"), required=needed, help_text=_("What proves the ground, by name and number.")
    )
    found["provision"] = Text(
        _("Provision that forbids disclosure"), required=False, help_text=_("Only where another law forbids it.")
    )
    found["finding"] = Text(
        _("The agency's own finding (not printed)"),
        required=False,
        help_text=_("Needed where the third party agreed or gave no opinion: silence alone is no ground."),
    )
    return {prefix + name: field for name, field in found.items()}


def check_item(form: forms.Form, given: Mapping[str, Any], prefix: str, *, always: bool) -> None:
    """Ask for reason and evidence where a ground was chosen, and for the provision where the ground rests on one."""
    ground = given.get(f"{prefix}ground")
    wanted = (
        ("part", "reason", "evidence") if ground and not always else ()
    )  # what is always needed is asked for anyhow
    for name in (*wanted, "provision") if ground in NEED_PROVISION else wanted:
        field = form.fields.get(prefix + name)
        if field and not given.get(prefix + name):
            form.add_error(prefix + name, field.error_messages["required"])


def item_of(cleaned: Mapping[str, Any], prefix: str) -> dict | None:
    """Return one thing withheld as it was typed, or None where no ground was chosen."""
    if not cleaned.get(f"{prefix}ground"):
        return None
    return {name.removeprefix(prefix): value for name, value in cleaned.items() if name.startswith(prefix) and value}
