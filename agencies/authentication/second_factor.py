"""The second factor: a code of six digits from the owner's telephone (TOTP, RFC 6238), or one of ten recovery codes."""

import base64
import secrets
from datetime import datetime, timedelta

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import record_change
from agencies.authentication.budgets import Budget, Limit
from agencies.authentication.known_machines import Machine
from agencies.authentication.models import RecoveryCode, SecondFactor
from agencies.encryption.keys import Unopened
from agencies.encryption.sealing import open_sealed, seal
from agencies.organisation.models import Officer
from agencies.text.comparing import letters_and_digits
from law import Refused

DIGITS, STEP = 6, 30  # what every authenticator shows, and for how many seconds
SECRET_BYTES = 20
DRIFT = 1  # steps that a telephone's clock may be off, either way
RECOVERY_CODES, RECOVERY_LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 12  # of 31 letters: 59 bits
CODES = Limit("code", 5, timedelta(minutes=15))
ISSUER = "政府信息公开申请办理"


def must_enrol(officer: Officer) -> bool:
    """Say whether a role of the officer asks for a second factor that is not set up yet (SECOND_FACTOR_ROLES)."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and not officer.has_second_factor and officer.has_role(*roles)


def new_secret(officer: Officer) -> str:
    """Return a new secret, sealed, for the session in which the officer sets it up."""
    return seal(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode(), _setting_up(officer))


def written_secret(officer: Officer, kept: str) -> str:
    """Return such a secret as it is typed into a telephone; empty where it is none, or another officer's."""
    try:
        return open_sealed(kept, _setting_up(officer)) if kept else ""
    except Unopened:
        return ""


def qr_code(officer: Officer, kept: str) -> str:
    """Return the drawing that a telephone reads, as SVG made here: the secret goes to nobody else."""
    address = _totp(written_secret(officer, kept)).get_provisioning_uri(officer.username, ISSUER)
    return segno.make(address, error="m").svg_inline(scale=4)


@transaction.atomic
def enrol(officer: Officer, kept: str, code: str, *, now: datetime) -> list[str]:
    """Set up the second factor with a code of its secret; return the recovery codes, which are shown once."""
    officer = Officer.objects.select_for_update(of=("self",), no_key=True).get(pk=officer.pk)
    if officer.has_second_factor:
        raise Refused("已经设置了动态口令", english="The second factor is set up already")
    if secret := written_secret(officer, kept):
        SecondFactor.objects.create(officer=officer, secret=secret)
    if not _is_current(officer, code, now):
        raise Refused(
            "动态口令不对，请等下一个再输入", field="code", english="The code is wrong: wait for the next one"
        )
    Officer.objects.filter(pk=officer.pk).update(has_second_factor=True)
    record_change(OfficeAct.CHANGE_OFFICER, by=officer, now=now, officer=officer, changes=[("second_factor", "", "on")])
    return _new_recovery_codes(officer)


@transaction.atomic
def renew_recovery_codes(officer: Officer, code: str, *, now: datetime) -> list[str]:
    """Return new recovery codes against a code; the old ones open nothing any more."""
    if not _is_current(officer, code, now):
        raise Refused(
            "动态口令不对，请等下一个再输入", field="code", english="The code is wrong: wait for the next one"
        )
    return _new_recovery_codes(officer)


def may_try(officer: Officer, now: datetime) -> bool:
    """Use up one try at a code in an open session; return False where none is left for now."""
    return Budget(CODES, _digest("session", str(officer.pk))[:32]).take(now)


def is_code(officer: Officer, code: str, machine: Machine, now: datetime) -> bool | None:
    """Say whether a code or recovery code is good, once; None: no more may be tried for now.

    A machine that is known for the officer has tries of its own, so that who has stolen a password keeps nobody out.
    """
    place = machine.key if machine.knows(officer) else ""
    budget = Budget(CODES, _digest("machine", f"{officer.pk}\n{place}")[:32])
    if not budget.take(now):
        return None
    if _is_current(officer, code, now) or _uses_recovery_code(officer, code, now):
        budget.clear()
        return True
    return None if budget.used_up_until(now) else False


def remove(officer: Officer) -> None:
    """Take a second factor away; the caller records who did and has a second person confirm."""
    SecondFactor.objects.filter(officer=officer).delete()
    RecoveryCode.objects.filter(officer=officer).delete()
    Officer.objects.filter(pk=officer.pk).update(has_second_factor=False)
    officer.has_second_factor = False


def recovery_codes_left(officer: Officer) -> int:
    """Return how many recovery codes are unused."""
    return RecoveryCode.objects.filter(officer=officer, used_at__isnull=True).count()


def _is_current(officer: Officer, code: str, now: datetime) -> bool:
    """Say whether a code is of this half minute or of one beside it, and later than the last that was used."""
    factor = SecondFactor.objects.filter(officer=officer).first()
    code = "".join(code.split())
    if factor is None or len(code) != DIGITS or not code.isascii():
        return False
    totp, present = _totp(factor.secret), int(now.timestamp()) // STEP
    for step in range(present - DRIFT, present + DRIFT + 1):
        if constant_time_compare(totp.generate(step * STEP).decode(), code):
            return bool(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))
    return False


def _uses_recovery_code(officer: Officer, code: str, now: datetime) -> bool:
    digest = _recovery_digest(officer, code)
    rows = RecoveryCode.objects.filter(officer=officer, digest=digest, used_at__isnull=True)
    return bool(rows.update(used_at=now))


def _new_recovery_codes(officer: Officer) -> list[str]:
    RecoveryCode.objects.filter(officer=officer).delete()
    codes = []
    for _n in range(RECOVERY_CODES):
        text = "".join(secrets.choice(RECOVERY_LETTERS) for _letter in range(RECOVERY_LENGTH))
        codes.append("-".join(text[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, digest=_recovery_digest(officer, code)) for code in codes
    )
    return codes


def _recovery_digest(officer: Officer, code: str) -> str:
    return _digest("recovery", f"{officer.pk}\n{letters_and_digits(code)}")


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  what authenticators read; HMAC does not suffer from collisions


def _setting_up(officer: Officer) -> str:
    """Return the place for which a secret is sealed that nobody has confirmed yet: one session of one officer."""
    return f"a second factor that is being set up#{officer.pk}"


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"agencies.authentication.second_factor.{what}", text, algorithm="sha256").hexdigest()
