"""Posting: what waits for the post, envelopes and lists, what came back, the carrier's lists."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.text.statements import refusal_sentence
from law import Refused
from notices.mail.models import Dispatch
from workflow.cases import selectors
from workflow.cases.selectors import light
from workflow.locks import compelled
from workflow.looks.doors import door_of
from workflow.mail import addresses, delivery_imports, posting_checks, printing
from workflow.mail import services as posting
from workflow.mail.forms import AddressForm, CheckButtonForm, CounterActForm, CounterForm, ListForm, MailForm
from workflow.mail.views.printing import PDF, PER_PAGE, PostDesk, download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OutgoingPage(PostDesk):
    """What is printed and waits for the post: envelopes, labels, the list for the counter, the record."""

    def get(self, request):
        given = {"on": timezone.localdate(), "first": 1}
        return self.rows(CounterForm(initial=given, agency=self.request.user.agency), {})

    def post(self, request):
        form, sent = CounterForm(request.POST, agency=request.user.agency), CounterActForm(request.POST).sent
        mails = {pk: MailForm(request.POST, prefix=f"l{pk}") for pk in sent["row"]}
        if not form.is_valid() or not all([mail.is_valid() for mail in mails.values()]):
            return self.rows(form, mails, status=422)
        picked = {
            pk: (mail.cleaned_data["kind"], mail.cleaned_data["mail_number"])
            for pk, mail in mails.items()
            if mail.cleaned_data["pick"]
        }
        try:
            if sent["do"] == "post":
                return self.record(form, mails, picked)
            return self.paper(sent["do"], picked, form.cleaned_data)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, refusal_sentence(error))
            return self.rows(form, mails, status=422)

    def record(self, form, mails, picked) -> HttpResponse:
        """Record the posting and go to its page, or show every fault and post nothing."""
        on = form.cleaned_data["on"]
        result = posting.record_posting(
            picked, by=self.request.user, on=on, now=timezone.now(), days=selectors.calendar(),
            locked_year_reason=form.cleaned_data.get(compelled.REASON, ""),
        )  # fmt: skip
        for fault in result.faults:
            text = (
                f"{fault.number}：{refusal_sentence(fault.refused)}"
                if fault.number
                else refusal_sentence(fault.refused)
            )
            mail = mails.get(fault.letter_id)
            if mail is not None and fault.field in ("kind", "mail_number"):
                mail.add_error(fault.field, refusal_sentence(fault.refused))
            form.add_error(
                fault.field if fault.field in ("on", compelled.REASON) and fault.field in form.fields else None, text
            )
        if not result.done:
            return self.rows(form, mails, status=422)
        for fault in result.faults:
            messages.error(self.request, f"{fault.number}：{refusal_sentence(fault.refused)}")
        self.tell(result)
        return redirect("post-dispatch", result.dispatch.pk) if result.dispatch else redirect("post-outgoing")

    def tell(self, result: posting.PostedItem) -> None:
        """Say what was posted, what was late, which number looks mistyped."""
        count = len(result.done)
        messages.success(
            self.request, ngettext("%(n)s letter recorded", "%(n)s letters recorded", count) % {"n": count}
        )
        if result.late:
            numbers = "、".join(letter.number for letter in result.late)
            messages.warning(
                self.request, _("Posted after the last day of the term: %(numbers)s") % {"numbers": numbers}
            )
        if result.doubtful:
            numbers = "、".join(result.doubtful)
            messages.warning(
                self.request,
                _("The check digit does not fit, compare with the slip: %(numbers)s") % {"numbers": numbers},
            )

    def paper(self, what: str, picked: dict, given: dict) -> HttpResponse:
        """Answer with envelopes, labels or the list; that addresses were taken out goes on record first."""
        agency, user = self.request.user.agency, self.request.user
        mailed = {
            pk: (kind, posting.as_receipt(kind, number))
            for pk, (kind, number) in picked.items()
            if kind != posting_checks.HANDED
        }
        items = addresses.addresses(list(posting.outgoing(agency).filter(pk__in=mailed)), mailed)
        if not items:
            raise Refused("请选要交寄的公文", english="Choose the letters to post")
        addresses.refuse_without_address(items)
        makers = {
            "dl": ("信封", lambda: addresses.envelopes(items, agency, size="dl", preprinted=given["preprinted"])),
            "c5": ("信封", lambda: addresses.envelopes(items, agency, size="c5", preprinted=given["preprinted"])),
            "labels": ("标签", lambda: addresses.labels(items, agency, first=given["first"] or 1)),
            "label": ("标签", lambda: addresses.labels(items, agency, single=True)),
            "pdf": ("交寄清单", lambda: addresses.counter_list(items, agency, posted_on=given["on"])),
            "xlsx": ("交寄清单", lambda: addresses.counter_sheet(items, agency, posted_on=given["on"])),
        }
        if what not in makers:
            raise Http404
        name, make = makers[what]
        data = make()
        addresses.note_looks(items, by=user, what=f"打印{name}", now=timezone.now(), door=door_of(self.request))
        return download(
            data, f"{name}{given['on']}.{'xlsx' if what == 'xlsx' else 'pdf'}", XLSX if what == "xlsx" else PDF
        )

    def rows(self, form: CounterForm, mails: dict, status: int = 200) -> HttpResponse:
        """Show what waits, with what was typed for it."""
        agency, today, days = self.request.user.agency, timezone.localdate(), selectors.calendar()
        page = Paginator(printing.by_last_day(posting.outgoing(agency)), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        letters = list(page.object_list)
        last_days = {one.letter.pk: one.post_by for one in printing.waiting_letters(letters, days)}
        back = {one.letter_id for one in posting.returned([agency])}
        rows = [
            {
                "item": item,
                "mail": mails.get(item.letter.pk) or MailForm(prefix=f"l{item.letter.pk}"),
                "post_by": (last := last_days[item.letter.pk]),
                "light": light(last, today, days) if last and item.letter.pk not in back else None,
                "again": item.letter.pk in back,
            }
            for item in addresses.addresses(letters)
        ]
        return self.page("workflow/mail/outgoing.html", status, tab="post", rows=rows, list_page=page, form=form)


class AddressPage(PostDesk):
    """Where one letter goes instead of the address of its application."""

    def letter(self, pk: int):
        """Return a letter of the own agency that was issued on paper, or 404."""
        return get_object_or_404(printing.on_paper(self.request.user.agency), pk=pk)

    def get(self, request, pk):
        return self.form(self.letter(pk), AddressForm())

    def post(self, request, pk):
        letter, form = self.letter(pk), AddressForm(request.POST)
        if not form.is_valid():
            return self.form(letter, form, 422)
        try:
            addresses.readdress(letter, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, refusal_sentence(error))
            return self.form(letter, form, 422)
        messages.success(request, _("%(number)s goes to the new address") % {"number": letter.number})
        return redirect("post-outgoing")

    def form(self, letter, form: AddressForm, status: int = 200) -> HttpResponse:
        """Show the form with what was typed for the letter before."""
        event = printing.events_of([letter]).get(letter.pk)
        return self.page(
            "workflow/mail/address.html", status, tab="post", letter=letter, form=form, case=event.case if event else None,
            earlier=letter.destinations.select_related("entered_by"),
        )  # fmt: skip


class DispatchPage(PostDesk):
    """What was handed to the post together; its list may be taken out once more, on record."""

    def dispatch_of(self, pk: int) -> Dispatch:
        """Return a dispatch of the own agency, or 404."""
        query = Dispatch.objects.filter(agency=self.request.user.agency).select_related("recorded_by")
        return get_object_or_404(query, pk=pk)

    def get(self, request, pk):
        found = self.dispatch_of(pk)
        items = posting.posted_items(found)
        facts = {one.letter_id: one for one in posting.latest().filter(letter__in=[item.letter.pk for item in items])}
        rows = [{"item": item, "fact": facts.get(item.letter.pk)} for item in items]
        return self.page("workflow/mail/dispatch.html", tab="log", found=found, rows=rows, tally=addresses.tally(items))

    def post(self, request, pk):
        found = self.dispatch_of(pk)
        items, agency, day = posting.posted_items(found), request.user.agency, found.posted_on
        kind, media = ("xlsx", XLSX) if CounterActForm(request.POST).sent["do"] == "xlsx" else ("pdf", PDF)
        make = addresses.counter_sheet if kind == "xlsx" else addresses.counter_list
        try:
            data = make(items, agency, posted_on=day)
        except Refused as error:  # no list left the house: nothing to put on record
            messages.error(request, refusal_sentence(error))
            return redirect("post-dispatch", pk)
        addresses.note_looks(items, by=request.user, what="打印交寄清单", now=timezone.now(), door=door_of(request))
        return download(data, f"交寄清单{day}.{kind}", media)


class DeliveryImportPage(PostDesk):
    """Take a carrier's list in, or only check it."""

    def get(self, request):
        return self.form(ListForm())

    def post(self, request):
        form = ListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.form(form, 422)
        dry_run = CheckButtonForm(request.POST).sent["check"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list"
            with path.open("wb") as stored:
                for chunk in form.cleaned_data["file"].chunks():
                    stored.write(chunk)
            result = delivery_imports.import_deliveries(path, now=timezone.now(), by=request.user, dry_run=dry_run)
        return self.form(ListForm(), 422 if result.faults else 200, result=result, dry_run=dry_run)

    def form(self, form: ListForm, status: int = 200, **context) -> HttpResponse:
        """Show the form, with what became of a list."""
        known = {"columns": delivery_imports.COLUMNS, "states": delivery_imports.SHOWN_STATES}
        return self.page("workflow/mail/deliveries.html", status, tab="list", form=form, **known, **context)


class ReturnedMailPage(PostDesk):
    """What came back and must be served again; what is posted and silent; what arrived and nobody posted."""

    def get(self, request):
        agencies, today = [request.user.agency], timezone.localdate()
        after = settings.POST_SILENT_WORKDAYS
        return self.page(
            "workflow/mail/returns.html", tab="back", article=f"{posting_checks.ARTICLE}四", returned=posting.returned(agencies), after=after,
            silent=posting.unanswered(agencies, today, selectors.calendar(), after),
            unmatched=posting.unmatched(agencies),
        )  # fmt: skip
