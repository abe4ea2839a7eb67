"""Pages of the statistics: a period's form and breakdowns, what is behind a number, samples, their files."""

import json

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from law import Refused
from law.forms import form_for
from reporting import workbooks as books
from reporting.figures.counting import cases_behind
from reporting.models import Figure
from reporting.publication.views.report import KINDS, SHOWN, CellPage, Page, workbook
from reporting.quality import services as rating
from reporting.quality.listing import column_name, occurrence_sheet, rated, rated_sheet
from reporting.scores import services as scoring
from reporting.scores.occurrences import Occurrence
from reporting.statistics import sampling
from reporting.statistics import tables as statistics
from reporting.statistics.periods import Asked, Period, asked_of, shortcuts
from reporting.table.layout import grids
from workflow.models import Case
from workflow.policy import OVERSEERS, sees_cases, visible_agencies
from workflow.templatetags.desk import chinese, ground_names, outcome_name

VIEWS = ("form", *statistics.TABLES)
SAMPLE = 20


class PeriodPage(Page):
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


class StatisticsPage(PeriodPage):
    """One table of a period: the statutory form, a breakdown, ages, lateness, the fate of replies."""

    def get(self, request):
        asked, refused = self.asked()
        view = request.GET.get("show", "unit" if len(asked.period.units) > 1 else "form")
        if view not in VIEWS:
            raise Http404
        context = self.about(asked) | {
            "view": view,
            "refused": refused,
            "tabs": [("form", _("Statutory form")), *statistics.TABLES.items()],
        }
        if view == "form":
            context |= self._form(asked.period)
        else:
            context["table"] = statistics.table_of(asked.period, view, self.today)
        return self.show("statistics/index.html", **context)

    def _form(self, period: Period) -> dict:
        try:
            sheet = statistics.form_of(period)
        except Refused as error:
            return {"no_form": error}
        shown = grids(sheet)
        if not statistics.stated_figures(period) and len(shown) > 1:  # blocks that nobody fills for a part of a year
            shown = [grid for grid in shown if any(cell.value is not None for line in grid.body for cell in line.cells)]
        return {"sheet": sheet, "grids": shown}


class BehindPage(PeriodPage, CellPage):
    """What one number counts, as a page or as a workbook of any length."""

    def get(self, request, kind=""):
        period, table = self.period(), request.GET.get("table", "form")
        row, column = request.GET.get("row", ""), request.GET.get("column", "")
        try:
            behind = self.behind(period, table, row, column)
        except (Refused, KeyError):
            raise Http404 from None
        if kind == "xlsx":
            return self.listing(behind, table, self.label(period, table, row, column))
        if kind:
            raise Http404
        asked = asked_of(request.user, request.GET, self.today)
        context = self.about(asked) | self.listed(behind, table)
        count = len(behind) if isinstance(behind, list) else behind.count()
        context |= {"count": count, "most": SHOWN, "label": self.label(period, table, row, column)}
        if isinstance(behind, list) or behind.model is not Figure:
            context["files"] = (
                f"{reverse('statistics-list', args=['xlsx'])}?{asked.address(table=table, row=row, column=column)}"
            )
        return self.show("statistics/_behind.html" if request.htmx else "statistics/behind.html", **context)

    def listed(self, behind, table: str) -> dict:
        """Return the first rows by what they are: occurrences, cases with their quality, cases, proceedings, figures."""
        if isinstance(behind, list):
            return {"occurrences": behind[:SHOWN]}
        if table != "quality":
            return self.rows(behind)
        seen = behind.filter(agency__in=visible_agencies(self.request.user)).select_related("agency", "quality")
        return {"rated": rated(seen.order_by("quality__points", "-decided_on", "-pk")[:SHOWN])}

    def behind(self, period: Period, table: str, row: str, column: str):
        """Return what a number counts; raise KeyError or Refused where there is no such number."""
        if table == "all":
            return statistics.cases_of(period)
        if table == "scores":
            return scoring.evidence_of(period, row, column, self.today)
        if table == "quality":
            return rating.behind(period, row, column)
        if table == "form":
            form = form_for(period.year)
            if form.population(row) == "entered" and not period.whole_year:
                raise KeyError(row)
            return cases_behind(period, form, row, column)
        return statistics.behind(period, table, row, column, self.today)

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        if table == "all":
            return _("All cases of the period")
        if table == "form":
            form = form_for(period.year)
            return f"{' / '.join(form.rows[row].path)} × {form.column(row, column).label}"
        if table == "scores":
            item = {each.key: each for each in scoring.rules().items}[column]
            unit = visible_agencies(self.request.user).get(pk=row)
            return f"{unit} × {item.label if chinese() else item.english}"
        if table == "quality":
            unit = _("All units") if row == rating.ALL else visible_agencies(self.request.user).get(pk=row)
            return f"{unit} × {column_name(column)}"
        told = statistics.table_of(period, table, self.today)
        return f"{dict(told.rows).get(row, row).strip()} × {dict(told.columns).get(column, column)}"

    def listing(self, behind: QuerySet | list[Occurrence], table: str, name: str) -> FileResponse:
        """Answer with the whole list, whatever it is a list of."""
        if isinstance(behind, list):
            return workbook(books.write([(_("Occurrences"), *occurrence_sheet(behind))]), "list.xlsx")
        if table == "quality":
            return workbook(books.write([(_("Cases"), *rated_sheet(behind))]), "list.xlsx")
        return self.file(behind, name)


