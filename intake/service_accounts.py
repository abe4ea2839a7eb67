"""Open, renew and revoke service accounts, know one by its token; each change is on record (docs/decisions/0076)."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from agencies.administration import policy
from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import record_change
from agencies.organisation.models import Agency, Officer
from agencies.text.statements import checked_line
from intake.models import Scope, ServiceAccount
from law import Refused

PREFIX = "kds_"
LONGEST = timedelta(days=366)  # a token is renewed within a year
NO_SUCH = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What a service account is called, for whom it may act, what it may do, how often, and until when."""

    name: str
    agencies: Collection[Agency]
    scopes: Collection[str]
    expires_at: datetime
    requests_per_minute: int = 600


@transaction.atomic
def open_account(
    agency: Agency, given: AccountDetails, *, by: Officer | None, now: datetime
) -> tuple[ServiceAccount, str]:
    """Open a service account of an agency; return it with its token, which is kept nowhere in clear.

    `by` is None for a command on the server. Raises Refused naming the field.
    """
    name = checked_line(given.name, "name", 80)
    if not name:
        raise Refused("没有填写平台名称", field="name", english="The name of the platform is missing")
    _check(agency, given, by, now)
    account = ServiceAccount(
        agency=agency,
        name=name,
        scopes=[scope for scope in Scope.values if scope in given.scopes],
        requests_per_minute=given.requests_per_minute,
        expires_at=given.expires_at,
        created_at=now,
        created_by=by,
    )
    token = _new_token(account)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"已经有平台账号“{name}”", field="name", english=f"There is a service account {name}") from error
    account.agencies.set(given.agencies)
    codes = "、".join(sorted(one.code for one in given.agencies))
    about = f"{name}（{'、'.join(account.scopes)}；{codes}；{account.expires_at.date().isoformat()}）"
    _record(account, ("", about), by=by, now=now)
    return account, token


@transaction.atomic
def renew_token(account: ServiceAccount, *, expires_at: datetime, by: Officer | None, now: datetime) -> str:
    """Return a new token, good until an instant; the old one ends at once. One that was revoked stays so."""
    account = _held(account, by)
    if not account.is_active:
        raise Refused("这个平台账号已经撤销，请另开一个", english="The account was revoked; open another one")
    _check_end(expires_at, now)
    account.expires_at, token = expires_at, _new_token(account)
    account.save(update_fields=["key", "token_sha256", "expires_at"])
    _record(account, (account.name, f"{account.name}（换新令牌，到 {expires_at.date().isoformat()}）"), by=by, now=now)
    return token


@transaction.atomic
def revoke(account: ServiceAccount, *, by: Officer | None, now: datetime) -> None:
    """End an account at once and for ever; what it sent stays."""
    account = _held(account, by)
    if not account.is_active:
        raise Refused("这个平台账号已经撤销", english="The account is revoked already")
    account.revoked_at = now
    account.save(update_fields=["revoked_at"])
    _record(account, (account.name, f"{account.name}（撤销）"), by=by, now=now)


def account_of(token: str, now: datetime) -> ServiceAccount | None:
    """Return the account of a token; None for one that is wrong, expired or revoked, which of them is not told."""
    key, _underscore, secret = token.removeprefix(PREFIX).partition("_")
    account = ServiceAccount.objects.filter(key=key, revoked_at__isnull=True, expires_at__gt=now).first()
    expected = account.token_sha256 if account else NO_SUCH
    same = secrets.compare_digest(expected, hashlib.sha256(secret.encode()).hexdigest())
    return account if same else None


def receiving_agency(account: ServiceAccount, code: str) -> Agency:
    """Return the agency that an account names as the one applied to; raise Refused where it does not act for it."""
    agency = account.agencies.filter(code=code).first()
    if agency is None:
        raise Refused(
            f"这个平台账号不能向“{code}”提交申请", field="agency", english=f"This account does not act for {code}"
        )
    if not agency.active or agency.closed_on is not None:
        raise Refused(f"“{agency.name}”已经撤销，不再接收申请", field="agency", english=f"{code} takes no applications")
    return agency


def _new_token(account: ServiceAccount) -> str:
    secret = secrets.token_urlsafe(32)
    account.key, account.token_sha256 = secrets.token_hex(6), hashlib.sha256(secret.encode()).hexdigest()
    return f"{PREFIX}{account.key}_{secret}"


def _check(agency: Agency, given: AccountDetails, by: Officer | None, now: datetime) -> None:
    if unknown := set(given.scopes) - set(Scope.values):
        raise Refused(f"没有“{'、'.join(sorted(unknown))}”这种权限", field="scopes", english="Unknown scope")
    if not given.scopes:
        raise Refused("至少给一种权限", field="scopes", english="Give at least one scope")
    if not given.agencies:
        raise Refused("至少指定一个单位", field="agencies", english="Name at least one agency")
    below = set(Agency.objects.under(agency).values_list("pk", flat=True))
    if foreign := [one.name for one in given.agencies if one.pk not in below]:
        raise Refused(
            f"{'、'.join(foreign)}不属于{agency.name}",
            field="agencies",
            english=f"Not under {agency.code}: {', '.join(one.code for one in given.agencies if one.pk not in below)}",
        )
    if by is not None and not policy.managed_agencies(by).filter(pk=agency.pk).exists():
        raise Refused("这个单位不归您管理", field="agency", english="You do not manage this agency")
    if not 1 <= given.requests_per_minute <= 100_000:
        raise Refused(
            "每分钟次数应在 1 到 100000 之间", field="requests_per_minute", english="From 1 to 100000 a minute"
        )
    _check_end(given.expires_at, now)


def _check_end(expires_at: datetime, now: datetime) -> None:
    if not now < expires_at <= now + LONGEST:
        raise Refused("有效期应在今后一年以内", field="expires_at", english="It ends within a year from now")


def _held(account: ServiceAccount, by: Officer | None) -> ServiceAccount:
    """Return the account, locked; raise Refused where `by` does not manage its agency."""
    if by is not None and not policy.managed_agencies(by).filter(pk=account.agency_id).exists():
        raise Refused("这个单位不归您管理", english="You do not manage this agency")
    return (
        ServiceAccount.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=account.pk)
    )


def _record(account: ServiceAccount, change: tuple[str, str], *, by: Officer | None, now: datetime) -> None:
    """Put on record what was done: an account that acts for an agency is one of its facts."""
    record_change(
        OfficeAct.CHANGE_AGENCY, by=by, now=now, agency=account.agency, changes=[("service_account", *change)]
    )
