"""The access log: who looked at the hidden particulars of an applicant, when and why."""

from datetime import datetime

from agencies.models import AccessLog, Officer
from law import Refused

LONGEST = 200


def note_access(officer: Officer, *, agency_id: int, subject: str, what: str, reason: str, now: datetime) -> AccessLog:
    """Record one look before anything is shown; raise Refused without a reason."""
    reason = " ".join(reason.split())
    if len(reason) < 2:
        raise Refused("请写明查阅理由", field="reason", english="Please say why you need to see it")
    if len(reason) > LONGEST:
        raise Refused(f"查阅理由超过 {LONGEST} 字", field="reason", english="The reason is too long")
    return AccessLog.objects.create(
        officer=officer, agency_id=agency_id, subject=subject, what=what, reason=reason, at=now
    )
