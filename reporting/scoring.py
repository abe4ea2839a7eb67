"""The scoring sheet of units: points off for what the cases show, each with its evidence; the points are data."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency
from reporting.periods import Period
from reporting.selectors import cases_of, remedies_of
from reporting.statistics import measure

FILE = Path(__file__).parent / "scoring.toml"
COUNTS = ("late_or_overdue", "corrected")


@dataclass(frozen=True, slots=True)
class Item:
    """What costs points: each `counts` takes `points` (negative) off."""

    key: str
    label: str
    english: str
    counts: str
    points: int


@dataclass(frozen=True, slots=True)
class Rules:
    """A scheme of points with its source, and what it scores that no case tells."""

    source: str
    english: str
    full: int
    items: tuple[Item, ...]
    not_counted: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one unit: how often each item occurred, and what is left of the points."""

    unit: Agency
    cases: int  # that the period has at all
    counted: dict[str, int]
    points: int


@cache
def rules(file: Path = FILE) -> Rules:
    """Return the scheme of a file; raise ValueError for an item that counts nothing known or gives points."""
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    items = tuple(Item(**each) for each in given["items"])
    for item in items:
        if item.counts not in COUNTS or item.points >= 0:
            raise ValueError(f"{file.name}: {item.key}")
    return Rules(given["source"], given["english"], given["full"], items, tuple(given.get("not_counted", ())))


def scores(period: Period, today: date, by: Rules | None = None) -> list[Score]:
    """Return the score of every unit of the period in the order of the units, in three queries for all of them.

    Nobody is ranked: a unit with few cases says little, whatever its points.
    """
    by = by or rules()
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for item in by.items:
        groups = evidence(period, item, today).order_by()
        agency = "agency_id" if item.counts == "late_or_overdue" else "case__agency_id"
        for pk, n in groups.values_list(agency).annotate(n=Count("pk")).values_list(agency, "n"):
            found[pk][item.key] = n
    sizes = dict(cases_of(period).values_list("agency_id").annotate(n=Count("pk")).values_list("agency_id", "n"))
    units = Agency.objects.filter(pk__in=period.agency_ids).order_by("code")
    return [_score(unit, sizes.get(unit.pk, 0), found[unit.pk], by) for unit in units]


def _score(unit: Agency, cases: int, found: dict[str, int], by: Rules) -> Score:
    counted = {item.key: found.get(item.key, 0) for item in by.items}
    off = sum(item.points * counted[item.key] for item in by.items)
    return Score(unit, cases, counted, max(0, by.full + off))


def evidence(period: Period, item: Item, today: date) -> QuerySet:
    """Return the cases or proceedings that an item counts."""
    if item.counts == "late_or_overdue":
        return cases_of(period).filter(measure("late", period, today) | measure("overdue", period, today))
    concluded = Q(concluded_on__gte=period.first, concluded_on__lte=period.last)
    return remedies_of(period).filter(concluded, result="corrected")


def evidence_of(period: Period, unit: str, key: str, today: date) -> QuerySet:
    """Return what took a unit's points for one item; raise KeyError where there is no such unit or item."""
    item = {each.key: each for each in rules().items}[key]
    if unit not in {str(pk) for pk in period.agency_ids}:
        raise KeyError(unit)
    agency = "agency_id" if item.counts == "late_or_overdue" else "case__agency_id"
    return evidence(period, item, today).filter(**{agency: int(unit)})
