"""The supervisor's page: which units have filed their year, who is late, what stands in the way."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.organisation.models import Agency
from agencies.text.language import reads_chinese
from law import Refused
from reporting.figures.scope import Scope
from reporting.filing import services as filing_services
from reporting.filing.deadlines import FilingStatus, deadlines_of, filing_status, set_deadlines
from reporting.filing.forms import DeadlinesForm
from reporting.filing.models import Filing, FilingEvent
from reporting.pages import ReportingPage
from reporting.validation import services as validation_services
from reporting.validation.models import Disposition
from reporting.validation.rules import HARD
from workflow.cases.policy import OVERSEERS
from workflow.form_fields import ActChoiceForm
from workflow.labels import said
from workflow.locks import services as lock_services

STATUS_ORDER = "kroypg"  # the latest first, what is done last
LEFT_SHOWN = 10  # units that were not accepted, named after a round of accepting
TABS = ("all", "late", "open", "returned", "confirmed", "accepted")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its filing, how it stands, and how many findings it has."""

    agency: Agency
    filing: Filing | None
    status: FilingStatus
    hard: int
    soft: int
    locked: bool
    last: FilingEvent | None

    @property
    def state(self) -> str:
        """Return the state of the filing."""
        return self.filing.state if self.filing else "open"


@method_decorator(never_cache, "dispatch")
class UnitFilingsPage(ReportingPage):
    """All units of a government and how their filing stands."""

    def get(self, request, year):
        """Show the units, those that need something first."""
        return self.page(year)

    def post(self, request, year):
        """Accept every filing that is in order, or set the terms of the year."""
        government = self.government()
        if ActChoiceForm(request.POST, acts=("accept",)).chosen():
            self.accept_all(government, year)
            return redirect("supervise", year)
        form = DeadlinesForm(request.POST)
        if form.is_valid():
            try:
                set_deadlines(government, year, **form.cleaned_data, by=request.user, now=timezone.now())
            except Refused as error:
                form.refuse(error, said(error))
            else:
                messages.success(request, _("Saved."))
                return redirect("supervise", year)
        return self.page(year, form, status=422)

    def accept_all(self, government: Agency, year: int) -> None:
        """Accept the confirmed filings that nothing stands against, and say which stay as they are and why."""
        done, left = 0, []
        for agency in Agency.objects.filter(
            filings__year=year, filings__state="confirmed", pk__in=Scope(government, year, True).agency_ids
        ):
            try:
                filing_services.accept(agency, year, by=self.request.user, now=timezone.now())
            except Refused as error:
                left.append(f"{agency.name}：{said(error)}" if reads_chinese() else f"{agency.name}: {said(error)}")
                continue
            done += 1
        messages.success(self.request, _("%(n)s accepted.") % {"n": done})
        for sentence in left[:LEFT_SHOWN]:
            messages.warning(self.request, sentence)
        if len(left) > LEFT_SHOWN:
            messages.warning(
                self.request, _("%(n)s more were not accepted; their pages say why.") % {"n": len(left) - LEFT_SHOWN}
            )

    def government(self) -> Agency:
        """Return the government that the officer oversees, or 404."""
        user = self.request.user
        if not user.is_active or not user.has_role(*OVERSEERS) or user.agency is None or not user.agency.is_government:
            raise Http404
        return user.agency

    def page(self, year: int, form: DeadlinesForm | None = None, status: int = 200) -> HttpResponse:
        """Render the units, with what was wrong in the form of the deadlines."""
        government, today = self.government(), timezone.localdate()
        scope, shown = Scope(government, year, True), self.request.GET.get("show", "all")
        context = self.scope_context(scope) | {
            "government": government,
            "years": range(2014, today.year + 1),
            "form": form,
        }
        terms = deadlines_of(government, year)
        try:
            rows = self.rows(scope, terms, today)
        except Refused as error:
            return self.show("reporting/filing/supervise.html", status=status, **context | {"refused": error})
        counts = {tab: sum(_in(tab, row) for row in rows) for tab in TABS}
        return self.show(
            "reporting/filing/supervise.html",
            status=status,
            rows=[row for row in rows if _in(shown, row)],
            counts=counts,
            tabs=TABS,
            shown=shown,
            terms=terms,
            may_set=self.request.user.has_role("supervisor"),
            **context | {"here": "supervise"},
        )

    def rows(self, scope: Scope, terms, today: date) -> list[UnitRow]:
        """Return every unit, the latest first; in a fixed number of queries."""
        found = validation_services.validate_units(scope)
        last = Prefetch(
            "events", FilingEvent.objects.exclude(act__in=("enter", "write")).order_by("-seq"), to_attr="steps"
        )
        filings = {
            each.agency_id: each
            for each in Filing.objects.filter(agency_id__in=found, year=scope.year).prefetch_related(last)
        }
        given: dict[int, dict[str, Disposition]] = {}
        for one in Disposition.objects.filter(agency_id__in=found, year=scope.year).order_by("id"):
            given.setdefault(one.agency_id, {})[one.finding] = one
        locked = lock_services.every_locked_year()
        rows = []
        for agency in Agency.objects.filter(pk__in=found).order_by("code"):
            given_in, findings = filings.get(agency.pk), found[agency.pk]
            rows.append(
                UnitRow(
                    agency,
                    given_in,
                    filing_status(given_in, scope.year, terms, today),
                    sum(each.severity == HARD for each in findings),
                    len(validation_services.unexplained_findings(findings, given.get(agency.pk, {}))),
                    scope.year in locked.get(agency.pk, ()),
                    given_in.steps[0] if given_in and given_in.steps else None,
                )
            )
        return sorted(
            rows,
            key=lambda row: (STATUS_ORDER.index(row.status.code), row.state != "confirmed", -row.status.days_late),
        )


def _in(tab: str, row: UnitRow) -> bool:
    if tab == "late":
        return row.status.days_late > 0
    return tab == "all" or row.state == tab
