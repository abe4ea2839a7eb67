"""The page of all filings looks into the units that it shows, and shows each of them once."""

import pytest
import time_machine

from reporting.validation import services as validation_services
from tests.reporting import year
from tests.reporting.district import MORNING, District
from tests.shared_data import shared_data


@pytest.fixture(autouse=True)
def today():
    """Stand on the morning of 20 February 2026."""
    with time_machine.travel(MORNING, tick=False):
        yield


@shared_data
def district():
    found = District()
    found.made = found.cases()
    return found


def test_the_pages_of_the_units_hold_every_unit_once_with_its_own_findings(district, client, monkeypatch):
    """Only the units shown are looked into, and what is said of each is what a page of all says."""
    client.force_login(district.supervisor)
    for n in range(4, 16):
        year.agency(f"C{n}", parent=district.government)
    district.filled(district.bureaus[0])
    whole = client.get("/supervise/2025/").context
    monkeypatch.setattr("reporting.filing.views.government.PER_PAGE", 6)
    looked_into, shown = [], []
    validate_units = validation_services.validate_units
    monkeypatch.setattr(
        validation_services,
        "validate_units",
        lambda scope, only: looked_into.append(only) or validate_units(scope, only),
    )
    for n in (1, 2, 3):
        page = client.get("/supervise/2025/", {"page": n})
        assert page.context["counts"] == whole["counts"]
        assert [row.agency.pk for row in page.context["rows"]] == looked_into[-1]
        shown += page.context["rows"]
    assert [len(keys) for keys in looked_into] == [6, 6, 4]
    assert shown == whole["rows"]
    assert "show=all&amp;page=2" in client.get("/supervise/2025/").content.decode()
    assert len({row.hard for row in shown}) > 1  # the one that was filled in has fewer findings
