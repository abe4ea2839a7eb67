"""The signed texts of the remedy paragraphs: loaded, looked at with what they would change, applied, taken back."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.installation.models import SignedRemedyText
from agencies.installation.remedy_texts import applied_rows, remedy_texts, text_of_row
from agencies.text.statements import refusal_sentence
from law import Refused
from law.remedies.instructions import not_read
from workflow.office import changed_remedies, signed_files, signed_texts
from workflow.office.forms.notices import SignedFileStepForm, TextFileForm
from workflow.office.views.notices import SignedFilesPage

SHOWN = ":200"  # drafts or letters of a preview, as a slice
STEPS = {"apply": signed_texts.apply_text, "back": signed_texts.take_back}


class TextsPage(SignedFilesPage):
    """The texts that hold, every one that was loaded, and the form to load one."""

    def get(self, request):
        return self.page(TextFileForm())

    def post(self, request):
        form = TextFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, 422)
        file, signature = form.cleaned_data["file"], form.cleaned_data["signature"]
        try:
            row = signed_texts.load(
                file.read(signed_files.MOST_BYTES + 1),
                file.name,
                signature.read(1000),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        return redirect("office-text", row.pk)

    def page(self, form: TextFileForm, status: int = 200) -> HttpResponse:
        """Show the lists and the form."""
        rows = SignedRemedyText.objects.select_related("loaded_by", "applied_by", "taken_back_by")
        holding = list(reversed(remedy_texts()))
        return self.show(
            "workflow/office/texts.html", status, here="office", tab="calendars", rows=rows, holding=holding, form=form
        )


class TextDetailPage(SignedFilesPage):
    """One text: what it says, what would change while it waits, what was issued on it once it was applied."""

    def get(self, request, pk):
        return self.page(get_object_or_404(SignedRemedyText, pk=pk))

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
            why_not=signed_files.why_not_apply(row, self.request.user),
            refused=refused,
            shown=SHOWN,
            **found,
        )


class TextStep(TextDetailPage):
    """Apply a text, or take it back."""

    http_method_names = ["post"]

    def post(self, request, pk, code):
        row = get_object_or_404(SignedRemedyText, pk=pk)
        if code not in STEPS:
            raise Http404
        given = {"reason": SignedFileStepForm(request.POST).sent["reason"]} if code == "back" else {}
        try:
            STEPS[code](pk, **given, by=request.user, now=timezone.now())
        except Refused as refused:
            return self.page(row, 422, refusal_sentence(refused))
        messages.success(
            request, _("In force: letters are composed by it from now on.") if code == "apply" else _("Taken back.")
        )
        return redirect("office-text", pk)


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
