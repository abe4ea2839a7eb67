"""No committed file names a place outside the project or a machine that it was written on."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".py", ".toml", ".md", ".html", ".css", ".js", ".txt", ".in", ".sh", ".po", ".csv", ".json", ""}
# Put together, so that this file is no exception to its own rule.
OUTSIDE = re.compile("|".join((r"\.\." r"/shared", r"/work/" r"(main|shared)", "/roo" r"t/", "/ho" r"me/\w+/")))


def committed() -> list[Path]:
    """Return the files that git tracks."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_committed_is_a_link():
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    done = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [line for line in done.stdout.splitlines() if not line.startswith("100")]


def test_no_committed_text_names_a_place_of_one_machine():
    files = [path for path in committed() if path.suffix in TEXTS]
    assert len(files) > 50
    for path in files:
        found = OUTSIDE.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"


def test_nothing_that_set_up_makes_is_committed():
    made = re.compile(r"^(var|\.venv)/|\.(mo|sqlite3|otf|ttf|ttc|pyc)$")
    assert not [name for path in committed() if made.search(name := path.relative_to(ROOT).as_posix())]


def test_the_test_command_can_be_run_as_it_stands():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").startswith("#!")
