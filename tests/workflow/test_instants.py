"""Instants at which days change: midnight here and elsewhere, clocks that jump, December without the next calendar."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from law.deadlines.deadline_json import reckon
from tests.workflow.sample_office import SHANGHAI, Office, at
from tests.workflow.test_api_and_sweeps import GIVEN, client_of
from workflow import tasks
from workflow.cases.models import Case, Event, Reminder
from workflow.cases.replay import replay

pytestmark = pytest.mark.django_db
SEED = 20261130
DAY = date(2026, 3, 4)


def instants(count: int) -> list[datetime]:
    """Return instants around midnight of Beijing, of UTC and of New York, and some between."""
    dice, found = random.Random(SEED), []
    for zone in ("Asia/Shanghai", "UTC", "America/New_York"):
        midnight = datetime(2026, 3, 5, tzinfo=ZoneInfo(zone))
        found += [midnight + timedelta(milliseconds=ms) for ms in (-1, 0, 1)]
    while len(found) < count:
        found.append(datetime(2026, 3, 2, tzinfo=SHANGHAI) + timedelta(seconds=dice.uniform(0, 3 * 86400)))
    return found


@pytest.fixture
def office():
    """Return an office."""
    return Office()


@pytest.mark.fault("F10")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_legal_day_is_that_of_beijing_wherever_the_server_stands(office, zone, monkeypatch):
    """11.2: an application of the portal arrives on the day in Beijing on which it was submitted (条例31)."""
    monkeypatch.setenv("TZ", zone)
    for number, instant in enumerate(instants(24)):
        with time_machine.travel(instant, tick=False):
            legal = instant.astimezone(SHANGHAI).date()
            given = GIVEN | {
                "arrived_on": legal.isoformat(),
                "idempotency_key": f"k{number}",
                "content": f"第{number}号地块的出让合同",
                "applicant_name": f"某某{number}有限公司",
            }
            stored = client_of(office.clerk).post("/api/v1/applications/", given, format="json")
            assert stored.status_code == 201, (instant, stored.data)
            case = client_of(office.clerk).post(f"/api/v1/applications/{stored.data['public_id']}/register/")
            assert case.data["received_on"] == legal.isoformat()
            tomorrow = given | {"arrived_on": (legal + timedelta(days=1)).isoformat(), "idempotency_key": f"t{number}"}
            refused = client_of(office.clerk).post("/api/v1/applications/", tomorrow, format="json")
            assert refused.status_code == 400, (instant, "a day that has not come")


JUMPS = [
    timedelta(seconds=1),
    -timedelta(seconds=1),
    timedelta(hours=1),
    -timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=400),
    -timedelta(days=1),
]


@pytest.mark.fault("F9")
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_moves_no_day_on_record(office, jump):
    """Days come from the records: neither term nor timeliness follow the machine, and nothing is received in the future."""
    case = office.assigned(DAY)
    before = Case.objects.values("received_on", "due_on", "state", "timeliness").get(pk=case.pk)
    with time_machine.travel(at(DAY) + jump, tick=False):
        tasks.recompute_stale()
        assert Case.objects.values("received_on", "due_on", "state", "timeliness").get(pk=case.pk) == before
        later = (at(DAY) + jump).astimezone(SHANGHAI).date() + timedelta(days=1)
        given = GIVEN | {"arrived_on": later.isoformat(), "idempotency_key": "later"}
        assert client_of(office.clerk).post("/api/v1/applications/", given, format="json").status_code == 400
        body = {
            "act": "extend",
            "on": later.isoformat(),
            "version": 2,
            "data": {"workdays": 5, "reason": "档案分存三处"},
        }
        assert client_of(office.handler).post(f"/api/v1/cases/{case.pk}/acts/", body, format="json").status_code == 400
    assert replay(case.pk, check=True) == []


@pytest.mark.fault("F9")
def test_after_the_clock_was_set_back_an_act_is_not_recorded_before_the_one_it_follows(office):
    """What was done on a day that is now tomorrow stays; nothing is dated before the receipt, or on the day that is no more today."""
    case = office.assigned(DAY)
    with time_machine.travel(at(DAY - timedelta(days=1)), tick=False):
        for day, words in (("2026-03-03", "日期早于收到申请之日"), ("2026-03-04", "")):
            data = {"to": "extend", "workdays": 5, "reason": "档案分存三处"}
            body = {"act": "consent", "on": day, "version": 2, "data": data}
            answer = client_of(office.head).post(f"/api/v1/cases/{case.pk}/acts/", body, format="json")
            assert answer.status_code == 400 and words in answer.json()["errors"][0]["detail"]
    assert Event.objects.filter(case=case).count() == 2


@pytest.mark.fault("F6")
def test_a_sweep_that_two_workers_run_ten_minutes_apart_does_its_work_once(office):
    """A task that the broker gave out twice, because the first worker was slow."""
    office.assigned(DAY)
    morning = at(date(2026, 4, 1), 8)
    for minutes in (0, 10, 10):
        with time_machine.travel(morning + timedelta(minutes=minutes), tick=False):
            tasks.remind()
    kept = list(Reminder.objects.values_list("case_id", "officer_id", "rule", "day"))
    assert kept and len(kept) == len(set(kept))


@pytest.mark.fault("F11")
@pytest.mark.parametrize("day", range(1, 32))
def test_a_day_of_december_without_the_next_calendar_is_provisional_and_no_fixed_holiday(day):
    """11.8: a term that reaches into a year without a notice is said to be provisional, and does not end on New Year's Day."""
    result = reckon({"received_on": f"2026-12-{day:02d}"})
    due = date.fromisoformat(result["due_on"])
    assert result["provisional"] is (due.year == 2027)
    assert due != date(2027, 1, 1) and due.weekday() < 5


@pytest.mark.fault("F11")
def test_the_page_of_such_a_case_says_that_its_day_is_provisional(office, client):
    """11.8: and still opens."""
    case = office.assigned(date(2026, 12, 10))
    with time_machine.travel(at(date(2026, 12, 11)), tick=False):
        client.force_login(office.handler)
        page = client.get(reverse("case", args=[case.pk]))
    assert page.status_code == 200 and "暂定" in page.content.decode()
