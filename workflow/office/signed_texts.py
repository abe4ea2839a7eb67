"""Texts of the remedy paragraphs as signed files: loaded, applied by a second person, taken back (docs/decisions/0048)."""

from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.installation.models import SignedRemedyText
from agencies.installation.remedy_texts import Texts, applied_rows, text_of_row, with_rows
from agencies.organisation.models import Officer
from law import Refused
from law.dated import DatedText, with_text
from law.remedies.loaded_text import text_of_file
from notices.typesetting import glyphs
from workflow.office import signed_files


@transaction.atomic
def load(body: bytes, name: str, signature: bytes, *, by: Officer, now: datetime) -> SignedRemedyText:
    """Keep a signed text without applying it; the same file that waits already is that one.

    Raises Refused for who may not, for a signature that is not of a trusted key, for what is no text of remedies, and for
    one whose period conflicts with the texts in force.
    """
    signed_files.refuse_others(by)
    text, signed = signed_files.text_and_key(body, signature)
    dated = text_of_file(text, PurePath(name).stem)
    if dated.checked_on > timezone.localdate(now):
        raise Refused(
            f"“checked_on”（{dated.checked_on}）还没有到，请写实际核对的日期",
            field="file",
            english=f"checked_on ({dated.checked_on}) is yet to come: write the day on which it was checked",
        )
    _check_glyphs(dated)
    with_text(texts_beside(None), dated)
    return signed_files.kept(SignedRemedyText, text, name, signed, by=by, now=now, in_force_from=dated.in_force_from)


def _check_glyphs(dated: DatedText) -> None:
    """Raise Refused naming the characters that letters cannot print."""
    said = "".join(text for table in ("texts", "ruling") for text in dated.says[table].values())
    if lacking := glyphs.missing_characters(said, settings.FONT_DIR):
        raise glyphs.refusal_of_characters(lacking)


def texts_beside(row: SignedRemedyText | None) -> Texts:
    """Return the texts in force without one of the loaded ones."""
    return with_rows([each for each in applied_rows() if row is None or each.pk != row.pk])[0]


def texts_with(row: SignedRemedyText) -> Texts:
    """Return the texts as they are with a loaded one.

    Raises Refused where the row is not what was signed, or its period conflicts with the texts in force.
    """
    return with_text(texts_beside(row), signed_text(row))


def signed_text(row: SignedRemedyText) -> DatedText:
    """Return the text of a row; raise Refused where it is not what was signed, or its key is trusted no more."""
    signed_files.check_signature(row)
    return text_of_row(row)


@transaction.atomic
def apply_text(key: int, *, by: Officer, now: datetime) -> SignedRemedyText:
    """Put a text in force: letters are composed by it from this moment, in every process.

    Raises Refused for who may not, for a row that was changed, and for a period that conflicts by now.
    """
    row = signed_files.locked(SignedRemedyText, key)
    signed_files.refuse_to_apply(row, by)
    texts_with(row)
    signed_files.record_applied(row, by=by, now=now)
    return row


@transaction.atomic
def take_back(key: int, reason: str, *, by: Officer, now: datetime) -> SignedRemedyText:
    """Take a text back with a reason: one that waits is only laid aside, one in force gives way to what it replaced.

    Letters that were issued on it stay as they are. Raises Refused where a text that was applied later is in force.
    """
    signed_files.refuse_others(by)
    row = signed_files.locked(SignedRemedyText, key)
    reason = signed_files.checked_reason(row, reason)
    if row.state == "applied" and applied_rows()[-1].pk != row.pk:
        raise Refused(
            "后来又启用了另一份文本，请先撤回那一份", english="A later text is in force: take that back first"
        )
    signed_files.record_taken_back(row, reason, by=by, now=now)
    return row
