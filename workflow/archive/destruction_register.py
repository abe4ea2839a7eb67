"""The register of what was destroyed as a paper for two signatures (销毁清册): CSV, XLSX, and HTML for the PDF."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from workflow.archive.models import DestructionEntry
from workflow.archive.package.build import term

TITLE = "政府信息公开申请档案销毁清册"
COLUMNS = (
    "序号",
    "档号",
    "题名",
    "年度",
    "保管期限",
    "归档日期",
    "期满日期",
    "件数",
    "页数",
    "档案包散列值（SHA-256）",
    "办理过程末次散列值",
    "销毁理由",
    "鉴定人",
    "批准人",
    "销毁时间",
)
WIDTHS = (6, 22, 44, 8, 10, 12, 12, 6, 6, 34, 34, 28, 10, 10, 18)
SIGNATURES = ("监销人（签名）", "监销人（签名）", "日期")
FORMULA = "=+-@\t\r＝＋－＠"  # what a spreadsheet would take for a formula at the start of a cell
_THIN = Side(style="thin", color="000000")


def rows(entries: Sequence[DestructionEntry]) -> list[tuple]:
    """Return the lines of the register."""
    return [
        (
            place,
            entry.reference,
            entry.title,
            entry.year,
            term(entry.years),
            entry.archived_on.isoformat(),
            entry.until.isoformat(),
            entry.files,
            entry.pages,
            " ".join(entry.packages),
            entry.head,
            entry.reason,
            str(entry.proposed_by),
            str(entry.approved_by),
            timezone.localtime(entry.destroyed_at).strftime("%Y-%m-%d %H:%M"),
        )
        for place, entry in enumerate(entries, start=1)
    ]


def plain(value):
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA and value else value


def as_csv(entries: Sequence[DestructionEntry]) -> bytes:
    """Return the register as CSV that spreadsheet programs open in Chinese."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows([plain(value) for value in row] for row in rows(entries))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(entries: Sequence[DestructionEntry], agency: str) -> bytes:
    """Return the register as a workbook with room for two signatures; every text is a string."""
    book = Workbook()
    page = book.active
    page.title = "销毁清册"
    page.append([f"{agency}{TITLE}"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    page.cell(1, 1).font, page.cell(1, 1).alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    for line, values in enumerate((COLUMNS, *rows(entries)), start=2):
        for place, value in enumerate(values, start=1):
            cell = page.cell(line, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=line == 2)
    page.cell(page.max_row + 2, 2).value = "　　　　　　　　".join(f"{name}：" for name in SIGNATURES)
    for place, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[page.cell(2, place).column_letter].width = width
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_html(entries: Sequence[DestructionEntry], agency: str, today: date) -> str:
    """Return the register as one page, to be drawn as PDF and signed."""
    context = {
        "entries": entries,
        "rows": rows(entries),
        "agency": agency,
        "title": TITLE,
        "today": today,
        "signatures": SIGNATURES,
    }
    return render_to_string("workflow/archive/register.html", context)
