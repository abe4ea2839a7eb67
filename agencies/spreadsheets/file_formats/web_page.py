"""Read the tables of a web page, which many systems hand out under the name of .xls; every cell is text as it stands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from agencies.spreadsheets.faults import Unusable, partly_crossed_out
from agencies.spreadsheets.file_formats.delimited import encoding_of
from agencies.spreadsheets.grids import Grid, Merge, Row
from law import Refused

MOST_BYTES = 64 * 1024 * 1024
WIDEST_SPAN = 1000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLOCKS = (
    "p",
    "div",
    "li",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "tr",
)  # each ends a line
_CELLS = ("td", "th")
_STRUCK = ("s", "strike", "del")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_LINE_THROUGH = re.compile(r"text-decoration[^;]*:\s*[^;]*line-through", re.IGNORECASE)
_NO_TEXT = ("script", "style", "noscript", "template")


def grids_of(path: Path) -> list[Grid]:
    """Return the tables of a page that lie in no other table; raise Refused where there is none."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused("网页超过 64 MB，请在 Excel 里打开后另存为 .xlsx", field="file", english="The page is too large")
    try:
        root = html.document_fromstring(_text(path), parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("不是可以读的网页", field="file", english=f"Unreadable page: {error}") from error
    for element in list(root.iter(*_NO_TEXT, etree.Comment)):
        element.drop_tree()
    for element in root.iter("br", *_BLOCKS):
        element.tail = "\n" + (element.tail or "")
    tables = [table for table in root.iter("table") if next(table.iterancestors("table"), None) is None]
    grids = [_grid(table, number) for number, table in enumerate(tables, start=1)]
    if not grids:
        raise Refused("这是网页，里面没有表格", field="file", english="A page without a table")
    outside = [" ".join(text.split()) for text in root.xpath("//body//text()[not(ancestor::table)]")]
    grids[0].asides += [f"表格以外的文字“{text[:60]}”" for text in outside if text]
    return grids


def _text(path: Path) -> str:
    """Return the page decoded: by its mark, else by what it says, else by what it is; GB 2312 is read as the larger GB 18030."""
    body = path.read_bytes()
    if not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and (said := _CHARSET.search(body[:4096])):
        name = said[1].decode("ascii").lower()
        name = "gb18030" if name.startswith("gb") else name
        try:
            return _undeclared(body.decode(name))
        except (LookupError, UnicodeDecodeError):
            pass  # it is not what it says: told by its bytes
    return _undeclared(body.decode(encoding_of(path)))


def _undeclared(text: str) -> str:
    """Return a text without the declaration of an encoding that it no longer has."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)


def _grid(table, number: int) -> Grid:
    rows: list[Row] = []
    merges: list[Merge] = []
    hidden: list[int] = []
    asides: list[str] = []
    hanging: dict[tuple[int, int], None] = {}
    lines = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for line, row in enumerate(lines, start=1):
        cells: list[Any] = []
        if any(_is_hidden(one) for one in (row, *row.iterancestors("tbody", "thead", "tfoot"))):
            hidden.append(line)
        for cell in row.iterchildren(*_CELLS):
            while (line, len(cells) + 1) in hanging:
                cells.append(None)
            place, wide, deep = len(cells) + 1, _span(cell.get("colspan")), _span(cell.get("rowspan"))
            if wide > 1 or deep > 1:
                merges.append(Merge(line, place, min(line + deep - 1, len(lines)), place + wide - 1))
                hanging |= {(line + down, place + right): None for down in range(1, deep) for right in range(wide)}
            asides += [f"第 {line} 行里隐藏的文字“{text[:60]}”" for text in _without_hidden(cell)]
            cells += [_value(cell), *[None] * (wide - 1)]
        rows.append((line, cells))

    def again() -> Iterator[Row]:
        return ((line, list(cells)) for line, cells in rows)

    return Grid(f"表 {number}", again, merges, total=len(rows), hidden_rows=hidden, asides=asides)


def _is_hidden(element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _without_hidden(cell) -> list[str]:
    """Take what nobody sees out of a cell; return it."""
    found = []
    for element in [one for one in cell.iterdescendants() if _is_hidden(one)]:
        if any(one is cell for one in element.iterancestors()):  # not within another that is gone already
            if text := " ".join(element.text_content().split()):
                found.append(text)
            element.drop_tree()
    return found


def _value(cell) -> str | Unusable:
    """Return the text of a cell, its blocks line by line; Unusable where a part of it is crossed out."""
    lines = (line.strip() for line in cell.text_content().split("\n"))
    text = "\n".join(lines).strip()
    struck = [
        one for one in cell.iterdescendants() if one.tag in _STRUCK or _LINE_THROUGH.search(one.get("style") or "")
    ]
    crossed_out = next((words for one in struck if (words := " ".join(one.text_content().split()))), "")
    if crossed_out and crossed_out != " ".join(text.split()):
        return partly_crossed_out(text, crossed_out)
    return text


def _span(given: str | None) -> int:
    return min(max(int(given), 1), WIDEST_SPAN) if given and given.strip().isdecimal() else 1
