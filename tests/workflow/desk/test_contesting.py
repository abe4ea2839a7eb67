"""What may be done against the agency, and what the agency must do about it: silence, proceedings, the terms of both."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

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


@pytest.mark.parametrize(("on", "court_at_once"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)])
def test_what_silence_allows_stands_beside_the_overdue_term(assigned, client, on, court_at_once):
    with time_machine.travel(datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI), tick=False):
        client.cookies.load({"django_language": "zh-hans"})
        client.force_login(assigned.clerk)
        page = client.get(reverse("case", args=[assigned.one.pk])).content.decode()
    assert "期限内没有答复：申请人可以申请行政复议至" in page
    assert ("或者提起行政诉讼至" in page) == court_at_once
    assert ("应当先申请行政复议（2026年7月起的规定，未读到原文）" in page) != court_at_once


def test_before_the_due_day_has_passed_nothing_is_said_of_silence(assigned, client):
    with time_machine.travel(MORNING, tick=False):
        client.force_login(assigned.clerk)
        assert 'id="silence"' not in client.get(reverse("case", args=[assigned.one.pk])).content.decode()
