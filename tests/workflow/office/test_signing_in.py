"""Who signs in with what: locked after five failures, led to the change of a first password, out when closed."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from rest_framework.authtoken.models import Token

from agencies.administration import accounts
from agencies.administration.passwords import must_change, random_password
from agencies.audit_trail.models import OfficeRecord
from agencies.authentication.services import locked_until
from agencies.organisation.models import Officer
from config.middleware.passwords import OPEN
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
RIGHT, NEXT = "Kaidang-right-1", "Kaidang-next-22"
LOGIN = "/login/"
VARIES = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="username" value="[\w-]+"')


@pytest.fixture
def clock():
    """Return the clock of the test, which the test may move."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@shared_data
def staffed():
    """Return an office whose clerk has a password."""
    with time_machine.travel(NOW, tick=False):
        office = Office()
        for person in (office.clerk, office.handler):
            person.set_password(RIGHT)
            person.save()
    return office


@pytest.fixture
def office(staffed, clock):
    """Return the office at the hour of the clock."""
    return staffed


def tries(username: str, password: str, *, address: str = "10.0.0.1", agent: str = "a") -> int:
    """Sign in from a machine of its own and return the status."""
    given = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent).post(LOGIN, given).status_code


# -- the lock -------------------------------------------------------------------------------------------------


@pytest.mark.fault("S1")
def test_five_failures_lock_one_account_for_a_quarter_of_an_hour(office, clock):
    for number in range(5):  # from five machines with five programs: it is the account that is locked
        wanted = 200 if number < 4 else 429
        assert tries("clerk", "x", address=f"10.0.0.{number}", agent=f"browser {number}") == wanted
    assert tries("clerk", RIGHT, address="10.9.9.9", agent="another") == 429
    assert tries("handler", RIGHT) == 302  # nobody else is
    clock.move_to(NOW + timedelta(minutes=14, seconds=59))
    assert tries("clerk", RIGHT) == 429
    clock.move_to(NOW + timedelta(minutes=15, seconds=1))
    assert tries("clerk", RIGHT) == 302


def test_trying_on_does_not_keep_the_owner_out_longer(office, clock):
    for _n in range(5):
        tries("clerk", "x")
    for minute in range(1, 15):
        clock.move_to(NOW + timedelta(minutes=minute))
        assert tries("clerk", "x", agent=f"b{minute}") == 429
    clock.move_to(NOW + timedelta(minutes=15, seconds=1))
    assert tries("clerk", RIGHT) == 302


def test_four_failures_and_a_success_begin_anew(office):
    for _round in range(3):
        assert [tries("clerk", "x") for _n in range(4)] == [200] * 4
        assert tries("clerk", RIGHT) == 302


@pytest.mark.fault("S1")
def test_the_answers_do_not_tell_whether_an_account_exists(office):
    accounts.close_account(office.handler, by=None, now=NOW)
    answers = {}
    for username in ("clerk", "handler", "no-such-person"):  # open, closed, none
        pages = [Client().post(LOGIN, {"username": username, "password": "x"}) for _n in range(6)]
        answers[username] = [(page.status_code, VARIES.sub("", page.content.decode())) for page in pages]
    assert answers["clerk"] == answers["handler"] == answers["no-such-person"]
    assert [status for status, _text in answers["clerk"]] == [200] * 4 + [429] * 2


