"""An administrator who wants to work as another: tried as that administrator would."""

from datetime import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from agencies.administration import accounts, policy, resets
from agencies.administration.models import PasswordReset, RoleRequest
from agencies.audit_trail.models import OfficeRecord
from agencies.authentication.models import SignInAlarm
from agencies.organisation.models import Officer
from law import Refused
from tests.agencies.administration.browsers import signed_in
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office, officer

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
NEXT = "Kaidang-next-22"


@shared_data
def staffed():
    """Return an office with a second administrator and a security administrator."""
    office = Office()
    office.second = officer("second", office.government, "administrator")
    office.security = officer("security", office.government, "security")
    return office


def taken_over(person: Officer, by: Officer) -> Client:
    """Reset a password, sign in with it and choose another: what owner and impostor do alike."""
    password = accounts.reset_password(person, by=by, now=NOW)
    client = Client()
    assert client.post("/login/", {"username": person.username, "password": password}).status_code == 302
    given = {"present": password, "new": NEXT, "again": NEXT, "aware": "on"}
    assert client.post(reverse("password"), given).status_code == 302
    return client


def given(*roles: str) -> accounts.PersonDetails:
    """Return what is given of a person."""
    return accounts.PersonDetails("某人", None, frozenset(roles))


# -- nobody signs in as another -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reviewer", "signer", "head", "supervisor", "auditor", "second", "security"])
def test_who_decides_opens_nothing_before_a_second_person_has_confirmed(office, name):
    person = getattr(office, name)
    client = taken_over(person, office.administrator)
    for address in ("/", reverse("office-records"), reverse("sessions"), reverse("queue")):
        assert client.get(address).url == reverse("password-held"), address
    assert client.post(reverse("sessions")).url == reverse("password-held")
    assert client.get("/api/v1/cases/").status_code == 403
    asked = {"username": person.username, "password": NEXT}
    assert Client().post(reverse("api-token"), asked, "application/json").status_code == 403
    token = Token.objects.create(user=person)
    assert Client().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Token {token.key}").status_code == 401
    page = client.get(reverse("password-held")).content.decode()
    assert PasswordReset.objects.get().code in page and "administrator" in page


def test_a_second_person_who_was_told_the_number_lets_the_owner_in(office):
    client = taken_over(office.signer, office.administrator)
    reset = PasswordReset.objects.get()
    auditor = signed_in(office.auditor)
    assert "核实：我已与本人确认" in auditor.get(reverse("office-confirmations")).content.decode()
    wrong = f"{(int(reset.code) + 1) % 10**6:06}"
    assert auditor.post(reverse("office-reset", args=[reset.pk]), {"code": wrong}).status_code == 422
    assert client.get("/").url == reverse("password-held")
    assert auditor.post(reverse("office-reset", args=[reset.pk]), {"code": reset.code}).status_code == 302
    assert client.get("/").status_code == 200
    row = OfficeRecord.objects.first()
    assert (row.actor, row.officer, row.changes) == (
        office.auditor,
        office.signer,
        [["reset_confirmed", "", "administrator"]],
    )


def test_neither_the_resetting_person_nor_a_puppet_of_theirs_confirms(office):
    impostor = office.administrator
    puppet, _password = accounts.open_account(office.government, "puppet", given("auditor"), by=impostor, now=NOW)
    promoted = officer("promoted", office.government, "clerk")
    accounts.change_account(promoted, given("auditor"), by=impostor, now=NOW)
    Officer.objects.filter(pk=puppet.pk).update(must_change_password=False)
    client = taken_over(office.signer, impostor)
    reset = PasswordReset.objects.get()
    for person, status in (
        (impostor, 404),
        (puppet, 422),
        (promoted, 422),
        (office.signer, 302),
        (office.clerk, 404),
        (officer("outside", office.agency, "auditor"), 302),
    ):
        person = Officer.objects.get(pk=person.pk)
        assert (
            signed_in(person).post(reverse("office-reset", args=[reset.pk]), {"code": reset.code}).status_code == status
        )
        if person.username != "outside":
            assert client.get("/").url == reverse("password-held"), person
    assert client.get("/").status_code == 200


def test_the_number_cannot_be_guessed(office):
    taken_over(office.signer, office.administrator)
    reset = PasswordReset.objects.get()
    auditor, address = signed_in(office.auditor), reverse("office-reset", args=[reset.pk])
    statuses = [auditor.post(address, {"code": "x"}).status_code for _n in range(6)]
    assert statuses == [422] * 5 + [429]
    assert auditor.post(address, {"code": reset.code}).status_code == 429
    assert auditor.post(address, {}).status_code == 422


def test_a_second_reset_does_not_let_in_what_the_first_holds(office):
    """An impostor has the held account turned into a clerk's, resets it, and turns it back."""
    taken_over(office.signer, office.administrator)
    signer = Officer.objects.get(pk=office.signer.pk)
    accounts.change_account(signer, given("clerk"), by=office.administrator, now=NOW)
    signer = Officer.objects.get(pk=signer.pk)
    client = taken_over(signer, office.administrator)
    assert client.get("/").url == reverse("password-held")


