"""Fill a form: cells from grouped cases, grouped proceedings and entered figures; nothing here touches a database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from law.reports.conditions import REMEDY, Condition, any_holds, columns_of
from law.reports.forms import Form, Row
from reporting.table.numbers import plain_number

CellValue = int | Decimal | None
CellKey = tuple[str, str]  # row, column


@dataclass(frozen=True)
class GroupedCounts:
    """Equal cases counted together: each row holds the facts in the order of `names`, then how many."""

    names: tuple[str, ...]
    rows: Sequence[tuple]

    @cached_property
    def _cache(self) -> dict:
        return {}

    def by(self, names: Iterable[str]) -> list[tuple[dict[str, str], int]]:
        """Return the counts over only the facts named."""
        wanted = tuple(sorted(names))
        if wanted not in self._cache:
            places = [self.names.index(name) for name in wanted]
            found: Counter[tuple] = Counter()
            for row in self.rows:
                found[tuple([row[place] for place in places])] += row[-1]
            self._cache[wanted] = [(dict(zip(wanted, facts, strict=True)), n) for facts, n in found.items()]
        return self._cache[wanted]

    def split(self, names: frozenset[str], across: frozenset[str]) -> list[tuple[dict[str, str], dict[tuple, int]]]:
        """Return, for each combination of the facts `names`, the counts over the facts `across`."""
        key = (tuple(sorted(names)), tuple(sorted(across)), "split")
        if key not in self._cache:
            found: defaultdict[tuple, dict[tuple, int]] = defaultdict(dict)
            for facts, n in self.by(names | across):
                found[tuple(facts[name] for name in key[0])][tuple(facts[name] for name in key[1])] = n
            self._cache[key] = [(dict(zip(key[0], facts, strict=True)), spread) for facts, spread in found.items()]
        return self._cache[key]

    def count(self, conditions: tuple[Condition, ...]) -> int:
        """Return how many satisfy at least one of the conditions."""
        return sum(n for facts, n in self.by(columns_of(conditions)) if any_holds(conditions, facts))


NO_CASES = GroupedCounts(("received", "decided", "applicant_kind", "channel", "outcome", "grounds", "timeliness"), ())
NO_REMEDIES = GroupedCounts(("remedy", "result"), ())


@dataclass
class FilledForm:
    """A filled form: its cells, and what a person must know before trusting them."""

    form: Form
    year: int
    body: str
    units: int = 1
    cells: dict[CellKey, CellValue] = field(default_factory=dict)
    # Cases that no row or more than one row takes, by the sum row that should have added them up once.
    misplaced: dict[str, list[tuple[dict[str, str], int]]] = field(default_factory=dict)
    overlaps: dict[str, dict[int, int]] = field(default_factory=dict)  # rule -> rows per case -> cases
    notes: dict[str, int] = field(default_factory=dict)
    flow: dict[str, int] = field(default_factory=dict)
    unstated: dict[CellKey, int] = field(default_factory=dict)  # entered cell -> units that did not state it

    def value(self, row: str, column: str) -> CellValue:
        """Return the number of a cell, None where it is not stated."""
        return self.cells.get((row, column))

    def tables(self) -> dict[str, dict[str, CellValue]]:
        """Return the cells by row path and column label, as JSON reports write them."""
        return {
            row.name: {column.label: self.value(row.key, column.key) for column in self.form.columns(row.key)}
            for row in self.form.printed
        }


def fill_form(
    form: Form,
    year: int,
    body: str,
    *,
    groups: GroupedCounts = NO_CASES,
    remedies: GroupedCounts = NO_REMEDIES,
    figures: Mapping[CellKey, Sequence[Decimal]] | None = None,
    units: int = 1,
) -> FilledForm:
    """Return the filled form.

    `figures` holds for each entered cell the figures of the units that stated one; `units` is how many should have.
    """
    sheet = FilledForm(form, year, body, units)
    for row in form.printed:
        if row.kind in ("count", "remedy"):
            _count_row(sheet, row, remedies if row.kind == "remedy" else groups)
        elif row.kind == "entered":
            _enter_row(sheet, row, figures or {})
        elif row.kind == "heading":
            sheet.cells |= {(row.key, column.key): None for column in form.columns(row.key)}
    for row in form.printed:
        if row.kind == "sum":
            _sum_row(sheet, row)
    _explain(sheet, groups, remedies)
    return sheet


def _count_row(sheet: FilledForm, row: Row, groups: GroupedCounts) -> None:
    columns = sheet.form.columns(row.key)
    plain = [column for column in columns if not column.of]
    across = columns_of(tuple(column.when for column in plain))
    names = tuple(sorted(across))
    counts = dict.fromkeys((column.key for column in plain), 0)
    for facts, spread in groups.split(columns_of(row.when), across):
        if any_holds(row.when, facts):
            for values, n in spread.items():
                of_column = dict(zip(names, values, strict=True))
                for column in plain:
                    if column.when.holds(of_column):
                        counts[column.key] += n
    for column in columns:
        sheet.cells[row.key, column.key] = sum(counts[key] for key in column.of) if column.of else counts[column.key]


def _enter_row(sheet: FilledForm, row: Row, figures: Mapping[CellKey, Sequence[Decimal]]) -> None:
    for column in sheet.form.columns(row.key):
        key = (row.key, column.key)
        stated = figures.get(key, ())
        sheet.cells[key] = plain_number(sum(stated, Decimal(0))) if stated else None
        if len(stated) < sheet.units:
            sheet.unstated[key] = sheet.units - len(stated)


def _sum_row(sheet: FilledForm, row: Row) -> None:
    leaves = sheet.form.leaf_rows(row.key)
    for column in sheet.form.columns(row.key):
        added = [sheet.value(leaf.key, column.key) for leaf in leaves]
        sheet.cells[row.key, column.key] = None if None in added else plain_number(sum(added))


def _explain(sheet: FilledForm, groups: GroupedCounts, remedies: GroupedCounts) -> None:
    form = sheet.form
    for row in form.printed:
        if row.whole:
            of_cases = form.population(row.key) == "count"
            sheet.misplaced[row.key] = _misplaced(form, row, groups if of_cases else remedies)
    for equation in form.equations:
        if equation.overlap:
            rows = [form.rows[term.row] for term in equation.right]
            sheet.overlaps[equation.rule] = _overlaps(rows, groups)
    for note in form.notes:
        of_remedies = columns_of(note.when) <= set(REMEDY)
        sheet.notes[note.rule] = (remedies if of_remedies else groups).count(note.when)
    for name, value in (("received", "in"), ("received", "before"), ("decided", "in"), ("decided", "open")):
        sheet.flow[f"{name}-{value}"] = sum(n for facts, n in groups.by([name]) if facts[name] == value)


def _misplaced(form: Form, row: Row, groups: GroupedCounts) -> list[tuple[dict[str, str], int]]:
    leaves = form.leaf_rows(row.key)
    columns = [column for column in form.columns(row.key) if not column.of]
    asked = columns_of((*row.whole, *row.without_row)) | columns_of(tuple(c for leaf in leaves for c in leaf.when))
    found = []
    for facts, n in groups.by(asked):
        if any_holds(row.whole, facts) and not any_holds(row.without_row, facts):
            places = sum(condition.holds(facts) for leaf in leaves for condition in leaf.when)
            if places != 1:
                found.append((facts, n))
    across = columns_of(tuple(column.when for column in columns))
    for facts, n in groups.by(across | columns_of(row.whole)):
        if any_holds(row.whole, facts) and sum(column.when.holds(facts) for column in columns) != 1:
            found.append(({name: facts[name] for name in across}, n))
    return found


def _overlaps(rows: Sequence[Row], groups: GroupedCounts) -> dict[int, int]:
    found: Counter[int] = Counter()
    for facts, n in groups.by(columns_of(tuple(c for row in rows for c in row.when))):
        times = sum(any_holds(row.when, facts) for row in rows)
        if times > 1:
            found[times] += n
    return dict(sorted(found.items()))


def sum_of_cell(sheets: Iterable[FilledForm], key: CellKey) -> CellValue:
    """Return a cell added over the sheets of all units, None where one of them does not state it."""
    numbers = [sheet.value(*key) for sheet in sheets]
    return None if None in numbers else sum(numbers)
