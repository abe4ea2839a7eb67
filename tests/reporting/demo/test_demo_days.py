"""The demonstration loads on any day: around the years' ends, within holidays, on leap days, in years without a calendar."""

from datetime import date

import pytest
from django.core.management import call_command

from agencies.administration.imports import import_agencies
from agencies.organisation.models import Agency
from reporting.demo import year_end
from reporting.demo.filings import LATE
from reporting.filing.models import Filing
from reporting.publication.models import Publication
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import DEMO
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.demo import today as cases
from workflow.demo.people import people

pytestmark = pytest.mark.django_db
UNITS = 61
EVERY_DAY = [
    date(2026, 1, 1), date(2026, 2, 17), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 1), date(2026, 10, 3), date(2026, 12, 1),
    date(2026, 12, 31), date(2027, 1, 4), date(2027, 2, 1), date(2027, 7, 15), date(2028, 2, 29), date(2029, 1, 31),
]  # fmt: skip


OFTEN = (date(2027, 1, 4), date(2028, 2, 29))  # in `make test` too: nothing of the year is concluded yet; a leap day


@pytest.mark.parametrize(
    "today", [pytest.param(day, id=str(day), marks=[] if day in OFTEN else pytest.mark.slow) for day in EVERY_DAY]
)
def test_it_loads_on_any_day_of_the_year(today):
    now = at(today, 15)
    import_agencies(DEMO / "ouhai_agencies.csv")
    people(now=now)
    call_command("import_indicators", str(DEMO / "ouhai_2018_indicators.csv"))
    call_command("import_register", str(DEMO / "ouhai_2018_register.xlsx"))
    assert year_end.registers(today=today, now=now) > 150
    assert cases.load(now=now) > 50
    assert year_end.filings(today=today) > UNITS
    assert year_end.publications(today=today) == 3
    assert year_end.notes(now=now) == 2
    years = year_end.years_on(today)
    for table in Publication.objects.all():
        assert table.table.frozen_at <= now
    states = {one.agency.code: one.state for one in Filing.objects.filter(year=years.in_hand or years.published)}
    if years.in_hand and today.month == 3:
        assert set(states.values()) == {"accepted"}
    if years.in_hand and (today.month, today.day) == (2, 1):
        assert set(states) == {agency.code for agency in Agency.objects.all()}
        assert states[LATE] == "open"
    assert max(Case.objects.values_list("received_on", flat=True)) <= today
    for pk in Case.objects.filter(imported=False).values_list("pk", flat=True):
        assert replay(pk, check=True) == []
