"""Where somebody is signed in: listed, ended one by one, ended by every change of the account."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from agencies.administration import accounts
from agencies.authentication.models import OfficerSession
from agencies.organisation.models import Officer
from tests.agencies.administration.browsers import signed_in
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
NEXT = "Kaidang-next-22"


@shared_data
def staffed():
    """Return an office."""
    return Office()


def given(*roles: str) -> accounts.PersonDetails:
    """Return what is given of a person."""
    return accounts.PersonDetails("某人", None, frozenset(roles))


def entered(person: Officer, agent: str) -> Client:
    """Return a browser in which somebody has signed in at the door."""
    person.set_password(NEXT)
    person.save()
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/login/", {"username": person.username, "password": NEXT}).status_code == 302
    return client


@pytest.mark.fault("S3")
def test_sessions_are_listed_and_ended_one_by_one_and_all_others(office):
    here = entered(office.clerk, "here")
    key = here.session.session_key
    there, elsewhere = (Client(HTTP_USER_AGENT=name) for name in ("there", "elsewhere"))
    for client in (there, elsewhere):
        client.post("/login/", {"username": "clerk", "password": NEXT})
    page = here.get(reverse("sessions")).content.decode()
    assert all(name in page for name in ("here", "there", "elsewhere", "127.0.0.1", "本次登录"))
    row = OfficerSession.objects.get(agent="there")
    assert signed_in(office.handler).post(reverse("session-end", args=[row.pk])).status_code == 404
    assert here.post(reverse("session-end", args=[row.pk])).status_code == 302
    assert there.get("/").url.startswith("/login/") and elsewhere.get("/").status_code == 200
    assert here.post(reverse("sessions")).status_code == 302
    assert elsewhere.get("/").url.startswith("/login/") and here.get("/").status_code == 200
    assert here.session.session_key != key  # a new key wherever something changes
    assert [one.agent for one in OfficerSession.objects.all()] == ["here"]


@pytest.mark.fault("S3")
@pytest.mark.parametrize("what", ["roles", "close", "reset", "sign_out"])
def test_a_session_ends_with_the_next_request_when_the_account_changes(office, what):
    client = entered(office.clerk, "here")
    token = Token.objects.create(user=office.clerk)
    person = Officer.objects.get(pk=office.clerk.pk)
    by, now = office.administrator, NOW
    if what == "roles":
        accounts.change_account(person, given("clerk", "handler"), by=by, now=now)
    elif what == "close":
        accounts.close_account(person, by=by, now=now)
    elif what == "reset":
        accounts.reset_password(person, by=by, now=now)
    else:
        assert signed_in(by).post(reverse("office-person-step", args=[person.pk, "sign_out"])).status_code == 302
    assert client.get("/").url.startswith("/login/")
    assert Token.objects.filter(pk=token.pk).exists() == (what == "roles")
    assert not OfficerSession.objects.exists()


@pytest.mark.fault("S3")
def test_the_key_before_signing_in_is_not_the_one_after(office):
    office.clerk.set_password(NEXT)
    office.clerk.save()
    client = Client()
    client.session["fixed"] = 1
    client.get("/login/")
    before = client.session.session_key
    client.post("/login/", {"username": "clerk", "password": NEXT})
    assert client.session.session_key != before


def test_a_session_in_use_is_seen_every_few_minutes(office):
    client = entered(office.clerk, "here")
    office.clock.move_to(NOW + timedelta(minutes=2))
    client.get("/")
    assert OfficerSession.objects.get().seen_at == NOW
    office.clock.move_to(NOW + timedelta(minutes=6))
    client.get("/")
    assert OfficerSession.objects.get().seen_at == NOW + timedelta(minutes=6)


@pytest.mark.parametrize("pages", [0, 2, 30])
def test_a_session_ends_after_its_hours_however_busy_it_was(office, settings, pages):
    browser = entered(office.clerk, "Firefox")
    for n in range(pages):
        office.clock.move_to(NOW + timedelta(hours=(n + 1) * 11.9 / pages))
        assert browser.get("/").status_code == 200
    office.clock.move_to(NOW + timedelta(hours=settings.SESSION_HOURS))
    answer = browser.get("/?q=1")
    assert answer.status_code == 302 and answer["Location"].startswith("/login/?next=/")
    assert browser.get("/").status_code == 302  # and stays over
    assert pages == 0 or "12 小时" in browser.get("/login/").content.decode()


def test_a_form_that_is_sent_after_the_end_does_nothing(office, settings):
    browser = entered(office.clerk, "Firefox")
    browser.get("/")
    office.clock.move_to(NOW + timedelta(hours=7))
    browser.get("/")
    office.clock.move_to(NOW + timedelta(hours=settings.SESSION_HOURS, minutes=1))
    assert browser.post("/register/", {"text": "x"})["Location"] == "/login/?next=/"


def test_sessions_of_before_there_was_an_end_are_counted_from_now(office, settings):
    browser = entered(office.clerk, "Firefox")
    session = browser.session
    del session["session_begun"]
    session.save()
    assert browser.get("/").status_code == 200
    for hours in (5, 10):
        office.clock.move_to(NOW + timedelta(hours=hours))
        assert browser.get("/").status_code == 200
    office.clock.move_to(NOW + timedelta(hours=settings.SESSION_HOURS + 1))
    assert browser.get("/").status_code == 302
