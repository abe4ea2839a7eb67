"""Papers: letters on the screen and as PDF, and the files that came with an application."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.utils.http import content_disposition_header

from intake.models import Attachment
from law import Refused
from notices.models import Letter
from notices.selectors import read_pdf
from workflow import policy
from workflow.views.page import Desk, sentence

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
    return get_object_or_404(Letter.objects.filter(agency__in=policy.visible_agencies(user)), pk=pk)


class LetterSheet(Desk):
    """An issued letter as a page."""

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        if letter.historic:
            return self.show("workflow/waiting.html", letter=letter, historic=True)
        return sheet(letter.html)


class LetterPdf(Desk):
    """The PDF of an issued letter, or word that the worker is still at it."""

    def get(self, request, pk):
        letter = letter_of(request.user, pk)
        try:
            data = read_pdf(letter)
        except Refused as error:
            return self.show("workflow/waiting.html", 202, letter=letter, why=sentence(error), historic=letter.historic)
        response = HttpResponse(data, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, f"{letter.number or letter.title}.pdf")
        return response


class AttachmentFile(Desk):
    """A file that came with an application, always as a download."""

    def get(self, request, pk):
        found = get_object_or_404(
            Attachment.objects.filter(application__agency__in=policy.visible_agencies(request.user)), pk=pk
        )
        response = FileResponse(
            found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = SANDBOX
        return response
