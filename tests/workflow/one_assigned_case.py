"""An office with one assigned case, on the morning of 4 March 2026, for tests of pages."""

from datetime import date, datetime

import time_machine

from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

MORNING = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)


@shared_data
def assigned():
    """Return an office with one assigned case."""
    with time_machine.travel(MORNING, tick=False):
        office = Office()
        office.one = office.assigned(date(2026, 3, 2))
    return office
