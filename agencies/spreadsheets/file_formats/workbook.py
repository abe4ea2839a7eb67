"""Read an XLSX workbook in one pass and little memory, with what openpyxl's streaming mode leaves out.

That mode knows no merged cells, no hidden rows, no formula beside its value and not the Chinese date formats.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils import range_boundaries

from agencies.spreadsheets.faults import Unusable
from agencies.spreadsheets.file_formats.number_formats import Format, formats_of, text_of, value_of
from agencies.spreadsheets.file_formats.workbook_cells import (
    children_of,
    pieces_of,
    place_of,
    text_within,
    typed_value,
)
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


def _attribute(element, name: str) -> str:
    """Return an attribute of any name space, as the relation of a sheet has one in two."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _parse(body: bytes):
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))  # noqa: S320  no entities, no network


class _Book:
    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = {name.lower().replace("\\", "/").lstrip("/"): name for name in archive.namelist()}
        root = self._relations("")
        self.path = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        self.book = self._xml(self.path)
        self.relations = self._relations(self.path)
        settings = next(children_of(self.book, "workbookPr"), None)
        self.since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self.formats = self._formats()
        self.shared: list[str | Unusable] | None = None

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
            for group in children_of(styles, "numFmts")
            for one in children_of(group, "numFmt")
        }
        cells = [
            int(one.get("numFmtId") or 0)
            for group in children_of(styles, "cellXfs")
            for one in children_of(group, "xf")
        ]
        return formats_of(custom, cells)

    def texts(self) -> list[str | Unusable]:
        """Return the shared texts, read once."""
        if self.shared is None:
            self.shared, size = [], 0
            part = self._related("sharedStrings")
            if part:
                with self.open(part) as stream:
                    for _, element in etree.iterparse(stream, tag="{*}si", resolve_entities=False, no_network=True):
                        text = text_within(element)
                        size += len(str(text))
                        if size > MOST_SHARED:
                            raise Refused("文件里的文字太多，没有读取", field="file", english="Too much text")
                        self.shared.append(text)
                        _forget(element)
        return self.shared

    # -- sheets -----------------------------------------------------------------------------------------
    def grids(self) -> list[Grid]:
        """Return the sheets with what stands beside their rows; the rows are read when they are asked for."""
        found = []
        for sheets in children_of(self.book, "sheets"):
            for one in children_of(sheets, "sheet"):
                kind, part = self.relations.get(_attribute(one, "id"), ("", ""))
                if kind == "worksheet" and self.has(part):
                    found.append(self._grid(one.get("name", ""), part, one.get("state", "visible") != "visible"))
        return found

    def _grid(self, name: str, part: str, hidden: bool) -> Grid:
        frame = _parse(self._frame(part))
        grid = Grid(name, lambda: iter(()), hidden=hidden, typed=True)
        grid.rows = lambda: self._rows(part, grid)
        for group in children_of(frame, "mergeCells"):
            for one in children_of(group, "mergeCell"):
                left, top, right, bottom = range_boundaries(one.get("ref"))
                grid.merges.append(Merge(top, left, bottom, right))
        for group in children_of(frame, "cols"):
            for one in children_of(group, "col"):
                if one.get("hidden") in ("1", "true"):
                    grid.hidden_columns += range(int(one.get("min")), min(int(one.get("max")), 16_384) + 1)
        dimension = next(children_of(frame, "dimension"), None)
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
        for group in children_of(frame, "hyperlinks"):
            for one in children_of(group, "hyperlink"):
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

    def _cells(self, row, texts: list[str | Unusable], grid: Grid) -> list[Any]:
        cells: list[Any] = []
        for cell in row.iterchildren("{*}c"):
            reference = cell.get("r")
            place = place_of(reference) if reference else len(cells)
            while len(cells) < place:
                cells.append(None)
            cells.append(self._value(cell, texts, grid))
        return cells

    def _value(self, cell, texts: list[str | Unusable], grid: Grid) -> Any:
        value, formula, inline = pieces_of(cell)
        kind = cell.get("t", "n")
        if formula is not None:
            if value is None and kind != "str":
                return Unusable(
                    f"={(formula.text or '')[:30]}",
                    "单元格里是公式，文件里没有算出来的结果；请用 Excel 打开并保存一次，或者改为填写结果",
                )
            grid.computed += 1
        if inline is not None:
            return self._shown(text_within(inline), cell)
        if value is None or kind == "inlineStr":
            return None
        if kind == "n":
            return value_of(float(value), self._format(cell), since_1904=self.since_1904)
        return self._shown(typed_value(kind, value, texts), cell)

    def _shown(self, value: Any, cell) -> Any:
        return text_of(value, self._format(cell)) if isinstance(value, str) else value

    def _format(self, cell) -> Format:
        place = int(cell.get("s") or 0)
        return self.formats[place] if place < len(self.formats) else Format()


def _forget(element) -> None:
    """Free an element that was read and everything before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
