"""11.6: the worklist of the head of the disclosure office: what is due soon and can be extended only with the head's consent."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.workflow.sample_office import at
from workflow.cases.models import Case

START, SOON, EARLY = date(2026, 3, 2), date(2026, 3, 26), date(2026, 3, 10)  # due on 30 March


def noted(office, client, person, day: date) -> list[str]:
    """Return why cases stand among the first things of a person."""
    client.force_login(person)
    with time_machine.travel(at(day), tick=False):
        return [row.note for row in client.get(reverse("worklist")).context["first"]]


def test_the_head_sees_what_waits_for_a_consent(office, client):
    case = office.assigned(START)
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 3, 30)
    assert noted(office, client, office.head, SOON) == ["consent"]
    with time_machine.travel(at(SOON), tick=False):
        page = client.get(reverse("worklist")).content.decode()
    assert "是否延期" in page and f"/cases/{case.pk}/#act-consent" in page
    assert noted(office, client, office.handler, SOON) == []
    assert noted(office, client, office.head, EARLY) == []


@pytest.mark.parametrize("done", ["consented", "drafted"])
def test_and_no_more_when_it_is_decided_or_needs_none(office, client, done):
    case = office.assigned(START)
    if done == "consented":
        office.decide(case, "consent", SOON, to="extend", workdays=20, reason="十一个项目，期限内查不完")
    else:
        office.drafted(case, SOON, provided=["合同"], secrecy_review="保密审查表第1号")
    assert noted(office, client, office.head, SOON) == []


def test_an_annulled_consent_is_none(office, client):
    case = office.assigned(START)
    given = office.decide(case, "consent", SOON, to="extend", workdays=20, reason="十一个项目，期限内查不完")
    office.decide(case, "annul", SOON, by=office.reviewer, seq=given.seq, reason="录入有误，核对后更正")
    assert noted(office, client, office.head, SOON) == ["consent"]
