"""This year beside last year: numbers, difference, change; a year without one before it is compared with nothing."""

from dataclasses import dataclass

from law.reports.forms import read_term
from reporting.narrative.fragments import NO_NUMBER, Fragment, LinkedNumber, Percentage
from reporting.table.checks import CellLookup
from reporting.table.filled import CellValue, FilledForm

NOT_PUBLISHED = NO_NUMBER
NOT_COMPARABLE = "无可比"
TITLE = "与上年比较"
HEAD = ("项目", "本年（件）", "上年（件）", "增减（件）", "增减幅度")


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """One line: what is compared, this year's number and last year's, None where it was not published."""

    label: str
    now: LinkedNumber
    last: CellValue

    @property
    def cells(self) -> tuple[Fragment, ...]:
        """Return the line as printed: no change without last year, no percentage of nothing."""
        now, last = self.now.number, LinkedNumber(self.last)
        if now is None or self.last is None:
            return (self.label, self.now, last, NOT_PUBLISHED, NOT_COMPARABLE)
        change = now - self.last
        sign = "+" if change > 0 else "-" if change < 0 else ""
        share = Percentage(abs(change), self.last, sign) if self.last else NOT_COMPARABLE
        return (self.label, self.now, last, f"{sign}{abs(change)}", share)


def compare_with_last_year(sheet: FilledForm, last: CellLookup) -> list[ComparisonLine]:
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
    return [
        ComparisonLine(label, LinkedNumber(_sum(sheet.value, keys), *_place(keys)), _sum(last, keys))
        for label, keys in wanted
    ]


def _place(keys: list[tuple[str, str]]) -> tuple[str, str]:
    """Return where a number opens: its cell, or the rows that it adds up."""
    return keys[0] if len(keys) == 1 else ("~rows", ",".join(row for row, _ in keys))


def _sum(look: CellLookup, keys: list[tuple[str, str]]) -> CellValue:
    numbers = [look(*key) for key in keys]
    return None if None in numbers else sum(numbers)
