"""The points of the quality score of a case, as the file gives them; what each rests on is `reporting/quality/scoring.py`."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "rubric.toml"
FULL_POINTS = 100


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is scored: its points, which are those of its parts, and the articles that it rests on."""

    key: str
    label: str
    english: str
    points: int
    basis: str
    cited: str  # the basis in English
    parts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Deduction:
    """What costs points whatever the rest is worth; `points` is negative."""

    key: str
    label: str
    english: str
    points: int
    basis: str
    cited: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """The scheme: items of together a hundred points, deductions, and its fingerprint."""

    source: str
    english: str
    registered_within: int  # working days
    low: tuple[int, ...]
    voidable: frozenset[str]  # parts, as item.part, that undo a reply where they fail
    items: tuple[Criterion, ...]
    deductions: tuple[Deduction, ...]
    fingerprint: str

    @property
    def named(self) -> dict[str, Criterion | Deduction]:
        """Return everything that costs points, by key, in the order of the file."""
        return {one.key: one for one in (*self.items, *self.deductions)}


@cache
def load_rubric(file: Path = FILE) -> Rubric:
    """Return the scheme of a file; raise ValueError where its points do not add up."""
    text = file.read_text(encoding="utf-8")
    given = tomllib.loads(text)
    items = tuple(Criterion(**each) for each in given["items"])
    deductions = tuple(Deduction(**each) for each in given["deductions"])
    for item in items:
        if sum(item.parts.values()) != item.points or min(item.parts.values()) <= 0:
            raise ValueError(f"{file.name}: the parts of {item.key}")
    if sum(item.points for item in items) != FULL_POINTS:
        raise ValueError(f"{file.name}: the items are not {FULL_POINTS} points")
    if any(each.points >= 0 for each in deductions):
        raise ValueError(f"{file.name}: a deduction takes points off")
    voidable = frozenset(given["voidable"])
    if unknown := voidable - {f"{item.key}.{part}" for item in items for part in item.parts}:
        raise ValueError(f"{file.name}: no such part: {sorted(unknown)}")
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    low = tuple(given["low"])
    within = given["registered_within"]
    return Rubric(given["source"], given["english"], within, low, voidable, items, deductions, mark)
