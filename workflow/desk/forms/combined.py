"""The draft of a reply with several conclusions: for each thing asked for what it is, and the facts of its conclusion."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.kinds.combined import COMMON, PARTS, Combined
from workflow.cases.models import Case
from workflow.cases.third_parties.standing import Standing
from workflow.desk.forms.evidence import fit_evidence, snapshot_facts
from workflow.desk.forms.facts import fields_of, initial_of, place_of, values_of, wanted
from workflow.desk.forms.third_parties import DecidesForThirdParties
from workflow.desk.forms.withheld import check_item, item_fields, item_of
from workflow.form_fields import ActForm, Text
from workflow.papers.demands import Demands, parts_by_demand

MOST_PARTS = 6
LEFT_OUT = {*COMMON, "attachments", "items"}


class CombinedForm(DecidesForThirdParties, ActForm):
    """One block of fields for each thing asked for; which conclusions they have was chosen before.

    The demands of a case are answered in their order and in their own words; a case without them says here what was asked.
    """

    def __init__(
        self,
        *args,
        conclusions: list[str],
        known: dict[str, dict],
        demands: Demands,
        asked: Sequence[Standing] = (),
        **options,
    ):
        super().__init__(*args, **options)
        self.outcome, self.kind = Combined.CODE, Combined
        texts = demands.texts if demands.several else ("",) * len(conclusions)
        self.blocks = [
            _Block(place, code, known.get(code, {}), text)
            for place, (code, text) in enumerate(zip(conclusions, texts, strict=True), start=1)
        ]
        for block in self.blocks:
            self.fields |= block.fields(self.case.regulation)
            fit_evidence(self.fields, self.case, block.fact)
        self.fields["attachments"] = Text(_("Attachments"), required=False, rows=2, help_text=_("One a line."))
        self.fields["online"] = forms.BooleanField(
            label=_("To be served online"),
            help_text=_("The remedy paragraph then names online filing."),
            required=False,
        )
        self.ask_for_decisions(asked, {"parts": [{"conclusion": code} for code in conclusions]})

    @property
    def parts(self) -> list[dict]:
        """Return the fields of each block, for the page."""
        return [
            {
                "place": block.place,
                "code": block.code,
                "asked": block.asked,
                "fields": [self[name] for name in self.fields if name.startswith(block.prefix)],
            }
            for block in self.blocks
        ]

    def clean(self):
        """Ask for the provision where a ground rests on one."""
        given = super().clean()
        for block in self.blocks:
            if block.withholds:
                check_item(self, given, block.item, always=True)
        return given

    def act_data(self) -> dict:
        """Return the facts as the draft act takes them."""
        facts = {"parts": [block.part_from(self.cleaned_data, self.case) for block in self.blocks]}
        if lines := [line.strip() for line in self.cleaned_data["attachments"].split("\n") if line.strip()]:
            facts["attachments"] = lines
        return {"kind": Combined.CODE, "facts": facts, "online": self.cleaned_data["online"]} | self.decisions()

    def refuse(self, refused, sentence: str) -> None:
        """Show a refusal beside the first field that it may concern, or above the form."""
        if refused.field in self.fields:
            self.add_error(refused.field, sentence)
            return
        for block in self.blocks:
            for name in (place_of(self, block.fact, refused.field), block.item + refused.field):
                if name in self.fields:
                    self.add_error(name, sentence)
                    return
        self.add_error(None, sentence)


class _Block:
    """The part of the form that answers one thing asked for."""

    def __init__(self, place: int, code: str, known: dict, asked: str):
        self.place, self.code, self.kind, self.known, self.asked = place, code, PARTS[code], known, asked
        self.prefix = f"part{place}_"
        self.fact, self.item = f"{self.prefix}fact_", f"{self.prefix}item_"
        self.facts = wanted(self.kind, LEFT_OUT | set(known))
        self.withholds = "items" in self.kind.labels()

    def fields(self, regulation: str) -> dict[str, forms.Field]:
        """Return the fields of the block."""
        found = {}
        if not self.asked:
            found[f"{self.prefix}asked"] = Text(_("What was asked for here, word for word"), rows=2)
        found |= fields_of(self.kind, self.facts, self.fact)
        if self.withholds:
            found |= item_fields(regulation, self.item, in_part=self.code == "partial", needed=True)
        return found

    def part_from(self, cleaned: dict, case: Case) -> dict:
        """Return the part as it was typed."""
        facts = self.known | values_of(self.kind, self.facts, self.fact, cleaned)
        facts |= snapshot_facts(cleaned, self.fact, self._earlier(case))
        if self.withholds and (item := item_of(cleaned, self.item)):
            facts["items"] = [item]
        asked = self.asked or cleaned[f"{self.prefix}asked"]
        return {"asked": asked, "conclusion": self.code, "told": facts}

    def _earlier(self, case: Case) -> dict:
        """Return the facts of this part in the draft on file, where it has such a part there."""
        parts = case.draft.facts["parts"] if case.draft and case.draft.kind == Combined.CODE else []
        same = parts[self.place - 1] if self.place <= len(parts) else {}
        return same["told"] if same.get("conclusion") == self.code else {}


def chosen_conclusions(given: list[str], draft, regulation: str, demands: Demands) -> list[str]:
    """Return the conclusions that the address names, else those of the draft on file, "" for a demand that has none."""
    known = [code if code in PARTS and regulation in PARTS[code].REGULATIONS else "" for code in given]
    drafted = draft is not None and draft.kind == Combined.CODE
    if demands.several:
        if not given and drafted:
            known = [part["conclusion"] if part else "" for part in parts_by_demand(demands, draft.facts)]
        return (known + [""] * len(demands.texts))[: len(demands.texts)]
    if not given and drafted:
        return [part["conclusion"] for part in draft.facts["parts"]]
    return [code for code in known if code][:MOST_PARTS]


def initial_from_parts(draft, demands: Demands) -> dict:
    """Return the fields of the form as an earlier draft filled them, each part in the place of its demand."""
    found = {"online": draft.online, "attachments": "\n".join(draft.facts.get("attachments") or ())}
    parts = parts_by_demand(demands, draft.facts) if demands.several else draft.facts["parts"]
    for place, part in enumerate(parts, start=1):
        if part is None:
            continue
        prefix, told = f"part{place}_", dict(part["told"])
        items = told.pop("items", [])
        found[f"{prefix}asked"] = part["asked"]
        found |= initial_of(PARTS[part["conclusion"]], told, f"{prefix}fact_")
        for item in items[:1]:
            found |= {f"{prefix}item_{key}": text for key, text in item.items()}
    return found
