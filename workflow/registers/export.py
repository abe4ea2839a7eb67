"""Write the register (台账) back: every case that counts a row that `import_register` reads, and what no row can carry by name."""

import csv
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from law import Refused
from workflow.cases.models import Case, Event
from workflow.cases.selectors import calendar
from workflow.registers.columns import COLUMNS, RegisterRow, shown_value
from workflow.registers.export_rows import row_of

CHUNK = 1000
MOST_ROWS = 1_048_575  # of a sheet, without its heading
LONGEST_TEXT = 32_767  # of a cell
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class Exported:
    """How many cases were written, and what of which of them a register has no place for."""

    cases: int = 0
    lost: dict[str, list[str]] = field(default_factory=dict)


def export_register(path: Path, cases: QuerySet[Case], *, now: datetime) -> Exported:
    """Write the cases as a register, XLSX or by the name of the file CSV; it must not exist yet.

    Only the owner of the file may read it: it has names and addresses. Raises Refused for what a sheet cannot hold.
    """
    told, whole = Exported(), False
    rows = _rows(cases, told, now)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if path.suffix.lower() == ".csv":
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as text:
                _as_csv(text, rows)
        else:
            if cases.count() > MOST_ROWS:
                raise Refused(f"超过 {MOST_ROWS} 件，一张工作表放不下，请分年度导出或者导出 CSV", field="file")
            with os.fdopen(handle, "wb") as stream:
                _as_xlsx(stream, rows)
        whole = True
    finally:
        if not whole:
            path.unlink(missing_ok=True)  # half a register is none
    return told


def _rows(cases: QuerySet[Case], told: Exported, now: datetime) -> Iterator[list[Any]]:
    days = calendar()
    events = Prefetch("events", Event.objects.order_by("seq"))
    found = (
        cases.select_related("application", "agency")
        .prefetch_related(events)
        .order_by("agency__code", "received_on", "pk")
    )
    source = found.iterator(chunk_size=CHUNK)
    while batch := list(islice(source, CHUNK)):
        for case in batch:
            if case.annulled:  # read back it would count
                told.lost.setdefault("登记已作废的案件，没有导出", []).append(f"{case.agency.name} {case.number}")
                continue
            row, lost = row_of(case, list(case.events.all()), days, now=now)
            told.cases += 1
            for what in lost:
                told.lost.setdefault(what, []).append(f"{case.agency.name} {case.number}")
            yield [_value(row, column.field, case.number) for column in COLUMNS]


def _value(row: RegisterRow, name: str, number: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, date | int | Decimal) and not isinstance(value, bool):
        return value
    text = "" if value in (None, ()) else shown_value(name, value)
    if len(text) > LONGEST_TEXT or ILLEGAL_CHARACTERS_RE.search(text):
        raise Refused(f"{number} 的内容超过 {LONGEST_TEXT} 字或者含有控制字符，表格放不下，没有导出", field="file")
    return text


# -- the two kinds of file ---------------------------------------------------------------------------------------


def _as_csv(text, rows: Iterator[Sequence]) -> None:
    """Write CSV; what a spreadsheet would compute has a ' before it, which `import_register` takes away again."""
    writer = csv.writer(text)
    writer.writerow([column.name for column in COLUMNS])
    for row in rows:
        writer.writerow([f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value for value in row])


def _as_xlsx(stream, rows: Iterator[Sequence]) -> None:
    """Write a workbook; every text is a string, never a formula, and days are days."""
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, start=1):
        page.column_dimensions[get_column_letter(place)].width = 40 if column.field == "content" else 14
    bold = Font(bold=True)
    page.append([_cell(page, column.name, bold) for column in COLUMNS])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    book.save(stream)


def _cell(page, value: Any, font: Font | None = None) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        if isinstance(value, date):
            cell.number_format = "yyyy\\-mm\\-dd"
        return cell
    cell = WriteOnlyCell(page, _ESCAPED.sub(r"_x005F_\1", value))
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
