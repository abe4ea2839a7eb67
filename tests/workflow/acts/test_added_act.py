"""An act that does not exist is added by one row and one module, and nothing else is touched (docs/decisions/0036)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

HERE = Path(__file__).parent / "added_act"
ROW = """    Act("transfer", "移送", "Transfer to another body",
        ("registered", "handling"), "closed", ("clerk",),
        {"2019": "条例99"}),
"""
BEFORE = '    Act("recompute",'
NEEDED = (
    "agencies",
    "config",
    "intake",
    "law",
    "locale",
    "notices",
    "records",
    "reporting",
    "setup",
    "static",
    "templates",
    "tests",
    "workflow",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy of the project with one more act."""
    root = tmp_path_factory.mktemp("project") / "kaidang"
    root.mkdir()
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    for name in NEEDED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    table = root / "law" / "procedure.py"
    source = table.read_text(encoding="utf-8")
    assert source.count(BEFORE) == 1
    table.write_text(source.replace(BEFORE, ROW + BEFORE), encoding="utf-8")
    shutil.copy(HERE / "forwarding.py", root / "workflow" / "acts" / "forwarding.py")
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess:
    """Run a command of the copy on a database of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "PYTEST", "COV"))}
    own |= {"VAR_DIR": str(root / "var"), "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, *command], cwd=root, env=own, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_an_added_act_is_offered_performed_undone_counted_told_and_refused(copy):
    scenario = "tests/workflow/acts/added_act/scenario.py"
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", scenario)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "6 passed" in done.stdout


def test_an_added_act_needs_no_migration(copy):
    done = run(copy, "manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_row_without_its_class_stops_the_application(copy):
    module = copy / "workflow" / "acts" / "forwarding.py"
    aside = module.rename(copy / "forwarding.aside")
    try:
        done = run(copy, "manage.py", "check")
    finally:
        aside.rename(module)
    assert done.returncode != 0 and "no class in workflow/acts/ for transfer" in done.stderr
