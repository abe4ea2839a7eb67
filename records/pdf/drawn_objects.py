"""The objects that a page draws, forms within forms too: each with its place on the page as shown, and left out at will."""

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2.raw as raw
from PIL import Image, ImageChops

from law import Refused
from records.pdf.boxes import Box
from records.pdf.pages import Page

DEEPEST = 12  # forms within forms
MOST_OBJECTS = 200_000
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class DrawnObject:
    """An object that is drawn: PDFium's handle and kind, its matrix to the page's own coordinates, its bounds as shown."""

    handle: object
    kind: int
    matrix: Matrix
    bounds: Box

    @property
    def address(self) -> int:
        """Return what tells the object from others."""
        return ctypes.cast(self.handle, ctypes.c_void_p).value or 0


def drawn_objects(page: Page) -> list[DrawnObject]:
    """Return the objects of a page in the order in which they are drawn, those of forms in place of the form."""
    found = []
    for one in _walk(
        page,
        raw.FPDFPage_CountObjects(page.raw),
        lambda index: raw.FPDFPage_GetObject(page.raw, index),
        (1, 0, 0, 1, 0, 0),
        0,
    ):
        found.append(one)
        if len(found) > MOST_OBJECTS:
            raise too_much(page)
    return found


def too_much(page: Page) -> Refused:
    """Return what to say of a page with more objects, or deeper forms, than are looked at."""
    return Refused(
        f"第 {page.number} 页的内容过多或者嵌套过深，不能查验",
        english=f"Page {page.number} has too many objects or forms too deep to be looked at",
        field=f"page {page.number}",
    )


def _walk(page: Page, count: int, get, outer: Matrix, depth: int) -> Iterator[DrawnObject]:
    for index in range(count):
        handle = get(index)
        if not handle:
            continue
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if depth == DEEPEST:
                raise too_much(page)
            inner = raw.FPDFFormObj_CountObjects(handle)
            yield from _walk(page, inner, _child_of(handle), _combined(_matrix(handle), outer), depth + 1)
            continue
        yield DrawnObject(handle, kind, _combined(_matrix(handle), outer), _bounds(page, handle, outer))


def _child_of(form):
    return lambda index: raw.FPDFFormObj_GetObject(form, index)


def _matrix(handle) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, matrix):
        return (1, 0, 0, 1, 0, 0)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does the first and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _bounds(page: Page, handle, outer: Matrix) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(handle, *sides)
    left, bottom, right, top = (side.value for side in sides)
    a, b, c, d, e, f = outer
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return page.shown_box(min(xs), min(ys), max(xs), max(ys))


@contextmanager
def inactive(parts: Iterable[DrawnObject]):
    """Leave objects out of the drawing for a while."""
    taken = [part for part in parts if raw.FPDFPageObj_SetIsActive(part.handle, False)]
    try:
        yield
    finally:
        for part in taken:
            raw.FPDFPageObj_SetIsActive(part.handle, True)


def pixels(page: Page, picture: Image.Image, box: Box) -> tuple[int, int, int, int] | None:
    """Return the pixels of a box in a drawn page, at least one each way; None where it lies outside the page."""
    across, down = picture.width / page.width, picture.height / page.height
    x0, y0 = max(0, int(box[0] * across)), max(0, int(box[1] * down))
    x1, y1 = min(picture.width, int(box[2] * across) + 1), min(picture.height, int(box[3] * down) + 1)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def strongest(picture: Image.Image) -> Image.Image:
    """Return for each pixel the strongest of its three colours."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
