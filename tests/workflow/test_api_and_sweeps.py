"""The API walks the same door as the pages; the sweeps find their work in the database and do it once."""

from datetime import date, datetime

import time_machine
from rest_framework.test import APIClient

from agencies.installation.models import CalendarYear
from tests.workflow.sample_office import SHANGHAI
from workflow import tasks
from workflow.cases.models import Case, Reminder

GIVEN = {
    "channel": "in_person",
    "arrived_on": "2026-03-04",
    "applicant_kind": "business",
    "applicant_name": "某某有限公司",
    "content": "某路扩建的环评批复",
    "idempotency_key": "api-1",
}


def standing_on(day: date):
    """Stand still on the morning of a day."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI), tick=False)


def client_of(person) -> APIClient:
    """Return a client signed in as a person."""
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_submit_register_act_and_status(office):
    with standing_on(date(2026, 3, 4)):
        clerk = client_of(office.clerk)
        stored = clerk.post("/api/v1/applications/", GIVEN, format="json")
        assert stored.status_code == 201, stored.data
        assert clerk.post("/api/v1/applications/", GIVEN, format="json").data["public_id"] == stored.data["public_id"]
        case = clerk.post(f"/api/v1/applications/{stored.data['public_id']}/register/")
        assert case.status_code == 201
        assert case.data["due_on"] == "2026-04-01"
        address = f"/api/v1/cases/{case.data['id']}/"
        seen = clerk.get(address).data
        assert "extend" not in {act["code"] for act in seen["acts"]}
        consent = {"to": "extend", "workdays": 20, "reason": "档案较多，期限内查不完"}
        agreed = {"act": "consent", "on": "2026-03-04", "version": 1, "data": consent}
        assert client_of(office.head).post(f"{address}acts/", agreed, format="json").status_code == 201
        seen = clerk.get(address).data
        assert "extend" in {act["code"] for act in seen["acts"]}
        assert seen["reasons"][0]["act"] == "receive"
        act = {"act": "extend", "on": "2026-03-04", "version": 2}
        refused = clerk.post(f"{address}acts/", act | {"data": {"workdays": 30, "reason": "多"}}, format="json")
        assert (refused.status_code, refused.json()["errors"][0]["article"]) == (400, "条例33②")
        done = clerk.post(f"{address}acts/", act | {"data": {"workdays": 5, "reason": "多"}}, format="json")
        assert done.status_code == 201
        late = clerk.post(f"{address}acts/", act | {"data": {"workdays": 5, "reason": "多"}}, format="json")
        assert late.status_code == 409
        status = APIClient().post("/api/v1/status/", {"code": stored.data["public_id"]}, format="json")
        assert status.data["status"] == "办理中"
        assert "clerk" not in str(status.data)


def test_another_agency_sees_nothing(office):
    with standing_on(date(2026, 3, 4)):
        case = office.case(date(2026, 3, 2))
        stranger = client_of(office.administrator)
        assert stranger.get(f"/api/v1/cases/{case.pk}/").status_code == 404
        assert stranger.post("/api/v1/applications/", GIVEN, format="json").status_code == 403
        assert APIClient().get("/api/v1/cases/").status_code == 401


def test_reckon_over_the_api(office):
    answer = client_of(office.clerk).post("/api/v1/reckon/", [{"received_on": "2025-01-20"}], format="json")
    assert answer.data[0]["due_on"] == "2025-02-21"


def test_a_passed_term_lapses_once(office):
    case = office.assigned(date(2026, 3, 2))
    office.do(case, "request_correction", date(2026, 3, 4), points="哪一栋", term_workdays=5, delivered_on="2026-03-04")
    with standing_on(date(2026, 3, 11)):
        assert tasks.lapse_unanswered() == 0
    with standing_on(date(2026, 3, 12)):
        assert tasks.lapse_unanswered() == 1
        assert tasks.lapse_unanswered() == 0
    assert Case.objects.get(pk=case.pk).state == "lapsed"


def test_reminders_are_written_once_a_day(office):
    case = office.assigned(date(2026, 3, 2))
    with standing_on(Case.objects.get(pk=case.pk).due_on):
        assert tasks.remind() == 1
        assert tasks.remind() == 0
    assert Reminder.objects.get().rule == "due-today"


def test_a_new_calendar_recomputes_open_cases_with_an_event(office):
    with standing_on(date(2026, 12, 15)):
        case = office.case(date(2026, 12, 15))
        before = Case.objects.get(pk=case.pk)
        assert before.provisional
        assert tasks.recompute_stale() == 0
        CalendarYear.objects.create(
            year=2027, off=["2027-01-01", "2027-01-04"], work=["2027-01-03"], paper="测试用放假通知"
        )
        assert tasks.recompute_stale() == 1
        assert tasks.recompute_stale() == 0
    after = Case.objects.get(pk=case.pk)
    assert not after.provisional
    event = after.events.get(act="recompute")
    assert (event.data["from"], event.data["to"]) == (before.due_on.isoformat(), after.due_on.isoformat())
