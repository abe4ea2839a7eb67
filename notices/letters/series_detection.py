"""The series of an old register: which forms its numbers have, how far each has come, and what a person must decide.

Nothing is decided here: a form is proposed, with every other way to read the same numbers; a person confirms it once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from notices.letters.number_forms import NumberForm, NumberReading, comparable_number, readings_of, split_form

OPTIONS = 6  # ways to go on that are offered for one series
FAR = 3  # a last number so many times the one before it is looked at before it is believed


@dataclass(frozen=True, slots=True)
class SeriesOption:
    """One way to go on: the form, and the last number of each year if the register is read so (0: a form without a year)."""

    form: NumberForm
    highest: dict[int, int]

    def last(self, year: int) -> int:
        """Return the number after which the next one of a year comes."""
        return self.highest.get(year if self.form.yearly else 0, 0)

    def following(self, year: int) -> str:
        """Return the number that comes next in a year."""
        return self.form.number(year, self.last(year) + 1)


@dataclass(slots=True)
class DetectedSeries:
    """One series found in a register: the ways to go on, the likeliest first, how many numbers it has, and what is doubtful."""

    options: list[SeriesOption]
    count: int
    sample: str  # the last number, as it stands in the register
    doubts: list[str] = field(default_factory=list)  # Chinese sentences; empty: there is one way to read it

    @property
    def best(self) -> SeriesOption:
        """Return the likeliest way to go on."""
        return self.options[0]

    @property
    def sure(self) -> bool:
        """Say whether there is one way to go on, so that several series may be confirmed at once."""
        return not self.doubts


@dataclass(slots=True)
class _Group:
    found: list[tuple[str, NumberReading]] = field(default_factory=list)
    own: list[tuple[str, NumberReading]] = field(default_factory=list)


def detect_series(numbers: Iterable[tuple[str, int]]) -> tuple[list[DetectedSeries], list[str]]:
    """Return the series of numbers given with the year that each can come from, the largest first, and what is unread."""
    groups: dict[str, _Group] = defaultdict(_Group)
    read: dict[tuple[str, int], list[NumberReading]] = {}
    for number, year in dict.fromkeys(numbers):
        found = readings_of(number, (year,) if year else ())
        read[number, year] = found
        for reading in found:
            groups[_skeleton(reading.form)].found.append((number, reading))
    unread = [number for (number, _year), found in read.items() if not found]
    for (number, _year), found in read.items():
        if found:
            best = max(found, key=lambda one: (len(groups[_skeleton(one.form)].found), -found.index(one)))
            groups[_skeleton(best.form)].own.append((number, best))
    held = sorted((group for group in groups.values() if group.own), key=lambda group: -len(group.own))
    return [_series(group, groups, read) for group in held], unread


def _skeleton(form: NumberForm) -> str:
    """Return what all spellings of a form share: its words and the places of year and number."""
    return "".join(
        f"{{{mark.rstrip('23456')}}}" if mark else comparable_number(part) for part, mark in split_form(form.text)
    )


def _series(
    group: _Group, groups: dict[str, _Group], read: dict[tuple[str, int], list[NumberReading]]
) -> DetectedSeries:
    highest = _highest(group.own)
    last_year = max(highest)
    sample = max((pair for pair in group.own if pair[1].year == last_year), key=lambda pair: pair[1].sequence)[0]
    spelled, doubts = _spellings([reading for _, reading in group.own])
    rivals = _rivals(group, groups, read)
    if rivals:
        doubts.append("这些号有几种读法：哪几位数字是年份、哪几位是顺序号，要请人确认")
    if jump := _jump([reading for _, reading in group.own], last_year, highest[last_year]):
        doubts.append(jump)
    options = [SeriesOption(form, highest) for form in spelled] + rivals
    return DetectedSeries(options[:OPTIONS], len(group.own), sample, doubts)


def _highest(found: Iterable[tuple[str, NumberReading]]) -> dict[int, int]:
    highest: dict[int, int] = {}
    for _number, reading in found:
        highest[reading.year] = max(reading.sequence, highest.get(reading.year, 0))
    return highest


def _spellings(found: list[NumberReading]) -> tuple[list[NumberForm], list[str]]:
    """Return the ways in which the same series was written, the one of the last year first, and whether they differ."""
    latest = max(reading.year for reading in found)
    zeros = {reading.form.digits for reading in found if reading.form.digits > 1}
    short = min((len(str(reading.sequence)) for reading in found if reading.form.digits == 1), default=0)
    widths = (
        sorted(zeros, reverse=True) if not short or (len(zeros) == 1 and short >= max(zeros)) else [1, *sorted(zeros)]
    )
    count: Counter[str] = Counter()
    for reading in found:
        count[reading.form.padded(1).text] += 1 + len(found) * (reading.year == latest)
    spelled = [NumberForm(text) for text, _ in count.most_common()]
    doubts = []
    if len(spelled) > 1:
        doubts.append("同一序列有几种写法（括号、“第”字不同），要请人选定一种")
    if len(widths) > 1:
        doubts.append("顺序号有的补零、有的不补，要请人选定一种")
    return [form.padded(width) for form in spelled for width in widths], doubts


def _rivals(
    group: _Group, groups: dict[str, _Group], read: dict[tuple[str, int], list[NumberReading]]
) -> list[SeriesOption]:
    """Return the other readings that fit at least half of the numbers of a group."""
    own, mine = {number for number, _ in group.own}, _skeleton(group.own[0][1].form)
    others: Counter[str] = Counter()
    for (number, _year), found in read.items():
        if number in own:
            others.update(key for reading in found if (key := _skeleton(reading.form)) != mine)
    enough = [groups[key] for key, count in others.items() if 2 * count >= len(own)]
    return [SeriesOption(_spellings([one for _, one in rival.found])[0][0], _highest(rival.found)) for rival in enough]


def _jump(found: list[NumberReading], year: int, highest: int) -> str:
    """Return a doubt about a last number that stands far from the one before it: perhaps a slip of the pen."""
    before = max((one.sequence for one in found if one.year == year and one.sequence != highest), default=0)
    if before and highest > 50 and highest > FAR * before:
        return f"最大号 {highest} 与它前面的 {before} 相差很远，要请人核对"
    return ""
