"""Parts of pictures that are in the file and not on the page: covered, cut away, masked, outside the page; and drawings under a box.

A picture is held against the drawn page: where the picture itself has something to see and the page does not change when
it is left out, that part is hidden. The stream of the picture still has it.
"""

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as raw
from PIL import Image, ImageChops, ImageFilter, ImageOps

from law import Refused
from records.pdf.boxes import Box, area
from records.pdf.drawn_objects import DrawnObject, Matrix, inactive, strongest
from records.pdf.pages import Page
from records.separation.findings import finding

DPI = 72
LEAST_AREA = 60  # square points of a picture that is looked at
MOST_PICTURES = 60  # of a page, the largest first
MOST_PIXELS = 120_000_000  # of one picture
DETAIL = 70  # of 255, between the lightest and the darkest within a few pixels
CHANGED = 6  # of 255
REACH = 5  # pixels around each other that belong together
LEAST_HIDDEN = 24  # pixels at 72 dpi: three characters of small print
BLEED = 14  # points beyond the edge of the page that printers ask for
WIDEST = 3000  # pixels of the place in which a picture is held against its page
LEAST_SEGMENTS = 9  # of a drawing that is more than a box or a rule
MOST_COVERS = 40


def hidden_parts(page: Page, parts: list[DrawnObject]) -> Iterator[dict]:
    """Yield a finding for each picture of which something is hidden, and for each box over a drawing."""
    pictures = [part for part in parts if part.kind == raw.FPDF_PAGEOBJ_IMAGE and area(part.bounds) >= LEAST_AREA]
    pictures.sort(key=lambda part: -area(part.bounds))
    covers = list(_covers(parts))
    if not pictures and not covers:
        return
    shown = page.draw(page.dpi_within(DPI))
    for part in pictures[:MOST_PICTURES]:
        yield from _hidden_of(page, shown, part)
    if len(pictures) > MOST_PICTURES:
        yield finding(page.number, "pictures_not_looked_at", "pdfium", str(len(pictures) - MOST_PICTURES))
    for cover in covers[:MOST_COVERS]:
        yield from _under(page, shown, cover)


def _hidden_of(page: Page, shown: Image.Image, part: DrawnObject) -> Iterator[dict]:
    """Yield a finding where a picture has something to see that its page does not show."""
    picture = _stored(page, part)
    if picture is None:
        return
    place = _place(page, part.bounds)
    scale = min(DPI / 72, WIDEST / max(place[2] - place[0], place[3] - place[1]))
    detail = _detail(_laid_out(page, picture, part.matrix, place, scale))
    with inactive([part]):
        change = strongest(ImageChops.difference(shown, page.draw(page.dpi_within(DPI))))
    seen = _laid_change(page, change, place, scale)
    hidden = ImageChops.multiply(detail, ImageOps.invert(seen))
    count = hidden.histogram()[255]
    if count >= LEAST_HIDDEN and (box := hidden.getbbox()):
        x0, y0, x1, y1 = (side / scale for side in box)
        found = x0 + place[0], y0 + place[1], x1 + place[0], y1 + place[1]
        yield finding(page.number, "hidden_picture", "pdfium", "", found)


def _stored(page: Page, part: DrawnObject) -> Image.Image | None:
    """Return a picture as the file stores it, in grey, neither cut nor masked; refuse a flood of pixels."""
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(part.handle, wide, high)
    if wide.value * high.value > MOST_PIXELS:
        raise Refused(
            f"第 {page.number} 页有一幅 {wide.value}×{high.value} 像素的图，太大，不能查验",
            english=f"Page {page.number} has a picture of {wide.value} by {high.value} pixels, too large to be looked at",
            field=f"page {page.number}",
        )
    bitmap = raw.FPDFImageObj_GetBitmap(part.handle)
    if not bitmap:
        return None
    try:
        return _as_picture(bitmap)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _as_picture(bitmap) -> Image.Image | None:
    """Return PDFium's pixels as a grey picture."""
    modes = {
        raw.FPDFBitmap_Gray: ("L", "L"),
        raw.FPDFBitmap_BGR: ("RGB", "BGR"),
        raw.FPDFBitmap_BGRx: ("RGB", "BGRX"),
        raw.FPDFBitmap_BGRA: ("RGB", "BGRX"),
    }
    modes_of = modes.get(raw.FPDFBitmap_GetFormat(bitmap))
    if modes_of is None:
        return None
    size = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
    stride = raw.FPDFBitmap_GetStride(bitmap)
    content = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
    return Image.frombuffer(modes_of[0], size, content, "raw", modes_of[1], stride, 1).convert("L")


