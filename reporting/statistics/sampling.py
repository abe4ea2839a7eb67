"""Draw files for review (案卷评查): at random, by unit and outcome, and the same again for the same seed.

A case's place follows from the hash of the seed and its own number alone, so that the draw can be repeated by anybody
who has the register, on any machine and with any version of this program.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from law import Refused
from reporting.figures.counting import cases_of
from reporting.statistics.periods import Period
from workflow.cases.models import Case

MOST_FILES = 500
LONGEST_SEED = 40


@dataclass(frozen=True, slots=True)
class Stratum:
    """The cases of one unit with one outcome: how many there are, and which were drawn."""

    unit: str
    outcome: str
    size: int
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw with what repeats it."""

    seed: str
    wanted: int
    strata: tuple[Stratum, ...]

    @property
    def population(self) -> int:
        """Return from how many cases was drawn."""
        return sum(stratum.size for stratum in self.strata)

    @property
    def cases(self) -> list[int]:
        """Return the keys of the cases drawn, by unit and outcome."""
        return [pk for stratum in self.strata for pk in stratum.drawn]


def draw_sample(period: Period, wanted: int, seed: str) -> Sample:
    """Draw from the cases concluded in the period; raise Refused for a number or a seed out of range.

    Every unit and outcome has a place as long as there are places; the rest follows their sizes.
    """
    if not 1 <= wanted <= MOST_FILES:
        raise Refused(
            f"抽取件数应当在 1 到 {MOST_FILES} 之间", field="size", english=f"Draw between 1 and {MOST_FILES} files"
        )
    if not 1 <= len(seed) <= LONGEST_SEED:
        raise Refused(
            f"种子应当有 1 到 {LONGEST_SEED} 个字", field="seed", english=f"A seed has 1 to {LONGEST_SEED} characters"
        )
    groups: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    decided = cases_of(period).filter(decided_on__lte=period.last).exclude(outcome="")
    rows = decided.values_list("pk", "number", "outcome", "agency__code")
    for pk, number, outcome, unit in rows.iterator(chunk_size=5000):
        groups[unit, outcome].append((_place(seed, f"{unit}/{number}"), pk))
    places = allocate({key: len(members) for key, members in groups.items()}, wanted, seed)
    strata = [
        Stratum(*key, len(members), tuple(pk for _place, pk in sorted(members)[: places[key]]))
        for key, members in sorted(groups.items())
    ]
    return Sample(seed, wanted, tuple(strata))


def _place(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def allocate(sizes: dict[tuple[str, str], int], wanted: int, seed: str) -> dict[tuple[str, str], int]:
    """Return how many are drawn from each stratum: one each first, the rest by size with the largest remainders.

    Where there are more strata than places, the seed says which go without.
    """
    order = sorted(sizes, key=lambda key: _place(seed, "/".join(key)))
    if wanted <= len(order):
        return dict.fromkeys(sizes, 0) | dict.fromkeys(order[:wanted], 1)
    wanted = min(wanted, sum(sizes.values()))
    places = dict.fromkeys(sizes, 1)
    rest, left = wanted - len(sizes), {key: size - 1 for key, size in sizes.items()}
    whole = sum(left.values())
    if not whole:
        return places
    exact = {key: divmod(rest * size, whole) for key, size in left.items()}
    for key, (share, _remainder) in exact.items():
        places[key] += share
    missing = wanted - sum(places.values())
    by_remainder = sorted(order, key=lambda key: -exact[key][1])  # equal ones stay in the order of the seed
    for key in by_remainder[:missing]:
        places[key] += 1
    return places


def drawn_cases(sample: Sample) -> list[Case]:
    """Return the cases drawn in the order of the sample."""
    found = Case.objects.select_related("agency", "handler").in_bulk(sample.cases)
    return [found[pk] for pk in sample.cases]
