"""What a value of a workbook is, by its number format: a day, an hour, or a number or text that is shown with more around it.

The built-in formats 27 to 36 and 50 to 58 depend on the language of the program; these are those of the Chinese
edition (ECMA-376 part 1, 18.8.30), which the file itself does not spell out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from agencies.spreadsheets.faults import Percentage, Unusable

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
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>General|[GＧ]/通用格式|通用格式)'
    r"|(?P<digits>[0#?]+)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_BESIDE_AN_AMOUNT = re.compile(
    r"[^\d()\[\]（）〔〕【】/\-—–_#№号第]*"
)  # 元, ¥, 件: more than the number is not shown by these
DAY, MOMENT, MONTH, YEAR, TIME, ELAPSED = "day", "moment", "month", "year", "time", "elapsed"


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format makes of a value: `kind` is empty for a plain number.

    `shown` are the pieces in which a whole number is shown, literals and runs of 0, # and ?: 2018-007, 15个工作日.
    `around_text` is what stands before and after a text; `doubtful` is a code that shows another number than the cell holds.
    """

    kind: str = ""
    shown: tuple[tuple[str, str], ...] = ()
    around_text: tuple[str, str] = ("", "")
    doubtful: str = ""
    is_percentage: bool = False  # in hundredths
    conditions: tuple[tuple[str, float, "Format"], ...] = ()  # sections that hold for some numbers only


@lru_cache(maxsize=512)
def read_format(code: str) -> Format:
    """Return what a format code means, in any of the spellings that Excel, WPS and LibreOffice write."""
    sections = _sections(code)
    around = _around_text(sections)
    if any(_CONDITION.search(section) for section in sections):
        return Format(conditions=_conditions(sections), around_text=around)
    return replace(_read_section(sections[0]), around_text=around)


def _sections(code: str) -> list[str]:
    """Return the sections of a code; a semicolon in a literal separates none."""
    found = [""]
    for token in _TOKEN.finditer(code):
        if token[0] == ";":
            found.append("")
        else:
            found[-1] += token[0]
    return found


def _conditions(sections: list[str]) -> tuple[tuple[str, float, Format], ...]:
    found = []
    for section in sections:
        condition = _CONDITION.search(section)
        limit = (condition[1], float(condition[2])) if condition else ("", 0.0)
        found.append((*limit, _read_section(section)))
    return tuple(found)


def _around_text(sections: list[str]) -> tuple[str, str]:
    """Return what is shown before and after a text: by the fourth section, or by the last that has an @."""
    section = next((one for one in reversed(sections) if any(token["text"] for token in _TOKEN.finditer(one))), "")
    before, _, after = _spelt(section).partition("\0")
    return before, after.replace("\0", "")


def _read_section(section: str) -> Format:
    if _ELAPSED.search(section):
        return Format(ELAPSED)
    plain = _AM_PM.sub("", _BRACKETS.sub("", _LITERAL.sub("", section))).lower()
    if "general" in plain or "通用" in plain or _SCIENTIFIC.search(plain):
        return _number_format(section)
    without_minutes = _MINUTES.sub("", plain)
    has_year = bool(re.search("[ybg]|e", plain))
    has_month, has_day = "m" in without_minutes, bool(re.search("d|aaa", plain))
    if has_day:
        return Format(MOMENT if re.search("[hs]", plain) else DAY)
    if has_year:
        return Format(MONTH if has_month else YEAR)
    if re.search("[hs]", plain):
        return Format(TIME)
    return Format(MONTH) if has_month else _number_format(section)


def _number_format(section: str) -> Format:
    """Return how a number is shown: in pieces where the digits stand among literals, else as it is."""
    pieces: list[tuple[str, str]] = []
    literals, is_plain = "", True
    for token in _TOKEN.finditer(section):
        if token["digits"] or token["general"] or token["text"]:
            pieces.append(("digits", token["digits"] or "0"))
        elif (said := _literal(token)) is not None:
            literals += said
            pieces.append(("literal", said))
        elif token["other"]:
            is_plain = False  # thousands, decimals, shares, powers: no number of a document
    if not is_plain:
        is_percentage = "%" in _LITERAL.sub("", section)
        return Format(doubtful="" if _BESIDE_AN_AMOUNT.fullmatch(literals) else section, is_percentage=is_percentage)
    run = "".join(run for kind, run in pieces if kind == "digits")
    if not literals.strip("¥￥$ "):  # an amount, or a number padded with zeros
        return Format(shown=(("digits", run),)) if run.count("0") > 1 else Format()
    return Format(shown=tuple(pieces)) if run else Format()


def _literal(token: re.Match) -> str | None:
    """Return what a token of a code shows as it stands; None where it is no literal."""
    if token["quoted"] is not None:
        return token["quoted"]
    if token["escaped"]:
        return token["escaped"]
    if token["space"] or token["bracket"]:
        return ""
    bare = token["other"]
    return bare if bare and (bare in "-()[]: ¥￥$" or not bare.isascii()) else None


def _spelt(section: str) -> str:
    """Return what a section shows, a NUL for every text."""
    return "".join("\0" if token["text"] else _literal(token) or "" for token in _TOKEN.finditer(section))


def _in_pieces(number: int, pieces: tuple[tuple[str, str], ...]) -> str:
    """Return a whole number as it is shown, its digits filled in from the right."""
    places = sum(len(run) for kind, run in pieces if kind == "digits")
    digits, found, first = str(number), [], True
    for kind, run in pieces:
        if kind == "literal":
            found.append(run)
            continue
        places -= len(run)
        here = digits[: len(digits) - places] if places else digits
        if not first:
            here = here[-len(run) :]
        zeros = len(run.lstrip("#?")) if "0" in run else 0
        found.append(here.rjust(zeros, "0"))
        digits, first = digits[len(digits) - places :] if places else "", False
    return "".join(found)


def formats_of(custom: Mapping[int, str], cells: list[int]) -> list[Format]:
    """Return the format of every cell style of a workbook: its own codes first, then the built-in ones."""
    return [read_format(custom.get(number) or BUILT_IN.get(number, "General")) for number in cells]


def value_of(number: float, form: Format, *, since_1904: bool = False) -> Any:
    """Return a number as its format means it: datetime, time, timedelta, text, Unusable, or the number."""
    for operator, limit, section in form.conditions:
        if not operator or _COMPARE[operator](number, limit):
            return value_of(number, section, since_1904=since_1904)
    if not form.kind:
        return _number(number, form)
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


def _number(number: float, form: Format) -> Any:
    """Return a number, or the text as which it is shown; Unusable where the two may be different numbers."""
    is_whole = number == int(number) and abs(number) < 1e15
    if form.shown and is_whole and number >= 0:
        return _in_pieces(int(number), form.shown)
    literals = "".join(run for kind, run in form.shown if kind == "literal")
    if form.doubtful or not _BESIDE_AN_AMOUNT.fullmatch(literals):
        code = form.doubtful or "".join(run for _, run in form.shown)
        return Unusable(
            f"{number:g}",
            f"单元格里的数是 {number:.15g}，显示的却是格式“{code[:30]}”拼出来的另一个样子，请把看到的内容作为文本填写",
        )
    if form.is_percentage:
        return Percentage(number)
    return int(number) if is_whole else number


def text_of(text: str, form: Format) -> str:
    """Return a text as its format shows it: 104 as 瓯登104号."""
    before, after = form.around_text
    return f"{before}{text}{after}" if text and (before or after) else text


def is_moment(value: Any) -> bool:
    """Say whether a value is a day or an hour, not text and not a number."""
    return isinstance(value, datetime | date | time | timedelta)
