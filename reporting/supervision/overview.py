"""What a supervisor watches: every unit's cases in hand by light and day, its late replies, and units without any case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from agencies.organisation.models import Agency
from intake.models import Application
from law import procedure
from law.calendars.working_days import Calendar
from reporting.figures.scope import Scope
from reporting.figures.units import units_of
from reporting.filing.deadlines import FilingStatus, deadlines_of, filing_status
from reporting.filing.duties import filing_year
from reporting.filing.models import Filing
from reporting.quality import services as quality_services
from reporting.statistics.periods import Period
from reporting.supervision.services import open_notes
from workflow.cases.models import Case
from workflow.cases.selectors import Light, light
from workflow.desk import worklist

LIGHTS = "kroygp"  # the columns: the latest first; the codes are the desk's (workflow.desk.worklist.LIGHTS)
SOON = "kro"  # overdue, due today, due within two working days
DAYS = 10  # working days ahead


@dataclass(frozen=True, slots=True)
class WatchedCase:
    """A case, its light on the desk, and the column of the coming days in which it stands, if any."""

    case: Case
    light: Light | None  # None for a case that was replied to
    on: date | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: its cases in hand by light and by coming day, and what else a supervisor asks of it."""

    agency: Agency | None  # None = all units together
    held: int
    lights: tuple[tuple[str, int], ...]
    days: tuple[tuple[date, int], ...]
    late: int  # replies of the year given after their term
    open_notes: int
    overdue_notes: int
    quality: quality_services.QualitySummary
    filing: Filing | None = None
    files: FilingStatus | None = None  # None = its figures are filed by another unit

    @property
    def worst(self) -> str:
        """Return the code of the most pressing light, "" without a case in hand."""
        return next((code for code, n in self.lights if n), "")

    @property
    def mean(self) -> float | None:
        """Return the mean quality of the year's files, None where there are too few to say."""
        return self.quality.mean if self.quality.scored >= quality_services.RANKED_FROM else None


@dataclass(frozen=True, slots=True)
class SupervisionOverview:
    """All units of a government on one day."""

    lines: list[UnitLine]  # the most pressing first
    every: UnitLine
    idle: list[Agency]  # in operation, without an application this year and without a case in hand
    soon: list[WatchedCase]  # the first to be late, the latest first
    coming: tuple[date, ...]
    year_filed: int

    @property
    def units(self) -> int:
        """Return how many units there are."""
        return len(self.lines) + len(self.idle)


def coming_workdays(today: date, days: Calendar) -> tuple[date, ...]:
    """Return the next ten working days, today among them where it is one; make-up days count, holidays do not."""
    found = [today] if days.is_workday(today) else [days.add(today, 1)]
    while len(found) < DAYS:
        found.append(days.add(found[-1], 1))
    return tuple(found)


def open_cases(agencies: Sequence[int], today: date, days: Calendar) -> list[WatchedCase]:
    """Return the cases in hand of the agencies, the first to be late first; two queries, whatever their number.

    The light is the one that the desk shows: it is reckoned from the events, so that a stopped clock is seen.
    """
    cases = Case.objects.filter(agency__in=agencies, state__in=procedure.OPEN_STATES)
    cases = list(cases.select_related("agency", "handler__section", "section"))
    stands, ahead = worklist.term_statuses(cases, today, days), coming_workdays(today, days)
    found = []
    for case in cases:
        reckoned, _keys = stands.get(case.pk, (None, ()))
        lamp = reckoned.light if reckoned else light(case.due_on, today, days)
        found.append(WatchedCase(case, lamp, _column(case, lamp, today, ahead)))
    return sorted(found, key=lambda one: (LIGHTS.index(one.light.code), one.case.due_on or date.max, one.case.pk))


def _column(case: Case, lamp: Light, today: date, ahead: tuple[date, ...]) -> date | None:
    """Return the working day by which the case is due; none for one that is late, far off, or stands still."""
    if lamp.code == "p" or case.due_on is None or case.due_on < today:
        return None
    return next((day for day in ahead if case.due_on <= day), None)


def late_replies(agencies: Sequence[int], today: date) -> QuerySet[Case]:
    """Return the cases that were decided this year after their term."""
    decided = {"decided_on__gte": date(today.year, 1, 1), "decided_on__lte": today}
    return (
        Case.objects.counted().filter(agency__in=agencies, timeliness="late", **decided).order_by("-decided_on", "-pk")
    )


