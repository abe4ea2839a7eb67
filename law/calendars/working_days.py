"""The working-day calendar: State Council notices, make-up working weekends included (law.md 8)."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from law import Refused
from law.calendars import statutory_holidays

FOLDER = Path(__file__).parent
LAST_ORDINAL = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class YearTable:
    """The notice for one year: days off and make-up working days, which may lie in the December before it."""

    year: int
    off: frozenset[date]
    work: frozenset[date]
    papers: tuple[str, ...] = ()
    complete: bool = True

    def check(self) -> None:
        """Raise Refused for a day listed twice, far from its year, or a table without its notice."""
        for day in sorted(self.off | self.work):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise Refused(
                    f"{day}不属于{self.year}年的放假安排", field="off", english=f"{day} is not of {self.year}"
                )
        if both := sorted(self.off & self.work):
            raise Refused(f"{both[0]}既是放假日又是上班日", field="work", english=f"{both[0]} is both off and work")
        if not any(paper.strip() for paper in self.papers):
            raise Refused("没有写明国务院办公厅的放假通知", field="paper", english="The notice is not named")


def year_table(path: Path) -> YearTable:
    """Return the table of one file; raise ValueError for unknown or missing keys."""
    return table_of_text(path.read_text(encoding="utf-8"), path.name)


def table_of_text(text: str, name: str) -> YearTable:
    """Return the table of the text of a file that is called `name`; raise ValueError for unknown or missing keys."""
    table = tomllib.loads(text)
    if table.keys() != {"year", "papers", "off", "work", "complete"}:
        raise ValueError(f"{name}: wrong keys {sorted(table)}")
    return YearTable(
        table["year"], frozenset(table["off"]), frozenset(table["work"]), tuple(table["papers"]), table["complete"]
    )


@cache
def filed_years() -> tuple[YearTable, ...]:
    """Return the tables of the law's own files, by year."""
    return tuple(year_table(path) for path in sorted(FOLDER.glob("*.toml")))


def _weekdays(ordinal: int) -> int:
    """Return how many days Monday to Friday have an ordinal up to `ordinal` (ordinal 1 is a Monday)."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _weekday_at(number: int) -> int:
    """Return the ordinal of the weekday whose `_weekdays` is `number`: the inverse."""
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1


class Calendar:
    """An immutable calendar: every day is numbered once, so that adding and counting cost the same for any span.

    Where no table says otherwise Monday to Friday are working days, but for the days that the law itself fixes
    (全国年节及纪念日放假办法): they are off in every year without a complete notice, as far as their days are known.
    """

    def __init__(self, tables: Iterable[YearTable]):
        self._tables = {table.year: table for table in tables}
        unpublished = [year for year in statutory_holidays.known_years() if not self.published(year)]
        self._fixed = sorted(day for year in unpublished for day in statutory_holidays.fixed_days(year))
        # ordinal -> working day?
        self._listed: dict[int, bool] = dict.fromkeys((day.toordinal() for day in self._fixed), False)
        for year in sorted(self._tables):  # ascending: a new year's notice may change the last days of the old year
            table = self._tables[year]
            self._listed.update(dict.fromkeys((day.toordinal() for day in table.off), False))
            self._listed.update(dict.fromkeys((day.toordinal() for day in table.work), True))
        self._first = min(self._listed, default=2) - 1
        self._last = max(self._listed, default=self._first)
        self._days: list[int] = []  # the ordinals of the working days in (first, last]
        self._index = [0]  # how many of them up to each day
        for ordinal in range(self._first + 1, self._last + 1):
            if self._listed.get(ordinal, (ordinal - 1) % 7 < 5):
                self._days.append(ordinal)
            self._index.append(len(self._days))
        self._before, self._after = _weekdays(self._first), _weekdays(self._last) - len(self._days)

    @classmethod
    def load(cls, extra: Iterable[YearTable] = ()) -> "Calendar":
        """Return the calendar of the law's files, with tables entered since added or put in their place."""
        tables = {table.year: table for table in filed_years()}
        tables.update({table.year: table for table in extra})
        return cls(tables.values())

    @cached_property
    def fingerprint(self) -> str:
        """Return a short hash of everything that this calendar says."""
        says = [
            f"{t.year}:{t.complete}:{','.join(map(str, sorted(t.off)))}:{','.join(map(str, sorted(t.work)))}"
            for _, t in sorted(self._tables.items())
        ]
        says.append(f"fixed:{','.join(map(str, self._fixed))}")
        return hashlib.sha256("\n".join(says).encode()).hexdigest()[:16]

    def published(self, year: int) -> bool:
        """Say whether the State Council's notice for `year` is loaded and complete."""
        table = self._tables.get(year)
        return table is not None and table.complete

    def number(self, ordinal: int) -> int:
        """Return the running number of the last working day up to a day (as ordinal)."""
        if ordinal < self._first:
            return _weekdays(ordinal) - self._before
        if ordinal > self._last:
            return _weekdays(ordinal) - self._after
        return self._index[ordinal - self._first]

    def numbered(self, number: int) -> int:
        """Return the day (as ordinal) of the working day with a running number."""
        if number <= 0:
            return _weekday_at(number + self._before)
        if number > len(self._days):
            ordinal = _weekday_at(number + self._after)
            if ordinal > LAST_ORDINAL:
                raise Refused("日期超出可以计算的范围", english="The day lies beyond what can be reckoned")
            return ordinal
        return self._days[number - 1]

    def is_workday(self, day: date) -> bool:
        """Say whether `day` is a working day."""
        ordinal = day.toordinal()
        return self._listed.get(ordinal, (ordinal - 1) % 7 < 5)

    def kind_of(self, day: date) -> str:
        """Return "work", "makeup" (a working weekend day), "weekend" or "holiday"."""
        listed, weekday = self._listed.get(day.toordinal()), day.weekday() < 5
        if listed is None:
            return "work" if weekday else "weekend"
        if listed:
            return "work" if weekday else "makeup"
        return "holiday"

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, which is not counted itself (民法典第二百零一条)."""
        if n < 1:
            raise ValueError("n must be at least 1")
        return date.fromordinal(self.numbered(self.number(day.toordinal()) + n))

    def count(self, after: date, through: date) -> int:
        """Return the number of working days after `after` up to and including `through`."""
        return self.number(through.toordinal()) - self.number(after.toordinal())


@cache
def published_calendar() -> Calendar:
    """Return the calendar of the law's own files."""
    return Calendar.load()
