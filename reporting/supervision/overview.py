"""What a supervisor watches: every unit's cases in hand by light and day, its late replies, and units without any case."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from agencies.organisation.models import Agency
from agencies.organisation.selectors import shortest_keys
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
SOON, LEFT_SOON = "kro", 2  # overdue, due today, due within two working days
DAYS = 10  # working days ahead


class HeldCase(NamedTuple):
    """A case in hand by its key: its unit, its due day, its light on the desk, and the column of the coming days in which it stands, if any."""

    pk: int
    agency_id: int
    due_on: date | None
    light: Light
    on: date | None


class HeldCases(NamedTuple):
    """How many cases of a unit are due on the same day and show the same light."""

    agency_id: int
    light: Light
    on: date | None
    n: int


@dataclass(frozen=True, slots=True)
class WatchedCase:
    """A case as the pages show it, with its light on the desk."""

    case: Case
    light: Light | None  # None for a case that was replied to


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
    soon: list[HeldCase]  # the first to be late, the latest first
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


class Lights:
    """The lights of one day: what a case shows by its due day, found out once a day of the calendar."""

    def __init__(self, today: date, days: Calendar):
        """Remember the day and the calendar by which the lights are reckoned."""
        self.today, self.days, self.ahead = today, days, coming_workdays(today, days)
        self._by_day: dict[date | None, Light] = {}

    def of(self, due_on: date | None) -> Light:
        """Return the light of a case whose clock runs to this day; None = it stands still."""
        if due_on not in self._by_day:
            self._by_day[due_on] = light(due_on, self.today, self.days)
        return self._by_day[due_on]

    def certain(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Leave the cases whose columns tell their light: reckoned on the calendar in force, without an open inquiry.

        Their due day is that of the clock (`projection._put_term`), and only an open inquiry stops the clock for some days
        and not for others (`worklist.term_status`). All others are reckoned from their events.
        """
        return cases.filter(open_consultations=0, calendar_fingerprint=self.days.fingerprint)

    def reckoned(self, cases: QuerySet[Case]) -> list[HeldCase]:
        """Return the cases whose light their columns do not tell for certain, reckoned from their events."""
        doubtful = list(
            cases.filter(Q(open_consultations__gt=0) | ~Q(calendar_fingerprint=self.days.fingerprint)).select_related(
                None
            )
        )
        stands = worklist.term_statuses(doubtful, self.today, self.days)
        found = []
        for case in doubtful:
            status, _keys = stands.get(case.pk, (None, ()))
            found.append(self.held(case.pk, case.agency_id, case.due_on, status.light if status else None))
        return found

    def held(self, pk: int, agency_id: int, due_on: date | None, lamp: Light | None = None) -> HeldCase:
        """Return a case in hand with its light, by its due day where none is given."""
        lamp = lamp or self.of(due_on)
        return HeldCase(pk, agency_id, due_on, lamp, column_of(due_on, lamp, self.today, self.ahead))


def open_cases(agencies: Sequence[int], today: date, days: Calendar) -> list[HeldCase]:
    """Return the cases in hand of the agencies, the first to be late first; three queries, whatever their number.

    The light is the one that the desk shows.
    """
    lights, cases = Lights(today, days), _in_hand(agencies)
    rows = lights.certain(cases).values_list("pk", "agency_id", "due_on")
    return sorted([*(lights.held(*row) for row in rows.iterator()), *lights.reckoned(cases)], key=_first_to_be_late)


def _in_hand(agencies: Sequence[int]) -> QuerySet[Case]:
    return Case.objects.filter(agency__in=agencies, state__in=procedure.OPEN_STATES).order_by()


def _first_to_be_late(one: HeldCase) -> tuple[int, date, int]:
    return LIGHTS.index(one.light.code), one.due_on or date.max, one.pk


