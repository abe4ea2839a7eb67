"""Findings that need no database: a report is judged by what it is given."""

from reporting.table import checks
from reporting.validation.rules import SOFT, ReportToValidate, validate
from tests.reporting.table.test_sheet import later


def test_a_typical_case_that_nobody_has_confirmed_needs_a_reason():
    sheet = later(("in", "in", "natural_person", "open", "", 3))
    quiet, found = (validate(ReportToValidate(sheet, checks.run_checks(sheet), whole=False, waiting=n)) for n in (0, 2))
    assert "example-waiting" not in {finding.rule for finding in quiet}
    (finding,) = [finding for finding in found if finding.rule == "example-waiting"]
    assert finding.severity == SOFT and "2 件典型案例" in finding.message
