"""The sizes of the long run: whole, or a share of it (`TORTURE_SHARE=0.1` for what an hour holds)."""

import os
import random
from collections.abc import Sequence

SHARE = float(os.environ.get("TORTURE_SHARE", "1"))
SEED = int(os.environ.get("TORTURE_SEED", "20261130"))


def scaled(size: int, least: int = 1) -> int:
    """Return how many of a size are run."""
    return max(least, round(size * SHARE))


def drawn(everything: Sequence) -> list:
    """Return the share of a list that is run, the same for every process of one seed."""
    if SHARE >= 1:
        return list(everything)
    kept = sorted(random.Random(SEED).sample(range(len(everything)), scaled(len(everything))))
    return [everything[place] for place in kept]
