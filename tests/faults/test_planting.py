"""The faults that are planted: each kind, each readable and different, none where nothing is decided."""

import ast
from pathlib import Path

import pytest

from tests.faults import run
from tests.faults.planting import faults_in

SOURCE = '''"""A day < another."""
LIMIT: int = 7

class Judge:
    class Meta:
        order = 3

    def late(self, day, last):
        """Say whether 1 < 2."""
        if day is None or not last:
            raise ValueError(f"no day, {1 + 1} things")
        return day > last and min(day, last) != LIMIT  # 期限：七日

def asked(cases, 天数):
    if 天数 in cases and cases and not 天数:
        return None
    return cases.filter(open=True, rows=11, english="x" * 12)
'''


def changes() -> set[tuple[str, str, str]]:
    """Return where each fault stands and what it changes."""
    return {(fault.where, fault.before, fault.after) for fault in faults_in("judge.py", SOURCE)}


@pytest.mark.parametrize(
    "change",
    [
        ("module", "7", "8"),
        ("Judge.late", "is", "is not"),
        ("Judge.late", "or", "and"),
        ("Judge.late", "not ", ""),
        ("Judge.late", "day is None or not last", "False"),
        ("Judge.late", 'raise ValueError(f"no day, {1 + 1} things")', "pass"),
        ("Judge.late", ">", ">="),
        ("Judge.late", "min", "max"),
        ("Judge.late", "!=", "=="),
        ("Judge.late", "day > last and min(day, last) != LIMIT", "not (day > last and min(day, last) != LIMIT)"),
        ("asked", "in", "not in"),
        ("asked", "cases", "True"),
        ("asked", "filter", "exclude"),
        ("asked", "True", "False"),
        ("asked", 'cases.filter(open=True, rows=11, english="x" * 12)', "None"),
    ],
)
def test_what_is_planted(change):
    assert change in changes()


def test_nothing_is_planted_in_sentences_annotations_and_what_decides_nothing():
    assert {where for where, _, _ in changes()} == {"module", "Judge.late", "asked"}
    assert not any("1 + 1" in before or before == "+" for _, before, _ in changes() if not before.startswith("raise"))


def test_every_fault_is_another_program_and_stands_where_it_says():
    for fault in faults_in("judge.py", SOURCE):
        planted = fault.planted(SOURCE)
        assert fault.changes(SOURCE) and ast.dump(ast.parse(planted)) != ast.dump(ast.parse(SOURCE))
        assert fault.before.splitlines()[0] in SOURCE.splitlines()[fault.line - 1]


@pytest.mark.parametrize("area", run.AREAS)
def test_each_area_has_modules_and_tests(area):
    assert all((run.ROOT / folder).exists() for folder in run.AREAS[area]["tests"])
    for pattern in run.AREAS[area]["modules"]:
        assert list(run.ROOT.glob(pattern)), pattern


def test_the_same_seed_draws_the_same_faults_and_every_area_and_kind():
    first, again = (
        [(area, fault.name) for _, (area, fault) in zip(range(32), run.drawn(list(run.AREAS), 5), strict=False)]
        for _ in range(2)
    )
    assert first == again
    assert {area for area, _ in first} == set(run.AREAS)


def test_what_is_judged_harmless_still_stands_in_the_code_and_has_a_reason():
    names = {
        fault.name
        for path in {one["fault"].split("::")[0] for one in run.HARMLESS}
        for fault in faults_in(path, Path(run.ROOT / path).read_text(encoding="utf-8"))
    }
    for one in run.HARMLESS:
        assert one["fault"] in names, one["fault"]
        assert len(one["reason"]) > 20
