"""The whole report: the parts that the form of its year prescribes, filled with sentences, tables, charts and own words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import ExtractMonth

from agencies.organisation.models import Agency
from law.reports.forms import FORMS, Form
from reporting.commentary import examples
from reporting.commentary import services as commentary_services
from reporting.commentary.models import ExampleStep
from reporting.document import revisions
from reporting.figures.counting import cases_of, remedies_of
from reporting.figures.models import PublishedTable
from reporting.figures.published_tables import last_published_tables, last_received, published_sum, published_value
from reporting.figures.scope import Scope, is_published_scope
from reporting.figures.units import units_of
from reporting.narrative import charts, comparison, drilldown, paragraphs
from reporting.narrative.charts import Chart
from reporting.narrative.fragments import Fragment, LinkedNumber
from reporting.narrative.paragraphs import OwnProceedings, ReceivedApplications
from reporting.narrative.report import Report, received_by, report_of
from reporting.table.layout import Grid, grids_of
from workflow.fees import balances

YEARS_SHOWN = 5
NOT_WRITTEN = "（本部分尚未填写。）"  # a heading with nothing under it would look finished


@dataclass(frozen=True, slots=True)
class Block:
    """One thing under a heading: a paragraph, a table, a chart, a comparison with its title, or a typical case."""

    text: str = ""  # a Sentence where the system wrote it
    own: bool = False  # written by officers
    grid: Grid | None = None
    chart: Chart | None = None
    lines: tuple[tuple[Fragment, ...], ...] = ()  # the comparison, its head first
    example: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report as it is printed."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report ready to be printed in any format."""

    report: Report
    sections: tuple[Section, ...] = field(default=())
    corrections: tuple[str, ...] = ()  # what it states of the years before, which whoever publishes it keeps beside it

    @property
    def title(self) -> str:
        """Return the title, as reports carry it."""
        return f"{self.report.sheet.body}{self.report.sheet.year}年政府信息公开工作年度报告"

    @property
    def charts(self) -> list[Chart]:
        """Return the charts in the order of the text."""
        return [block.chart for section in self.sections for block in section.blocks if block.chart]


def document_of(scope: Scope, form: Form | None = None, report: Report | None = None) -> Document:
    """Return the report of a scope with all its text, `report` where it is filled already; raise Refused for a year without a form."""
    report = report or report_of(scope, form)
    corrected = tuple(revisions.correction_sentences(scope))
    sections = (
        tuple(_sections(report, corrected)) if report.sheet.form.parts else document_without_parts(report).sections
    )
    return Document(report, sections, corrected)


def document_without_parts(report: Report) -> Document:
    """Return a report without parts, as a form that prescribes none has it: the sentences, then the tables."""
    blocks = (*(Block(text=text) for text in report.sentences), *(Block(grid=grid) for grid in grids_of(report.sheet)))
    return Document(report, (Section("all", "", blocks),))


def _sections(report: Report, corrected: tuple[str, ...]) -> Iterator[Section]:
    scope, sheet = report.scope, report.sheet
    received, before = received_by(scope), last_published_tables(scope)
    said = paragraphs.paragraphs_by_name(sheet, received, own_proceedings(scope), last_received=last_received(before))
    printed = {grid.key: grid for grid in grids_of(sheet)}
    drawn = {chart.key: chart for chart in charts_of(report, received) if chart}
    own = commentary_services.texts(scope)
    cases = [row.text for row in examples.current_examples(scope) if row.step == ExampleStep.CONFIRMED]
    lines = (comparison.HEAD, *(each.cells for each in comparison.compare_with_last_year(sheet, _lookup(before))))
    for part in sheet.form.parts:
        blocks: list[Block] = []
        for kind, name in part.content:
            if kind == "words":
                text = own.get(part.key, "") or (NOT_WRITTEN if part.needed else "")
                blocks += [Block(text=line, own=True) for line in text.splitlines()]
            elif kind == "sentence" and said[name]:
                blocks.append(Block(text=said[name]))
            elif kind == "table":
                blocks.append(Block(grid=printed[name]))
            elif kind == "chart" and name in drawn:
                blocks.append(Block(chart=drawn[name]))
            elif kind == "corrections":
                blocks += [Block(text=f"{text}。") for text in corrected]
            elif kind == "comparison":
                blocks.append(Block(text=comparison.TITLE, lines=lines))
            elif kind == "cases":
                blocks += [Block(example=f"典型案例：{text}") for text in cases]
        yield Section(part.key, part.heading, tuple(blocks))


