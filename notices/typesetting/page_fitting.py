"""How a letter is fitted to its pages: on one where it nearly fits, broken full and with text on each where it does not.

GB/T 9704—2012 sets 22 lines of 28 characters on a page and lets both be adjusted where it is needed (5.2.3), as for a
page that has no room for seal and date (7.3.5.5). The normal grid is laid out first and kept where its pages are good.
What is then tried is reckoned from it, so that a letter costs two or three layouts and five at the most. Same letter,
same grid: nothing here depends on a clock or on chance.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

PT = 96 / 72  # CSS pixels
MM = 96 / 25.4
FEWEST = 4  # lines of text on a page that is not the only one
SLACK = 2.5  # lines that may be empty at the foot of a page before it counts as broken early
BLANK = 5  # lines: two over the title, one under it, two over the name
LONG = 6  # pages: of a longer letter the lines stand no closer for a page less
LONGEST = 30  # pages: what is longer is laid out once, since it costs seconds
SEAL_ROOM = 42.0  # points above the name that keep the seal of 42 mm off the text

# Which part of a letter an element begins, by its class or tag; what is in none is head or title.
PARTS = {"addressee": "text", "main": "text", "attachments": "text", "annex": "annex"}
PARTS |= dict.fromkeys(("signature", "verification", "note", "maker", "made"), "foot")


@dataclass(frozen=True)
class Grid:
    """How close lines and characters stand; `lines` and `characters` of a full page or line of a letter."""

    lines: int = 22
    characters: int = 28

    @property
    def pitch(self) -> float:
        """Return the distance of two lines in points; the normal one a hair under the 22nd part of 225 mm."""
        return 28.98 if self.lines == 22 else round(225 / 25.4 * 72 / self.lines - 0.01, 2)

    @property
    def spacing(self) -> float:
        """Return what stands between two characters of 16 points for so many to fill 156 mm."""
        return math.floor((156 / 25.4 * 72 / self.characters - 16) * 100) / 100

    def letter(self) -> str:
        """Return the style of this grid over `grid.css` and `document.css`."""
        line, gap = f"{self.pitch}pt", f"{max(2 * self.pitch, SEAL_ROOM) if self.lines < 25 else SEAL_ROOM:.2f}pt"
        return (
            f"html, h2, h3 {{ line-height: {line} }} html {{ letter-spacing: {self.spacing}pt }}"
            f"h1 {{ margin: {2 * self.pitch - 6:.2f}pt 0 {line} }} .annex h1 {{ margin-top: 0 }}"
            f".attachments {{ margin-top: {line} }} .signature {{ margin-top: {gap} }} .blank {{ height: {line} }}"
            f".document .number {{ margin-top: {2 * self.pitch:.2f}pt }}"
        )

    def sheet(self) -> str:
        """Return the style of this grid over `sheet.css`, whose type is smaller."""
        share = self.pitch / NORMAL.pitch
        return f"main {{ line-height: {18 * share:.2f}pt }} th, td {{ padding: {max(2.5 - 6 * (1 - share), 1):.2f}pt 5pt }}"


NORMAL = Grid()
CLOSEST = Grid(28, 29)
WIDEST = Grid(20, 27)


@dataclass
class PageContent:
    """What stands on one page, in CSS pixels from its top."""

    room: float  # between the end of what stands on it and the foot of the type area
    used: float
    notes: float  # the imprint at its foot
    rows: dict[str, set[int]] = field(default_factory=dict)

    def count(self, *parts: str) -> int:
        """Return how many lines some parts have on this page."""
        return sum(len(self.rows.get(part, ())) for part in parts)


def _walk(box, part: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every line of text under a box with the part of the letter that it belongs to; what is positioned aside."""
    element = getattr(box, "element", None)
    if element is not None and not getattr(box, "element_tag", "").count("::"):
        names = (element.tag, *(element.get("class") or "").split())
        part = next((PARTS[name] for name in names if name in PARTS), part)
    if isinstance(box, boxes.LineBox):
        yield part, box
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.Box):  # an absolutely placed one is a placeholder, not a box
            yield from _walk(child, part)


def read_pages(document) -> list[PageContent]:
    """Return what stands on each page of a document laid out."""
    return [_look(page._page_box) for page in document.pages]


def _look(page) -> PageContent:
    top = page.content_box_y()
    foot = top + page.height
    root = next(child for child in page.children if not isinstance(child, (boxes.MarginBox, boxes.FootnoteAreaBox)))
    notes = sum(child.margin_height() for child in page.children if isinstance(child, boxes.FootnoteAreaBox))
    rows: dict[str, set[int]] = {}
    end = top
    for part, line in _walk(root):
        rows.setdefault(part, set()).add(round(line.position_y))
        end = max(end, line.position_y + line.height)
    return PageContent(foot - notes - end, end - top, notes, rows)


