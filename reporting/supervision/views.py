"""The supervisor's pages: all units on one day, the cases behind a number, a note about a case and its answer."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.organisation.models import Agency
from agencies.organisation.selectors import shortest_keys
from agencies.text.comparing import has_words
from law import Refused
from reporting.pages import ReportingPage
from reporting.quality import services as quality_services
from reporting.supervision import overview as supervision_overview
from reporting.supervision import services as supervision_services
from reporting.supervision.forms import AnswerForm, NoteForm
from reporting.supervision.models import SupervisionNote
from workflow.cases.models import Case
from workflow.cases.policy import visible_agencies, visible_to
from workflow.cases.selectors import calendar
from workflow.labels import said, supervises

SOON_SHOWN = 8
ANSWERED_SHOWN = 6
PER_PAGE = 200  # cases or units
IDLE_SHOWN = 200


@method_decorator(never_cache, "dispatch")
class SupervisionPage(ReportingPage):
    """A page for those who oversee a government's units."""

    def overseen(self) -> tuple[Agency, list[Agency]]:
        """Return the reader's government and every agency under it; 404 for all others."""
        user = self.request.user
        if not user.is_active or not supervises(user):
            raise Http404
        return user.agency, list(visible_agencies(user).order_by("code"))


class OverviewPage(SupervisionPage):
    """Every unit at a glance: cases in hand by light and day, what is late or soon will be, notes, idle units."""

    def get(self, request):
        """Show the units, the most pressing first; `q` looks for a name, `pressing` leaves those with a red or black light."""
        government, agencies = self.overseen()
        today = timezone.localdate()
        found = supervision_overview.overview_of(government, agencies, today, calendar())
        q, pressing = request.GET.get("q", "").strip()[:80], bool(request.GET.get("pressing"))
        named = [line for line in found.lines if not q or has_words(q, line.agency.name, line.agency.code)]
        lines = [line for line in named if not pressing or line.worst in ("k", "r")]
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        keys = shortest_keys([one.pk for one in agencies])
        waiting = list(supervision_services.open_notes(keys))
        return self.show(
            "reporting/supervision/watch.html",
            here="watch",
            found=found,
            lines=page.object_list,
            page=page,
            address=urlencode({"q": q} | ({"pressing": 1} if pressing else {})) + "&",
            idle=found.idle[:IDLE_SHOWN],
            count=dict(found.every.lights),
            q=q,
            pressing=pressing,
            soon=supervision_overview.watched(found.soon[:SOON_SHOWN]),
            notes=waiting,
            asked={note.case_id for note in waiting},
            answered=supervision_services.answered_notes(keys)[:ANSWERED_SHOWN],
            asks=supervision_services.may_ask_anybody(request.user),
            few=quality_services.RANKED_FROM,
        )


class WatchedCasesPage(SupervisionPage):
    """The cases behind a number of the page."""

    def get(self, request):
        """List what `what` names, of the unit that `unit` names or of all; 404 where the page has no such number."""
        _government, agencies = self.overseen()
        today, days, what = timezone.localdate(), calendar(), request.GET.get("what", "open")
        unit, code = None, request.GET.get("unit", "")
        if code and (unit := next((one for one in agencies if one.code == code), None)) is None:
            raise Http404
        keys = [unit.pk] if unit else shortest_keys([one.pk for one in agencies])
        ahead = supervision_overview.coming_workdays(today, days)
        try:
            found = (
                supervision_overview.late_replies(keys, today).select_related("agency", "handler__section", "section")
                if what == "late"
                else supervision_overview.cases_counted_by(
                    supervision_overview.open_cases(keys, today, days), what, ahead
                )
            )
        except KeyError:
            raise Http404 from None
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        return self.show(
            "reporting/supervision/watch_cases.html",
            here="watch",
            what=what,
            on=next((day for day in ahead if day.isoformat() == what), None),
            unit=unit,
            page=page,
            rows=self.rows(what, page.object_list),
            address=urlencode({"what": what} | ({"unit": unit.code} if unit else {})),
            asked=set(supervision_services.open_notes(keys).values_list("case_id", flat=True)),
            asks=supervision_services.may_ask_anybody(request.user),
        )

    def rows(self, what: str, found) -> list[supervision_overview.WatchedCase]:
        """Return what one page shows; a case that was replied to has no light any more."""
        if what == "late":
            return [supervision_overview.WatchedCase(case, None) for case in found]
        return supervision_overview.watched(found)


@method_decorator(never_cache, "dispatch")
class AskPage(ReportingPage):
    """Write a supervising note about a case."""

    def get(self, request, pk):
        """Show the form."""
        return self.page(self.case(pk), NoteForm(initial={"answer_by": calendar().add(timezone.localdate(), 2)}))

    def post(self, request, pk):
        """Send the note; a refusal keeps what was typed."""
        case, form = self.case(pk), NoteForm(request.POST)
        if not form.is_valid():
            return self.page(case, form, status=422)
        try:
            supervision_services.ask_unit(case, **form.cleaned_data, by=request.user, now=self.now)
        except Refused as error:
            form.refuse(error, said(error))
            return self.page(case, form, status=422)
        messages.success(request, _("The note was sent; the unit sees it on its worklist and on the case."))
        return redirect("case", pk)

    def case(self, pk: int) -> Case:
        """Return a case that the supervisor may ask about, or 404."""
        case = get_object_or_404(
            visible_to(self.request.user).select_related("agency", "handler", "application"), pk=pk
        )
        if not supervision_services.may_ask(self.request.user, case):
            raise Http404
        return case

    def page(self, case: Case, form: NoteForm, status: int = 200) -> HttpResponse:
        """Render the form, with what was typed."""
        return self.show(
            "reporting/supervision/watch_ask.html",
            status=status,
            case=case,
            form=form,
            notes=supervision_services.notes_of(case),
            longest=supervision_services.LONGEST,
            here="watch",
        )


@method_decorator(never_cache, "dispatch")
class AnswerPage(ReportingPage):
    """Answer a supervising note."""

    def get(self, request, pk):
        """Show the note and the form; a note that was answered leads to its case."""
        note = self.note(pk)
        return redirect("case", note.case_id) if note.answered else self.page(note, AnswerForm())

    def post(self, request, pk):
        """Answer; a refusal keeps what was typed."""
        note, form = self.note(pk), AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(note, form, status=422)
        try:
            supervision_services.answer_note(pk, form.cleaned_data["text"], by=request.user, now=self.now)
        except Refused as error:
            form.refuse(error, said(error))
            return self.page(self.note(pk), form, status=422)  # read again: somebody may have answered meanwhile
        messages.success(request, _("The answer was sent."))
        return redirect("case", note.case_id)

    def note(self, pk: int) -> SupervisionNote:
        """Return a note that the officer may answer, or 404."""
        seen = SupervisionNote.objects.filter(case__in=visible_to(self.request.user).order_by())
        note = get_object_or_404(seen.select_related("case__agency", "by", "answer__by"), pk=pk)
        if not supervision_services.may_answer(self.request.user, note):
            raise Http404
        return note

    def page(self, note: SupervisionNote, form: AnswerForm, status: int = 200) -> HttpResponse:
        """Render the form, with what was typed."""
        return self.show(
            "reporting/supervision/watch_answer.html",
            status=status,
            note=note,
            case=note.case,
            form=form,
            longest=supervision_services.LONGEST,
            here="worklist",
        )
