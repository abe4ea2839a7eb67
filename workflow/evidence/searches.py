"""The search behind 信息不存在: every place where the agency keeps such records, or why not (条例36（四）; 指导案例101号)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agencies.organisation.models import Agency, PlaceKind
from agencies.organisation.record_places import record_places
from agencies.text.comparing import comparable
from agencies.text.filler import is_filler
from law import Refused
from notices.kinds.search_record import PlaceSearch, is_in_words

SHORTEST_TERM = 2  # characters; a single one finds everything
LEAST_REASON = 4


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
    for one in record.left_out:
        if is_filler(one.reason) or len(one.reason) < LEAST_REASON:
            raise _refused(
                f"没有检索“{one.place}”，理由只写了“{one.reason}”", f"Why was {one.place} not searched?", article
            )
    if both := sorted(name for name, _kind in searched & left_out):
        raise _refused(f"“{both[0]}”既写了检索，又写了没有检索", f"{both[0]} was searched and left out", article)
    there = {name for name, _kind in searched | left_out}
    if missing := [name for name in known.required if name not in there]:
        raise _refused(
            f"检索记录没有“{'”“'.join(missing)}”：查过的写明检索情况，没有查的写明理由",
            f"The search does not name {', '.join(missing)}: searched, or why not",
            article,
        )
    if known.sections and not any(kind == PlaceKind.SECTION for _name, kind in searched | left_out):
        raise _refused(
            f"检索记录没有可能保存信息的科室（{'、'.join(known.sections)}等）：查过的写明检索情况，没有查的写明理由",
            "The search names no section that may hold the information",
            article,
        )


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


def _check_words(one, article: str) -> None:
    """Refuse terms of which none says anything, and a finding, period or searcher that is filler."""
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


def _refused(reason: str, english: str, article: str) -> Refused:
    return Refused(reason, article, english=english)