def is_well_filled(pages: list[PageContent]) -> bool:
    """Return whether no page but an only one is nearly empty, and none of the text breaks early."""
    if len(pages) == 1:
        return True
    full = (
        one.room <= SLACK * NORMAL.pitch * PT or after.count("annex") and not one.count("annex")
        for one, after in pairwise(pages)
    )
    return all(
        page.count("text", "annex") >= FEWEST for page in pages if not page.count("annex") or page is pages[-1]
    ) and all(full)


def fit_to_pages(render: Callable[[str], Any], root: Element):
    """Return a letter or sheet laid out by `render`, which takes a further style; anything else as it comes."""
    first = render("")
    body = root.find("body")
    kind = "" if body is None else body.get("class", "")
    if kind not in ("letter", "document", "sheet"):
        return first
    before = read_pages(first)
    if is_well_filled(before) or len(before) > LONGEST:
        return first

    def style(grid: Grid) -> str:
        return grid.sheet() if kind == "sheet" else grid.letter()

    for grid in _closer(before) if len(before) <= LONG else ():
        made = render(style(grid))
        after = read_pages(made)
        if len(after) < len(before) and is_well_filled(after):
            return made
    return _broken(render, style, first, root)


def _closer(pages: list[PageContent]) -> Iterator[Grid]:
    """Yield the grids on which a letter might do with a page less, by reckoning, two at the most."""
    lines = sum(page.count("text", "foot", "annex") for page in pages) + BLANK
    text = sum(page.count("text", "annex") for page in pages)
    last = pages[-1] if not pages[-1].count("annex") or len(pages) < 3 else pages[-2]
    over = (last.used + last.notes - sum(page.room for page in pages if page is not last)) / PT
    found = 0
    for grid in (*(Grid(lines=many) for many in range(23, 29)), Grid(27, 29), CLOSEST):
        narrower = text * (1 - 28 / grid.characters) * grid.pitch
        if lines * (NORMAL.pitch - grid.pitch) + narrower >= over and found < 2:
            found += 1
            yield grid


def _broken(render, style: Callable[[Grid], str], first, root: Element):
    """Return the letter on as many pages as it needs, text on the last one, the one before it as full as may be."""
    hold_together(first, root)
    made = render("")
    pages = read_pages(made)
    if is_well_filled(pages) or len(pages) < 2:
        return made
    short = max(pages[:-1], key=lambda page: page.room)
    wanted = NORMAL.pitch * (1 + short.room / short.used)
    lines = next(many for many in (21, WIDEST.lines) if Grid(many).pitch >= wanted or many == WIDEST.lines)
    wider = Grid(lines, 27 if short.room > 3 * NORMAL.pitch * PT else 28)
    loose = render(style(wider))
    after = read_pages(loose)
    if len(after) == len(pages) and after[-1].count("text", "annex") >= FEWEST and _emptiest(after) < _emptiest(pages):
        return loose
    return made


def _emptiest(pages: list[PageContent]) -> float:
    return max(page.room for page in pages[:-1])


def hold_together(document, root: Element) -> None:
    """Bind the last lines of the text to what follows, so many that a page with the signature has text of its own."""
    held = {id(one): one for one in root.iter() if one.tag in ("p", "h2", "h3", "tr")}
    lines: dict[int, set] = {}
    for number, page in enumerate(document.pages):
        _note(page._page_box, held, lines, number, ())
    listed = sum(len(lines.get(id(one), ())) for block in _blocks(root, "attachments") for one in block)
    for part, wanted in (("main", max(2, FEWEST - listed)), ("annex", FEWEST)):
        for block in _blocks(root, part):
            _hold([one for one in block.iter() if id(one) in lines], lines, wanted)


def _blocks(root: Element, name: str) -> list[Element]:
    return [one for one in root.iter() if name in (one.tag, one.get("class"))]


def _hold(elements: list[Element], lines: dict[int, set], wanted: int) -> None:
    """Keep the last lines of some elements together."""
    for one in reversed(elements):
        many = len(lines[id(one)])
        if many >= wanted and one.tag == "p":
            one.set("style", f"widows: {wanted}")
            return
        one.set("style", "break-before: avoid; break-inside: avoid")
        wanted -= many
        if wanted <= 0:
            return


def _note(box, held: dict, lines: dict, page: int, inside: tuple) -> None:
    """Note for every held element on which lines of which page it stands."""
    if id(getattr(box, "element", None)) in held:
        inside = (*inside, id(box.element))
    if isinstance(box, boxes.LineBox):
        for one in inside:
            lines.setdefault(one, set()).add((page, round(box.position_y)))
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.Box):
            _note(child, held, lines, page, inside)
