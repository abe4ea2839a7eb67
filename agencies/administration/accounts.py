"""Open, change and close accounts; each change is on record (docs/decisions/0019). Accounts are never deleted."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from rest_framework.authtoken.models import Token

from agencies.administration import policy
from agencies.administration.passwords import random_password
from agencies.administration.resets import note_reset
from agencies.administration.role_requests import add_roles, joined
from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import Change, record_change
from agencies.authentication import second_factor
from agencies.authentication.services import forget_failures, one_time_digest
from agencies.authentication.sessions import end_sessions
from agencies.organisation.models import Agency, Officer, Section
from agencies.text.statements import checked_line
from law import Refused

First = tuple[str, str]  # a first password in clear, and its hash


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What a person of an agency is called, where the person sits and what the person does."""

    display_name: str
    section: Section | None
    roles: frozenset[str]


def first_password() -> First:
    """Return a random password and its hash, which takes its time: many are made before a transaction begins."""
    password = random_password()
    return password, make_password(password)


@transaction.atomic
def open_account(
    agency: Agency,
    username: str,
    given: PersonDetails,
    *,
    by: Officer | None,
    now: datetime,
    first: First | None = None,
) -> tuple[Officer, str]:
    """Open an account and return it with its first password, which is not kept in clear anywhere.

    `by` is None for a command on the server. Raises Refused naming the field.
    """
    _within(by, agency)
    username, given = checked_username(username), _checked(given, agency)
    password, hashed = first or first_password()
    officer = Officer(
        username=username,
        agency=agency,
        display_name=given.display_name,
        section=given.section,
        password=hashed,
        must_change_password=True,
        password_set_at=now,
        one_time_digest=one_time_digest(username, password),
    )
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError as error:  # somebody else took the name since it was looked for
        raise _taken(username) from error
    held_now = add_roles(officer, given.roles, by=by, now=now)
    changes = [
        ("username", "", username),
        ("display_name", "", given.display_name),
        ("section", "", given.section.name if given.section else ""),
        ("roles" if held_now else "roles_requested", "", joined(given.roles)),
    ]
    record_change(OfficeAct.ADD_OFFICER, by=by, now=now, officer=officer, changes=[row for row in changes if row[2]])
    return officer, password


@transaction.atomic
def change_account(officer: Officer, given: PersonDetails, *, by: Officer | None, now: datetime) -> bool:
    """Change name, section and roles; return whether anything did. Nobody changes their own roles.

    Where the administrators are separated, roles are taken at once and only asked for.
    """
    officer = _held(officer, by)
    given = _checked(given, officer.agency, superuser=officer.is_superuser)
    before = frozenset(officer.roles)
    if by is not None and by.pk == officer.pk and before != given.roles:
        raise Refused(
            "自己的岗位由另一位管理员改", field="roles", english="Another administrator changes your own roles"
        )
    changes: list[Change] = []
    if officer.display_name != given.display_name:
        changes.append(("display_name", officer.display_name, given.display_name))
    if officer.section != given.section:
        changes.append(("section", *(one.name if one else "" for one in (officer.section, given.section))))
    stay, added = before & given.roles, given.roles - before
    if stay != before or (added and not _asks(by)):
        changes.append(("roles", joined(before), joined(stay if _asks(by) else given.roles)))
    if added and _asks(by):
        changes.append(("roles_requested", "", joined(added)))
    if not changes:
        return False
    officer.display_name, officer.section = given.display_name, given.section
    officer.save(update_fields=["display_name", "section"])
    officer.grants.exclude(role__in=given.roles).delete()
    add_roles(officer, added, by=by, now=now)
    if before != given.roles:
        end_sessions(officer)  # what the roles open is asked for anew, in a session of its own
    record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=changes)
    return True


@transaction.atomic
def close_account(officer: Officer, *, by: Officer | None, now: datetime) -> None:
    """Close an account: it stays, with all that was done by it, and nobody can sign in with it any more."""
    officer = _held(officer, by)
    _not_oneself(officer, by, "自己的账号由另一位管理员停用", "Another administrator closes your own account")
    if not officer.is_active:
        raise Refused("这个账号已经停用", english="The account is closed already")
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    Token.objects.filter(user=officer).delete()
    end_sessions(officer)
    record_change(OfficeAct.DEACTIVATE, by=by, now=now, officer=officer)


@transaction.atomic
def reopen_account(officer: Officer, *, by: Officer | None, now: datetime) -> str:
    """Open a closed account again, with a new first password, which is returned."""
    officer = _held(officer, by)
    if officer.is_active:
        raise Refused("这个账号没有停用", english="The account is open")
    officer.is_active = True
    password = _first_password(officer, by, now)
    record_change(OfficeAct.REACTIVATE, by=by, now=now, officer=officer)
    return password


