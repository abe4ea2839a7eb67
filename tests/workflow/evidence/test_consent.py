"""11.6: the consent of the head is an act of a person with that role, and a typed name is none (条例33②、35; 2007: 24②)."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from agencies.administration.policy import role_conflict
from agencies.organisation.models import Agency, OfficerRole
from law import Refused
from law.calendars.working_days import published_calendar
from tests.workflow.sample_office import at, officer
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.cases.projection import project
from workflow.cases.replay import replay
from workflow.office.readiness import readiness

TODAY = date(2026, 3, 4)
GIVEN = {"to": "extend", "workdays": 10, "reason": "档案分存三处，期限内查不完"}
EXTENSION = {"workdays": 10, "reason": "档案分存三处"}


def why_not(office, case) -> Refused:
    return policy.why_not(office.handler, "extend", Case.objects.get(pk=case.pk), TODAY)


def over_the_api(person, case, act: str, data: dict):
    client = APIClient()
    client.force_authenticate(person)
    body = {"act": act, "on": "2026-03-04", "version": Case.objects.get(pk=case.pk).version, "data": data}
    return client.post(f"/api/v1/cases/{case.pk}/acts/", body, format="json")


def test_the_head_consents_on_the_page_and_then_the_handler_extends(desk, client):
    """11.6: over HTTP as the two people; the letter's sheet and the event name who consented and when."""
    case = desk.one
    client.force_login(desk.handler)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "要先由公开工作机构负责人（head）在本件办理“同意延期”" in page  # not offered, and why
    client.force_login(desk.head)
    shown = client.get(reverse("case", args=[case.pk]))
    assert [step["row"].code for step in shown.context["steps"]] == ["consent"]
    agreed = client.post(reverse("step", args=[case.pk, "consent"]), {"on": "2026-03-04", "version": 2} | GIVEN)
    assert agreed.status_code == 302
    client.force_login(desk.handler)
    told = client.post(reverse("step", args=[case.pk, "extend"]), {"on": "2026-03-04", "version": 3} | EXTENSION)
    assert told.status_code == 302
    event = case.events.get(act="extend")
    assert (event.data["consent"], event.data["approved_by"], event.data["approved_on"]) == (3, "head", "2026-03-04")
    assert event.letter.facts["approved_by"] == "head"
    assert replay(case.pk, check=True) == []


def test_a_typed_name_is_refused_over_the_api(desk):
    """11.6: the field is gone, and a name in its place is refused by name."""
    answer = over_the_api(desk.handler, desk.one, "extend", EXTENSION | {"approved_by": "林建国"})
    assert answer.status_code == 400
    assert "data.approved_by" in {one["field"] for one in answer.json()["errors"]}
    answer = over_the_api(desk.handler, desk.one, "extend", EXTENSION)
    assert (answer.status_code, answer.json()["errors"][0]["article"]) == (400, "条例33②")


@pytest.mark.parametrize("who", ["clerk", "handler", "reviewer", "signer"])
def test_nobody_else_consents(desk, who):
    """11.6: the role of the head, and no other."""
    answer = over_the_api(getattr(desk, who), desk.one, "consent", GIVEN)
    assert answer.status_code == 400 and "岗位" in answer.json()["detail"]
    assert over_the_api(desk.head, desk.one, "consent", GIVEN).status_code == 201


def test_an_extension_goes_no_further_than_the_consent(desk):
    """11.6: more working days, an earlier day, and a consent that was used are refused."""
    desk.decide(desk.one, "consent", TODAY, **GIVEN)
    for given, field in ((EXTENSION | {"workdays": 11}, "workdays"), (EXTENSION, "on")):
        with pytest.raises(Refused) as refusal:
            desk.decide(
                desk.one, "extend", TODAY if field == "workdays" else date(2026, 3, 3), consented=False, **given
            )
        assert (refusal.value.field, refusal.value.article) == (field, "条例33②")
    desk.decide(desk.one, "extend", TODAY, consented=False, **EXTENSION)
    desk.decide(desk.one, "annul", TODAY, by=desk.reviewer, seq=4, reason="天数录错")
    assert why_not(desk, desk.one) is None  # what was annulled used nothing


