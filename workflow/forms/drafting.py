"""The draft of a reply: exactly the facts that the letter of the chosen outcome needs."""

import dataclasses
from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from law.outcomes import GROUNDS, OUTCOMES, may_conclude
from notices.kinds import kind_of
from notices.names import english_name
from notices.withheld import NEED_PROVISION
from workflow.forms.acts import chooser
from workflow.forms.fields import ActForm, Day, Text
from workflow.templatetags.desk import chinese

MOST_ITEMS = 3  # things withheld that one form asks for
LONG = ("reason", "search_record", "statement", "finding", "reasons_requested", "how", "where_published", "other_channel")
# What the case itself tells (letters.common_facts), and the items, which have fields of their own.
TOLD = {"addressee", "application_number", "received_on", "content", "organisation", "corrected_on", "items"}
LAPSES = {"correction": "correction_lapsed", "payment": "fee_lapsed"}


class DraftForm(ActForm):
    """The facts of one outcome's letter, and up to three things withheld."""

    def __init__(self, *args, outcome: str, known: dict, **options):
        super().__init__(*args, **options)
        self.outcome, kind = outcome, kind_of(outcome)
        wanted = [one for one in dataclasses.fields(kind) if one.name not in TOLD | set(known)]
        wanted.sort(key=lambda one: one.name == "attachments")  # what the letter lists last is asked for last
        self.facts = {one.name: one for one in wanted}
        self.withholds = "items" in kind.labels()
        for name, one in self.facts.items():
            self.fields[f"fact_{name}"] = _fact_field(one)
        if self.withholds:
            for place in range(1, MOST_ITEMS + 1):
                self._item_fields(place, needed=place == 1)
        self.fields["online"] = forms.BooleanField(
            label=_("To be served online"), help_text=_("The remedy paragraph then names online filing."), required=False
        )

    def _item_fields(self, place: int, *, needed: bool) -> None:
        known = [(code, row) for code, row in GROUNDS.items() if self.case.regulation in row.regulations]
        prefix = f"item{place}_"
        self.fields[f"{prefix}ground"] = forms.ChoiceField(
            label=_("Ground of refusal"), choices=[("", "—"), *chooser(known)], required=needed
        )
        if self.outcome == "partial":
            self.fields[f"{prefix}part"] = Text(_("Which part is withheld"), required=needed)
        self.fields[f"{prefix}reason"] = Text(_("Reason in this case"), required=needed, rows=2)
        self.fields[f"{prefix}evidence"] = Text(
            _("Evidence on file (not printed)"), required=needed, help_text=_("What proves the ground, by name and number.")
        )
        self.fields[f"{prefix}provision"] = Text(
            _("Provision that forbids disclosure"), required=False, help_text=_("Only where another law forbids it.")
        )

    # -- how the page shows it ------------------------------------------------------------------------------
    @property
    def own(self):
        """Return the fields of the letter itself."""
        return [self[name] for name in self.fields if name.startswith("fact_")]

    @property
    def withheld(self):
        """Return the fields of each thing withheld, and whether anything was typed there."""
        found = []
        for place in range(1, MOST_ITEMS + 1) if self.withholds else ():
            bound = [self[name] for name in self.fields if name.startswith(f"item{place}_")]
            found.append({"place": place, "fields": bound, "open": place == 1 or any(one.value() for one in bound)})
        return found

    # -- what was typed -------------------------------------------------------------------------------------
    def clean(self):
        """Ask for reason and evidence wherever a ground was chosen, and for the provision where the ground rests on one."""
        given = super().clean()
        for place in range(1, MOST_ITEMS + 1) if self.withholds else ():
            ground = given.get(f"item{place}_ground")
            wanted = ("part", "reason", "evidence") if ground and place > 1 else ()  # the first is required anyhow
            for name in (*wanted, "provision") if ground in NEED_PROVISION else wanted:
                field = self.fields.get(f"item{place}_{name}")
                if field and not given.get(f"item{place}_{name}"):
                    self.add_error(f"item{place}_{name}", field.error_messages["required"])
        return given

    def act_data(self) -> dict:
        """Return outcome and facts as the draft act takes them."""
        facts = {
            name: _fact_value(value, one)
            for name, one in self.facts.items()
            if (value := self.cleaned_data.get(f"fact_{name}")) not in ("", None)
        }
        if items := [item for place in range(1, MOST_ITEMS + 1) if (item := self._item(place))]:
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

    def refuse(self, refused, sentence: str) -> None:
        """Show a refusal beside the fact that it names, or above the form."""
        for name in (f"fact_{refused.field}", f"item1_{refused.field}", refused.field):
            if name in self.fields:
                self.add_error(name, sentence)
                return
        self.add_error(None, sentence)


def _of_type(one: dataclasses.Field, word: str) -> bool:
    return word in str(one.type)


def _label(one: dataclasses.Field) -> str:
    """Return the name of a fact in the reader's language."""
    label = one.metadata["label"] if chinese() else english_name(one.metadata["label"])
    return f"{label} {gettext('(kept on file, not printed)')}" if one.metadata["kept"] else label


def _fact_field(one: dataclasses.Field) -> forms.Field:
    label, needed = _label(one), one.default is dataclasses.MISSING
    if _of_type(one, "date"):
        return Day(label, required=needed)
    if _of_type(one, "bool"):
        return forms.BooleanField(label=label, required=False)
    if _of_type(one, "int"):
        return forms.IntegerField(label=label, required=needed, min_value=0)
    initial = one.default if isinstance(one.default, str) else ""
    if _of_type(one, "tuple"):
        return Text(label, required=needed, rows=3, initial=initial, help_text=_("One a line."))
    return Text(label, required=needed, rows=3 if one.name in LONG else 0, initial=initial)


def _fact_value(value, one: dataclasses.Field):
    if _of_type(one, "tuple"):
        return [line.strip() for line in value.split("\n") if line.strip()]
    return value.isoformat() if isinstance(value, date) else value


def initial_from(draft) -> dict:
    """Return the fields of a form as an earlier draft filled them, so that a returned reply is mended, not retyped."""
    found = {"online": draft.online}
    for name, value in draft.facts.items():
        if name == "items":
            for place, item in enumerate(value[:MOST_ITEMS], start=1):
                found |= {f"item{place}_{key}": text for key, text in item.items()}
        else:
            found[f"fact_{name}"] = "\n".join(value) if isinstance(value, list) else value
    return found


def outcomes_for(case) -> list[tuple[str, str]]:
    """Return the outcomes that a reply in this case may have, with their names."""
    if case.lapse:
        codes = [LAPSES[case.lapse]]
    else:
        codes = [code for code in OUTCOMES if code not in ("withdrawn", *LAPSES.values())]
    return chooser(
        (code, OUTCOMES[code])
        for code in codes
        if may_conclude(case.regulation, code, ("state_secret",) if OUTCOMES[code].needs_grounds else ())
    )
