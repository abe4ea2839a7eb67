"""The words of a sheet: which heading or label is meant, taken as it is, proposed and confirmed once, or not known.

What only looks like a name of ours is a proposal: it is shown with what was understood and used after a person has
confirmed it. What was confirmed is kept (`SheetName`) and holds for the next sheet of that agency.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from agencies.spreadsheets.faults import NOT_STATED
from agencies.stored_files.disk import write_file
from agencies.text.comparing import comparable
from law import Refused

LEFT_OUT = "不导入"
MAPPING_HEADING = ("栏", "表里的写法", "意思")
COLUMN = "列名"  # the first field of a line that says what a heading means
_NOTE = re.compile(
    r"\((?:必填|选填|可不填|元|单位:元|工作日|个工作日|天|年月日|年/月/日|年-月-日|yyyy-mm-dd|日期|盖章|全称)\)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def key_of(text: str) -> str:
    """Return a heading or label in the form for comparing, without a colon or star at its ends."""
    return comparable(text).strip(":*;。,.")


def heading_key(text: str) -> str:
    """Return a heading as it compares, without a bracket that only says how it is filled in."""
    key = key_of(text)
    return _NOTE.sub("", key) or key


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that a sheet may have.

    `also` are names that it has elsewhere and that are taken as they are; `like` are words that are only proposed.
    `single` says why a cell of it may not be merged over several rows; empty: every row has the value.
    """

    name: str
    needed: bool = False
    also: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    single: str = ""
    labels: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict, hash=False)  # written word -> label, only proposed


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A kind of sheet: its code, what it is called, its columns, whether a person may say in a file what its words mean."""

    code: str
    name: str
    headings: tuple[Heading, ...]
    mapped: bool = False

    def heading(self, name: str) -> Heading:
        """Return a column by its name."""
        return next(heading for heading in self.headings if heading.name == name)


@dataclass(slots=True)
class Proposal:
    """A word of the sheet, what it seems to mean, where it stands first and how often."""

    column: str  # "" for a heading
    written: str
    meaning: str  # "" where nobody can say
    row: int
    count: int = 1

    def __str__(self) -> str:
        if not self.column:
            return f"列名“{self.written}” → {self.meaning or '？'}"
        return f"“{self.column}”栏的“{self.written}” → {self.meaning or '？'}（第 {self.row} 行起共 {self.count} 处）"

    def as_json(self) -> dict:
        """Return the proposal as commands print it."""
        return {
            "column": self.column,
            "written": self.written,
            "means": self.meaning,
            "row": self.row,
            "count": self.count,
        }


class Names:
    """What the words of one sheet mean: what was confirmed, what is proposed."""

    def __init__(self, confirmed: Mapping[tuple[str, str], str] | None = None):
        self.confirmed = {
            (key_of(column), key_of(written)): meaning for (column, written), meaning in (confirmed or {}).items()
        }
        self.proposals: dict[tuple[str, str], Proposal] = {}
        self.used: dict[
            tuple[str, str], str
        ] = {}  # confirmed words that stand in this sheet, as they are written there
        self._form: SheetForm | None = None
        self._known: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def _words_of(self, form: SheetForm) -> tuple[dict[str, str], dict[str, str]]:
        if form is not self._form:
            sure = {heading_key(word): one.name for one in form.headings for word in (one.name, *one.also)}
            maybe = {heading_key(word): one.name for one in form.headings for word in one.like}
            self._form, self._known = form, (sure, maybe)
        return self._known

    def heading(self, form: SheetForm, written: str) -> tuple[str, bool]:
        """Return the column that a heading means and whether that is sure; "" where it means none."""
        sure, maybe = self._words_of(form)
        key = heading_key(written)
        if key in sure:
            return sure[key], True
        if (meaning := self.confirmed.get(("", key_of(written)))) is not None:
            return meaning, True
        return maybe.get(key, ""), False

    def label(self, heading: Heading, written: str, row: int) -> str:
        """Return a label of ours for a word of a column; the word itself where it is ours already or not known."""
        if written in heading.labels:
            return written
        key = key_of(written)
        same = next((label for label in heading.labels if key_of(label) == key), "")
        if same:
            return same
        if (meaning := self.confirmed.get((key_of(heading.name), key))) is not None:
            self.used[heading.name, written] = meaning
            return meaning
        meaning = next((label for word, label in heading.synonyms.items() if key_of(word) == key), "")
        if written not in NOT_STATED:
            self.propose(heading.name, written, meaning, row)
        return meaning or written

    def propose(self, column: str, written: str, meaning: str, row: int) -> None:
        """Note what a word seems to mean."""
        proposal = self.proposals.setdefault((column, written), Proposal(column, written, meaning, row, 0))
        proposal.count += 1

    def accept(self) -> dict[tuple[str, str], str]:
        """Confirm every proposal; return them."""
        return {place: proposal.meaning for place, proposal in self.proposals.items() if proposal.meaning}


# -- the file in which a person says what words mean --------------------------------------------------------------


def write_mapping(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write what was proposed for a person to put right; raises OSError where the file is there already."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(MAPPING_HEADING)
    for proposal in proposals:
        writer.writerow((proposal.column or COLUMN, proposal.written, proposal.meaning))
    write_file(path, text.getvalue().encode("utf-8-sig"), over=False)


def read_mapping(rows: Iterable[tuple[int, list]], form: SheetForm) -> dict[tuple[str, str], str]:
    """Return what a person says that words mean, held against the columns and labels of the form.

    Raises Refused naming the row that says what is not so.
    """
    found: dict[tuple[str, str], str] = {}
    names = {heading.name: heading for heading in form.headings}
    for number, cells in rows:
        column, written, meaning = ([str(cell or "").strip() for cell in cells] + ["", "", ""])[:3]
        if not any((column, written, meaning)) or (column, written, meaning) == MAPPING_HEADING:
            continue
        if not written or not meaning:
            raise Refused(
                f"对照表第 {number} 行：没有写“{written or column}”是什么意思，请填写或者删去这一行", field="names"
            )
        if column == COLUMN:
            if meaning not in names and meaning != LEFT_OUT:
                raise Refused(
                    f"对照表第 {number} 行：{form.name}没有“{meaning}”一列，也不是“{LEFT_OUT}”", field="names"
                )
            found["", written] = meaning
        elif column not in names or not names[column].labels:
            raise Refused(
                f"对照表第 {number} 行：“{column}”不是可以对照的栏，应当是“{COLUMN}”或者填写固定写法的一列",
                field="names",
            )
        elif meaning not in names[column].labels:
            raise Refused(f"对照表第 {number} 行：“{column}”只能是：{'、'.join(names[column].labels)}", field="names")
        else:
            found[column, written] = meaning
    return found
