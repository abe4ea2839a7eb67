"""A PDF opened for separating: its pages in points as they are shown, their characters with boxes, their pictures.

PDFium reads and draws. A page is measured in points from its top left corner as a person sees it: turned, cut to its
crop box, in the unit of the page. Used by the separating process alone (`worker`), whose memory and time are limited.
"""

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from law import Refused
from records.pdf.boxes import Box

MOST_PAGES = 2000
MOST_PIXELS = 40_000_000  # of one drawn page
LEAST_DPI = 72
MOST_CHARACTERS = 200_000  # of one page
UNABLE = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    AssertionError,
    OSError,
    NotImplementedError,
    ArithmeticError,
)  # what pypdf may end with on a broken file
ENDS = {
    raw.FPDF_ERR_PASSWORD: ("文件加了密，请先取得不加密的文件", "The file is encrypted"),
    raw.FPDF_ERR_SECURITY: ("文件的加密方式读不了，请先取得不加密的文件", "The file is encrypted in an unknown way"),
}


@dataclass(frozen=True)
class Character:
    """A character that PDFium reads on a page: `box` its full place, `ink` what its glyph covers at most, both in points.

    `drawn_by` is the address of the object that draws it, 0 for a blank or a break that PDFium puts between words.
    """

    text: str
    box: Box
    ink: Box
    drawn_by: int

    @property
    def is_blank(self) -> bool:
        """Say whether nobody could see it anywhere."""
        return not self.text.isprintable() or self.text.isspace() or self.text in "\u00ad\u200b\ufeff\ufffe\u3164"

    def covered_by(self, box: Box) -> float:
        """Return how much of the ink lies in a box, from 0 to 1; 1 where the middle of the ink does."""
        x0, y0, x1, y1 = self.ink
        if box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (y0 + y1) / 2 <= box[3]:
            return 1.0
        wide, high = min(x1, box[2]) - max(x0, box[0]), min(y1, box[3]) - max(y0, box[1])
        return max(0.0, wide) * max(0.0, high) / max((x1 - x0) * (y1 - y0), 1e-6)


