"""A staffed office on a working day of 2026, and its people as clients that hold every answer against the schema."""

from datetime import date, datetime

import pytest
import time_machine

from tests.api.schema import signed_in
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

TODAY = date(2026, 3, 4)
MORNING = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)


@pytest.fixture
def today():
    """Stand on the morning of 4 March 2026."""
    with time_machine.travel(MORNING, tick=True):
        yield TODAY


@shared_data
def staffed():
    """Return a staffed office."""
    with time_machine.travel(MORNING, tick=True):
        return Office()


@pytest.fixture
def office(staffed, today):
    """Return the office on that morning."""
    return staffed


@pytest.fixture
def clerk(office):
    """Return the client of the clerk."""
    return signed_in(office.clerk)


@pytest.fixture
def everybody(office):
    """Return a client for each role, and one for nobody."""
    people = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "administrator")
    return {name: signed_in(getattr(office, name)) for name in people} | {"nobody": signed_in(None)}


@pytest.fixture
def given():
    """Return an application as JSON."""
    return {
        "channel": "in_person",
        "arrived_on": "2026-03-04",
        "applicant_kind": "business",
        "applicant_name": "某某有限公司",
        "content": "某路扩建的环评批复",
    }
