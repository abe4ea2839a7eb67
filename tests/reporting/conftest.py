"""Districts with which the tests of reports begin, written once for those that follow one another."""

import time_machine

from tests.reporting.district import FEBRUARY, MORNING, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at
from workflow.locks import services as lock_services


@shared_data
def ready():
    """Return a district with a year of cases that was filed by all and accepted."""
    district = District()
    district.made = district.cases()
    return district.ready()


@shared_data
def published():
    """Return a district with a year of cases that was filed by all, accepted and published."""
    with time_machine.travel(MORNING, tick=False):
        district = District()
        district.made = district.cases()
        district.publication = district.ready().publish()
        district.table = district.publication.table
    return district


@shared_data(params=["open", "published"], ids=str)
def open_or_unlocked(state: str):
    """Return a district whose year is open, or was published and then unlocked for one unit."""
    with time_machine.travel(MORNING, tick=False):
        district = District()
        district.made = district.cases()
        if state == "published":
            district.ready().publish()
            lock_services.unlock(district.bureaus[0], YEAR, reason="更正", by=district.supervisor, now=at(FEBRUARY))
    return district