class Page:
    """One page; `number` counts from 1, `width` and `height` are points as shown, `turned` its rotation in degrees."""

    def __init__(self, page: pdfium.PdfPage, number: int, unit: float):
        """Measure the page; refuse one without a size or too large to be drawn."""
        self.raw, self.number, self.unit = page, number, unit
        width, height = page.get_size()
        self.turned = page.get_rotation()
        self.width, self.height = width * unit, height * unit
        if not (self.width >= 1 and self.height >= 1) or self.width * self.height * (LEAST_DPI / 72) ** 2 > MOST_PIXELS:
            raise Refused(
                f"第 {number} 页的尺寸是 {self.width:.0f}×{self.height:.0f} 点，不能处理",
                english=f"Page {number} measures {self.width:.0f} by {self.height:.0f} points, which cannot be handled",
                field=f"page {number}",
            )
        self.to_shown = _to_shown(page, width, height, unit)

    @property
    def whole(self) -> Box:
        """Return the box of the whole page."""
        return 0.0, 0.0, self.width, self.height

    @property
    def area(self) -> float:
        """Return the area in square points."""
        return self.width * self.height

    def shown_box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box of the page's own coordinates in points from the top left as shown."""
        corners = [self.shown_point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def shown_point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the page's own coordinates in points from the top left as shown."""
        a, b, c, d, e, f = self.to_shown
        return a * x + c * y + e, b * x + d * y + f

    def draw(self, dpi: float) -> Image.Image:
        """Return the page as a person sees it, with annotations and filled fields, in RGB on white."""
        bitmap = self.raw.render(scale=dpi / 72 * self.unit, may_draw_forms=True, draw_annots=True)
        return bitmap.to_pil().convert("RGB")

    def dpi_within(self, wished: float) -> float:
        """Return the wished resolution, or the finest below it at which the page can be drawn."""
        return min(wished, 72 * math.sqrt(MOST_PIXELS / self.area))

    @cached_property
    def characters(self) -> list[Character]:
        """Return what PDFium reads on the page, in its order, visible or not."""
        text = raw.FPDFText_LoadPage(self.raw)
        if not text:
            return []
        try:
            count = raw.FPDFText_CountChars(text)
            if count > MOST_CHARACTERS:
                raise Refused(
                    f"第 {self.number} 页的文字过多",
                    english=f"Page {self.number} has too many characters",
                    field=f"page {self.number}",
                )
            return [self._character(text, index) for index in range(count)]
        finally:
            raw.FPDFText_ClosePage(text)

    def _character(self, text, index: int) -> Character:
        code = raw.FPDFText_GetUnicode(text, index)
        generated = raw.FPDFText_IsGenerated(text, index) == 1
        sides = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(text, index, *sides)
        left, right, bottom, top = (side.value for side in sides)
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        ink = self.shown_box(left, bottom, right, top)
        box = self.shown_box(loose.left, loose.bottom, loose.right, loose.top)
        box = (min(box[0], ink[0]), min(box[1], ink[1]), max(box[2], ink[2]), max(box[3], ink[3]))
        drawn_by = 0 if generated else ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value or 0
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffe"
        return Character(text, box, ink, drawn_by)

    @property
    def text(self) -> str:
        """Return all that PDFium reads, as one string: a character of it for each of `characters`."""
        return "".join(character.text for character in self.characters)


class Document:
    """A PDF in memory, opened by PDFium and by pypdf."""

    def __init__(self, content: bytes):
        """Open it; refuse what is no PDF, is encrypted, is torn or has too many pages."""
        self.content = content
        try:
            self.pdf = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            chinese, english = ENDS.get(
                getattr(error, "err_code", None), ("不是完整的 PDF 文件，打不开", "The file is not a whole PDF")
            )
            raise Refused(chinese, english=english, field="file") from error
        self.count = len(self.pdf)
        if not 0 < self.count <= MOST_PAGES:
            raise Refused(
                f"文件有 {self.count} 页，一次能处理 1 页到 {MOST_PAGES} 页",
                english=f"The file has {self.count} pages; 1 to {MOST_PAGES} can be handled",
                field="file",
            )
        self.pdf.init_forms()

    @classmethod
    def of_file(cls, path: str) -> "Document":
        """Open the file at a path."""
        return cls(Path(path).read_bytes())

    @cached_property
    def reader(self) -> PdfReader:
        """Return the file as pypdf reads it; refuse what it cannot read."""
        with reading("file"):
            reader = PdfReader(BytesIO(self.content))
            if reader.is_encrypted:
                reader.decrypt("")
            len(reader.pages)
        return reader

    def pages(self) -> Iterator[Page]:
        """Yield the pages one by one; what a page held is given back before the next."""
        for index in range(self.count):
            yield self.page(index + 1)

    def page(self, number: int) -> Page:
        """Return a page by its number from 1; refuse one that cannot be read."""
        try:
            page = self.pdf[number - 1]
        except pdfium.PdfiumError as error:
            raise Refused(
                f"第 {number} 页读不出来", english=f"Page {number} cannot be read", field=f"page {number}"
            ) from error
        return Page(page, number, self._unit(number))

    def _unit(self, number: int) -> float:
        """Return how many points the page's own unit has (UserUnit)."""
        if number > len(self.reader.pages):
            return 1.0
        try:
            unit = float(self.reader.pages[number - 1].get("/UserUnit", 1.0))
        except UNABLE:
            return 1.0
        return unit if 0.01 <= unit <= 1000 else 1.0


@contextmanager
def reading(field: str):
    """Refuse, in words, what pypdf cannot read."""
    try:
        yield
    except UNABLE as error:
        raise Refused(
            "文件的结构有损坏，不能证明其中没有别的内容", english="The structure of the file is damaged", field=field
        ) from error


def _to_shown(page: pdfium.PdfPage, width: float, height: float, unit: float) -> tuple[float, ...]:
    """Return the matrix from the page's own coordinates to points from the top left as shown."""
    scale = 100  # PDFium answers in whole numbers: a hundredth of a point is fine enough

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, round(width * scale), round(height * scale), 0, x, y, across, down)
        return across.value / scale * unit, down.value / scale * unit

    (e, f), (x1, y1), (x2, y2) = shown(0, 0), shown(1000, 0), shown(0, 1000)
    return (x1 - e) / 1000, (y1 - f) / 1000, (x2 - e) / 1000, (y2 - f) / 1000, e, f
