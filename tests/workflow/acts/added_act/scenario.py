"""What must hold of an act that was added by one row and one module; run in a copy of the project that has it."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from reporting.figures.scope import scope_of
from reporting.figures.tables import filled_form_of
from tests.workflow.sample_office import Office, at
from workflow.acts.services import perform
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.cases.replay import replay

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
SAID = {"name": "某区数据局", "reason": "该事项已经划转"}


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    return office.assigned(date(2026, 3, 2))


def codes(user, case) -> list[str]:
    return [row.code for row in policy.possible_acts(user, Case.objects.get(pk=case.pk), DAY)]


def form(case, **given) -> dict:
    return {"on": DAY.isoformat(), "version": Case.objects.get(pk=case.pk).version} | SAID | given


def act(client, person, case, **given):
    client.force_login(person)
    return client.post(reverse("step", args=[case.pk, "transfer"]), form(case, **given))


def test_it_is_offered_on_the_page_and_over_the_api(office, case, client):
    assert "transfer" in codes(office.clerk, case)
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "移送" in page and 'name="reason"' in page
    answer = client.get(f"/api/v1/cases/{case.pk}/").json()
    (offered,) = [row for row in answer["acts"] if row["code"] == "transfer"]
    assert offered["article"] == "条例99"
    assert "transfer" in client.get("/api/v1/schema/").content.decode()


def test_it_is_performed_on_the_page_and_told_in_the_history(office, case, client):
    answer = act(client, office.clerk, case)
    assert answer.status_code == 302
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.outcome, after.closed_on) == ("closed", "other", DAY)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "移送" in page and SAID["name"] in page and SAID["reason"] in page
    assert replay(case.pk, check=True) == []


def test_it_is_performed_over_the_api_and_its_fields_are_checked(office, case, client):
    client.force_login(office.clerk)
    body = {"act": "transfer", "on": DAY.isoformat(), "version": 2, "data": SAID}
    path = f"/api/v1/cases/{case.pk}/acts/"
    missing = client.post(path, body | {"data": {"name": "某区数据局"}}, "application/json")
    assert missing.status_code == 400 and "reason" in missing.content.decode()
    assert client.post(path, body, "application/json").status_code in (200, 201)
    assert Case.objects.get(pk=case.pk).outcome == "other"


def test_it_is_refused_to_the_wrong_role_state_and_regulation(office, case, client):
    for person in (office.handler, office.reviewer, office.signer, office.auditor):
        with pytest.raises(Refused, match="岗位"):
            perform("transfer", case.pk, by=person, on=DAY, now=at(DAY), data=SAID)
        assert "transfer" not in codes(person, case)
    assert act(client, office.reviewer, case).status_code == 422
    unassigned = office.case(date(2026, 3, 2))
    with pytest.raises(Refused, match="不能移送"):
        perform("transfer", unassigned.pk, by=office.clerk, on=DAY, now=at(DAY), data=SAID)
    old = office.assigned(date(2018, 3, 5))
    with pytest.raises(Refused, match="2007"):
        perform("transfer", old.pk, by=office.clerk, on=date(2018, 3, 6), now=at(date(2018, 3, 6)), data=SAID)
    assert not Case.objects.exclude(outcome="").exists()


def test_what_it_lacks_is_said_beside_the_field(office, case, client):
    answer = act(client, office.clerk, case, reason=" ")
    assert answer.status_code == 422 and Case.objects.get(pk=case.pk).outcome == ""


def test_it_is_counted_once_and_undone(office, case):
    def cells():
        return filled_form_of(scope_of(office.agency, 2026)).cells

    before = cells()
    event = perform("transfer", case.pk, by=office.clerk, on=DAY, now=at(DAY), data=SAID)
    after = cells()
    changed = {key for key in after if after[key] != before[key]}
    assert changed and all(after[key] - before[key] == 1 for key in changed if before[key] < after[key])
    undone = {"seq": event.seq, "reason": "误登记"}
    perform("annul", case.pk, by=office.reviewer, on=DAY, now=at(DAY), data=undone)
    assert cells() == before
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.outcome, again.closed_on) == ("handling", "", None)
    assert "transfer" in codes(office.clerk, case)
    assert replay(case.pk, check=True) == []
