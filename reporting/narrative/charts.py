"""Charts as figures for one SVG template: lengths are computed here, and the same numbers stand in a table beside it.

Every bar has its label and its number in words, so nothing is told by colour.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reporting.narrative.fragments import Fragment, LinkedNumber, Percentage
from reporting.table.numbers import percent

LABEL_WIDTH = 202  # width kept for labels, in units of the view box
LONGEST_BAR = 185  # length of the longest bar
BAR_STEP = 26  # from one bar to the next
LONGEST_LABEL = 15  # characters of a label that fit before its bar
WIDTH = 480
TALLEST_COLUMN = 100  # height of the tallest column
BASELINE = 126  # where the columns stand
FEWEST_RANKED = 30  # cases below which a unit is not ranked: one case more or less would move it


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or column with its number, which is None where nothing was published, and where it stands."""

    label: str
    counted: LinkedNumber
    share: str = ""
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    short: str = ""

    @property
    def number(self) -> int | None:
        """Return the number."""
        return self.counted.number

    @property
    def text(self) -> str:
        """Return the number as printed."""
        return str(self.counted)

    @property
    def middle(self) -> float:
        """Return where the words of a column stand."""
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Return the line on which the number of a column stands."""
        return self.y - 5

    @property
    def below(self) -> float:
        """Return the line on which the words of a lying bar stand."""
        return self.y + 13

    @property
    def after(self) -> float:
        """Return where the number of a lying bar begins."""
        return self.x + self.width + 6


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: what it shows, the sentence for those who cannot see it, its bars."""

    key: str
    title: str
    desc: str
    unit: str
    bars: tuple[Bar, ...]
    upright: bool = False
    note: str = ""
    head: tuple[str, ...] = field(default=("项目", "件数", "占比"))

    @property
    def height(self) -> int:
        """Return the height of the view box."""
        return BASELINE + 24 if self.upright else BAR_STEP * len(self.bars) + 8

    @property
    def lines(self) -> list[tuple[Fragment, ...]]:
        """Return the data table: label, number and, where there are shares, the share; a run of columns lies in one line."""
        if self.upright:
            return [(self.head[1], *(bar.counted for bar in self.bars))]
        if not self.shared:
            return [(bar.label, bar.counted) for bar in self.bars]
        total = sum(bar.number for bar in self.bars)
        return [(bar.label, bar.counted, Percentage(bar.number, total)) for bar in self.bars]

    @property
    def shared(self) -> bool:
        """Say whether the numbers are parts of a whole."""
        return any(bar.share for bar in self.bars)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the heads of the data table."""
        if self.upright:
            return (self.head[0], *(bar.label for bar in self.bars))
        return self.head if self.shared else self.head[:2]


ChartParts = Iterable[tuple[str, LinkedNumber]]


def bar_chart(
    key: str, title: str, parts: ChartParts, *, note: str = "", ranked: bool = True, whole: bool = True
) -> Chart | None:
    """Return lying bars, None where there is nothing to show.

    `ranked` names the largest in the description, `whole` tells that the numbers are parts of one whole.
    """
    given = [(label, counted) for label, counted in parts if label]
    total = sum(counted.number for _, counted in given)
    if not total:
        return None
    bars = horizontal_bars(given, total if whole else None)
    lead = sorted(bars, key=lambda bar: -bar.number)[:2] if ranked else bars
    said = "；".join(f"{bar.label}{bar.number}件" + (f"，占{bar.share}" if whole else "") for bar in lead if bar.number)
    return Chart(key, f"{title}（{total}件）", f"{'件数最多的：' if ranked else ''}{said}。", "件", bars, note=note)


def horizontal_bars(given: list[tuple[str, LinkedNumber]], total: int | None) -> tuple[Bar, ...]:
    """Return bars below one another, the longest as long as there is room; `total` gives them shares."""
    most = max(counted.number for _, counted in given)
    return tuple(
        Bar(
            label, counted, "" if total is None else percent(counted.number, total), LABEL_WIDTH + 8, BAR_STEP * place + 6,
            round(LONGEST_BAR * counted.number / most, 1), 16, _short(label),
        )
        for place, (label, counted) in enumerate(given)
    )  # fmt: skip


def column_chart(key: str, title: str, parts: ChartParts, *, head: str) -> Chart | None:
    """Return upright columns for a run of months or years, None where fewer than two are known."""
    given = list(parts)
    known = [counted.number for _, counted in given if counted.number is not None]
    if len(known) < 2 or not any(known):
        return None
    bars = vertical_bars(given)
    said = "；".join(f"{bar.label}{bar.number}件" for bar in bars if bar.number is not None)
    return Chart(key, f"{title}（件）", f"{said}。", "件", bars, True, head=(head, "件数"))


def vertical_bars(given: list[tuple[str, LinkedNumber]]) -> tuple[Bar, ...]:
    """Return columns beside one another, the tallest as tall as there is room."""
    most, wide = max(counted.number or 0 for _, counted in given), WIDTH / len(given)
    return tuple(
        Bar(
            label, counted, "", round(wide * place + wide * 0.16, 1), round(BASELINE - TALLEST_COLUMN * (counted.number or 0) / most, 1),
            round(wide * 0.68, 1), round(TALLEST_COLUMN * (counted.number or 0) / most, 1), label,
        )
        for place, (label, counted) in enumerate(given)
    )  # fmt: skip


def unit_chart(counts: ChartParts) -> Chart | None:
    """Return the units by how many applications they received; those below thirty stand together, in no order."""
    given = sorted(counts, key=lambda each: (-each[1].number, each[0]))
    ranked = [each for each in given if each[1].number >= FEWEST_RANKED]
    rest = [each for each in given if each[1].number < FEWEST_RANKED]
    if not ranked or len(given) < 2:
        return None
    note = f"件数不足{FEWEST_RANKED}的单位不排名，合并列示。" if rest else ""
    parts = [*ranked[:10], *_together("其他", ranked[10:]), *_together("其余", rest)]
    return bar_chart("units", "各单位收到申请", parts, note=note, ranked=False)


def _together(name: str, parts: list[tuple[str, LinkedNumber]]) -> list[tuple[str, LinkedNumber]]:
    """Return several units as one bar, behind which are the cases of all."""
    if not parts:
        return []
    keys = ",".join(counted.column for _, counted in parts)
    return [
        (f"{name}{len(parts)}家单位", LinkedNumber(sum(counted.number for _, counted in parts), parts[0][1].row, keys))
    ]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
