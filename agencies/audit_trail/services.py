"""Put on record who looked at the hidden particulars of an applicant and why, and who changed an agency or an account."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.audit_trail.chains import lock_chains, seal
from agencies.audit_trail.models import AccessLog, Chain, LookKind, OfficeRecord
from agencies.organisation.models import Agency, Officer
from agencies.text.statements import checked_statement
from law import Refused

Change = tuple[str, str, str]  # field, before, after
LONGEST_REASON = 200
# Letters are printed and posted by the pile, and what waits for the post bounds them; a command writes out whole registers.
BOUNDED = (LookKind.APPLICANT, LookKind.SCAN, LookKind.LETTER, LookKind.PACKAGE)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """By which address and in which request something was opened; empty for a command."""

    address: str = ""
    request_id: str = ""


def note_access(
    officer: Officer | None,
    *,
    agency_id: int,
    subject: str,
    what: str,
    reason: str,
    now: datetime,
    application_key: int | None = None,
    door: Door | None = None,
) -> AccessLog:
    """Record one look before anything is shown; raise Refused without a reason, or beyond what one person may see in a day.

    Call it outside of a transaction that the refusal would roll back: the attempt itself stays on record.
    """
    reason = checked_statement(
        reason,
        missing="请写明查阅理由",
        missing_english="Please say why you need to see it",
        label="查阅理由",
        shortest=2,
        longest=LONGEST_REASON,
    )
    door = door or Door()
    with transaction.atomic():
        lock_chains()  # one at a time: two windows at once count as two
        refused = officer is not None and what in BOUNDED and _is_beyond_bound(officer, application_key, now)
        look = AccessLog.objects.create(
            officer=officer, agency_id=agency_id, subject=subject, application_key=application_key, what=what,
            reason=reason, refused=refused, door=door.address, request_id=door.request_id, at=now,
        )  # fmt: skip
        seal(Chain.ACCESS, [look])
    if refused:
        _log.warning("look %s of officer %s refused: more applications than LOOKS_PER_DAY", look.pk, officer.pk)
        raise Refused(
            f"您今天已经查阅 {settings.LOOKS_PER_DAY} 件申请的个人信息，达到每日上限，本次查阅未予显示，已经记录并提示审计员",
            english=f"You have opened the papers of {settings.LOOKS_PER_DAY} applications today, as many as one person may; nothing is shown, and the auditor is told",
        )
    return look


def _is_beyond_bound(officer: Officer, application_key: int | None, now: datetime) -> bool:
    """Say whether another application would be one too many for the officer on this day; one already seen stays open."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    looks = AccessLog.objects.filter(officer=officer, at__gte=midnight, what__in=BOUNDED, refused=False)
    seen = set(looks.order_by().values_list("application_key", flat=True).distinct()[: settings.LOOKS_PER_DAY])
    return len(seen) >= settings.LOOKS_PER_DAY and application_key not in seen


def note_accesses(rows: Collection[AccessLog]) -> int:
    """Record many looks at once, such as a register that was written out; return how many."""
    with transaction.atomic():
        return seal(Chain.ACCESS, AccessLog.objects.bulk_create(rows))


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
    with transaction.atomic():
        record = OfficeRecord.objects.create(
            act=act, actor=by, agency=where, officer=officer, changes=list(changes), at=now
        )
        seal(Chain.RECORDS, [record])
    return record
