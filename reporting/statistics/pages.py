"""What the pages of a period have in common: its days and units, and what one of its numbers counts."""

from collections.abc import Callable
from functools import update_wrapper

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from law import Refused
from reporting.figures.models import Figure
from reporting.pages import MOST_ROWS_SHOWN, CountedRowsMixin, ReportingPage
from reporting.statistics.periods import AskedPeriod, Period, asked_period_of, year_and_quarters
from workflow.cases.policy import OVERSEERS, sees_cases, visible_agencies


class PeriodPage(ReportingPage):
    """A page that speaks of a period and units."""

    def dispatch(self, request, *args, **kwargs):
        """Hide the statistics from who sees no cases."""
        if request.user.is_authenticated and not sees_cases(request.user):
            raise Http404
        self.today = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def asked(self) -> tuple[AskedPeriod, Refused | None]:
        """Return what the address asks for; this year with the reason where it asks for no period."""
        try:
            return asked_period_of(self.request.user, self.request.GET, self.today), None
        except Refused as error:
            given = self.request.GET.copy()
            for name in ("from", "to"):
                given.pop(name, None)
            return asked_period_of(self.request.user, given, self.today), error

    def period(self) -> Period:
        """Return the period of the address; 404 where it names none."""
        try:
            return asked_period_of(self.request.user, self.request.GET, self.today).period
        except Refused as error:
            raise Http404(error.reason) from None

    def period_context(self, asked: AskedPeriod) -> dict:
        """Return what every page of a period shows: its days, the units, shortcuts to other periods."""
        period, year = asked.period, asked.period.since.year
        quick = [
            (
                key,
                AskedPeriod(Period.of(period.agency, first, last, period.units), asked.chosen),
                (first, last) == (period.first, period.last),
            )
            for key, first, last in year_and_quarters(year)
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


class CountedRowsPage(CountedRowsMixin, PeriodPage):
    """What one number counts, as a page or as a workbook of any length; each table says what its own numbers count."""

    def get(self, request, kind=""):
        period, table = self.period(), request.GET.get("table", "form")
        row, column = request.GET.get("row", ""), request.GET.get("column", "")
        try:
            counted = self.counted_rows(period, table, row, column)
        except (Refused, KeyError):
            raise Http404 from None
        if kind == "xlsx":
            return self.download(counted, self.label(period, table, row, column))
        if kind:
            raise Http404
        asked = asked_period_of(request.user, request.GET, self.today)
        context = self.period_context(asked) | self.first_rows(counted)
        count = len(counted) if isinstance(counted, list) else counted.count()
        context |= {"count": count, "most": MOST_ROWS_SHOWN, "label": self.label(period, table, row, column)}
        if isinstance(counted, list) or counted.model is not Figure:
            context["files"] = (
                f"{reverse('statistics-list', args=['xlsx'])}?{asked.address(table=table, row=row, column=column)}"
            )
        return self.show(
            "reporting/statistics/_behind.html" if request.htmx else "reporting/statistics/behind.html", **context
        )

    def counted_rows(self, period: Period, table: str, row: str, column: str):
        """Return what a number counts; raise KeyError or Refused where there is no such number."""
        raise NotImplementedError

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        raise NotImplementedError

    def first_rows(self, counted) -> dict:
        """Return the first rows by what they are: cases, proceedings, figures."""
        return self.first_rows_by_kind(counted)

    def download(self, counted, name: str) -> FileResponse:
        """Answer with the whole list."""
        return self.workbook_of_rows(counted, name)


def view_by_table(other: type[CountedRowsPage], **tables: type[CountedRowsPage]) -> Callable[..., HttpResponse]:
    """Return one view for all of them: the page of the table that the address names, `other` for any not among them."""
    views = {name: page.as_view() for name, page in tables.items()}
    usual = other.as_view()

    def chosen(request, *args, **kwargs):
        return views.get(request.GET.get("table", ""), usual)(request, *args, **kwargs)

    return update_wrapper(chosen, usual)
