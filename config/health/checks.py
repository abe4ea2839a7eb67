"""What is looked at, each as one finding: the database, its version, the worker, what waits, the disks, the drawing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from agencies.encryption.keys import Unopened
from agencies.encryption.rotation import missing_at_a_glance
from agencies.installation import signs
from notices.letters.models import Letter
from notices.typesetting import client as typesetting_client

GOOD, WARNING, BAD = "good", "warning", "bad"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, how it stands (good, warning, bad), and a figure or a sentence about it."""

    name: str
    state: str
    says: str | int = ""


def serving() -> list[Finding]:
    """Return whether this web server can answer at all: the database, and that it is of this version."""
    try:
        return [Finding("database", GOOD), _migrations()]
    except (DatabaseError, InterfaceError) as error:
        return [Finding("database", BAD, type(error).__name__)]  # its words may hold an address


def working(now: datetime) -> list[Finding]:
    """Return whether the installation does its work: the above, the worker, what waits, the disks; the drawing as a warning."""
    found = serving()
    if all(one.state == GOOD for one in found):
        try:
            found += [_worker(now), _queue(now), _keys()]
        except (DatabaseError, InterfaceError) as error:
            found.append(Finding("database", BAD, type(error).__name__))
    return [*found, *_disks(), _drawing()]


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations of this version: they change only with the program."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _migrations() -> Finding:
    applied = MigrationRecorder(connection).applied_migrations()
    lacking = _known_migrations() - set(applied)
    return Finding("migrations", BAD, len(lacking)) if lacking else Finding("migrations", GOOD)


def _worker(now: datetime) -> Finding:
    sign = signs.last_sign(signs.SystemSign.What.WORKER)
    if sign is None:
        return Finding("worker", BAD, "never")
    age = now - sign.at
    return Finding("worker", GOOD if age <= signs.ALIVE else BAD, max(0, int(age.total_seconds())))


def oldest_wait(now: datetime) -> int:
    """Return for how many seconds the longest waiting letter that nobody has tried yet has waited; one whose trouble is known shows it elsewhere."""
    waiting = Letter.objects.filter(pdf_sha256="", historic=False, attempts=0, render_error="")
    first = waiting.order_by("id").values_list("issued_at", flat=True).first()
    return max(0, int((now - first).total_seconds())) if first else 0


def _queue(now: datetime) -> Finding:
    age = oldest_wait(now)
    return Finding("queue", BAD if age > settings.QUEUE_MINUTES * 60 else GOOD, age)


def _keys() -> Finding:
    """Look whether the keys of what is sealed are here, by the first and the last rows; `verify` looks at every one."""
    try:
        missing = missing_at_a_glance(apps)
    except Unopened as error:
        return Finding("keys", BAD, error.english)
    return Finding("keys", BAD, ", ".join(missing)) if missing else Finding("keys", GOOD)


def _disks() -> Iterator[Finding]:
    places = {"files": settings.MEDIA_ROOT, "var": settings.VAR_DIR}
    for name, place in places.items():
        try:
            free = shutil.disk_usage(Path(place)).free // MEGABYTE
        except OSError as error:
            yield Finding(f"disk of {name}", BAD, error.strerror or "unreadable")
        else:
            yield Finding(f"disk of {name}", GOOD if free >= settings.DISK_FREE_MB else BAD, free)


def _drawing() -> Finding:
    unable = typesetting_client.why_unavailable(settings.FONT_DIR)
    return Finding("drawing", WARNING, unable.english) if unable else Finding("drawing", GOOD)


def worker_age(now: datetime) -> timedelta | None:
    """Return how long ago the worker gave its last sign; None where it never did."""
    sign = signs.last_sign(signs.SystemSign.What.WORKER)
    return now - sign.at if sign else None
