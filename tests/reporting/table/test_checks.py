"""What stops a table by arithmetic alone: totals that are no sums, cases that vanish between two columns of a year."""

from reporting.table import checks
from tests.reporting.table.test_sheet import later


def failing(sheet) -> dict[str, checks.Check]:
    """Return the checks of a table that do not hold, by rule."""
    return {check.rule: check for check in checks.run_checks(sheet) if not check.ok and check.severity == "error"}


def table():
    """Return a table of five cases that is in order."""
    return later(
        ("in", "in", "natural_person", "open", "", 3),
        ("in", "open", "business", "", "", 1),
        ("before", "in", "natural_person", "not_exist", "", 1),
    )


def test_a_total_that_is_not_the_sum_of_its_columns_is_an_error():
    sheet = table()
    assert "row-total" not in failing(sheet)
    assert [check.ok for check in checks.run_checks(sheet) if check.rule.startswith("row-total-")]
    sheet.cells["R1", "total"] += 1
    found = failing(sheet)["row-total"]
    assert (found.left, found.right, found.cells) == (4, 5, (("R1", "total"),))


def test_what_came_in_and_what_became_of_it_are_the_same_cases():
    sheet = table()
    assert "received-decided" not in failing(sheet)
    sheet.flow["decided-open"] += 1
    found = failing(sheet)["received-decided"]
    assert (found.left, found.right) == (5, 6)
