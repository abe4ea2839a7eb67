"""Only entry points read the clock; law never asks what day it is."""

import ast

import pytest

from tests.architecture.sources import dotted, name, sources, tree

CLOCKS = {"today", "now", "utcnow", "localdate", "localtime", "time_ns", "fromtimestamp", "gmtime"}
ENTRIES = {
    "views",
    "pages",
    "api",
    "admin",
    "tasks",
    "management",
    "backends",
}  # they read the clock once and pass the day down


def readings(source: ast.AST) -> list[str]:
    """Return the calls without an argument that ask what time it is."""
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            chain = dotted(node.func)
            last = chain.rpartition(".")[2]
            asks = last in CLOCKS or chain == "time.time"
            # localdate(instant) turns an instant into a day and asks nothing.
            if asks and not (node.args and last in {"localdate", "localtime", "fromtimestamp"}):
                found.append(f"line {node.lineno}: {chain}")
    return found


@pytest.mark.parametrize(
    "line", ["date.today()", "datetime.datetime.now(UTC)", "timezone.localdate()", "time.time()", "timezone.now()"]
)
def test_a_reading_of_the_clock_is_recognised(line):
    assert readings(ast.parse(line))


def test_law_never_asks_what_day_it_is():
    for path in sources("law"):
        assert not readings(tree(path)), f"{name(path)}: {readings(tree(path))}"
        names = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(tree(path))}
        assert not names & {"today", "utcnow"}, name(path)  # nor hands the question on as a function


def test_below_the_entry_points_the_day_is_an_argument():
    for path in sources("agencies", "intake", "notices", "workflow", "reporting"):
        if not ENTRIES & {path.stem, *path.parts}:
            assert not readings(tree(path)), f"{name(path)}: {readings(tree(path))}"