class StatisticsFile(PeriodPage):
    """All tables of a period as one workbook."""

    def get(self, request):
        period = self.period()
        tables = [statistics.table_of(period, key, self.today) for key in statistics.TABLES]
        sheets = [(table.label, *self.sheet(table)) for table in tables]
        return workbook(books.write(sheets), f"statistics-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx")

    def sheet(self, table: statistics.Table) -> tuple[list, list]:
        """Return head and rows of a table."""
        more = [table.remark] if table.remark else []
        head = [table.corner, *(label for _key, label in table.columns), *more]
        rows = [
            [label, *(n for _key, _name, n in cells), *([remark] if more else [])]
            for _key, label, cells, remark in table.lines()
        ]
        return head, rows


class SamplePage(PeriodPage):
    """A random sample of files for review; as a file with `?as=xlsx` or `?as=json`."""

    def get(self, request):
        asked, refused = self.asked()
        size, seed = (
            request.GET.get("size", str(SAMPLE)),
            request.GET.get("seed", "").strip() or asked.period.last.isoformat(),
        )
        sample = None
        try:
            sample = sampling.draw(
                asked.period, int(size) if size.isascii() and size.isdecimal() and len(size) < 6 else 0, seed
            )
        except Refused as error:
            refused = refused or error
        wanted = request.GET.get("as", "")
        if wanted and (sample is None or wanted not in ("xlsx", "json")):
            raise Http404
        cases = sampling.drawn_cases(sample) if sample else []
        if wanted == "json":
            return self.json(asked.period, sample, cases)
        if wanted == "xlsx":
            head = [
                _("Number"),
                _("Agency"),
                _("Received"),
                _("Replied"),
                _("Outcome"),
                _("Grounds"),
                _("Document number"),
            ]
            rows = [
                [
                    c.number,
                    c.agency.name,
                    c.received_on,
                    c.decided_on,
                    outcome_name(c.outcome),
                    ground_names(c.grounds),
                    c.document_number,
                ]
                for c in cases
            ]
            about = [
                [_("Seed"), sample.seed],
                [_("First day"), asked.period.first],
                [_("Last day"), asked.period.last],
                [_("Drawn from"), sample.population],
            ]
            return workbook(books.write([(_("Sample"), head, rows), (_("How drawn"), ["", ""], about)]), "sample.xlsx")
        context = {
            "sample": sample,
            "cases": cases,
            "size": size[:6],
            "seed": seed[: sampling.LONGEST_SEED],
            "refused": refused,
        }
        context["repeat"] = asked.address(size=size[:6], seed=seed[: sampling.LONGEST_SEED])
        return self.show("statistics/sample.html", **self.about(asked) | context)

    def json(self, period: Period, sample: sampling.Sample, cases: list[Case]) -> HttpResponse:
        """Answer with the sample and what repeats it."""
        told = {
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "seed": sample.seed,
            "size": sample.wanted,
            "population": sample.population,
            "strata": [
                {"unit": s.unit, "outcome": s.outcome, "cases": s.size, "drawn": len(s.drawn)} for s in sample.strata
            ],
            "cases": [{"unit": c.agency.code, "number": c.number, "outcome": c.outcome} for c in cases],
        }
        answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type=KINDS["json"])
        answer["Content-Disposition"] = 'attachment; filename="sample.json"'
        return answer
