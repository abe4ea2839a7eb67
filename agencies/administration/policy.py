"""Who manages which agencies and accounts, and who reads what was changed there."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import QuerySet

from agencies.audit_trail.models import OfficeRecord
from agencies.authentication.models import SignInAlarm
from agencies.organisation.models import Agency, Officer, Role
from law import Refused

SEES_CASES = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.SIGNER, Role.HEAD, Role.SUPERVISOR)
THREE = (Role.ADMINISTRATOR, Role.AUDITOR)  # besides the security administrator
DECIDES = (
    Role.REVIEWER,
    Role.SIGNER,
    Role.HEAD,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.SECURITY,
)


# -- administrators -------------------------------------------------------------------------------------------


def manages(user: Officer) -> bool:
    """Say whether `user` manages agencies and accounts at all: a system administrator, or who installed the system."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or (user.agency_id is not None and user.has_role(Role.ADMINISTRATOR))


def managed_agencies(user: Officer) -> QuerySet[Agency]:
    """Return the agencies that `user` manages: the own one and, if it is a government, all under it."""
    if not manages(user):
        return Agency.objects.none()
    return _realm(user)


def managed_officers(user: Officer) -> QuerySet[Officer]:
    """Return the accounts that `user` manages; one that may do more than `user` is not among them."""
    if not manages(user):
        return Officer.objects.none()
    if user.is_superuser:
        return Officer.objects.all()
    return Officer.objects.filter(agency__in=_realm(user), is_superuser=False)


def may_shape(user: Officer, agency: Agency) -> bool:
    """Say whether `user` sets name and kind of an agency: from above, since the remedies follow from them."""
    return manages(user) and (user.is_superuser or (user.agency_id != agency.pk and user.agency.is_government))


def may_found(user: Officer) -> bool:
    """Say whether `user` may enter agencies: who manages a government, or who installed the system."""
    return manages(user) and (user.is_superuser or user.agency.is_government)


def _realm(user: Officer) -> QuerySet[Agency]:
    if user.is_superuser:
        return Agency.objects.all()
    return Agency.objects.under(user.agency) if user.agency.is_government else Agency.objects.filter(pk=user.agency_id)


# -- the records ----------------------------------------------------------------------------------------------


def reads_records(user: Officer) -> bool:
    """Say whether `user` reads what was changed: auditors and administrators of either kind."""
    return confirms(user) or manages(user)


def visible_records(user: Officer) -> QuerySet[OfficeRecord]:
    """Return the records that `user` may read: of the own agency and, for a government's, of all under it."""
    if not reads_records(user):
        return OfficeRecord.objects.none()
    if user.is_superuser:
        return OfficeRecord.objects.all()
    realm = Agency.objects.under(user.agency) if user.has_role(Role.AUDITOR) else _realm(user)
    return OfficeRecord.objects.filter(agency__in=realm)


# -- alarms ---------------------------------------------------------------------------------------------------


def secures(user: Officer) -> bool:
    """Say whether `user` looks after security: alarms, roles to be granted, limits to be lifted.

    Where the installation does not separate the administrators, the system administrators do that too.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    if user.agency_id is not None and user.has_role(Role.SECURITY):
        return True
    return not settings.SEPARATE_ADMINISTRATORS and manages(user)


def secured_officers(user: Officer) -> QuerySet[Officer]:
    """Return the accounts whose security `user` looks after."""
    if not secures(user):
        return Officer.objects.none()
    return Officer.objects.all() if user.is_superuser else Officer.objects.filter(agency__in=_realm(user))


def visible_alarms(user: Officer) -> QuerySet[SignInAlarm]:
    """Return the alarms that `user` looks after: a government's all, an agency's those of its own accounts."""
    if not secures(user):
        return SignInAlarm.objects.none()
    if user.is_superuser or user.agency.is_government:
        return SignInAlarm.objects.all()
    return SignInAlarm.objects.filter(officer__agency__in=_realm(user))


# -- a second person -------------------------------------------------------------------------------------------


def decides(officer: Officer) -> bool:
    """Say whether an account decides about people or keeps the system: a second person confirms who uses it anew."""
    return officer.is_superuser or officer.has_role(*DECIDES)


def confirms(user: Officer) -> bool:
    """Say whether `user` may confirm that an owner signed in with a given password: who looks after security, or audits."""
    auditor = user.is_authenticated and user.is_active and user.agency_id is not None and user.has_role(Role.AUDITOR)
    return auditor or secures(user)


def confirmed_officers(user: Officer) -> QuerySet[Officer]:
    """Return the accounts that `user` may confirm: of the own agency and, for a government's, of all under it."""
    if not confirms(user):
        return Officer.objects.none()
    return Officer.objects.all() if user.is_superuser else Officer.objects.filter(agency__in=_realm(user))


# -- roles ----------------------------------------------------------------------------------------------------


def role_conflict(roles: Collection[str], *, superuser: bool = False) -> Refused | None:
    """Return why one person cannot hold these roles together (三员分立, GB/T 22239), or None.

    Who opens accounts neither handles cases nor audits what was done; who installed the system counts as such.
    """
    found = set(roles)
    if refusal := _security_conflict(found, superuser=superuser):
        return refusal
    administers = superuser or Role.ADMINISTRATOR in found
    if administers and Role.AUDITOR in found:
        return Refused(
            "系统管理员和审计员不能是同一个人",
            "GB/T 22239",
            field="roles",
            english="System administrator and auditor are two people",
        )
    if administers and (both := [role for role in SEES_CASES if role in found]):
        names = "、".join(CHINESE[role] for role in both)
        return Refused(
            f"系统管理员不看案件，不能同时是{names}",
            "GB/T 22239",
            field="roles",
            english=f"A system administrator sees no cases and cannot also be {', '.join(both)}",
        )
    return None


def _security_conflict(found: set[str], *, superuser: bool) -> Refused | None:
    """Return why a security administrator cannot be what else is asked: the three exclude one another."""
    if Role.SECURITY not in found or (len(found) == 1 and not superuser):
        return None
    both = [role for role in (*THREE, *SEES_CASES) if role in found] or [Role.ADMINISTRATOR]
    return Refused(
        f"安全管理员不能同时是{'、'.join(CHINESE[role] for role in both)}",
        "GB/T 22239",
        field="roles",
        english=f"A security administrator cannot also be {', '.join(both)}",
    )


# What files and refusals call the roles; the pages have the translations.
CHINESE = {
    Role.CLERK: "登记员",
    Role.HANDLER: "承办人",
    Role.REVIEWER: "法制审核",
    Role.SIGNER: "签发人",
    Role.HEAD: "公开工作机构负责人",
    Role.SUPERVISOR: "区级统计",
    Role.AUDITOR: "审计",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SECURITY: "安全管理员",
}


def handles_and_reviews(roles: Collection[str]) -> bool:
    """Say whether the roles meet in one reply: allowed in a small office, since each reply is checked for itself."""
    return len({Role.HANDLER, Role.REVIEWER, Role.SIGNER} & set(roles)) > 1
