"""Several new cases to one handler from the worklist: each an act of its own, each refusal said."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office
from workflow.cases.models import Case

MONDAY = date(2026, 3, 2)
ADDRESS = "/assign/"


@shared_data
def two():
    """Return an office with two new cases."""
    office = Office()
    office.first, office.second = office.case(MONDAY), office.case(MONDAY)
    return office


@pytest.fixture
def desk(two, client):
    """Return the office on the Wednesday after, its clerk signed in."""
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(two.clerk)
        yield two


def chosen(*cases: Case) -> list[str]:
    """Return what the boxes of these cases send."""
    return [f"{case.pk}.{case.version}" for case in cases]


def handlers() -> list[tuple[str, str]]:
    """Return state and handler of every case, by number."""
    return [(case.state, str(case.handler or "")) for case in Case.objects.select_related("handler").order_by("number")]


def test_two_at_once(desk, client):
    page = client.post(ADDRESS, {"case": chosen(desk.first, desk.second), "handler_id": desk.handler.pk}, follow=True)
    assert handlers() == [("handling", "handler")] * 2
    assert "已分派 2 件" in page.content.decode()


def test_the_worklist_offers_boxes_only_for_what_may_be_assigned(desk, client):
    desk.do(desk.first, "assign", MONDAY, handler_id=desk.handler.pk)
    page = client.get(reverse("worklist")).content.decode()
    assert page.count('name="case"') == 1
    assert f'value="{chosen(desk.second)[0]}"' in page
    assert "在办 1 件" in page
    client.force_login(desk.reviewer)
    assert 'name="case"' not in client.get(reverse("worklist")).content.decode()


def test_one_that_changed_meanwhile_hinders_no_other(desk, client):
    given = {"case": chosen(desk.first, desk.second), "handler_id": desk.handler.pk}
    desk.do(desk.first, "withdraw", MONDAY, reason="书面撤回")
    page = client.post(ADDRESS, given, follow=True).content.decode()
    assert handlers() == [("withdrawn", ""), ("handling", "handler")]
    assert desk.first.number in page
    assert "已分派 1 件" in page


def test_a_case_seen_in_an_older_state_is_not_assigned_over(desk, client):
    given = {"case": chosen(desk.first), "handler_id": desk.handler.pk}
    desk.do(desk.first, "assign", MONDAY, handler_id=desk.handler.pk)
    page = client.post(ADDRESS, given, follow=True).content.decode()
    assert "已先办" in page
    assert Case.objects.get(pk=desk.first.pk).events.filter(act="assign").count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "没有选中案件"),
        ({"case": ["x.1", "1"]}, ""),
        ({"case": "first"}, "请选一位承办人"),
        ({"case": "first", "handler_id": "clerk"}, "请选一位承办人"),
    ],
)
def test_a_bad_choice_is_said_and_changes_nothing(desk, client, given, sentence):
    given = dict(given)
    if given.get("case") == "first":
        given["case"] = chosen(desk.first)
    if given.get("handler_id") == "clerk":
        given["handler_id"] = desk.clerk.pk
    answer = client.post(ADDRESS, given, follow=True)
    assert sentence in answer.content.decode()
    assert handlers() == [("registered", "")] * 2


def test_a_case_of_another_agency_does_not_exist(desk, client):
    client.force_login(desk.administrator)
    assert client.post(ADDRESS, {"case": chosen(desk.first), "handler_id": desk.handler.pk}).status_code == 404
    client.force_login(desk.supervisor)
    page = client.post(ADDRESS, {"case": chosen(desk.first), "handler_id": desk.handler.pk}, follow=True)
    assert "您的岗位不能办理这一步" in page.content.decode()
    assert handlers() == [("registered", "")] * 2


def test_register_and_take_the_next(desk, client):
    given = {
        "channel": "in_person", "arrived_on": "2026-03-04", "applicant_kind": "natural_person", "applicant_name": "李四",
        "content": "某路扩建的环评批复", "idempotency_key": "k9", "next": "1",
    }  # fmt: skip
    page = client.post(reverse("register"), given, follow=True)
    case = Case.objects.get(application__applicant_name="李四")
    assert page.redirect_chain == [(reverse("register"), 302)]
    assert case.number in page.content.decode()
