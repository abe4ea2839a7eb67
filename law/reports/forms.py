"""The statutory forms of the annual report: rows, columns, conditions and balance equations, one TOML per form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from law import Refused, dated
from law.regulations.texts import IN_FORCE
from law.reports.conditions import Condition

FOLDER = Path(__file__).parent
KINDS = ("group", "heading", "count", "remedy", "entered", "sum")
LAYOUTS = ("list", "matrix", "across")
ROW_KEYS = {"key", "label", "kind", "under", "unit", "indicator", "when", "of", "whole", "without_row"}
COLUMN_KEYS = {"key", "label", "groups", "when", "of", "signed"}
LAST_YEAR = 2100  # a later one is a slip of the keyboard
TABLE_KEYS = {"key", "path", "layout", "head", "columns", "rows"}
PART_KEYS = {"key", "heading", "content", "ask", "most", "needed"}
CONTENT = ("words", "sentence", "table", "chart", "comparison", "cases", "corrections")
TERM = re.compile(r"^(?P<minus>-?)(?P<row>[^:@]+)(:(?P<column>[^:@]+))?(?P<last>@last)?$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a condition, or the sum of other columns."""

    key: str
    label: str
    groups: tuple[str, ...] = ()  # the headings above it
    when: Condition = Condition()
    of: tuple[str, ...] = ()
    signed: bool = False  # an increase or decrease: its entered figures may be negative


@dataclass(frozen=True, slots=True)
class Row:
    """One row as printed; `path` is its place, the labels from the section down."""

    key: str
    label: str
    kind: str
    path: tuple[str, ...]
    unit: str = ""
    indicator: str = ""  # what entered figures call it
    when: tuple[Condition, ...] = ()  # alternatives, of which at most one holds for a case
    of: tuple[str, ...] = ()  # the rows a sum adds
    whole: tuple[Condition, ...] = ()  # the cases that the added rows must take, each once
    without_row: tuple[Condition, ...] = ()  # the cases of the whole that this form has no row for

    @property
    def name(self) -> str:
        """Return the row path as JSON reports write it."""
        return " / ".join(self.path)


@dataclass(frozen=True, slots=True)
class Table:
    """A run of rows under the same columns."""

    key: str
    path: tuple[str, ...]  # section and block headings above the rows
    layout: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One number of an equation or sentence: a cell, of this year or last year's table, added or taken away."""

    row: str
    column: str = ""  # empty = each column in turn
    sign: int = 1
    last: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """A relation between cells (勾稽关系)."""

    rule: str
    name: str
    english: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    relation: str
    severity: str
    overlap: str = ""  # why the right side may exceed the left, where one case may stand in several rows
    overlap_english: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Cases that a person should look at before the table is published."""

    rule: str
    when: tuple[Condition, ...]
    text: str
    english: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report's text (年度报告的组成部分): its heading and, in order, what stands under it."""

    key: str
    heading: str
    content: tuple[tuple[str, str], ...]  # kind of CONTENT, name
    ask: str = ""  # what the officers' own words must cover
    most: int = 0  # characters that the own words should not exceed; 0 = the form names no limit
    needed: bool = False  # without own words the part would be empty

    @property
    def name(self) -> str:
        """Return what people call the part; the first of some forms has no heading."""
        return self.heading or "前言"

    @property
    def has_words(self) -> bool:
        """Say whether officers write own words in this part."""
        return ("words", "") in self.content


