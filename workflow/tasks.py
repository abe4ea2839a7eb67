"""Background work on cases: every task asks the database what is due, so none is lost and none is done twice."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from agencies.installation import signs
from agencies.installation.restore_mode import in_restore_mode
from law import Refused
from workflow.acts import services
from workflow.archive import destruction
from workflow.cases import reminders, search, selectors
from workflow.webhooks import services as webhooks

LONGEST_SWEEP = timedelta(seconds=60)  # addresses that do not answer must not hold up the other work of the worker
log = logging.getLogger(__name__)


@shared_task
def give_sign() -> None:
    """Note that clock, queue and worker are at work; `ready` says where no sign came for minutes."""
    now = timezone.now()
    signs.give_sign_of_worker(now=now, today=timezone.localdate(now))


@shared_task
def lapse_unanswered() -> int:
    """Move on the cases whose applicant let a term pass: correction, payment, reasons (条例30、35; 109号6)."""
    now = timezone.now()
    today = timezone.localdate(now)
    if in_restore_mode():
        return 0
    done = 0
    for case_id, state, version in selectors.lapsed(today).values_list("pk", "state", "version"):
        code = f"lapse_{state.removeprefix('awaiting_')}"
        try:
            services.perform(code, case_id, by=None, on=today, now=now, version=version)
        except Refused:
            continue  # somebody acted in this very moment, or a calendar moved the term: the next sweep looks again
        done += 1
    return done


@shared_task
def recompute_stale() -> int:
    """Recompute every open case whose due day was reckoned on another calendar (条例33 with a new 放假通知)."""
    if in_restore_mode():
        return 0
    now = timezone.now()
    fingerprint = selectors.calendar().fingerprint
    done = 0
    for case_id in selectors.cases_on_old_calendar(fingerprint).values_list("pk", flat=True).iterator(chunk_size=500):
        try:
            done += services.recompute(case_id, now=now)
        except Refused as error:
            log.error("case %s cannot be reckoned on the new calendar: %s", case_id, error)  # the others go on
    return done


@shared_task
def remind() -> int:
    """Write the reminders that are due today, once per case, rule and day."""
    now = timezone.now()
    return reminders.write_reminders(now=now)


@shared_task
def fill_search() -> int:
    """Write under what a case is found where a writer of many cases left it out; return how many."""
    return search.rebuild()


@shared_task
def erase_destroyed() -> int:
    """Delete files of destroyed packages that a stopped process left behind; the register names them."""
    return 0 if in_restore_mode() else destruction.erase()


@shared_task
def deliver_changes() -> int:
    """Send what changed to the platforms that ask for it; return how many were taken. Safe in several workers at once."""
    if in_restore_mode():
        return 0
    webhooks.make_deliveries(timezone.now())
    end, taken = timezone.now() + LONGEST_SWEEP, 0
    while timezone.now() < end and (delivery := webhooks.claim_delivery(timezone.now())) is not None:
        taken += webhooks.send(delivery, timezone.now())
    return taken
