"""Papers: letters on the screen and as PDF, and the files that came with an application."""

import re

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from agencies.audit_trail.models import LookKind
from agencies.stored_files.storage import Damaged
from agencies.text.statements import refusal_sentence
from intake.models import Attachment
from intake.selectors import read_attachment
from law import Refused
from notices.letters.models import Letter, LetterStatus
from notices.letters.services import void
from notices.rendering.queue import retry_letter
from notices.rendering.watermark import file_to_hand_out
from workflow.cases import policy
from workflow.cases.models import Case, Event
from workflow.form_fields import ReasonForm
from workflow.looks.services import case_of_letter
from workflow.looks.views import PaperDoor
from workflow.pages import OfficerPage

_BODY = re.compile("<body[^>]*>")
# A letter is shown with no right at all: no script, no form, nothing fetched but our own style.
SANDBOX = "sandbox; default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'"


def sheet(html: str, status: int = 200) -> HttpResponse:
    """Answer with a letter's own HTML in a sandbox."""
    link = f'<link rel="stylesheet" href="{static("sheet.css")}"></head>'
    response = HttpResponse(html.replace("</head>", link, 1), status=status)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def letter_of(user, pk: int) -> Letter:
    """Return a letter of a case that the officer may see, or 404."""
    related = ("agency", "void_record__voided_by", "supersession__by", "signed_copy")
    return get_object_or_404(policy.visible_letters(user).select_related(*related), pk=pk)


class LetterPage(PaperDoor):
    """An issued letter with its number, its case and its PDF."""

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        if letter.historic:
            return self.show("workflow/desk/waiting.html", letter=letter, historic=True)
        case = case_of_letter(letter)
        asked = self.reasoned("letter", pk, case=case, letter=letter)
        if asked is not None:
            return asked
        may_void = policy.why_not_void(request.user, letter, timezone.localdate()) is None
        return self.show("workflow/desk/letter.html", here="all", letter=letter, case=case, may_void=may_void)


class LetterSheet(PaperDoor):
    """The text of an issued letter, alone and without any right; one that no longer holds says so first. A look."""

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        if letter.historic:
            raise Http404
        asked = self.noted(LookKind.LETTER, "letter-sheet", pk, case=case_of_letter(letter), letter=letter)
        if asked is not None:
            return asked
        if letter.status == LetterStatus.VALID:
            return sheet(letter.html)
        mark = render_to_string("notices/_letter_standing.html", {"letter": letter})
        return sheet(_BODY.sub(lambda found: found[0] + mark, letter.html, count=1))


class LetterPdf(PaperDoor):
    """The PDF of an issued letter, signed where a signer is set, or word that the worker is still at it.

    `?copy=unsigned` gives the file as the press made it. A letter that no longer holds is marked as such.
    """

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        unsigned = request.GET.get("copy") == "unsigned"
        try:
            data = file_to_hand_out(letter, unsigned=unsigned)
        except Damaged as error:
            case = Case.objects.filter(events__letter=letter).first()
            return self.show("workflow/desk/damaged.html", 409, why=refusal_sentence(error), letter=letter, case=case)
        except Refused as error:
            return self.waiting(letter, error, unsigned)
        asked = self.noted(LookKind.LETTER, "letter-pdf", pk, case=case_of_letter(letter), letter=letter)
        if asked is not None:
            return asked
        status = "" if letter.status == LetterStatus.VALID else f"（{letter.status.label}）"
        response = HttpResponse(data, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(
            True, f"{letter.number or letter.title}{status}.pdf"
        )
        return response

    def waiting(self, letter: Letter, error: Refused, unsigned: bool):
        """Say why there is no file yet, what is tried when, and offer to try now."""
        waits = letter if not letter.pdf_sha256 else getattr(letter, "signed_copy", None)
        reason = "" if waits is None else letter.render_error if waits is letter else waits.error
        return self.show(
            "workflow/desk/waiting.html",
            202,
            letter=letter,
            why=refusal_sentence(error),
            historic=letter.historic,
            waits=None if letter.historic or waits is None or waits.pdf_sha256 else waits,
            failed=bool(reason) or (waits is not None and waits.attempts > 1),
            reason=reason,
            unsigned=hasattr(letter, "signed_copy") and not unsigned and bool(letter.pdf_sha256),
        )


class LetterAgain(OfficerPage):
    """Try again now to draw a letter, or to sign its copy, that failed so far."""

    http_method_names = ["post"]

    def post(self, request, pk):
        letter = letter_of(request.user, pk)
        if retry_letter(letter):
            messages.success(request, _("It is tried again within a minute."))
        return redirect("letter-pdf", pk)


class LetterVoid(OfficerPage):
    """Make the number of a letter void, with a reason; only where what it did no longer stands."""

    def get(self, request, pk):
        return self.page(self.letter(pk))

    def post(self, request, pk):
        self.letter(pk)
        reason = ReasonForm(request.POST).sent["reason"]
        try:
            with transaction.atomic():
                letter = Letter.objects.select_for_update(no_key=True).get(pk=pk)
                refusal = policy.why_not_void(request.user, letter, timezone.localdate())
                if refusal:
                    raise refusal
                void(letter, reason, request.user, now=timezone.now())
        except Refused as error:
            return self.page(self.letter(pk), said=refusal_sentence(error), typed=reason, status=422)
        messages.success(request, _("The number is void; it is not given again."))
        return redirect("letter-void", pk)

    def letter(self, pk: int) -> Letter:
        """Return a letter of the agency whose numbers the officer keeps, or 404."""
        letter = letter_of(self.request.user, pk)
        if not policy.may_void(self.request.user, letter.agency_id):
            raise Http404
        return letter

    def page(self, letter: Letter, *, said="", typed="", status=200):
        """Show the letter with the form, or with the reason why there is none."""
        refusal = policy.why_not_void(self.request.user, letter, timezone.localdate())
        event = Event.objects.filter(letter=letter).select_related("case").first()
        return self.show(
            "workflow/desk/void.html",
            status,
            letter=letter,
            case=event.case if event else None,
            refused=said or (refusal_sentence(refusal) if refusal and letter.status != LetterStatus.VOID else ""),
            open=refusal is None,
            typed=typed,
        )


class AttachmentFile(PaperDoor):
    """A file that came with an application, always as a download, and a look on record."""

    def get(self, request, pk):
        query = Attachment.objects.filter(application__in=policy.visible_applications(request.user))
        found = get_object_or_404(query.select_related("application"), pk=pk)
        case = Case.objects.filter(application=found.application_id).first()
        try:
            data = read_attachment(found)
        except Refused as error:
            return self.show("workflow/desk/damaged.html", 409, why=refusal_sentence(error), case=case)
        asked = self.noted(LookKind.SCAN, "attachment", pk, case=case, application=found.application)
        if asked is not None:
            return asked
        response = HttpResponse(data, content_type=found.media_type)
        response["Content-Disposition"] = content_disposition_header(True, found.name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = SANDBOX
        return response
