"""A PDF written by hand, object by object: what no program of our own would make can be made here."""

import zlib
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 300, 200  # points of a page
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


class MadePdf:
    """Objects by their number; 1 is the catalogue, 2 the tree of pages, 3 the font."""

    def __init__(self, catalogue: bytes = b"", info: bytes = b""):
        """Begin a file; `catalogue` is put into its catalogue, `info` is its dictionary of metadata."""
        self.objects = {3: HELVETICA}
        self.pages: list[int] = []
        self.catalogue = catalogue
        self.info = self.add(b"<<" + info + b">>") if info else 0
        self.tail = b""

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        number = max(self.objects) + 1
        self.objects[number] = body
        return number

    def stream(self, content: bytes, entries: bytes = b"", *, packed: bool = True) -> int:
        """Add a stream and return its number."""
        return self.add(as_stream(content, entries, packed=packed))

    def page(self, content: bytes, resources: bytes = b"", entries: bytes = b"") -> int:
        """Add a page and return its number."""
        body = self.stream(content)
        box = b"" if b"/MediaBox" in entries else b"/MediaBox[0 0 %d %d]" % (WIDE, HIGH)
        number = self.add(
            b"<</Type/Page/Parent 2 0 R%b/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%b>>%b>>"
            % (box, body, resources, entries)
        )
        self.pages.append(number)
        return number

    def picture(self, picture: Image.Image, entries: bytes = b"") -> int:
        """Add a picture and return its number."""
        space = {"L": b"/DeviceGray", "RGB": b"/DeviceRGB"}[picture.mode]
        size = b"/Width %d/Height %d/BitsPerComponent 8" % picture.size
        return self.stream(picture.tobytes(), b"/Type/XObject/Subtype/Image/ColorSpace%b%b%b" % (space, size, entries))

    def written(self) -> bytes:
        """Return the file."""
        kids = b" ".join(b"%d 0 R" % number for number in self.pages)
        self.objects[1] = b"<</Type/Catalog/Pages 2 0 R%b>>" % self.catalogue
        self.objects[2] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self.pages), kids)
        return self.revision(b"%PDF-1.7\n", self.objects) + self.tail

    def revision(self, before: bytes, objects: dict[int, bytes], previous: int = 0) -> bytes:
        """Return the bytes so far with objects and a table of them after."""
        content, offsets = before, {}
        for number in sorted(objects):
            offsets[number] = len(content)
            content += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
        start = len(content)
        sections = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in offsets.items())
        info = b"/Info %d 0 R" % self.info if self.info else b""
        back = b"/Prev %d" % previous if previous else b""
        size = max(self.objects) + 1
        return content + b"xref\n0 1\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R%b%b>>\nstartxref\n%d\n%%%%EOF\n" % (
            sections, size, info, back, start,
        )  # fmt: skip


def as_stream(content: bytes, entries: bytes = b"", *, packed: bool = True) -> bytes:
    """Return a stream with its entries."""
    if packed:
        content, entries = zlib.compress(content), entries + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def said(text: str, x: float = 40, y: float = 100, size: float = 12, before: str = "") -> bytes:
    """Return what draws a line of text at a place from the bottom left; `before` stands ahead of it in the text object."""
    return f"BT /F {size} Tf {before} 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n".encode()


def box(colour: str = "0 0 0", x: float = 36, y: float = 94, wide: float = 200, high: float = 20) -> bytes:
    """Return what draws a filled box."""
    return f"q {colour} rg {x} {y} {wide} {high} re f Q\n".encode()


def scan(*lines: str, wide: int = 600, high: int = 400, ink: int = 20, paper: int = 245) -> Image.Image:
    """Return a page as a scanner sees it: two pixels a point, lines of text from the top."""
    picture = Image.new("L", (wide, high), paper)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((80, 60 + 60 * row), line, fill=ink, font=ImageFont.load_default(size=24))
    return picture


def as_file(picture: Image.Image, form: str = "PNG") -> bytes:
    """Return a picture as the bytes of a file."""
    target = BytesIO()
    picture.save(target, form)
    return target.getvalue()
