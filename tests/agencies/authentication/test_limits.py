"""Wrong passwords are bounded for strangers, and no stranger keeps an owner out."""

import logging
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from rest_framework.authtoken.models import Token

from agencies.administration import accounts
from agencies.authentication import services
from agencies.authentication.budgets import Budget, Limit
from agencies.authentication.known_machines import COOKIE, MOST_ACCOUNTS
from agencies.authentication.models import AttemptBudget, FailedSignIn, SignInAlarm
from agencies.organisation.models import Officer
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
RIGHT = "Kaidang-right-1"
LOGIN = "/login/"


@shared_data
def staffed():
    """Return an office whose clerk and handler have a password."""
    office = Office()
    for person in (office.clerk, office.handler):
        person.set_password(RIGHT)
        person.save()
    return office


@pytest.fixture
def clock():
    """Return the clock of the test, which the test may move."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def office(staffed, clock):
    """Return the office at the hour of the clock."""
    return staffed


def browser(address: str = "10.0.0.1") -> Client:
    """Return a browser that was never here."""
    return Client(REMOTE_ADDR=address)


def tries(username: str, password: str, client: Client | None = None, *, address: str = "10.0.0.1") -> int:
    """Sign in and return the status."""
    client = client or browser(address)
    status = client.post(LOGIN, {"username": username, "password": password}).status_code
    client.cookies.pop("sessionid", None)  # the next try is not made by somebody who is signed in
    return status


def guessed(username: str, times: int, *, addresses: int = 250) -> list[int]:
    """Guess at an account from many addresses; return the statuses that page and interface answer with."""
    statuses = []
    for n in range(times):
        request = RequestFactory().post(LOGIN, REMOTE_ADDR=f"10.1.0.{n % addresses}")
        assert authenticate(request, username=username, password=f"guess-{n}") is None
        statuses.append(429 if getattr(request, "sign_in_refused", False) else 200)
    return statuses


# -- nobody is kept out ---------------------------------------------------------------------------------------


@pytest.mark.fault("S1")
def test_strangers_keep_nobody_out_of_a_machine_that_is_known(office, clock):
    own = browser()
    assert tries("clerk", RIGHT, own) == 302
    for minute in range(0, 60, 5):  # an hour of anonymous posts, more than five in every quarter
        clock.move_to(NOW + timedelta(minutes=minute + 1))
        guessed("clerk", 4)
        assert tries("clerk", RIGHT, own) == 302
    assert tries("clerk", RIGHT, browser("10.9.9.9")) == 429  # where nobody knows the machine the limit holds


@pytest.mark.fault("S1")
def test_a_new_password_from_the_administrator_opens_while_strangers_guess_on(office, clock):
    guessed("clerk", 8)
    password = accounts.reset_password(office.clerk, by=office.administrator, now=NOW)
    guessed("clerk", 8)
    assert tries("clerk", password + "x", browser("10.9.9.9")) == 429
    fresh = browser("10.9.9.9")
    assert tries("clerk", password, fresh) == 302
    guessed("clerk", 8)
    assert tries("clerk", password, fresh) == 302  # and the machine is known from then on
    accounts.close_account(office.clerk, by=office.administrator, now=NOW)
    assert tries("clerk", password, browser("10.9.9.9")) == 429


def test_a_chosen_password_is_never_told_by_the_quick_digest(office):
    password = accounts.reset_password(office.clerk, by=office.administrator, now=NOW)
    assert Officer.objects.get(pk=office.clerk.pk).one_time_digest == services.one_time_digest("clerk", password)
    accounts.change_own_password(office.clerk, "Kaidang-next-22", now=NOW)
    assert Officer.objects.get(pk=office.clerk.pk).one_time_digest == ""
    guessed("clerk", 8)
    assert tries("clerk", "Kaidang-next-22", browser("10.9.9.9")) == 429


def test_the_cookie_of_another_account_or_a_forged_one_is_none(office):
    other = browser()
    assert tries("handler", RIGHT, other) == 302
    forged = browser()
    forged.cookies[COOKIE] = "WyJ4IiwgWzEsIDIsIDNdXQ:1tXyz:not-a-signature"
    guessed("clerk", 8)
    assert tries("clerk", RIGHT, other) == 429
    assert tries("clerk", RIGHT, forged) == 429


def test_a_machine_has_limits_of_its_own(office, clock):
    own = browser()
    assert tries("clerk", RIGHT, own) == 302
    statuses = [tries("clerk", "x", own) for _n in range(16)]
    assert statuses[:14] == [200] * 14 and statuses[14:] == [429] * 2  # ten of its own, then the five of strangers
    assert tries("clerk", RIGHT, own) == 429
    clock.move_to(NOW + timedelta(minutes=15, seconds=1))
    assert tries("clerk", RIGHT, own) == 302


def test_a_machine_of_many_people_remembers_the_last_ones(office):
    counter = browser()
    for n in range(MOST_ACCOUNTS + 2):
        Officer.objects.create_user(f"c{n}", password=RIGHT)
        assert tries(f"c{n}", RIGHT, counter) == 302
    for n, known in ((0, False), (2, True), (MOST_ACCOUNTS + 1, True)):
        guessed(f"c{n}", 6)
        assert (tries(f"c{n}", RIGHT, counter) == 302) is known, n
    assert len(counter.cookies[COOKIE].value) < 1000


# -- guessing is bounded --------------------------------------------------------------------------------------


@pytest.mark.fault("S1")
def test_a_thousand_attempts_look_at_a_few_passwords_only(office):
    """One account from 250 addresses: five passwords are looked at; the right one among the rest opens nothing."""
    statuses = guessed("clerk", 999)
    assert statuses.count(200) == 4 and statuses.count(429) == 995
    assert tries("clerk", RIGHT, browser("10.9.9.9")) == 429
    assert FailedSignIn.objects.filter(officer=office.clerk).count() == 5
    assert tries("handler", RIGHT) == 302


@pytest.mark.fault("S1")
def test_patience_gains_nothing(office, clock):
    looked_at = 0
    for quarter in range(24):
        clock.move_to(NOW + timedelta(minutes=55 * quarter))
        looked_at += sum(status == 200 for status in guessed("clerk", 6))
    assert looked_at < services.ACCOUNT_DAY.most
    assert FailedSignIn.objects.count() == services.ACCOUNT_DAY.most
    assert SignInAlarm.objects.get(kind="slow").officer == office.clerk


@pytest.mark.fault("S1")
def test_one_address_tries_thirty_passwords_and_its_neighbours_go_on(office):
    statuses = [tries(f"name{n}", "Spring-2026!", address="10.2.2.2") for n in range(40)]
    assert statuses == [200] * 29 + [429] * 11
    assert tries("clerk", RIGHT, address="10.2.2.2") == 429
    assert tries("clerk", RIGHT, address="10.2.2.3") == 302
    for n in range(40):
        tries(f"six{n}", "x", address=f"2001:db8::{n:x}")
    assert tries("clerk", RIGHT, address="2001:db8::ffff") == 429  # one line of access has the whole /64
    assert tries("clerk", RIGHT, address="2001:db8:0:1::1") == 302


@pytest.mark.fault("S1")
def test_all_addresses_together_are_bounded_too(office, monkeypatch):
    monkeypatch.setattr(services, "OVERALL", Limit("overall", 20, services.QUARTER))
    own = browser()
    assert tries("clerk", RIGHT, own) == 302
    statuses = [tries(f"name{n}", f"pass-{n}", address=f"10.3.0.{n}") for n in range(30)]
    assert statuses == [200] * 19 + [429] * 11
    assert SignInAlarm.objects.get(kind="overall").count == 20
    assert tries("handler", RIGHT) == 429
    assert tries("clerk", RIGHT, own) == 302


@pytest.mark.fault("S1")
def test_the_limits_are_rows_that_outlive_processes_and_caches(office):
    guessed("clerk", 6)
    assert AttemptBudget.objects.get(scope="account").used == 5
    answer = browser("10.9.9.9").post(
        reverse("api-token"), {"username": "clerk", "password": RIGHT}, "application/json"
    )
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert "Retry-After" in answer and not Token.objects.exists()


def test_a_client_of_the_interface_that_keeps_the_cookie_is_not_kept_out(office):
    client, given = browser("10.9.9.9"), {"username": "clerk", "password": RIGHT}
    assert client.post(reverse("api-token"), given, "application/json").status_code == 200
    guessed("clerk", 8)
    assert client.post(reverse("api-token"), given, "application/json").status_code == 200
    assert browser("10.9.9.9").post(reverse("api-token"), given, "application/json").status_code == 429


def test_capitals_and_wide_letters_make_no_other_budget(office):
    for name in ("clerk", "Clerk", "CLERK", "ｃｌｅｒｋ", "clerK"):
        tries(name, "x")
    assert tries("clerk", RIGHT) == 429


@pytest.mark.fault("S1")
def test_the_answer_takes_as_long_for_a_name_that_nobody_has(office, monkeypatch):
    """Compared in statements and hashes, not in seconds: both are the same, whatever the machine."""
    calls = []
    monkeypatch.setattr("agencies.organisation.models.Officer.set_password", lambda *_given: calls.append("hash"))
    monkeypatch.setattr(
        "agencies.organisation.models.Officer.check_password", lambda *_given: calls.append("hash") or False
    )
    work = {}
    tries("somebody", "x")  # the rows of the address and of all begin with it
    for name in ("clerk", "no-such-person"):
        calls.clear()
        with override_settings(DEBUG=True):
            connection.queries_log.clear()
            tries(name, "x")
            work[name] = (len(connection.queries_log), list(calls))
    assert work["clerk"] == work["no-such-person"]


# -- one session's present password -----------------------------------------------------------------------------


@pytest.mark.fault("S1")
def test_who_guesses_the_present_password_at_an_open_screen_is_signed_out(office, client):
    client.force_login(office.clerk)
    wrong = {"present": "x", "new": "Kaidang-next-22", "again": "Kaidang-next-22"}
    assert [client.post(reverse("password"), wrong).status_code for _n in range(5)] == [422] * 4 + [302]
    assert client.get(reverse("worklist")).url.startswith(LOGIN)
    assert tries("clerk", RIGHT) == 302  # the owner signs in as ever
    assert Officer.objects.get(pk=office.clerk.pk).check_password(RIGHT)


# -- parts ----------------------------------------------------------------------------------------------------


def test_a_clock_that_was_wrong_holds_nobody_up(db):
    budget = Budget(Limit("x", 1, timedelta(minutes=15)), "k")
    assert budget.take(NOW + timedelta(days=400)) and not budget.take(NOW + timedelta(days=400))
    assert budget.used_up_until(NOW) is None
    assert budget.take(NOW) and not budget.take(NOW)
    assert budget.used_up_until(NOW) == NOW + timedelta(minutes=15)


def test_nothing_that_was_typed_is_kept(office):
    tries("my-password-in-the-wrong-field", "another-secret")
    kept = str(list(FailedSignIn.objects.values())) + str(list(AttemptBudget.objects.values()))
    assert "my-password" not in kept and "another-secret" not in kept


def test_every_sign_in_is_a_line_of_the_log(office, clock, caplog):
    """Accepted, refused, limited: whose account and from where, and neither the name nor the password that was typed."""
    caplog.set_level(logging.INFO, logger="agencies.authentication")
    office.clerk.set_password("Kaidang-next-22")
    office.clerk.save()
    typed = ["Kaidang-next-22", "wrong-1", "Kaidang-in-the-name-field"]
    Client().post("/login/", {"username": office.clerk.username, "password": typed[0]})
    Client().post("/api/v1/token/", {"username": office.clerk.username, "password": typed[0]}, "application/json")
    Client().post("/login/", {"username": typed[2], "password": typed[1]})
    for _ in range(6):
        Client().post("/login/", {"username": office.clerk.username, "password": typed[1]})
    lines = [record for record in caplog.records if record.name.startswith("agencies.authentication")]
    said = [(record.getMessage(), record.officer) for record in lines if hasattr(record, "officer")]
    own = office.clerk.pk
    assert said[:3] == [("password accepted", own), ("password accepted", own), ("password refused", "")]
    assert said.count(("password refused", own)) == 5 and ("sign-in limited", own) in said
    assert all(record.client == "127.0.0.1" for record in lines if hasattr(record, "officer"))
    assert not [word for word in typed for record in caplog.records if word in record.getMessage()]
