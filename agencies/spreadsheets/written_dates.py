"""A day as people write it in a cell: 2018-3-5, 2018年3月5日, 二〇一八年三月五日, 20180305; everything else is refused by name."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

BEIJING = timedelta(hours=8)  # ahead of universal time
IN_BEIJING = "（世界时，换算为北京时间后是另一日）"
WEEKDAYS = "一二三四五六日"
DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "Ｏ": 0,
    "O": 0,
    "o": 0,
    "一": 1,
    "元": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_CHINESE = "〇○零Oo一二三四五六七八九"
_YEAR = rf"(?P<year>\d{{4}}|[{_CHINESE}]{{4}})"
_MONTH = rf"(?P<month>\d{{1,2}}|[元正]|[{_CHINESE}十]{{1,3}})"
_DAY = rf"(?P<day>\d{{1,2}}|初[一二三四五六七八九十]|[{_CHINESE}十廿卅]{{1,3}})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:公元)?{_YEAR}年{_MONTH}月{_DAY}(?:日|号)?",
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?:日|号)?",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_WEEKDAY = re.compile(r"[(\[]?(?:星期|周|礼拜)(?P<name>[一二三四五六日天])[)\]]?$")
_TIME = re.compile(
    r"(?:(?<=\d)(?:[T,]\s*|\s+|(?=上午|下午|AM|PM))|(?<=[日号])[T,]?\s*)(?:上午|下午|AM|PM)?\s*(?:(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})分?(?:[:]?(?P<second>\d{1,2})(?:\.\d+)?秒?)?|\d{1,2}时)\s*(?:AM|PM)?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_BLANK_IN_A_NUMBER = re.compile(r"\d[^\S\n]+\d")
_WHY = (  # what it is instead of a day, and what to do
    (re.compile(r"(?:民国|R\.?O\.?C)", re.I), "是民国纪年，请写成公历"),
    (re.compile(r"农历|阴历|初[一二三四五六七八九十]$"), "是农历，请写成公历"),
    (re.compile(r"昭和|平成|令和"), "是日本年号，请写成公历"),
    (re.compile(r".*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I), "是英文日期，请写成 2018-03-05 这样"),
    (re.compile(r".*\d{1,2}(?:日|号)?[-~至到—、,;]+.*\d(?:日|号)|.*\d{4}.*\d{4}[-/.年]"), "里不止一个日期，只能填一个"),
    (re.compile(r"'?\d{2}(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}(?:日|号)?$"), "的年份只有两位，请写成四位"),
    (re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$"), "分不清哪个是月、哪个是日，请把年份写在前面"),
    (re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})(?:日|号)?$|\d{1,2}[-/.]\d{1,2}$"), "没有写年份"),
    (re.compile(rf"(?:\d{{4}}|[{_CHINESE}]{{4}})(?:年|[-/.])(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月?(?:份|上旬|中旬|下旬|初|中|底|末)?$"), "只写到月，请写明是哪一日"),
    (re.compile(r"\d{4}年?$"), "只写了年份，请写明是哪一日"),
)  # fmt: skip


class NoDay(ValueError):
    """A text that is no day; the sentence says in Chinese what it is instead."""


@lru_cache(maxsize=20_000)
def read_day(written: str) -> tuple[date, str]:
    """Return the day that a text writes, and the time of day that stood behind it ("" for none).

    An hour of another zone, as machines write it, is taken to Beijing's. Raises NoDay with a sentence.
    """
    seen = "".join(
        char for char in written if unicodedata.category(char) != "Cf"
    )  # what is pasted along and shows nothing
    text = unicodedata.normalize("NFKC", seen).strip().replace("．", ".").replace("。", ".").replace("﹒", ".")
    if text.startswith("'"):
        text = text[1:]
    text, clock, moved = _without_time(text)
    if _BLANK_IN_A_NUMBER.search(text):
        raise NoDay(f"“{' '.join(written.split())[:30]}”的数字中间有空格，看不出是哪一日")
    compact = "".join(text.split()).replace("–", "-").replace("—", "-").replace("−", "-")
    weekday = _WEEKDAY.search(compact)
    if weekday:
        compact = compact[: weekday.start()]
    compact = compact.rstrip(",.")
    for form in _FORMS:
        if found := form.fullmatch(compact):
            day = _date(found, written)
            _refuse_other_weekday(day, weekday, written)
            return day + moved, f"{clock}{IN_BEIJING}" if moved else clock
    raise NoDay(_why(compact, written))


def _without_time(text: str) -> tuple[str, str, timedelta]:
    """Return a text without the time of day behind its day, that time, and what Beijing is from the day that is written."""
    found = _TIME.search(text)
    if found is None:
        return text, "", timedelta()
    moved = timedelta()
    if found["hour"]:
        hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        if hour > 23 or minute > 59 or second > 59:
            raise NoDay(f"没有“{text[:30]}”这个时刻")
        moved = timedelta(
            days=(timedelta(hours=hour, minutes=minute) + _to_beijing(found["zone"])) // timedelta(days=1)
        )
    return text[: found.start()], found[0].strip(), moved


def _to_beijing(zone: str | None) -> timedelta:
    """Return what the clock of Beijing is ahead of another, that a machine wrote behind the hour."""
    if not zone:
        return timedelta()
    if zone.isalpha():
        return BEIJING
    digits = zone[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return BEIJING - (ahead if zone[0] == "+" else -ahead)


def _date(found: re.Match, written: str) -> date:
    year, month, day = _year(found["year"]), _number(found["month"]), _number(found["day"])
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay(f"没有“{written.strip()[:30]}”这一天") from None


def _year(text: str) -> int:
    return int(text) if text.isdecimal() else int("".join(str(DIGITS[char]) for char in text))


def _number(text: str) -> int:
    """Return a month or day in digits or in Chinese up to 三十一; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    if text == "正":
        return 1
    text = text.replace("廿", "二十").replace("卅", "三十")
    if text.startswith("初"):
        return 0  # a day of the moon
    if "十" in text:
        tens, _, ones = text.partition("十")
        if "十" in ones or len(tens) > 1 or len(ones) > 1:
            return 0
        return (DIGITS.get(tens, 0) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(DIGITS[char]) for char in text))


def _refuse_other_weekday(day: date, weekday: re.Match | None, written: str) -> None:
    if weekday and WEEKDAYS[day.weekday()] != weekday["name"].replace("天", "日"):
        raise NoDay(f"“{written.strip()[:30]}”：{day} 是星期{WEEKDAYS[day.weekday()]}，请核对")


def _why(text: str, written: str) -> str:
    said = f"“{' '.join(written.split())[:30]}”"
    if unseen := [char for char in written if unicodedata.category(char) in ("Cc", "Cn", "Co") and not char.isspace()]:
        codes = "、".join(dict.fromkeys(f"U+{ord(char):04X}" for char in unseen))
        return f"{said}里有看不见的字符（{codes}），请删去后重新填写"
    for form, why in _WHY:
        if form.match(text):
            return f"{said}{why}"
    return f"{said}不是日期，应写成 2018-03-05、2018/3/5 或者 2018年3月5日"
