"""Read one cell of a spreadsheet as text, day, number, amount or label; say in Chinese why it cannot be."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from agencies.spreadsheets import values
from agencies.spreadsheets.faults import NOT_STATED
from agencies.spreadsheets.names import key_of
from agencies.spreadsheets.values import Unreadable
from agencies.spreadsheets.written_dates import IN_BEIJING
from intake.services import clean_text
from law import Refused

Reader = Callable[[Any, str], Any]  # the cell and the name of its column
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?(?:个?工作日|天)?", re.ASCII)
_MONEY = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:元|圆)?整?", re.ASCII)
_SEPARATORS = re.compile("[;；\n]")


@dataclass(frozen=True, slots=True)
class Noted:
    """A value of which something was left aside, and the sentence that says what."""

    value: Any
    remark: str


def _plain(value: Any, name: str) -> str:
    """Return the text of a cell, clean; refuse formulas, dates, truth values and error cells."""
    found = values.plain(value)
    if found.isprintable():
        return unicodedata.normalize("NFC", found).strip()
    try:
        return clean_text(found, name).strip()
    except Refused as error:
        raise Unreadable(error.reason) from error


def _not_stated(text: str) -> Noted:
    return Noted(None, f"写的是“{text}”，看作没有填写")


def text(limit: int, *, one_line: bool = False, may_be_left_out: bool = False) -> Reader:
    """Return a reader of text up to `limit` characters; with `may_be_left_out` a sign such as / stands for none."""

    def read(value: Any, name: str) -> str | Noted:
        found = _plain(value, name)
        if len(found) > limit:
            raise Unreadable(f"有 {len(found)} 字，最多 {limit} 字")
        if one_line and ("\n" in found or "\t" in found):
            raise Unreadable("里面有换行或者制表符，请删去")
        if may_be_left_out and found in NOT_STATED:
            return Noted("", f"写的是“{found}”，看作没有填写")
        return found

    return read


def day(value: Any, name: str) -> date | Noted | None:
    """Read a real date or one of the ways to write it; a time of day beside it is left aside, and said so."""
    if isinstance(value, str):
        value = _plain(value, name)
    found, clock = values.day(value)
    if clock:
        moved = IN_BEIJING in clock
        return Noted(found, f"写的是{clock}，取{found:%Y-%m-%d}" if moved else "带有时刻，只取日期")
    if found is None and isinstance(value, str) and value.strip():
        return _not_stated(value.strip())
    return found


def count(value: Any, name: str) -> int | Noted | None:
    """Read a number of working days, also where it is stored as text."""
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    if text in NOT_STATED:
        return _not_stated(text)
    found = _COUNT.fullmatch("".join(text.split()))
    if found is None or int(found[1]) < 1:
        raise Unreadable(f"“{text}”应当是正整数（工作日数）")
    return int(found[1])


def money(value: Any, name: str) -> Decimal | Noted | None:
    """Read an amount in yuan."""
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    if text in NOT_STATED:
        return _not_stated(text)
    found = _MONEY.fullmatch("".join(text.split()))
    if found is None:
        raise Unreadable(f"“{text}”应当是不小于 0 的金额（元）")
    amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if amount != round(amount, 2) or amount >= 10**9:
        raise Unreadable(f"“{text}”应当是金额（元），最多两位小数")
    return round(amount, 2)


def label(labels: dict[str, str]) -> Reader:
    """Return a reader of one label, which gives its code; blanks and width of its characters do not matter."""
    codes = {key_of(word): code for word, code in labels.items()}

    def read(value: Any, name: str) -> str | Noted:
        text = _plain(value, name)
        if text in NOT_STATED:
            return Noted("", f"写的是“{text}”，看作没有填写")
        if text and key_of(text) not in codes:
            raise Unreadable(f"没有“{text[:30]}”这种写法，只能填：{'、'.join(labels)}")
        return codes[key_of(text)] if text else ""

    return read


def parts_of(text: str) -> Iterable[str]:
    """Return the labels of a cell that has several."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def several(labels: dict[str, str]) -> Reader:
    """Return a reader of labels joined by ；, which gives their codes in order."""
    codes = {key_of(word): code for word, code in labels.items()}

    def read(value: Any, name: str) -> tuple[str, ...] | Noted:
        text = _plain(value, name)
        if text in NOT_STATED:
            return Noted((), f"写的是“{text}”，看作没有填写")
        found: list[str] = []
        for part in parts_of(text):
            if key_of(part) not in codes:
                raise Unreadable(f"没有“{part[:30]}”这种理由，只能填：{'、'.join(labels)}；几项之间用“；”隔开")
            if codes[key_of(part)] in found:
                raise Unreadable(f"“{part}”写了两次")
            found.append(codes[key_of(part)])
        return tuple(found)

    return read
