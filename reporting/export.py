"""The report as JSON, HTML and XLSX; the PDF is drawn from the HTML."""

import io
from decimal import Decimal

from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from law.forms import Row, Table
from reporting import checks, paragraphs
from reporting.selectors import Sheet, ids_behind, last_year

NO_FIGURE = "——"


def as_json(sheet: Sheet, *, with_cases: bool = False) -> dict:
    """Return the report in the shape in which published tables are exchanged, with its checks."""
    before = last_year(sheet.scope)
    found = {
        "form": sheet.form.code,
        "year": sheet.scope.year,
        "body": sheet.scope.agency.name,
        "tables": {
            path: {label: _number(value) for label, value in cells.items()} for path, cells in sheet.tables().items()
        },
        "sentences": paragraphs.sentences(sheet, before),
        "checks": [finding.as_json() for finding in checks.run(sheet, before)],
    }
    if with_cases:
        found["cells"] = {
            table.path_of(row): {
                column.label: ids_behind(sheet.scope, row, column) for column in table.columns
            }
            for table, row in sheet.form.rows()
            if row.count or row.remedy
        }
    return found


def _number(value):
    return float(value) if isinstance(value, Decimal) else value


def shown(row: Row, value) -> str:
    """Return a figure as printed: —— in headings, empty where it was not stated."""
    if row.heading:
        return NO_FIGURE
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def layout(table: Table, sheet: Sheet) -> list[dict]:
    """Return the rows of a table for printing: label cells with their spans, then the figures."""
    depth = max(len(row.path) for row in table.rows)
    plain = not table.section  # the 2014 form indents, the later ones merge
    lines = []
    for place, row in enumerate(table.rows):
        labels = []
        for level, label in enumerate(row.path):
            if plain and level < len(row.path) - 1:
                continue
            above = table.rows[place - 1].path if place else ()
            if not plain and above[: level + 1] == row.path[: level + 1]:
                continue
            labels.append(
                {
                    "text": label,
                    "rowspan": 1 if plain else _rowspan(table, place, level),
                    "colspan": depth - level if not plain and level == len(row.path) - 1 else 1,
                    "level": level,
                }
            )
        figures = [
            {"text": shown(row, sheet.value(row.key, column.key)), "row": row, "column": column, "opens": bool(row.count or row.remedy or row.indicator)}
            for column in table.columns
        ]
        lines.append({"row": row, "path": table.path_of(row), "labels": labels, "figures": figures})
    return lines


def _rowspan(table: Table, place: int, level: int) -> int:
    prefix, span = table.rows[place].path[: level + 1], 0
    while place + span < len(table.rows) and table.rows[place + span].path[: level + 1] == prefix:
        span += 1
    return span


def context(sheet: Sheet) -> dict:
    """Return what the page and the printed report show."""
    before = last_year(sheet.scope)
    tables = [
        {
            "table": table,
            "depth": 1 if not table.section else max(len(row.path) for row in table.rows),
            "grouped": [column for column in table.columns if column.group],
            "lines": layout(table, sheet),
            "new_section": place == 0 or sheet.form.tables[place - 1].section != table.section,
        }
        for place, table in enumerate(sheet.form.tables)
    ]
    return {
        "sheet": sheet,
        "form": sheet.form,
        "scope": sheet.scope,
        "tables": tables,
        "sentences": paragraphs.sentences(sheet, before),
        "checks": checks.run(sheet, before),
    }


def as_html(sheet: Sheet) -> str:
    """Return the report as one page that stands by itself."""
    return render_to_string("reporting/print.html", context(sheet))


def as_xlsx(sheet: Sheet) -> bytes:
    """Return the tables as a workbook; every text is a string, never a formula."""
    book = Workbook()
    page = book.active
    page.title = "统计表"
    thin = Side(style="thin", color="000000")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    _put(page, 1, 1, f"{sheet.scope.agency.name}{sheet.scope.year}年度{sheet.form.title}").font = Font(bold=True, size=14)
    line = 3
    for table in context(sheet)["tables"]:
        line = _write_table(page, table, line, border)
    page.column_dimensions["A"].width = 36
    for column in range(2, 12):
        page.column_dimensions[get_column_letter(column)].width = 16
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(page, line: int, column: int, text):
    cell = page.cell(line, column)
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _write_table(page, shown_table: dict, line: int, border: Border) -> int:
    table, depth = shown_table["table"], shown_table["depth"]
    unit = 0 if table.section else 1
    if shown_table["new_section"] and table.section:
        _put(page, line, 1, table.section).font = Font(bold=True)
        line += 1
    _put(page, line, 1, "统计指标" if unit else "").border = border
    if unit:
        _put(page, line, 2, "单位").border = border
    for place, column in enumerate(table.columns):
        _put(page, line, depth + unit + 1 + place, column.label).border = border
    line += 1
    first = line
    for row in shown_table["lines"]:
        for label in row["labels"]:
            column = 1 if unit else label["level"] + 1
            text = "　" * label["level"] + label["text"] if unit else label["text"]
            cell = _put(page, line, column, text)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            bottom, right = line + label["rowspan"] - 1, column + label["colspan"] - 1
            if (bottom, right) != (line, column):
                page.merge_cells(start_row=line, start_column=column, end_row=bottom, end_column=right)
        if unit:
            _put(page, line, 2, row["row"].unit or NO_FIGURE)
        for place, figure in enumerate(row["figures"]):
            text = figure["text"]
            number = float(text) if text not in ("", NO_FIGURE) else text
            number = int(number) if isinstance(number, float) and number.is_integer() else number
            _put(page, line, depth + unit + 1 + place, number).alignment = Alignment(horizontal="right")
        line += 1
    for cells in page.iter_rows(min_row=first, max_row=line - 1, max_col=depth + unit + len(table.columns)):
        for cell in cells:
            cell.border = border
    return line + 1
