"""No address answers 500 to anything typed: a bounded fuzz by every person (`make torture` sends 10,000)."""

import os

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from tests.once.fuzz import PAGES, Fuzz, run
from tests.once.world import NOW, ROLES, World

SEED = int(os.environ.get("FUZZ_SEED", "20261129"))
EACH = int(os.environ.get("FUZZ_EACH", "40"))  # requests of one person, after the walk over the pages


@pytest.fixture
def world(db):
    """Return an office with something at every address."""
    with time_machine.travel(NOW, tick=False):
        yield World()


def places(why: str) -> str:
    """Return the last lines of our own code in a traceback, and what was raised."""
    ours = [
        line.strip()
        for line in why.splitlines()
        if line.strip().startswith("File") and "site-packages" not in line and "/tests/" not in line
    ]
    return "\n".join([*ours[-4:], why.strip().splitlines()[-1][:300]])


@pytest.mark.databases
def test_no_address_breaks_whatever_is_typed(world):
    told, sent = [], 0
    share = 2 if connection.vendor == "postgresql" else 1  # what differs there is found by half as many
    for role in (*ROLES, ""):
        fuzz = run(Fuzz(world.person(role), SEED, world.known()), EACH // share, PAGES // share)
        print(
            f"seed {SEED}, {role or 'nobody'}: {fuzz.sent} requests, {len(fuzz.links)} links, {len(fuzz.forms)} forms, {fuzz.answers}"
        )
        told += [f"FUZZ_SEED={SEED} {role or 'nobody'}: {example}\n{places(why)}" for example, why in fuzz.failed]
        sent += fuzz.sent
    if told:  # kept, so that it can be read after the run; each is played again by its seed
        kept = settings.VAR_DIR / "fuzz-failures.txt"
        kept.write_text("\n\n".join(told))
    assert not told, f"{len(told)} of {sent}\n" + "\n\n".join(told)
