"""Reads a printed letter back: what is kept says, letter for letter, what was approved."""

import re
import unicodedata
from io import BytesIO

import pypdf
from pypdf.generic import IndirectObject

from law import Refused
from notices.typesetting import cff

# What WeasyPrint writes of text: the choice of a font, and the numbers of its glyphs in hexadecimal.
_TOKEN = re.compile(rb"/([A-Z]{6}) [0-9.]+ Tf|<([0-9a-f]+)>")
_MAPPED = re.compile(rb"^<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>$", re.MULTILINE)
UNREADABLE = "\ufffd"
FACTS = "facts.json"


def _check_glyphs(font) -> None:
    """Raise Refused for a font that is not in the file, or whose glyphs answer to other numbers than are written."""
    descendant = font["/DescendantFonts"][0].get_object()
    descriptor = descendant["/FontDescriptor"].get_object()
    file = descriptor.get("/FontFile3", descriptor.get("/FontFile2"))
    if "/ToUnicode" not in font or file is None:
        raise Refused("公文文件没有内嵌字体，没有保存", field="pdf", english="A font is not embedded")
    if descendant["/CIDToGIDMap"] != "/Identity" or not cff.agrees(file.get_object().get_data()):
        raise Refused(
            "公文文件的字形编号不一致，有的阅读软件会漏字，没有保存",
            field="pdf",
            english="The glyphs of a font answer to other numbers than the file writes: some readers would lose characters",
        )


def check_fonts(data: bytes) -> None:
    """Raise Refused unless every font of a PDF, of its pages and of the drawings on them, is found by every reader."""
    seen: set[int] = set()
    for page in pypdf.PdfReader(BytesIO(data)).pages:
        _check_resources(page["/Resources"].get_object(), seen)


def _check_resources(resources, seen: set[int]) -> None:
    fonts, drawings = (
        resources.get(name, {}).get_object() if name in resources else {} for name in ("/Font", "/XObject")
    )
    for holder in (fonts, drawings):
        for name in holder:
            key = getattr(holder.raw_get(name), "idnum", id(holder[name]))
            if key in seen:
                continue
            seen.add(key)
            if holder is fonts:
                _check_glyphs(holder[name])
            elif "/Resources" in holder[name]:
                _check_resources(holder[name]["/Resources"].get_object(), seen)


def _letters_of(font) -> dict[bytes, str]:
    """Return what each glyph of a font reads as, after checking that every reader finds it."""
    _check_glyphs(font)
    mapped = _MAPPED.findall(font["/ToUnicode"].get_object().get_data())
    return {glyph: bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in mapped}


def _text_of(page, known: dict) -> str:
    fonts = {}
    for name, found in page["/Resources"].get_object().get("/Font", {}).get_object().items():
        key = found.idnum if isinstance(found, IndirectObject) else id(found)
        if key not in known:
            known[key] = _letters_of(found.get_object())
        fonts[name[1:].encode()] = known[key]
    parts, letters = [], {}
    for font, glyphs in _TOKEN.findall(page["/Contents"].get_object().get_data()):
        if font:
            letters = fonts[font]
        else:
            parts += [letters.get(glyphs[place : place + 4], UNREADABLE) for place in range(0, len(glyphs), 4)]
    return "".join(parts)


def pages_of(reader: pypdf.PdfReader) -> list[str]:
    """Return the text of every page in the order in which it was drawn; its number, drawn last, taken off."""
    known: dict = {}
    texts = (_comparable(_text_of(page, known)) for page in reader.pages)
    return [text.removesuffix(f"—{place}—") for place, text in enumerate(texts, start=1)]


def pdf_text(data: bytes) -> str:
    """Return the text of one of our PDFs without white space and page numbers."""
    return "".join(pages_of(pypdf.PdfReader(BytesIO(data))))


def _comparable(text: str) -> str:
    """Return text as it can be compared: without white space and marks that have no shape."""
    return "".join(
        character for character in text if not character.isspace() and unicodedata.category(character) != "Cf"
    )


def check_pdf(data: bytes, approved: str, facts: str) -> None:
    """Raise Refused unless the PDF says the approved text, letter for letter, and carries the facts."""
    reader = pypdf.PdfReader(BytesIO(data))
    printed, wanted = "".join(pages_of(reader)), _comparable(approved)
    if printed != wanted:
        place = next(
            (i for i, (a, b) in enumerate(zip(printed, wanted, strict=False)) if a != b), min(len(printed), len(wanted))
        )
        raise Refused(
            f"生成的文件与审定的文字不一致，没有保存：应为“{wanted[place : place + 12]}”，文件中是“{printed[place : place + 12]}”",
            field="pdf",
            english=f"The printed text differs from the approved one at character {place}",
        )
    if [file.content for file in reader.attachment_list if file.name == FACTS] != [facts.encode()]:
        raise Refused("生成的文件没有附上公文事实，没有保存", field="pdf", english="The facts are not attached")
