"""The second factor: set up once, asked for at every door, good once, taken away by two people."""

import base64
import re
from datetime import datetime, timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from agencies.administration import accounts
from agencies.audit_trail.models import OfficeRecord
from agencies.authentication import second_factor
from agencies.authentication.models import RecoveryCode, SecondFactor
from agencies.encryption import keys
from agencies.organisation.models import Officer, Role
from config import environment
from law import Refused
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office

NOW = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
RIGHT = "Kaidang-right-1"
RECOVERY = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")
KEY = re.compile(r'<dd class="mono">([A-Z2-7 ]+)</dd>')


@shared_data
def staffed():
    """Return an office whose signer has a password."""
    office = Office()
    office.signer.set_password(RIGHT)
    office.signer.save()
    return office


def code_at(secret: bytes, at: datetime) -> str:
    """Return what a telephone shows."""
    return TOTP(secret, 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303


def set_up(person: Officer) -> tuple[bytes, list[str]]:
    """Set the factor up without a page; return its secret and the recovery codes."""
    kept = second_factor.new_secret(person)
    secret = base64.b32decode(second_factor.written_secret(person, kept))
    codes = second_factor.enrol(person, kept, code_at(secret, NOW - timedelta(seconds=30)), now=NOW)
    person.refresh_from_db()
    return secret, codes


def password_shown(client: Client | None = None, next_page: str = "") -> Client:
    """Return a browser that has shown the signer's password."""
    client = client or Client()
    answer = client.post("/login/", {"username": "signer", "password": RIGHT, "next": next_page})
    assert answer.url == reverse("login-code")
    return client


def test_the_codes_are_those_of_rfc_6238():
    for at, code in ((59, "94287082"), (1111111109, "07081804"), (20000000000, "65353130")):
        totp = TOTP(b"12345678901234567890", 8, SHA1(), 30)
        assert totp.generate(at).decode() == code
    assert second_factor._totp(base64.b32encode(b"12345678901234567890").decode()).generate(59).decode() == "287082"


def test_it_is_set_up_on_a_page_and_shown_once(office):
    client = Client()
    client.force_login(office.signer)
    page = client.get(reverse("second-factor")).content.decode()
    key = KEY.search(page).group(1)
    assert 'class="segno"' in page  # drawn here, as a part of the page
    assert KEY.search(client.get(reverse("second-factor")).content.decode()).group(1) == key  # looking changes nothing
    assert client.post(reverse("second-factor"), {"code": "000000"}).status_code == 422
    assert not SecondFactor.objects.exists()
    secret = base64.b32decode(key.replace(" ", ""))
    done = client.post(reverse("second-factor"), {"code": code_at(secret, NOW)})
    codes = RECOVERY.findall(done.content.decode())
    assert done.status_code == 200 and len(set(codes)) == 10
    page = client.get(reverse("second-factor")).content.decode()
    assert 'class="segno"' not in page and not RECOVERY.search(page) and key not in page
    kept = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert key.replace(" ", "") not in kept and not any(code in kept for code in codes)
    assert OfficeRecord.objects.get().changes == [["second_factor", "", "on"]]


def test_nobody_is_signed_in_before_the_code(office):
    secret, _codes = set_up(office.signer)
    client = password_shown(next_page=reverse("queue"))
    assert client.get("/").url.startswith("/login/")
    assert client.get("/api/v1/cases/").status_code in (401, 403)
    assert client.post(reverse("login-code"), {"code": "000000"}).status_code == 422
    answer = client.post(reverse("login-code"), {"code": code_at(secret, NOW)})
    assert answer.url == reverse("queue") and client.get("/").status_code == 200
    assert Client().get(reverse("login-code")).url == reverse("login")


def test_a_code_is_good_once_and_for_a_minute_and_a_half(office):
    secret, _codes = set_up(office.signer)
    used = code_at(secret, NOW)
    assert password_shown().post(reverse("login-code"), {"code": used}).status_code == 302
    assert password_shown().post(reverse("login-code"), {"code": used}).status_code == 422  # seen over a shoulder
    office.clock.move_to(NOW + timedelta(minutes=5))
    for seconds, status in ((-61, 422), (61, 422), (30, 302)):
        late = code_at(secret, NOW + timedelta(minutes=5, seconds=seconds))
        assert password_shown().post(reverse("login-code"), {"code": late}).status_code == status, seconds


def test_a_recovery_code_is_good_once(office):
    _secret, codes = set_up(office.signer)
    assert password_shown().post(reverse("login-code"), {"code": codes[0].upper()}).status_code == 302
    assert password_shown().post(reverse("login-code"), {"code": codes[0]}).status_code == 422
    assert second_factor.recovery_codes_left(office.signer) == 9
    assert password_shown().post(reverse("login-code"), {"code": codes[1].replace("-", "")}).status_code == 302


@pytest.mark.fault("S1")
def test_codes_cannot_be_guessed_and_who_has_the_password_keeps_nobody_out(office):
    secret, codes = set_up(office.signer)
    own = password_shown()
    assert own.post(reverse("login-code"), {"code": codes[0]}).status_code == 302
    own.post(reverse("logout"))
    statuses = []
    for _n in range(7):
        statuses.append(password_shown().post(reverse("login-code"), {"code": "000000"}).status_code)
    assert statuses == [422] * 4 + [429] * 3
    assert password_shown().post(reverse("login-code"), {"code": code_at(secret, NOW)}).status_code == 429
    assert password_shown(own).post(reverse("login-code"), {"code": code_at(secret, NOW)}).status_code == 302


def test_a_password_shown_long_ago_or_changed_since_is_none(office):
    secret, _codes = set_up(office.signer)
    client, other = password_shown(), password_shown()
    accounts.change_own_password(Officer.objects.get(pk=office.signer.pk), "Kaidang-next-22", now=NOW)
    assert client.post(reverse("login-code"), {"code": code_at(secret, NOW)}).url == reverse("login")
    office.clock.move_to(NOW + timedelta(minutes=11))
    assert other.get(reverse("login-code")).url == reverse("login")


def test_a_page_elsewhere_is_never_gone_to(office):
    secret, _codes = set_up(office.signer)
    client = password_shown(next_page="https://evil.example/")
    assert client.post(reverse("login-code"), {"code": code_at(secret, NOW)}).url == reverse("worklist")


def test_tokens_ask_for_it_too(office):
    secret, _codes = set_up(office.signer)
    given = {"username": "signer", "password": RIGHT}
    assert Client().post(reverse("api-token"), given, "application/json").status_code == 401
    wrong = Client().post(reverse("api-token"), given | {"code": "000000"}, "application/json")
    assert wrong.status_code == 401 and not Token.objects.exists()
    right = Client().post(reverse("api-token"), given | {"code": code_at(secret, NOW)}, "application/json")
    assert right.status_code == 200 and Token.objects.get().key == right.json()["token"]


def test_where_the_office_asks_for_it_nothing_else_opens_before(office, settings):
    settings.SECOND_FACTOR_ROLES = ["signer"]
    client = Client()
    client.force_login(office.signer)
    assert client.get("/").url == client.get(reverse("sessions")).url == reverse("second-factor")
    assert client.get(reverse("second-factor")).status_code == 200
    assert client.get("/api/v1/cases/").status_code == 403
    given = {"username": "signer", "password": RIGHT}
    assert Client().post(reverse("api-token"), given, "application/json").status_code == 403
    token = Token.objects.create(user=office.signer)
    assert Client().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Token {token.key}").status_code == 401
    client.force_login(office.clerk)
    assert client.get("/").status_code == 200


def test_it_is_taken_away_by_two_people_and_the_owner_hears_of_it(office):
    set_up(office.signer)
    client = Client()
    client.force_login(office.administrator)
    step = reverse("office-person-step", args=[office.signer.pk, "factor"])
    assert client.post(step).status_code == 302
    owner = Client()
    assert owner.post("/login/", {"username": "signer", "password": RIGHT}).status_code == 302
    assert owner.get("/").url == reverse("password-held")
    assert owner.get(reverse("second-factor")).url == reverse("password-held")  # nor does an impostor set up another
    assert "动态口令" in owner.get(reverse("password-held")).content.decode()
    reset = office.signer.resets.get()
    auditor = Client()
    auditor.force_login(office.auditor)
    assert auditor.post(reverse("office-reset", args=[reset.pk]), {"code": reset.code}).status_code == 302
    assert owner.get("/").status_code == 200
    with pytest.raises(Refused):
        accounts.reset_second_factor(Officer.objects.get(pk=office.signer.pk), by=office.administrator, now=NOW)


@pytest.fixture
def own_keys(settings, tmp_path):
    """Give the test a file of sealing keys of its own."""
    settings.VAR_DIR, settings.SEALING_KEYS = tmp_path, tmp_path / "sealing_keys"


def test_the_secret_is_sealed_for_its_officer_and_goes_with_the_change_of_keys(own_keys, office):
    secret, _codes = set_up(office.signer)
    written = base64.b32encode(secret).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM agencies_secondfactor")
        (kept,) = cursor.fetchone()
    assert kept.startswith("sealed1:") and written not in kept
    old = keys.ring().present(keys.SEAL)
    keys.add_present_key(keys.new_key(keys.SEAL, keys.AES))
    call_command("rotate_keys", stdout=StringIO())
    keys.write(settings.SEALING_KEYS, keys.KeyRing(tuple(one for one in keys.ring().keys if one != old)))
    assert second_factor._is_current(office.signer, code_at(secret, NOW), NOW)
    setting_up = second_factor.new_secret(office.signer)
    assert second_factor.written_secret(office.signer, setting_up)
    assert second_factor.written_secret(office.clerk, setting_up) == ""  # sealed for another
    assert second_factor.written_secret(office.signer, kept) == second_factor.written_secret(office.signer, "") == ""


def test_without_its_key_the_sentence_names_it_and_a_recovery_code_still_opens(own_keys, office):
    secret, codes = set_up(office.signer)
    old = keys.ring().present(keys.SEAL)
    keys.add_present_key(keys.new_key(keys.SEAL, keys.AES))
    keys.write(settings.SEALING_KEYS, keys.KeyRing(tuple(one for one in keys.ring().keys if one != old)))
    client = password_shown()
    answer = client.post(reverse("login-code"), {"code": code_at(secret, NOW)})
    assert answer.status_code == 503 and old.key_id in answer.content.decode()
    assert client.post(reverse("login-code"), {"code": codes[0]}).status_code == 302
    assert client.get("/").status_code == 200


def test_every_role_and_no_other_may_be_named_in_the_setting():
    assert set(environment.ROLES) == set(Role.values) and len(environment.ROLES) == len(Role.values)
