"""Districts with which the tests of reports begin, written once for those that follow one another."""

from datetime import datetime

import time_machine

from tests.reporting.district import District
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI


@shared_data
def published():
    """Return a district with a year of cases that was filed by all, accepted and published."""
    with time_machine.travel(datetime(2026, 2, 20, 9, tzinfo=SHANGHAI), tick=False):
        district = District()
        district.made = district.cases()
        district.publication = district.ready().publish()
        district.table = district.publication.table
    return district
