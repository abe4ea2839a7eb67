"""Questions about letters: which wait for their PDF, and what the stored PDF holds."""

from datetime import datetime

from django.db.models import Q, QuerySet

from agencies.stored_files import storage
from law import Refused
from notices.letters.models import Letter, SignedCopy

STUCK = 3  # attempts that ended without a word: the worker died over it each time


def waiting_for_pdf(now: datetime) -> QuerySet[Letter]:
    """Return the letters that nobody has rendered and nobody is rendering."""
    return Letter.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lt=now),
        pdf_sha256="",
        historic=False,
    ).order_by("attempts", "id")


def failed_to_render() -> QuerySet[Letter]:
    """Return the letters that could not be made into a PDF so far, for the administrator; they are tried as long as they wait."""
    return Letter.objects.filter(~Q(render_error="") | Q(attempts__gte=STUCK), pdf_sha256="", historic=False).order_by(
        "id"
    )


def drawing_failed(letter: Letter) -> bool:
    """Say whether a letter that waits for its PDF failed before, with a reason or without a word."""
    return not letter.pdf_sha256 and (bool(letter.render_error) or letter.attempts >= STUCK)


def waiting_for_signature(now: datetime) -> QuerySet[SignedCopy]:
    """Return the copies that nobody has signed and nobody is signing."""
    return SignedCopy.objects.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), pdf_sha256="").order_by(
        "attempts", "id"
    )


def failed_to_sign() -> QuerySet[SignedCopy]:
    """Return the copies that could not be signed so far, for the administrator; they are tried as long as they wait."""
    return SignedCopy.objects.filter(~Q(error="") | Q(attempts__gte=STUCK), pdf_sha256="").order_by("id")


def read_pdf(letter: Letter) -> bytes:
    """Return the stored PDF as the press made it; raise Refused while it is not there or when it is not what was stored."""
    if letter.historic:
        raise Refused("历史公文没有电子文本", field="pdf", english="A historic letter has no file")
    if drawing_failed(letter):
        reason = letter.render_error or "生成时没有完成"
        raise Refused(f"公文还没有生成：{reason}", field="pdf", english="The letter could not be made so far")
    if not letter.pdf_sha256:
        raise Refused("公文正在生成，请稍后再试", field="pdf", english="The letter is being made")
    if not letter.pdf:
        raise _destroyed()
    return storage.read(letter.pdf, letter.pdf_sha256, f"公文“{letter}”", f"letter {letter.number or letter.pk}")


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
    return storage.read(
        copy.pdf, copy.pdf_sha256, f"公文“{letter}”签章件", f"the signed copy of letter {letter.number or letter.pk}"
    )
