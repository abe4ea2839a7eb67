"""Read a published report from the file that its agency put on the web: tables as grids, sentences as paragraphs."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree, html
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from agencies.spreadsheets.file_formats import kinds, libreoffice
from law import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024  # an honest report unpacks to a few megabytes
MOST_MARKUP = 16 * 1024 * 1024  # of which text and tables; read, they take many times as much
MOST_CELLS = 200_000
WIDEST_SPAN = 60  # no statutory table is wider; a page may claim any number
SKIPPED = ("script", "style", "noscript", "template", "head", "svg")  # a drawing has labels, no sentences
BLOCKS = (
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "td", "th", "section", "article", "main", "header", "footer", "nav",
    "figure", "figcaption", "blockquote", "pre", "address", "aside", "details", "summary", "body",
)  # fmt: skip
FULL_STOP = "。"  # what has one is a sentence, though it stand in a table

Grid = list[list[str]]  # a merged cell stands in every place that it covers


@dataclass(slots=True)
class ReadDocument:
    """What a file holds, before anybody says what it means."""

    grids: list[Grid] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


# What the readers of the formats raise for a file that is none, is cut off, or is not what it says.
DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    PackageNotFoundError,
    KeyError,
    ValueError,
    ParseError,
    etree.XMLSyntaxError,
    RuntimeError,
    EOFError,
    zlib.error,
)


def read_document(path: Path) -> ReadDocument:
    """Return tables and paragraphs of an XLSX, DOCX, saved HTML or, through LibreOffice, older sheet, by what it is.

    Raises Refused in Chinese for any other file, a damaged one and one that is far too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise Refused("文件超过 20 MB，不像一份年度报告", field="file", english="The file is larger than 20 MB")
    body = path.read_bytes()
    if not body.startswith(b"PK"):
        kind = kinds.kind_of(path)
        return _html(body) if kind in (kinds.PAGE, kinds.TEXT) else _converted(path, kind)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Refused(
                    "文件解压后超过 200 MB，没有读取", field="file", english="The file unpacks to over 200 MB"
                )
            if sum(part.file_size for part in archive.infolist() if _is_markup(archive, part)) > MOST_MARKUP:
                raise Refused(
                    "文件里的文字和表格超过 16 MB，不像一份年度报告", field="file", english="The text exceeds 16 MB"
                )
        if "word/document.xml" in names:
            return _docx(path)
        if "xl/workbook.xml" in names:
            return _xlsx(path)
        if "content.xml" in names and kinds.kind_of(path) == kinds.OPEN_DOCUMENT:
            return _converted(path, kinds.OPEN_DOCUMENT)
    except DAMAGED as error:
        raise Refused("打不开这个文件，文件可能损坏", field="file", english=f"Unreadable file: {error}") from error
    raise Refused("不是 Excel、Word 或者网页文件", field="file", english="Neither XLSX nor DOCX nor HTML")


def _converted(path: Path, kind: str) -> ReadDocument:
    with libreoffice.as_xlsx(path, kind) as made:
        return read_document(made)


