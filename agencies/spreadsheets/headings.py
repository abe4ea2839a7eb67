"""Find where the heading of a sheet stands, in one row or several, under whatever title lines, and what its columns mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agencies.spreadsheets.faults import RowError, blank, shown
from agencies.spreadsheets.grids import Grid, Merge, Row
from agencies.spreadsheets.names import LEFT_OUT, Heading, Names, SheetForm, heading_key, key_of
from law import Refused

SEARCHED = 40  # rows in which a heading is looked for
DEEPEST = 3  # rows of a heading
SERIAL = frozenset({"序号", "序", "行号", "顺序号", "no", "No", "NO", "№", "#"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: what its heading says, which of ours it means; a serial number and one left out mean none."""

    written: str
    heading: Heading | None = None
    serial: bool = False
    left_out: bool = False


@dataclass(slots=True)
class FoundHeading:
    """The heading of a sheet: its rows, what every place means (None: no heading), what is wrong with it."""

    top: int
    bottom: int
    columns: list[Column | None]
    titles: list[Row] = field(default_factory=list)  # rows above the heading
    rows: list[Row] = field(default_factory=list)  # of the heading itself, where there are several
    groups: list[tuple[int, str]] = field(default_factory=list)  # words over columns that are no part of their names
    faults: list[RowError] = field(default_factory=list)
    score: int = 0

    def place_of(self, name: str) -> int | None:
        """Return where a column of ours stands, counted from 0."""
        for place, column in enumerate(self.columns):
            if column and column.heading and column.heading.name == name:
                return place
        return None


def first_rows(grid: Grid) -> list[Row]:
    """Return the rows in which a heading is looked for."""
    found = []
    rows = grid.rows()
    for row in rows:
        if row[0] > SEARCHED:
            break
        found.append(row)
    rows.close()
    return found


def find_heading(grid: Grid, form: SheetForm, names: Names) -> FoundHeading:
    """Return the heading of a sheet: the block of rows most of whose words are names of our columns.

    Raises Refused where the sheet is empty.
    """
    rows = [(number, cells) for number, cells in first_rows(grid) if not blank(cells)]
    if not rows:
        raise Refused("文件里没有内容：前 40 行是空的", field="file", english="The sheet is empty")
    best: tuple[tuple[int, int, int], int, int, list[str]] | None = None
    for start in range(len(rows)):
        for deep in range(1, DEEPEST + 1):
            block = rows[start : start + deep]
            if len(block) < deep or block[-1][0] - block[0][0] > DEEPEST:
                break
            words = _joined(block, grid.merges, form, names)
            ours = {name for name in (names.heading(form, word)[0] for word in words) if name and name != LEFT_OUT}
            serials = sum(
                heading_key(word) in SERIAL for word in words
            )  # of a sheet without our names: it has a heading
            fits = len(ours), serials, -deep
            if best is None or fits > best[0]:
                best = fits, start, deep, words
    (score, serials, _deep), start, deep, words = best
    if score == serials == 0:
        start, deep, words = 0, 1, [_word(cell) for cell in rows[0][1]]
    found = FoundHeading(rows[start][0], rows[start + deep - 1][0], [], rows[:start], score=score)
    _read(found, words, form, names)
    found.rows = rows[start : start + deep] if deep > 1 else []
    found.groups = _groups(rows[start : start + deep], words)
    return found


def _word(cell) -> str:
    return "" if cell is None else str(cell).strip()


def _joined(block: Sequence[Row], merges: Sequence[Merge], form: SheetForm, names: Names) -> list[str]:
    """Return the word of every column over the rows of a heading: 补正 above 告知日期 is 补正告知日期."""
    width = max(len(cells) for _, cells in block)
    lines = [[_word(cells[place]) if place < len(cells) else "" for place in range(width)] for _, cells in block]
    numbers = [number for number, _ in block]
    for merge in merges:
        _spread(lines, numbers, merge)
    if not merges and len(block) > 1:
        _carry(lines)
    words = []
    for place in range(width):
        parts = list(dict.fromkeys(line[place] for line in lines if line[place]))
        words.append(_best(parts, form, names))
    if len(block) == 1:
        _cover(words, numbers[0], merges)
    return words


