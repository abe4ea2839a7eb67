"""Forms of the numbers of an old register and of the day of a backup: shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm
from notices.letters.models import NumberFamily
from notices.letters.numbering import HIGHEST
from workflow.form_fields import MISSING, Day


class BackupForm(RefusableForm):
    """The day of the last backup, as the administrator knows it."""

    on = Day(_("Day of the last backup"))


def _with_pressed(data):
    """Return what was sent with the form of the pressed button and the last number beside it."""
    place, bar, form = data.get("way", "").partition("|")
    if not bar:
        return data
    given = data.copy()
    given["form"], given["last"] = form, data.get(f"last-{place}", "")
    return given


class RegisterForm(RefusableForm):
    """How register numbers go on: a form that was found with the last number used, or the next number written out."""

    form = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    last = forms.IntegerField(
        label=_("Last number used"), min_value=0, max_value=HIGHEST, required=False, widget=forms.HiddenInput
    )
    number = forms.CharField(
        label=_("Or write the next number as it shall be"),
        max_length=80,
        required=False,
        help_text=_("Exactly as it will be printed, with the year of today."),
    )

    def __init__(self, data=None, **options):
        super().__init__(data and _with_pressed(data), **options)

    def clean_last(self) -> int:
        """Return the last number, none as nought."""
        return self.cleaned_data["last"] or 0


class DocumentsForm(RegisterForm):
    """How document numbers go on, and for which letters."""

    families = forms.MultipleChoiceField(
        label=_("For these letters"),
        choices=NumberFamily.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=MISSING,
    )
