"""The demonstration: a case in every state, every light, one login per role, and a second run that adds nothing."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.models import Agency, Officer, Role
from agencies.services import import_agencies
from intake.models import Application
from law import procedure
from notices.models import Letter
from tests.workflow.office import at, officer
from tests.workflow.registers import DEMO
from workflow import demo
from workflow.models import Case, Event, RemedyCase
from workflow.selectors import calendar, light
from workflow.services import replay

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 11, 24), date(2026, 10, 3), date(2026, 1, 5), date(2027, 1, 4)]  # workday, holiday, new year, no calendar


@pytest.fixture
def district(db):
    """Return nothing; the agencies and their people are there."""
    import_agencies(DEMO / "ouhai_agencies.csv")
    demo.people()


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_there_is_a_case_in_every_state(district, today):
    assert demo.current_year(now=at(today, 15)) == len(demo.STORIES)
    cases = Case.objects.all()
    assert {case.state for case in cases} == set(procedure.STATES)
    assert max(Event.objects.values_list("on", flat=True)) <= today
    assert max(Event.objects.values_list("recorded_at", flat=True)) <= at(today, 15)
    for case in cases:
        assert replay(case.pk, check=True) == []


def test_every_light_a_queue_a_pause_an_extension_and_a_remedy(district):
    today = date(2026, 11, 24)
    demo.current_year(now=at(today, 15))
    working = Case.objects.filter(state__in=procedure.WORKING)
    assert {light(case.due_on, today, calendar()).code for case in Case.objects.filter(state__in=procedure.UNDECIDED)} == set("gyorkp")
    waiting = Application.objects.filter(case__isnull=True)
    assert {application.channel for application in waiting} == {"fax", "mail_ordinary"}
    assert [attempt.reached for attempt in waiting.get(channel="fax").confirmations.all()] == [False]
    assert working.filter(open_consultations=1).count() == 2
    assert working.filter(extended=True, due_on__gt=today).count() == 1
    assert {remedy.kind for remedy in RemedyCase.objects.all()} == {"reconsideration", "litigation_after", "complaint"}
    assert Case.objects.filter(timeliness="late").count() == 1
    assert not Event.objects.filter(act="sign").filter(actor__username__in=("handler", "reviewer")).exists()


def test_numbers_follow_the_days_without_a_gap(district):
    demo.current_year(now=at(date(2026, 11, 24), 15))
    rows = list(Letter.objects.order_by("sequence").values_list("sequence", "dated"))
    assert [sequence for sequence, _ in rows] == list(range(1, len(rows) + 1))
    assert [dated for _, dated in rows] == sorted(dated for _, dated in rows)


def test_a_second_run_adds_nothing(district):
    demo.current_year(now=at(date(2026, 11, 24), 15))
    before = (Case.objects.count(), Event.objects.count(), Letter.objects.count(), Officer.objects.count())
    Officer.objects.filter(username="clerk").update(display_name="改过")
    demo.people()
    assert demo.current_year(now=at(date(2027, 2, 1), 15)) == 0
    assert (Case.objects.count(), Event.objects.count(), Letter.objects.count(), Officer.objects.count()) == before
    assert Officer.objects.get(username="clerk").display_name == "改过"


def test_there_is_one_login_per_role_and_the_password_opens_it(district):
    for role in Role.values:
        person = Officer.objects.filter(grants__role=role).first()
        assert person is not None and person.check_password(demo.PASSWORD)


def test_the_command_prints_the_logins_and_can_be_repeated(db, capsys):
    call_command("demo")
    printed = capsys.readouterr()
    assert demo.PASSWORD in printed.out
    for username, *_ in demo.PEOPLE:
        assert username in printed.out
    assert Case.objects.filter(imported=True).count() == 411
    count = Case.objects.count()
    call_command("demo")
    assert Case.objects.count() == count


def test_a_system_that_people_use_takes_no_demonstration(office):
    officer("somebody", office.agency, "clerk")
    with pytest.raises(CommandError, match="只能装进空的系统"):
        call_command("demo")
    assert not Agency.objects.filter(code="OH-GOV").exists()
