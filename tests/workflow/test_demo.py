"""The demonstration's cases: every state, every light, few exceptions, letters on their way, and a second run that adds nothing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from agencies.administration.imports import import_agencies
from agencies.installation.models import Demonstration
from agencies.organisation.models import Agency, Officer, Role
from intake.models import Application
from law import procedure
from notices.letters.models import Letter
from tests.shared_data import shared_data
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import DEMO
from workflow.cases.models import Case, Event, RemedyCase
from workflow.cases.replay import replay
from workflow.cases.selectors import calendar, light
from workflow.demo import decided, units
from workflow.demo import today as demo
from workflow.demo.people import BUREAU, PASSWORD, people
from workflow.demo.stage import mail_number, workdays_back
from workflow.demo.stories import KEY, STORIES
from workflow.mail import printing
from workflow.mail import services as posting
from workflow.mail.services import check_digit_fits

pytestmark = pytest.mark.django_db
NOW = at(date(2026, 11, 24), 15)
# A workday, within a holiday, the days around the years' ends, a leap day, a year whose holidays nobody knows yet.
DAYS = [
    date(2026, 11, 24), date(2026, 10, 3), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 4), date(2028, 2, 29), date(2027, 5, 2),
]  # fmt: skip
COUNT = len(STORIES) + len(decided.STORIES) + len(units.IN_HAND)


@shared_data
def district():
    """Return nothing; the agencies and their people are there."""
    import_agencies(DEMO / "ouhai_agencies.csv")
    people(now=NOW)


@shared_data
def played():
    """Return how many cases were played up to 24 November 2026 in the district."""
    import_agencies(DEMO / "ouhai_agencies.csv")
    people(now=NOW)
    return demo.load(now=NOW)


def case(key: str) -> Case:
    """Return the case of a story."""
    return Case.objects.get(application__idempotency_key=f"{KEY}{key}")


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_there_is_a_case_in_every_state(district, today):
    assert demo.load(now=at(today, 15)) == COUNT
    cases = Case.objects.all()
    assert {case.state for case in cases} == set(procedure.STATES)
    assert max(Event.objects.values_list("on", flat=True)) <= today
    assert max(Event.objects.values_list("recorded_at", flat=True)) <= at(today, 15)
    for one in cases:
        assert replay(one.pk, check=True) == []


def test_every_light_a_queue_a_pause_an_extension_and_proceedings(played):
    today = date(2026, 11, 24)
    own = Case.objects.filter(agency__code=BUREAU)
    working = own.filter(state__in=procedure.WORKING)
    assert {light(case.due_on, today, calendar()).code for case in own.filter(state__in=procedure.UNDECIDED)} == set(
        "gyorkp"
    )
    waiting = Application.objects.filter(case__isnull=True)
    assert {application.channel for application in waiting} == {"fax", "mail_ordinary"}
    assert [attempt.reached for attempt in waiting.get(channel="fax").confirmations.all()] == [False]
    assert working.filter(open_consultations=1).count() == 2
    assert working.filter(extended=True, due_on__gt=today).count() == 1
    assert {remedy.kind for remedy in RemedyCase.objects.all()} == {"reconsideration", "litigation_after", "complaint"}
    assert {remedy.key: remedy.result for remedy in case("sued").remedies.all()} == {"fy21": "upheld", "xc33": "upheld"}
    assert own.filter(timeliness="late").count() == 1
    assert not Event.objects.filter(act="sign").filter(actor__username__in=("handler", "reviewer")).exists()


def test_the_exceptions_are_few_and_each_shows_something(played):
    overdue = Case.objects.filter(state__in=procedure.OPEN_STATES, due_on__lt=date(2026, 11, 24))
    assert {one.agency.code for one in overdue} == {BUREAU, units.BEHIND}
    assert overdue.count() == 2
    assert [back.case for back in posting.returned(Agency.objects.all())] == [case("returned_mail")]
    assert case("returned").draft_id
    assert case("returned").state == "handling"


def test_what_is_decided_is_not_what_has_happened(played):
    """The extension is not sent, the notice was never sent, the third party kept silent, the day of receipt was put right."""
    extension, void, silent, corrected = (
        case(key) for key in ("extension_unsent", "notice_void", "third_party_silent", "receipt_corrected")
    )
    assert not extension.extended
    assert extension.send_by == extension.due_on < extension.due_on_if_sent
    assert (void.state, void.waiting_for) == ("handling", "")
    assert void.send_by < date(2026, 11, 24) < void.due_on
    assert silent.open_consultations == 0
    assert silent.events.filter(act="lapse_third_party_opinion").exists()
    assert corrected.received_on < corrected.arrived_on


def test_three_demands_have_three_conclusions(played):
    """11.5"""
    one = case("three_demands")
    demands = one.events.get(act="register").data["demands"]
    assert (one.state, len(demands)) == ("in_review", 3)
    assert [part["asked"] for part in one.draft.facts["parts"]] == demands
    assert len({part["conclusion"] for part in one.draft.facts["parts"]}) == 3


def test_all_letters_but_the_last_days_are_posted_and_served(played):
    days = workdays_back(date(2026, 11, 24), calendar(), 1)
    unsent = case("notice_void").events.get(act="request_correction").letter
    for agency in Agency.objects.all():
        for letter in printing.unprinted(agency):
            assert letter.dated in days or letter == unsent, letter
        assert posting.unanswered([agency], date(2026, 11, 24), calendar(), 5) == []
    assert 0 < printing.unprinted(Agency.objects.get(code=BUREAU)).count() <= 5


def test_the_mail_numbers_have_their_check_digit():
    assert all(check_digit_fits(mail_number(serial)) for serial in range(10_330_000, 10_330_400))


def test_numbers_follow_the_days_without_a_gap(played):
    rows = list(Letter.objects.filter(agency__code=BUREAU).order_by("sequence").values_list("sequence", "dated"))
    assert [sequence for sequence, _ in rows] == list(range(1, len(rows) + 1))
    assert [dated for _, dated in rows] == sorted(dated for _, dated in rows)


def test_every_agency_has_its_own_word_of_numbers(district):
    words = list(Agency.objects.values_list("series_word", flat=True))
    assert all(words)
    assert len(set(words)) == len(words) == 61


def test_a_second_run_adds_nothing(played):
    assert played == COUNT
    before = (Case.objects.count(), Event.objects.count(), Letter.objects.count(), Officer.objects.count())
    Officer.objects.filter(username="clerk").update(display_name="改过")
    Agency.objects.filter(code=BUREAU).update(phone="0577-1")
    people(now=NOW + timedelta(days=9))
    assert demo.load(now=at(date(2027, 2, 1), 15)) == 0
    assert (Case.objects.count(), Event.objects.count(), Letter.objects.count(), Officer.objects.count()) == before
    assert Officer.objects.get(username="clerk").display_name == "改过"
    assert Agency.objects.get(code=BUREAU).phone == "0577-1"
    assert Demonstration.objects.get().loaded_at == NOW


def test_there_is_one_login_per_role_and_the_password_opens_it(district):
    for role in Role.values:
        person = Officer.objects.filter(grants__role=role).first()
        assert person is not None and check_password(PASSWORD, person.password)
