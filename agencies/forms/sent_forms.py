"""Forms do their work once: the key of a page is claimed before the work and keeps where it led.

A second click, a reload and a form sent again after going back come with the same key. With the same content they are
answered with what came of the first; with other content the person is asked (docs/decisions/0026).
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from agencies.forms.models import SentForm
from agencies.organisation.models import Officer

KEPT = timedelta(days=30)
GIVEN_UP = timedelta(minutes=5)  # after that whoever claimed the key is taken to be dead
SALT = "agencies.sent_forms"
MOST_LOOKS = 20  # at a key that other windows take and give back; more windows than that are no person's


def content_hashes(fields: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[UploadedFile]]) -> dict[str, str]:
    """Return the keyed hash of every field and file, so that two contents can be compared and none be read."""
    found = {name: _hash("\x00".join(values)) for name, values in fields.items()}
    for name, uploads in files.items():
        bodies = []
        for upload in uploads:
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            bodies.append(digest.hexdigest())
        found[name] = _hash("\x00".join(bodies))
    return found


def _hash(text: str) -> str:
    return salted_hmac(SALT, text.replace("\r\n", "\n")).hexdigest()[:20]


def claim(officer: Officer, key: str, *, path: str, fields: dict[str, str], now: datetime) -> tuple[SentForm, bool]:
    """Return the form of this key and whether the caller is the one to do its work."""
    given = {"path": path[:300], "fields": fields, "sent_at": now}
    key = hashlib.sha256(f"{key} {path.partition('?')[0]}".encode()).hexdigest()[
        :40
    ]  # one page may send a form to two places
    form, mine = _held(officer, key, given)
    if mine:
        SentForm.objects.filter(officer=officer, sent_at__lt=now - KEPT).delete()
    elif form.answered_at is None and form.sent_at < now - GIVEN_UP:
        mine = bool(SentForm.objects.filter(pk=form.pk, sent_at=form.sent_at, answered_at=None).update(**given))
    return form, mine


def _held(officer: Officer, key: str, given: dict) -> tuple[SentForm, bool]:
    """Return the form of a key and whether it is new; another window may take the key and give it back between two looks."""
    for _look in range(MOST_LOOKS - 1):
        try:
            return SentForm.objects.get_or_create(officer=officer, key=key, defaults=given)
        except IntegrityError:
            continue
    return SentForm.objects.get_or_create(officer=officer, key=key, defaults=given)


def settle(form: SentForm, location: str, *, now: datetime) -> None:
    """Keep that the work is done and which page shows it."""
    SentForm.objects.filter(pk=form.pk).update(answered_at=now, location=location[:500])


def release(form: SentForm) -> None:
    """Give the key back: nothing was done, and what was typed may be mended and sent again."""
    SentForm.objects.filter(pk=form.pk, answered_at=None).delete()


def changed_fields(form: SentForm, fields: Mapping[str, str]) -> list[str]:
    """Return the names of the fields that differ from what was sent first, in the order in which they were sent."""
    return [name for name in dict.fromkeys([*fields, *form.fields]) if fields.get(name) != form.fields.get(name)]