def watched(held: Iterable[HeldCase]) -> list[WatchedCase]:
    """Return what a page shows of these cases, in their order; one query."""
    lights = {one.pk: one.light for one in held}
    cases = Case.objects.filter(pk__in=list(lights)).select_related("agency", "handler__section", "section")
    found = cases.in_bulk()
    return [WatchedCase(found[pk], lamp) for pk, lamp in lights.items() if pk in found]


def column_of(due_on: date | None, lamp: Light, today: date, ahead: tuple[date, ...]) -> date | None:
    """Return the working day by which a case is due; none for one that is late, far off, or stands still."""
    if lamp.code == "p" or due_on is None or due_on < today:
        return None
    return next((day for day in ahead if due_on <= day), None)


def late_replies(agencies: Sequence[int], today: date) -> QuerySet[Case]:
    """Return the cases that were decided this year after their term."""
    decided = {"decided_on__gte": date(today.year, 1, 1), "decided_on__lte": today}
    return (
        Case.objects.counted().filter(agency__in=agencies, timeliness="late", **decided).order_by("-decided_on", "-pk")
    )


def cases_counted_by(held: list[HeldCase], what: str, ahead: tuple[date, ...]) -> list[HeldCase]:
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
    keys, lights = [one.pk for one in agencies], Lights(today, days)
    among = shortest_keys(keys)
    held, soon = _counted_in_hand(among, lights)
    of_unit: dict[int, list[HeldCases]] = {pk: [] for pk in keys}
    for some in held:
        of_unit[some.agency_id].append(some)
    late = _counted(late_replies(among, today))
    asked, overdue = _notes(among, today)
    period = Period.of(government, date(today.year, 1, 1), date(today.year, 12, 31), tuple(keys))
    by_unit, every = quality_services.summaries_of_units(period)
    quality = {unit.pk: one for unit, one in by_unit}
    year, filings, files = _filings(government, today)
    received = _received(among, today.year)
    lines, idle = [], []
    for unit in agencies:
        if of_unit[unit.pk] or late[unit.pk] or asked[unit.pk] or (unit.active and unit.pk in received):
            counts = (late[unit.pk], asked[unit.pk], overdue[unit.pk], quality[unit.pk])
            lines.append(_line(unit, of_unit[unit.pk], lights.ahead, *counts, filings.get(unit.pk), files.get(unit.pk)))
        elif unit.active and (unit.opened_on is None or unit.opened_on <= today):
            idle.append(unit)
    lines.sort(key=_pressing)
    total = _line(None, held, lights.ahead, late.total(), asked.total(), overdue.total(), every)
    return SupervisionOverview(lines, total, idle, soon, lights.ahead, year)


def _counted_in_hand(agencies: Sequence[int], lights: Lights) -> tuple[list[HeldCases], list[HeldCase]]:
    """Return the cases in hand counted by unit and due day, and those that are late or soon will be, the latest first.

    Four queries, whatever their number; what is counted is never read one by one.
    """
    cases = _in_hand(agencies)
    certain, reckoned = lights.certain(cases), lights.reckoned(cases)
    held = [HeldCases(one.agency_id, one.light, one.on, 1) for one in reckoned]
    for agency, due_on, n in certain.values_list("agency_id", "due_on").annotate(n=Count("pk")):
        one = lights.held(0, agency, due_on)
        held.append(HeldCases(agency, one.light, one.on, n))
    pressing = certain.filter(due_on__lt=lights.days.add(lights.today, LEFT_SOON + 1))
    soon = [lights.held(*row) for row in pressing.values_list("pk", "agency_id", "due_on").iterator()]
    soon = cases_counted_by([*soon, *reckoned], "soon", lights.ahead)
    return held, sorted(soon, key=_first_to_be_late)


def _line(unit: Agency | None, held: list[HeldCases], ahead: tuple[date, ...], *rest) -> UnitLine:
    lights, on = Counter(), Counter()
    for some in held:
        lights[some.light.code] += some.n
        on[some.on] += some.n
    counts = tuple((code, lights[code]) for code in LIGHTS), tuple((day, on[day]) for day in ahead)
    return UnitLine(unit, lights.total(), *counts, *rest)


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