def _is_markup(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Say whether a part may be text and tables, by how it begins: a sheet may be called anything."""
    with archive.open(part) as stream:
        head = stream.read(2)
    return head[:1] in (b"<", b"\xef", b"\xfe", b"\xff", b" ", b"\t", b"\r", b"\n") and head != b"\xff\xd8"  # a JPEG


def without_spaces(text: str) -> str:
    """Return a text without the white space that lays it out."""
    return "".join(text.split())


# -- XLSX ----------------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> ReadDocument:
    book = load_workbook(path, data_only=True)  # the numbers that the writer saw, not his formulas
    paper = ReadDocument()
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            raise Refused(f"工作表“{sheet.title}”太大，不像一份统计表", field="file", english="The sheet is too large")
        grid = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for merged in sheet.merged_cells.ranges:
            top, left = merged.min_row - 1, merged.min_col - 1
            for line in range(top, merged.max_row):
                for column in range(left, merged.max_col):
                    grid[line][column] = grid[top][left]
        if len(grid) > 1 and max(map(len, grid)) > 1:
            paper.grids.append(grid)
        # A title or note spans its whole line, alone; such lines are sentences.
        lines = [list(dict.fromkeys(filter(None, row))) for row in grid]
        paper.paragraphs += dict.fromkeys(
            text for line in lines for text in line if len(line) == 1 or FULL_STOP in text
        )
    return paper


def _cell(value) -> str:
    return "" if value is None else without_spaces(str(value))


# -- DOCX ----------------------------------------------------------------------------------------------------


def _docx(path: Path) -> ReadDocument:
    document = Document(str(path))
    paper = ReadDocument(paragraphs=_paragraphs(document))
    for table in document.tables:
        _docx_table(table, paper)
    if sum(len(row) for grid in paper.grids for row in grid) > MOST_CELLS:
        raise Refused("表格太大，不像一份年度报告", field="file", english="The tables are too large")
    return paper


def _paragraphs(holder) -> list[str]:
    return [text for paragraph in holder.paragraphs if (text := without_spaces(paragraph.text))]


def _docx_table(table, paper: ReadDocument) -> None:
    """Add a table of figures as a grid; one that only lays out others, or has one column, as its text."""
    rows = [row.cells for row in table.rows]
    cells = {id(cell._tc): cell for row in rows for cell in row}.values()  # a merged cell stands in every place
    is_layout = (
        any(cell.tables for cell in cells)
        or max((len(set(map(id, (c._tc for c in row)))) for row in rows), default=0) < 2
    )
    if not is_layout:
        paper.grids.append([[without_spaces(cell.text) for cell in row] for row in rows])
    paper.paragraphs += [text for cell in cells for text in _paragraphs(cell) if is_layout or FULL_STOP in text]
    for cell in cells:
        for inner in cell.tables:
            _docx_table(inner, paper)


# -- HTML ----------------------------------------------------------------------------------------------------


def _html(body: bytes) -> ReadDocument:
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding=_encoding(body), huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise Refused("不是可以读的网页", field="file", english=f"Unreadable page: {error}") from error
    for element in list(root.iter(*SKIPPED, etree.Comment)):
        element.drop_tree()
    for element in root.iter("br"):
        element.tail = "\n" + (element.tail or "")
    figures = [element for element in root.iter("table") if _is_of_figures(element)]
    paper = ReadDocument([_table(element) for element in figures])
    inside = [line for element in figures for line in _lines(element) if FULL_STOP in line]
    for element in figures:
        element.drop_tree()
    paper.paragraphs = [*_lines(root), *inside]
    return paper


def _is_of_figures(table) -> bool:
    """Say whether a table is one of figures: those that hold others, or have one column, only lay out the page."""
    is_innermost = next(table.iterdescendants("table"), None) is None
    return is_innermost and any(len(list(row.iter("td", "th"))) > 1 for row in table.iter("tr"))


def _lines(element) -> list[str]:
    return [line for text in _texts(element) for part in text.split("\n") if (line := without_spaces(part))]


def _encoding(body: bytes) -> str:
    """Return how a page is written: UTF-8 where it is that, else GB 18030, which holds every Chinese page of old."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _texts(element) -> Iterator[str]:
    """Return the texts of an element as its blocks part them, in their order."""
    run = element.text or ""
    for child in element:
        if child.tag in BLOCKS or next(child.iterdescendants(*BLOCKS), None) is not None:
            yield run
            yield from _texts(child)
            run = child.tail or ""
        else:
            run += (child.text_content() or "") + (child.tail or "")
    yield run


def _table(element) -> Grid:
    """Return a table with each merged cell repeated over the places that it covers."""
    grid: Grid = []
    hanging: dict[tuple[int, int], str] = {}
    count = 0
    for line, row in enumerate(element.iter("tr")):
        cells: list[str] = []
        for cell in row.iter("td", "th"):
            while (line, len(cells)) in hanging:
                cells.append(hanging.pop((line, len(cells))))
            text = without_spaces(cell.text_content())
            for _ in range(_span(cell.get("colspan"))):
                for down in range(1, _span(cell.get("rowspan"))):
                    hanging[line + down, len(cells)] = text
                cells.append(text)
        while (line, len(cells)) in hanging:
            cells.append(hanging.pop((line, len(cells))))
        count += len(cells)
        if count > MOST_CELLS:
            raise Refused("表格太大，不像一份年度报告", field="file", english="The table is too large")
        grid.append(cells)
    return grid


def _span(given: str | None) -> int:
    return min(max(int(given), 1), WIDEST_SPAN) if given and given.strip().isdecimal() else 1
