"""What a page has and does not show: text that draws nothing, pictures of which a part is covered, cut away or masked.

Measured on the drawn page and not on how it was made: the page is drawn with and without a part, and where nothing
changes, nothing of that part is seen. So it is all one whether text lies under a black box, under a picture, is white on
white, is invisible, outside the page or in a layer that is switched off.
"""

from collections.abc import Iterator

import pypdfium2.raw as raw
from PIL import Image, ImageChops

from records.pdf.boxes import area, around, common
from records.pdf.drawn_objects import DrawnObject, drawn_objects, inactive, pixels, strongest
from records.pdf.missing_fonts import undrawable
from records.pdf.pages import Character, Page
from records.separation.findings import finding
from records.separation.hidden_pictures import hidden_parts
from records.separation.proposals import boxes_of

DPI = 110
SEEN = 20  # of 255: what differs less is not told apart by an eye
CONTRAST = 60  # of 255, between the lightest and the darkest of a place on which something is drawn
SMALLEST_TEXT = 2.0  # points; nobody reads smaller print
SCAN = 0.7  # of the page: a picture that covers so much is a scan, and unseen text over it may be what was recognised
MOST_OVERLAPS = 300  # objects of text that lie over other text, looked at one by one


def hidden_content(page: Page) -> list[dict]:
    """Return what the page has and does not show, as findings with a box and a text where there is one."""
    parts = drawn_objects(page)
    hidden = hidden_letters(page, parts)
    lacking = {id(one) for one in undrawable(page)} if hidden else set()
    return [
        *_as_findings(page, "hidden_text", [one for one in hidden if id(one) not in lacking]),
        *_as_findings(page, "font_missing", [one for one in hidden if id(one) in lacking]),
        *hidden_parts(page, parts),
    ]


def hidden_letters(page: Page, parts: list[DrawnObject] | None = None) -> list[Character]:
    """Return the characters that nobody sees, without those that say again what a scan shows."""
    letters = [one for one in page.characters if not one.is_blank and one.drawn_by]
    if not letters:
        return []
    parts = drawn_objects(page) if parts is None else parts
    texts = [part for part in parts if part.kind == raw.FPDF_PAGEOBJ_TEXT]
    shown = page.draw(page.dpi_within(DPI))
    with inactive(texts):
        bare = page.draw(page.dpi_within(DPI))
    difference = strongest(ImageChops.difference(shown, bare))
    unseen = [one for one in letters if not _is_seen(page, difference, one)]
    known = {id(one) for one in unseen}
    unseen += [one for one in _under_other_text(page, shown, letters, texts) if id(one) not in known]
    pictures = [part for part in parts if part.kind == raw.FPDF_PAGEOBJ_IMAGE]
    if any(area(common(part.bounds, page.whole)) >= SCAN * page.area for part in pictures):
        unseen = _not_on_the_scan(page, shown, unseen)
    return unseen


def _is_seen(page: Page, difference: Image.Image, letter: Character) -> bool:
    x0, y0, x1, y1 = letter.box
    if min(x1 - x0, y1 - y0) < SMALLEST_TEXT and max(x1 - x0, y1 - y0) < 2 * SMALLEST_TEXT:
        return False
    place = pixels(page, difference, letter.ink)
    return place is not None and difference.crop(place).getextrema()[1] >= SEEN


def _under_other_text(page: Page, shown: Image.Image, letters: list[Character], texts) -> list[Character]:
    """Return the characters that other text lies over so that they show nothing: each object of text is taken out alone."""
    by_object: dict[int, list[Character]] = {}
    for one in letters:
        by_object.setdefault(one.drawn_by, []).append(one)
    extents = {address: around(one.ink for one in members) for address, members in by_object.items()}
    handles = {part.address: part for part in texts}
    found, looked_at = [], 0
    for address, extent in extents.items():
        under = [
            one
            for other, box in extents.items()
            if other != address and area(common(extent, box)) > 0
            for one in by_object[other]
        ]
        over = [
            one
            for one in by_object[address]
            if any(one.covered_by(other.box) >= 0.5 and one.text != other.text for other in under)
        ]
        if not over or address not in handles or looked_at == MOST_OVERLAPS:
            continue
        looked_at += 1
        with inactive([handles[address]]):
            difference = strongest(ImageChops.difference(shown, page.draw(page.dpi_within(DPI))))
        found += [one for one in over if not _is_seen(page, difference, one)]
    return found


def _not_on_the_scan(page: Page, shown: Image.Image, unseen: list[Character]) -> list[Character]:
    """Return those of the unseen characters under which the scan is blank: no recognised text, but text that was left."""
    grey = shown.convert("L")
    blank = []
    for letter in unseen:
        x0, y0, x1, y1 = letter.box
        wide = (x1 - x0) / 4
        place = pixels(page, grey, (x0 - wide, y0, x1 + wide, y1))
        low, high = grey.crop(place).getextrema() if place else (0, 0)
        if high - low < CONTRAST:
            blank.append(letter)
    neighbours = {id(one) for one in blank}
    row = {id(one): place for place, one in enumerate(unseen)}
    # One blank place between two printed ones is where the recognised boxes are not exact; two in a row are text.
    return [
        one
        for one in blank
        if any(
            0 <= row[id(one)] + step < len(unseen) and id(unseen[row[id(one)] + step]) in neighbours for step in (-1, 1)
        )
        or len(unseen) == 1
    ]


def _as_findings(page: Page, what: str, hidden: list[Character]) -> Iterator[dict]:
    """Yield a finding for each run of hidden characters on a line."""
    row = {id(one): place for place, one in enumerate(page.characters)}
    hidden = sorted(hidden, key=lambda one: row[id(one)])
    run: list[Character] = []
    for letter in [*hidden, None]:
        if run and (letter is None or row[id(letter)] - row[id(run[-1])] > 2 or len(boxes_of([*run, letter])) > 1):
            yield finding(page.number, what, "pdfium", "".join(one.text for one in run), around(one.box for one in run))
            run = []
        if letter is not None:
            run.append(letter)
