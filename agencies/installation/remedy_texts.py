"""The texts of the remedy paragraphs that hold: the delivered ones, and those that were loaded and applied since."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from agencies.installation.models import SignedRemedyText
from law import Refused
from law.dated import DatedText, with_text
from law.remedies.instructions import LETTERS
from law.remedies.loaded_text import text_of_file

Texts = tuple[DatedText, ...]
_known: dict[tuple, Texts] = {}


def remedy_texts() -> Texts:
    """Return the texts in force.

    Asked afresh on every call, so that all processes agree as soon as a text is applied or taken back; what was read
    is kept per content.
    """
    return _texts_of(applied_rows())


def applied_rows() -> list[SignedRemedyText]:
    """Return the loaded texts in force, in the order in which they were applied."""
    return [row for row in _ever_applied() if row.taken_back_at is None]


def text_of_row(row: SignedRemedyText) -> DatedText:
    """Return the text of a loaded file; raise Refused where it is none, or not the one that was loaded."""
    if hashlib.sha256(row.body.encode()).hexdigest() != row.sha256:
        raise Refused("存放的文本与载入的文件不符", field="file", english="What is stored is not what was loaded")
    return text_of_file(row.body, PurePath(row.name).stem)


def with_rows(rows: Sequence[SignedRemedyText]) -> tuple[Texts, list[SignedRemedyText]]:
    """Return the delivered texts with loaded ones, and those that do not fit: a later delivery may have brought others."""
    texts, unfit = LETTERS, []
    for row in rows:
        try:
            texts = with_text(texts, text_of_row(row))
        except Refused:
            unfit.append(row)
    return texts, unfit


class RemedyHistory:
    """The texts as this installation knew them at any moment, read once: a letter is judged by those of its writer."""

    def __init__(self):
        self._rows = list(_ever_applied())

    def at(self, moment: datetime) -> Texts:
        """Return the texts that were in force at a moment."""
        return _texts_of(
            row
            for row in self._rows
            if row.applied_at <= moment and (row.taken_back_at is None or moment < row.taken_back_at)
        )


def _ever_applied():
    return SignedRemedyText.objects.filter(applied_at__isnull=False).order_by("applied_at", "pk")


def _texts_of(rows) -> Texts:
    rows = list(rows)
    key = tuple((row.pk, row.sha256) for row in rows)
    if key not in _known:
        _known[key] = with_rows(rows)[0]
    return _known[key]
