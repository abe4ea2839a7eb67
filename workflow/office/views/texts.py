"""The signed texts of the remedy paragraphs: loaded, looked at with what they would change, applied, taken back."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.installation.models import SignedRemedyText
from agencies.installation.remedy_texts import applied_rows, remedy_texts, text_of_row
from agencies.text.statements import refusal_sentence
from law import Refused
from law.remedies.instructions import not_read
from workflow.office import changed_remedies, signed_files, signed_texts
from workflow.office.forms.notices import TextFileForm
from workflow.office.views.signed_files import SignedFileDetailPage, SignedFileListPage, SignedFileStep

SHOWN = ":200"  # drafts or letters of a preview, as a slice


class TextsPage(SignedFileListPage):
    """The texts that hold, every one that was loaded, and the form to load one."""

    form = TextFileForm
    load = staticmethod(signed_texts.load)
    detail = "office-text"

    def page(self, form: TextFileForm, status: int = 200) -> HttpResponse:
        """Show the lists and the form."""
        rows = SignedRemedyText.objects.select_related("loaded_by", "applied_by", "taken_back_by")
        holding = list(reversed(remedy_texts()))
        return self.show(
            "workflow/office/texts.html", status, here="office", tab="calendars", rows=rows, holding=holding, form=form
        )


class TextDetailPage(SignedFileDetailPage):
    """One text: what it says, what would change while it waits, what was issued on it once it was applied."""

    model = SignedRemedyText

    def page(self, row: SignedRemedyText, status: int = 200, refused: str = "") -> HttpResponse:
        """Show the text, and why what was tried is refused."""
        found = {"text": None}
        try:
            found = changes(row, timezone.localdate())
        except Refused as error:
            refused = refused or refusal_sentence(error)
        return self.show(
            "workflow/office/text.html",
            status,
            here="office",
            tab="calendars",
            row=row,
            before=signed_files.taken_back_before(row),
            why_not=signed_files.why_not_apply(row, self.request.user),
            refused=refused,
            shown=SHOWN,
            **found,
        )


class TextStep(SignedFileStep, TextDetailPage):
    """Apply a text, or take it back."""

    detail = "office-text"
    steps = {"apply": signed_texts.apply_text, "back": signed_texts.take_back}
    in_force = _("In force: letters are composed by it from now on.")


def changes(row: SignedRemedyText, today: date) -> dict:
    """Return what a text changes: while it waits against the texts in force, once applied against those without it.

    Raises Refused where the row is not what was signed, or its period conflicts with the texts in force.
    """
    if row.state == "back":
        return {"text": text_of_row(row)}
    before, after = signed_texts.texts_beside(row), signed_texts.texts_with(row)
    new = next(text for text in after if text.in_force_from == row.in_force_from)
    old, day = changed_remedies.replaced_text(before, new), max(today, new.in_force_from)
    found = {
        "text": new,
        "old": old,
        "not_read": not_read(new),
        "past": new.in_force_from <= today,
        "sentences": changed_remedies.changed_sentences(old, new),
        "rules": changed_remedies.changed_rules(old, new),
        "bodies": changed_remedies.changed_bodies(before, after, new.in_force_from),
        "overdue": changed_remedies.overdue_cases(old, new, today),
    }
    if row.state == "loaded":
        found["drafts"] = changed_remedies.changed_drafts(before, after, day)
        found["letters"] = changed_remedies.changed_letters(before, after, new.in_force_from, new.in_force_to)
    else:
        found["drafts"] = changed_remedies.changed_drafts(after, before, day)
        found["letters"] = changed_remedies.letters_issued_on(
            before, after, new.in_force_from, new.in_force_to, row.applied_at
        )
        found["last"] = applied_rows()[-1].pk == row.pk
    return found
