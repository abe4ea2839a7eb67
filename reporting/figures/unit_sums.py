"""What the units of a government state together, cell by cell, without the sheet of any of them.

A case is counted in the same cell whoever counts it, so that the sum over the units is the count over all their cases; only
entered figures, and what adds these up, are stated by some units and not by others. (docs/decisions/0073)
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from law.reports.forms import Form, Row
from reporting.figures.counting import case_groups, cases_of, figures_of, remedies_of, remedy_groups
from reporting.figures.scope import Scope
from reporting.table.filled import CellKey, FilledForm, fill_form
from reporting.table.numbers import plain_number

COUNTED = frozenset({"count", "remedy"})


@dataclass(frozen=True)
class UnitSums:
    """How many of some units state each cell, and what these add up to."""

    units: int
    cells: Mapping[CellKey, tuple[int, int | Decimal]]

    def stated(self, key: CellKey) -> tuple[int, int | Decimal]:
        """Return how many units state a cell, and their sum."""
        return self.cells.get(key, (0, 0))


NOBODY = UnitSums(0, {})


def sums_of_units(scope: Scope, form: Form, members: Mapping[int, Sequence[int]]) -> UnitSums:
    """Return the sums over units, each named with the agencies that it counts; three queries, whatever their number."""
    unit_of = {agency: unit for unit, agencies in members.items() for agency in agencies}
    cases = cases_of(scope).filter(scope.among(only=unit_of))
    counted = fill_form(
        form,
        scope.year,
        "",
        groups=case_groups(scope, form.case_columns, cases),
        remedies=remedy_groups(scope, remedies_of(scope).filter(scope.among("case__agency_id", unit_of))),
    )
    entered = _entered(scope, form, unit_of)
    cells: dict[CellKey, tuple[int, int | Decimal]] = {}
    for row in form.printed:
        leaves = form.leaf_rows(row.key) if row.kind == "sum" else (row,)
        for column in form.columns(row.key) if row.kind != "heading" else ():
            if {leaf.kind for leaf in leaves} <= COUNTED:
                cells[row.key, column.key] = (len(members), counted.value(row.key, column.key))
            else:
                cells[row.key, column.key] = _sum_of(leaves, column.key, entered, counted)
    return UnitSums(len(members), cells)


def _entered(scope: Scope, form: Form, unit_of: Mapping[int, int]) -> dict[CellKey, dict[int, Decimal]]:
    """Return the entered figures by cell and by the unit that states them."""
    cells = {name: key for key, name in form.entered_cells.items()}
    found: defaultdict[CellKey, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = figures_of(scope).filter(scope.among(only=unit_of)).values_list("agency_id", "indicator", "value")
    for agency, name, value in rows:
        if name in cells:
            found[cells[name]][unit_of[agency]] += value
    return found


def _sum_of(
    leaves: Sequence[Row], column: str, entered: Mapping[CellKey, Mapping[int, Decimal]], counted: FilledForm
) -> tuple[int, int | Decimal]:
    """Return how many units state all of some rows, and the sum over these units: one that leaves a row out states no total."""
    if not all(leaf.kind == "entered" for leaf in leaves):  # no form has such a row (tests/reporting/figures)
        raise ValueError(f"{counted.form.code} adds counted and entered rows up: {[leaf.key for leaf in leaves]}")
    by_unit = [entered.get((leaf.key, column), {}) for leaf in leaves]
    units = set(by_unit[0]).intersection(*by_unit[1:])
    return len(units), plain_number(sum((each[unit] for each in by_unit for unit in units), Decimal(0)))
