"""Letters that wait for their PDF: claimed by one worker, kept once it is drawn, tried again after a pause where it was not."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F, Q

from agencies.stored_files.storage import inspected_contents
from law import Refused
from notices.letters.models import Letter, SignedCopy
from notices.letters.selectors import waiting_for_pdf

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
A_DAY = timedelta(days=1)
OF_THE_TEXT = (
    "facts",
    "text",
)  # fields of refusals that lie in the letter itself: a character without a glyph, its length


def pause_after_attempts(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: a minute, two, four, at last six hours; never for ever."""
    return min(timedelta(minutes=2 ** min(max(attempts, 1) - 1, 9)), LONGEST_PAUSE)


def pause_after(refusal: Refused, attempts: int) -> timedelta:
    """Return how long to wait after a refusal: what lies in the text itself changes only with other fonts, so a day."""
    return A_DAY if refusal.field in OF_THE_TEXT else pause_after_attempts(attempts)


def claim_letter(now: datetime) -> Letter | None:
    """Return a letter that waits for its PDF and is ours until its lease ends; None when nothing waits.

    The claim is one conditional update: of two workers that see the same letter only one gets it. The lease grows with
    the attempts, so that a letter that kills its worker is tried as long as it waits and holds nobody up.
    """
    while (waiting := waiting_for_pdf(now).values_list("pk", "attempts").first()) is not None:
        pk, attempts = waiting
        ours = (
            waiting_for_pdf(now)
            .filter(pk=pk, attempts=attempts)
            .update(claimed_until=now + max(LEASE, pause_after_attempts(attempts + 1)), attempts=F("attempts") + 1)
        )
        if ours:
            return Letter.objects.select_related("agency").get(pk=pk)
    return None


def store_pdf(letter: Letter, data: bytes) -> None:
    """Store the PDF of a letter once; the same letter gives the same file, so a second worker changes nothing."""
    sha = hashlib.sha256(data).hexdigest()
    stored = store_file(letter.pdf.storage, f"letters/{letter.year}/{letter.pk}-{sha[:16]}.pdf", data)
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk, pdf_sha256="").update(
            pdf=stored, pdf_sha256=sha, claimed_until=None, render_error=""
        )
        if settings.SIGNER:
            SignedCopy.objects.get_or_create(letter=letter)  # waits for the signer from now on


def store_file(storage: Storage, name: str, data: bytes) -> str:
    """Store a file under a name that says its hash, unless it is there whole; return the name."""
    if inspected_contents(storage, name, hashlib.sha256(data).hexdigest())[0] is None:
        return name  # another worker's, maybe read at this moment
    if storage.exists(name):
        storage.delete(name)
    return storage.save(name, ContentFile(data))


def record_failure(letter: Letter, refusal: Refused, now: datetime) -> None:
    """Keep why a letter could not be rendered; it is tried again after a pause that grows."""
    wait = pause_after(refusal, letter.attempts)
    Letter.objects.filter(pk=letter.pk, pdf_sha256="").update(render_error=str(refusal)[:400], claimed_until=now + wait)


def retry_letter(letter: Letter) -> bool:
    """Let the next sweep try what failed, the drawing or the signing, without its pause; False where nothing waits or somebody is at it."""
    failed = Q(attempts__gt=1) | ~Q(render_error="")
    if Letter.objects.filter(failed, pk=letter.pk, pdf_sha256="", historic=False).update(claimed_until=None):
        return True
    waiting = SignedCopy.objects.filter(Q(attempts__gt=1) | ~Q(error=""), letter=letter, pdf_sha256="")
    return bool(waiting.update(claimed_until=None))


def release_claim(letter: Letter, reason: str, now: datetime) -> None:
    """Let a letter wait on where nothing could be drawn, whatever it says: no attempt counts, all that wait show why."""
    Letter.objects.filter(pk=letter.pk).update(claimed_until=None, attempts=F("attempts") - 1)
    waiting_for_pdf(now).exclude(render_error=reason[:400]).update(render_error=reason[:400])
