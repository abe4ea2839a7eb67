"""The search behind 信息不存在: every place where the agency keeps such records, or why not (条例36（四）; 指导案例101号)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agencies.organisation.models import Agency, PlaceKind
from agencies.organisation.record_places import record_places
from agencies.text.comparing import comparable, letters_and_digits
from agencies.text.filler import is_filler
from law import Refused
from notices.kinds.search_record import PlaceSearch, SearchedPlace, UnsearchedPlace, is_in_words

SHORTEST_TERM = 2  # characters; a single one finds everything
LEAST_REASON = 6
# Said of any place and any application: no reason why this information cannot be there.
_NO_REASON = re.compile(
    r"(?:(?:本件|本次|该|此)?(?:处所?|地方|系统|科室)?(?:与)?(?:本件|本次|该|所|申请|此事|公开|的|信息|内容|事项)*(?:无关|不相关|没有关系|不涉及|不可能有|应该没有|估计没有|没有)"
    r"|(?:没有|无|不|毫无)(?:必要|需要|需|用|须)(?:检索|查|查找|查询|搜索)?|来不及(?:检索|查找)?|没时间|时间(?:较?紧|不够)|人手(?:较?紧|不够|不足)|工作(?:繁忙|较?忙)|(?:以后|稍后|另行)(?:再)?(?:检索|查找|补查))+"
)


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """The places of an agency by their names as they compare, its sections among them."""

    places: dict[str, tuple[str, str]]  # name as it compares: the name, its kind
    required: tuple[str, ...]  # each of them is searched or left out with a reason
    sections: tuple[str, ...]  # of these at least one

    def find(self, name: str) -> tuple[str, str] | None:
        """Return name and kind of a place, or None."""
        return self.places.get(comparable(name))


def known_places(agency: Agency) -> KnownPlaces:
    """Return where a search of the agency goes: its list, and its sections by their names."""
    listed = [(place.name, str(place.kind)) for place in record_places(agency)]
    rooms = [(name, PlaceKind.SECTION.value) for name in agency.sections.values_list("name", flat=True)]
    return KnownPlaces(
        {comparable(name): (name, kind) for name, kind in [*rooms, *listed]},
        tuple(name for name, kind in listed if kind != PlaceKind.SECTION),
        tuple(name for name, kind in listed if kind == PlaceKind.SECTION),
    )


def check_search(agency: Agency, given: Any, article: str, field: str) -> None:
    """Raise Refused, naming the place, for a search that leaves one out, knows a place that is not on the list, or says nothing."""
    try:
        _check(agency, given, article)
    except Refused as refusal:
        refusal.field = field
        raise


def _check(agency: Agency, given: Any, article: str) -> None:
    known = known_places(agency)
    record = _read(given, known, article)
    searched = {_place(known, one.place, article) for one in record.places}
    left_out = {_place(known, one.place, article) for one in record.left_out}
    for one in record.places:
        _check_words(one, article)
    _check_left_out(record.left_out, article)
    if both := sorted(name for name, _kind in searched & left_out):
        raise _refused(f"“{both[0]}”既写了检索，又写了没有检索", f"{both[0]} was searched and left out", article)
    there = {name for name, _kind in searched | left_out}
    if missing := [name for name in known.required if name not in there]:
        raise _refused(
            f"检索记录没有“{'”“'.join(missing)}”：查过的写明检索情况，没有查的写明理由",
            f"The search does not name {', '.join(missing)}: searched, or why not",
            article,
        )
    _check_sections(known, {kind for _name, kind in searched}, {kind for _name, kind in left_out}, article)
    if len(left_out) > len(searched):
        raise _refused(
            f"没有检索的处所（{len(left_out)} 处）比检索过的（{len(searched)} 处）还多，不能证明尽到检索义务（指导案例101号）",
            "More places were left out than searched: that proves no search",
            article,
        )


def _check_sections(known: KnownPlaces, searched: set[str], left_out: set[str], article: str) -> None:
    """Refuse a search that names no section that may hold the information, and one that leaves them all out."""
    if not known.sections or PlaceKind.SECTION in searched:
        return
    names = "、".join(known.sections)
    if PlaceKind.SECTION in left_out:
        raise _refused(
            f"可能保存信息的科室（{names}等）一个也没有检索；至少检索一个",
            "No section that may hold the information was searched",
            article,
        )
    raise _refused(
        f"检索记录没有可能保存信息的科室（{names}等）：至少检索一个科室，写明检索情况",
        "The search names no section that may hold the information",
        article,
    )


def _check_left_out(places: Sequence[UnsearchedPlace], article: str) -> None:
    """Refuse a reason that says nothing, would do for any place, or was given for another place already."""
    given: list[str] = []
    for one in places:
        plain = letters_and_digits(one.reason)
        if is_filler(one.reason) or len(plain) < LEAST_REASON or _NO_REASON.fullmatch(plain):
            raise _refused(
                f"没有检索“{one.place}”，理由只写了“{one.reason}”；请写明那里保存什么、为什么不会有所申请的信息",
                f"Why was {one.place} not searched? Say what is kept there",
                article,
            )
        if plain in given:
            raise _refused(
                f"没有检索“{one.place}”的理由与另一处的一字不差；请逐处写明理由",
                f"The reason for {one.place} is that of another place, word for word",
                article,
            )
        given.append(plain)


def _read(given: Any, known: KnownPlaces, article: str) -> PlaceSearch:
    if not isinstance(given, Mapping) or not given or is_in_words(given):
        names = "、".join((*known.required, *known.sections))
        raise _refused(
            f"没有逐处的检索记录；应当写明在{names}各处用什么词、查了哪一段时间、由谁查、查到什么",
            "There is no search place by place: terms, period, who, and what was found at each of the agency's places",
            article,
        )
    try:
        return PlaceSearch.from_json(given)
    except Refused as refusal:
        raise _refused(f"检索记录：{refusal.reason}", f"The search: {refusal.english}", article) from refusal


def _place(known: KnownPlaces, name: str, article: str) -> tuple[str, str]:
    found = known.find(name)
    if found is None:
        names = "、".join(place for place, _kind in known.places.values())
        raise _refused(
            f"“{name}”不在本机关的检索处所里；本机关的处所是{names}",
            f"{name} is not one of the agency's places of records",
            article,
        )
    return found


def _check_words(one: SearchedPlace, article: str) -> None:
    """Refuse terms of which none says anything, a finding, period or searcher that is filler, and one text in two cells."""
    if all(len(word) < SHORTEST_TERM or is_filler(word) for word in one.words):
        raise _refused(
            f"“{one.place}”的检索词只写了“{one.terms}”，查不出什么；请写信息的名称、文号或者关键词",
            f"The terms searched for in {one.place} say nothing",
            article,
        )
    for label, text in (("检索的时间范围", one.period), ("检索人", one.searched_by), ("检索结果", one.finding)):
        if is_filler(text):
            raise _refused(
                f"“{one.place}”的{label}只写了“{text}”，没有说明什么",
                f"{one.place}: “{text}” says nothing",
                article,
            )
    cells = [letters_and_digits(text) for text in (one.terms, one.period, one.searched_by, one.finding)]
    if len(set(cells)) < len(cells):
        raise _refused(
            f"“{one.place}”的几项写了同一句话；检索词、时间范围、检索人、检索结果各写各的",
            f"{one.place}: the same text in several cells",
            article,
        )


# What is said of papers that were found and are not what was asked for.
_ANOTHER = re.compile(r"[不非没无未]|其他|其它|另|别的|只有|仅|旧|同名|相似|类似|相近")


def check_nothing_found(given: Mapping[str, Any], article: str) -> None:
    """Raise Refused, naming the place, where something was found, not said to be something else, and yet is said not to exist."""
    for one in PlaceSearch.from_json(given).places:
        if one.found and not _ANOTHER.search(one.finding):
            raise Refused(
                f"“{one.place}”查到 {one.found} 件（{one.finding}），不能答复“信息不存在”；查到的不是所申请的，请在检索结果里写明是什么",
                article,
                field="search_record",
                english=f"{one.found} found at {one.place}: then it exists, or say what was found instead",
            )


def _refused(reason: str, english: str, article: str) -> Refused:
    return Refused(reason, article, english=english)
