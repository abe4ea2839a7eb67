"""The two texts of the Regulations (政府信息公开条例): their terms, what moves the clock, the articles cited."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from law import Refused, dated

KEYS = (
    "title",
    "decree",
    "base_workdays",
    "extension_workdays",
    "correction_notice_workdays",
    "stops",
    "processing_fee",
    "moves",
    "articles",
)


@dataclass(frozen=True, slots=True)
class Regulation:
    """One promulgated text; terms are working days, 0 where the text sets none."""

    code: str
    in_force_from: date
    in_force_to: date | None
    title: str
    decree: str
    base_workdays: int
    extension_workdays: int
    correction_notice_workdays: int
    stops: tuple[str, ...]  # the consultations that stop the clock
    processing_fee: bool
    moves: dict[str, str]  # act -> the article that moves the clock
    articles: dict[str, dict]  # number -> heading, text, abridged


def _load() -> dict[str, Regulation]:
    texts = dated.load_texts(Path(__file__).parent, KEYS)
    return {
        text.code[1:]: Regulation(
            text.code[1:],
            text.in_force_from,
            text.in_force_to,
            **{key: tuple(value) if key == "stops" else value for key, value in text.says.items()},
        )
        for text in texts
    }


REGULATIONS = _load()
IN_FORCE = REGULATIONS["2007"].in_force_from
REVISED = REGULATIONS["2019"].in_force_from


def regulation_of(received_on: date) -> str:
    """Return the Regulations of a case for life: "2007" or "2019", by the day of receipt.

    Raises Refused for a day before the Regulations existed (2008-05-01).
    """
    if received_on < IN_FORCE:
        raise Refused(
            f"《条例》自 {dated.chinese_day(IN_FORCE)}起施行，收到日期早于这一天",
            field="received_on",
            english="Before the Regulations",
        )
    return "2019" if received_on >= REVISED else "2007"
