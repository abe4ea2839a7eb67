"""What has changed since a year was published: cell by cell, with the cases added and removed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from law.reports.forms import FORMS, Form
from reporting.document.recorded_differences import recorded_differences
from reporting.figures.counting import figures_of
from reporting.figures.drilldown import case_keys_by_cell
from reporting.figures.models import PublishedTable
from reporting.figures.published_tables import published_value
from reporting.figures.scope import Scope, scope_of
from reporting.figures.tables import filled_form_of
from reporting.narrative import drilldown
from reporting.table.filled import CellValue
from workflow.locks.models import LockedYear

YEARS_BACK = 5  # as many as a report shows


@dataclass(frozen=True, slots=True)
class FigureRevision:
    """An entered figure that is another than was published: the number then and now, None where there is none."""

    agency: int
    then: str | None
    now: str | None
    evidence: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CellRevision:
    """One cell: what was published, what is counted today, and which cases make the difference."""

    row: str
    column: str
    name: str
    published: CellValue
    now: CellValue
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    figures: tuple[FigureRevision, ...] = ()  # the entered figures that make the difference

    @property
    def sentence(self) -> str:
        """Return the difference in words, as next year's report states it."""
        if self.published == self.now:
            return f"{self.name}：数不变（{self.now}），所依据的案件有变动"
        return f"{self.name}：公布为 {self.published}，更正为 {self.now}"


def revisions_of(table: PublishedTable) -> list[CellRevision]:
    """Return every cell that today's records count otherwise than was published; none when nothing has changed.

    A cell with the same number of other cases is listed too.
    """
    form = FORMS[table.form]
    publication = getattr(table, "publication", None)
    scope = scope_of(table.agency, table.year)
    sheet = filled_form_of(scope, form)
    before = publication.cells if publication else {}
    today = case_keys_by_cell(scope, form) if publication else {}
    figures = _changed(scope, publication.figures) if publication else {}
    found = []
    for row in form.printed:
        for column in form.columns(row.key) if row.kind != "heading" else ():
            old, new = published_value(table, row.key, column.key), sheet.value(row.key, column.key)
            then = before.get(row.name, {}).get(column.label, [])
            now = today.get(row.name, {}).get(column.label, [])
            if old != new or then != now:
                name = f"{' / '.join(row.path)} × {column.label}"
                typed = [
                    one
                    for leaf in form.leaf_rows(row.key)
                    for one in figures.get(form.entered_cells.get((leaf.key, column.key), ""), ())
                ]
                found.append(
                    CellRevision(row.key, column.key, name, old, new, _more(now, then), _more(then, now), tuple(typed))
                )
    return [*found, *_told(scope, form, before)]


def _told(scope: Scope, form: Form, before: dict[str, dict[str, list[int]]]) -> Iterator[CellRevision]:
    """Yield the numbers of text and charts, beyond the cells of the table, that today's records count otherwise."""
    for row, cells in before.items():
        for column, then in cells.items() if drilldown.is_text_number(row) else ():
            now = drilldown.case_keys_counted_by(scope, form, row, column)
            if now != then:
                yield CellRevision(
                    row,
                    column,
                    drilldown.label_of(form, row, column),
                    len(then),
                    len(now),
                    _more(now, then),
                    _more(then, now),
                )


def _changed(scope: Scope, kept: list[list]) -> dict[str, list[FigureRevision]]:
    """Return by indicator the figures of units that are others than were published."""
    then = {(agency, name): value for agency, name, value, _evidence, _by in kept}
    now = {(one.agency_id, one.indicator): one for one in figures_of(scope).select_related("entered_by")}
    found: dict[str, list[FigureRevision]] = {}
    for agency, name in sorted(then.keys() | now.keys()):
        one, old = now.get((agency, name)), then.get((agency, name))
        new = f"{one.value.normalize():f}" if one else None
        if old != new:
            evidence, by = (one.evidence or one.source, str(one.entered_by or "")) if one else ("", "")
            found.setdefault(name, []).append(FigureRevision(agency, old, new, evidence, by))
    return found


def _more(these: list[int], those: list[int]) -> tuple[int, ...]:
    """Return what `these` have beyond `those`, a case twice where it stands twice more."""
    return tuple((Counter(these) - Counter(those)).elements())


def correction_sentences(scope: Scope) -> list[str]:
    """Return what a year's report has to say about the years before: each number corrected since its latest publication.

    Of last year everything; of earlier years, once opened again or changed as the law compels, what no report that went out has stated yet.
    """
    found, stated = [], _stated(scope)
    for year in range(scope.year - YEARS_BACK, scope.year):
        table = (
            PublishedTable.objects.filter(agency=scope.agency, year=year)
            .select_related("agency", "publication")
            .first()
        )
        if table is None or getattr(table, "publication", None) is None:
            continue
        opened = LockedYear.objects.filter(
            agency_id__in=table.publication.agencies, year=year, unlocking__isnull=False
        ).exists()
        if year == scope.year - 1 or opened or recorded_differences(table):
            said = [*(f"{year} 年度{each.sentence}" for each in revisions_of(table)), *_versions(table)]
            found += [text for text in said if year == scope.year - 1 or text not in stated]
    return found


def _stated(scope: Scope) -> set[str]:
    """Return the corrections that the agency's reports of the years before have stated."""
    sent = PublishedTable.objects.filter(
        agency=scope.agency, year__lt=scope.year, year__gte=scope.year - YEARS_BACK, publication__isnull=False
    )
    documents = sent.values_list("publication__document", flat=True)
    return {text for document in documents for text in json.loads(document).get("corrections", ())}


def _versions(last: PublishedTable) -> list[str]:
    """Return one sentence for each further version of last year's table, with its reason."""
    return [
        f"{table.year} 年度的统计于 {timezone.localdate(table.frozen_at)} 更正公布第 {table.version} 版：{table.publication.reason}"
        for table in PublishedTable.objects.filter(
            agency=last.agency, year=last.year, version__gt=1, publication__isnull=False
        )
        .select_related("publication")
        .order_by("version")
    ]
