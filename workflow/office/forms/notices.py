"""Forms of signed files: notices of the calendar, texts of remedies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm
from workflow.form_fields import MISSING, SentForm, free_text


class NoticeFileForm(RefusableForm):
    """A year's notice and its signature."""

    file = forms.FileField(label=_("Notice of a year (TOML)"), error_messages=MISSING)
    signature = forms.FileField(label=_("Its signature (.sig)"), error_messages=MISSING)


class TextFileForm(RefusableForm):
    """A text of the remedy paragraphs and its signature."""

    file = forms.FileField(label=_("Text of remedies (TOML)"), error_messages=MISSING)
    signature = forms.FileField(label=_("Its signature (.sig)"), error_messages=MISSING)


class SignedFileStepForm(SentForm):
    """Apply a signed file, or take it back with a reason."""

    reason = free_text()
