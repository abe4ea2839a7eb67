"""What an office lacks before its first letter, and how the numbers of its old register go on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.administration import policy as offices
from agencies.installation import signs
from agencies.organisation.models import Agency
from agencies.text.statements import refusal_sentence
from law import Refused
from notices import policy as numbers
from notices.letters.models import NumberFamily
from notices.letters.number_forms import named_form
from workflow.cases import register_numbers, selectors
from workflow.office import readiness
from workflow.office.forms.buttons import SeriesForm
from workflow.office.forms.numbers import BackupForm, DocumentsForm, RegisterForm
from workflow.office.readiness_lines import OK
from workflow.office.views.agencies import OfficePage
from workflow.pages import OfficerPage


class ReadinessPage(OfficePage):
    """The lines of the installation and of every agency that the administrator manages."""

    def get(self, request):
        return self.page(BackupForm(initial={"on": timezone.localdate()}))

    def post(self, request):
        form, now = BackupForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(form, 422)
        try:
            signs.note_backup(form.cleaned_data["on"], by=request.user, now=now, today=timezone.localdate(now))
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(form, 422)
        messages.success(request, _("The day of the backup is on record."))
        return redirect("office-ready")

    def page(self, form: BackupForm, status: int = 200):
        """Show what is missing first, agency by agency."""
        now, mine = timezone.now(), offices.managed_agencies(self.request.user)
        found = readiness.readiness(mine, now=now, today=timezone.localdate(now), days=selectors.calendar())
        open_ones, whole = [], []
        for agency, lines in found.agencies:
            (open_ones if any(line.state != OK for line in lines) else whole).append((agency, lines))
        return self.show(
            "workflow/office/ready.html", status, tab="ready", found=found, open_ones=open_ones, whole=whole, form=form
        )


class ContinueNumbers(OfficerPage):
    """The series of an imported register, to be confirmed once by the clerk or an administrator."""

    def agency(self, code: str) -> Agency:
        """Return the agency whose numbers the officer keeps, or 404."""
        agency = get_object_or_404(numbers.register_agencies(self.request.user).select_related("parent"), code=code)
        if not numbers.may_raise_mark(self.request.user, agency):
            raise Http404
        return agency

    def get(self, request, code):
        return self.page(self.agency(code))

    def post(self, request, code):
        agency, now = self.agency(code), timezone.now()
        documents = SeriesForm(request.POST).of_documents
        form = DocumentsForm(request.POST) if documents else RegisterForm(request.POST)
        if not form.is_valid():
            return self.page(agency, bound=form, status=422)
        given = form.cleaned_data
        try:
            self.confirm(agency, documents, given, now)
        except Refused as refused:
            form.refuse(refused, refusal_sentence(refused))
            return self.page(agency, bound=form, status=422)
        messages.success(request, _("Confirmed: the next number follows on from the register."))
        return redirect("numbers-continue", code)

    def confirm(self, agency: Agency, documents: bool, given: dict, now) -> None:
        """Go on in the chosen form, or with the number that was written out."""
        by, form = self.request.user, named_form(given["form"]) if given["form"] else None
        if form is None and given["number"] and documents:
            register_numbers.continue_as(agency, given["number"], families=given["families"], by=by, now=now)
        elif form is None and given["number"]:
            register_numbers.continue_register_as(agency, given["number"], by=by, now=now)
        elif form is None:
            raise Refused(
                "请选一种编号，或者写出下一个号", field="number", english="Choose a form or write the next number"
            )
        elif documents:
            register_numbers.continue_documents(
                agency=agency, form=form, last=given["last"], families=given["families"], by=by, now=now
            )
        else:
            register_numbers.continue_register(agency=agency, form=form, last=given["last"], by=by, now=now)

    def page(self, agency: Agency, *, bound=None, status: int = 200):
        """Show every series with the ways to go on, and what would come next."""
        today = timezone.localdate()
        found, waiting = register_numbers.imported_series(agency), register_numbers.undecided(agency)
        lacking = numbers_lacking(agency, today)
        blocks = []
        for what, series, unread, kind in (
            ("documents", found.documents, found.documents_unread, DocumentsForm),
            ("registers", found.registers, found.registers_unread, RegisterForm),
        ):
            rows = [
                {
                    "series": one,
                    "ways": [
                        {"form": way.form, "last": way.last(today.year), "next": way.following(today.year)}
                        for way in one.options
                    ],
                }
                for one in series
            ]
            form = bound if isinstance(bound, kind) else kind(initial={"families": lacking, "last": 0})
            blocks.append({"what": what, "rows": rows, "unread": unread, "waiting": what in waiting, "form": form})
        return self.show(
            "workflow/office/continue_numbers.html",
            status,
            here="numbers",
            agency=agency,
            blocks=blocks,
            year=today.year,
        )


def numbers_lacking(agency: Agency, today) -> list[str]:
    """Return the families that a confirmed series would serve: those without words, else all."""
    return [str(family) for family in register_numbers.numbering.families_without(agency, today)] or list(
        NumberFamily.values
    )
