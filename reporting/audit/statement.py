"""What a published report states: which form, year and body, a number or "not stated" for every cell, its sentences."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from agencies.text.comparing import without_invisible
from law import Refused
from law.reports.forms import FORMS, Column, Form, Row, Table, form_for
from reporting.audit import documents
from reporting.audit.documents import Grid, ReadDocument
from reporting.audit.labels import comparable_label, label_without_ordinal, without_remark
from reporting.audit.titles import body_of, year_of
from reporting.table.filled import CellKey, CellValue
from reporting.table.numbers import plain_number

NOT_STATED = frozenset({"", "/", "／", "-", "－", "—", "——", "–", "无", "\\"})


@dataclass(frozen=True, slots=True)
class Irregularity:
    """What stands in a report and has no place in its form, or has a place and is not there."""

    rule: str
    where: str
    published: str
    message: str
    severity: str = "error"


@dataclass(slots=True)
class PublishedStatement:
    """A published report as it stands, nothing guessed: a cell that is blank or "/" is not stated."""

    form: Form
    year: int
    body: str
    cells: dict[CellKey, CellValue] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    oddities: list[Irregularity] = field(default_factory=list)

    def value(self, row: str, column: str) -> CellValue:
        """Return the number of a cell, None where it is not stated."""
        return self.cells.get((row, column))


def read_statement(path: Path) -> PublishedStatement:
    """Return the report of a file: JSON, XLSX, DOCX or a saved page.

    Raises Refused in Chinese where the file cannot be read or no statutory table is found in it.
    """
    if path.suffix.lower() == ".json":
        try:
            given = json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise Refused(f"不是可以读的 JSON：{error}", field="file", english=f"Unreadable JSON: {error}") from error
        return from_json(given)
    return from_document(documents.read_document(path))


# -- numbers, as people write them ------------------------------------------------------------------------------


def number_of(text: Any) -> CellValue:
    """Return the number of a cell, None where nothing is stated; raise ValueError for anything else."""
    if text is None or (isinstance(text, str) and documents.without_spaces(text) in NOT_STATED):
        return None
    if isinstance(text, bool) or not isinstance(text, int | float | str | Decimal):
        raise ValueError(text)
    written = without_invisible(str(text)).replace(",", "")
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or abs(value) >= 10**13:
        raise ValueError(text)
    return plain_number(value)


# -- from JSON -----------------------------------------------------------------------------------------------


def from_json(given: Any) -> PublishedStatement:
    """Return the report of an exchanged table; a row or column that the form does not have is noted, not dropped."""
    if not isinstance(given, dict) or not isinstance(given.get("tables"), dict):
        raise Refused(
            "文件里要有 form、year、body、tables", field="file", english="form, year, body, tables are needed"
        )
    year = given.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        raise Refused("year 应当是年度，例如 2025", field="year", english="year must be a number such as 2025")
    if given.get("form") not in FORMS:
        raise Refused(f"没有“{given.get('form')}”这种表式", field="form", english="Unknown form")
    form = FORMS[given["form"]]
    report = PublishedStatement(
        form, year, str(given.get("body", "")), sentences=[*_strings(given.get("sentences")), *_words(given)]
    )
    paths = {comparable_label(row.name): row for row in form.printed}
    for path, cells in given["tables"].items():
        row = paths.get(comparable_label(path))
        if row is None or not isinstance(cells, dict):
            report.oddities.append(_unknown_row(form, path))
            continue
        columns = {comparable_label(column.label): column for column in form.columns(row.key)}
        for label, value in cells.items():
            column = columns.get(comparable_label(label))
            if column is None:
                report.oddities.append(
                    Irregularity("unknown-column", f"{path} / {label}", label, f"{form.title}没有“{label}”这一栏")
                )
            else:
                _put(report, row, column, value)
    return _completed(report)


def _words(given: dict) -> list[str]:
    """Return the own words of a report that was published here: they may contradict the table as other sentences may."""
    words = given.get("words")
    return (
        [line for text in _strings(list(words.values())) for line in text.splitlines()]
        if isinstance(words, dict)
        else []
    )


def _strings(given: Any) -> list[str]:
    return [text for text in given if isinstance(text, str)] if isinstance(given, list) else []


def _unknown_row(form: Form, label: str) -> Irregularity:
    return Irregularity("unknown-row", label, label, f"{form.paper}的表里没有“{label}”这一行")


def _put(report: PublishedStatement, row: Row, column: Column, text: Any, *, fills: bool = False) -> None:
    """Put the number of a cell; with `fills`, only where none is stated yet.

    A number that is printed twice and differs is noted; the later one stands.
    """
    held = report.cells.get((row.key, column.key))
    if fills and held is not None:
        return
    where = f"{row.name} / {column.label}"
    try:
        value = number_of(text)
    except ValueError:
        report.oddities.append(Irregularity("not-a-number", where, str(text), f"{where}：“{str(text)[:40]}”不是数"))
        return
    if row.kind == "heading":
        if value is not None:
            message = f"“{row.label}”是标题行，不填数，现在填的是 {value}"
            report.oddities.append(Irregularity("heading-with-figure", where, str(value), message, "warning"))
        value = None
    if held is not None and value is not None and held != value:
        message = f"“{row.label}”印了两次，数不一样：{column.label}先是 {held}，后是 {value}，按后一个核对"
        report.oddities.append(Irregularity("printed-twice", where, f"{held}；{value}", message, "warning"))
    report.cells[row.key, column.key] = held if value is None else value


def _completed(report: PublishedStatement) -> PublishedStatement:
    """Note what a whole table would have: every row, whole numbers of cases, the form of the year."""
    form = report.form
    missing = [row for row in form.printed if not any((row.key, c.key) in report.cells for c in form.columns(row.key))]
    for row in missing:
        if row.kind != "heading":
            report.oddities.append(Irregularity("missing-row", row.name, "", f"少了“{row.label}”这一行"))
    for (row_key, column_key), value in report.cells.items():
        row = form.rows[row_key]
        if value is not None and row.kind in ("count", "remedy") and (value < 0 or value != int(value)):
            where = f"{row.name} / {form.column(row_key, column_key).label}"
            report.oddities.append(
                Irregularity("not-a-count", where, str(value), f"{where}：件数应当是不小于 0 的整数，现在是 {value}")
            )
    try:
        wanted = form_for(report.year)
    except Refused as error:
        report.oddities.append(Irregularity("form-of-the-year", "", str(report.year), error.reason))
        return report
    if wanted is not form:
        message = f"{report.year} 年度应当用 {wanted.paper} 的表，这份用的是 {form.paper} 的表"
        report.oddities.append(Irregularity("form-of-the-year", "", form.code, message))
    return report


# -- from a page, a document, a workbook ------------------------------------------------------------------------


def from_document(paper: ReadDocument) -> PublishedStatement:
    """Return the report of a file's tables and paragraphs; raise Refused where no statutory table is found."""
    form = _form_of([cell for grid in paper.grids for row in grid for cell in row])
    titles = [*paper.paragraphs, *(cell for grid in paper.grids for row in grid[:2] for cell in row)]
    year = year_of(titles)
    report = PublishedStatement(form, year, body_of(titles, year), sentences=list(paper.paragraphs))
    reader = _List(report) if form.tables[0].layout == "list" else _Matrix(report)
    for grid in sorted(paper.grids, key=reader.is_aside):
        reader.read(grid)
    if not report.cells:
        raise Refused("没有找到统计表里的数", field="file", english="No figures of a statutory table were found")
    return _completed(report)


