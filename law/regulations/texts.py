"""The two texts of the Regulations (政府信息公开条例): their terms, what moves the clock, the articles cited."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from law import Refused, dated

FOLDER = Path(__file__).parent
KEYS = (
    "title",
    "decree",
    "base_workdays",
    "extension_workdays",
    "correction_notice_workdays",
    "stops",
    "processing_fee",
    "moves",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article word for word: its number, the heading of its chapter, its paragraphs and items in their order."""

    number: int
    chapter: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the article in one line, as a letter quotes it."""
        return "".join(self.lines)


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
    checked_on: date
    source: str  # where the words of the articles were read
    articles: dict[int, Article]


TEXTS = dated.load_texts(FOLDER, KEYS)


def _load() -> dict[str, Regulation]:
    return {
        text.code[1:]: Regulation(
            text.code[1:],
            text.in_force_from,
            text.in_force_to,
            **{key: tuple(value) if key == "stops" else value for key, value in text.says.items()},
            checked_on=text.checked_on,
            **_words(text.code),
        )
        for text in TEXTS
    }


def _words(code: str) -> dict:
    """Return source and articles of one text; raise ValueError where an article is missing."""
    table = tomllib.loads((FOLDER / "full_text" / f"{code}.toml").read_text(encoding="utf-8"))
    articles = {
        int(number): Article(int(number), article["chapter"], tuple(article["text"].splitlines()))
        for number, article in table["articles"].items()
    }
    if list(articles) != list(range(1, len(articles) + 1)):
        raise ValueError(f"{code}: articles are missing or out of order")
    return {"source": table["source"], "articles": articles}


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