def _spread(lines: list[list[str]], numbers: list[int], merge: Merge) -> None:
    """Write the word of a merged cell into every place that it covers."""
    if merge.top not in numbers or merge.left > len(lines[0]):
        return
    word = lines[numbers.index(merge.top)][merge.left - 1]
    for number in range(merge.top, merge.bottom + 1):
        if number in numbers:
            line = lines[numbers.index(number)]
            for place in range(merge.left - 1, min(merge.right, len(line))):
                line[place] = line[place] or word


def _cover(words: list[str], number: int, merges: Sequence[Merge]) -> None:
    """Take the word away from the places that a heading of one row covers beside its own: they are one column."""
    for merge in merges:
        if merge.top <= number <= merge.bottom:
            for place in range(merge.left, min(merge.right, len(words))):
                words[place] = ""


def _carry(lines: list[list[str]]) -> None:
    """Carry a word of a file without merged cells to the right, over what stands below it."""
    for upper, lower in zip(lines, lines[1:], strict=False):
        word = ""
        for place, text in enumerate(upper):
            word = text or word
            if not text and lower[place]:
                upper[place] = word


def _best(parts: list[str], form: SheetForm, names: Names) -> str:
    """Return the words of a column joined, or only the lowest ones if only these are a name of ours."""
    for start in range(len(parts)):
        word = "".join(parts[start:])
        if names.heading(form, word)[0]:
            return word
    return "".join(parts)


def _groups(block: Sequence[Row], words: Sequence[str]) -> list[tuple[int, str]]:
    """Return the words of a heading of several rows that are in no column's name, as 办理情况 above 答复日期."""
    return [
        (number, _word(cell))
        for number, cells in block
        for place, cell in enumerate(cells)
        if _word(cell) and key_of(_word(cell)) not in key_of(words[place])
    ]


def _read(found: FoundHeading, words: Sequence[str], form: SheetForm, names: Names) -> None:
    """Give every place its column; note every fault of the heading."""
    meanings = [names.heading(form, word) if word else ("", True) for word in words]
    sure = {name for name, certain in meanings if certain and name}
    given: dict[str, str] = {}
    for word, (name, certain) in zip(words, meanings, strict=True):
        if name and not certain and name in sure:
            name = ""  # the sheet has the column itself: a word that is only like it is another
        found.columns.append(_column(found, word, name, certain, form, names, given))
    found.faults += [
        RowError(found.top, heading.name, f"缺少“{heading.name}”一列")
        for heading in form.headings
        if heading.needed and heading.name not in given
    ]


def _column(
    found: FoundHeading, word: str, name: str, certain: bool, form: SheetForm, names: Names, given: dict[str, str]
) -> Column | None:
    if not word:
        return None
    if name == LEFT_OUT:
        names.used["", word] = LEFT_OUT
        return Column(word, left_out=True)
    if not name:
        if heading_key(word) in SERIAL:
            return Column(word, serial=True)
        names.propose("", word, "", found.top)
        way = (
            "，也可以用对照表写明是哪一列、要不要导入"
            if form.mapped
            else f"；{form.name}的列有：{'、'.join(one.name for one in form.headings)}"
        )
        found.faults.append(RowError(found.top, shown(word), f"不认识的列“{shown(word)}”，请改名或者删去这一列{way}"))
        return Column(word, left_out=True)
    if name in given:
        same = heading_key(given[name]) == heading_key(word)
        why = (
            f"“{name}”一列出现了两次"
            if same
            else f"“{given[name]}”和“{shown(word)}”都是“{name}”，一列出现了两次，请{'用对照表写明' if form.mapped else '删去一列'}"
        )
        found.faults.append(RowError(found.top, shown(word), why))
        return Column(word, left_out=True)
    given[name] = word
    if not certain:
        names.propose("", word, name, found.top)
    elif ("", key_of(word)) in names.confirmed:
        names.used["", word] = name
    return Column(word, form.heading(name))
