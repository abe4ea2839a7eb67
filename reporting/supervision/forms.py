"""What a supervisor types in a note and a unit in its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm, typed_day


class NoteForm(RefusableForm):
    """A question about a case, and the day to answer by; the service says what is wrong with the question."""

    text = forms.CharField(label=_("What you ask"), required=False, strip=False)
    answer_by = typed_day(_("Answer by"), not_a_day=_("Write the day to answer by like 2026-03-05."))


class AnswerForm(RefusableForm):
    """The answer of a unit."""

    text = forms.CharField(label=_("Your answer"), required=False, strip=False)
