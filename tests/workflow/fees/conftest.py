"""A staffed office on the last day of March 2026."""

from datetime import date

import pytest
import time_machine

from tests.shared_data import shared_data
from tests.workflow.fees.applications import ZHANG, asked
from tests.workflow.sample_office import Office, at

TODAY = date(2026, 3, 31)


@shared_data
def eleven():
    """Return an office with ten cases of one person on 2 March and an eleventh on 3 March."""
    office = Office()
    office.ten = [asked(office, date(2026, 3, 2), **ZHANG) for _ in range(10)]
    office.eleventh = asked(office, date(2026, 3, 3), **ZHANG)
    return office


@pytest.fixture
def evening():
    """Stand on the last day of the month."""
    with time_machine.travel(at(TODAY, 17), tick=False):
        yield TODAY
