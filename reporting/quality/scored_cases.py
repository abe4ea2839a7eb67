"""How scored cases are listed, on pages and in workbooks, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.text.language import reads_chinese
from reporting.quality.rubric import Criterion, Deduction, load_rubric
from reporting.workbooks import ROWS_PER_FETCH
from workflow.cases.models import Case
from workflow.labels import outcome_name

LISTED_FIELDS = (
    "number",
    "agency__name",
    "received_on",
    "decided_on",
    "outcome",
    "imported",
    "quality__points",
    "quality__lost",
)


def label_of(item: Criterion | Deduction) -> str:
    """Return what an item is called in the reader's language."""
    return item.label if reads_chinese() else item.english


def legal_basis_of(item: Criterion | Deduction) -> str:
    """Return the articles on which an item rests, in the reader's language."""
    return item.basis if reads_chinese() else item.cited


def losses(lost: dict[str, int]) -> list[tuple[str, int]]:
    """Return what lost points by name, the most first."""
    named = load_rubric().named
    found = [(label_of(named[key]), points) for key, points in lost.items() if key in named]
    return sorted(found, key=lambda each: -each[1])


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case with its score and what it lost; both empty while it waits for the next run."""

    case: Case
    points: int | None
    lost: list[tuple[str, int]]


def listed_cases(cases: Iterable[Case]) -> list[ListedCase]:
    """Return cases with their kept scores."""
    found = [(case, getattr(case, "quality", None)) for case in cases]
    return [ListedCase(case, kept.points if kept else None, losses(kept.lost) if kept else []) for case, kept in found]


def scored_cases_sheet(cases: QuerySet[Case]) -> tuple[list[str], Iterator[list]]:
    """Return head and rows of a workbook of scored cases, the lowest first, with what each lost by item."""
    named = load_rubric().named
    head = [_("Number"), _("Agency"), _("Received"), _("Replied"), _("Outcome"), _("imported"), _("Points")]
    head += [_("Lost: %(item)s") % {"item": label_of(item)} for item in named.values()]
    rows = (
        cases.order_by("quality__points", "-decided_on", "-pk")
        .values_list(*LISTED_FIELDS)
        .iterator(chunk_size=ROWS_PER_FETCH)
    )
    return head, (
        [
            *row[:4],
            outcome_name(row[4]),
            _("yes") if row[5] else "",
            row[6],
            *((row[7] or {}).get(key, 0) for key in named),
        ]
        for row in rows
    )


def column_name(column: str) -> str:
    """Return what a column of the quality table counts."""
    kind, _dash, what = column.partition("-")
    if kind == "below":
        return _("below %(n)s points") % {"n": what}
    if kind == "lost":
        return _("lost points: %(item)s") % {"item": label_of(load_rubric().named[what])}
    return {"scored": _("Scored"), "waiting": _("Not scored yet"), "imported": _("From an old register")}[column]
