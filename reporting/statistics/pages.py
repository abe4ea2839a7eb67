"""What the pages of a period have in common: its days and units, and what is behind one of its numbers."""

from collections.abc import Callable
from functools import update_wrapper

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from law import Refused
from reporting.figures.models import Figure
from reporting.pages import MOST_ROWS_SHOWN, CountedRowsMixin, ReportingPage
from reporting.statistics.periods import Asked, Period, asked_of, shortcuts
from workflow.cases.policy import OVERSEERS, sees_cases, visible_agencies


class PeriodPage(ReportingPage):
    """A page that speaks of a period and units."""

    def dispatch(self, request, *args, **kwargs):
        """Hide the statistics from who sees no cases."""
        if request.user.is_authenticated and not sees_cases(request.user):
            raise Http404
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def asked(self) -> tuple[Asked, Refused | None]:
        """Return what the address asks for; this year with the reason where it asks for no period."""
        try:
            return asked_of(self.request.user, self.request.GET, self.today), None
        except Refused as error:
            given = self.request.GET.copy()
            for name in ("from", "to"):
                given.pop(name, None)
            return asked_of(self.request.user, given, self.today), error

    def period(self) -> Period:
        """Return the period of the address; 404 where it names none."""
        try:
            return asked_of(self.request.user, self.request.GET, self.today).period
        except Refused as error:
            raise Http404(error.reason) from None

    def about(self, asked: Asked) -> dict:
        """Return what every page of a period shows: its days, the units, shortcuts to other periods."""
        period, year = asked.period, asked.period.since.year
        quick = [
            (
                key,
                Asked(Period.of(period.agency, first, last, period.units), asked.chosen),
                (first, last) == (period.first, period.last),
            )
            for key, first, last in shortcuts(year)
        ]
        return {
            "asked": asked,
            "period": period,
            "keep": asked.address(),
            "units": visible_agencies(self.request.user).order_by("code"),
            "quick": [(key, other.address(), here) for key, other, here in quick],
            "years": range(max(2008, year - 1), max(year, min(year + 1, self.today.year)) + 1),
            "overseer": self.request.user.has_role(*OVERSEERS),
            "here": "statistics",
            "name": f"{period.first:%Y%m%d}-{period.last:%Y%m%d}",
        }


class BehindPage(CountedRowsMixin, PeriodPage):
    """What one number counts, as a page or as a workbook of any length; each table says what is behind its own numbers."""

    def get(self, request, kind=""):
        period, table = self.period(), request.GET.get("table", "form")
        row, column = request.GET.get("row", ""), request.GET.get("column", "")
        try:
            behind = self.behind(period, table, row, column)
        except (Refused, KeyError):
            raise Http404 from None
        if kind == "xlsx":
            return self.listing(behind, self.label(period, table, row, column))
        if kind:
            raise Http404
        asked = asked_of(request.user, request.GET, self.today)
        context = self.about(asked) | self.listed(behind)
        count = len(behind) if isinstance(behind, list) else behind.count()
        context |= {"count": count, "most": MOST_ROWS_SHOWN, "label": self.label(period, table, row, column)}
        if isinstance(behind, list) or behind.model is not Figure:
            context["files"] = (
                f"{reverse('statistics-list', args=['xlsx'])}?{asked.address(table=table, row=row, column=column)}"
            )
        return self.show(
            "reporting/statistics/_behind.html" if request.htmx else "reporting/statistics/behind.html", **context
        )

    def behind(self, period: Period, table: str, row: str, column: str):
        """Return what a number counts; raise KeyError or Refused where there is no such number."""
        raise NotImplementedError

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        raise NotImplementedError

    def listed(self, behind) -> dict:
        """Return the first rows by what they are: cases, proceedings, figures."""
        return self.rows(behind)

    def listing(self, behind, name: str) -> FileResponse:
        """Answer with the whole list."""
        return self.file(behind, name)


def by_table(other: type[BehindPage], **tables: type[BehindPage]) -> Callable[..., HttpResponse]:
    """Return one view for all of them: the page of the table that the address names, `other` for any not among them."""
    views = {name: page.as_view() for name, page in tables.items()}
    usual = other.as_view()

    def chosen(request, *args, **kwargs):
        return views.get(request.GET.get("table", ""), usual)(request, *args, **kwargs)

    return update_wrapper(chosen, usual)
