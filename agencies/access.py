"""The access log: who looked at the hidden particulars of an applicant, when and why."""

from datetime import datetime

from agencies.models import AccessLog, Officer
from agencies.statements import checked_statement

LONGEST = 200


def note_access(officer: Officer, *, agency_id: int, subject: str, what: str, reason: str, now: datetime) -> AccessLog:
    """Record one look before anything is shown; raise Refused without a reason."""
    reason = checked_statement(
        reason,
        missing="请写明查阅理由",
        missing_english="Please say why you need to see it",
        label="查阅理由",
        shortest=2,
        longest=LONGEST,
    )
    return AccessLog.objects.create(
        officer=officer, agency_id=agency_id, subject=subject, what=what, reason=reason, at=now
    )
