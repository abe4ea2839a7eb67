"""The quality of files: of the units of a period, and of one case with the evidence of every point."""

from django.db.models import Max, QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.text.language import reads_chinese
from reporting import workbooks
from reporting.pages import MOST_ROWS_SHOWN, ReportingPage, workbook_response
from reporting.quality import services as quality_services
from reporting.quality.answers import Evidence
from reporting.quality.case_file import CaseFile, read_case_files
from reporting.quality.models import CaseQuality
from reporting.quality.rubric import load_rubric
from reporting.quality.scored_cases import column_name, label_of, legal_basis_of, listed_cases, scored_cases_sheet
from reporting.quality.scoring import SCORED_STATES, score_case
from reporting.statistics.pages import CountedRowsPage, PeriodPage
from reporting.statistics.periods import AskedPeriod, Period
from workflow.cases.models import Case
from workflow.cases.policy import sees_cases, visible_agencies, visible_to
from workflow.cases.selectors import calendar

LOWEST = 20  # cases on the page
WORST = 3  # items named for a unit


class QualityPage(PeriodPage):
    """The quality of the files of a period by unit and item, the lowest cases first; as a workbook with `?as=xlsx`."""

    def get(self, request):
        """Show the sums, or answer with them and every case as a workbook."""
        asked, refused = self.asked()
        units, every = quality_services.summaries_of_units(asked.period)
        if request.GET.get("as") == "xlsx":
            return workbook_response(workbooks.write_workbook(self.sheets(asked, units, every)), "quality.xlsx")
        by = load_rubric()
        context = {
            "refused": refused,
            "by": by,
            "source": by.source if reads_chinese() else by.english,
            "items": [
                (item, label_of(item), legal_basis_of(item), *every.lost.get(item.key, (0, 0)))
                for item in by.named.values()
            ],
            "rows": [(unit, found, self.low(found), self.worst(found)) for unit, found in units],
            "every": every,
            "every_low": self.low(every),
            "few": quality_services.RANKED_FROM,
            "lowest": listed_cases(quality_services.lowest_scored_cases(asked.period, LOWEST)),
            "scored_at": CaseQuality.objects.aggregate(last=Max("scored_at"))["last"],
        }
        return self.show("reporting/quality/quality.html", **self.period_context(asked) | context)

    def low(self, found: quality_services.QualitySummary) -> list[tuple[int, int]]:
        """Return how many cases are below each bound."""
        return [(bound, found.low[bound]) for bound in load_rubric().low]

    def worst(self, found: quality_services.QualitySummary) -> list[tuple[str, str, int, int]]:
        """Return the items that lose a unit most: key, name, cases, points."""
        named = load_rubric().named
        most = sorted((key for key in found.lost if key in named), key=lambda key: -found.lost[key][1])
        return [(key, label_of(named[key]), *found.lost[key]) for key in most[:WORST]]

    def sheets(self, asked: AskedPeriod, units: list, every: quality_services.QualitySummary) -> list[tuple]:
        """Return the sheets of the workbook: units, items, every case."""
        by = load_rubric()
        head = [
            _("Unit"),
            _("Scored"),
            _("Mean"),
            *(_("below %(n)s points") % {"n": bound} for bound in by.low),
            _("Rank"),
            _("Not scored yet"),
        ]
        few = _("under %(n)s cases, not ranked") % {"n": quality_services.RANKED_FROM}
        old = _("from an old register, not ranked")
        rows = [
            [
                unit.name,
                one.scored,
                None if one.mean is None else round(one.mean, 1),
                *one.low.values(),
                one.rank or (old if one.imported else few),
                one.waiting,
            ]
            for unit, one in units
        ]
        items = [[label_of(item), item.points, *every.lost.get(item.key, (0, 0))] for item in by.named.values()]
        about = [_("Item"), _("Worth"), _("Cases that lost"), _("Points lost")]
        cases = quality_services.rows_counted_by(asked.period, quality_services.ALL_UNITS, "scored")
        return [(_("By unit"), head, rows), (_("By item"), about, items), (_("Cases"), *scored_cases_sheet(cases))]


class QualityRowsPage(CountedRowsPage):
    """The cases behind a number of the quality table, each with its score."""

    def counted_rows(self, period: Period, table: str, row: str, column: str) -> QuerySet[Case]:
        """Return the cases; raise KeyError where there is no such number."""
        return quality_services.rows_counted_by(period, row, column)

    def label(self, period: Period, table: str, row: str, column: str) -> str:
        """Return what the number is called."""
        unit = _("All units") if row == quality_services.ALL_UNITS else visible_agencies(self.request.user).get(pk=row)
        return f"{unit} × {column_name(column)}"

    def first_rows(self, counted: QuerySet[Case]) -> dict:
        """Return the first cases with their quality, the lowest first."""
        seen = counted.filter(agency__in=visible_agencies(self.request.user)).select_related("agency", "quality")
        return {"rated": listed_cases(seen.order_by("quality__points", "-decided_on", "-pk")[:MOST_ROWS_SHOWN])}

    def download(self, counted: QuerySet[Case], name: str) -> FileResponse:
        """Answer with all of them, with what each lost."""
        return workbook_response(workbooks.write_workbook([(_("Cases"), *scored_cases_sheet(counted))]), "list.xlsx")


class CaseQualityPage(ReportingPage):
    """The quality of one case: every item with its reason, and the evidence that opens."""

    def get(self, request, pk):
        """Show it as the records are now; 404 for a case that the reader does not see."""
        if not sees_cases(request.user):
            raise Http404
        case = get_object_or_404(visible_to(request.user).select_related("agency", "quality"), pk=pk)
        context = {"case": case, "here": "all", "kept": getattr(case, "quality", None), "destroyed": case.destroyed}
        if case.state in SCORED_STATES and not case.destroyed:
            (file,) = read_case_files([pk], calendar())
            quality = score_case(file)
            context |= {"quality": quality, "file": file, "lines": [self.line(file, one) for one in quality.items]}
        return self.show("reporting/quality/case_quality.html", **context)

    def line(self, file: CaseFile, scored) -> dict:
        """Return one item as the page shows it."""
        answers = [
            {
                "holds": one.holds,
                "text": one.text if reads_chinese() else one.english,
                "evidence": [self.opened(file, each) for each in one.evidence],
            }
            for one in scored.answers
        ]
        return {
            "scored": scored,
            "name": label_of(scored.item),
            "basis": legal_basis_of(scored.item),
            "answers": answers,
            "deduction": scored.item.points < 0,
        }

    def opened(self, file: CaseFile, evidence: Evidence) -> tuple[str, str]:
        """Return the address of a piece of evidence and what it is called."""
        kind, key = evidence
        page = reverse("case", args=[file.case.pk])
        if kind == "letter":
            return reverse("letter", args=[key]), _("the letter")
        if kind == "event":
            return f"{page}#event-{key}", _("record %(n)s") % {"n": key}
        if kind == "mark":
            mark = next(mark for mark in file.marks if mark.pk == key)
            return f"{reverse('scores')}?from={mark.on}&to={mark.on}#mark-{key}", _("the mark")
        return (
            (f"{page}#verbatim", _("the application"))
            if kind == "application"
            else (f"{page}#remedies", _("the proceeding"))
        )
