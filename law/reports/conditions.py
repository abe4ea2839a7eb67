"""Conditions on cases and proceedings: the count of a cell and the cases behind it both follow from one of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from law.deadlines.receipt import CHANNELS
from law.outcomes import GROUNDS, OUTCOMES, split_grounds

APPLICANT_KINDS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
REMEDY_KINDS = ("reconsideration", "litigation_direct", "litigation_after")
REMEDY_RESULTS = ("upheld", "corrected", "other", "pending")

# What may be asked of a case in a year, and of a proceeding in a year.
# received: in the year, or before it; decided: in the year, or still open at its end.
CASE = {
    "received": ("in", "before"),
    "decided": ("in", "open"),
    "applicant_kind": APPLICANT_KINDS,
    "channel": CHANNELS,
    "outcome": tuple(OUTCOMES),
    "timeliness": ("on_time", "extended", "late"),
    "first_ground": tuple(GROUNDS),
    "any_ground": tuple(GROUNDS),
}
REMEDY = {"remedy": REMEDY_KINDS, "result": REMEDY_RESULTS}
COLUMN_OF = {"first_ground": "grounds", "any_ground": "grounds"}  # both are read from one column of the case


@dataclass(frozen=True, slots=True)
class Condition:
    """All of its tests must hold; a test is a name and the values that it allows."""

    tests: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> "Condition":
        """Build a condition from its TOML table; raise ValueError for an unknown name or value."""
        tests = []
        for name, given in sorted(table.items()):
            known = CASE.get(name) or REMEDY.get(name)
            if known is None:
                raise ValueError(f"unknown condition {name}")
            values = frozenset([given] if isinstance(given, str) else given)
            if strange := sorted(values - set(known)):
                raise ValueError(f"unknown {name}: {', '.join(strange)}")
            tests.append((name, values))
        return cls(tuple(tests))

    @property
    def columns(self) -> frozenset[str]:
        """Return the names of the facts that the condition asks for."""
        return frozenset(COLUMN_OF.get(name, name) for name, _ in self.tests)

    def both(self, other: "Condition") -> "Condition":
        """Return the condition that holds where both hold; they may not test the same name."""
        if twice := {name for name, _ in self.tests} & {name for name, _ in other.tests}:
            raise ValueError(f"tested twice: {', '.join(sorted(twice))}")
        return Condition(tuple(sorted((*self.tests, *other.tests))))

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Say whether the facts of one case or proceeding satisfy every test."""
        for name, allowed in self.tests:
            if name == "first_ground":
                if not allowed.intersection(split_grounds(facts["grounds"])[:1]):
                    return False
            elif name == "any_ground":
                if not allowed.intersection(split_grounds(facts["grounds"])):
                    return False
            elif facts[name] not in allowed:
                return False
        return True


def any_holds(conditions: tuple[Condition, ...], facts: Mapping[str, str]) -> bool:
    """Say whether at least one of the conditions holds."""
    return any(condition.holds(facts) for condition in conditions)


@lru_cache(maxsize=2048)  # asked for every row of every unit's sheet; the forms have some hundreds of conditions
def columns_of(conditions: tuple[Condition, ...]) -> frozenset[str]:
    """Return the names of the facts that the conditions ask for together."""
    return frozenset().union(*(condition.columns for condition in conditions))
