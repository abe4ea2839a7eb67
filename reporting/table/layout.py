"""Lay a filled form out as grids of cells: page, printed report and workbook draw the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from law.reports.forms import Column, Row, Table
from reporting.table.filled import CellValue, FilledForm

NO_FIGURE = "——"  # as printed in heading rows


@dataclass(slots=True)
class GridCell:
    """One cell with its spans; `row` and `column` are set where a number stands."""

    text: str
    head: str = ""  # "", row, rowgroup, col, colgroup
    rowspan: int = 1
    colspan: int = 1
    level: int = 0
    row: str = ""
    column: str = ""
    value: CellValue = None
    opens: bool = False
    label: str = ""  # row and column in words, for who cannot see the table


@dataclass(slots=True)
class GridRow:
    """One line of cells; `row` is the row of the form that it shows."""

    cells: list[GridCell]
    row: str = ""
    total: bool = False


@dataclass(slots=True)
class Grid:
    """One table: lines of its head and body, and how many columns wide it is."""

    key: str
    section: str  # set on the first grid of a section
    caption: str
    width: int
    layout: str
    head: list[GridRow] = field(default_factory=list)
    body: list[GridRow] = field(default_factory=list)


def grids_of(sheet: FilledForm) -> list[Grid]:
    """Return the tables of a filled form in printed order."""
    found, section = [], ""
    for table in sheet.form.tables:
        above = table.path[0] if table.path else sheet.form.title
        grid = LAYOUTS[table.layout](sheet, table)
        grid.section = above if above != section and table.path else ""
        grid.caption = table.path[-1] if table.path else sheet.form.title
        if len(table.path) > 1:  # the block's heading stands over its columns
            grid.head.insert(0, GridRow([GridCell(table.path[-1], "colgroup", colspan=grid.width)]))
        section = above
        found.append(grid)
    return found


def cell_text(value: CellValue, kind: str = "count") -> str:
    """Return a number as printed: —— in headings, empty where it is not stated."""
    if kind == "heading":
        return NO_FIGURE
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _number(sheet: FilledForm, row: Row, column: Column) -> GridCell:
    value = sheet.value(row.key, column.key)
    return GridCell(
        cell_text(value, row.kind),
        row=row.key,
        column=column.key,
        value=value,
        opens=row.kind != "heading" and value is not None,
        label=f"{row.label}，{column.label}，{cell_text(value, row.kind) or '未填'}",
    )


def _list(sheet: FilledForm, table: Table) -> Grid:
    """Lay out a list: label, unit, number; what stands under a row is indented."""
    head = [
        GridCell(table.head, "col"),
        GridCell("单位", "col"),
        *(GridCell(column.label, "col") for column in table.columns),
    ]
    grid = Grid(table.key, "", "", len(head), table.layout, [GridRow(head)])
    for row in table.rows:
        label = GridCell(row.label, "row", level=len(row.path) - len(table.path) - 1)
        numbers = [_number(sheet, row, column) for column in table.columns]
        grid.body.append(GridRow([label, GridCell(row.unit or NO_FIGURE), *numbers], row.key, row.kind == "heading"))
    return grid


def _matrix(sheet: FilledForm, table: Table) -> Grid:
    """Lay out a matrix: row headings merged down, column headings merged across."""
    rows = [row for row in table.rows if row.kind != "group"]
    paths = [row.path[len(table.path) :] for row in rows]
    depth = max(len(path) for path in paths)
    grid = Grid(table.key, "", "", depth + len(table.columns), table.layout, _column_heads(table, depth))
    for place, (row, path) in enumerate(zip(rows, paths, strict=True)):
        cells = list(_row_heads(paths, place, path, depth))
        cells += [_number(sheet, row, column) for column in table.columns]
        grid.body.append(GridRow(cells, row.key, row.kind == "sum"))
    return grid


def _row_heads(paths: Sequence[tuple], place: int, path: tuple[str, ...], depth: int) -> Iterator[GridCell]:
    for level, label in enumerate(path):
        begins = path[: level + 1]
        if place and paths[place - 1][: level + 1] == begins:
            continue
        last = level == len(path) - 1
        down = 1
        while not last and place + down < len(paths) and paths[place + down][: level + 1] == begins:
            down += 1
        yield GridCell(label, "row" if last else "rowgroup", down, depth - level if last else 1, level)


def _column_heads(table: Table, depth: int) -> list[GridRow]:
    """Return the lines of the head: groups of columns above their columns, the corner beside them all."""
    height = max(len(column.groups) for column in table.columns) + 1
    lines = [GridRow([]) for _ in range(height)]
    lines[0].cells.append(GridCell(table.head, "col", rowspan=height, colspan=depth))
    for place, column in enumerate(table.columns):
        for level, group in enumerate(column.groups):
            begins = column.groups[: level + 1]
            if place and table.columns[place - 1].groups[: level + 1] == begins:
                continue
            wide = 1
            while place + wide < len(table.columns) and table.columns[place + wide].groups[: level + 1] == begins:
                wide += 1
            lines[level].cells.append(GridCell(group, "colgroup", colspan=wide))
        level = len(column.groups)
        lines[level].cells.append(GridCell(column.label, "col", rowspan=height - level))
    return lines


def _across(sheet: FilledForm, table: Table) -> Grid:
    """Lay out rows side by side: one line of numbers under the row labels and the column labels."""
    rows = [row for row in table.rows if row.kind != "group"]
    paths = [row.path[len(table.path) :] for row in rows]
    depth, wide = max(len(path) for path in paths), len(table.columns)
    lines = [GridRow([]) for _ in range(depth + 1)]
    for place, path in enumerate(paths):
        for level, label in enumerate(path):
            begins = path[: level + 1]
            if place and paths[place - 1][: level + 1] == begins:
                continue
            over = sum(1 for other in paths[place:] if other[: level + 1] == begins)
            down = depth - level if level == len(path) - 1 else 1
            lines[level].cells.append(GridCell(label, "colgroup", down, over * wide))
        lines[depth].cells += [GridCell(column.label, "col") for column in table.columns]
    numbers = [_number(sheet, row, column) for row in rows for column in table.columns]
    return Grid(table.key, "", "", len(numbers), table.layout, lines, [GridRow(numbers)])


LAYOUTS = {"list": _list, "matrix": _matrix, "across": _across}
