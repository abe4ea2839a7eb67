"""The quality scores as they are stored: computed again where a case has changed; the numbers of a period."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from agencies.organisation.models import Agency
from law.calendars.working_days import Calendar
from reporting.quality.case_file import read_case_files
from reporting.quality.models import CaseQuality, SupervisorMark
from reporting.quality.rubric import Rubric, load_rubric
from reporting.quality.scoring import SCORED_STATES, score_case
from reporting.statistics.periods import Period
from workflow.archive.models import DestructionEntry
from workflow.cases.models import Case
from workflow.cases.selectors import calendar

BATCH = 500  # cases read at a time
RANKED_FROM = 30  # cases; a mean of fewer says little
SCORE_FIELDS = ("points", "lost", "events", "last_mark", "scheme", "scored_at")
ALL_UNITS = "*"  # the row of all units


# -- making them -------------------------------------------------------------------------------------------------


def scorable_cases() -> QuerySet[Case]:
    """Return the concluded cases whose file is still there; a destroyed one proves nothing any more."""
    return Case.objects.filter(state__in=SCORED_STATES).exclude(
        Exists(DestructionEntry.objects.filter(case=OuterRef("pk")))
    )


def cases_to_score(by: Rubric | None = None) -> QuerySet[Case]:
    """Return the cases to be scored: never yet, moved on or marked since, or scored by other points."""
    marked = SupervisorMark.objects.filter(case=OuterRef("pk"), pk__gt=OuterRef("quality__last_mark"))
    stale = (
        Q(quality__isnull=True)
        | ~Q(quality__events=F("version"))
        | ~Q(quality__scheme=(by or load_rubric()).fingerprint)
    )
    return scorable_cases().filter(stale | Exists(marked)).order_by("pk")


def score_cases(*, now: datetime, every: bool = False) -> int:
    """Score what is due, or with `every` all concluded cases; return how many. A second run finds nothing to do.

    A score that has lost its ground, since the case is in hand again or its file destroyed, is taken away.
    """
    by, days, done = load_rubric(), calendar(), 0
    CaseQuality.objects.exclude(case__in=scorable_cases().order_by()).delete()
    keys = list((scorable_cases().order_by("pk") if every else cases_to_score(by)).values_list("pk", flat=True))
    for some in _batches(keys):
        made = list(_made(some, by, days, now))
        CaseQuality.objects.bulk_create(made, update_conflicts=True, unique_fields=["case"], update_fields=SCORE_FIELDS)
        done += len(made)
    return done


def stale_scores(*, now: datetime) -> Iterator[str]:
    """Yield every kept score that is not what its case says now; what only waits for the next run is none."""
    by, days = load_rubric(), calendar()
    waiting = set(cases_to_score(by).values_list("pk", flat=True))
    keys = [pk for pk in CaseQuality.objects.order_by("case").values_list("case", flat=True) if pk not in waiting]
    for some in _batches(keys):
        kept = {one.case_id: one for one in CaseQuality.objects.filter(case__in=some)}
        for made in _made(some, by, days, now):
            old = kept[made.case_id]
            if (old.points, old.lost) != (made.points, made.lost):
                yield f"{made.case}: {old.points} {old.lost} != {made.points} {made.lost}"


def _batches(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _made(keys: Iterable[int], by: Rubric, days: Calendar, now: datetime) -> Iterator[CaseQuality]:
    for file in read_case_files(keys, days):
        found = score_case(file, by)
        yield CaseQuality(
            case=file.case,
            points=found.points,
            lost=found.lost,
            events=file.case.version,
            last_mark=file.last_mark,
            scheme=by.fingerprint,
            scored_at=now,
        )


# -- a period ----------------------------------------------------------------------------------------------------


def concluded_cases(period: Period) -> QuerySet[Case]:
    """Return the cases of the units that were concluded in the period and are so now."""
    decided = {"decided_on__gte": period.first, "decided_on__lte": period.last}
    return scorable_cases().filter(period.among(), **decided).order_by()


def rows_counted_by(period: Period, row: str, column: str) -> QuerySet[Case]:
    """Return the cases behind a number: of a unit or of all, by what the column counts.

    Columns: scored, imported, waiting, below-60 (any bound of the file), lost-receipt (any item). Raises KeyError for others.
    """
    cases = concluded_cases(period)
    if row != ALL_UNITS:
        if row not in {str(pk) for pk in period.agency_ids}:
            raise KeyError(row)
        cases = cases.filter(agency_id=int(row))
    if column == "waiting":
        return cases.filter(quality__isnull=True)
    kind, _dash, what = column.partition("-")
    if column in ("scored", "imported"):
        scored = cases.filter(quality__isnull=False)
        return scored.filter(imported=True) if column == "imported" else scored
    if kind == "below" and what in {str(bound) for bound in load_rubric().low}:
        return cases.filter(quality__points__lt=int(what))
    if kind == "lost" and what in load_rubric().named:
        return cases.filter(quality__lost__has_key=what)
    raise KeyError(column)


@dataclass(slots=True)
class QualitySummary:
    """The scores of some cases added up."""

    scored: int = 0
    points: int = 0
    low: dict[int, int] = field(default_factory=dict)  # bound -> cases below it
    lost: dict[str, list[int]] = field(default_factory=dict)  # item -> cases that lost, points lost
    rank: int | None = None  # among the units with enough cases; None: not ranked
    imported: int = 0  # of the scored ones, from an old register
    waiting: int = 0  # concluded and not scored yet

    @property
    def mean(self) -> float | None:
        """Return the mean, None of nothing."""
        return self.points / self.scored if self.scored else None

    @property
    def ranked(self) -> bool:
        """Say whether there are enough cases for a rank, and none whose score tells of an old register only."""
        return self.scored >= RANKED_FROM and not self.imported

    def add(self, n: int, imported: bool, points: int, lost: dict[str, int], bounds: tuple[int, ...]) -> None:
        """Add `n` cases of one score."""
        self.scored += n
        self.imported += n * imported
        self.points += n * points
        for bound in bounds:
            self.low[bound] += n * (points < bound)
        for item, off in lost.items():
            cell = self.lost.setdefault(item, [0, 0])
            cell[0] += n
            cell[1] += n * off


def summaries_of_units(period: Period) -> tuple[list[tuple[Agency, QualitySummary]], QualitySummary]:
    """Return the scores of every unit of the period in the order of the units, and of all; three queries for all of them.

    Units with enough cases are ranked by their mean as it is shown, to a tenth; equal means share a rank.
    """
    bounds = load_rubric().low
    every, of_unit = (
        QualitySummary(low=dict.fromkeys(bounds, 0)),
        {pk: QualitySummary(low=dict.fromkeys(bounds, 0)) for pk in period.agency_ids},
    )
    cases = concluded_cases(period)
    equal = (
        "agency_id",
        "imported",
        "quality__points",
        "quality__lost",
    )  # few scores differ: grouped, not read one by one
    for unit, imported, points, lost, n in (
        cases.filter(quality__isnull=False).values_list(*equal).annotate(n=Count("pk"))
    ):
        for each in (of_unit[unit], every):
            each.add(n, imported, points, lost, bounds)
    for unit, n in cases.filter(quality__isnull=True).values_list("agency_id").annotate(n=Count("pk")):
        of_unit[unit].waiting += n
        every.waiting += n
    means = sorted(round(each.mean, 1) for each in of_unit.values() if each.ranked)
    for each in of_unit.values():
        if each.ranked:
            each.rank = 1 + len(means) - bisect_right(means, round(each.mean, 1))
    units = Agency.objects.filter(period.among("pk")).order_by("code")
    return [(unit, of_unit[unit.pk]) for unit in units], every


def lowest_scored_cases(period: Period, most: int) -> QuerySet[Case]:
    """Return the cases of the period with the fewest points, the latest first among equals."""
    cases = concluded_cases(period).filter(quality__isnull=False).select_related("agency", "quality")
    return cases.order_by("quality__points", "-decided_on", "-pk")[:most]
