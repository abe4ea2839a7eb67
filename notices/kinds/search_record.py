"""The search that stands behind 信息不存在: where, for what, by whom, when, with what result (指导案例101号)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Self

from law import Refused
from notices.kinds.facts import Record, fact

_BETWEEN_TERMS = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, kw_only=True)
class SearchRecord(Record):
    """检索记录: place by place; letters and sheets of before tell it in one sentence, and read and print as they did."""

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Build the search in the shape in which it was recorded."""
        if cls is not SearchRecord:
            return super().from_json(given)
        return (SearchInWords if is_in_words(given) else PlaceSearch).from_json(given)

    @property
    def said(self) -> str:
        """Return the search as one sentence of a letter, without its stop."""
        raise NotImplementedError

    def check_days(self, received_on: date, dated: date) -> None:
        """Refuse a search that was made for another application: before the receipt, or after the letter."""
        if not received_on <= self.searched_on <= dated:
            raise Refused(
                "检索日期应当在收到申请之日以后、公文日期以前",
                "条例36（四）",
                field="search_record",
                english="The search lies before the receipt or after the letter",
            )


@dataclass(frozen=True, kw_only=True)
class SearchedPlace(Record):
    """One place that was searched: for what, how far back, by whom, and what was found there."""

    place: str = fact("检索的处所")
    terms: str = fact("检索词（名称、文号、关键词）")
    period: str = fact("检索的时间范围")
    searched_by: str = fact("检索人", kept=True)  # the letter names no officer
    found: int = fact("查到几件")
    finding: str = fact("检索结果")

    def check(self) -> None:
        """Refuse fewer than none."""
        if self.found < 0:
            raise Refused("“查到几件”不能小于零", field="found", english="Fewer than none were found")

    @property
    def words(self) -> list[str]:
        """Return the terms one by one."""
        return [word for word in _BETWEEN_TERMS.split(self.terms) if word]


@dataclass(frozen=True, kw_only=True)
class UnsearchedPlace(Record):
    """One place that was not searched, and why nothing can be there."""

    place: str = fact("没有检索的处所")
    reason: str = fact("没有检索的理由")


@dataclass(frozen=True, kw_only=True)
class PlaceSearch(SearchRecord):
    """检索记录 place by place: each of the agency's places searched, or left out with its reason."""

    places: tuple[SearchedPlace, ...] = fact("逐处检索")
    left_out: tuple[UnsearchedPlace, ...] = fact("没有检索的处所", default=())
    searched_on: date = fact("检索日期")

    @property
    def said(self) -> str:
        """Return the search as one sentence of a letter, without its stop."""
        day = f"{self.searched_on.year}年{self.searched_on.month}月{self.searched_on.day}日"
        searched = "；".join(
            f"以“{terms.strip('“”')}”检索{period}的资料，"
            + "；".join(f"{one.place}查到{one.found}件，{one.finding}" for one in places)
            for (terms, period), places in groupby(self.places, key=lambda one: (one.terms, one.period))
        )
        left_out = "".join(f"；{one.place}没有检索，理由：{one.reason}" for one in self.left_out)
        return f"{day}{searched}{left_out}"


@dataclass(frozen=True, kw_only=True)
class SearchInWords(SearchRecord):
    """检索记录 of before: systems, archive, sections, keywords, period, who, when, result; all of it, or no search was made."""

    systems: tuple[str, ...] = fact("检索的公文系统和业务系统")
    archive: str = fact("检索的档案室和档案")
    sections: tuple[str, ...] = fact("可能保存信息的内设机构")
    keywords: tuple[str, ...] = fact("检索的关键词、名称或者文号")
    period: str = fact("检索的时间范围")
    searched_on: date = fact("检索日期")
    searched_by: str = fact("检索人", kept=True)
    result: str = fact("检索结果")

    @property
    def said(self) -> str:
        """Return the search as one sentence of a letter, without its stop."""
        day = f"{self.searched_on.year}年{self.searched_on.month}月{self.searched_on.day}日"
        words = _quoted(self.keywords)
        places = "、".join((*self.systems, self.archive))
        sections = "、".join(self.sections)
        return f"{day}以{words}为关键词，检索{places}以及{sections}保存的资料，时间范围为{self.period}，{self.result}"


def _quoted(words: Sequence[str]) -> str:
    return "".join(f"“{word.strip('“”')}”" for word in words)


def is_in_words(given: Mapping[str, Any]) -> bool:
    """Say whether a recorded search is one of before, told in one sentence."""
    return "places" not in given and any(name in given for name in ("systems", "archive", "sections", "keywords"))


def result_of(given: Mapping[str, Any]) -> str:
    """Return the result of a recorded search in a few words."""
    if is_in_words(given):
        return str(given.get("result", ""))
    return "；".join(f"{one['place']}：查到{one['found']}件，{one['finding']}" for one in given.get("places") or ())