def _form_of(cells: Sequence[str]) -> Form:
    """Tell the form by the columns that only it has."""
    seen = {comparable_label(cell) for cell in cells}
    marks = {
        form.code: {comparable_label(column.label) for table in form.tables for column in table.columns}
        | {comparable_label(row.label) for row in form.printed}
        for form in FORMS.values()
    }
    scores = {
        code: len(seen & (labels - set().union(*(other for name, other in marks.items() if name != code))))
        for code, labels in marks.items()
    }
    best = max(scores, key=lambda code: scores[code])
    if scores[best] < 2:
        raise Refused("没有找到政府信息公开的统计表", field="file", english="No statutory table was found")
    return FORMS[best]


class _List:
    """The form of 2014: one label and one number a line; equal labels of two sections are told apart by their order."""

    def __init__(self, report: PublishedStatement):
        self.report = report
        self.rows = list(report.form.printed)
        self.next = 0

    def is_aside(self, grid: Grid) -> bool:
        """Say whether a grid is not the form's table but perhaps a piece of it, or the numbers of a chart."""
        head = comparable_label(self.report.form.tables[0].head)
        known = sum(any(cell and self._find(cell) is not None for cell in line[:1]) for line in grid)
        return known * 3 < len(self.rows) and not any(comparable_label(cell) == head for line in grid for cell in line)

    def read(self, grid: Grid) -> None:
        """Put every line whose label the form has; note a labelled number that it does not have.

        What stands beside the form's table fills its gaps and contradicts nothing.
        """
        (column,) = self.report.form.columns(self.rows[0].key)
        is_aside = self.is_aside(grid)
        for line in grid:
            cells = list(dict.fromkeys(cell for cell in line if cell))
            if not cells or comparable_label(cells[0]) == comparable_label(self.report.form.tables[0].head):
                continue
            place = self._find(cells[0])
            if place is not None:
                self.next = place + 1
                row = self.rows[place]
                number_of_row = line[-1] if line[-1] not in (cells[0], row.unit) else ""
                _put(self.report, row, column, number_of_row, fills=is_aside)
            elif self.next and not is_aside and _is_number(line[-1]):
                self.report.oddities.append(_unknown_row(self.report.form, cells[0]))

    def _find(self, label: str) -> int | None:
        if _is_printed_again(self.rows, self.next, label):
            return self.next - 1
        for compare in (comparable_label, label_without_ordinal):
            wanted = compare(label)
            for place in (*range(self.next, len(self.rows)), *range(self.next)):
                if (
                    compare(self.rows[place].label) == wanted
                    or without_remark(compare(self.rows[place].label)) == wanted
                ):
                    return place
        return None


