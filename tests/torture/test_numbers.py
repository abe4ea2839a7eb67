"""Numbers, acts and keys at full size on both databases: 32 writers × 50 letters, 300 kills between number, PDF and seal, 200 among acts, 20 of keys."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fault_plan.sizes import scaled

ROOT = Path(__file__).resolve().parents[2]
NO_SERVER = 3  # what setup/servers.sh answers where there are no server programs


def run(module: str, *arguments: str, database: str, folder: Path) -> str:
    """Run a module on a database of its own; return what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'numbers.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }
    if database == "postgresql":
        command = ["sh", str(ROOT / "setup" / "servers.sh"), "postgresql", "--", *command]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=3000, check=False
    )
    if database == "postgresql" and done.returncode == NO_SERVER:
        pytest.skip("no PostgreSQL server programs")
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stdout.write(done.stdout)
    return done.stdout


@pytest.mark.fault("C2")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_thirty_two_writers_that_abort_and_die_leave_no_gap(database, tmp_path):
    printed = run("tests.notices.numbering_race", "32", "50", database=database, folder=tmp_path)
    assert f"{database}: 32 writers x 50" in printed and "faults: none" in printed


@pytest.mark.fault("F16")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_three_hundred_kills_between_number_and_seal_lose_no_letter(database, tmp_path):
    printed = run("tests.torture.issue_kills", str(scaled(300, least=11)), database=database, folder=tmp_path)
    assert f"{database}: {scaled(300, least=11)} processes" in printed and "faults: none" in printed


@pytest.mark.fault("F1")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_kills_among_acts_lose_nothing_that_was_acknowledged(database, tmp_path):
    printed = run("tests.torture.act_kills", str(scaled(200)), database=database, folder=tmp_path)
    assert f"{database}: " in printed and "kills" in printed and "faults: none" in printed


@pytest.mark.fault("R6")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_twenty_kills_while_keys_change_leave_every_row_readable(database, tmp_path):
    rows, kills = scaled(100_000), scaled(20, least=4)
    printed = run("tests.torture.rotation_kills", str(rows), str(kills), database=database, folder=tmp_path)
    assert f"{database}: {rows} rows, {kills} kills" in printed and "faults: none" in printed
