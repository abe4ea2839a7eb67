"""The print queue and what was printed: letters by number, several in one file for duplex printing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext

from agencies.audit_trail.models import LookKind
from agencies.text.statements import refusal_sentence
from law import Refused
from notices.mail.models import Dispatch, PrintBatch, SetAsideLetter
from workflow.cases import selectors
from workflow.cases.models import Case
from workflow.cases.selectors import light
from workflow.looks.doors import door_of
from workflow.looks.services import note_each
from workflow.mail import posting_checks, printing
from workflow.mail import services as posting
from workflow.mail.forms import LetterKeysForm, PrintForm, ReprintForm, SetAsideForm
from workflow.pages import ClerkPage

PER_PAGE = 50
SHOWN = 100  # of what was printed and posted last
PDF = "application/pdf"


def download(data: bytes, name: str, media_type: str = PDF) -> HttpResponse:
    """Answer with a file to be saved or printed."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


class PostDesk(ClerkPage):
    """A page of printing and posting, with the counts that every one of them shows."""

    def page(self, template: str, status: int = 200, **context) -> HttpResponse:
        """Show the page under its tabs."""
        agency = self.request.user.agency
        counts = {
            "print": printing.unprinted(agency).count(),
            "post": posting.outgoing(agency).count(),
            "back": posting.returned([agency]).count(),
        }
        return self.show(
            template, status, **{"here": "post", "counts": counts, "article": posting_checks.ARTICLE} | context
        )


class PrintQueue(PostDesk):
    """The letters that nobody has printed yet, by number; some of them chosen become one file."""

    def get(self, request):
        return self.queue(PrintForm())

    def post(self, request):
        form, sent, now = PrintForm(request.POST), SetAsideForm(request.POST).sent, timezone.now()
        if sent["aside"]:
            return self.aside(form, sent, now)
        if not form.is_valid():
            return self.queue(form, status=422)
        try:
            batch = printing.print_together(
                sent["letters"], by=request.user, now=now, copies=form.cleaned_data["copies"]
            )
        except Refused as error:
            return self.queue(form, refused=refusal_sentence(error), status=409 if error.field == "reason" else 422)
        return redirect("post-batch", batch.pk)

    def aside(self, form: PrintForm, sent: dict, now) -> HttpResponse:
        """Take the chosen letters out of the queues, with the reason."""
        try:
            count = printing.set_aside(sent["letters"], by=self.request.user, now=now, reason=sent["reason"])
        except Refused as error:
            return self.queue(form, refused=refusal_sentence(error), status=422)
        messages.success(
            self.request, ngettext("%(n)s letter set aside", "%(n)s letters set aside", count) % {"n": count}
        )
        return redirect("post")

    def queue(self, form: PrintForm, refused: str = "", status: int = 200) -> HttpResponse:
        """Show the queue, after a refusal with its sentence."""
        agency, today, days = self.request.user.agency, timezone.localdate(), selectors.calendar()
        page = Paginator(printing.by_last_day(printing.unprinted(agency)), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        rows = [
            {"waiting": one, "light": light(one.post_by, today, days) if one.post_by else None}
            for one in printing.waiting_letters(list(page.object_list), days)
        ]
        return self.page(
            "workflow/mail/queue.html", status, tab="print", rows=rows, list_page=page, form=form, refused=refused,
            ready=sum(row["waiting"].file == "ready" for row in rows),
        )  # fmt: skip


class PrintLogPage(PostDesk):
    """Who printed and posted what, the newest first."""

    def get(self, request):
        agency = request.user.agency
        batches = (
            PrintBatch.objects.filter(agency=agency).select_related("printed_by").prefetch_related("letters__letter")
        )
        dispatches = Dispatch.objects.filter(agency=agency).select_related("recorded_by").prefetch_related("mailings")
        aside = SetAsideLetter.objects.filter(letter__agency=agency).select_related("letter", "set_by")
        return self.page(
            "workflow/mail/log.html",
            tab="log",
            batches=batches[:SHOWN],
            dispatches=dispatches[:SHOWN],
            aside=aside[:SHOWN],
        )


class PrintBatchPage(PostDesk):
    """Letters that were printed together; some of them printed once more need a reason."""

    def batch(self, pk: int) -> PrintBatch:
        """Return a batch of the own agency, or 404."""
        query = PrintBatch.objects.filter(agency=self.request.user.agency).select_related("printed_by")
        return get_object_or_404(query, pk=pk)

    def get(self, request, pk):
        return self.detail(self.batch(pk), ReprintForm())

    def post(self, request, pk):
        batch, form, sent = self.batch(pk), ReprintForm(request.POST), LetterKeysForm(request.POST).sent
        if not form.is_valid():
            return self.detail(batch, form, status=422)
        try:
            again = printing.print_together(sent["letters"], by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, refusal_sentence(error))
            return self.detail(batch, form, status=422)
        return redirect("post-batch", again.pk)

    def detail(self, batch: PrintBatch, form: ReprintForm, status: int = 200) -> HttpResponse:
        """Show a batch and, on its day, its file."""
        letters = batch.letters.select_related("letter")
        return self.page(
            "workflow/mail/batch.html", status, tab="log", batch=batch, letters=letters, form=form,
            fresh=timezone.localdate(batch.printed_at) == timezone.localdate(),
        )  # fmt: skip


class PrintBatchPdf(PrintBatchPage):
    """The file of a batch, on the day it was made; afterwards it is a reprint and needs its reason."""

    http_method_names = ["get"]

    def get(self, request, pk):
        batch = self.batch(pk)
        try:
            if timezone.localdate(batch.printed_at) != timezone.localdate():
                raise Refused(
                    "打印文件只在当天可取，要再打印请写明原因",
                    field="reason",
                    english="The file is there on its day only; to print again, give the reason",
                )
            data = printing.merged_pdf(batch)
        except Refused as error:
            messages.warning(request, refusal_sentence(error))
            return redirect("post-batch", batch.pk)
        cases = Case.objects.filter(events__letter__printings__batch=batch).distinct()
        note_each(
            request.user,
            cases,
            LookKind.PRINT,
            reason=f"打印第 {batch.pk} 批",
            now=timezone.now(),
            door=door_of(request),
        )
        return download(data, f"打印{batch.pk}.pdf")
