"""Read an XLSX workbook in one pass and little memory, with what openpyxl's streaming mode leaves out.

That mode knows no merged cells, no hidden rows, no formula beside its value and not the Chinese date formats.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import from_ISO8601

from agencies.spreadsheets.faults import Unusable
from agencies.spreadsheets.formats import Format, formats_of, value_of
from agencies.spreadsheets.grids import Grid, Merge, Row
from law import Refused

MOST_SHARED = 1 << 29  # characters of texts that a workbook may hold
TAIL = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData\s*/>")
HEAD = re.compile(rb"<(?:[\w.-]+:)?sheetData(?:\s[^>]*)?>")
CHUNK = 1 << 20
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@contextmanager
def grids_of(path: Path) -> Iterator[list[Grid]]:
    """Open a workbook and return its sheets in order; raise Refused in Chinese for a damaged one."""
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
            grids = _Book(archive).grids()
        except DAMAGED as error:
            raise Refused(
                "打不开这个 Excel 文件，文件可能损坏", field="file", english=f"Unreadable workbook: {error}"
            ) from error
        if not grids:
            raise Refused("Excel 文件里没有工作表", field="file", english="The workbook has no sheet")
        yield grids


def _local(element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element, name: str) -> Iterator:
    return (child for child in element if _local(child) == name)


def _attribute(element, name: str) -> str:
    """Return an attribute of any name space, as the relation of a sheet has one in two."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _parse(body: bytes):
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))  # noqa: S320  no entities, no network


def _text(element) -> str:
    """Return the text of a cell or shared string, its runs joined, without what tells the pronunciation."""
    found = []
    for child in element:
        name = _local(child)
        if name == "t":
            found.append(child.text or "")
        elif name == "r":
            found += [part.text or "" for part in _children(child, "t")]
    text = "".join(found)
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


