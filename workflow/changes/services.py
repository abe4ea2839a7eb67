"""Note what changed for a platform, in the transaction that changes it; give positions to what is committed."""

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from intake.models import Submission
from workflow.cases.models import Case, DeliveryFact
from workflow.changes.models import Change, ChangeKind, FeedCounter
from workflow.changes.selectors import TO_APPLICANTS, to_be_numbered
from workflow.changes.standing import standing_of

AT_ONCE = 1000


def note_change(case: Case, *, now: datetime) -> None:
    """Note what a platform may now know of an application that it sent; nothing for what came in any other way.

    Called inside the transaction of the event, under the lock of the case: what is told is what was committed.
    """
    submission = _submission(case)
    if submission is None:
        return
    standing = standing_of(case)
    new = {"account_id": submission.account_id, "application_id": case.application_id, "standing": standing}
    if standing != submission.told:
        Change.objects.create(kind=ChangeKind.STATUS, recorded_at=now, **new)
        submission.told = standing
        submission.save(update_fields=["told"])
    left = DeliveryFact.objects.filter(case=case, letter__kind__in=TO_APPLICANTS).values("letter_id")
    told = Change.objects.filter(application_id=case.application_id, letter__isnull=False).values("letter_id")
    for letter in left.exclude(letter_id__in=told).order_by("letter_id").values_list("letter_id", flat=True).distinct():
        Change.objects.create(kind=ChangeKind.LETTER, letter_id=letter, recorded_at=now, **new)


def _submission(case: Case) -> Submission | None:
    try:
        return case.application.submission
    except ObjectDoesNotExist:
        return None


def number_changes() -> int:
    """Give every committed change that can be told its position, the oldest first; return how many got one.

    Positions are given and committed one giver after the other, so that no position becomes visible below one that was
    visible before: a reader that asks for what lies after the last position it saw loses nothing.
    """
    if not to_be_numbered().exists():
        return 0
    with transaction.atomic():
        FeedCounter.objects.get_or_create(pk=1)
        counter = FeedCounter.objects.select_for_update().get(pk=1)
        waiting = list(to_be_numbered().order_by("id")[:AT_ONCE])
        for change in waiting:
            counter.last += 1
            change.position = counter.last
        Change.objects.bulk_update(waiting, ["position"])
        counter.save(update_fields=["last"])
    return len(waiting)
