"""Dated texts: load a folder of them, pick one by day, refuse gaps, overlaps and unknown keys."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from law import Refused

PERIOD = frozenset({"in_force_from", "in_force_to"})
CHECKED = "checked_on"


@dataclass(frozen=True, slots=True)
class DatedText:
    """One dated text: its period (both days included, no end = still in force), what it says, when that was last checked.

    `checked_on` is the day on which somebody last held it against its sources, as far as they could be had.
    """

    code: str
    in_force_from: date
    in_force_to: date | None
    says: dict[str, Any]
    checked_on: date

    def __hash__(self) -> int:
        """Return the hash of what tells two texts of a folder apart; equal ones say the same too."""
        return hash((self.code, self.in_force_from))


def load_texts(
    folder: Path, keys: Iterable[str], optional: Iterable[str] = (), *, replaced: bool = False
) -> tuple[DatedText, ...]:
    """Return the texts of a folder in the order of their periods.

    `keys` are the keys every text has besides its period and `checked_on`; `optional` those it may have.
    `replaced` = a text without an end ends when the next begins, so that a new text is one new file.
    Raises ValueError for a missing or unknown key and for periods that do not follow each other day by day.
    """
    needed = frozenset(keys) | PERIOD - {"in_force_to"} | {CHECKED}
    allowed = needed | PERIOD | frozenset(optional)
    texts = []
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if missing := sorted(needed - table.keys()):
            raise ValueError(f"{path.name}: missing {', '.join(missing)}")
        if unknown := sorted(table.keys() - allowed):
            raise ValueError(f"{path.name}: unknown {', '.join(unknown)}")
        texts.append(text_of_table(path.stem, table))
    texts.sort(key=lambda text: text.in_force_from)
    if replaced:
        texts = [_ended(text, later) for text, later in zip(texts, [*texts[1:], None], strict=True)]
    check_succession(texts)
    return tuple(texts)


def text_of_table(code: str, table: dict[str, Any]) -> DatedText:
    """Return the text that a table of the form of the folders holds; its keys are checked by the caller."""
    says = {key: value for key, value in table.items() if key not in PERIOD | {CHECKED}}
    return DatedText(code, table["in_force_from"], table.get("in_force_to"), says, table[CHECKED])


def with_text(texts: Sequence[DatedText], added: DatedText) -> tuple[DatedText, ...]:
    """Return the texts with one more: in the place of that of the same period, or after the last, which it ends.

    In the place of another without an end of its own it ends as that one did. Raises Refused for any other period,
    which would overlap with the text that it names or leave days without one.
    """
    for place, text in enumerate(texts):
        if text.in_force_from == added.in_force_from and added.in_force_to in (None, text.in_force_to):
            return (*texts[:place], replace(added, in_force_to=text.in_force_to), *texts[place + 1 :])
    last = texts[-1]
    if added.in_force_to is None and last.in_force_from < added.in_force_from and last.in_force_to is None:
        return (*texts[:-1], _ended(last, added), added)
    other = next((each for each in reversed(texts) if each.in_force_from <= added.in_force_from), texts[0])
    raise Refused(
        f"施行时间（{_said_period(added)}）与现有的文本“{other.code}”（{_said_period(other)}）冲突："
        f"只能整份替换起止日期相同的文本，或者接在最后一份文本（{_said_period(last)}）之后并且不写终止日期",
        field="in_force_from",
        english=f"Its period conflicts with {other.code}: replace a text of the same period, or follow the last with no end",
    )


def _said_period(text: DatedText) -> str:
    until = f"至{chinese_day(text.in_force_to)}" if text.in_force_to else "起"
    return f"{chinese_day(text.in_force_from)}{until}"


def _ended(text: DatedText, later: DatedText | None) -> DatedText:
    if later is None or text.in_force_to is not None or later.in_force_from <= text.in_force_from:
        return text
    return replace(text, in_force_to=later.in_force_from - timedelta(days=1))


def check_succession(texts: Sequence[DatedText]) -> None:
    """Raise ValueError unless each text begins on the day after the one before it ends."""
    if not texts:
        raise ValueError("no text at all")
    for text in texts:
        if text.in_force_to is not None and text.in_force_to < text.in_force_from:
            raise ValueError(f"{text.code} ends before it begins")
    for earlier, later in zip(texts, texts[1:], strict=False):
        if earlier.in_force_to is None or earlier.in_force_to >= later.in_force_from:
            raise ValueError(f"{earlier.code} and {later.code} overlap")
        if earlier.in_force_to + timedelta(days=1) != later.in_force_from:
            raise ValueError(f"gap between {earlier.code} and {later.code}")


def text_in_force(texts: Sequence[DatedText], day: date) -> DatedText:
    """Return the text in force on `day`; raise Refused where there is none."""
    for text in texts:
        if text.in_force_from <= day and (text.in_force_to is None or day <= text.in_force_to):
            return text
    raise Refused(f"{day}没有可以适用的规定", english=f"No text is in force on {day}")


def chinese_day(day: date) -> str:
    """Return a day as sentences write it: 2008年5月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
