"""What a supervisor types in a note and a unit in its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import DayField
from law import Refused

NOT_A_DAY = _("Write the day to answer by like 2026-03-05.")


class SupervisionForm(forms.Form):
    """A sentence that stays on record; the service says what is wrong with it."""

    text = forms.CharField(required=False, strip=False)

    def refuse(self, refused: Refused, sentence: str) -> None:
        """Show a refusal beside the field that it names, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, sentence)


class NoteForm(SupervisionForm):
    """A question about a case, and the day to answer by."""

    answer_by = DayField(error_messages={"required": NOT_A_DAY, "invalid": NOT_A_DAY})


class AnswerForm(SupervisionForm):
    """The answer of a unit."""