def _is_printed_again(rows: Sequence[Row], following: int, label: str) -> bool:
    """Say whether a label is that of the row just read, and not of the one that follows it."""
    if not following or comparable_label(rows[following - 1].label) != comparable_label(label):
        return False
    return following == len(rows) or comparable_label(rows[following].label) != comparable_label(label)


def _is_number(text: str) -> bool:
    try:
        return number_of(text) is not None
    except ValueError:
        return False


class _Matrix:
    """The forms since 2019: blocks of article 20, the table of applications, one line of proceedings."""

    def __init__(self, report: PublishedStatement):
        form = report.form
        self.report = report
        self.blocks = {comparable_label(table.path[-1]): table for table in form.tables if len(table.path) > 1}
        self.wide = next(table for table in form.tables if table.layout == "matrix" and len(table.path) == 1)
        across = next(table for table in form.tables if table.layout == "across")
        rows = [row for row in across.rows if row.kind != "group"]
        self.proceedings = [(row, column) for row in rows for column in across.columns]
        self.block: Table | None = None
        self.columns: list[Column | None] = []  # of the block, by their places in the grid
        self.places: list[int] = []  # of the columns of applications
        self.across: list[int] = []  # of the columns of proceedings
        self.next = 0
        self.goes_on = False  # a block begun in the grid before

    def is_aside(self, grid: Grid) -> bool:
        """Say that every grid counts: what is no part of the form has none of its headings."""
        return False

    def read(self, grid: Grid) -> None:
        """Put the numbers of one grid, whichever of the form's tables it holds."""
        self.places, self.across = [], []
        self.goes_on = self._goes_on(grid)
        if not self.goes_on:
            self.block = None
        for line in grid:
            names = [comparable_label(cell) for cell in line]
            known = next((self.blocks[name] for name in names if name in self.blocks), None)
            if known is not None:
                self.block, self.columns, self.goes_on = known, [], False
            elif not self._heads(names):
                _ = self._proceedings(line) or self._applications(line) or self._documents(line)

    def _goes_on(self, grid: Grid) -> bool:
        """Say whether a grid holds rows of the block begun in the one before it; the numbers of a chart do not."""
        rows = {comparable_label(row.label) for row in self.block.rows} if self.block else set()
        return any(comparable_label(cell) in rows for line in grid for cell in line)

    def _heads(self, names: list[str]) -> bool:
        """Take a line of column headings, which says what stands where below it."""
        wide = [comparable_label(column.label) for column in self.wide.columns]
        if set(wide) <= set(names):
            self.places = [len(names) - 1 - names[::-1].index(label) for label in wide]
            return True
        results = [comparable_label(column.label) for _, column in self.proceedings]
        found = [place for place, name in enumerate(names) if name in results]
        if [names[place] for place in found] == results:
            self.across = found
            return True
        if self.block is None or comparable_label(self.block.head) not in names:
            return False
        self.columns = [self._column(self.block, names, place) for place in range(len(names))]
        return True

    def _column(self, block: Table, names: list[str], place: int) -> Column | None:
        name = names[place]
        found = next(
            (c for c in block.columns if name and without_remark(comparable_label(c.label)) == without_remark(name)),
            None,
        )
        if found is None and name and name != comparable_label(block.head) and name not in names[:place]:
            where, message = f"{block.path[-1]} / {name}", f"{block.path[-1]}没有“{name}”这一栏"
            self.report.oddities.append(Irregularity("unknown-column", where, name, message))
        return found if name not in names[:place] else None

    def _documents(self, line: list[str]) -> bool:
        if self.block is None or not self.columns:
            return False
        label = next((cell for cell in line if cell), "")
        row = next((row for row in self.block.rows if comparable_label(row.label) == comparable_label(label)), None)
        if row is None:
            if label and any(_is_number(cell) for cell in line[1:]):
                self.report.oddities.append(_unknown_row(self.report.form, f"{self.block.path[-1]} / {label}"))
            return False
        for place, column in enumerate(self.columns[: len(line)]):
            if column is not None:
                _put(self.report, row, column, line[place], fills=self.goes_on)
        return True

    def _applications(self, line: list[str]) -> bool:
        if not self.places or max(self.places) >= len(line):
            return False
        cells = [line[place] for place in self.places]
        labels = [cell for cell in dict.fromkeys(line[: min(self.places)]) if cell]
        if not labels or all(map(_is_plain, labels)):
            return False
        rows = [row for row in self.wide.rows if row.kind != "group"]
        place = self._row(rows, labels)
        if place is None:
            if self.next and any(map(_is_number, cells)):
                self.report.oddities.append(_unknown_row(self.report.form, " / ".join(labels)))
            return False
        self.next = place + 1
        for column, cell in zip(self.wide.columns, cells, strict=True):
            _put(self.report, rows[place], column, cell)
        return True

    def _row(self, rows: list[Row], labels: list[str]) -> int | None:
        if _is_printed_again(rows, self.next, labels[-1]):
            return self.next - 1
        for compare in (comparable_label, label_without_ordinal):
            for place in (*range(self.next, len(rows)), *range(self.next)):
                wanted = compare(rows[place].label)
                if compare(labels[-1]) in (wanted, without_remark(wanted)):
                    return place
        return None

    def _proceedings(self, line: list[str]) -> bool:
        """Take the one line of numbers of table four, whose rows stand side by side."""
        if not self.across or max(self.across) >= len(line):
            return False
        cells = [line[place] for place in self.across]
        if not all(map(_is_plain, cells)) or not any(map(_is_number, cells)):
            return False
        for (row, column), cell in zip(self.proceedings, cells, strict=True):
            _put(self.report, row, column, cell)
        self.across = []
        return True


def _is_plain(text: str) -> bool:
    """Say whether a cell holds a number or the mark of none."""
    return text in NOT_STATED or _is_number(text)


def cells_not_stated(report: PublishedStatement) -> Iterator[tuple[Row, Column]]:
    """Return the cells of the form that carry no number though their row counts or is entered."""
    for row in report.form.printed:
        if row.kind != "heading":
            for column in report.form.columns(row.key):
                if report.value(row.key, column.key) is None:
                    yield row, column
