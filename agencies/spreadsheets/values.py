"""Read one cell as text or as a day; say in Chinese why it cannot be."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from agencies.spreadsheets.faults import NOT_STATED, Percentage, Unusable
from agencies.spreadsheets.written_dates import NoDay, read_day

EXACT_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number, the rest is lost before we read it
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_POWERS = re.compile(r"[1-9](?:\.\d{1,5})?E\+\d{2}")  # as Excel writes 13800000000 into a CSV file: 1.38E+10
FIRST_DAY, LAST_DAY = 39448, 73050  # 2008-01-01 and 2099-12-31 as Excel numbers them
EPOCH = date(1899, 12, 30)


class Unreadable(Exception):
    """A cell that does not hold what its column needs; the text says so in Chinese."""


def plain(value: Any) -> str:
    """Return the text of a cell as it stands; refuse formulas never computed, days, truth values and error cells."""
    if isinstance(value, str):
        if _ERROR.fullmatch(value.strip()):
            raise Unreadable(f"单元格里是错误值“{value.strip()}”，请改为填写结果")
        if _POWERS.fullmatch(value.strip()):
            raise Unreadable(f"“{value.strip()}”是科学记数，后面几位已经丢失；请把单元格格式改为“文本”后重新填写")
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        raise Unreadable("单元格是逻辑值（TRUE 或者 FALSE），应当是文字")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise Unreadable(f"单元格是日期或者时间格式（{_spelt(value)}），应当是文字；请把单元格格式改为“文本”后重新填写")
    if isinstance(value, Unusable):
        raise Unreadable(value.why)
    if isinstance(value, Percentage):
        return str(value)
    if abs(value) >= EXACT_DIGITS:
        raise Unreadable("数字超过 15 位，Excel 已经丢失末尾几位；请把单元格格式改为“文本”后重新填写")
    return str(int(value)) if value == int(value) else repr(value)


def _spelt(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def day(value: Any) -> tuple[date | None, str]:
    """Return the day of a cell and the time of day that stood beside it; a sign for "none" (/, —, 无) is no day.

    A number that is shown as a number is no day, though eight digits from the year on are.
    """
    if isinstance(value, datetime):
        moment = value.time()
        return value.date(), f"{moment:%H:%M}" if moment != time() else ""
    if isinstance(value, date):
        return value, ""
    if isinstance(value, time | timedelta):
        raise Unreadable("单元格是时间，应当是日期")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value), ""
    text = plain(value).strip()
    if not text or text in NOT_STATED:
        return None, ""
    try:
        return read_day(text)
    except NoDay as error:
        raise Unreadable(str(error)) from None


def _of_number(value: float) -> date:
    if value == int(value) and 19_000_000 <= value <= 21_000_000:
        try:
            return read_day(str(int(value)))[0]
        except NoDay as error:
            raise Unreadable(str(error)) from None
    meant = ""
    if FIRST_DAY <= value <= LAST_DAY:
        meant = f"（如果是日期，它是 {date.fromordinal(EPOCH.toordinal() + int(value))}）"
    raise Unreadable(f"“{value:g}”是数字，不是日期{meant}；请把单元格格式改为日期后核对")
