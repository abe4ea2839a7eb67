"""Letters measured as with a ruler: the boxes that the press laid out, and the ink of their characters, in millimetres."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import uharfbuzz
from django.conf import settings
from weasyprint.formatting_structure import boxes

from notices.rendering import pdf
from notices.typesetting import glyphs, html_to_pdf

MM = 96 / 25.4  # CSS pixels
PT = 25.4 / 72  # millimetres
LINE = 28.98 * PT
SQUARE = 16 * PT  # 3号
BASELINE = 0.86  # of an em below the top of a character's square


@lru_cache(maxsize=1)
def a_press() -> html_to_pdf.Typesetter:
    """Return a press in this process, whose boxes can be looked at."""
    return html_to_pdf.Typesetter(settings.FONT_DIR)


@lru_cache(maxsize=16)
def font(role: str) -> tuple[uharfbuzz.Font, frozenset[int]]:
    """Return a face and what it covers."""
    entry = glyphs.read_manifest(settings.FONT_DIR)["faces"][role]
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(settings.FONT_DIR / entry["file"])))
    return uharfbuzz.Font(face), glyphs.unpack_ranges(entry["ranges"])


@dataclass
class Text:
    """One run of text on a page."""

    box: boxes.TextBox

    @property
    def size(self) -> float:
        """Return the size of the type in millimetres."""
        return self.box.style["font_size"] / MM

    @property
    def baseline(self) -> float:
        """Return where the characters stand, from the top of the page."""
        return (self.box.position_y + self.box.baseline) / MM

    @property
    def square(self) -> tuple[float, float]:
        """Return top and foot of the characters' squares."""
        return self.baseline - BASELINE * self.size, self.baseline + (1 - BASELINE) * self.size

    def ink(self, role: str) -> tuple[float, float]:
        """Return top and foot of the ink of the characters, set in the face of a role."""
        chain = glyphs.font_chain(role, glyphs.read_manifest(settings.FONT_DIR)["faces"])
        tops, feet = [], []
        for character in self.box.text.strip():
            face, _ = next(font(name) for name in chain if ord(character) in font(name)[1])
            drawn = face.get_glyph_extents(face.get_nominal_glyph(ord(character)))
            scale = self.size / face.face.upem
            tops.append(self.baseline - drawn.y_bearing * scale)
            feet.append(self.baseline - (drawn.y_bearing + drawn.height) * scale)
        return min(tops), max(feet)


def walk(box):
    """Return a box and every box in it, in the order of the page."""
    box = getattr(box, "_box", box)  # an absolutely placed one stands behind a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(child)


def text_of(box) -> str:
    """Return the text in a box."""
    return "".join(one.text for one in walk(box) if isinstance(one, boxes.TextBox))


class Sheet:
    """One page, measured."""

    def __init__(self, page):
        """Take a page of a document that the press laid out."""
        self.page = page._page_box

    @cached_property
    def margins(self) -> list:
        """Return the boxes in the margins that hold something."""
        return [one for one in walk(self.page) if isinstance(one, boxes.MarginBox) and text_of(one).strip()]

    @cached_property
    def lines(self) -> list:
        """Return the lines of text within the type area."""
        inside = {id(one) for margin in self.margins for one in walk(margin)}
        found = (one for one in walk(self.page) if isinstance(one, boxes.LineBox) and id(one) not in inside)
        return [line for line in found if text_of(line).strip()]

    def of(self, name: str, part: str = ""):
        """Return the first box of an element with a class or a tag (`part`: of ::before or ::after)."""
        for one in walk(self.page):
            element = one.element
            if (
                element is None
                or one.element_tag.partition("::")[2] != part
                or not isinstance(one, boxes.BlockLevelBox)
            ):
                continue
            if name == one.element_tag.split("::")[0] or name in (element.get("class") or "").split():
                return one
        raise LookupError(name)

    def lines_in(self, name: str) -> list:
        """Return the lines of text in an element."""
        return [one for one in walk(self.of(name)) if isinstance(one, boxes.LineBox)]


def texts(box) -> list[Text]:
    """Return the runs of text in a box."""
    return [Text(one) for one in walk(box) if isinstance(one, boxes.TextBox) and one.text.strip()]


def edges(line) -> tuple[float, float]:
    """Return where the first character of a line begins and its last one ends."""
    runs = [one for one in walk(line) if isinstance(one, boxes.TextBox)]
    return runs[0].position_x / MM, (runs[-1].position_x + runs[-1].width) / MM


def sheets(html: str, layout: str = "letter", *, sealed: bytes | None = None) -> list[Sheet]:
    """Return the pages of our HTML in one of the formats."""
    a_press().fetcher.seal = sealed
    names = pdf.LAYOUTS[layout] if sealed is None else (*pdf.LAYOUTS[layout], "notices/sealed.css")
    return [Sheet(page) for page in a_press().layout(html, pdf.style_of(*names)).pages]
