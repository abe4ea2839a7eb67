"""The draft of a reply: exactly the facts that the letter of the chosen outcome needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.text.language import reads_chinese
from law.outcomes import OUTCOMES
from notices.kinds.catalogue import REPLIES, kind_of
from workflow.cases.third_parties.standing import Standing
from workflow.desk.forms.evidence import fit_evidence, snapshot_facts
from workflow.desk.forms.facts import fields_of, initial_of, place_of, values_of, wanted
from workflow.desk.forms.third_parties import DecidesForThirdParties
from workflow.desk.forms.withheld import check_item, item_fields, item_of
from workflow.form_fields import ActForm
from workflow.labels import meaning, paper_name

MOST_ITEMS = 3  # things withheld that one form asks for
FACT = "fact_"
# What the case itself says (case_file.common_facts), and the items, which have fields of their own.
KNOWN_FROM_CASE = {"addressee", "application_number", "received_on", "content", "organisation", "corrected_on", "items"}
LAPSES = {"correction": "correction_lapsed", "payment": "fee_lapsed"}


class DraftForm(DecidesForThirdParties, ActForm):
    """The facts of one outcome's letter, and up to three things withheld."""

    def __init__(self, *args, outcome: str, known: dict, asked: Sequence[Standing] = (), **options):
        super().__init__(*args, **options)
        self.outcome, self.kind = outcome, kind_of(outcome)
        self.facts = wanted(self.kind, KNOWN_FROM_CASE | set(known))
        self.withholds = "items" in self.kind.labels()
        self.fields |= fields_of(self.kind, self.facts, FACT)
        fit_evidence(self.fields, self.case, FACT)
        if self.withholds:
            for place in range(1, MOST_ITEMS + 1):
                part = self.outcome == "partial"
                self.fields |= item_fields(self.case.regulation, f"item{place}_", in_part=part, needed=place == 1)
        self.fields["online"] = forms.BooleanField(
            label=_("To be served online"),
            help_text=_("The remedy paragraph then names online filing."),
            required=False,
        )
        self.ask_for_decisions(asked, {})

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
            check_item(self, given, f"item{place}_", always=place == 1)
        return given

    def act_data(self) -> dict:
        """Return outcome and facts as the draft act takes them."""
        facts = values_of(self.kind, self.facts, FACT, self.cleaned_data)
        facts |= snapshot_facts(self.cleaned_data, FACT, earlier_facts(self.case, self.outcome))
        if items := [
            item for place in range(1, MOST_ITEMS + 1) if (item := item_of(self.cleaned_data, f"item{place}_"))
        ]:
            facts["items"] = items
        return {"kind": self.outcome, "facts": facts, "online": self.cleaned_data["online"]} | self.decisions()

    def refuse(self, refused, sentence: str) -> None:
        """Show a refusal beside the fact that it names, or above the form."""
        for name in (place_of(self, FACT, refused.field), f"item1_{refused.field}", refused.field):
            if name in self.fields:
                self.add_error(name, sentence)
                return
        self.add_error(None, sentence)


def earlier_facts(case, outcome: str) -> dict:
    """Return the facts of the draft on file where it is of this kind; its snapshot holds until another is sent."""
    return case.draft.facts if case.draft and case.draft.kind == outcome else {}


def initial_from(draft) -> dict:
    """Return the fields of a form as an earlier draft filled them, so that a returned reply is mended, not retyped."""
    found = {"online": draft.online}
    plain = {name: value for name, value in draft.facts.items() if name != "items"}
    for place, item in enumerate((draft.facts.get("items") or ())[:MOST_ITEMS], start=1):
        found |= {f"item{place}_{key}": text for key, text in item.items()}
    return found | initial_of(kind_of(draft.kind), plain, FACT)


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """One kind of reply that a case may have, as the page of choices shows it."""

    code: str
    label: str
    meaning: str
    article: str


def choices_for(case) -> list[OutcomeChoice]:
    """Return the kinds of reply that this case may have."""
    found = []
    for code, kind in REPLIES.items():
        lapsed = code == LAPSES[case.lapse] if case.lapse else code not in LAPSES.values()
        if code == "withdrawn" or case.regulation not in kind.REGULATIONS or not lapsed:
            continue
        row = OUTCOMES.get(code)
        article = kind.ARTICLES.get(case.regulation, "")
        label = (row.label if reads_chinese() else row.name) if row else paper_name(code)
        found.append(OutcomeChoice(code, label, meaning_of(code), article))
    return found


def outcomes_for(case) -> list[tuple[str, str]]:
    """Return the kinds of reply that this case may have, with their names."""
    return [(one.code, one.label) for one in choices_for(case)]


def meaning_of(code: str) -> str:
    """Return when a kind of reply is the right one."""
    if code in OUTCOMES:
        return meaning(OUTCOMES[code])
    return REPLIES[code].MEANING if reads_chinese() else REPLIES[code].NAME
