"""Every row of the plan has a test with its id, and no test names a row that there is not."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = tomllib.loads((Path(__file__).parent / "rows.toml").read_text(encoding="utf-8"))
ROW = re.compile(r"[FCXSR][0-9]+b?")
# Rows without any test: each says in rows.toml what is missing, and the number only goes down.
WITHOUT = {"C10", "F15", "X8"}


def marked() -> dict[str, set[str]]:
    """Return the tests of each row, as file and function."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if "mark.fault" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            calls = list(getattr(node, "decorator_list", ()))
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "pytestmark" for t in node.targets):
                calls = node.value.elts if isinstance(node.value, ast.List) else [node.value]
            for call in calls:
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.fault":
                    name = getattr(node, "name", "the whole file")
                    for argument in call.args:
                        found.setdefault(argument.value, set()).add(f"{path.relative_to(TESTS)}::{name}")
    return found


MARKED = marked()


def test_no_test_names_a_row_that_there_is_not():
    rows = {row for row in MARKED if ROW.fullmatch(row)}
    assert rows <= ROWS.keys(), rows - ROWS.keys()


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_test(row):
    if row in WITHOUT:
        assert row not in MARKED, "it has one now: take it off the list"
        assert ROWS[row].get("missing"), "say in rows.toml what is missing"
    else:
        assert MARKED.get(row), f"no test is marked with {row}: {ROWS[row]['what']}"


def test_rows_say_what_they_are_and_how_large():
    for row, said in ROWS.items():
        assert ROW.fullmatch(row) and said["what"] and said["size"]
        assert said.keys() <= {"what", "size", "missing"}
