"""Nobody signs in as another by giving them a password without their hearing of it (docs/decisions/0067).

The owner is told at the next sign-in and says to know of it. Whoever decides about people, or keeps the system, is let in
only when a second person, to whom the owner has read a number from the screen, has confirmed that it was the owner.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from agencies.administration import policy
from agencies.administration.models import PasswordReset
from agencies.audit_trail.models import OfficeAct, OfficeRecord
from agencies.audit_trail.services import record_change
from agencies.authentication.alarms import raise_alarm
from agencies.authentication.budgets import Budget, Limit
from agencies.authentication.models import AlarmKind
from agencies.organisation.models import Officer, Role
from law import Refused

CODE_DIGITS = 6
CODES = Limit("confirm", 5, timedelta(minutes=15))
# An account that the resetting person opened, reset or gave roles lately may be that person: it confirms nothing of theirs.
INDEPENDENT_AFTER = timedelta(days=30)
CANDIDATES, NAMED = 200, 8  # people who are looked at, and named on the page of a held account
SHOWN = timedelta(days=365)  # how long an owner sees earlier resets
MADE_BY = (OfficeAct.ADD_OFFICER, OfficeAct.CHANGE_OFFICER, OfficeAct.RESET_PASSWORD, OfficeAct.REACTIVATE)


def note_reset(officer: Officer, *, by: Officer | None, now: datetime, factor: bool = False) -> PasswordReset:
    """Note that a password was given, or the second factor taken away; the caller saves the officer.

    An account that decides is held from then on, and every account whose second factor was taken away.

    `by` is None for a command on the server, which could write the database itself: nothing is held then.
    """
    officer.held = by is not None and (officer.held or factor or policy.decides(officer))
    return PasswordReset.objects.create(officer=officer, by=by, at=now, factor=factor, code=_code())


def resets_to_know(officer: Officer) -> QuerySet[PasswordReset]:
    """Return the resets that the owner has not yet said to know of."""
    return officer.resets.filter(known_at__isnull=True).select_related("by")


def earlier_resets(officer: Officer, now: datetime) -> QuerySet[PasswordReset]:
    """Return the resets of the last year that somebody has said to know of: the owner sees when and from where."""
    return officer.resets.filter(known_at__isnull=False, at__gt=now - SHOWN).select_related("by", "confirmed_by")


def know_resets(officer: Officer, *, address: str, now: datetime) -> None:
    """Record that whoever has the password has said to know of the resets, and from where."""
    officer.resets.filter(known_at__isnull=True).update(known_at=now, known_from=address)


@transaction.atomic
def deny_reset(officer: Officer, *, now: datetime) -> None:
    """Record that the owner asked for none: an alarm is raised, and nothing opens before a second person has confirmed."""
    last = officer.resets.select_related("by").first()
    if last is None or last.denied_at is not None:
        raise Refused("没有要否认的口令重置", english="There is no reset to be denied")
    # Whoever confirmed it confirmed somebody else: that stays in the records of changes.
    PasswordReset.objects.filter(pk=last.pk).update(
        denied_at=now, known_at=last.known_at or now, confirmed_by=None, confirmed_at=None
    )
    Officer.objects.filter(pk=officer.pk).update(held=True)
    record_change(
        OfficeAct.CHANGE_OFFICER,
        by=officer,
        now=now,
        officer=officer,
        changes=[("reset_denied", "", str(last.by or ""))],
    )
    raise_alarm(AlarmKind.DENIED, str(officer.pk), count=0, officer=officer, now=now)


def open_reset(officer: Officer) -> PasswordReset | None:
    """Return the reset that holds an account."""
    return officer.resets.filter(confirmed_at__isnull=True).select_related("by").first()


def who_may_confirm(officer: Officer, reset: PasswordReset | None) -> list[Officer]:
    """Return some who may let a held account in: the owner reads the number to one of them."""
    roles = [Role.SECURITY, Role.AUDITOR] + ([] if settings.SEPARATE_ADMINISTRATORS else [Role.ADMINISTRATOR])
    people = (
        Officer.objects.filter(is_active=True, held=False, grants__role__in=roles).exclude(pk=officer.pk).distinct()
    )
    found = []
    for person in people.select_related("agency").order_by("pk")[:CANDIDATES]:
        own = (
            reset is not None
            and reset.by_id is not None
            and (person.pk == reset.by_id or _is_made_by(person, reset.by, reset.at))
        )
        if not own and policy.confirmed_officers(person).filter(pk=officer.pk).exists():
            found.append(person)
    return found[:NAMED]


def resets_to_confirm(by: Officer) -> QuerySet[PasswordReset]:
    """Return the held accounts' last resets that `by` may confirm, whose owners have signed in."""
    held = policy.confirmed_officers(by).filter(held=True, is_active=True).exclude(pk=by.pk)
    rows = PasswordReset.objects.filter(officer__in=held, known_at__isnull=False, confirmed_at__isnull=True)
    return rows.exclude(by=by).select_related("officer__agency", "by").order_by("at")


@transaction.atomic
def confirm_reset(reset: PasswordReset, code: str, *, by: Officer, now: datetime) -> None:
    """Let a held account in: `by` has spoken to its owner, who read the number from the screen. Raises Refused."""
    officer = Officer.objects.select_for_update(of=("self",), no_key=True).get(pk=reset.officer_id)
    if not resets_to_confirm(by).filter(pk=reset.pk).exists() or by.held:
        raise Refused("这个账号的口令重置不由您核实", english="This reset is not yours to confirm")
    if reset.by is not None and _is_made_by(by, reset.by, reset.at):
        raise Refused(
            "您的账号在三十日内由重置口令的人开通、重置或者改过岗位，请另一位管理员或者审计员核实",
            english="Your account was opened, reset or given roles by the resetting person within thirty days",
        )
    if not constant_time_compare(reset.code, code.strip()):
        raise Refused("核实码不对，请本人再读一遍屏幕上的数字", field="code", english="The number is wrong")
    _let_in(officer, by=by, now=now)


@transaction.atomic
def let_in_from_server(officer: Officer, *, now: datetime) -> None:
    """Let a held account in by a command on the server, where nobody else may confirm; it is on record as such."""
    if not officer.held:
        raise Refused("这个账号没有等待核实", english="The account is not held")
    _let_in(officer, by=None, now=now)


def tries_code(reset: PasswordReset, by: Officer, now: datetime) -> bool:
    """Use up one try at the number of a reset; return False where none is left for now."""
    return Budget(CODES, f"{reset.pk}/{by.pk}").take(now)


def _let_in(officer: Officer, *, by: Officer | None, now: datetime) -> None:
    last = open_reset(officer)
    officer.resets.filter(confirmed_at__isnull=True).update(confirmed_by=by, confirmed_at=now)
    Officer.objects.filter(pk=officer.pk).update(held=False)
    row = ("reset_confirmed", "", str(last.by or "") if last else "")
    record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=[row])


def _is_made_by(officer: Officer, maker: Officer, at: datetime) -> bool:
    """Say whether an account may be another person's puppet: opened, reset or given roles by them lately."""
    since = at - INDEPENDENT_AFTER
    return OfficeRecord.objects.filter(officer=officer, actor=maker, act__in=MADE_BY, at__gt=since).exists()


def _code() -> str:
    return "".join(secrets.choice("0123456789") for _n in range(CODE_DIGITS))
