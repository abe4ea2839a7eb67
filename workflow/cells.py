"""Read one cell of a spreadsheet as text, day, number, amount or label; say in Chinese why it cannot be."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from intake.services import clean_text
from law import Refused

Reader = Callable[[Any, str], Any]  # the cell and the name of its column
EXACT_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number, the rest is lost before we read it
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_SHORT_YEAR = re.compile(r"'?\d{2}(-|/|\.|年)\d{1,2}(-|/|\.|月)\d{1,2}日?", re.ASCII)
_TIMED = re.compile(r".*\d[T ]\d{1,2}:\d{2}")
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?(?:个工作日)?", re.ASCII)
_MONEY = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?元?", re.ASCII)
# What a spreadsheet would compute: = and @ always, + and - before an expression. “-某某”, “+86-577” and “-” are text.
_FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－][\s\d.()]*[A-Za-z+*/|!^])")

_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


class Unreadable(Exception):
    """A cell that does not hold what its column needs; the text says so in Chinese."""


def _plain(value: Any, name: str) -> str:
    """Return the text of a cell, clean; refuse formulas, dates, truth values and error cells."""
    if isinstance(value, str):
        return _clean(value, name)
    if isinstance(value, bool):
        raise Unreadable("单元格是逻辑值（TRUE 或者 FALSE），应当是文字")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise Unreadable("单元格是日期或者时间格式，应当是文字；请把单元格格式改为“文本”后重新填写")
    if isinstance(value, int | float):
        if abs(value) >= EXACT_DIGITS:
            raise Unreadable("数字超过 15 位，Excel 已经丢失末尾几位；请把单元格格式改为“文本”后重新填写")
        return str(int(value)) if value == int(value) else repr(value)
    raise Unreadable("单元格里是公式，请改为填写结果")


def _clean(text: str, name: str) -> str:
    if _FORMULA.match(text):
        raise Unreadable(f"“{text.strip()[:20]}”是公式，请改为填写结果")
    if _ERROR.fullmatch(text):
        raise Unreadable(f"单元格里是错误值“{text}”，请改为填写结果")
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    try:
        return clean_text(text, name).strip()
    except Refused as error:
        raise Unreadable(error.reason) from error


def text(limit: int, *, one_line: bool = False) -> Reader:
    """Return a reader of text up to `limit` characters."""

    def read(value: Any, name: str) -> str:
        found = _plain(value, name)
        if len(found) > limit:
            raise Unreadable(f"有 {len(found)} 字，最多 {limit} 字")
        if one_line and ("\n" in found or "\t" in found):
            raise Unreadable("里面有换行或者制表符，请删去")
        return found

    return read


@lru_cache(maxsize=20_000)
def _written_date(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        if _SHORT_YEAR.fullmatch(text):
            raise Unreadable(f"“{text}”的年份只有两位，请写成四位")
        if _TIMED.match(text):
            raise Unreadable(f"“{text}”带有时刻，请只填日期")
        raise Unreadable(f"“{text}”不是日期，应写成 2018-03-05、2018/3/5 或者 2018年3月5日")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"没有“{text}”这一天") from None


def day(value: Any, name: str) -> date | None:
    """Read a real date or one of the three ways to write it; a number is no date."""
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second or value.microsecond:
            raise Unreadable(f"“{value:%Y-%m-%d %H:%M}”带有时刻，请只填日期")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        raise Unreadable("单元格是时间，应当是日期")
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise Unreadable(f"“{value}”是数字，不是日期；请把单元格格式改为日期后核对")
    text = unicodedata.normalize("NFKC", _plain(value, name))
    return _written_date(text) if text else None


def count(value: Any, name: str) -> int | None:
    """Read a number of working days, also where it is stored as text."""
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    if found is None or int(found[1]) < 1:
        raise Unreadable(f"“{text}”应当是正整数（工作日数）")
    return int(found[1])


def money(value: Any, name: str) -> Decimal | None:
    """Read an amount in yuan."""
    text = unicodedata.normalize("NFKC", _plain(value, name))
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    if found is None:
        raise Unreadable(f"“{text}”应当是不小于 0 的金额（元）")
    amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if amount != round(amount, 2) or amount >= 10**9:
        raise Unreadable(f"“{text}”应当是金额（元），最多两位小数")
    return round(amount, 2)


def label(labels: dict[str, str]) -> Reader:
    """Return a reader of one label, which gives its code."""

    def read(value: Any, name: str) -> str:
        text = _plain(value, name)
        if text and text not in labels:
            raise Unreadable(f"没有“{text[:30]}”这种写法，只能填：{'、'.join(labels)}")
        return labels[text] if text else ""

    return read


def several(labels: dict[str, str]) -> Reader:
    """Return a reader of labels joined by ；, which gives their codes in order."""

    def read(value: Any, name: str) -> tuple[str, ...]:
        parts = [part.strip() for part in _plain(value, name).replace(";", "；").split("；")]
        found = []
        for part in filter(None, parts):
            if part not in labels:
                raise Unreadable(f"没有“{part[:30]}”这种理由，只能填：{'、'.join(labels)}；几项之间用“；”隔开")
            if labels[part] in found:
                raise Unreadable(f"“{part}”写了两次")
            found.append(labels[part])
        return tuple(found)

    return read
