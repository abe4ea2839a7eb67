"""A sheet as it stands in its file, before anybody says what it means: rows, merged cells, what is hidden."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

Row = tuple[int, list[Any]]  # the spreadsheet's row number and its cells


class Merge(NamedTuple):
    """A merged range, its edges counted from 1 and included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{get_column_letter(self.left)}{self.top}:{get_column_letter(self.right)}{self.bottom}"


@dataclass(slots=True)
class Grid:
    """One sheet; `rows` may be asked for again and again, and every time reads the file anew."""

    name: str
    rows: Callable[[], Iterator[Row]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_columns: list[int] = field(default_factory=list)  # counted from 1
    hidden_rows: list[int] = field(default_factory=list)  # known when the rows have been read
    asides: list[str] = field(
        default_factory=list
    )  # what stands beside the cells: comments, pictures, addresses of links
    computed: int = 0  # cells whose value a formula gave, known when the rows have been read
    total: int | None = None
    typed: bool = False  # cells have types; else everything is text
