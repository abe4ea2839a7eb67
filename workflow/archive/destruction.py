"""Destroy what a case said after its term (档案销毁): its words go, its figures and the register stay.

The second door to kept rows beside `perform()`: it only forgets, and the database lets it forget only rows that the
register of destruction names, which takes two people (docs/decisions/0009).
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Officer
from agencies.stored_files.storage import NotStored
from intake.models import Application, Attachment, Confirmation
from law import Refused
from notices.letters.models import Draft, Letter, SignedCopy
from notices.mail.models import Destination, Mailing
from workflow.archive.models import ArchiveRecord, DestructionEntry, ReviewItem, Tombstone
from workflow.archive.retention import pending
from workflow.cases import search
from workflow.cases.models import Case, DeliveryFact, Event, RemedyCase, Reminder
from workflow.cases.projection import project
from workflow.cases.remains import (
    APPLICATION,
    CONFIRMATION,
    DESTINATION,
    DRAFT,
    LETTER,
    MAILING,
    RemainingEvent,
    codes_of,
    reduce_event,
    remains_digest,
)
from workflow.cases.selectors import calendar

logger = logging.getLogger(__name__)


def refuse_destruction(record: ArchiveRecord) -> None:
    """Raise Refused where the package may not be destroyed: permanent, in court, changed since, or gone already."""
    refuse_in_restore_mode()
    case = record.case
    if record.until is None:
        raise Refused(
            f"{record.reference} 永久保管，不能销毁",
            "档案法21",
            field="records",
            english=f"{record.reference} is permanent",
        )
    if record.head != case.head:
        raise Refused(
            f"{record.reference} 归档后又有办理记录，请先补充归档",
            field="records",
            english=f"{record.reference} has later acts: archive them first",
        )
    if DestructionEntry.objects.filter(case=case).exists():
        raise Refused(
            f"{record.reference} 已经销毁",
            field="records",
            english=f"{record.reference} is destroyed already",
        )
    if pending(case):
        raise Refused(
            f"{record.reference} 有复议或者诉讼没有审结，不能销毁",
            field="records",
            english=f"{record.reference} has a pending proceeding",
        )


def destroy(item: ReviewItem, *, proposed_by: Officer, approved_by: Officer, now: datetime) -> DestructionEntry:
    """Enter one package in the register and forget what its case said; call inside the deciding transaction.

    The columns that the published tables count stay as they are: this is proved on the way and refused otherwise.
    """
    record = item.record
    case = record.case = (  # as it is under the lock
        Case.objects.select_for_update(of=("self",), no_key=True).select_related("application").get(pk=record.case_id)
    )
    refuse_destruction(record)
    events = list(case.events.order_by("seq"))
    left = [reduce_event(event) for event in events]
    _same_figures(events, left)
    records = list(case.archive_records.order_by("edition"))
    letters = [event.letter_id for event in events if event.letter_id]
    entry = DestructionEntry.objects.create(
        item=item,
        case=case,
        agency_id=record.agency_id,
        reference=record.reference,
        title=record.title,
        year=record.year,
        years=record.years,
        until=record.until,
        closed_on=record.closed_on,
        archived_on=timezone.localdate(record.archived_at),
        files=record.files,
        pages=record.pages,
        packages=[one.sha256 for one in records],
        stored=_stored(case, records, letters),
        events=len(events),
        head=case.head,
        remains_sha256=remains_digest(left),
        reason=item.reason,
        proposed_by=proposed_by,
        approved_by=approved_by,
        destroyed_at=now,
    )
    _forget(entry, case, events, left, letters)
    return entry


def _stored(case: Case, records: Sequence[ArchiveRecord], letters: Sequence[int]) -> list[str]:
    """Return the names of the files that go: packages, attachments, letters, signed copies."""
    stored = [one.package.name for one in records]
    stored += [one.file.name for one in Attachment.objects.filter(application=case.application_id)]
    stored += [name for name in Letter.objects.filter(pk__in=letters).values_list("pdf", flat=True) if name]
    stored += [name for name in SignedCopy.objects.filter(letter__in=letters).values_list("pdf", flat=True) if name]
    return stored


def _same_figures(events: Sequence[Event], left: Sequence[RemainingEvent]) -> None:
    """Raise Refused if the case, folded from what remains, would not have the same columns."""
    days = calendar()
    before, after = project(events, days), project(left, days)
    for projection in (before, after):
        projection.particulars = codes_of(projection.particulars)
        for remedy in projection.remedies.values():
            remedy.reference = ""
    if before != after:
        raise Refused(
            "销毁会改变统计数据，没有销毁",
            english="Destruction would change the figures; nothing was destroyed",
        )


def _forget(
    entry: DestructionEntry, case: Case, events: Sequence[Event], left: Sequence[RemainingEvent], letters: list[int]
) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # freed pages are overwritten, not only let go
    drafts = [event.data["draft_id"] for event in events if event.act == "draft"]
    destinations, mailings = (
        list(model.objects.filter(letter__in=letters).values_list("pk", flat=True)) for model in (Destination, Mailing)
    )
    changed = [(event.pk, one.data) for event, one in zip(events, left, strict=True) if one.data != event.data]
    Tombstone.objects.bulk_create(
        Tombstone(entry=entry, table_name=model._meta.db_table, row_id=pk)
        for model, keys in (
            (Application, [case.application_id]),
            (Letter, letters),
            (Draft, drafts),
            (Destination, destinations),
            (Mailing, mailings),
            (Event, [pk for pk, _ in changed]),
        )
        for pk in keys
    )
    Application.objects.filter(pk=case.application_id).update(**APPLICATION)
    Confirmation.objects.filter(application=case.application_id).update(**CONFIRMATION)
    Attachment.objects.filter(application=case.application_id).delete()
    Letter.objects.filter(pk__in=letters).update(**LETTER, pdf="")
    Draft.objects.filter(pk__in=drafts).update(**DRAFT)
    Destination.objects.filter(pk__in=destinations).update(**DESTINATION)
    Mailing.objects.filter(pk__in=mailings).update(**MAILING)
    DeliveryFact.objects.filter(case=case).update(receipt="")
    for pk, data in changed:
        Event.objects.filter(pk=pk).update(data=data)
    RemedyCase.objects.filter(case=case).update(reference="")
    Reminder.objects.filter(case=case).delete()
    case.particulars = codes_of(case.particulars)
    Case.objects.filter(pk=case.pk).update(particulars=case.particulars)
    case.application.refresh_from_db()
    search.store_search_text(case)  # its numbers find it still


def erase(entries=None) -> int:
    """Delete the stored files of what the register says is destroyed; return how many went. Safe to run twice."""
    done = 0
    for stored in (
        (DestructionEntry.objects.all() if entries is None else entries).values_list("stored", flat=True).iterator()
    ):
        for name in stored:
            try:
                if default_storage.exists(name):
                    default_storage.delete(name)
                    done += 1
            except NotStored as refusal:  # the others go on; the next sweep tries again
                logger.error("destroyed file %s is still there: %s", name, refusal.english)
    return done