def test_a_consent_is_not_struck_out_from_under_its_extension(desk):
    """11.6: the record on which an act rests goes after that act."""
    consent = desk.decide(desk.one, "consent", TODAY, **GIVEN)
    used = desk.decide(desk.one, "extend", TODAY, consented=False, **EXTENSION)
    with pytest.raises(Refused, match="请从最后一条起依次更正"):
        desk.decide(desk.one, "annul", TODAY, by=desk.reviewer, seq=consent.seq, reason="不是本人意思")
    desk.decide(desk.one, "annul", TODAY, by=desk.reviewer, seq=used.seq, reason="天数录错")
    desk.decide(desk.one, "annul", TODAY, by=desk.reviewer, seq=consent.seq, reason="不是本人意思")
    assert why_not(desk, desk.one).field == "consent"


def test_a_consent_to_one_act_is_none_to_another(desk):
    """11.6: who consents to a delay has not consented to an extension."""
    desk.decide(desk.one, "consent", TODAY, **GIVEN | {"to": "delay"})
    assert why_not(desk, desk.one).article == "条例33②"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"workdays": 21}, "workdays"), ({"reason": "无"}, "reason"), ({"to": "reply"}, "to")],
)
def test_what_the_law_does_not_let_the_head_consent_to(desk, wrong, field):
    """11.6: no more working days than the article, a reason that says something, one of two acts."""
    with pytest.raises(Refused) as refusal:
        desk.decide(desk.one, "consent", TODAY, **GIVEN | wrong)
    assert refusal.value.field == field


def head_line(agency: Agency):
    """Return the line of the ready check about the head."""
    found = readiness(Agency.objects.filter(pk=agency.pk), now=at(TODAY), today=TODAY, days=published_calendar())
    return next(line for line in found.agencies[0][1] if line.code == "head")


def test_an_agency_without_a_head_is_told_so_before_and_when_it_matters(desk):
    """11.6: the ready check has a line, and the refusal says who gives the role."""
    assert (head_line(desk.agency).state, head_line(desk.agency).says) == ("ok", ("head", "head"))
    OfficerRole.objects.filter(officer=desk.head).delete()
    assert "本单位还没有人有这个岗位" in why_not(desk, desk.one).reason
    assert head_line(desk.agency).state != "ok" and "不能延期答复" in head_line(desk.agency).says[0]


def test_one_person_may_be_head_and_signer_but_not_administrator(desk):
    """11.6: the head sees cases, so that the three roles of the system stay apart."""
    both = officer("both", desk.agency, "head", "signer")
    assert desk.decide(desk.one, "consent", TODAY, by=both, **GIVEN).actor == both
    assert role_conflict({"administrator", "head"}).field == "roles"


def test_an_extension_of_before_keeps_its_typed_name(desk):
    """11.6: old events fold and read as they were written."""
    event = desk.decide(desk.one, "extend", TODAY, **EXTENSION)
    old = {name: value for name, value in event.data.items() if name not in ("consent", "approved_on")}
    event.data = old | {"approved_by": "林建国"}
    found = project(
        [*desk.one.events.filter(act__in=("register", "assign")).order_by("seq"), event], published_calendar()
    )
    assert found.due_on == Case.objects.get(pk=desk.one.pk).due_on


@pytest.mark.parametrize(("workdays", "allowed"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_consent_is_to_one_working_day_at_least_and_to_no_more_than_the_law_lets(desk, workdays, allowed):
    """11.6: 条例33②: twenty working days."""
    if allowed:
        assert desk.decide(desk.one, "consent", TODAY, **GIVEN | {"workdays": workdays}).data["workdays"] == workdays
        return
    with pytest.raises(Refused) as refused:
        desk.decide(desk.one, "consent", TODAY, **GIVEN | {"workdays": workdays})
    assert refused.value.field == "workdays"


def test_a_delay_needs_the_consent_of_the_head_on_record(desk):
    """11.6: neither offered nor done without it; with it the button is there (条例35)."""
    case = desk.assigned(date(2026, 3, 2))
    desk.do(
        case,
        "request_reasons",
        date(2026, 3, 4),
        count_facts="今年以来申请46件",
        points="为何多次申请",
        count_table="统计表",
    )
    desk.do(case, "receive_reasons", date(2026, 3, 9), text="研究")
    without = policy.why_not(desk.handler, "delay", Case.objects.get(pk=case.pk), date(2026, 3, 9))
    assert without is not None and "同意延期" in without.reason and without.article == "条例35"
    desk.consent(case, "delay", date(2026, 3, 9), 10)
    assert policy.why_not(desk.handler, "delay", Case.objects.get(pk=case.pk), date(2026, 3, 9)) is None
