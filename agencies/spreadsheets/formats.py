"""What a number of a workbook is, by its number format: a day, an hour, or a number shown with zeros before it.

The built-in formats 27 to 36 and 50 to 58 depend on the language of the program; these are those of the Chinese
edition (ECMA-376 part 1, 18.8.30), which the file itself does not spell out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from agencies.spreadsheets.faults import Unusable

_YMD, _MD, _YM = 'yyyy"年"m"月"d"日"', 'm"月"d"日"', 'yyyy"年"m"月"'
_HM, _HMS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
_AHM, _AHMS = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
BUILT_IN = {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _YM, 28: _MD, 29: _MD, 30: "m-d-yy", 31: _YMD, 32: _HM, 33: _HMS, 34: _AHM, 35: _AHMS, 36: _YM,
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 50: _YM, 51: _MD, 52: _YM, 53: _MD, 54: _MD, 55: _AHM, 56: _AHMS, 57: _YM, 58: _MD,
}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_AM_PM = re.compile(r"AM/PM|A/P|上午/下午", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SCIENTIFIC = re.compile(r"[0#?]E[+-]", re.IGNORECASE)
_MINUTES = re.compile(r"(?:h+[^a-z]*m{1,2}(?!m))|(?:(?<!m)m{1,2}[^a-z]*s)")
_PADDED = re.compile(r'(?P<before>(?:"[^"0#?]*[^"]*"|\\.|[-/])*)(?P<zeros>0+)(?P<after>(?:"[^"]*"|\\.|_.)*)')
DAY, MOMENT, MONTH, YEAR, TIME, ELAPSED = "day", "moment", "month", "year", "time", "elapsed"


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format makes of a number: `kind` is empty for a plain number."""

    kind: str = ""
    has_year: bool = True
    before: str = ""  # of a number that is shown with more than its digits: 2018-007, 15个工作日
    zeros: int = 0
    after: str = ""


@lru_cache(maxsize=512)
def read_format(code: str) -> Format:
    """Return what a format code means, in any of the spellings that Excel, WPS and LibreOffice write."""
    first = code.split(";")[0]
    if _ELAPSED.search(first):
        return Format(ELAPSED)
    plain = _AM_PM.sub("", _BRACKETS.sub("", _LITERAL.sub("", first))).lower()
    if "general" in plain or "通用" in plain or _SCIENTIFIC.search(plain):
        return Format()
    without_minutes = _MINUTES.sub("", plain)
    has_year = bool(re.search("[ybg]|e", plain))
    has_month, has_day = "m" in without_minutes, bool(re.search("d|aaa", plain))
    if has_day:
        return Format(MOMENT if re.search("[hs]", plain) else DAY, has_year)
    if has_year:
        return Format(MONTH if has_month else YEAR)
    if re.search("[hs]", plain):
        return Format(TIME)
    return Format(MONTH) if has_month else _padded(first)


def _padded(code: str) -> Format:
    found = _PADDED.fullmatch(_BRACKETS.sub("", code))
    if found is None or (len(found["zeros"]) == 1 and not found["before"] and not found["after"]):
        return Format()
    return Format("", True, _spelt(found["before"]), len(found["zeros"]), _spelt(found["after"]))


def _spelt(literal: str) -> str:
    """Return what a literal of a format shows."""
    return re.sub(r'_.|\\(.)|"', lambda found: found[1] or "", literal)


def formats_of(custom: Mapping[int, str], cells: list[int]) -> list[Format]:
    """Return the format of every cell style of a workbook: its own codes first, then the built-in ones."""
    return [read_format(custom.get(number) or BUILT_IN.get(number, "General")) for number in cells]


def value_of(number: float, form: Format, *, since_1904: bool = False) -> Any:
    """Return a number as its format means it: datetime, time, timedelta, text, Unusable, or the number."""
    if not form.kind:
        if form.zeros and number == int(number) and number >= 0:
            return f"{form.before}{int(number):0{form.zeros}d}{form.after}"
        return int(number) if number == int(number) and abs(number) < 1e15 else number
    if number < 0:
        return Unusable(f"{number:g}", f"单元格里的数 {number:g} 不是日期")
    epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    try:
        found = from_excel(number, epoch, timedelta=form.kind == ELAPSED)
    except (OverflowError, ValueError):
        return Unusable(f"{number:g}", f"单元格里的数 {number:g} 不是日期")
    if form.kind == MONTH and isinstance(found, datetime):
        return Unusable(f"{found:%Y年%m月}", f"单元格只显示到月（{found.year}年{found.month}月），请写明是哪一日")
    if form.kind == YEAR and isinstance(found, datetime):
        return Unusable(f"{found:%Y}", f"单元格只显示年份（{found.year}），请写明是哪一日")
    if form.kind == TIME and isinstance(found, datetime) and number >= 1:
        return Unusable(f"{found:%H:%M}", f"单元格只显示时刻（{found:%H:%M}），请把格式改为日期后核对")
    return found


def is_moment(value: Any) -> bool:
    """Say whether a value is a day or an hour, not text and not a number."""
    return isinstance(value, datetime | date | time | timedelta)
