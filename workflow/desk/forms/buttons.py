"""What the pages of the desk send besides what is typed: pressed buttons, ticked rows."""

from django import forms

from law import written
from workflow.form_fields import ButtonField, SentForm, free_text


class RegistrationButtonsForm(SentForm):
    """Which button of an application was pressed: show the legal day, register and take the next, register now; and what was ticked."""

    check = ButtonField()
    next = ButtonField()
    register = ButtonField()
    locked_year_reason = free_text()  # workflow.locks.compelled.REASON
    another_application = ButtonField()


class CaseVersionsField(forms.Field):
    """The cases that were ticked, at most `most`, each with the version that the page showed; what is no key is left out."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, most: int):
        super().__init__(required=False)
        self.most = most

    def to_python(self, value) -> list[tuple[int, str]]:
        """Return key and version of each, as the page wrote them: `key.version`."""
        pairs = [text.partition(".") for text in (value or [])[: self.most]]
        return [(key, version) for text, _dot, version in pairs if (key := written.whole_number(text)) is not None]


class AssignManyForm(SentForm):
    """Several new cases for one handler."""

    case = CaseVersionsField(most=25)  # a page of the worklist
    handler_id = free_text()
