"""Guessing that goes wide or on for long is seen by whoever looks after security."""

import logging
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import reverse

from agencies.authentication import alarms, services
from agencies.authentication.models import AttemptBudget, FailedSignIn, SignInAlarm
from agencies.organisation.models import Officer
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)


@shared_data
def staffed():
    """Return an office with twelve more people."""
    office = Office()
    office.local = officer("local", office.agency, "administrator")
    office.people = [officer(f"p{n}", office.agency, "handler") for n in range(12)]
    return office


def guess(username: str, password: str, address: str) -> None:
    """Try a password from a machine that nobody knows."""
    assert (
        authenticate(RequestFactory().post("/login/", REMOTE_ADDR=address), username=username, password=password)
        is None
    )


@pytest.mark.fault("S1")
def test_one_address_that_goes_through_accounts_raises_one_alarm(office, caplog, client):
    with caplog.at_level(logging.ERROR):
        for n in range(9):
            guess(f"p{n}", f"x{n}", "10.0.0.9")
        assert not SignInAlarm.objects.exists()
        for n in (9, 10, 11):
            guess(f"p{n}", f"x{n}", "10.0.0.9")
    alarm = SignInAlarm.objects.get()
    assert (alarm.kind, alarm.subject, alarm.count) == ("address", "10.0.0.9", 12)
    assert [line.levelname for line in caplog.records if "sign-in alarm" in line.getMessage()] == ["ERROR"]
    client.force_login(office.administrator)
    page = client.get(reverse("office-alarms")).content.decode()
    assert "一个地址在试许多账号" in page and "10.0.0.9" in page and "p11" in page


@pytest.mark.fault("S1")
def test_one_password_on_many_accounts_from_many_addresses_raises_one(office):
    for n in range(12):
        guess(f"p{n}", "Spring-2026!", f"10.0.{n}.1")
    alarm = SignInAlarm.objects.get()
    assert (alarm.kind, alarm.count) == ("password", 12)
    assert {one.username for one in alarms.accounts_tried(alarm)} == {f"p{n}" for n in range(12)}


@pytest.mark.fault("S1")
def test_a_slow_one_raises_one_within_the_day(office):
    for n in range(29):
        office.clock.move_to(NOW + timedelta(minutes=40 * n))
        guess(f"name{n}", f"x{n}", "10.0.0.9")
    assert not SignInAlarm.objects.exists()
    office.clock.move_to(NOW + timedelta(minutes=40 * 29))
    guess("name29", "x29", "10.0.0.9")
    assert SignInAlarm.objects.get().count == 30


def test_many_people_who_forget_their_own_raise_none(office):
    for n in range(9):
        for _n in range(3):
            guess(f"p{n}", f"forgot-{n}", "10.0.0.9")
    assert not SignInAlarm.objects.exists()


def test_an_alarm_that_was_seen_is_raised_again_by_new_failures_only(office, client):
    for n in range(10):
        guess(f"p{n}", f"x{n}", "10.0.0.9")
    alarm = SignInAlarm.objects.get()
    client.force_login(office.administrator)
    assert (
        "office-alarms"
        in client.post(reverse("office-alarm-seen", args=[alarm.pk]), follow=True).resolver_match.view_name
    )
    alarm.refresh_from_db()
    assert (alarm.seen_by, alarm.seen_at) == (office.administrator, NOW)
    office.clock.move_to(NOW + timedelta(minutes=20))
    guess("p10", "x", "10.0.0.9")
    assert SignInAlarm.objects.count() == 1
    for n in range(10):
        guess(f"p{n}", f"y{n}", "10.0.0.9")
    assert SignInAlarm.objects.count() == 2
    assert client.post(reverse("office-alarm-seen", args=[alarm.pk])).status_code == 302  # once more changes nothing
    alarm.refresh_from_db()
    assert alarm.seen_at == NOW


def test_only_who_looks_after_security_sees_alarms_and_only_the_own(office, client):
    whole = SignInAlarm.objects.create(kind="address", subject="10.0.0.9", raised_at=NOW, last_at=NOW)
    own = SignInAlarm.objects.create(kind="account", subject="d", officer=office.clerk, raised_at=NOW, last_at=NOW)
    for person, seen in (
        (office.administrator, {whole, own}),
        (office.local, {own}),
        (office.clerk, None),
        (office.auditor, None),
    ):
        client.force_login(person)
        answer = client.get(reverse("office-alarms"))
        assert answer.status_code == (404 if seen is None else 200), person
        if seen is not None:
            assert {alarm for alarm, _accounts in answer.context["rows"]} == seen
    client.force_login(office.local)
    assert client.post(reverse("office-alarm-seen", args=[whole.pk])).status_code == 404
    assert SignInAlarm.objects.filter(seen_at__isnull=True).count() == 2


def test_old_failures_and_budgets_are_erased(office):
    guess("p1", "x", "10.0.0.9")
    later = NOW + timedelta(days=31)
    assert alarms.erase_old_failures(NOW) == services.erase_old_budgets(NOW) == 0
    assert alarms.erase_old_failures(later) == 1
    assert services.erase_old_budgets(later) == 4
    assert not FailedSignIn.objects.exists() and not AttemptBudget.objects.exists()
    assert Officer.objects.filter(username="p1").exists()
