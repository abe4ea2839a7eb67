"""The years of the working-day calendar, one by one: from which notice, and whether it is there at all."""

from dataclasses import dataclass
from datetime import date

from agencies.installation.models import CalendarYear
from law.calendars.working_days import YearTable, filed_years
from workflow.cases.selectors import calendar


@dataclass(frozen=True, slots=True)
class CalendarOfYear:
    """One year: its notices, its days off and its make-up working days; none of these where it is not published."""

    year: int
    published: bool
    entered: bool  # added after delivery
    papers: tuple[str, ...]
    off: tuple[tuple[date, date], ...]  # spans of days off, first and last day
    work: tuple[date, ...]
    workdays: int


def calendars_of_years(today: date) -> list[CalendarOfYear]:
    """Return the years from the next one down to the first of the law's own files."""
    days, tables = calendar(), {table.year: table for table in filed_years()}
    added = {row.year: row for row in CalendarYear.objects.all()}
    last = max([today.year + 1, *tables, *added])
    found = []
    for year in range(last, min([today.year, *tables]) - 1, -1):
        table = _entered(added[year]) if year in added else tables.get(year)
        found.append(
            CalendarOfYear(
                year,
                days.published(year),
                year in added,
                table.papers if table else (),
                _spans(table.off) if table else (),
                tuple(sorted(table.work)) if table else (),
                days.count(date(year - 1, 12, 31), date(year, 12, 31)),
            )
        )
    return found


def _entered(row: CalendarYear) -> YearTable:
    off, work = (frozenset(map(date.fromisoformat, given)) for given in (row.off, row.work))
    return YearTable(row.year, off, work, (row.paper,))


def _spans(days: frozenset[date]) -> tuple[tuple[date, date], ...]:
    """Join days that follow each other."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)
