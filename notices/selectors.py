"""Questions about letters: which wait for their PDF, and what the stored PDF holds."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile

from law import Refused
from notices.models import Letter, SignedCopy

MOST_ATTEMPTS = 5  # a letter that kills its worker is not tried for ever; it stays visible as failed


def waiting_for_pdf(now: datetime) -> QuerySet[Letter]:
    """Return the letters that nobody has rendered and nobody is rendering."""
    return Letter.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now),
        pdf_sha256="",
        historic=False,
        attempts__lt=MOST_ATTEMPTS,
    ).order_by("attempts", "id")


def failed_to_render() -> QuerySet[Letter]:
    """Return the letters that could not be made into a PDF, for the administrator."""
    return Letter.objects.filter(pdf_sha256="", historic=False, attempts__gte=MOST_ATTEMPTS)


def waiting_for_signature(now: datetime) -> QuerySet[SignedCopy]:
    """Return the copies that nobody has signed and nobody is signing."""
    return SignedCopy.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), pdf_sha256="", attempts__lt=MOST_ATTEMPTS
    ).order_by("attempts", "id")


def failed_to_sign() -> QuerySet[SignedCopy]:
    """Return the copies that could not be signed, for the administrator."""
    return SignedCopy.objects.filter(pdf_sha256="", attempts__gte=MOST_ATTEMPTS)


def read_pdf(letter: Letter) -> bytes:
    """Return the stored PDF as the press made it; raise Refused while it is not there or when it is not what was stored."""
    if letter.historic:
        raise Refused("历史公文没有电子文本", field="pdf", english="A historic letter has no file")
    if not letter.pdf_sha256 and letter.render_error:
        raise Refused(f"公文还没有生成：{letter.render_error}", field="pdf", english="The letter could not be made so far")
    if not letter.pdf_sha256:
        raise Refused("公文正在生成，请稍后再试", field="pdf", english="The letter is being made")
    if not letter.pdf:
        raise _destroyed()
    return _stored(letter.pdf, letter.pdf_sha256)


def _destroyed() -> Refused:
    return Refused("公文已按规定销毁", "档案法21", field="pdf", english="The letter was destroyed after its term")


def read_signed(letter: Letter) -> bytes:
    """Return the signed copy; raise Refused where there is none, with the reason why signing failed."""
    copy = getattr(letter, "signed_copy", None)
    if copy is None:
        raise Refused("这份公文没有电子签章", field="pdf", english="The letter has no electronic signature")
    if not copy.pdf_sha256:
        if copy.error:
            raise Refused(f"签章没有成功：{copy.error}", field="pdf", english="Signing has failed so far")
        raise Refused("公文正在签章，请稍后再试", field="pdf", english="The letter is being signed")
    if not letter.pdf:
        raise _destroyed()
    return _stored(copy.pdf, copy.pdf_sha256)


def _stored(file: FieldFile, sha256: str) -> bytes:
    try:
        with file.open("rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused("公文文件已损坏，与登记的不一致", field="pdf", english="The stored file is damaged")
    return data
