"""What is said about a place of a sheet: its row, its column, a sentence; and cells that hold no value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from law import Refused

_ROW = re.compile(r"第 (\d+) 行")
NOT_STATED = frozenset(
    {"/", "／", "\\", "-", "－", "—", "——", "–", "无", "／／", "//", "--"}
)  # how clerks leave a field out


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault or remark: the spreadsheet's row number (0: the whole file), the column's name, the sentence."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return f"“{self.column}”：{self.message}" if self.column else self.message
        return (
            f"第 {self.row} 行“{self.column}”：{self.message}" if self.column else f"第 {self.row} 行：{self.message}"
        )

    def as_json(self) -> dict:
        """Return the fault as commands print it."""
        return {"row": self.row, "column": self.column, "message": self.message}


def of_file(error: Refused, row: int = 1) -> RowError:
    """Return the fault of a file that cannot be read on, at the row that its sentence names."""
    named = _ROW.match(error.reason)
    return RowError(int(named[1]) if named else row, "", error.reason)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that shows something and holds no value: an error, a formula never computed, a date without its day."""

    shown: str
    why: str

    def __str__(self) -> str:
        return self.shown


class Percentage(float):
    """A number that its sheet shows in hundredths: 0.5 as 50%."""

    def __str__(self) -> str:
        return f"{float(self) * 100:.15g}%"


def partly_crossed_out(text: str, crossed_out: str) -> Unusable:
    """Return what a cell is in which a part is struck through: which of the two is meant nobody can tell."""
    return Unusable(" ".join(text.split()), f"这一格里有划掉的文字（{crossed_out[:30]}），请删去划掉的部分后再导入")


def empty(value: Any) -> bool:
    """Say whether a cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def blank(values: Iterable[Any]) -> bool:
    """Say whether a row holds nothing but blanks."""
    return all(map(empty, values))


def shown(value: Any) -> str:
    """Return a cell in a few words for a sentence."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:40]}…"


def numbered(rows: Iterable[int]) -> str:
    """Return row numbers as people write them: 3、5–9、12."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    parts = [f"{first}" if first == last else f"{first}–{last}" for first, last in spans[:12]]
    return "、".join(parts) + (f"等 {sum(last - first + 1 for first, last in spans)} 行" if len(spans) > 12 else "")
