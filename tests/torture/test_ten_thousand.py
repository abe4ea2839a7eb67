"""Ten thousand spoilt requests to the pages, and ten thousand to the interface by its schema: no answer is a 500."""

import os
import time

import pytest
import time_machine

from tests.fault_plan.sizes import scaled
from tests.once import schema
from tests.once.fuzz import Fuzz, run
from tests.once.test_fuzz import places
from tests.once.world import NOW, ROLES, World

SEED = int(os.environ.get("FUZZ_SEED", str(time.time_ns() % 10**9)))  # another one every time; a failure names it
MANY = scaled(10_000, least=100)


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        yield World()


@pytest.mark.fault("X9")
@pytest.mark.parametrize("role", [*ROLES, ""])
def test_the_pages_do_not_break(world, role):
    fuzz = run(Fuzz(world.person(role), SEED, world.known()), MANY // (len(ROLES) + 1), 200)
    told = [f"FUZZ_SEED={SEED} {role or 'nobody'}: {example}\n{places(why)}" for example, why in fuzz.failed]
    assert not told, f"{len(told)} of {fuzz.sent}\n" + "\n\n".join(told)


@pytest.mark.fault("X9")
@pytest.mark.parametrize("role", ["clerk", "handler", "supervisor", "administrator", ""])
def test_the_interface_does_not_break(world, role):
    told = schema.run(world.person(role), each=MANY // 5 // 14, number=SEED, known=world.known())  # fourteen operations
    assert told.broken == [], f"FUZZ_SEED={SEED}"
