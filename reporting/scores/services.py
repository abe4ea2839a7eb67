"""The scoring sheet of units: points off for what the records show, each with its evidence; groups and points are data."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count, Q, QuerySet

from agencies.organisation.models import Agency
from reporting.figures.counting import cases_of, remedies_of
from reporting.scores import marks
from reporting.scores.occurrences import Occurrence
from reporting.scores.report_faults import FAULTS, report_faults
from reporting.statistics.periods import Period
from reporting.statistics.tables import condition_of

FILE = Path(__file__).parent / "scores.toml"
OF_CASES = ("late_or_overdue", "corrected")  # counted from cases and proceedings
BY_HAND = "mark"  # entered by a supervisor
COUNTS = (*OF_CASES, *FAULTS, BY_HAND)


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """What costs points: each occurrence takes `points` (negative) off."""

    key: str
    label: str
    english: str
    counts: str
    points: int


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """Items that are scored together: from `full` down to 0, never below."""

    key: str
    label: str
    english: str
    source: str
    cited: str  # the source in English
    full: int
    items: tuple[ScoreItem, ...]

    @property
    def on_reports(self) -> bool:
        """Say whether the group scores annual reports."""
        return any(item.counts in FAULTS for item in self.items)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A scheme of points in groups."""

    groups: tuple[ScoreGroup, ...]

    @property
    def items(self) -> tuple[ScoreItem, ...]:
        """Return the items of all groups in their order."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def by_hand(self) -> dict[str, ScoreItem]:
        """Return the items that a supervisor enters, by key."""
        return {item.key: item for item in self.items if item.counts == BY_HAND}


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The score of one unit: how often each item occurred, and what is left of each group's points; None: nothing to score."""

    unit: Agency
    cases: int  # that the period has at all
    counted: dict[str, int]
    points: dict[str, int | None]


@cache
def load_score_sheet(file: Path = FILE) -> ScoreSheet:
    """Return the scheme of a file; raise ValueError for an item that counts nothing known or gives points, or a key used twice."""
    groups = []
    for given in tomllib.loads(file.read_text(encoding="utf-8"))["groups"]:
        items = tuple(ScoreItem(**each) for each in given.pop("items"))
        groups.append(ScoreGroup(**given, items=items))
    found = ScoreSheet(tuple(groups))
    for item in found.items:
        if item.counts not in COUNTS or item.points >= 0:
            raise ValueError(f"{file.name}: {item.key}")
    keys = Counter(item.key for item in found.items)
    if twice := [key for key, n in keys.items() if n > 1]:
        raise ValueError(f"{file.name}: {twice[0]}")
    return found


def scores_of_units(period: Period, today: date, by: ScoreSheet | None = None) -> list[UnitScore]:
    """Return the score of every unit of the period in the order of the units; the number of queries is fixed.

    Nobody is ranked: a unit with few cases says little, whatever its points.
    """
    by = by or load_score_sheet()
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for item in by.items:
        if item.counts in OF_CASES:
            agency = _agency_of(item)
            groups = cases_counted_by(period, item, today).order_by().values_list(agency)
            for pk, n in groups.annotate(n=Count("pk")).values_list(agency, "n"):
                found[pk][item.key] = n
    for pk, key, n in marks.active_marks(period).order_by().values_list("agency_id", "item").annotate(n=Count("pk")):
        if key in by.by_hand:
            found[pk][key] = n
    judged, faults = report_faults(period, today)
    for item in by.items:
        for one in faults.get(item.counts, ()):
            found[one.unit_id][item.key] += 1
    sizes = dict(cases_of(period).values_list("agency_id").annotate(n=Count("pk")).values_list("agency_id", "n"))
    units = Agency.objects.filter(pk__in=period.agency_ids).order_by("code")
    return [_score(unit, sizes.get(unit.pk, 0), found[unit.pk], unit.pk in judged, by) for unit in units]


def _agency_of(item: ScoreItem) -> str:
    return "agency_id" if item.counts == "late_or_overdue" else "case__agency_id"


def _score(unit: Agency, cases: int, found: Mapping[str, int], reported: bool, by: ScoreSheet) -> UnitScore:
    counted = {item.key: found.get(item.key, 0) for item in by.items}
    points: dict[str, int | None] = {}
    for group in by.groups:
        times = sum(counted[item.key] for item in group.items)
        off = sum(item.points * counted[item.key] for item in group.items)
        something = times or (reported if group.on_reports else cases)
        points[group.key] = max(0, group.full + off) if something else None
    return UnitScore(unit, cases, counted, points)


# -- evidence ----------------------------------------------------------------------------------------------------


def cases_counted_by(period: Period, item: ScoreItem, today: date) -> QuerySet:
    """Return the cases or proceedings that an item of cases counts."""
    if item.counts == "late_or_overdue":
        return cases_of(period).filter(condition_of("late", period, today) | condition_of("overdue", period, today))
    concluded = Q(concluded_on__gte=period.first, concluded_on__lte=period.last)
    return remedies_of(period).filter(concluded, result="corrected")


def rows_counted_by(period: Period, unit: str, key: str, today: date) -> QuerySet | list[Occurrence]:
    """Return what took a unit's points for one item: cases, proceedings or occurrences; raise KeyError for no such unit or item."""
    item = {each.key: each for each in load_score_sheet().items}[key]
    if unit not in {str(pk) for pk in period.agency_ids}:
        raise KeyError(unit)
    if item.counts in OF_CASES:
        return cases_counted_by(period, item, today).filter(**{_agency_of(item): int(unit)})
    if item.counts == BY_HAND:
        return [marks.occurrence_of(mark) for mark in marks.active_marks(period).filter(agency_id=int(unit), item=key)]
    return [one for one in report_faults(period, today)[1].get(item.counts, ()) if one.unit_id == int(unit)]
