"""Decide whether a name and a password may be tried at all, and keep what came of it (docs/decisions/0066)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils.crypto import constant_time_compare, salted_hmac

from agencies.api.limits import limited_address
from agencies.authentication.alarms import note_failure, raise_alarm
from agencies.authentication.budgets import Budget, Limit, take_all
from agencies.authentication.known_machines import Machine
from agencies.authentication.models import AlarmKind, AttemptBudget, FailedSignIn
from agencies.organisation.models import Officer
from agencies.text.comparing import comparable

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
# From machines that are not known for the account:
ACCOUNT = Limit("account", 5, QUARTER)
ACCOUNT_DAY = Limit("account_day", 50, DAY)  # against patience: 5 in every quarter of an hour would be 480
ADDRESS = Limit("address", 30, QUARTER)
OVERALL = Limit("overall", settings.SIGN_IN_FAILURES, QUARTER)
# From one that is, for this account and this machine alone:
MACHINE = Limit("machine", 10, QUARTER)
MACHINE_DAY = Limit("machine_day", 50, DAY)
# The present password, typed once more in a session that is open:
PRESENT = Limit("present", 5, QUARTER)

BUDGETS_KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A name and a password that somebody sent, and from where."""

    name: str
    password: str
    address: str
    machine: Machine
    now: datetime

    @property
    def name_digest(self) -> str:
        """Return what stands for the name."""
        return _name_digest(self.name)

    @property
    def password_digest(self) -> str:
        """Return what stands for the password when the same one is tried on many accounts; very many share it."""
        return _digest("password", self.password)[:8]


def open_attempt(attempt: Attempt, officer: Officer | None) -> list[Budget] | None:
    """Use up one try and return what was used, or None: the password must not be looked at.

    A machine that is known for the account has tries of its own, and those of strangers besides.
    """
    if attempt.machine.knows(officer):
        own = _of_machine(attempt, officer)
        if take_all(own, attempt.now) is None:
            return own
    used_up = take_all(_of_strangers(attempt), attempt.now)
    if used_up is None:
        return _of_strangers(attempt)
    if used_up.limit is OVERALL:
        raise_alarm(AlarmKind.OVERALL, "", count=OVERALL.most, now=attempt.now)
    elif used_up.limit is ACCOUNT_DAY:
        raise_alarm(AlarmKind.SLOW, attempt.name_digest, count=ACCOUNT_DAY.most, officer=officer, now=attempt.now)
    return None


def has_one_time_password(attempt: Attempt, officer: Officer | None) -> bool:
    """Say whether this is the password that an administrator gave just now: it opens however many strangers guess.

    It has some 79 random bits, so that guessing needs no limit; a quick digest tells it, at the same cost for every name.
    """
    kept = officer.one_time_digest if officer is not None and officer.is_active and officer.must_change_password else ""
    return constant_time_compare(kept or "-", one_time_digest(attempt.name, attempt.password))


def note_success(attempt: Attempt, used: list[Budget]) -> None:
    """Give back what a right password used, and let the account begin anew."""
    for budget in used:
        if budget.limit in (ACCOUNT, MACHINE):
            budget.clear()
        else:
            budget.give_back()


def note_wrong(attempt: Attempt, used: list[Budget], officer: Officer | None) -> bool:
    """Keep a failure; return whether another try would be refused now."""
    if any(budget.limit is ACCOUNT for budget in used):
        failure = FailedSignIn.objects.create(
            at=attempt.now,
            officer=officer,
            name_digest=attempt.name_digest,
            password_digest=attempt.password_digest,
            address=limited_address(attempt.address),
        )
        note_failure(failure)
    if attempt.machine.knows(officer) and not _used_up(_of_machine(attempt, officer), attempt.now):
        return False
    return _used_up(_of_strangers(attempt), attempt.now)


def locked_until(officer: Officer, now: datetime) -> datetime | None:
    """Return until when machines that are not known for the account are kept out of it, None if they are not."""
    digest = _name_digest(officer.username)
    ends = [Budget(limit, digest).used_up_until(now) for limit in (ACCOUNT, ACCOUNT_DAY)]
    return max((end for end in ends if end), default=None)


def forget_failures(officer: Officer) -> None:
    """Lift the limits of one account."""
    for limit in (ACCOUNT, ACCOUNT_DAY):
        Budget(limit, _name_digest(officer.username)).clear()


def one_time_digest(username: str, password: str) -> str:
    """Return what tells a random password at once; never for one that a person chose."""
    return _digest("one-time", f"{username}\n{password}")


def is_present_password(officer: Officer, password: str, session_key: str, now: datetime) -> bool | None:
    """Say whether a password typed in an open session is the officer's own; None: too many were not."""
    budget = Budget(PRESENT, _digest("session", session_key)[:32])
    if not budget.take(now):
        return None
    if check_password(password, officer.password):
        budget.give_back()
        return True
    return None if budget.used_up_until(now) else False


def erase_old_budgets(now: datetime) -> int:
    """Erase budgets whose span is long over, and return how many."""
    return AttemptBudget.objects.filter(begun_at__lt=now - BUDGETS_KEPT).delete()[0]


def _of_machine(attempt: Attempt, officer: Officer) -> list[Budget]:
    key = _digest("machine", f"{attempt.machine.key}\n{officer.pk}")[:32]
    return [Budget(MACHINE, key), Budget(MACHINE_DAY, key)]


def _of_strangers(attempt: Attempt) -> list[Budget]:
    """Return what strangers have; the narrowest first, so that guessing at one account uses up nothing of the others."""
    return [
        Budget(ACCOUNT, attempt.name_digest),
        Budget(ACCOUNT_DAY, attempt.name_digest),
        Budget(ADDRESS, limited_address(attempt.address)),
        Budget(OVERALL, ""),
    ]


def _used_up(budgets: list[Budget], now: datetime) -> bool:
    return any(budget.used_up_until(now) for budget in budgets)


def _name_digest(name: str) -> str:
    return _digest("name", comparable(name))[:32]


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"agencies.authentication.{what}", text, algorithm="sha256").hexdigest()
