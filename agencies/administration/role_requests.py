"""Roles that one administrator asks for and another grants (三员分立), where the installation separates them."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from agencies.administration import policy
from agencies.administration.models import RoleRequest
from agencies.audit_trail.models import OfficeAct
from agencies.audit_trail.services import record_change
from agencies.authentication.sessions import end_sessions
from agencies.organisation.models import Officer, OfficerRole, Role
from law import Refused


def in_order_of_review(roles: Collection[str]) -> list[str]:
    """Return roles in the order in which a reply passes through them."""
    return [role for role in Role.values if role in roles]


def joined(roles: Collection[str]) -> str:
    """Return roles as they are kept in one field."""
    return "|".join(in_order_of_review(roles))


def add_roles(officer: Officer, roles: Collection[str], *, by: Officer | None, now: datetime) -> bool:
    """Give roles at once, or ask for them where a security administrator grants them; return whether they hold now.

    `by` is None for a command on the server: how the first administrators of an installation come about.
    """
    if not roles:
        return True
    if by is None or not settings.SEPARATE_ADMINISTRATORS:
        OfficerRole.objects.bulk_create(OfficerRole(officer=officer, role=role) for role in in_order_of_review(roles))
        return True
    withdraw_request(officer, by=by, now=now)
    RoleRequest.objects.create(officer=officer, roles=joined(roles), by=by, at=now)
    return False


def withdraw_request(officer: Officer, *, by: Officer, now: datetime) -> None:
    """End an open request that another one replaces."""
    officer.role_requests.filter(decided_at__isnull=True).update(decided_by=by, decided_at=now, granted=False)


def requests_to_decide(by: Officer) -> QuerySet[RoleRequest]:
    """Return the open requests that `by` may decide: not the own ones, nor those for oneself."""
    rows = RoleRequest.objects.filter(decided_at__isnull=True, officer__in=policy.secured_officers(by))
    return rows.exclude(by=by).exclude(officer=by).select_related("officer__agency", "by").order_by("at")


@transaction.atomic
def decide_request(pk: int, *, grant: bool, by: Officer, now: datetime) -> RoleRequest:
    """Grant or refuse a request; the roles are judged once more by what the person holds now. Raises Refused."""
    request = requests_to_decide(by).filter(pk=pk).first()
    if request is None:
        raise Refused(
            "这项岗位申请不由您批准，或者已经办过", english="This request is not yours to decide, or is decided"
        )
    officer = Officer.objects.select_for_update(of=("self",), no_key=True).get(pk=request.officer_id)
    wanted = frozenset(request.roles.split("|"))
    if not RoleRequest.objects.filter(pk=pk, decided_at__isnull=True).update(
        decided_by=by, decided_at=now, granted=grant
    ):
        raise Refused("这项岗位申请已经办过", english="This request is decided already")
    if not grant:
        row = ("roles_refused", "", request.roles)
        record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=[row])
        return request
    before = frozenset(officer.roles)
    if refusal := policy.role_conflict(before | wanted, superuser=officer.is_superuser):
        raise refusal
    if not officer.is_active:
        raise Refused("这个账号已经停用", english="The account is closed")
    OfficerRole.objects.bulk_create(
        OfficerRole(officer=officer, role=role) for role in in_order_of_review(wanted - before)
    )
    end_sessions(officer)
    row = ("roles", joined(before), joined(before | wanted))
    record_change(OfficeAct.CHANGE_OFFICER, by=by, now=now, officer=officer, changes=[row])
    return request