class _Book:
    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = {name.lower().replace("\\", "/").lstrip("/"): name for name in archive.namelist()}
        root = self._relations("")
        self.path = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        self.book = self._xml(self.path)
        self.relations = self._relations(self.path)
        settings = next(_children(self.book, "workbookPr"), None)
        self.since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self.formats = self._formats()
        self.shared: list[str] | None = None

    # -- parts ------------------------------------------------------------------------------------------
    def has(self, part: str) -> bool:
        """Say whether the archive has a part."""
        return part.lower() in self.names

    def open(self, part: str):
        """Open a part by its path, capitals not minded."""
        return self.archive.open(self.names[part.lower()])

    def _xml(self, part: str):
        with self.open(part) as stream:
            return _parse(stream.read())

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and path of what a part refers to, by the key that it uses; links out of the file keep their address."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(path):
            return {}
        found = {}
        for one in self._xml(path):
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
            found[one.get("Id", "")] = one.get("Type", "").rsplit("/", 1)[-1], target
        return found

    def _related(self, kind: str) -> str:
        return next((target for one, target in self.relations.values() if one == kind and self.has(target)), "")

    def _formats(self) -> list[Format]:
        part = self._related("styles")
        if not part:
            return []
        styles = self._xml(part)
        custom = {
            int(one.get("numFmtId")): one.get("formatCode", "")
            for group in _children(styles, "numFmts")
            for one in _children(group, "numFmt")
        }
        cells = [
            int(one.get("numFmtId") or 0) for group in _children(styles, "cellXfs") for one in _children(group, "xf")
        ]
        return formats_of(custom, cells)

    def texts(self) -> list[str]:
        """Return the shared texts, read once."""
        if self.shared is None:
            self.shared, size = [], 0
            part = self._related("sharedStrings")
            if part:
                with self.open(part) as stream:
                    for _, element in etree.iterparse(stream, tag="{*}si", resolve_entities=False, no_network=True):
                        text = _text(element)
                        size += len(text)
                        if size > MOST_SHARED:
                            raise Refused("文件里的文字太多，没有读取", field="file", english="Too much text")
                        self.shared.append(text)
                        _forget(element)
        return self.shared

    # -- sheets -----------------------------------------------------------------------------------------
    def grids(self) -> list[Grid]:
        """Return the sheets with what stands beside their rows; the rows are read when they are asked for."""
        found = []
        for sheets in _children(self.book, "sheets"):
            for one in _children(sheets, "sheet"):
                kind, part = self.relations.get(_attribute(one, "id"), ("", ""))
                if kind == "worksheet" and self.has(part):
                    found.append(self._grid(one.get("name", ""), part, one.get("state", "visible") != "visible"))
        return found

    def _grid(self, name: str, part: str, hidden: bool) -> Grid:
        frame = _parse(self._frame(part))
        grid = Grid(name, lambda: iter(()), hidden=hidden, typed=True)
        grid.rows = lambda: self._rows(part, grid)
        for group in _children(frame, "mergeCells"):
            for one in _children(group, "mergeCell"):
                left, top, right, bottom = range_boundaries(one.get("ref"))
                grid.merges.append(Merge(top, left, bottom, right))
        for group in _children(frame, "cols"):
            for one in _children(group, "col"):
                if one.get("hidden") in ("1", "true"):
                    grid.hidden_columns += range(int(one.get("min")), min(int(one.get("max")), 16_384) + 1)
        dimension = next(_children(frame, "dimension"), None)
        if dimension is not None and ":" in (dimension.get("ref") or ""):
            grid.total = range_boundaries(dimension.get("ref"))[3]
        grid.asides = self._asides(frame, part)
        return grid

    def _frame(self, part: str) -> bytes:
        """Return the XML of a sheet without its rows: the merged cells stand behind them."""
        head, tail, rest, inside = b"", b"", b"", None
        with self.open(part) as stream:
            while chunk := stream.read(CHUNK):
                rest += chunk
                if inside is None and (found := HEAD.search(rest)):
                    head, inside = rest[: found.start()], not found[0].endswith(b"/>")
                    rest = rest[found.end() :]
                if inside and (found := TAIL.search(rest)):
                    inside, rest = False, rest[found.end() :]
                if inside:
                    rest = rest[-64:]  # an end tag may lie across two chunks
        tail = rest
        return head + tail if inside is not None else rest

    def _asides(self, frame, part: str) -> list[str]:
        found, relations = [], self._relations(part)
        for kind, target in relations.values():
            if kind in ("comments", "threadedComment") and self.has(target):
                for one in self._xml(target).iter("{*}comment", "{*}threadedComment"):
                    words = "".join(
                        text for piece in one.iter("{*}t", "{*}text") for text in ([piece.text] if piece.text else [])
                    )
                    found.append(f"{one.get('ref')} 的批注“{words[:60]}”")
            elif kind == "drawing":
                found.append("图片、图形")
        for group in _children(frame, "hyperlinks"):
            for one in _children(group, "hyperlink"):
                target = relations.get(_attribute(one, "id"), ("", one.get("location") or ""))[1]
                found.append(f"{one.get('ref')} 的链接地址 {target[:80]}")
        return list(dict.fromkeys(found))

    # -- rows -------------------------------------------------------------------------------------------
    def _rows(self, part: str, grid: Grid) -> Iterator[Row]:
        grid.hidden_rows, grid.computed = [], 0
        number = 0
        try:
            texts = self.texts()
            with self.open(part) as stream:
                for _, row in etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True):
                    number = int(row.get("r") or number + 1)
                    if row.get("hidden") in ("1", "true"):
                        grid.hidden_rows.append(number)
                    yield number, self._cells(row, texts, grid)
                    _forget(row)
        except DAMAGED as error:
            raise Refused(
                f"第 {number + 1} 行读不出来，文件可能损坏", field="file", english=f"Row {number + 1} is unreadable"
            ) from error

    def _cells(self, row, texts: list[str], grid: Grid) -> list[Any]:
        cells: list[Any] = []
        for cell in row.iterchildren("{*}c"):
            reference = cell.get("r")
            place = _column(reference) if reference else len(cells)
            while len(cells) < place:
                cells.append(None)
            cells.append(self._value(cell, texts, grid))
        return cells

    def _value(self, cell, texts: list[str], grid: Grid) -> Any:
        value, formula, inline = _pieces(cell)
        kind = cell.get("t", "n")
        if formula is not None:
            if value is None and kind != "str":
                return Unusable(
                    f"={(formula.text or '')[:30]}",
                    "单元格里是公式，文件里没有算出来的结果；请用 Excel 打开并保存一次，或者改为填写结果",
                )
            grid.computed += 1
        if inline is not None:
            return _text(inline)
        if value is None or kind == "inlineStr":
            return None
        if kind == "n":
            return self._number(value, cell.get("s"))
        return _typed(kind, value, texts)

    def _number(self, text: str, style: str | None) -> Any:
        number = float(text)
        place = int(style or 0)
        form = self.formats[place] if place < len(self.formats) else Format()
        return value_of(number, form, since_1904=self.since_1904)


def _pieces(cell) -> tuple[str | None, Any, Any]:
    """Return the value, the formula and the text within a cell."""
    value = formula = inline = None
    for child in cell:
        tag = child.tag
        if tag.__class__ is not str:
            continue  # a comment within the file
        if tag.endswith("}v"):
            value = child.text
        elif tag.endswith("}f"):
            formula = child
        elif tag.endswith("}is"):
            inline = child
    return value, formula, inline


def _typed(kind: str, value: str, texts: list[str]) -> Any:
    if kind == "s":
        return texts[int(value)]
    if kind == "b":
        return value in ("1", "true")
    if kind == "e":
        return Unusable(value, f"单元格里是错误值“{value}”，请改为填写结果")
    if kind == "d":
        found = from_ISO8601(value)
        return found if not isinstance(found, datetime) else found.replace(tzinfo=None)
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), value) if "_x" in value else value


def _column(reference: str) -> int:
    """Return the place of a cell in its row, counted from 0, by its name (C7: 2)."""
    found = 0
    for char in reference:
        if "A" <= char <= "Z":
            found = found * 26 + ord(char) - 64
        else:
            break
    if not 0 < found <= 16_384:
        raise ValueError(reference)
    return found - 1


def _forget(element) -> None:
    """Free an element that was read and everything before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
