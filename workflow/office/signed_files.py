"""Signed files: who may load one, the second person who applies it, taking back (docs/decisions/0048).

What a file means stands beside: `signed_notices` for the calendar, `signed_texts` for the remedy paragraphs.
"""

import hashlib
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings

from agencies.administration.policy import may_found
from agencies.installation import signatures
from agencies.installation.models import SignedFile
from agencies.organisation.models import Officer
from agencies.text.statements import checked_line, checked_statement
from law import Refused

MOST_BYTES = 200_000  # of a file; a year's notice has two thousand, a text of remedies eight
Row = TypeVar("Row", bound=SignedFile)


def why_not_keep(by: Officer) -> Refused | None:
    """Return why a person does not keep the calendar and the texts, or None."""
    if may_found(by):
        return None
    return Refused("由一级政府的系统管理员办理", english="A system administrator of a government does this")


def refuse_others(by: Officer) -> None:
    """Raise Refused for who does not keep the calendar and the texts."""
    if refusal := why_not_keep(by):
        raise refusal


def text_and_key(body: bytes, signature: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text of a file, and what is kept of its signature.

    Raises Refused for a file that is too large or no text, and for a signature that is not of a trusted key.
    """
    if len(body) > MOST_BYTES:
        raise Refused(
            "文件太大，不是一年的放假安排或者一份救济告知文本",
            field="file",
            english="The file is too large to be a year's notice or a text of remedies",
        )
    given = signatures.signature_text(signature)
    key = signatures.name_of_signer(body, given, settings.NOTICE_KEYS)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused("文件不是 UTF-8 文本", field="file", english="The file is not UTF-8 text") from error
    return text, {"signature": given, "key": key, "sha256": hashlib.sha256(body).hexdigest()}


def kept(
    model: type[Row], text: str, name: str, signed: dict[str, Any], *, by: Officer, now: datetime, **means: Any
) -> Row:
    """Keep a file without applying it; the same file that waits already is that one."""
    given = {
        **signed,
        "name": checked_line(name, "file", 120),
        "body": text,
        "loaded_by": by,
        "loaded_at": now,
        **means,
    }
    sha256 = given.pop("sha256")
    row, _new = model.objects.get_or_create(sha256=sha256, applied_at=None, taken_back_at=None, defaults=given)
    return row


def taken_back_before(row: SignedFile) -> list[SignedFile]:
    """Return the earlier loadings of the very same file that were taken back, the latest first: a signature has no day of its own."""
    same = type(row).objects.filter(sha256=row.sha256, taken_back_at__isnull=False).exclude(pk=row.pk)
    return list(same.select_related("applied_by", "taken_back_by"))


def check_signature(row: SignedFile) -> None:
    """Raise Refused where a row is not what was signed, or its key is trusted no more."""
    signatures.name_of_signer(row.body.encode(), row.signature, settings.NOTICE_KEYS)


def why_not_apply(row: SignedFile, by: Officer) -> Refused | None:
    """Return why a person may not put a file in force, or None: it takes another one than loaded it."""
    if refusal := why_not_keep(by):
        return refusal
    if row.state != "loaded":
        return Refused("这份文件已经办过了", english="This file was dealt with already")
    if row.loaded_by_id == by.pk:
        return Refused(
            "您自己上传的，由另一名系统管理员启用", english="You loaded it: another administrator applies it"
        )
    if any(earlier.applied_at for earlier in taken_back_before(row)):
        return Refused(
            "这份文件启用过又撤回了，同一份文件不再启用；确要恢复的，请签发机关在文件里写明新的日期，重新签名后载入",
            field="file",
            english="This very file was in force and taken back: it is not applied again; have it dated and signed anew",
        )
    return None


def locked(model: type[Row], key: int) -> Row:
    """Return a row that nobody else changes until the transaction ends."""
    return model.objects.select_for_update(of=("self",), no_key=True).get(pk=key)


def refuse_to_apply(row: SignedFile, by: Officer) -> None:
    """Raise Refused where a person may not put a file in force."""
    if refusal := why_not_apply(row, by):
        raise refusal


def record_applied(row: SignedFile, *, by: Officer, now: datetime, also: tuple[str, ...] = ()) -> None:
    """Record who put a file in force, with other fields that were filled."""
    row.applied_by, row.applied_at = by, now
    row.save(update_fields=["applied_by", "applied_at", *also])


def checked_reason(row: SignedFile, reason: str) -> str:
    """Return why a file is taken back; raise Refused where it was already, or nothing is said."""
    if row.state == "back":
        raise Refused("这份文件已经撤回", english="This file was taken back already")
    return checked_statement(reason, missing="请写明撤回的理由", missing_english="Please give the reason", shortest=2)


def record_taken_back(row: SignedFile, reason: str, *, by: Officer, now: datetime) -> None:
    """Record who took a file back and why."""
    row.taken_back_by, row.taken_back_at, row.reason = by, now, reason
    row.save(update_fields=["taken_back_by", "taken_back_at", "reason"])
