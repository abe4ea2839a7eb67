"""Text whose font is neither in the file nor on this machine: it is read and cannot be drawn, so a picture of its page would lack it."""

import ctypes

import pypdfium2.raw as raw

from law import Refused
from records.pdf.pages import Character, Page

SIZE = 12.0  # points at which a glyph is asked for


def undrawable(page: Page) -> list[Character]:
    """Return the characters that should be drawn and cannot be, in the order of the page."""
    drawable: dict[tuple[int, str], bool] = {}
    found = []
    for letter in page.characters:
        if letter.is_blank or not letter.drawn_by:
            continue
        key = letter.drawn_by, letter.text
        if key not in drawable:
            drawable[key] = _is_drawable(letter)
        if not drawable[key]:
            found.append(letter)
    return found


def refuse_undrawable(page: Page) -> None:
    """Refuse a page of which a picture would lack text."""
    if lacking := undrawable(page):
        text = "".join(letter.text for letter in lacking[:10])
        raise Refused(
            f"第 {page.number} 页有文字（{text}…）所用的字体既不在文件里，也没有装在这台机器上，画不出来；请换嵌入了字体的文件，或者装好中文字体",
            english=f"Page {page.number} has text in a font that is neither in the file nor on this machine: install the font or embed it",
            field=f"page {page.number}",
        )


def _is_drawable(letter: Character) -> bool:
    """Say whether the font of a character has a glyph for it, or nothing of it was to be drawn anyway."""
    handle = ctypes.cast(letter.drawn_by, raw.FPDF_PAGEOBJECT)
    if raw.FPDFTextObj_GetTextRenderMode(handle) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return True
    font = raw.FPDFTextObj_GetFont(handle)
    if not font or raw.FPDFFont_GetIsEmbedded(font) != 0:
        return True
    return bool(raw.FPDFFont_GetGlyphPath(font, ord(letter.text), SIZE))
