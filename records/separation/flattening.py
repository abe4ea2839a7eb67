"""Marks burnt into pictures of the pages: what lies under a mark is in no picture, and the file has nothing but pictures."""

from PIL import Image, ImageDraw

from law import Refused
from records.pdf.boxes import Box, around, common
from records.pdf.missing_fonts import refuse_undrawable
from records.pdf.pages import Character, Document, Page
from records.pdf.rebuilt_file import RebuiltFile
from records.separation.marks import Mark

DPI = 200
WHOLE = 1 / 3  # of its ink: a character of which a mark covers so much is covered whole
MARK_COLOUR = (0, 0, 0)


def marks_of_pages(marks: list[Mark], document: Document) -> dict[int, list[Mark]]:
    """Return the marks by their page; refuse a page that the document does not have and a box outside its page."""
    pages: dict[int, list[Mark]] = {}
    for number, mark in enumerate(marks, 1):
        if mark.page > document.count:
            raise Refused(
                f"第 {number} 个标记，page：文件只有 {document.count} 页，没有第 {mark.page} 页",
                english=f"mark {number}, page: the file has {document.count} pages, not {mark.page}",
                field="page",
            )
        pages.setdefault(mark.page, []).append(mark)
    return pages


def boxes_on(page: Page, marks: list[Mark]) -> list[Box]:
    """Return what is covered for each mark, grown over each character that it covers in a good part, inside the page.

    Refuses a box that does not touch its page.
    """
    boxes = []
    for mark in marks:
        box = mark.box or page.whole
        if box[0] >= page.width or box[1] >= page.height or box[2] <= 0 or box[3] <= 0:
            raise Refused(
                f"第 {page.number} 页，box：{[round(side, 1) for side in box]} 在页面之外（页面 {page.width:.0f}×{page.height:.0f} 点）",
                english=f"page {page.number}, box: lies outside the page of {page.width:.0f} by {page.height:.0f} points",
                field="box",
            )
        box = around([box, *(letter.ink for letter in characters_in(page, box))])
        boxes.append(common(box, page.whole))
    return boxes


def characters_in(page: Page, box: Box) -> list[Character]:
    """Return the characters of a page that a mark withholds: their middle or a third of their ink lies in it."""
    return [one for one in page.characters if not one.is_blank and one.covered_by(box) >= WHOLE]


def write_flattened(document: Document, marks: dict[int, list[Mark]], path: str) -> dict[int, list[Box]]:
    """Write the document as pictures with its marks burnt in; return the boxes that are covered on each page."""
    covered = {}
    with open(path, "wb") as target:
        rebuilt = RebuiltFile(target)
        for page in document.pages():
            refuse_undrawable(page)
            boxes = boxes_on(page, marks.get(page.number, []))
            picture = page.draw(page.dpi_within(DPI))
            burn(picture, boxes, page)
            rebuilt.add_page(picture, page.width, page.height, page.turned)
            if boxes:
                covered[page.number] = boxes
        rebuilt.finish()
    return covered


def burn(picture: Image.Image, boxes: list[Box], page: Page) -> None:
    """Blacken boxes in a picture of a page, outward to whole pixels and one more."""
    across, down = picture.width / page.width, picture.height / page.height
    pen = ImageDraw.Draw(picture)
    for x0, y0, x1, y1 in boxes:
        sides = int(x0 * across) - 1, int(y0 * down) - 1, int(x1 * across) + 1, int(y1 * down) + 1
        pen.rectangle(sides, fill=MARK_COLOUR)
