"""The interface is sent what its schema allows, and what it does not: no answer is a 500 (`make torture` sends 10,000)."""

import os

import pytest
import time_machine

from tests.once.schema import run
from tests.once.world import NOW, World

SEED = int(os.environ.get("FUZZ_SEED", "20261129"))
EACH = int(os.environ.get("SCHEMA_EACH", "2"))  # requests of one person to one operation
ROLES = ("clerk", "handler", "supervisor", "administrator", "")


@pytest.fixture
def world(db):
    """Return an office with something at every address; the public pages answer as often as they are asked."""
    with time_machine.travel(NOW, tick=False):
        yield World()


@pytest.mark.fault("X9")
def test_the_interface_never_breaks_on_what_its_schema_describes(world):
    broken = []
    for role in ROLES:
        told = run(world.person(role), each=EACH, number=SEED, known=world.known())
        print(f"seed {SEED}, {role or 'nobody'}: {told.sent} requests, {dict(sorted(told.answers.items()))}")
        for operation, what in sorted(told.undescribed):
            print("  beside the schema:", operation, what)
        assert told.sent > 10
        broken += told.broken
    assert broken == []