@transaction.atomic
def reset_password(officer: Officer, *, by: Officer | None, now: datetime) -> str:
    """Return a new first password; the old one, every session and every token end, a lock is lifted."""
    officer = _held(officer, by)
    _not_oneself(officer, by, "自己的口令在“修改口令”页面改", "Change your own password on its own page")
    if not officer.is_active:
        raise Refused(
            "这个账号已经停用，启用时会给新口令", english="The account is closed; opening it gives a new password"
        )
    password = _first_password(officer, by, now)
    record_change(OfficeAct.RESET_PASSWORD, by=by, now=now, officer=officer)
    return password


@transaction.atomic
def change_own_password(officer: Officer, password: str, *, now: datetime) -> None:
    """Set the officer's own password; tokens that were given for the old one end."""
    officer.set_password(password)
    officer.must_change_password, officer.password_set_at, officer.one_time_digest = False, now, ""
    officer.save(update_fields=["password", "must_change_password", "password_set_at", "one_time_digest"])
    Token.objects.filter(user=officer).delete()
    record_change(OfficeAct.CHANGE_PASSWORD, by=officer, now=now, officer=officer)


@transaction.atomic
def reset_second_factor(officer: Officer, *, by: Officer | None, now: datetime) -> None:
    """Take a lost second factor away: nothing opens before a second person has confirmed that it was the owner."""
    officer = _held(officer, by)
    _not_oneself(officer, by, "自己的动态口令由另一位管理员取消", "Another administrator takes your own factor away")
    if not officer.has_second_factor:
        raise Refused("这个账号没有设置动态口令", english="The account has no second factor")
    second_factor.remove(officer)
    note_reset(officer, by=by, now=now, factor=True)
    officer.save(update_fields=["held"])
    end_sessions(officer)
    Token.objects.filter(user=officer).delete()
    record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=[("second_factor", "on", "")])


@transaction.atomic
def sign_out(officer: Officer, *, by: Officer | None, now: datetime) -> None:
    """End every session and token of an account; its password stays."""
    officer = _held(officer, by)
    end_sessions(officer)
    Token.objects.filter(user=officer).delete()
    record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=[("sessions", "", "ended")])


# -- checks ---------------------------------------------------------------------------------------------------


def checked_username(username: str) -> str:
    """Return a username that nobody has, or raise Refused; capitals do not make another name."""
    username = Officer.normalize_username(username.strip())
    if not username:
        raise Refused("没有填写用户名", field="username", english="The user name is missing")
    try:
        Officer._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        raise Refused(
            "用户名只能用字母（汉字亦可）、数字和 @ . + - _，最多 150 字",
            field="username",
            english="A user name has letters, digits and @ . + - _, at most 150",
        ) from error
    if Officer.objects.filter(username__iexact=username).exists():
        raise _taken(username)
    return username


def _taken(username: str) -> Refused:
    return Refused(f"已经有用户“{username}”", field="username", english=f"The user name {username} is taken")


def _checked(given: PersonDetails, agency: Agency | None, *, superuser: bool = False) -> PersonDetails:
    name = checked_line(given.display_name, "display_name", 40)
    if not name:
        raise Refused("没有填写姓名", field="display_name", english="The name is missing")
    if given.section is not None and given.section.agency_id != (agency.pk if agency else None):
        raise Refused("科室不是这个单位的", field="section", english="The section belongs to another agency")
    if given.roles and agency is None:
        raise Refused("没有单位的账号不能有岗位", field="roles", english="An account without an agency has no roles")
    if refusal := policy.role_conflict(given.roles, superuser=superuser):
        raise refusal
    return PersonDetails(name, given.section, frozenset(given.roles))


def _held(officer: Officer, by: Officer | None) -> Officer:
    """Return the account, locked until the transaction ends; raise Refused where `by` does not manage it."""
    if by is not None and not policy.managed_officers(by).filter(pk=officer.pk).exists():
        raise Refused("这个账号不归您管理", english="You do not manage this account")
    # The section and the agency may be missing, so only the account itself is locked.
    return (
        Officer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("section", "agency")
        .get(pk=officer.pk)
    )


def _within(by: Officer | None, agency: Agency) -> None:
    if by is not None and not policy.managed_agencies(by).filter(pk=agency.pk).exists():
        raise Refused("这个单位不归您管理", english="You do not manage this agency")


def _not_oneself(officer: Officer, by: Officer | None, reason: str, english: str) -> None:
    if by is not None and by.pk == officer.pk:
        raise Refused(reason, english=english)


def _first_password(officer: Officer, by: Officer | None, now: datetime) -> str:
    password = random_password()
    officer.set_password(password)
    officer.must_change_password, officer.password_set_at = True, now
    officer.one_time_digest = one_time_digest(officer.username, password)
    note_reset(officer, by=by, now=now)
    officer.save()
    Token.objects.filter(user=officer).delete()
    forget_failures(officer)
    end_sessions(officer)
    return password


def _asks(by: Officer | None) -> bool:
    """Say whether roles are asked for only, and granted by another administrator."""
    return by is not None and settings.SEPARATE_ADMINISTRATORS
