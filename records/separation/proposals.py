"""Proposals: places of a PDF at which something about a person stands, each to be looked at by a person."""

from collections.abc import Iterator

from records.identifiers.names import find_addresses, find_names
from records.identifiers.rules import Identifier, find_identifiers, without_overlaps
from records.pdf.boxes import Box, around
from records.pdf.pages import Character, Document, Page

MARGIN = 0.5  # points around a proposed box, so that no edge of a glyph looks out
SAME_LINE = 0.5  # of the height or width of a character that two on a line share at least


def propose(document: Document, names: list[str]) -> list[dict]:
    """Return a proposal for each place of an identifier or a name; one that goes over a line break has a box for each line."""
    return [proposal for page in document.pages() for proposal in _of_page(page, names)]


def _of_page(page: Page, names: list[str]) -> Iterator[dict]:
    text = page.text
    found = without_overlaps([*find_identifiers(text), *find_addresses(text)])
    for identifier in sorted(
        [*found, *_without_doubles(find_names(text, names))], key=lambda one: (one.start, one.end)
    ):
        letters = [one for one in page.characters[identifier.start : identifier.end] if not one.is_blank]
        shown = "".join(one.text for one in letters)
        for box in boxes_of(letters):
            yield {
                "page": page.number,
                "box": [round(side, 2) for side in _within(box, page)],
                "what": identifier.what,
                "text": shown,
                "sure": identifier.sure,
            }


def _without_doubles(found: Iterator[Identifier]) -> list[Identifier]:
    """Return the names without one inside another."""
    return without_overlaps(list(found))


def boxes_of(characters: list[Character]) -> list[Box]:
    """Return the boxes around characters that follow one another: one for each line, or column of vertical text."""
    boxes: list[Box] = []
    for character in characters:
        if boxes and _goes_on(boxes[-1], character.box):
            boxes[-1] = around((boxes[-1], character.box))
        else:
            boxes.append(character.box)
    return boxes


def _goes_on(line: Box, box: Box) -> bool:
    """Say whether a box stands on the line so far: beside it or below it, without a wide gap."""
    wide, high = box[2] - box[0], box[3] - box[1]
    gap = 3 * max(wide, high)
    beside = min(line[3], box[3]) - max(line[1], box[1]) > SAME_LINE * min(high, line[3] - line[1])
    below = min(line[2], box[2]) - max(line[0], box[0]) > SAME_LINE * min(wide, line[2] - line[0])
    near_beside = -gap < max(line[0], box[0]) - min(line[2], box[2]) < gap
    # Below, only where the line so far is a column: one character wide.
    near_below = max(line[1], box[1]) - min(line[3], box[3]) < high / 2 and line[2] - line[0] < 1.6 * max(wide, high)
    return (beside and near_beside) or (below and near_below and box[0] - line[0] < wide / 2)


def _within(box: Box, page: Page) -> Box:
    """Return a box with its margin, inside the page."""
    x0, y0, x1, y1 = box
    return max(0.0, x0 - MARGIN), max(0.0, y0 - MARGIN), min(page.width, x1 + MARGIN), min(page.height, y1 + MARGIN)
