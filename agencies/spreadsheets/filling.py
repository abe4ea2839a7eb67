"""Merged cells that hang over several rows: filled where every row may have the value, else refused by their range."""

from collections.abc import Sequence
from typing import Any

from agencies.spreadsheets.faults import RowError, empty, shown
from agencies.spreadsheets.grids import Merge
from agencies.spreadsheets.headings import FoundHeading


def covered(merge: Merge, places: Sequence[int]) -> list[int]:
    """Return those of some places, counted from 0, that lie in a range."""
    return [place for place in places if merge.left <= place + 1 <= merge.right]


class MergedCellFilling:
    """The merged cells that hang over the row being read."""

    def __init__(self, merges: Sequence[Merge], found: FoundHeading, places: Sequence[int], faults: list[RowError]):
        self.columns, self.places, self.faults = found.columns, places, faults
        self.waiting = sorted((merge for merge in merges if merge.bottom > found.bottom), reverse=True)
        self.hanging: list[tuple[Merge, Any]] = []
        self.told: set[Merge] = set()
        self.taken: dict[str, list[int]] = {}  # by column, the rows whose value stands in a merged cell above

    def at(self, number: int, cells: list[Any]) -> None:
        """Take note of the ranges that begin in a row and drop those that have ended."""
        if self.hanging:
            self.hanging = [(merge, value) for merge, value in self.hanging if merge.bottom >= number]
        while self.waiting and self.waiting[-1].top <= number:
            merge = self.waiting.pop()
            if merge.bottom >= number:
                value = cells[merge.left - 1] if merge.top == number and merge.left <= len(cells) else None
                self.hanging.append((merge, value))

    def standing(self, number: int) -> set[int]:
        """Return the places in which a merged cell that began above a row has a value for it."""
        return {
            place
            for merge, value in self.hanging
            if merge.top < number and not empty(value)
            for place in covered(merge, self.places)[:1]
        }

    def filled(self, number: int, cells: list[Any]) -> list[Any]:
        """Return the row with the values of ranges that began above it; refuse what cannot be filled by its range."""
        for merge, value in self.hanging:
            places = covered(merge, self.places)
            if not places:
                continue
            if len(places) > 1 or merge.left - 1 != places[0]:
                names = "、".join(f"“{self.columns[place].written}”" for place in places[:6])
                self._refuse(
                    merge, number, places[0], f"合并单元格 {merge} 横跨了{names}几列，看不出各填什么，请拆开后分别填写"
                )
            elif merge.top < number:
                self._fill(merge, number, cells, places[0], value)
        return cells

    def _fill(self, merge: Merge, number: int, cells: list[Any], place: int, value: Any) -> None:
        heading = self.columns[place].heading
        if heading.single and not empty(value):
            self._refuse(merge, number, place, f"合并单元格 {merge} 跨了几行：{heading.single}，请拆开后分别填写")
            return
        while len(cells) <= place:
            cells.append(None)
        if not empty(cells[place]) and cells[place] != value:
            self._refuse(
                merge, number, place, f"合并单元格 {merge} 下面还有别的内容（{shown(cells[place])}），请拆开后核对"
            )
            return
        cells[place] = value
        if not empty(value):
            self.taken.setdefault(heading.name, []).append(number)

    def _refuse(self, merge: Merge, number: int, place: int, message: str) -> None:
        if merge not in self.told:
            self.told.add(merge)
            self.faults.append(RowError(number, self.columns[place].heading.name, message))