def _lookup(before: list[PublishedTable]):
    return (lambda row, column: published_sum(before, row, column)) if before else (lambda row, column: None)


# -- what the sentences and charts say beyond the table ------------------------------------------------------


def own_proceedings(scope: Scope) -> OwnProceedings:
    """Return the agency's own proceedings of the year, fee notices and money received."""
    own: Counter = Counter()
    for kind, result, concluded in (
        remedies_of(scope).filter(case__agency_id__in=scope.own_ids).values_list("kind", "result", "concluded_on")
    ):
        ended = concluded is not None and concluded <= scope.last
        own["reconsideration" if kind == "reconsideration" else "litigation", result if ended else "pending"] += 1
    money: Counter = Counter()
    for act, data in drilldown.fee_events(scope).order_by().values_list("act", "data"):
        money[act] += 1 if act == "issue_fee_notice" else balances.yuan(data)
    return OwnProceedings(own, money["issue_fee_notice"], money["receive_payment"], money["refund_fee"])


def charts_of(report: Report, received: ReceivedApplications) -> Iterator[Chart | None]:
    """Yield every chart of a report; None where there is nothing to draw."""
    sheet, scope = report.sheet, report.scope
    yield charts.bar_chart("channels", "申请渠道", paragraphs.channel_parts(sheet, received))
    yield charts.bar_chart("topics", "申请信息类别", paragraphs.topic_parts(received))
    new = cases_of(scope).filter(received_on__gte=scope.first)
    kinds = dict(new.values_list("applicant_kind").annotate(n=Count("pk")))
    of_kind = [
        (label, LinkedNumber(kinds.get(kind, 0), "~applicant", str(kind)))
        for kind, label in drilldown.APPLICANT_KINDS.items()
    ]
    yield charts.bar_chart("applicants", "申请人", of_kind)
    yield charts.bar_chart("outcomes", "办理结果", paragraphs.outcome_parts(sheet))
    months = dict(new.annotate(month=ExtractMonth("received_on")).values_list("month").annotate(n=Count("pk")))
    by_month = [(f"{month}月", LinkedNumber(months.get(month, 0), "~month", str(month))) for month in range(1, 13)]
    yield charts.column_chart("months", "各月收到申请", by_month, head="月份")
    yield charts.column_chart(
        "years", "近五年收到申请", [(f"{year}年", counted) for year, counted in _years(report)], head="年度"
    )
    if scope.all:
        yield charts.unit_chart(_units(scope, dict(new.values_list("agency_id").annotate(n=Count("pk")))))
    yield charts.bar_chart("remedies", "行政复议和行政诉讼", _remedies(report), ranked=False, whole=False)


def _years(report: Report) -> list[tuple[int, LinkedNumber]]:
    """Return the applications received in this year and the four before it, as they were published; None where not."""
    scope, sheet = report.scope, report.sheet
    years = range(scope.year - YEARS_SHOWN + 1, scope.year)
    published = {}
    if is_published_scope(scope):
        for table in PublishedTable.objects.filter(agency=scope.agency, year__in=years).order_by("version"):
            narrative = FORMS[table.form].narrative
            published[table.year] = published_value(table, narrative["received"], narrative["column"])
    row, column = sheet.form.narrative["received"], sheet.form.narrative["column"]
    return [
        *((year, LinkedNumber(published.get(year))) for year in years),
        (scope.year, LinkedNumber(sheet.value(row, column), row, column)),
    ]


def _units(scope: Scope, counts: dict[int, int]) -> list[tuple[str, LinkedNumber]]:
    """Return the applications of every unit with those of the agencies whose files it took over."""
    members = units_of(scope)
    names = dict(Agency.objects.filter(pk__in=members).values_list("pk", "name"))
    found = []
    for unit, taken in members.items():
        if n := sum(counts.get(pk, 0) for pk in taken):
            found.append((names[unit], LinkedNumber(n, "~unit", ",".join(map(str, sorted(taken))))))
    return found


def _remedies(report: Report) -> list[tuple[str, LinkedNumber]]:
    return [
        (f"{given['short']}：{label}", counted)
        for given in report.sheet.form.narrative["remedies"]
        for label, counted in paragraphs.remedy_parts(report.sheet, given)
    ]
