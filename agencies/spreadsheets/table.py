"""A sheet read for what it is: its columns, its rows with merged cells filled, and a remark on all that was not read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agencies.spreadsheets import headings
from agencies.spreadsheets.faults import RowError, blank, empty, numbered, shown
from agencies.spreadsheets.file_formats import delimited, kinds, libreoffice, web_page, workbook
from agencies.spreadsheets.filling import MergedCellFilling, covered
from agencies.spreadsheets.grids import Grid, Merge
from agencies.spreadsheets.headings import Column, FoundHeading
from agencies.spreadsheets.names import LEFT_OUT, Names, SheetForm, key_of
from agencies.spreadsheets.rows_without_data import RowsWithoutData
from law import Refused

MOST_TOLD = 20  # comments and the like that are named one by one
MOST_ACROSS = 12  # cells of a row that is shown in a remark
Rows = Iterator[tuple[int, tuple[Any, ...]]]


@dataclass(slots=True)
class Table:
    """A sheet with its heading found. `faults` and `notes` grow while the rows are read."""

    form: SheetForm
    grid: Grid
    found: FoundHeading
    names: Names
    faults: list[RowError] = field(default_factory=list)
    notes: list[RowError] = field(default_factory=list)
    _counting: list[int] = field(default_factory=list)  # places of serial numbers
    _serials: dict[int, list[str]] = field(default_factory=dict)
    _ours: list[int] = field(default_factory=list)
    _needed: list[int] = field(default_factory=list)
    _asides: RowsWithoutData = field(init=False)

    def __post_init__(self):
        columns = self.found.columns
        self._ours = [place for place, column in enumerate(columns) if column and column.heading]
        self._counting = [place for place, column in enumerate(columns) if column and column.serial]
        self._needed = [place for place in self._ours if columns[place].heading.needed]
        self._asides = RowsWithoutData(columns, self._ours, self._needed, [cells for _, cells in self.found.rows])
        self.faults += self.found.faults
        for number, cells in self.found.titles:
            self.notes.append(RowError(number, "", f"列名以上的标题，没有导入：{_across(cells)}"))
        for number, word in self.found.groups:
            self.notes.append(RowError(number, "", f"列名上方的“{shown(word)}”只看作分组，没有导入"))

    @property
    def needed(self) -> list[str]:
        """Return the columns of the sheet that every row must fill in."""
        return [self.columns[place].heading.name for place in self._needed]

    @property
    def columns(self) -> list[Column | None]:
        """Return what every place of a row means."""
        return self.found.columns

    @property
    def total(self) -> int | None:
        """Return the number of rows where the file says it; it need not be true."""
        return self.grid.total

    def rows(self) -> Rows:
        """Yield the rows under the heading that hold data, merged cells filled; note every other."""
        filling = MergedCellFilling(self.grid.merges, self.found, self._ours, self.faults)
        for number, cells in self.grid.rows():
            if number <= self.found.bottom:
                continue
            filling.at(number, cells)
            if blank(cells) or self._is_aside(number, cells, filling.standing(number)):
                continue
            self._see_serials(cells)
            yield number, tuple(filling.filled(number, cells))
        for name, rows in filling.taken.items():
            self.notes.append(RowError(0, name, f"第 {numbered(rows)} 行的值取自上面的合并单元格"))
        self._conclude()

    def _see_serials(self, cells: list[Any]) -> None:
        """Remember the first and the last of the numbers that only count the rows."""
        for place in self._counting:
            if place < len(cells) and not empty(cells[place]):
                self._serials.setdefault(place, []).append(shown(cells[place]))
                del self._serials[place][1:-1]

    def cells(self, line: int, values: tuple[Any, ...]) -> Iterator[tuple[Column, Any]]:
        """Yield the cells of our columns; note what stands in a column without a heading."""
        for place, value in enumerate(values):
            if value is None or value == "":
                continue
            column = self.columns[place] if place < len(self.columns) else None
            if column is None:
                if not empty(value):
                    self.faults.append(
                        RowError(line, f"第 {place + 1} 列", f"这一格有内容（{shown(value)}），但是这一列没有列名")
                    )
            elif column.heading is not None:
                yield column, value

    # -- rows that hold no data -------------------------------------------------------------------------
    def _is_aside(self, number: int, cells: list[Any], standing: set[int]) -> bool:
        what = self._asides.what_is(cells, standing, is_text_line=self._is_text_line(number, cells))
        if what:
            self.notes.append(RowError(number, "", f"{what}，没有导入：{_across(cells)}"))
        return bool(what)

    def _is_text_line(self, number: int, cells: list[Any]) -> bool:
        """Say whether the row is one text, merged over most of the table."""
        filled = [place for place, value in enumerate(cells) if not empty(value)]
        if len(filled) != 1:
            return False
        return any(
            merge.top == number and merge.left == filled[0] + 1 and self.is_wide(merge) for merge in self.grid.merges
        )

    def is_wide(self, merge: Merge) -> bool:
        """Say whether a range covers at least two of our columns and half of them."""
        count = len(covered(merge, self._ours))
        return count >= 2 and count * 2 >= len(self._ours)

    # -- at the end -------------------------------------------------------------------------------------
    def _conclude(self) -> None:
        """Note what stands beside the rows and what is hidden."""
        for place, column in enumerate(self.columns):
            if column and column.serial and place in self._serials:
                first, last = self._serials[place][0], self._serials[place][-1]
                self.notes.append(
                    RowError(self.found.top, column.written, f"这一列是顺序号（{first} 到 {last}），没有导入")
                )
            elif column and column.left_out and self.names.used.get(("", column.written)) == LEFT_OUT:
                self.notes.append(RowError(self.found.top, shown(column.written), "按对照表，这一列没有导入"))
        grid = self.grid
        if grid.hidden_rows:
            self.notes.append(RowError(0, "", f"第 {numbered(grid.hidden_rows)} 行是隐藏的（可能是筛选），一样读入了"))
        if hidden := [
            self.columns[n - 1].written for n in grid.hidden_columns if n <= len(self.columns) and self.columns[n - 1]
        ]:
            self.notes.append(RowError(0, "", f"列“{'、'.join(map(shown, hidden))}”是隐藏的，一样读入了"))
        if grid.computed:
            self.notes.append(RowError(0, "", f"有 {grid.computed} 个单元格是公式，读的是文件里保存的结果"))
        for aside in grid.asides[:MOST_TOLD]:
            self.notes.append(RowError(0, "", f"没有导入：{aside}"))
        if len(grid.asides) > MOST_TOLD:
            self.notes.append(RowError(0, "", f"没有导入：其余 {len(grid.asides) - MOST_TOLD} 处批注、链接、图片"))


def unconfirmed(names: Names) -> list[RowError]:
    """Return a fault for every word that only seems to mean something: it is used after a person has said so."""
    return [
        RowError(
            proposal.row,
            proposal.column or shown(proposal.written),
            f"“{shown(proposal.written)}”看作“{proposal.meaning}”{f'（共 {proposal.count} 处）' if proposal.column else ''}，请核对后确认",
        )
        for proposal in names.proposals.values()
        if proposal.meaning
    ]


def _across(cells: list[Any]) -> str:
    """Return the cells of a row for a remark."""
    texts = [shown(value) for value in cells if not empty(value)]
    more = f"……共 {len(texts)} 格" if len(texts) > MOST_ACROSS else ""
    return "　".join(texts[:MOST_ACROSS]) + more


# -- opening ------------------------------------------------------------------------------------------------------


@contextmanager
def opened(
    path: Path, form: SheetForm, *, sheet: str = "", confirmed: Mapping[tuple[str, str], str] | None = None
) -> Iterator[Table]:
    """Open a sheet by what the file is and not by what it is called; its heading is found, its words are understood.

    `sheet` names the sheet of a workbook; else the first that looks like one of the form is read, and the others are
    named. Raises Refused in Chinese for what is no sheet, while rows are read, too.
    """
    with grids(path) as given:
        yield _chosen(given, form, sheet, confirmed or {})


@contextmanager
def grids(path: Path) -> Iterator[list[Grid]]:
    """Open any file that holds sheets; of a text every separator is tried as a sheet of its own."""
    kind = kinds.kind_of(path)
    if kind == kinds.XLSX:
        with workbook.grids_of(path) as found:
            yield found
    elif kind == kinds.TEXT:
        yield delimited.grids_of(path)
    elif kind == kinds.PAGE:
        yield web_page.grids_of(path)
    else:
        with libreoffice.as_xlsx(path, kind) as made, workbook.grids_of(made) as found:
            yield found


def _chosen(given: list[Grid], form: SheetForm, sheet: str, confirmed: Mapping[tuple[str, str], str]) -> Table:
    """Return the table of the sheet that is meant, with a remark on every other that is not empty."""
    picked = _picked(given, sheet)
    tables: list[Table] = []
    empty: Refused | None = None
    for grid in given:
        names = Names(confirmed)
        try:
            tables.append(Table(form, grid, headings.find_heading(grid, form, names), names))
        except Refused as error:
            empty = empty or error
    usable = [table for table in tables if any(table.grid is grid for grid in picked)]
    if not usable:
        raise empty or Refused("文件里没有内容", field="file", english="The file is empty")
    alternatives = not given[0].name  # one text under every separator: no sheets of their own
    best = max(table.found.score for table in usable)
    if alternatives and not best and empty:
        raise empty  # as a text with commas it is faulty, and nothing else makes a table of it either
    table = next(
        table for table in usable if table.found.score == best or (not alternatives and table.found.score * 2 > best)
    )
    if not alternatives:
        table.notes += [_other(other) for other in tables if other is not table]
    return table


def _picked(given: list[Grid], sheet: str) -> list[Grid]:
    """Return the sheet of a name, or else those that are not hidden."""
    if not sheet:
        return [grid for grid in given if not grid.hidden] or given
    if not given[0].name:
        raise Refused("这是文本文件，里面没有工作表", field="sheet", english="A text has no sheets")
    picked = [grid for grid in given if key_of(grid.name) == key_of(sheet)]
    if not picked:
        names = "、".join(f"“{grid.name}”" for grid in given)
        raise Refused(f"没有工作表“{sheet}”，文件里有：{names}", field="sheet", english="No such sheet")
    return picked


def _other(table: Table) -> RowError:
    grid = table.grid
    hidden = "（隐藏的）" if grid.hidden else ""
    alike = (
        f"；它也像{table.form.name}，要导入请指明这张工作表，或者另存为单独的文件"
        if table.found.score > 1 and not table.found.faults
        else ""
    )
    return RowError(0, "", f"工作表“{grid.name}”{hidden}没有读{alike}")
