"""The report as JSON, HTML and XLSX; the PDF is drawn from the HTML, DOCX is in reporting/document/docx.py."""

import io
from decimal import Decimal

from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reporting.document.assembly import Document
from reporting.figures.drilldown import case_keys_by_cell
from reporting.narrative import comparison
from reporting.narrative.report import Report
from reporting.table.filled import CellValue
from reporting.table.layout import Grid, GridCell, grids_of

THIN = Side(style="thin", color="000000")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def as_json(report: Report, *, with_cases: bool = False) -> dict:
    """Return the report in the shape in which published tables are exchanged, with its checks."""
    sheet = report.sheet
    found = {
        "form": sheet.form.code,
        "year": sheet.year,
        "body": sheet.body,
        "tables": {
            path: {label: _number(value) for label, value in cells.items()} for path, cells in sheet.tables().items()
        },
        "sentences": report.sentences,
        "checks": [{name: _number(value) for name, value in check.as_json().items()} for check in report.checks],
    }
    if with_cases:
        found["cells"] = case_keys_by_cell(report.scope, sheet.form)
    return found


def _number(value):
    return float(value) if isinstance(value, Decimal) else value


def as_html(document: Document) -> str:
    """Return the report as one page that stands by itself: nothing is fetched, nothing runs."""
    return render_to_string("reporting/document/document.html", {"document": document, "report": document.report})


def as_xlsx(document: Document) -> bytes:
    """Return tables, text, numbers of the charts and checks as a workbook; every text is a string, never a formula."""
    report = document.report
    book = Workbook()
    page = book.active
    page.title = "统计表"
    shown = grids_of(report.sheet)
    width = max(grid.width for grid in shown)
    _title(page, 1, f"{report.sheet.body}{report.sheet.year}年度{report.sheet.form.title}", width, 14)
    line = 3
    for grid in shown:
        if grid.section:
            _title(page, line, grid.section, width, 12)
            line += 1
        line = _write(page, line, grid) + 1
    _print_setup(page, shown, width)
    _write_text(book, document)
    _write_charts(book, document)
    _write_checks(book, report)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_text(book: Workbook, document: Document) -> None:
    page = book.create_sheet("正文")
    page.column_dimensions["A"].width = 110
    line = 1
    for section in document.sections:
        texts = [(section.heading, True), *((block.text or block.example, False) for block in section.blocks)]
        for text, bold in texts:
            if text and text != comparison.TITLE:
                cell = _put(page, line, 1, text)
                cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=bold)
                line += 1


def _write_charts(book: Workbook, document: Document) -> None:
    page = book.create_sheet("图的数据")
    page.column_dimensions["A"].width = 50
    line = 1
    for chart in document.charts:
        _put(page, line, 1, chart.title).font = Font(bold=True)
        for place, head in enumerate(chart.head[: 3 if chart.shared else 2], start=1):
            _put(page, line + 1, place, head)
        for bar in chart.bars:
            for place, value in enumerate(
                (bar.label, bar.text if bar.number is None else bar.number, bar.share), start=1
            ):
                if value != "":
                    _put(page, line + 2, place, value)
            line += 1
        line += 3


def _title(page: Worksheet, line: int, text: str, width: int, size: int) -> None:
    _put(page, line, 1, text).font = Font(bold=True, size=size)
    page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
    page.cell(line, 1).alignment = Alignment(horizontal="center", vertical="center")


def _put(page: Worksheet, line: int, column: int, value: CellValue | str):
    cell = page.cell(line, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _write(page: Worksheet, first: int, grid: Grid) -> int:
    """Write a grid from line `first` on; return the line after it."""
    taken: set[tuple[int, int]] = set()
    line = first
    for shown in (*grid.head, *grid.body):
        column = 1
        for cell in shown.cells:
            while (line, column) in taken:
                column += 1
            _write_cell(page, line, column, cell)
            taken |= {(line + d, column + r) for d in range(cell.rowspan) for r in range(cell.colspan)}
        line += 1
    for at in taken:
        page.cell(*at).border = BORDER
    return line


def _write_cell(page: Worksheet, line: int, column: int, cell: GridCell) -> None:
    number = cell.value if cell.row and cell.value is not None else cell.text
    written = _put(page, line, column, number)
    side = "right" if cell.row else "left" if cell.head in ("row", "rowgroup") else "center"
    written.alignment = Alignment(
        horizontal=side, vertical="center", wrap_text=True, indent=cell.level if not cell.row else 0
    )
    if cell.rowspan > 1 or cell.colspan > 1:
        bottom, right = line + cell.rowspan - 1, column + cell.colspan - 1
        page.merge_cells(start_row=line, start_column=column, end_row=bottom, end_column=right)


def _print_setup(page: Worksheet, shown: list[Grid], width: int) -> None:
    narrow = shown[0].layout == "list"
    for place in range(1, width + 1):
        page.column_dimensions[get_column_letter(place)].width = (64 if place == 1 else 14) if narrow else 12
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "portrait" if narrow else "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = "&P / &N"


def _write_checks(book: Workbook, report: Report) -> None:
    page = book.create_sheet("核对")
    for place, name in enumerate(("结果", "范围", "说明"), start=1):
        _put(page, 1, place, name).font = Font(bold=True)
    for line, check in enumerate(report.checks, start=2):
        word = "相符" if check.ok and check.severity == "error" else "请看" if check.severity == "warning" else "不符"
        for place, text in enumerate((word, check.per, check.message), start=1):
            _put(page, line, place, text)
    page.column_dimensions["B"].width, page.column_dimensions["C"].width = 30, 100