def test_the_lock_is_in_the_database_and_holds_for_tokens_too(office):
    assert settings.AUTHENTICATION_BACKENDS == ["agencies.authentication.backends.LimitedBackend"]
    for _n in range(5):
        tries("clerk", "x")
    answer = Client().post(reverse("api-token"), {"username": "clerk", "password": RIGHT}, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert not Token.objects.exists()


def test_a_reset_lifts_the_lock_and_says_so_before(office, clock, client):
    for _n in range(5):
        tries("clerk", "x")
    assert locked_until(office.clerk, NOW) == NOW + timedelta(minutes=15)
    client.force_login(office.administrator)
    assert "锁定至" in client.get(reverse("office-person", args=[office.clerk.pk])).content.decode()
    password = accounts.reset_password(office.clerk, by=office.administrator, now=NOW)
    assert locked_until(office.clerk, NOW) is None
    assert tries("clerk", password) == 302


# -- the first password ---------------------------------------------------------------------------------------


def addresses() -> list[str]:
    """Return one address per name, as far as it needs no argument or can be given a number or a code."""
    found = []
    for name in {key for key in get_resolver().reverse_dict if isinstance(key, str)} - OPEN:
        for arguments in (
            [],
            [1],
            ["D"],
            ["x"],
            [1, "x"],
            [2026, "D"],
            [2026],
            ["D", 1],
            [2026, "D", "pdf"],
            ["D", 1, 1],
        ):
            try:
                found.append(reverse(name, args=arguments))
            except Exception:  # noqa: BLE001, S112  the next kind of argument
                continue
            break
    return found


def test_before_it_is_changed_no_other_address_answers(office, client):
    Officer.objects.filter(pk=office.clerk.pk).update(must_change_password=True)
    client.force_login(office.clerk)
    found = addresses()
    assert len(found) > 80
    for address in found:
        answer = client.get(address)
        if address.startswith("/api/"):
            assert answer.status_code == 403, address
            assert "修改口令" in answer.json()["detail"]
        else:
            assert (answer.status_code, answer.get("Location")) == (302, reverse("password")), address
    assert client.get(reverse("password")).status_code == 200
    assert client.get(reverse("health")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert client.post(reverse("logout")).status_code == 302


def test_a_silent_database_is_said_to_be_silent_here_too(office, client, monkeypatch):
    client.force_login(office.clerk)

    def silent(*_given):
        raise OperationalError("the connection is gone")

    monkeypatch.setattr("config.middleware.passwords.must_change", silent)
    for address in ("/", "/api/v1/cases/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_who_installed_the_system_and_has_no_agency_breaks_no_page(office, client):
    client.force_login(Officer.objects.create(username="root", is_superuser=True))
    statuses = {address: client.get(address).status_code for address in addresses()}
    unasked = {"/api/v1/reports/2026/D/cell/": 400}  # it has to be told which row and column
    assert {address: status for address, status in statuses.items() if status not in (200, 302, 404, 405)} == unasked
    assert statuses["/office/"] == statuses["/"] == 200
    assert statuses[reverse("queue")] == 200
    assert office.agency.name not in client.get(reverse("worklist")).content.decode()


def test_a_token_opens_nothing_until_the_password_is_settled(office, client):
    token = Token.objects.create(user=office.clerk)
    head = {"HTTP_AUTHORIZATION": f"Token {token.key}"}
    assert client.get("/api/v1/cases/", **head).status_code == 200
    Officer.objects.filter(pk=office.clerk.pk).update(must_change_password=True)
    assert client.get("/api/v1/cases/", **head).status_code == 401
    accounts.change_own_password(office.clerk, NEXT, now=NOW)
    assert client.get("/api/v1/cases/", **head).status_code == 401  # it was given for the old password


def test_changed_by_its_owner_everything_opens_and_other_sessions_end(office, client):
    password = accounts.reset_password(office.clerk, by=office.administrator, now=NOW)
    here, there = Client(), Client()
    for browser in (here, there):
        assert browser.post(LOGIN, {"username": "clerk", "password": password}).status_code == 302
    given = {"present": password, "new": NEXT, "again": NEXT, "aware": "on"}
    assert here.post(reverse("password"), given).url == reverse("worklist")
    assert here.get(reverse("worklist")).status_code == 200
    assert there.get(reverse("worklist")).url.startswith(LOGIN)
    assert tries("clerk", password) == 200
    assert tries("clerk", NEXT) == 302
    record = OfficeRecord.objects.get(act="change_password")
    assert (record.actor, record.officer, record.changes) == (office.clerk, office.clerk, [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"present": "x"}, "present"),
        ({"again": NEXT + "x"}, "again"),
        ({"new": RIGHT, "again": RIGHT}, "new"),  # as before
        ({"new": "Short-1", "again": "Short-1"}, "new"),
        ({"new": "allsmallletters", "again": "allsmallletters"}, "new"),
        ({"new": ""}, "new"),
    ],
)
def test_a_password_that_cannot_be_is_refused(office, client, given, field):
    client.force_login(office.clerk)
    page = client.post(reverse("password"), {"present": RIGHT, "new": NEXT, "again": NEXT} | given)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert NEXT not in page.content.decode()
    assert Officer.objects.get(pk=office.clerk.pk).check_password(RIGHT)


@pytest.mark.fault("C7")
@pytest.mark.fault("S3")
def test_a_closed_account_is_out_at_once(office, client):
    token = Token.objects.create(user=office.clerk)
    client.force_login(office.clerk)
    accounts.close_account(office.clerk, by=office.administrator, now=NOW)
    assert client.get(reverse("worklist")).url.startswith(LOGIN)
    assert tries("clerk", RIGHT) == 200
    assert client.get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Token {token.key}").status_code == 401
    password = accounts.reopen_account(office.clerk, by=office.administrator, now=NOW)
    assert tries("clerk", RIGHT) == 200  # the old one stays dead
    assert tries("clerk", password) == 302


# -- the rules ------------------------------------------------------------------------------------------------


def test_a_password_grows_too_old_only_under_rules_that_say_so(office, clock, client):
    accounts.change_own_password(office.clerk, NEXT, now=NOW)
    for days, old in ((89, False), (91, True)):
        assert must_change(office.clerk, NOW + timedelta(days=days)) is old
    with override_settings(PASSWORD_DAYS=0):
        assert not must_change(office.clerk, NOW + timedelta(days=9999))
    assert not must_change(office.handler, NOW + timedelta(days=9999))  # of unknown age
    clock.move_to(NOW + timedelta(days=91))
    client.force_login(Officer.objects.get(pk=office.clerk.pk))
    assert client.get(reverse("worklist")).url == reverse("password")
    assert "使用期" in client.get(reverse("password")).content.decode()


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Abcdef-123", True),
        ("abcdef-123", True),
        ("abcdefg123", False),
        ("ABCDEFG123", False),
        ("Abcdefghij", False),
        ("Abc-def-1", False),
        ("开档口令abc123", True),
        ("zhangshenhe-1", False),  # like the user name
        ("Password-1", True),
        ("qwerty123456", False),
    ],
)
def test_the_rules_of_the_installation(db, password, good):
    person = Officer(username="zhangshenhe", display_name="张审核")
    if good:
        validate_password(password, person)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, person)


def test_a_random_password_keeps_the_rules_and_is_never_the_same():
    found = {random_password() for _n in range(500)}
    assert len(found) == 500
    for one in found:
        validate_password(one)
        assert not set(one) & set("0O1lIio")
