"""The legal basis as a letter must spell it: the short articles of the tables in full words."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from law import Refused
from law.dated import chinese_day
from law.regulations import texts as regulations

ORDERS = {"2007": "国务院令第492号", "2019": "国务院令第711号"}
REGULATIONS = "《中华人民共和国政府信息公开条例》"


class LegalDocument(NamedTuple):
    """A paper that a letter may rest on: its title, and the days on which it can be cited (both included)."""

    title: str
    since: date
    until: date | None = None
    numbered: bool = True  # its number stands behind the title; a law has none


# The papers that the tables cite by number. Where only month or year of a paper was read, the first day on which it had
# certainly been issued stands for it: no letter may rest on a paper that did not exist.
LEGAL_DOCUMENTS = {
    "国办发〔2008〕36号": LegalDocument(
        "《国务院办公厅关于施行〈中华人民共和国政府信息公开条例〉若干问题的意见》", date(2008, 5, 1)
    ),
    "国办发〔2010〕5号": LegalDocument("《国务院办公厅关于做好政府信息依申请公开工作的意见》", date(2010, 1, 12)),
    "国办公开办函〔2015〕207号": LegalDocument("《关于政府信息公开期限有关问题的解释》", date(2015, 12, 1)),
    "国办公开办函〔2016〕206号": LegalDocument("国务院办公厅政府信息与政务公开办公室的复函", date(2017, 1, 1)),
    "国办公开办函〔2016〕235号": LegalDocument("国务院办公厅政府信息与政务公开办公室的解释", date(2017, 1, 1)),
    "国办公开办函〔2019〕14号": LegalDocument("国务院办公厅政府信息与政务公开办公室的通知", date(2019, 3, 1)),
    "国办函〔2020〕109号": LegalDocument("《政府信息公开信息处理费管理办法》", date(2021, 1, 1)),
    "法释〔2011〕17号": LegalDocument(
        "《最高人民法院关于审理政府信息公开行政案件若干问题的规定》", date(2011, 8, 13), date(2025, 5, 31)
    ),
    "档案法": LegalDocument("《中华人民共和国档案法》", date(2021, 1, 1), numbered=False),  # as revised in 2020
}
SUCCESSORS = {"法释〔2011〕17号": "法释〔2025〕8号"}  # of papers with a last day
_DIGITS = "零一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_PAPER = re.compile("(" + "|".join(map(re.escape, LEGAL_DOCUMENTS)) + rf")([0-9、一二三四五六{_CIRCLED}]*)")
_ARTICLE = re.compile(rf"([0-9]+)([{_CIRCLED}]?)((?:（[一二三四五六七八九十]+）)*)")


def number_in_characters(number: int) -> str:
    """Return a number below one hundred in characters: 36 is 三十六."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _article(number: str, paragraph: str, items: str) -> str:
    text = f"第{number_in_characters(int(number))}条"
    if paragraph:
        text += f"第{number_in_characters(_CIRCLED.index(paragraph) + 1)}款"
    return text + "、".join(f"第{item}项" for item in re.findall(r"（[^）]+）", items))


def articles_of(short: str) -> list[tuple[int, str, str]]:
    """Return the articles of the Regulations in a short citation as (number, paragraph mark, item marks)."""
    own = _PAPER.sub("", short)
    return [(int(n), paragraph, items) for n, paragraph, items in _ARTICLE.findall(own)]


def merge_citations(*shorts: str) -> str:
    """Return one short citation out of several, articles in their order, each once, papers last.

    An article that stands there with a paragraph or item already is not repeated without one.
    """
    articles: dict[int, tuple[str, str]] = {}
    papers: list[str] = []
    for short in shorts:
        for number, paragraph, items in articles_of(short):
            known = articles.get(number, ("", ""))
            merged = known[1] + "".join(i for i in re.findall(r"（[^）]+）", items) if i not in known[1])
            articles[number] = (known[0] or paragraph, merged)
        papers += ["".join(found) for found in _PAPER.findall(short) if "".join(found) not in papers]
    own = "、".join(f"{number}{paragraph}{items}" for number, (paragraph, items) in sorted(articles.items()))
    return "、".join(filter(None, [f"条例{own}" if own else "", *papers]))


class CitationWriter:
    """Spells citations for one letter: the Regulations in full the first time, then as 《条例》."""

    def __init__(self, regulation: str, dated: date):
        """Remember the regulation of the case and the day of the letter; `said` collects what was spelled."""
        if regulation not in ORDERS:
            raise Refused(f"没有“{regulation}”年的《条例》", field="regulation", english="No such Regulations")
        self.regulation = regulation
        self.dated = dated
        self.said: list[str] = []
        self._named = False

    def name(self) -> str:
        """Return the name of the Regulations: in full with its number the first time."""
        if self._named:
            return "《条例》"
        self._named = True
        return f"{REGULATIONS}（{ORDERS[self.regulation]}，以下简称《条例》）"

    def spell(self, short: str) -> str:
        """Return a short citation such as ``条例14④、21（二）`` in full words.

        A paper that is not in force on the day of the letter is left out. Raises Refused if nothing is left to cite.
        """
        parts = []
        own = articles_of(short)
        if own:
            parts.append(self.name() + "、".join(_article(str(n), p, items) for n, p, items in own))
        for short_name, places in _PAPER.findall(short):
            paper = LEGAL_DOCUMENTS[short_name]
            if paper.since <= self.dated and (paper.until is None or self.dated <= paper.until):
                place = "、".join(_article(n, p, "") for n, p in re.findall(f"([0-9]+)([{_CIRCLED}]?)", places))
                parts.append(f"{paper.title}（{short_name}）{place}" if paper.numbered else paper.title + place)
        if not parts:
            raise Refused(
                "这一天还没有可以引用的依据", short, field="dated", english="No basis is in force on that day"
            )
        self.said.append("、".join(parts))
        return self.said[-1]


def check_in_force(regulation_code: str, dated: date) -> None:
    """Raise Refused for a letter dated before the Regulations of its case were in force (国务院令第711号56)."""
    known = regulations.REGULATIONS.get(regulation_code)
    if known is not None and dated < known.in_force_from:
        raise Refused(
            f"{regulation_code}年《条例》自{chinese_day(known.in_force_from)}起施行，{chinese_day(dated)}的公文不能引用",
            field="dated",
            english=f"The {regulation_code} Regulations were not in force on {dated}",
        )


def check_quoted_documents(texts: Iterable[str], dated: date) -> None:
    """Raise Refused where what was typed rests on a paper that is no longer in force on the day of the letter."""
    gone = {
        name: paper.until for name, paper in LEGAL_DOCUMENTS.items() if paper.until is not None and paper.until < dated
    }
    for text in texts:
        for name, until in gone.items():
            if name in text:
                successor = SUCCESSORS[name]
                raise Refused(
                    f"{name}自{chinese_day(until + timedelta(days=1))}起已由{successor}代替，{chinese_day(dated)}的公文不能再引用，请改写",
                    successor,
                    field="facts",
                    english=f"{name} was in force until {until}, then {successor}; the letter cannot be based on it",
                )
