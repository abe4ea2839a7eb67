"""The report as a Word document: real headings, tables merged as printed, for each chart its table of numbers.

Word draws no SVG on the machines of offices, and no locked library makes a picture of one: the table beside each chart stays.
"""

import io
import re
from copy import deepcopy
from datetime import datetime
from functools import cache

from docx import Document as NewDocument
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reporting.document.assembly import Block, Document
from reporting.table.layout import Grid

SONG, HEI, TITLE = "宋体", "黑体", "方正小标宋简体"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
MADE = datetime(2000, 1, 1)  # noqa: DTZ001  a file does not tell when somebody pressed the button
SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def as_docx(document: Document) -> bytes:
    """Return the report as DOCX."""
    book = _book(document)
    title = book.add_heading(level=0)
    _write(title, document.report.sheet.body, TITLE)
    title.add_run().add_break()
    _write(title, f"{document.report.sheet.year}年政府信息公开工作年度报告", TITLE)
    for section in document.sections:
        if section.heading:
            _write(book.add_heading(level=1), section.heading, HEI)
        for block in section.blocks:
            _block(book, document, block)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_illegal_characters(text: str) -> str:
    """Return a text without the control characters that no document can hold."""
    return FORBIDDEN.sub("", text)


def _book(document: Document) -> WordDocument:
    book = NewDocument()
    page = book.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(25), Mm(22)
    properties = book.core_properties
    properties.title, properties.author, properties.comments = (
        without_illegal_characters(document.title),
        without_illegal_characters(document.report.sheet.body),
        "",
    )
    properties.created = properties.modified = MADE
    properties.language = "zh-CN"
    for name, font, size in (("Normal", SONG, 12), ("Title", TITLE, 20), ("Heading 1", HEI, 15)):
        style = book.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]  # a theme's font would win over ours
        for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(key), font)
        style.font.color.rgb = None
        for color in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(color)
    book.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in book.styles["Title"].element.pPr.findall(qn("w:pBdr")):
        book.styles["Title"].element.pPr.remove(border)
    _page_number(page.footer.paragraphs[0])
    return book


def _page_number(paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write(paragraph, text: str, font: str = "", size: float = 0, *, bold: bool = False) -> None:
    run = paragraph.add_run(without_illegal_characters(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if font:
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _block(book: WordDocument, document: Document, block: Block) -> None:
    if block.grid:
        if block.grid.layout == "list":
            _line(book, f"（{document.report.sheet.year}年度）")
        _grid(book, block.grid)
    elif block.chart:
        _line(book, block.chart.title)
        _lines(book, (block.chart.heads, *block.chart.lines))
        if block.chart.note:
            _line(book, block.chart.note)
    elif block.lines:
        _line(book, block.text)
        _lines(book, block.lines)
    else:
        _paragraph(book, block.text or block.example)


def _paragraph(book: WordDocument, text: str) -> None:
    paragraph = book.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(24)
    paragraph.paragraph_format.line_spacing = Pt(22)
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, text)


def _line(book: WordDocument, text: str) -> None:
    """Write a caption or remark in the middle, kept with what follows."""
    paragraph = book.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(3)
    _write(paragraph, text, size=10.5)


def _lines(book: WordDocument, lines) -> None:
    table = _table(book, len(lines), len(lines[0]))
    for row, line in zip(table.rows, lines, strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            _cell(cell, str(text), "left" if place == 0 else "right")
    _repeat_head(table, 1)
    book.add_paragraph()


def _grid(book: WordDocument, grid: Grid) -> None:
    shown = (*grid.head, *grid.body)
    table = _table(book, len(shown), grid.width)
    places = [list(row.cells) for row in table.rows]  # reading a row's cells is slow; once is enough
    taken: set[tuple[int, int]] = set()
    for line, row in enumerate(shown):
        column = 0
        for cell in row.cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            place = places[line][column]
            if cell.rowspan > 1 or cell.colspan > 1:
                place = place.merge(places[line + cell.rowspan - 1][column + cell.colspan - 1])
            side = "right" if cell.row else "left" if cell.head in ("row", "rowgroup") else "center"
            indent = cell.level if grid.layout == "list" else 0
            _cell(place, cell.text, side, indent=indent, bold=row.total)
    _widths(table, grid)
    _repeat_head(table, len(grid.head))
    book.add_paragraph()


def _table(book: WordDocument, rows: int, columns: int) -> Table:
    return book.add_table(rows, columns, style="Table Grid")


def _cell(cell: _Cell, text: str, side: str, *, indent: int = 0, bold: bool = False) -> None:
    empty = cell._tc.p_lst[0]
    paragraph = deepcopy(_formatted(side, indent, bold))
    paragraph.r_lst[0].text = without_illegal_characters(text)
    cell._tc.replace(empty, paragraph)


@cache
def _formatted(side: str, indent: int, bold: bool) -> CT_P:
    """Return the paragraph of a cell with an empty run: a report has hundreds of cells of few formats, and copying is quick."""
    paragraph = Paragraph(OxmlElement("w:p"), None)
    paragraph.alignment = SIDES[side]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.left_indent = Pt(10 * indent) if indent else None
    _write(paragraph, "", size=9, bold=bold)
    return paragraph._p


def _widths(table: Table, grid: Grid) -> None:
    """Give a list's label the room; numbers of a matrix share what the labels leave."""
    whole = 170
    numbers = sum(1 for cell in grid.body[0].cells if cell.row)
    if grid.layout == "across":
        widths = [whole / grid.width] * grid.width
    elif grid.layout == "list":
        widths = [whole - 20 * (grid.width - 1), *[20] * (grid.width - 1)]
    else:
        labels = grid.width - numbers
        room = 14 * numbers if numbers > 4 else 30 * numbers
        widths = [*[(whole - room) / labels] * labels, *[room / numbers] * numbers]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:
        start = 0
        for cell in row.tc_lst:
            end = start + cell.grid_span
            cell.width = Mm(sum(widths[start:end]))
            start = end


def _repeat_head(table: Table, lines: int) -> None:
    """Let the head stand again on every page, and no row break in two."""
    for place, row in enumerate(table._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        names = ("w:cantSplit", "w:tblHeader") if place < lines else ("w:cantSplit",)
        for name in names:
            properties.append(OxmlElement(name))
