"""Read a spreadsheet row by row, XLSX or CSV, without holding it in memory."""

import csv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from law import Refused

MAX_UNPACKED = 1 << 30  # bytes; a register of a million rows stays below it, a zip bomb does not
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class Sheet:
    """The rows of the first sheet with their spreadsheet numbers, the header among them; `total` only if known."""

    rows: Iterator[tuple[int, tuple[Any, ...]]]
    total: int | None


@contextmanager
def opened(path: Path) -> Iterator[Sheet]:
    """Open an XLSX or CSV file by what it is and not by what it is called.

    Raises Refused in Chinese for a file that is neither; while rows are read, too.
    """
    with path.open("rb") as stream:
        magic = stream.read(4)
        if magic == OLD_EXCEL:
            raise Refused("这是旧版 Excel 文件（.xls）或者加了密码的文件，请另存为不带密码的 .xlsx", english="Old or encrypted Excel file")
        if magic[:2] == b"PK":
            yield from _xlsx(stream)
            return
    with path.open(encoding="utf-8-sig", newline="") as text:
        yield Sheet(_csv_rows(text), None)


def _xlsx(stream) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(stream) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refused("文件解压后超过 1 GB，没有读取", english="The file unpacks to more than 1 GB")
        book = load_workbook(stream, read_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError) as error:
        raise Refused("打不开这个 Excel 文件，文件可能损坏", english=f"Unreadable workbook: {error}") from error
    try:
        if not book.worksheets:
            raise Refused("Excel 文件里没有工作表", english="The workbook has no sheet")
        sheet = book.worksheets[0]
        total = sheet.max_row
        sheet.reset_dimensions()  # what a writer says about the size need not be true
        yield Sheet(_xlsx_rows(sheet), total)
    finally:
        book.close()


def _xlsx_rows(sheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
    number = 0
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, row
    except (ParseError, zipfile.BadZipFile, IndexError) as error:
        raise Refused(f"第 {number + 1} 行读不出来，文件可能损坏", english=f"Row {number + 1} is unreadable") from error


def _csv_rows(text) -> Iterator[tuple[int, tuple[str, ...]]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, strict=True), start=1):
            yield number, tuple(row)
    except UnicodeDecodeError as error:
        raise Refused(
            f"第 {number + 1} 行附近不是 UTF-8 编码，请用 Excel 另存为“CSV UTF-8（逗号分隔）”", english="Not UTF-8"
        ) from error
    except csv.Error as error:
        raise Refused(f"第 {number + 1} 行的 CSV 格式不对：{error}", english=f"Row {number + 1}: {error}") from error