def test_a_clerk_works_on_but_says_to_know_of_it(office):
    password = accounts.reset_password(office.clerk, by=office.administrator, now=NOW)
    client = Client()
    client.post("/login/", {"username": "clerk", "password": password})
    page = client.get(reverse("password")).content.decode()
    assert "administrator于" in page and "我没有要求换口令" in page
    answer = client.post(reverse("password"), {"present": password, "new": NEXT, "again": NEXT})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["aware"]
    answer = client.post(reverse("password"), {"present": password, "new": NEXT, "again": NEXT, "aware": "on"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    reset = PasswordReset.objects.get()
    assert (reset.by, reset.known_at, reset.known_from) == (office.administrator, NOW, "127.0.0.1")


def test_an_owner_sees_that_somebody_was_there_before_and_denies_it(office):
    taken_over(office.clerk, office.administrator)  # by an impostor
    password = accounts.reset_password(Officer.objects.get(pk=office.clerk.pk), by=office.second, now=NOW)
    owner = Client()
    owner.post("/login/", {"username": "clerk", "password": password})
    page = owner.get(reverse("password")).content.decode()
    assert "administrator更换；使用的人于" in page and "127.0.0.1" in page
    assert owner.post(reverse("password-denied")).status_code == 302
    alarm = SignInAlarm.objects.get()
    assert (alarm.kind, alarm.officer) == ("denied", office.clerk)
    assert (
        owner.post(reverse("password"), {"present": password, "new": NEXT + "x", "again": NEXT + "x"}).status_code
        == 302
    )
    assert owner.get("/").url == reverse("password-held")
    with pytest.raises(Refused):
        resets.deny_reset(office.clerk, now=NOW)


def test_a_reopened_account_is_held_too_and_the_server_lets_in_where_nobody_else_can(office, capsys):
    accounts.close_account(office.signer, by=office.second, now=NOW)
    accounts.reopen_account(office.signer, by=office.administrator, now=NOW)
    assert Officer.objects.get(pk=office.signer.pk).held
    call_command("confirm_reset", "signer")
    assert not Officer.objects.get(pk=office.signer.pk).held
    with pytest.raises(CommandError):
        call_command("confirm_reset", "signer")
    assert "已核实" in capsys.readouterr().out


# -- three administrators -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other", ["administrator", "auditor", "clerk", "handler", "reviewer", "signer", "head", "supervisor"]
)
def test_a_security_administrator_is_nothing_else(other):
    assert policy.role_conflict({"security"}) is None
    assert "安全管理员不能同时是" in str(policy.role_conflict({"security", other}))
    assert policy.role_conflict({"security"}, superuser=True) is not None


def test_separated_roles_hold_once_the_security_administrator_has_granted_them(office, settings):
    settings.SEPARATE_ADMINISTRATORS = True
    admin = office.administrator
    person, _password = accounts.open_account(office.agency, "new", given("signer"), by=admin, now=NOW)
    assert not person.grants.exists()
    request = RoleRequest.objects.get()
    for other in (admin, office.second, office.auditor, office.clerk):
        assert signed_in(other).post(reverse("office-roles", args=[request.pk]), {"grant": "1"}).status_code == 404
    assert not person.grants.exists()
    security = signed_in(office.security)
    assert "签发人" in security.get(reverse("office-confirmations")).content.decode()
    assert security.post(reverse("office-roles", args=[request.pk]), {"grant": "1"}).status_code == 302
    assert Officer.objects.get(pk=person.pk).roles == {"signer"}
    assert security.post(reverse("office-roles", args=[request.pk]), {"grant": "1"}).status_code == 404
    rows = [(row.actor.username, row.changes[-1]) for row in OfficeRecord.objects.order_by("pk")]
    assert rows == [("administrator", ["roles_requested", "", "signer"]), ("security", ["roles", "", "signer"])]


def test_separated_roles_are_taken_at_once_and_refused_ones_never_hold(office, settings):
    settings.SEPARATE_ADMINISTRATORS = True
    person = officer("p", office.agency, "clerk", "handler")
    accounts.change_account(person, given("clerk", "signer"), by=office.administrator, now=NOW)
    assert Officer.objects.get(pk=person.pk).roles == {"clerk"}
    request = RoleRequest.objects.get()
    security = signed_in(office.security)
    assert security.post(reverse("office-roles", args=[request.pk]), {"refuse": "1"}).status_code == 302
    assert Officer.objects.get(pk=person.pk).roles == {"clerk"}
    accounts.change_account(Officer.objects.get(pk=person.pk), given("auditor"), by=office.administrator, now=NOW)
    late = RoleRequest.objects.get(decided_at__isnull=True)
    Officer.objects.get(pk=person.pk).grants.create(role="administrator")  # changed since on the server
    answer = security.post(reverse("office-roles", args=[late.pk]), {"grant": "1"})
    assert answer.status_code == 422 and "不能是同一个人" in answer.content.decode()
    late.refresh_from_db()
    assert late.decided_at is None


def test_separated_the_system_administrator_neither_grants_nor_confirms_nor_sees_alarms(office, settings):
    admin, second = signed_in(office.administrator), signed_in(office.second)
    assert admin.get(reverse("office-alarms")).status_code == 200
    settings.SEPARATE_ADMINISTRATORS = True
    for client in (admin, second):
        assert client.get(reverse("office-alarms")).status_code == 404
        assert client.get(reverse("office-confirmations")).status_code == 404
    assert signed_in(office.security).get(reverse("office-alarms")).status_code == 200
    assert signed_in(office.security).get(reverse("office")).status_code == 404
    assert signed_in(office.security).get(reverse("office-records")).status_code == 200