def _place(page: Page, bounds: Box) -> Box:
    """Return the place in which a picture is looked at: its bounds, without a bleed beyond the page."""
    x0, y0, x1, y1 = bounds
    return (
        0.0 if -BLEED < x0 < 0 else x0,
        0.0 if -BLEED < y0 < 0 else y0,
        page.width if page.width < x1 < page.width + BLEED else x1,
        page.height if page.height < y1 < page.height + BLEED else y1,
    )


def _laid_out(page: Page, picture: Image.Image, matrix: Matrix, place: Box, scale: float) -> Image.Image:
    """Return the stored picture as it would lie in its place, unhidden."""
    size = max(1, round((place[2] - place[0]) * scale)), max(1, round((place[3] - place[1]) * scale))
    corners = [
        page.shown_point(*_applied(matrix, x, y)) for x, y in ((0, 1), (1, 1), (0, 0))
    ]  # of the picture's top left, top right, bottom left
    (ox, oy), (ux, uy), (vx, vy) = [((x - place[0]) * scale, (y - place[1]) * scale) for x, y in corners]
    a, b, d, e = (
        (ux - ox) / picture.width,
        (vx - ox) / picture.height,
        (uy - oy) / picture.width,
        (vy - oy) / picture.height,
    )
    turning = a * e - b * d
    if abs(turning) < 1e-9:
        return Image.new("L", size, 255)
    back = (
        e / turning,
        -b / turning,
        (b * oy - e * ox) / turning,
        -d / turning,
        a / turning,
        (d * ox - a * oy) / turning,
    )
    shrunk = max(1, int(min(1 / max(abs(a), abs(d), 1e-6), 1 / max(abs(b), abs(e), 1e-6))))
    if shrunk > 1:
        wide, high = picture.size
        picture = picture.reduce(shrunk)
        back = tuple(
            value * ratio
            for value, ratio in zip(back, [picture.width / wide] * 3 + [picture.height / high] * 3, strict=True)
        )
    corner = picture.getpixel((0, 0))
    return picture.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=corner)


def _laid_change(page: Page, change: Image.Image, place: Box, scale: float) -> Image.Image:
    """Return where in a place the page changes when the picture is left out, white for changed."""
    size = max(1, round((place[2] - place[0]) * scale)), max(1, round((place[3] - place[1]) * scale))
    across, down = change.width / page.width, change.height / page.height
    back = (across / scale, 0, place[0] * across, 0, down / scale, place[1] * down)
    laid = change.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=0)
    return laid.point(lambda value: 255 if value >= CHANGED else 0).filter(ImageFilter.MaxFilter(2 * REACH + 1))


def _detail(picture: Image.Image) -> Image.Image:
    """Return where a grey picture has something to see, white for that."""
    spread = ImageChops.difference(
        picture.filter(ImageFilter.MaxFilter(REACH)), picture.filter(ImageFilter.MinFilter(REACH))
    )
    return spread.point(lambda value: 255 if value >= DETAIL else 0)


def _covers(parts: list[DrawnObject]) -> Iterator[DrawnObject]:
    """Yield the filled shapes that are drawn over a drawing of many lines, such as text turned into outlines."""
    drawings: list[DrawnObject] = []
    for part in parts:
        if part.kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        if raw.FPDFPath_CountSegments(part.handle) >= LEAST_SEGMENTS:
            drawings.append(part)
        elif (
            _is_filled(part)
            and area(part.bounds) >= LEAST_AREA
            and any(_holds(part.bounds, one.bounds) for one in drawings)
        ):
            yield part


def _is_filled(part: DrawnObject) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(part.handle, mode, stroke)) and mode.value != raw.FPDF_FILLMODE_NONE


def _under(page: Page, shown: Image.Image, cover: DrawnObject) -> Iterator[dict]:
    """Yield a finding where something comes to light when a shape is left out."""
    with inactive([cover]):
        lifted = page.draw(page.dpi_within(DPI))
    before, after = _detail(shown.convert("L")), _detail(lifted.convert("L"))
    seen = before.filter(ImageFilter.MaxFilter(2 * REACH + 1))
    hidden = ImageChops.multiply(after, ImageOps.invert(seen))
    if hidden.histogram()[255] >= LEAST_HIDDEN:
        yield finding(page.number, "hidden_drawing", "pdfium", "", cover.bounds)


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _holds(box: Box, other: Box) -> bool:
    return box[0] <= (other[0] + other[2]) / 2 <= box[2] and box[1] <= (other[1] + other[3]) / 2 <= box[3]
