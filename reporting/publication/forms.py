"""Forms of the report's text, of its publication, and of what the public compares with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency
from reporting.commentary.examples import LONGEST_EXAMPLE
from reporting.commentary.models import ExampleStep
from reporting.commentary.services import LONGEST
from workflow.form_fields import SentForm, free_text


def may_be_emptied(field: forms.Field) -> forms.Field:
    """Return a field that may be empty without being called optional: emptying it takes the words out."""
    field.quiet = True
    return field


class PassageForm(forms.Form):
    """The own words of one part, with the version that the writer saw."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = may_be_emptied(
        forms.CharField(
            label=_("Own words"),
            required=False,
            max_length=LONGEST,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 12}),
        )
    )


class ChooseCaseForm(forms.Form):
    """Choose a case by its number."""

    number = forms.CharField(label=_("Number of the case"), max_length=40)


class ExampleForm(forms.Form):
    """The text of a typical case, and a person's confirmation that nobody can be identified from it."""

    step = forms.ChoiceField(choices=ExampleStep.choices, widget=forms.HiddenInput)
    text = may_be_emptied(
        forms.CharField(
            label=_("Anonymised text"),
            required=False,
            max_length=LONGEST_EXAMPLE,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
    )
    read = forms.BooleanField(
        label=_("I have read the whole text; neither the applicant nor anybody else can be identified from it"),
        required=False,
    )

    def clean(self):
        """Ask for the person's word before a text goes into the report."""
        given = super().clean()
        if given.get("step") == ExampleStep.CONFIRMED and not given.get("read"):
            self.add_error("read", _("Say that you have read it: the rules find what they know, not everything."))
        return given


class UnlockingForm(SentForm):
    """Which unit's year is opened again, and why."""

    unit = forms.ModelChoiceField(Agency.objects.none(), label=_("Unit"), to_field_name="code")
    reason = free_text()

    def __init__(self, *args, units, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units


class ComparingForm(forms.Form):
    """A file, or the hash of one, that is held against what was published."""

    sha256 = forms.CharField(required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
