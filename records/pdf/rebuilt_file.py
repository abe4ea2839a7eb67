"""A PDF written anew from pictures alone, byte for byte the same for the same pictures: no name, no date, no second revision."""

import hashlib
import zlib
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageChops

JPEG_FROM = 0.2  # bytes for each pixel and colour: a page that packs worse is a photograph
JPEG_QUALITY = 85
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class RebuiltFile:
    """Writes a PDF page by page; each page is one picture of its whole size."""

    def __init__(self, target: BinaryIO):
        """Begin the file; `target` is written from its start to its end."""
        self._target, self._at, self._offsets, self._pages = target, 0, {}, []
        self._put(HEADER)

    def add_page(self, picture: Image.Image, width: float, height: float, turned: int) -> None:
        """Add a page that shows a picture on `width` by `height` points, with the rotation that the page had."""
        number = 3 + 3 * len(self._pages)
        across, down = (height, width) if turned in (90, 270) else (width, height)
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across:.4f} {down:.4f}]/Rotate {turned}/Contents {number + 1} 0 R"
            f"/Resources<</XObject<</P {number + 2} 0 R>>>>>>"
        )
        self._pages.append(number)
        self._add(number, page.encode())
        placed = f"q {_placement(across, down, turned)} cm /P Do Q".encode()
        self._add(number + 1, _stream(b"", placed))
        self._add(number + 2, _picture(picture))

    def finish(self) -> None:
        """Write the catalogue and the table of objects."""
        self._add(1, b"<</Type/Catalog/Pages 2 0 R>>")
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._add(2, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>".encode())
        start, size = self._at, 3 + 3 * len(self._pages)
        rows = "".join(f"{self._offsets[number]:010d} 00000 n \n" for number in range(1, size))
        table = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        self._put(table.encode())

    def _add(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _put(self, content: bytes) -> None:
        self._target.write(content)
        self._at += len(content)


def _placement(across: float, down: float, turned: int) -> str:
    """Return the matrix that stands a picture upright on a page that is shown turned."""
    return {
        0: f"{across:.4f} 0 0 {down:.4f} 0 0",
        90: f"0 {down:.4f} {-across:.4f} 0 {across:.4f} 0",
        180: f"{-across:.4f} 0 0 {-down:.4f} {across:.4f} {down:.4f}",
        270: f"0 {-down:.4f} {across:.4f} 0 0 {down:.4f}",
    }[turned]


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def _picture(picture: Image.Image) -> bytes:
    """Return a picture as an object: grey where it has no colour, packed without loss unless it is a photograph."""
    red, green, blue = picture.split()
    if all(ImageChops.difference(red, other).getextrema()[1] == 0 for other in (green, blue)):
        picture = red
    space = b"/DeviceGray" if picture.mode == "L" else b"/DeviceRGB"
    pixels = picture.tobytes()
    content, packing = zlib.compress(pixels, 6), b"/FlateDecode"
    if len(content) > JPEG_FROM * len(pixels):
        packed = BytesIO()
        picture.save(packed, "JPEG", quality=JPEG_QUALITY)
        content, packing = packed.getvalue(), b"/DCTDecode"
    size = b"/Width %d/Height %d/BitsPerComponent 8" % picture.size
    return _stream(b"/Type/XObject/Subtype/Image%b/ColorSpace%b/Filter%b" % (size, space, packing), content)


def sha256(path: str) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
