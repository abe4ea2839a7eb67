"""The code by which anyone may verify a letter, and its QR picture on the paper.

The code is an HMAC over the reviewed content, so composing stays deterministic and the code is part of what is
reviewed. Letters of the very same content share it.
"""

import re
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is mistaken for something else
LENGTH = 20  # characters of five bits: 100 bits cannot be guessed (faults.md S2)
GROUP = 5
QR_SIDE = "20mm"
QR_QUIET = 2  # modules of white around it; the paper around is white as well
_PRINTED = re.compile(r'<div class="verification[^>]*>.*?<p>核验码：([0-9A-Z-]+)</p>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class VerificationMark:
    """What a letter bears for its verification."""

    code: str
    page: str  # where anyone may verify
    picture: SafeString  # the QR code as inline SVG

    @property
    def printed(self) -> str:
        """Return the code in groups."""
        return "-".join(self.code[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def code_of(content: str) -> str:
    """Return the code of a letter's content: 100 bits of an HMAC with this installation's secret."""
    digest = salted_hmac("notices.verification", content, algorithm="sha256").digest()
    bits = int.from_bytes(digest) >> (8 * len(digest) - 5 * LENGTH)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def mark_of(content: str) -> VerificationMark | None:
    """Return the mark of a letter's content; None where the office has no public address (PUBLIC_URL)."""
    if not settings.PUBLIC_URL:
        return None
    code = code_of(content)
    page = settings.PUBLIC_URL.rstrip("/") + reverse("verify")
    # The code stands behind #: browsers send that part to no server, so it is in no log and no Referer.
    drawn = segno.make(f"{page}#{code}", error="m", micro=False).svg_inline(
        border=QR_QUIET, omitsize=True, svgclass=None, lineclass=None
    )
    sized = drawn.replace("<svg ", f'<svg width="{QR_SIDE}" height="{QR_SIDE}" role="img" aria-label="核验二维码" ', 1)
    return VerificationMark(code, page, mark_safe(sized))  # noqa: S308  drawn by segno from our own address


def code_in_html(html: str) -> str:
    """Return the code that a composed letter bears; empty where it bears none. No fact can hold our own markup."""
    found = _PRINTED.search(html)
    return found[1].replace("-", "") if found else ""
