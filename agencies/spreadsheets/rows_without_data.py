"""Which rows under a heading hold no data: sums, signatures, notes, the heading printed again."""

import re
from collections.abc import Sequence
from typing import Any

from agencies.spreadsheets.faults import empty
from agencies.spreadsheets.headings import Column
from agencies.spreadsheets.names import heading_key
from agencies.text.comparing import without_invisible

_SUM = re.compile(
    r"(?:本页|本月|本季度?|本年度?|全年|年度|以上|(?:\d{4}年度?)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|第?[1-4一二三四]季度|[上下]半年)?)"
    r"(?:合计|小计|总计|共计|累计|总数)(?:[:(\d].*|件数?|数)?:?"
)
_PAGE = re.compile(r"-?第?[\d一二三四五六七八九十]+页(?:[,/]?共[\d一二三四五六七八九十]+页)?-?|-\d+-")
_SIGNATURE = re.compile(
    r"(?:(?:填表|填报|制表|编制|审核|复核|经办|负责|联系|统计|登记|录入)(?:人员?|单位|部门|日期|时间|电话)|(?:单位|科室|部门)?(?:负责人|领导|主要领导|分管领导)"
    r"|注|备注|附注|说明|填表说明|制表|审核|复核|签字|签名|盖章|单位\(盖章\)|\(盖章\))(?:\(.{1,8}\)|签字|签名)?:.*"
)
# What may be the number of an application that was begun: no line under a table goes on with it.
_NUMBER_OF_A_ROW = re.compile(
    r"(?!\d{4}年\d)(?!(?:19|20)\d\d([-/.])\d{1,2}\1\d)[A-Za-z\u4e00-\u9fff]{0,10}[-\[(〔]?\d[\d/\[\]()〔〕第字-]*号?"
)


def _words_of(cells: Sequence[Any]) -> list[tuple[int, str]]:
    """Return the words of a row with their places, as they compare."""
    return [(place, heading_key(str(value))) for place, value in enumerate(cells) if not empty(value)]


class RowsWithoutData:
    """Tells them by their words, row by row; what is doubtful is data, whose faults are said.

    `ours` are the places of columns that are read, `needed` those that every row must fill in, `heading_rows` the
    rows of a heading of several rows, each of which may be printed again by itself.
    """

    def __init__(
        self,
        columns: Sequence[Column | None],
        ours: Sequence[int],
        needed: Sequence[int],
        heading_rows: Sequence[Sequence[Any]] = (),
    ):
        self.columns, self.ours, self.wanted = columns, ours, needed or ours
        self.words = frozenset(heading_key(column.written) for column in columns if column)
        self.heading_rows = [_words_of(cells) for cells in heading_rows]
        self.is_under = False  # a signature or note was seen: what follows in a single cell goes on with it

    def what_is(self, cells: list[Any], standing: set[int], *, is_text_line: bool) -> str:
        """Return what a row is that holds no data; "" for one that does, or whose faults are to be said.

        `standing` are the places in which a merged cell of a row above has a value for this one; a text line is one
        text merged over most of the table.
        """
        filled = [value for value in cells if not empty(value)]
        first = without_invisible(str(filled[0]))
        if self._repeats_heading(cells):
            return "列名又出现一次"
        if is_text_line:
            self.is_under = self.is_under or bool(_SIGNATURE.fullmatch(first))
            return "横贯全表的文字"
        if self._has_data(cells, standing):
            self.is_under = False
            return ""
        if len(filled) == 1 and _PAGE.fullmatch("".join(first.split())):
            return "页码"
        if _SUM.fullmatch(first):
            return "合计行"
        if _SIGNATURE.fullmatch(first):  # the first cell says it: behind a number, a note belongs to the application
            self.is_under = True
            return "表末的签署或者说明"
        goes_on = self.is_under and len(filled) == 1 and not _NUMBER_OF_A_ROW.fullmatch(first)
        return "表末的签署或者说明" if goes_on else ""

    def _repeats_heading(self, cells: list[Any]) -> bool:
        first = next((value for value in cells if not empty(value)), None)
        if isinstance(first, str) and self.heading_rows and _words_of(cells) in self.heading_rows:
            return True
        if not isinstance(first, str) or heading_key(first) not in self.words:
            return False  # told quickly for every row of data
        same = sum(
            place < len(cells)
            and isinstance(cells[place], str)
            and heading_key(cells[place]) == heading_key(self.columns[place].written)
            for place in self.ours
        )
        return same >= 2 and same * 2 >= len(self.ours)

    def _has_data(self, cells: list[Any], standing: set[int]) -> bool:
        """Say whether more than half of what every row needs is there, besides words of a sum or a signature."""
        there = [
            without_invisible(str(cells[place]))
            for place in self.wanted
            if place < len(cells) and not empty(cells[place])
        ]
        own = sum(not _SUM.fullmatch(text) and not _SIGNATURE.fullmatch(text) for text in there)
        return (own + len(standing.intersection(self.wanted))) * 2 > len(self.wanted)
