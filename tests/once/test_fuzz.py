"""No address answers 500 to anything typed: a bounded fuzz by every person (`make torture` sends 10,000)."""

import os

import pytest
import time_machine

from tests.once.fuzz import Fuzz, run
from tests.once.world import NOW, ROLES, World

SEED = int(os.environ.get("FUZZ_SEED", "20261129"))
EACH = int(os.environ.get("FUZZ_EACH", "120"))  # requests of one person, after the walk over the pages


@pytest.fixture
def world(db):
    """Return an office with something at every address."""
    with time_machine.travel(NOW, tick=False):
        yield World()


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_no_address_breaks_whatever_is_typed(world, role):
    fuzz = run(Fuzz(world.person(role), SEED, world.known()), EACH)
    print(f"seed {SEED}, {role or 'nobody'}: {fuzz.sent} requests, {len(fuzz.links)} links, {len(fuzz.forms)} forms, {fuzz.answers}")
    told = "\n\n".join(f"FUZZ_SEED={SEED} {role}: {example}\n{why[-1500:]}" for example, why in fuzz.failed[:5])
    assert not fuzz.failed, f"{len(fuzz.failed)} of {fuzz.sent}\n{told}"
