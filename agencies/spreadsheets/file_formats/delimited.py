"""Read a text of fields: UTF-8, GB 18030 or UTF-16; comma, tab or semicolon."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from agencies.spreadsheets.grids import Grid, Row
from law import Refused

SEPARATORS = (",", "\t", ";")
CHUNK = 1 << 20
SURE = (
    8  # characters beyond ASCII that are no accident: a text that begins with so many in UTF-8 is a damaged UTF-8 text
)
WIDEST_FIELD = 1 << 20
JOINT = "\ufeff"  # the mark with which a text began that was appended to another one: no part of its first cell
END_OF_FILE = "\x1a"  # what programs of DOS write behind the last row
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?$', re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')  # how programs write a number for Excel to keep as text
_MARKED = re.compile(r"^'(?='*[=+\-@\t\r＝＋－＠])")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
csv.field_size_limit(WIDEST_FIELD)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text, tried over its whole length.

    Raises Refused naming the row near which a text breaks off being what it began as.
    """
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if head.count(0) > len(head) // 10:
        raise Refused(
            "这是不带标记（BOM）的 UTF-16 文本或者不是文本，请用 Excel 另存为“CSV UTF-8（逗号分隔）”",
            field="file",
            english="No text",
        )
    row, sure = _broken_at(path, "utf-8")
    if not row:
        return "utf-8"
    if sure < SURE and not _broken_at(path, "gb18030")[0]:
        return "gb18030"
    if sure >= SURE:
        raise Refused(f"第 {row} 行附近不是 UTF-8 编码，文件可能损坏", field="file", english="Not UTF-8")
    raise Refused(
        "文件不是 UTF-8、GB 18030（GBK）或者 UTF-16 编码，请用 Excel 另存为“CSV UTF-8（逗号分隔）”",
        field="file",
        english="Unknown encoding",
    )


def _broken_at(path: Path, encoding: str) -> tuple[int, int]:
    """Return the row in which a text is not of an encoding (0: it is), and how many characters beyond ASCII came before."""
    decoder = codecs.getincrementaldecoder(encoding)()
    row, beyond = 1, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, errors="ignore")
                return row + good.count("\n"), beyond + sum(not char.isascii() for char in good)
            row += text.count("\n")
            beyond += sum(not char.isascii() for char in text) if beyond < SURE else 0
            if not chunk:
                return 0, beyond


def grids_of(path: Path) -> list[Grid]:
    """Return the text once for every separator that it may have; the caller sees which one makes a table of it."""
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as text:
            found = _SEPARATOR_LINE.match(text.readline(100))
    except UnicodeError as error:
        raise _undecodable(1, encoding) from error
    if found:
        return [_grid(path, encoding, found[1], 1)]
    return [_grid(path, encoding, separator, 0) for separator in SEPARATORS]


def _grid(path: Path, encoding: str, separator: str, skip: int) -> Grid:
    return Grid("", lambda: _rows(path, encoding, separator, skip))


def _undecodable(row: int, encoding: str) -> Refused:
    name = encoding.removesuffix("-sig").upper()
    return Refused(
        f"第 {row} 行附近不是 {name} 编码，请用 Excel 另存为“CSV UTF-8（逗号分隔）”",
        field="file",
        english="Undecodable",
    )


def _unmarked(cell: str) -> str:
    """Take away what only keeps a spreadsheet from computing: one ' before a sign, as our own exports set it, and ="…"."""
    if cell[:1] == "=" and (written := _AS_TEXT.fullmatch(cell)):
        return written[1]
    return _MARKED.sub("", cell, count=1)


def _refuse_swallowed_rows(number: int, row: list[str], separator: str, width: int) -> None:
    """Refuse a row of which one cell holds other rows: between two quotes that do not belong together all is one cell."""
    held = sum(cell.count(separator) for cell in row if "\n" in cell or "\r" in cell)
    if held and held >= max(width - 1, 3):
        raise Refused(
            f"第 {number} 行有一格里是几行，其中有 {held} 个分隔符，像是把下面的行并进了这一格，多半是引号不成对；"
            "请改好引号，或者在 Excel 里另存为 .xlsx 后导入",
            field="file",
            english=f"Row {number} holds other rows in a cell",
        )


def _rows(path: Path, encoding: str, separator: str, skip: int) -> Iterator[Row]:
    number, width = skip, 0
    with path.open(encoding=encoding, newline="") as text:
        for _ in range(skip):
            text.readline()
        try:
            for number, row in enumerate(csv.reader(text, delimiter=separator, strict=True), start=skip + 1):
                if row == [END_OF_FILE]:
                    continue
                if row and row[0][:1] == JOINT:
                    row[0] = row[0].lstrip(JOINT)
                width = max(width, len(row))
                _refuse_swallowed_rows(number, row, separator, width)
                yield number, [_unmarked(cell) if cell[:1] in "'=" else cell for cell in row]
        except UnicodeError as error:
            raise _undecodable(number + 1, encoding) from error
        except csv.Error as error:
            raise Refused(
                f"第 {number + 1} 行起的 CSV 格式不对，多半是引号不成对：一格里有双引号的，整格要用双引号括起来，里面的每个双引号写成两个；或者在 Excel 里改好后另存为 .xlsx",
                field="file",
                english=f"Row {number + 1}: {error}",
            ) from error
