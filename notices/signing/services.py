"""Electronic signing of letters: what a signer is, which one is set, and the sweep that has the waiting ones signed.

Off by default. Which signer works is a setting (SIGNER, a dotted path), so that no signer's library is needed without it.
"""

import hashlib
import logging
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import F
from django.utils.module_loading import import_string

from agencies.installation.restore_mode import in_restore_mode
from agencies.stored_files.storage import NotStored
from law import Refused
from notices.letters.models import Letter, SignedCopy
from notices.letters.selectors import read_pdf, waiting_for_signature
from notices.rendering.queue import LEASE, pause_after, pause_after_attempts, store_file
from notices.typesetting import client as typesetting_client

logger = logging.getLogger(__name__)
AT_ONCE = 200  # letters per run, as the press


class Signer(Protocol):
    """What puts an agency's electronic seal on a letter."""

    def sign(self, data: bytes, letter: Letter) -> bytes:
        """Return the signed PDF: the given bytes unchanged, and the signature after them.

        Raises Refused where it cannot sign: no certificate of the agency, no answer of a seal server.
        """

    def describe(self, letter: Letter) -> str:
        """Return in one Chinese line whose certificate signs, and that it is a test where it is one."""


@lru_cache(maxsize=2)
def _made(path: str) -> Signer:
    return import_string(path)()


def signer() -> Signer | None:
    """Return the signer of the settings; None where none is set. Raises Refused for one that cannot be loaded."""
    if not settings.SIGNER:
        return None
    try:
        return _made(settings.SIGNER)
    except ImportError as error:
        raise Refused(
            f"签章程序没有装好：{error}", field="signer", english=f"SIGNER cannot be loaded: {error}"
        ) from error


def sign_waiting(now: datetime) -> int:
    """Sign the letters that wait for it; return how many. Safe to run twice and in several workers.

    What fails keeps its reason and is tried again as long as it waits; the unsigned PDF is never touched.
    """
    if not settings.SIGNER or in_restore_mode():
        return 0
    done = 0
    for _ in range(AT_ONCE):
        copy = _claim(now)
        if copy is None:
            break
        try:
            sign_and_store(copy, read_pdf(copy.letter), now=now)
        except (
            typesetting_client.TypesettingUnavailable
        ) as unable:  # its picture of the seal cannot be drawn at present: no attempt counts
            given_back = {"error": str(unable)[:400], "claimed_until": None, "attempts": F("attempts") - 1}
            SignedCopy.objects.filter(pk=copy.pk, pdf_sha256="").update(**given_back)
            break
        except Refused as refusal:
            logger.warning("letter %s is not signed: %s", copy.letter_id, refusal.english)
            wait = pause_after(refusal, copy.attempts)
            SignedCopy.objects.filter(pk=copy.pk, pdf_sha256="").update(
                error=str(refusal)[:400], claimed_until=now + wait
            )
            if isinstance(refusal, NotStored):
                break  # there is no room for the others either
            continue
        done += 1
    return done


def _claim(now: datetime) -> SignedCopy | None:
    """Return a copy that waits and is ours until the lease runs out; of two workers only one gets it."""
    while (waiting := waiting_for_signature(now).values_list("pk", "attempts").first()) is not None:
        pk, attempts = waiting
        lease = max(LEASE, pause_after_attempts(attempts + 1))
        copies = waiting_for_signature(now).filter(pk=pk, attempts=attempts)
        if copies.update(claimed_until=now + lease, attempts=F("attempts") + 1):
            return SignedCopy.objects.select_related("letter__agency").get(pk=pk)
    return None


def sign_and_store(copy: SignedCopy, unsigned: bytes, *, now: datetime) -> None:
    """Have one letter signed and store the signed copy once; raise Refused where the signer changed what was issued."""
    chosen = signer()
    signed = chosen.sign(unsigned, copy.letter)
    if not signed.startswith(unsigned) or len(signed) == len(unsigned):
        raise Refused(
            "签章程序改动了已发出的公文，签章没有采用",
            field="signer",
            english="The signer changed the letter itself; its copy was not kept",
        )
    sha = hashlib.sha256(signed).hexdigest()
    storage = copy.pdf.storage
    stored = store_file(storage, f"signed/{copy.letter.year}/{copy.letter_id}-{sha[:16]}.pdf", signed)
    ours = SignedCopy.objects.filter(pk=copy.pk, pdf_sha256="").update(
        pdf=stored,
        pdf_sha256=sha,
        signer=chosen.describe(copy.letter)[:400],
        signed_at=now,
        claimed_until=None,
        error="",
    )
    if not ours and not SignedCopy.objects.filter(pdf=stored).exists():
        storage.delete(stored)  # another worker was first, after our lease ran out
    elif copy.attempts > 1:
        _remove_leftovers(storage, copy, keep=stored)


def _remove_leftovers(storage: Storage, copy: SignedCopy, *, keep: str) -> None:
    """Remove what a worker left that died between file and row: two signatures of one letter differ, so do their names."""
    folder, _, kept = keep.rpartition("/")
    for name in storage.listdir(folder)[1]:
        if name.startswith(f"{copy.letter_id}-") and name != kept:
            storage.delete(f"{folder}/{name}")
