"""The supervisor's page: which units have filed their year, who is late, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.organisation.models import Agency
from agencies.text.language import reads_chinese
from law import Refused
from law.reports.forms import form_for
from reporting.figures.scope import Scope
from reporting.figures.units import units_of
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
PER_PAGE = 100  # units
TABS = ("all", "late", "open", "returned", "confirmed", "accepted")


@dataclass(frozen=True, slots=True)
class UnitFiling:
    """One unit: its filing, and how it stands."""

    agency: Agency
    filing: Filing | None
    status: FilingStatus

    @property
    def state(self) -> str:
        """Return the state of the filing."""
        return self.filing.state if self.filing else "open"


@dataclass(frozen=True, slots=True)
class UnitRow(UnitFiling):
    """One line of the page: a unit's filing, and how many findings it has."""

    hard: int
    soft: int
    locked: bool
    last: FilingEvent | None


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
            form_for(year)
        except Refused as error:
            return self.show("reporting/filing/supervise.html", status=status, **context | {"refused": error})
        units = self.units(scope, terms, today)
        counts = {tab: sum(_in(tab, unit) for unit in units) for tab in TABS}
        page = Paginator([unit for unit in units if _in(shown, unit)], PER_PAGE).get_page(self.request.GET.get("page"))
        return self.show(
            "reporting/filing/supervise.html",
            status=status,
            rows=self.rows(scope, page.object_list),
            page=page,
            address=urlencode({"show": shown}) + "&",
            counts=counts,
            tabs=TABS,
            shown=shown,
            terms=terms,
            may_set=self.request.user.has_role("supervisor"),
            **context | {"here": "supervise"},
        )

    def units(self, scope: Scope, terms, today: date) -> list[UnitFiling]:
        """Return how the filing of every unit stands, the latest first; what each says is not looked into."""
        agencies = Agency.objects.filter(pk__in=units_of(scope)).order_by("code")
        filings = {one.agency_id: one for one in Filing.objects.filter(agency_id__in=units_of(scope), year=scope.year)}
        found = [
            UnitFiling(agency, given, filing_status(given, scope.year, terms, today))
            for agency in agencies
            for given in [filings.get(agency.pk)]
        ]
        return sorted(
            found,
            key=lambda one: (STATUS_ORDER.index(one.status.code), one.state != "confirmed", -one.status.days_late),
        )

    def rows(self, scope: Scope, shown: Sequence[UnitFiling]) -> list[UnitRow]:
        """Return the units of one page with their findings; in a fixed number of queries."""
        keys = [one.agency.pk for one in shown]
        found = validation_services.validate_units(scope, keys)
        steps = FilingEvent.objects.exclude(act__in=("enter", "write")).order_by("-seq")
        prefetch_related_objects(
            [one.filing for one in shown if one.filing], Prefetch("events", steps, to_attr="steps")
        )
        given: dict[int, dict[str, Disposition]] = {}
        for one in Disposition.objects.filter(agency_id__in=keys, year=scope.year).order_by("id"):
            given.setdefault(one.agency_id, {})[one.finding] = one
        locked = lock_services.every_locked_year()
        return [
            UnitRow(
                one.agency,
                one.filing,
                one.status,
                sum(each.severity == HARD for each in found[one.agency.pk]),
                len(validation_services.unexplained_findings(found[one.agency.pk], given.get(one.agency.pk, {}))),
                scope.year in locked.get(one.agency.pk, ()),
                one.filing.steps[0] if one.filing and one.filing.steps else None,
            )
            for one in shown
        ]


def _in(tab: str, row: UnitFiling) -> bool:
    if tab == "late":
        return row.status.days_late > 0
    return tab == "all" or row.state == tab
