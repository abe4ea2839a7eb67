"""Pages of the statistics: a period's form and breakdowns, what a number counts, samples, their files."""

import json

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from law import Refused
from law.reports.forms import form_for
from reporting import workbooks
from reporting.figures.counting import cases_of
from reporting.figures.drilldown import rows_counted_by_cell
from reporting.pages import CONTENT_TYPES, workbook_response
from reporting.statistics import sampling
from reporting.statistics import tables as statistics_tables
from reporting.statistics.pages import CountedRowsPage, PeriodPage
from reporting.statistics.periods import Period
from reporting.table.layout import grids_of
from workflow.cases.models import Case
from workflow.labels import ground_names, outcome_name

VIEWS = ("form", *statistics_tables.TABLES)
SAMPLE = 20


class StatisticsPage(PeriodPage):
    """One table of a period: the statutory form, a breakdown, ages, lateness, the fate of replies."""

    def get(self, request):
        asked, refused = self.asked()
        view = request.GET.get("show", "unit" if len(asked.period.units) > 1 else "form")
        if view not in VIEWS:
            raise Http404
        context = self.period_context(asked) | {
            "view": view,
            "refused": refused,
            "tabs": [("form", _("Statutory form")), *statistics_tables.TABLES.items()],
        }
        if view == "form":
            context |= self._form(asked.period)
        else:
            context["table"] = statistics_tables.table_of(asked.period, view, self.today)
        return self.show("reporting/statistics/index.html", **context)

    def _form(self, period: Period) -> dict:
        try:
            sheet = statistics_tables.filled_form_of_period(period)
        except Refused as error:
            return {"no_form": error}
        shown = grids_of(sheet)
        if (
            not statistics_tables.stated_figures(period) and len(shown) > 1
        ):  # blocks that nobody fills for a part of a year
            shown = [grid for grid in shown if any(cell.value is not None for line in grid.body for cell in line.cells)]
        return {"sheet": sheet, "grids": shown}


class StatisticsRowsPage(CountedRowsPage):
    """What a number of the form or of a breakdown counts."""

    def counted_rows(self, period: Period, table: str, row: str, column: str) -> QuerySet:
        """Return what a number counts; raise KeyError or Refused where there is no such number."""
        if table == "all":
            return cases_of(period)
        if table == "form":
            form = form_for(period.year)
            if form.population(row) == "entered" and not period.whole_year:
                raise KeyError(row)
            return rows_counted_by_cell(period, form, row, column)
        return statistics_tables.rows_counted_by(period, table, row, column, self.today)

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        if table == "all":
            return _("All cases of the period")
        if table == "form":
            form = form_for(period.year)
            return f"{' / '.join(form.rows[row].path)} × {form.column(row, column).label}"
        told = statistics_tables.table_of(period, table, self.today)
        return f"{dict(told.rows).get(row, row).strip()} × {dict(told.columns).get(column, column)}"


class DownloadStatistics(PeriodPage):
    """All tables of a period as one workbook."""

    def get(self, request):
        period = self.period()
        tables = [statistics_tables.table_of(period, key, self.today) for key in statistics_tables.TABLES]
        sheets = [(table.label, *self.sheet(table)) for table in tables]
        return workbook_response(
            workbooks.write_workbook(sheets), f"statistics-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
        )

    def sheet(self, table: statistics_tables.StatisticsTable) -> tuple[list, list]:
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
            sample = sampling.draw_sample(
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
            return self.xlsx(asked.period, sample, cases)
        context = {
            "sample": sample,
            "cases": cases,
            "size": size[:6],
            "seed": seed[: sampling.LONGEST_SEED],
            "refused": refused,
        }
        context["repeat"] = asked.address(size=size[:6], seed=seed[: sampling.LONGEST_SEED])
        return self.show("reporting/statistics/sample.html", **self.period_context(asked) | context)

    def xlsx(self, period: Period, sample: sampling.Sample, cases: list[Case]) -> HttpResponse:
        """Answer with the sample as a workbook, and how it was drawn beside it."""
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
            [_("First day"), period.first],
            [_("Last day"), period.last],
            [_("Drawn from"), sample.population],
        ]
        sheets = [(_("Sample"), head, rows), (_("How drawn"), ["", ""], about)]
        return workbook_response(workbooks.write_workbook(sheets), "sample.xlsx")

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
        answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type=CONTENT_TYPES["json"])
        answer["Content-Disposition"] = 'attachment; filename="sample.json"'
        return answer
