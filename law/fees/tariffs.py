"""Both tariffs: the cost fees of the 2007 Regulations and the processing fee of 国办函〔2020〕109号."""

from datetime import date
from pathlib import Path

from law import Refused, dated

TARIFFS = dated.load_texts(Path(__file__).parent, ("kind", "papers", "by_case", "by_page"))
PROCESSING = next(text for text in TARIFFS if text.says["kind"] == "processing")
PROCESSING_FROM = PROCESSING.in_force_from


def fee_kind(on: date) -> str:
    """Return which charge exists on a day: "cost" (检索、复制、邮寄), "processing" (信息处理费) or "none"."""
    return dated.text_in_force(TARIFFS, on).says["kind"]


def _rate(tiers: list[dict], ordinal: int) -> int:
    """Return the yuan for the n-th case or page: the tier it falls in, raised a step at a time where the tier says so."""
    rate = 0
    for tier in tiers:
        if ordinal > tier["above"]:
            rate = tier["yuan"]
            if "step" in tier:
                rate += tier["more"] * ((ordinal - tier["above"] - 1) // tier["step"])
    return rate


def case_rate(ordinal: int) -> int:
    """Return the yuan for the n-th case of one applicant in a calendar month (109号第四条)."""
    if ordinal < 1:
        raise Refused("件数应当从 1 起", "国办函〔2020〕109号4", field="count", english="Cases count from 1")
    return _rate(PROCESSING.says["by_case"], ordinal)


def month_total(cases: int) -> int:
    """Return the yuan for all cases of one applicant in a calendar month."""
    return sum(case_rate(ordinal) for ordinal in range(1, cases + 1))


def page_fee(pages: int) -> int:
    """Return the yuan for the pages of one case, A4 or smaller, one side a page (109号第五条)."""
    if pages < 0:
        raise Refused("页数不能是负数", "国办函〔2020〕109号5", field="pages", english="Pages cannot be negative")
    tiers = PROCESSING.says["by_page"]
    ends = [tier["above"] for tier in tiers[1:]] + [max(pages, tiers[-1]["above"])]
    return sum(tier["yuan"] * max(min(pages, end) - tier["above"], 0) for tier, end in zip(tiers, ends, strict=True))


def cost_fee(on: date, *, search: int = 0, copying: int = 0, postage: int = 0, waived_by: str = "") -> int:
    """Return the yuan of cost fees under the 2007 Regulations, 0 where the head of the office waived them (条例27、28).

    Raises Refused on a day without cost fees and for a negative amount.
    """
    if fee_kind(on) != "cost":
        raise Refused(
            "成本费用自 2017-04-01 起停征", "财税〔2017〕20号", field="amount", english="Cost fees have ended"
        )
    if min(search, copying, postage) < 0:
        raise Refused("金额不能是负数", "条例27", field="amount", english="An amount cannot be negative")
    return 0 if waived_by else search + copying + postage


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")


def amount_in_words(yuan: int) -> str:
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