def cases_counted_by(held: list[WatchedCase], what: str, ahead: tuple[date, ...]) -> list[WatchedCase]:
    """Return the cases in hand that a number counts: open, soon, a light, or a coming day; raise KeyError for others."""
    if what == "open":
        return held
    if what == "soon" or (len(what) == 1 and what in LIGHTS):
        codes = SOON if what == "soon" else what
        return [one for one in held if one.light.code in codes]
    if what in {day.isoformat() for day in ahead}:
        return [one for one in held if one.on is not None and one.on.isoformat() == what]
    raise KeyError(what)


def overview_of(government: Agency, agencies: list[Agency], today: date, days: Calendar) -> SupervisionOverview:
    """Return how all these agencies of a government stand today; a fixed number of queries, whatever their number."""
    keys, ahead = [one.pk for one in agencies], coming_workdays(today, days)
    held = open_cases(keys, today, days)
    of_unit: dict[int, list[WatchedCase]] = {pk: [] for pk in keys}
    for one in held:
        of_unit[one.case.agency_id].append(one)
    late = _counted(late_replies(keys, today))
    asked, overdue = _notes(keys, today)
    period = Period.of(government, date(today.year, 1, 1), date(today.year, 12, 31), tuple(keys))
    by_unit, every = quality_services.summaries_of_units(period)
    quality = {unit.pk: one for unit, one in by_unit}
    year, filings, files = _filings(government, today)
    received = _received(keys, today.year)
    lines, idle = [], []
    for unit in agencies:
        if of_unit[unit.pk] or late[unit.pk] or asked[unit.pk] or (unit.active and unit.pk in received):
            counts = (late[unit.pk], asked[unit.pk], overdue[unit.pk], quality[unit.pk])
            lines.append(_line(unit, of_unit[unit.pk], ahead, *counts, filings.get(unit.pk), files.get(unit.pk)))
        elif unit.active and (unit.opened_on is None or unit.opened_on <= today):
            idle.append(unit)
    lines.sort(key=_pressing)
    total = _line(None, held, ahead, late.total(), asked.total(), overdue.total(), every)
    return SupervisionOverview(lines, total, idle, cases_counted_by(held, "soon", ahead), ahead, year)


def _line(unit: Agency | None, held: list[WatchedCase], ahead: tuple[date, ...], *rest) -> UnitLine:
    lights, on = Counter(one.light.code for one in held), Counter(one.on for one in held)
    return UnitLine(
        unit, len(held), tuple((code, lights[code]) for code in LIGHTS), tuple((day, on[day]) for day in ahead), *rest
    )


def _pressing(line: UnitLine) -> tuple:
    """Return what orders the units: the worst light, how many cases show it, how many are in hand, the code."""
    counts = dict(line.lights)
    return (
        LIGHTS.index(line.worst) if line.worst else len(LIGHTS),
        -counts.get(line.worst, 0),
        -line.held,
        line.agency.code,
    )


def _counted(cases: QuerySet[Case]) -> Counter[int]:
    return Counter(dict(cases.order_by().values_list("agency_id").annotate(n=Count("pk"))))


def _notes(agencies: Sequence[int], today: date) -> tuple[Counter[int], Counter[int]]:
    waiting = open_notes(agencies).values_list("case__agency_id", "answer_by")
    return Counter(unit for unit, _day in waiting), Counter(unit for unit, day in waiting if day < today)


def _received(agencies: Sequence[int], year: int) -> set[int]:
    """Return the agencies that an application reached this year, registered or still waiting for it."""
    days = {"gte": date(year, 1, 1), "lte": date(year, 12, 31)}
    arrived, received = (
        {f"{name}__{than}": day for than, day in days.items()} for name in ("arrived_on", "received_on")
    )
    came = Application.objects.filter(agency__in=agencies, **arrived).exclude(case__state="annulled")
    counted = Case.objects.counted().filter(agency__in=agencies, **received)
    return {pk for found in (came, counted) for pk in found.order_by().values_list("agency_id", flat=True).distinct()}


def _filings(government: Agency, today: date) -> tuple[int, dict[int, Filing], dict[int, FilingStatus]]:
    """Return the year in hand, the filings of its units, and how each unit stands."""
    year = filing_year(today)
    units, terms = units_of(Scope(government, year, True)), deadlines_of(government, year)
    filings = {one.agency_id: one for one in Filing.objects.filter(agency_id__in=units, year=year)}
    return year, filings, {pk: filing_status(filings.get(pk), year, terms, today) for pk in units}
