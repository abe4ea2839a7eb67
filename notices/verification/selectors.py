"""What anyone may be told of a letter, by its code or by its file.

Letters of the very same content share a code; the answer then names each of them by number and day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies.text.comparing import letters_and_digits, without_invisible
from notices.letters.models import Letter
from notices.letters.verification_code import ALPHABET, LENGTH

_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class VerifiedLetter:
    """All that anyone is told of a letter."""

    number: str
    dated: date
    status: str

    @property
    def day(self) -> str:
        """Return the day of signing as the letter writes it."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"


def read_code(typed: str) -> str:
    """Return a code as it is stored from what was typed, scanned or pasted; empty for what is none."""
    text = letters_and_digits(without_invisible(typed[:200]).rpartition("#")[2]).upper().translate(_MISREAD)
    return text if len(text) == LENGTH and set(text) <= set(ALPHABET) else ""


def letters_by_code(typed: str) -> list[VerifiedLetter]:
    """Return the letters that bear a code; an empty list means unknown."""
    code = read_code(typed)
    return _findings(Letter.objects.filter(verification_code=code)) if code else []


def letters_by_file(sha256: str) -> list[VerifiedLetter]:
    """Return the letters whose stored file, signed or unsigned, has this hash."""
    return _findings(Letter.objects.filter(Q(pdf_sha256=sha256) | Q(signed_copy__pdf_sha256=sha256))) if sha256 else []


def _findings(letters: Iterable[Letter]) -> list[VerifiedLetter]:
    known = letters.filter(historic=False).select_related("void_record", "supersession").order_by("id")
    return [VerifiedLetter(letter.number, letter.dated, letter.status) for letter in known]
