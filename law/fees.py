"""Both tariffs: the cost fees of the 2007 Regulations and the processing fee of 国办函〔2020〕109号."""

from datetime import date

from law import Refused

FREE_CASES = 10  # 第四条（一）
COST_FEES_END = date(2017, 4, 1)  # 财税〔2017〕20号
PROCESSING_FROM = date(2021, 1, 1)


def tariff(on: date) -> str:
    """Return which charge exists on a day: "cost" (检索、复制、邮寄), "processing" (信息处理费) or "none"."""
    if on < COST_FEES_END:
        return "cost"
    return "processing" if on >= PROCESSING_FROM else "none"


def case_rate(ordinal: int) -> int:
    """Return the yuan for the n-th case of one applicant in a calendar month (109号第四条)."""
    if ordinal < 1:
        raise Refused("件数应当从 1 起", "国办函〔2020〕109号4", field="count", english="Cases count from 1")
    if ordinal <= FREE_CASES:
        return 0
    if ordinal <= 30:
        return 100
    return 100 * (2 + (ordinal - 31) // 10)


def month_total(cases: int) -> int:
    """Return the yuan for all cases of one applicant in a calendar month."""
    return sum(case_rate(ordinal) for ordinal in range(1, cases + 1))


def page_fee(pages: int) -> int:
    """Return the yuan for the pages of one case, A4 or smaller, one side a page (109号第五条)."""
    if pages < 0:
        raise Refused("页数不能是负数", "国办函〔2020〕109号5", field="pages", english="Pages cannot be negative")
    return 10 * max(min(pages, 100) - 30, 0) + 20 * max(min(pages, 200) - 100, 0) + 40 * max(pages - 200, 0)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")


def in_words(yuan: int) -> str:
    """Return a whole amount in the upper-case characters of a notice (人民币大写), below one hundred million."""
    if not 0 <= yuan < 10**8:
        raise Refused("金额超出范围", field="amount", english="The amount is out of range")
    if yuan == 0:
        return "零元整"
    high, low = divmod(yuan, 10_000)
    words = _four(high) + "万" if high else ""
    if low:
        words += ("零" if high and low < 1000 else "") + _four(low)
    return words + "元整"


def _four(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return text
