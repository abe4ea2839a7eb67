"""How many cases a list says that it has: what a search found is counted to a bound, all else by state, in one query."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workflow.one_assigned_case import MORNING
from workflow.cases.models import Case


@pytest.fixture
def desk(assigned):
    """Return the office on one morning."""
    with time_machine.travel(MORNING, tick=False):
        yield assigned


def test_a_search_that_finds_very_many_stops_counting(desk, client, monkeypatch):
    """What nobody turns the pages of is not counted: as many as were counted are shown, and that there are more."""
    for _ in range(5):
        desk.assigned(date(2026, 3, 2))
    client.force_login(desk.clerk)
    monkeypatch.setattr("workflow.desk.views.worklist.PER_PAGE", 2)
    monkeypatch.setattr("workflow.pages.FoundPages.MOST", 4)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("worklist"), {"q": "施工合同"})
    assert (page.context["page"].paginator.count, page.context["page"].paginator.num_pages) == (4, 2)
    assert "4+" in page.content.decode()
    counting = [each["sql"] for each in asked if "searchtext" in each["sql"] and "COUNT" in each["sql"]]
    assert counting
    assert all("LIMIT 5" in sql for sql in counting)
    monkeypatch.setattr("workflow.pages.FoundPages.MOST", 1000)
    page = client.get(reverse("worklist"), {"q": "施工合同"})
    assert page.context["page"].paginator.count == Case.objects.count() == 6
    assert "6+" not in page.content.decode()


@pytest.mark.parametrize("stage", ["", "handling", "registered", "replied", "all"])
def test_a_list_has_as_many_cases_as_it_shows(desk, client, stage):
    for _ in range(3):
        desk.case(date(2026, 3, 2))
    client.force_login(desk.clerk)
    page = client.get(reverse("worklist"), {"stage": stage} if stage else {}).context["page"]
    expected = {"": 4, "handling": 1, "registered": 3, "replied": 0, "all": 4}[stage]
    assert (page.paginator.count, len(page.object_list)) == (expected, expected)
