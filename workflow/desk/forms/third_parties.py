"""What the draft decides for each third party that was asked: disclosed or withheld, on which finding (条例15、32; 2007: 23)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.cases.third_parties.decisions import (
    DISCLOSE,
    NONE,
    WITHHOLD,
    deciding_conclusions,
    decisions_in,
    last_draft,
)
from workflow.cases.third_parties.standing import Standing
from workflow.form_fields import Text

CHOICES = [("", "—"), (DISCLOSE, _("Disclose what concerns it")), (WITHHOLD, _("Withhold it"))]
NAMES = ("decision", "finding", "public_interest")
USUAL = {frozenset({"open"}): DISCLOSE, frozenset({"deny"}): WITHHOLD}  # what one conclusion decides for everybody


class DecidesForThirdParties(forms.Form):
    """The part of a draft's form that decides for each third party; where the reply decides nothing, it asks nothing."""

    asked: Sequence[Standing] = ()

    def ask_for_decisions(self, asked: Sequence[Standing], facts: dict) -> None:
        """Add the fields of each third party, filled as the draft on file decided or as the conclusion has it."""
        conclusions = deciding_conclusions(self.kind.CODE, facts)
        self.asked = asked if conclusions else ()
        drafted = last_draft(self.case) if self.asked else None
        decided = decisions_in(drafted.data) if drafted else {}
        for one in self.asked:
            usual = USUAL.get(conclusions, "") if one.ended else ""
            decision = decided.get(one.key, NONE)
            fields = _fields_of(one)
            fields["decision"].initial = decision.decision or usual
            for name in NAMES[1:]:
                if name in fields:
                    fields[name].initial = getattr(decision, name)
            self.fields |= {f"party_{one.key}_{name}": field for name, field in fields.items()}

    @property
    def third_parties(self) -> list[dict]:
        """Return each third party with its fields, for the page."""
        return [
            {"standing": one, "fields": [self[name] for name in self.fields if name.startswith(f"party_{one.key}_")]}
            for one in self.asked
        ]

    def decisions(self) -> dict[str, Any]:
        """Return what was typed as the draft act takes it."""
        found = [
            {"key": one.key} | {name: self.cleaned_data.get(f"party_{one.key}_{name}", "") for name in NAMES}
            for one in self.asked
        ]
        return {"parties": found} if found else {}


def _fields_of(one: Standing) -> dict[str, forms.Field]:
    found = {
        "decision": forms.ChoiceField(label=_("Decision for it"), choices=CHOICES, required=False),
        "finding": Text(
            _("The agency's own finding (not printed)"),
            required=False,
            rows=2,
            help_text=_(
                "What the information is, and why it may or may not be disclosed. Needed for who kept silent, "
                "and to withhold against agreement or an objection without reasons."
            ),
        ),
    }
    if one.consultation.objects or not one.ended:
        found["public_interest"] = Text(
            _("The public interest, weighed against the objection"),
            required=False,
            rows=2,
            help_text=_("Needed where the objection is overruled; it is then told by letter before the reply."),
        )
    return found
