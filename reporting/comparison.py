"""This year beside last year: numbers, difference, change; a year without one before it is compared with nothing."""

from dataclasses import dataclass

from law.forms import read_term
from reporting.checks import Lookup, percent
from reporting.sheet import Sheet, Value

NOT_PUBLISHED = "—"
NOT_COMPARABLE = "无可比"
TITLE = "与上年比较"
HEAD = ("项目", "本年（件）", "上年（件）", "增减（件）", "增减幅度")


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: what is compared, this year's number and last year's, None where it was not published."""

    label: str
    now: Value
    last: Value

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the line as printed: no change without last year, no percentage of nothing."""
        if self.now is None:
            return (self.label, NOT_PUBLISHED, _shown(self.last), NOT_PUBLISHED, NOT_COMPARABLE)
        if self.last is None:
            return (self.label, str(self.now), NOT_PUBLISHED, NOT_PUBLISHED, NOT_COMPARABLE)
        change = self.now - self.last
        sign = "+" if change > 0 else "-" if change < 0 else ""
        share = f"{sign}{percent(abs(change), self.last)}" if self.last else NOT_COMPARABLE
        return (self.label, str(self.now), str(self.last), f"{sign}{abs(change)}", share)


def _shown(value: Value) -> str:
    return NOT_PUBLISHED if value is None else str(value)


def compared(sheet: Sheet, last: Lookup) -> list[Compared]:
    """Return received, concluded, every result and every kind of proceeding beside last year's published numbers.

    `last` answers None for a cell that last year's form did not have: results of another form are not comparable.
    """
    narrative = sheet.form.narrative
    column = narrative["column"]
    wanted = [("收到申请", [(narrative["received"], column)]), ("办理结果合计", [(narrative["replies"], column)])]
    wanted += [(given["label"], [(row, column) for row in given["rows"]]) for given in narrative["outcomes"]]
    for given in narrative["remedies"]:
        term = read_term(given["total"])
        wanted.append((given["label"], [(term.row, term.column)]))
    return [Compared(label, _sum(sheet.value, keys), _sum(last, keys)) for label, keys in wanted]


def _sum(look: Lookup, keys: list[tuple[str, str]]) -> Value:
    numbers = [look(*key) for key in keys]
    return None if None in numbers else sum(numbers)
