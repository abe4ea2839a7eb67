"""Where an officer is signed in: listed, and ended one by one or all together."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpRequest

from agencies.authentication.client_address import address_of
from agencies.authentication.models import OfficerSession
from agencies.organisation.models import Officer

LISTED = "listed_session"  # in the session: the key of its row, and when that was written last
SEEN_EVERY = timedelta(minutes=5)  # one write in so long, however many pages are opened
BEGUN = "session_begun"  # in the session: the instant (seconds) of signing in, from which its longest time is counted
LONGEST_AGENT = 200


def list_session(request: HttpRequest, officer: Officer, now: datetime) -> None:
    """List the session that has just begun."""
    if not request.session.session_key:
        request.session.save()
    row, _created = OfficerSession.objects.update_or_create(
        key=request.session.session_key,
        defaults={
            "officer": officer,
            "address": address_of(request),
            "agent": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
            "begun_at": now,
            "seen_at": now,
        },
    )
    request.session[LISTED] = [row.pk, int(now.timestamp())]
    request.session[BEGUN] = int(now.timestamp())


def is_over(request: HttpRequest, now: datetime) -> bool:
    """Say whether somebody has been signed in for SESSION_HOURS, however many pages were opened meanwhile."""
    begun = request.session.get(BEGUN)
    if begun is None:
        if LISTED in request.session:  # begun before there was such an end: it is counted from now
            request.session[BEGUN] = int(now.timestamp())
        return False
    return now.timestamp() - begun >= settings.SESSION_HOURS * 3600


def see_session(request: HttpRequest, now: datetime) -> None:
    """Note that a listed session is in use, every few minutes; the key is noted too, since Django changes it."""
    row, seen = request.session.get(LISTED, (None, 0))
    if row is None or now.timestamp() - seen < SEEN_EVERY.total_seconds():
        return
    follow_session(request, now)


def follow_session(request: HttpRequest, now: datetime) -> None:
    """Write the present key of a listed session to its row."""
    row, _seen = request.session.get(LISTED, (None, 0))
    if row is not None:
        OfficerSession.objects.filter(pk=row).update(
            key=request.session.session_key, seen_at=now, address=address_of(request)
        )
        request.session[LISTED] = [row, int(now.timestamp())]


def sessions_of(officer: Officer, now: datetime) -> list[OfficerSession]:
    """Return where an officer is signed in now, the latest first; rows of sessions that are over are erased."""
    rows = list(OfficerSession.objects.filter(officer=officer).order_by("-seen_at", "-pk"))
    alive = set(
        Session.objects.filter(session_key__in=[row.key for row in rows], expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    OfficerSession.objects.filter(pk__in=[row.pk for row in rows if row.key not in alive]).delete()
    return [row for row in rows if row.key in alive]


def end_session(officer: Officer, pk: int) -> bool:
    """End one session of an officer; return whether it was one."""
    row = OfficerSession.objects.filter(officer=officer, pk=pk).first()
    if row is None:
        return False
    import_module(settings.SESSION_ENGINE).SessionStore(row.key).delete()
    row.delete()
    return True


def end_sessions(officer: Officer, *, but: str = "") -> None:
    """End every session of an officer within the next request of each, listed or not; the row of one key stays.

    The session that is to go on calls `update_session_auth_hash` with the officer.
    """
    Officer.objects.filter(pk=officer.pk).update(session_round=F("session_round") + 1)
    officer.refresh_from_db(fields=["session_round"])
    rows = OfficerSession.objects.filter(officer=officer).exclude(key=but)
    Session.objects.filter(session_key__in=rows.values("key")).delete()
    rows.delete()
