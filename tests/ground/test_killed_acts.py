"""A process that is killed while it acts has done an act or has not: nothing that was acknowledged is lost (small; torture kills 200)."""

import pytest

from tests.torture.test_numbers import run


@pytest.mark.fault("F1")
@pytest.mark.databases
def test_nothing_acknowledged_is_lost_with_the_process_that_did_it(tmp_path):
    """On a database of its own, of SQLite here and of PostgreSQL in the long run."""
    printed = run("tests.torture.act_kills", "6", database="sqlite", folder=tmp_path)
    assert "6 kills" in printed and "faults: none" in printed


@pytest.mark.fault("R6")
@pytest.mark.databases
def test_no_row_is_lost_with_the_process_that_changes_keys(tmp_path):
    """Small: torture kills 20 times over 100,000 rows, on both databases."""
    printed = run("tests.torture.rotation_kills", "1500", "4", database="sqlite", folder=tmp_path)
    assert "1500 rows, 4 kills" in printed and "faults: none" in printed
