"""The forms of the archive: the term of one package, a review, its decision, the schedule, the number's pattern."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import DayField, RefusableForm
from law import written
from law.outcomes import OUTCOMES
from workflow.archive import appraisal, retention
from workflow.archive.models import RuleKind, Verdict
from workflow.archive.services import LongerRetention
from workflow.form_fields import Day, RowKeysField, SentForm, Text, chooser
from workflow.labels import term_name

MOST_CHOSEN = 50  # cases of one click
PERMANENT = "permanent"
USUAL = (10, 30)  # years; 档案法实施 practice: 10年, 30年, 永久
TERMS = (("10", _("10 years")), ("30", _("30 years")), (PERMANENT, _("Permanent")))


def years_of(value: str) -> int | None:
    """Return a chosen term in years, None = permanent."""
    return None if value == PERMANENT else int(value)


class CaseKeysForm(SentForm):
    """The closed cases that were ticked."""

    case = RowKeysField(most=MOST_CHOSEN)


class ArchiveForm(RefusableForm):
    """Archive one case: by its rule, or for longer with a reason."""

    years = forms.ChoiceField(label=_("Term of retention"), required=False)
    reason = Text(_("Why longer than the rule says"), required=False)

    def __init__(self, *args, term: retention.RetentionTerm, **options):
        super().__init__(*args, **options)
        raised = [choice for choice in TERMS if retention.longer(years_of(choice[0]), term.years)]
        self.fields["years"].choices = [("", _("By the rule: %(term)s") % {"term": term_name(term.years)}), *raised]
        if not raised:
            del self.fields["reason"]

    def longer(self) -> LongerRetention | None:
        """Return the longer term that was chosen, or None."""
        chosen = self.cleaned_data["years"]
        return LongerRetention(years_of(chosen), self.cleaned_data.get("reason", "")) if chosen else None


class PackageForm(RefusableForm):
    """Take a package out: the reason goes on record."""

    reason = Text(
        _("Why you take it out"),
        help_text=_("It holds the applicant's particulars; the reason goes into the access log."),
    )


class ReviewForm(RefusableForm):
    """What one person proposes for the packages chosen on the page."""

    on = DayField(label=_("Terms over before"), widget=forms.HiddenInput)
    opinion = Text(
        _("Opinion of the review"),
        rows=2,
        help_text=_("It is also the reason for each package that has none of its own."),
    )

    def proposals(self) -> list[appraisal.Proposal]:
        """Return a proposal for each package that was given a verdict."""
        found = []
        for name, value in self.data.items():
            key = name.removeprefix("verdict-")
            record = written.whole_number(key)
            if name == key or record is None or not value:
                continue
            verdict, _sep, years = value.partition(":")
            reason = self.data.get(f"reason-{key}", "").strip() or self.cleaned_data["opinion"]
            found.append(appraisal.Proposal(record, verdict, reason, years_of(years) if years in dict(TERMS) else 0))
        return found


VERDICTS = (
    ("", _("Leave it for now")),
    (Verdict.DESTROY.value, _("Destroy")),
    *((f"{Verdict.EXTEND.value}:{code}", _("Keep %(term)s more") % {"term": label}) for code, label in TERMS[:2]),
    (f"{Verdict.EXTEND.value}:{PERMANENT}", _("Keep for ever")),
)


class DecisionForm(RefusableForm):
    """The second person's decision; destroying asks for the number of packages."""

    approved = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Do not approve"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    count = forms.IntegerField(label=_("Number of packages to destroy, to confirm"), min_value=0, required=False)
    comment = Text(_("Comment"), required=False, rows=2)


class RuleForm(RefusableForm):
    """One line of the agency's approved schedule."""

    kind = forms.ChoiceField(label=_("Cases"), choices=RuleKind.choices)
    outcomes = forms.MultipleChoiceField(
        label=_("Outcomes"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Only for “certain outcomes”."),
    )
    years = forms.ChoiceField(label=_("Term of retention"), choices=TERMS)
    schedule = Text(_("Approved schedule: title and document number"))
    since = Day(_("For packages archived from"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["outcomes"].choices = chooser(OUTCOMES.items())


class SettingsForm(RefusableForm):
    """How the agency numbers its packages."""

    fonds = Text(_("Fonds number"))
    category = Text(_("Category"))
    pattern = Text(_("Pattern of the number"), help_text=_("Places: {fonds}, {year}, {category}, {number}"))
