"""The form of a record or a letter that moves nothing: the facts of its kind, filled in from the case."""

from notices.kinds.catalogue import kind_of
from workflow.desk.forms.evidence import fit_evidence
from workflow.desk.forms.facts import fields_of, initial_of, place_of, values_of, wanted
from workflow.form_fields import ActForm

FACT = "fact_"


class PaperForm(ActForm):
    """The facts of one kind; those that are the case's own are not asked for."""

    def __init__(self, *args, code: str, fixed: dict, **options):
        super().__init__(*args, **options)
        self.code, self.kind = code, kind_of(code)
        unused = {"addressee"} if self.kind.LAYOUT == "sheet" and code != "third_party_slip" else set()
        self.facts = wanted(self.kind, set(fixed) | unused)
        self.fields |= fields_of(self.kind, self.facts, FACT)
        fit_evidence(self.fields, self.case, FACT)

    @property
    def own(self):
        """Return the fields of the paper itself."""
        return [self[name] for name in self.fields if name.startswith(FACT)]

    def act_data(self) -> dict:
        """Return kind and facts as the act takes them."""
        return {"kind": self.code, "facts": values_of(self.kind, self.facts, FACT, self.cleaned_data)}

    def refuse(self, refused, sentence: str) -> None:
        """Show a refusal beside the fact that it names, or above the form."""
        self.add_error(
            place_of(self, FACT, refused.field) or (refused.field if refused.field in self.fields else None), sentence
        )


def initial_of_paper(code: str, told: dict) -> dict:
    """Return the fields of the form as the case fills them."""
    return initial_of(kind_of(code), told, FACT)
