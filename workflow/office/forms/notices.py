"""Forms of the signed notices of the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm
from workflow.form_fields import MISSING, SentForm, free_text


class NoticeFileForm(RefusableForm):
    """A year's notice and its signature."""

    file = forms.FileField(label=_("Notice of a year (TOML)"), error_messages=MISSING)
    signature = forms.FileField(label=_("Its signature (.sig)"), error_messages=MISSING)


class NoticeStepForm(SentForm):
    """Apply a notice, or take it back with a reason."""

    reason = free_text()
