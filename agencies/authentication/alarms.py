"""Raise an alarm where failed sign-ins look like guessing; whoever looks after security sees it on a page and in the log."""

import logging
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from agencies.authentication.models import AlarmKind, FailedSignIn, SignInAlarm
from agencies.organisation.models import Officer

log = logging.getLogger(__name__)

SPANS = (
    (timedelta(hours=1), 10),
    (timedelta(days=1), 30),
)  # so many different ones in so long: the second finds slow ones
FAILURES_KEPT = timedelta(days=30)
ACCOUNTS_SHOWN = 12


def note_failure(failure: FailedSignIn) -> None:
    """Judge a failure together with those before it."""
    rules = (
        (AlarmKind.ADDRESS, "address", "name_digest", None),
        (AlarmKind.PASSWORD, "password_digest", "name_digest", None),
        (AlarmKind.ACCOUNT, "name_digest", "address", failure.officer),
    )
    for kind, same, different, officer in rules:
        subject = getattr(failure, same)
        last = (
            SignInAlarm.objects.filter(kind=kind, subject=subject, seen_at__isnull=False).order_by("-seen_at").first()
        )
        rows = FailedSignIn.objects.filter(**{same: subject}).order_by()
        if last is not None:
            rows = rows.filter(at__gt=last.seen_at)  # what was seen raises nothing again
        for span, most in SPANS:
            found = rows.filter(at__gt=failure.at - span).aggregate(n=Count(different, distinct=True))["n"]
            if found >= most:
                raise_alarm(kind, subject, count=found, officer=officer, now=failure.at)
                break


def raise_alarm(kind: str, subject: str, *, count: int, now: datetime, officer: Officer | None = None) -> None:
    """Raise an alarm once; while it is open it counts on."""
    alarm, raised = SignInAlarm.objects.get_or_create(
        kind=kind,
        subject=subject,
        seen_at=None,
        defaults={"officer": officer, "count": count, "raised_at": now, "last_at": now},
    )
    if raised:
        log.error("sign-in alarm %s: subject=%s account=%s count=%s", kind, subject, officer and officer.pk, count)
    else:
        SignInAlarm.objects.filter(pk=alarm.pk).update(count=count, last_at=now)


def see_alarm(alarms: QuerySet[SignInAlarm], pk: int, *, by: Officer, now: datetime) -> bool:
    """Record who has seen an open alarm of those given; return whether it was open."""
    return bool(alarms.filter(pk=pk, seen_at__isnull=True).update(seen_by=by, seen_at=now))


def accounts_tried(alarm: SignInAlarm) -> list[Officer]:
    """Return some of the accounts behind an alarm, as far as the names that were tried are names of accounts."""
    same = {AlarmKind.ADDRESS: "address", AlarmKind.PASSWORD: "password_digest", AlarmKind.ACCOUNT: "name_digest"}
    if alarm.kind not in same:
        return []
    rows = FailedSignIn.objects.filter(
        **{same[alarm.kind]: alarm.subject}, at__gte=alarm.raised_at - SPANS[-1][0], at__lte=alarm.last_at
    ).order_by()
    officers = Officer.objects.filter(pk__in=rows.filter(officer__isnull=False).values("officer"))
    return list(officers.select_related("agency")[:ACCOUNTS_SHOWN])


def erase_old_failures(now: datetime) -> int:
    """Erase failures that are too old to be of use, and return how many."""
    return FailedSignIn.objects.filter(at__lt=now - FAILURES_KEPT).delete()[0]
