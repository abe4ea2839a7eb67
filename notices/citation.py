"""The legal basis as a letter must spell it: the short articles of the tables in full words."""

import re
from collections.abc import Iterable
from datetime import date

from law import Refused, regulation
from law.dated import spelled

ORDERS = {"2007": "国务院令第492号", "2019": "国务院令第711号"}
REGULATIONS = "《中华人民共和国政府信息公开条例》"

# Titles of the papers that the tables cite by number, and the first day on which a letter can rest on them: the day of
# the paper or, where we know only its month or year, the first day on which it had certainly been issued.
PAPERS = {
    "国办发〔2008〕36号": ("《国务院办公厅关于施行〈中华人民共和国政府信息公开条例〉若干问题的意见》", date(2008, 5, 1)),
    "国办发〔2010〕5号": ("《国务院办公厅关于做好政府信息依申请公开工作的意见》", date(2010, 1, 12)),
    "国办公开办函〔2015〕207号": ("《关于政府信息公开期限有关问题的解释》", date(2015, 12, 1)),
    "国办公开办函〔2016〕206号": ("国务院办公厅政府信息与政务公开办公室的复函", date(2017, 1, 1)),
    "国办函〔2020〕109号": ("《政府信息公开信息处理费管理办法》", date(2021, 1, 1)),
}
# Papers that offices still quote from memory: number -> the first day without it, and what took its place.
REPEALED = {"法释〔2011〕17号": (date(2025, 6, 1), "法释〔2025〕8号")}
_DIGITS = "零一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_PAPER = re.compile("(" + "|".join(map(re.escape, PAPERS)) + r")([0-9、一二三四五六]*)")
_ARTICLE = re.compile(rf"([0-9]+)([{_CIRCLED}]?)((?:（[一二三四五六七八九十]+）)*)")


def in_characters(number: int) -> str:
    """Return a number below one hundred in characters: 36 is 三十六."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _article(number: str, paragraph: str, items: str) -> str:
    text = f"第{in_characters(int(number))}条"
    if paragraph:
        text += f"第{in_characters(_CIRCLED.index(paragraph) + 1)}款"
    return text + "、".join(f"第{item}项" for item in re.findall(r"（[^）]+）", items))


def articles_of(short: str) -> list[tuple[int, str, str]]:
    """Return the articles of the Regulations in a short citation as (number, paragraph mark, item marks)."""
    own = _PAPER.sub("", short)
    return [(int(n), paragraph, items) for n, paragraph, items in _ARTICLE.findall(own)]


def merge(*shorts: str) -> str:
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


class Citer:
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

        A paper younger than the letter is left out. Raises Refused if nothing is left to cite.
        """
        parts = []
        own = articles_of(short)
        if own:
            parts.append(self.name() + "、".join(_article(str(n), p, items) for n, p, items in own))
        for paper, places in _PAPER.findall(short):
            title, since = PAPERS[paper]
            if self.dated >= since:
                place = "、".join(_article(n, "", "") for n in re.findall("[0-9]+", places))
                parts.append(f"{title}（{paper}）{place}")
        if not parts:
            raise Refused("这一天还没有可以引用的依据", short, field="dated", english="No basis was in force on that day")
        self.said.append("、".join(parts))
        return self.said[-1]


def check_day(regulation_code: str, dated: date) -> None:
    """Raise Refused for a letter dated before the Regulations of its case were in force (国务院令第711号56)."""
    known = regulation.REGULATIONS.get(regulation_code)
    if known is not None and dated < known.in_force_from:
        raise Refused(
            f"{regulation_code}年《条例》自{spelled(known.in_force_from)}起施行，{spelled(dated)}的公文不能引用",
            field="dated",
            english=f"The {regulation_code} Regulations were not in force on {dated}",
        )


def check_quoted(texts: Iterable[str], dated: date) -> None:
    """Raise Refused where what was typed rests on a paper that is no longer in force on the day of the letter."""
    for text in texts:
        for number, (gone, successor) in REPEALED.items():
            if dated >= gone and number in text:
                raise Refused(
                    f"{number}自{spelled(gone)}起已由{successor}代替，{spelled(dated)}的公文不能再引用，请改写",
                    successor,
                    field="facts",
                    english=f"{number} was replaced by {successor} on {gone}; the letter may not rest on it",
                )
