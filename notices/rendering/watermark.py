"""Mark the copy of a letter that no longer holds, across every page; the stored file stays as it is."""

from io import BytesIO

import pypdf
from django.template.loader import render_to_string

from notices.letters.models import Letter, LetterStatus
from notices.letters.selectors import read_pdf, read_signed
from notices.rendering import pdf

STYLE = "notices/mark.css"


def watermark_of(letter: Letter) -> str:
    """Return what stands across a letter that no longer holds; empty for one that does."""
    if letter.status == LetterStatus.VOID:
        return "作废"
    return f"已由 {letter.supersession.by.number} 替代" if letter.status == LetterStatus.SUPERSEDED else ""


def with_watermark(data: bytes, letter: Letter) -> bytes:
    """Return the PDF with its standing across each page; unchanged for a letter in force."""
    words = watermark_of(letter)
    if not words:
        return data
    drawn = pdf.render_html(render_to_string("notices/_mark.html", {"words": words}), STYLE)
    mark = pypdf.PdfReader(BytesIO(drawn)).pages[0]
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    for page in writer.pages:
        page.merge_page(mark)
    found = BytesIO()
    writer.write(found)
    return found.getvalue()


def file_to_hand_out(letter: Letter, *, unsigned: bool = False) -> bytes:
    """Return the file in which a letter is given out: the signed copy of one in force, else the PDF with its standing.

    Raises Refused while it is not there, and `Damaged` where it is not what was kept.
    """
    if hasattr(letter, "signed_copy") and not unsigned and letter.status == LetterStatus.VALID:
        return read_signed(letter)  # a mark would break the signature
    return with_watermark(read_pdf(letter), letter)
