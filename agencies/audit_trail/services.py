"""Put on record who looked at the hidden particulars of an applicant and why, and who changed an agency or an account."""

from collections.abc import Collection
from datetime import datetime

from agencies.audit_trail.models import AccessLog, OfficeRecord
from agencies.organisation.models import Agency, Officer
from agencies.text.statements import checked_statement

Change = tuple[str, str, str]  # field, before, after
LONGEST_REASON = 200


def note_access(officer: Officer, *, agency_id: int, subject: str, what: str, reason: str, now: datetime) -> AccessLog:
    """Record one look before anything is shown; raise Refused without a reason."""
    reason = checked_statement(
        reason,
        missing="请写明查阅理由",
        missing_english="Please say why you need to see it",
        label="查阅理由",
        shortest=2,
        longest=LONGEST_REASON,
    )
    return AccessLog.objects.create(
        officer=officer, agency_id=agency_id, subject=subject, what=what, reason=reason, at=now
    )


def record_change(
    act: str,
    *,
    by: Officer | None,
    now: datetime,
    officer: Officer | None = None,
    agency: Agency | None = None,
    changes: Collection[Change] = (),
) -> OfficeRecord:
    """Put on record what was done; call it in the transaction that does it."""
    where = officer.agency if officer is not None else agency
    return OfficeRecord.objects.create(act=act, actor=by, agency=where, officer=officer, changes=list(changes), at=now)
