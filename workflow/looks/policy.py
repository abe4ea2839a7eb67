"""Who handles a case and needs no further reason to open its papers, and who reads who looked."""

from datetime import date

from django.conf import settings

from agencies.audit_trail.models import AccessLog
from agencies.organisation.models import Agency, Officer, Role
from law import procedure
from workflow.cases import policy
from workflow.cases.models import Case

JUDGES = {Role.REVIEWER, Role.SIGNER, Role.HEAD}
JUDGED = tuple(
    code for code, row in procedure.ACTS.items() if row.by_hand and row.roles and set(row.roles) <= {*map(str, JUDGES)}
)  # what only a reviewer, a signer or the head does: they read what they decide


def standing_reason(user: Officer, case: Case | None, agency_id: int, today: date) -> str:
    """Return why `user` opens the papers of a case without being asked, or "" where a reason must be given.

    Its clerk, who keeps the register, and those who draft, review and sign handle the case; everybody else says why, and with
    the setting LOOK_REASONS=all these too.
    """
    if settings.LOOK_REASONS == "all" or user.agency_id != agency_id:
        return ""
    if user.has_role(Role.CLERK):
        return "登记、送达、归档"
    if case is None:
        return ""
    if user.pk in (case.handler_id, case.drafter_id):
        return "承办本件"
    if user.pk in (case.reviewer_id, case.signer_id):
        return "审核、签发本件"
    if user.has_role(*JUDGES) and any(policy.may(user, code, case, today) for code in JUDGED):
        return "审核、签发本件"
    return ""


def reads_log(user: Officer) -> bool:
    """Say whether `user` reads who looked: the auditor, who looks at nothing for the work's sake."""
    return user.is_authenticated and user.is_active and user.agency_id is not None and user.has_role(Role.AUDITOR)


def visible_log(user: Officer):
    """Return the looks that `user` may read: of the own agency and, for a government's auditor, of all under it."""
    if not reads_log(user):
        return AccessLog.objects.none()
    return AccessLog.objects.filter(agency__in=Agency.objects.under(user.agency))


def may_answer(user: Officer, case: Case) -> bool:
    """Say whether `user` answers an applicant who asks who looked: the auditor, and the clerk of the agency (个人信息保护法45)."""
    return reads_log(user) or (user.is_active and user.agency_id == case.agency_id and user.has_role(Role.CLERK))
