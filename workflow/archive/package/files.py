"""The files of a case as bytes: what is stored is read whole or refused, what is told is written the same way always."""

import io
import json
import struct
import zlib
from datetime import UTC

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from intake.models import Attachment
from law import Refused

# What a reader of PDFs may raise over a file that somebody made on purpose.
UNREADABLE = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    EOFError,
    struct.error,
    zlib.error,
)


def as_json(value) -> bytes:
    """Return a value as JSON that people can read, always the same way."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()


def iso(instant) -> str:
    """Return an instant in universal time, to the microsecond; "" for none."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds") if instant else ""


def page_count(body: bytes) -> int:
    """Return the number of pages of a PDF; raise Refused for one that cannot be opened or is locked."""
    try:
        reader = PdfReader(io.BytesIO(body))
        if reader.is_encrypted:
            raise Refused("PDF 加了密码，打不开", field="pdf", english="The PDF is locked")
        return len(reader.pages)
    except UNREADABLE as error:
        raise Refused("PDF 打不开", field="pdf", english="The PDF cannot be opened") from error


def attached_pages(attachment: Attachment, body: bytes) -> int | None:
    """Return the number of pages of what an applicant sent, None where it does not open: it is kept as it came."""
    if attachment.media_type != "application/pdf":
        return 1
    try:
        return page_count(body)
    except Refused:
        return None