@dataclass(frozen=True)
class Form:
    """A form with everything that filling, checking and printing it needs."""

    code: str
    paper: str
    title: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]
    equations: tuple[Equation, ...]
    notes: tuple[Note, ...]
    narrative: Mapping[str, Any] = field(repr=False)
    parts: tuple[Part, ...] = ()

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Return every row by its key, in printed order."""
        return {row.key: row for table in self.tables for row in table.rows}

    @cached_property
    def table_of(self) -> dict[str, Table]:
        """Return the table of each row key."""
        return {row.key: table for table in self.tables for row in table.rows}

    @cached_property
    def printed(self) -> tuple[Row, ...]:
        """Return the rows that carry cells or a heading line of their own."""
        return tuple(row for row in self.rows.values() if row.kind != "group")

    def columns(self, row_key: str) -> tuple[Column, ...]:
        """Return the columns of a row."""
        return self.table_of[row_key].columns

    def column(self, row_key: str, column_key: str) -> Column:
        """Return one column of a row; raise KeyError where the form has no such cell."""
        return next((column for column in self.columns(row_key) if column.key == column_key), None) or _none(column_key)

    def leaf_columns(self, row_key: str, column_key: str) -> tuple[Column, ...]:
        """Return the columns that a column adds, itself if it adds none."""
        column = self.column(row_key, column_key)
        return tuple(self.column(row_key, key) for key in column.of) or (column,)

    def leaf_rows(self, row_key: str) -> tuple[Row, ...]:
        """Return the counted or entered rows that a row adds, itself if it adds none."""
        row = self.rows[row_key]
        if row.kind != "sum":
            return (row,)
        return tuple(leaf for key in row.of for leaf in self.leaf_rows(key))

    def population(self, row_key: str) -> str:
        """Return what stands behind the cells of a row: count (cases), remedy, entered, or heading."""
        return self.leaf_rows(row_key)[0].kind

    def cell_conditions(self, row_key: str, column_key: str) -> tuple[Condition, ...]:
        """Return the conditions of a cell: what stands behind it satisfies exactly one of them."""
        return tuple(
            condition.both(column.when)
            for row in self.leaf_rows(row_key)
            for condition in row.when
            for column in self.leaf_columns(row_key, column_key)
        )

    @cached_property
    def case_columns(self) -> frozenset[str]:
        """Return the facts of a case that this form asks for, its year apart."""
        found: set[str] = set()
        for row in self.rows.values():
            if row.kind == "count":
                for given in (*row.when, *(column.when for column in self.columns(row.key))):
                    found |= given.columns
            for given in (*row.whole, *row.without_row):
                found |= given.columns
        for note in self.notes:
            for given in note.when:
                found |= given.columns
        return frozenset(found) - {"received", "decided", "remedy", "result"}

    @cached_property
    def entered_cells(self) -> dict[tuple[str, str], str]:
        """Return the indicator of every cell that units enter: 指标, as the figures file writes it."""
        found = {}
        for row in self.rows.values():
            if row.kind == "entered":
                several = self.table_of[row.key].layout != "list"
                for column in self.columns(row.key):
                    found[row.key, column.key] = f"{row.indicator} {column.label}" if several else row.indicator
        return found

    @cached_property
    def signed_indicators(self) -> frozenset[str]:
        """Return the indicators that may be negative (本年增/减)."""
        return frozenset(name for (row, column), name in self.entered_cells.items() if self.column(row, column).signed)

    @cached_property
    def money_indicators(self) -> frozenset[str]:
        """Return the indicators that are amounts of money, which alone may have decimals; all others count something."""
        return frozenset(
            name
            for (row, column), name in self.entered_cells.items()
            if "元" in self.rows[row].unit or "元" in self.column(row, column).label
        )

    @cached_property
    def by_path(self) -> dict[str, Row]:
        """Return the printed rows by the path that JSON tables use."""
        return {row.name: row for row in self.printed}


def _none(key: str) -> Column:
    raise KeyError(key)


def read_term(text: str) -> Term:
    """Return the number that ``[-]row[:column][@last]`` names."""
    found = TERM.match(text)
    if not found:
        raise ValueError(f"not a term: {text}")
    return Term(found["row"], found["column"] or "", -1 if found["minus"] else 1, bool(found["last"]))


def _conditions(given: Any) -> tuple[Condition, ...]:
    if not given:
        return ()
    return tuple(Condition.read(table) for table in ([given] if isinstance(given, dict) else given))


def _known(table: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    if unknown := sorted(set(table) - set(keys)):
        raise ValueError(f"{where}: unknown {', '.join(unknown)}")


def _column(table: Mapping[str, Any]) -> Column:
    _known(table, COLUMN_KEYS, "column")
    return Column(
        table["key"],
        table["label"],
        tuple(table.get("groups", ())),
        Condition.read(table.get("when", {})),
        tuple(table.get("of", ())),
        table.get("signed", False),
    )


def _rows(table: Mapping[str, Any]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for given in table["rows"]:
        _known(given, ROW_KEYS, f"row {given.get('key')}")
        if given["kind"] not in KINDS:
            raise ValueError(f"row {given['key']}: unknown kind {given['kind']}")
        above = found[given["under"]].path if "under" in given else tuple(table["path"])
        found[given["key"]] = Row(
            given["key"],
            given["label"],
            given["kind"],
            (*above, given["label"]),
            given.get("unit", ""),
            given.get("indicator", ""),
            _conditions(given.get("when")),
            tuple(given.get("of", ())),
            _conditions(given.get("whole")),
            _conditions(given.get("without_row")),
        )
    return tuple(found.values())


def _table(given: Mapping[str, Any], columns: Mapping[str, tuple[Column, ...]]) -> Table:
    _known(given, TABLE_KEYS, f"table {given.get('key')}")
    if given["layout"] not in LAYOUTS:
        raise ValueError(f"table {given['key']}: unknown layout {given['layout']}")
    return Table(
        given["key"],
        tuple(given["path"]),
        given["layout"],
        given.get("head", ""),
        columns[given["columns"]],
        _rows(given),
    )


def _equation(given: Mapping[str, Any]) -> Equation:
    sides = {side: tuple(read_term(text) for text in given[side]) for side in ("left", "right")}
    return Equation(**{"relation": "==", "severity": "error", **given, **sides})


def _part(given: Mapping[str, Any]) -> Part:
    _known(given, PART_KEYS, f"part {given.get('key')}")
    content = tuple((kind, name) for kind, _, name in (each.partition(":") for each in given["content"]))
    if unknown := sorted({kind for kind, _ in content} - set(CONTENT)):
        raise ValueError(f"part {given['key']}: unknown {', '.join(unknown)}")
    return Part(**{**given, "content": content})


def _parts(given: Iterable[Mapping[str, Any]], tables: Iterable[str]) -> tuple[Part, ...]:
    """Return the parts; raise ValueError unless every table of the form stands in them, once and in order."""
    parts = tuple(_part(each) for each in given)
    placed = [name for part in parts for kind, name in part.content if kind == "table"]
    if parts and placed != list(tables):
        raise ValueError(f"tables of the parts {placed} are not those of the form")
    if len({part.key for part in parts}) != len(parts):
        raise ValueError("two parts have the same key")
    return parts


def _form(text: dated.DatedText) -> Form:
    says = text.says
    columns = {name: tuple(_column(each) for each in given) for name, given in says["columns"].items()}
    return Form(
        text.code,
        says["paper"],
        says["title"],
        text.in_force_from.year,
        text.in_force_to.year if text.in_force_to else None,
        tuple(_table(given, columns) for given in says["tables"]),
        tuple(_equation(given) for given in says["equations"]),
        tuple(Note(**{**given, "when": _conditions(given["when"])}) for given in says.get("notes", ())),
        says["narrative"],
        _parts(says.get("parts", ()), [each["key"] for each in says["tables"]]),
    )


def load(folder: Path) -> tuple[tuple[dated.DatedText, ...], dict[str, Form]]:
    """Return the texts of a folder and their forms by code; a new form is one new file, which ends the one before."""
    texts = dated.load_texts(
        folder, ("paper", "title", "columns", "tables", "equations", "narrative"), ("notes", "parts"), replaced=True
    )
    return texts, {text.code: _form(text) for text in texts}


TEXTS, FORMS = load(FOLDER)
SIGNED = tuple(sorted(set().union(*(form.signed_indicators for form in FORMS.values()))))  # 指标 that may be negative


def form_for(year: int, code: str = "auto") -> Form:
    """Return the form of a reporting year, or the one named; raise Refused where the law gives none."""
    if not IN_FORCE.year <= year <= LAST_YEAR:
        raise Refused(
            f"年度“{year}”不对，应当在 {IN_FORCE.year} 到 {LAST_YEAR} 之间",
            field="year",
            english=f"No such reporting year: {year}",
        )
    if code != "auto":
        if code not in FORMS:
            raise Refused(f"没有“{code}”这种表式", field="form", english=f"There is no form “{code}”")
        return FORMS[code]
    first = min(FORMS.values(), key=lambda form: form.first_year)
    if year < first.first_year:
        raise Refused(
            f"{year}年没有全国统一的统计表，{first.first_year}年度起才有；更早的年度用各地自定的表",
            first.paper,
            field="year",
            english=f"No national form exists for {year}; the first is that of {first.first_year}",
        )
    return FORMS[dated.text_in_force(TEXTS, date(year, 12, 31)).code]
