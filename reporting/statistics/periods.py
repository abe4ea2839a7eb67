"""The days and the units that statistics are asked for: any period and any visible units, a year by default."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from agencies.organisation.models import Agency
from law import Refused, written
from law.regulations.texts import IN_FORCE
from law.reports.forms import LAST_YEAR
from reporting.figures.scope import Scope
from workflow.cases.policy import visible_agencies


@dataclass(frozen=True)
class Period(Scope):
    """A scope whose days are `since` to `until`, both included, and whose agencies are `units`.

    Its `year` is that of the last day, which chooses the form.
    """

    since: date = IN_FORCE
    until: date = IN_FORCE
    units: tuple[int, ...] = ()

    @classmethod
    def of(cls, agency: Agency, since: date, until: date, units: tuple[int, ...]) -> "Period":
        """Return the period of the units; `agency` is the body in whose name they are counted."""
        return cls(agency, until.year, len(units) > 1, since=since, until=until, units=units)

    @cached_property
    def agency_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose cases count: the units, and those whose files they hold on the last day."""
        counting = {*self.units}
        return tuple(sorted({*counting, *(pk for pk, holder in self._holders.items() if holder in counting)}))

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.since

    @property
    def last(self) -> date:
        """Return the last day."""
        return self.until

    @property
    def whole_year(self) -> bool:
        """Say whether the period is a calendar year, for which alone figures are entered."""
        return self.since == date(self.year, 1, 1) and self.until == date(self.year, 12, 31)

    def as_of(self, today: date) -> date:
        """Return the day on which open cases are looked at: the last day, or today while it lies ahead."""
        return min(self.until, today)


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A period as a reader asked for it: the choice of units is kept for the addresses of the page."""

    period: Period
    chosen: tuple[str, ...]  # codes of the units; empty = all that the reader sees

    def address(self, **more: str) -> str:
        """Return the query string that asks for the same again, and for what `more` adds."""
        days = [("from", self.period.since.isoformat()), ("to", self.period.until.isoformat())]
        return urlencode([*days, *(("unit", code) for code in self.chosen), *more.items()])


def asked_period_of(user, given: QueryDict, today: date) -> AskedPeriod:
    """Return the period and the visible units that an address names; without days the year up to its end.

    Raises Refused for days that are none or in the wrong order, and 404 for a unit that the reader does not see.
    """
    visible = dict(visible_agencies(user).order_by("code").values_list("code", "pk"))
    if not visible:
        raise Http404
    chosen = tuple(dict.fromkeys(given.getlist("unit")))
    if set(chosen) - visible.keys():
        raise Http404
    since = _day(given.get("from", ""), date(today.year, 1, 1))
    until = _day(given.get("to", ""), date(since.year, 12, 31))
    if until < since:
        raise Refused(
            f"起始日 {since} 在截止日 {until} 之后",
            field="to",
            english=f"The first day {since} is after the last, {until}",
        )
    units = tuple(visible[code] for code in chosen or visible)
    agency = Agency.objects.get(pk=units[0]) if len(units) == 1 else user.agency
    return AskedPeriod(Period.of(agency, since, until, units), chosen)


def _day(text: str, default: date) -> date:
    if not text:
        return default
    day = written.day(text)
    if day is None:
        raise Refused(f"“{text[:20]}”不是日期", field="from", english=f"Not a date: {text[:20]}")
    if not IN_FORCE.year <= day.year <= LAST_YEAR:
        message = f"日期应当在 {IN_FORCE.year} 年到 {LAST_YEAR} 年之间，现在是 {day}"
        raise Refused(message, field="from", english=f"Days lie between {IN_FORCE.year} and {LAST_YEAR}: {day}")
    return day


def year_and_quarters(year: int) -> list[tuple[str, date, date]]:
    """Return the year and its quarters by key (year, q1 … q4), with their first and last days."""
    starts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    quarters = [(f"q{n + 1}", starts[n], starts[n + 1] - timedelta(days=1)) for n in range(4)]
    return [("year", date(year, 1, 1), date(year, 12, 31)), *quarters]
