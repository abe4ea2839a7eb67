"""What is no ground for a refusal and yet looks thin: shown to the reviewer, and dear in the quality score.

A doubt is a rule that can be read in the file; whether it is a fault a person judges.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from agencies.text.comparing import comparable
from law import Refused
from notices.kinds.search_record import PlaceSearch
from workflow.cases.models import Case, Event
from workflow.evidence.replies import SEARCHED, conclusions_with_facts
from workflow.evidence.responsible_agencies import resembling

SHORT_FINDING = 5  # characters
SHORT_WAY = 6
SHORT_REASON = 6
OTHER_CONTENT = 0.5  # two applications that have less than this in common hardly ask the same
NAMED = ("http", "www.", "《", "公报", "公告", "号", "期", "栏目", "网址", "公众号")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something doubtful: what it is about, and one sentence in two languages."""

    about: str  # search, publication, earlier, agency, correction, withheld
    text: str
    english: str


def doubts_of_reply(case: Case, kind: str, facts: Mapping[str, Any]) -> list[Doubt]:
    """Return what is doubtful in the evidence of a reply, of each of its conclusions."""
    found: list[Doubt] = []
    for conclusion, told in conclusions_with_facts(kind, facts):
        if conclusion in SEARCHED:
            found += _search(case, conclusion, told.get("search_record"))
        if conclusion == "open_published":
            found += _publication(told)
        if conclusion == "repeat":
            found += _earlier(case, told)
        if conclusion == "not_ours":
            found += _agency(told)
        found += _withheld(told)
    return list(dict.fromkeys(found))


def _search(case: Case, conclusion: str, given: Any) -> Iterator[Doubt]:
    if not isinstance(given, Mapping) or not given.get("places"):
        return  # one of before, in words: nothing else was asked for then
    try:
        record = PlaceSearch.from_json(given)
    except Refused:
        return  # whether it is complete is another item of the score
    words = {comparable(word) for one in record.places for word in one.words}
    asked = comparable(case.application.content)
    if len(words) == 1:
        yield Doubt("search", f"只用了一个检索词“{record.places[0].terms}”", "A single term was searched for")
    if not any(word in asked for word in words):
        yield Doubt("search", "检索词都不在申请内容里", "None of the terms stands in the application")
    for one in record.places:
        if len(comparable(one.finding)) < SHORT_FINDING:
            yield Doubt("search", f"“{one.place}”的检索结果只写了“{one.finding}”", f"{one.place}: a very short finding")
        if one.found and conclusion == "not_exist":
            yield Doubt(
                "search",
                f"“{one.place}”查到 {one.found} 件，仍答复不存在",
                f"{one.place}: {one.found} found, and yet it is said not to exist",
            )
    findings = [comparable(one.finding) for one in record.places]
    if len(findings) > 2 and len(set(findings)) == 1:
        yield Doubt("search", "各处的检索结果一字不差", "The same finding at every place")
    for left in record.left_out:
        yield Doubt("search", f"没有检索“{left.place}”：{left.reason}", f"{left.place} was not searched")


def _publication(told: Mapping[str, Any]) -> Iterator[Doubt]:
    where = str(told.get("where_published", ""))
    if not any(word in where for word in NAMED):
        yield Doubt(
            "publication",
            f"获取途径只写了“{where[:40]}”，没有网址、栏目、公报期号或者文号",
            "No address, column, issue or number by which the publication is found",
        )


def _earlier(case: Case, told: Mapping[str, Any]) -> Iterator[Doubt]:
    if told.get("not_in_system"):
        yield Doubt(
            "earlier",
            f"前次答复{told.get('earlier_number', '')}不在本系统，是录入的：{told['not_in_system']}",
            "The earlier reply was typed; it is not in this system",
        )
    number = told.get("earlier_case")
    same = Case.objects.filter(agency=case.agency_id, number=number).select_related("application")
    earlier = same.first() if number else None
    if earlier and _likeness(earlier.application.content, case.application.content) < OTHER_CONTENT:
        yield Doubt(
            "earlier",
            f"前次申请（{earlier.number}）的内容与本件相差较大",
            f"The earlier application {earlier.number} asked for something rather different",
        )


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, comparable(one), comparable(other), autojunk=False).ratio()


def _agency(told: Mapping[str, Any]) -> Iterator[Doubt]:
    name = str(told.get("responsible", "")).strip()
    if not name:
        yield Doubt("agency", "没有写明负责公开的机关", "Whose information it is is not said")
    elif not told.get("responsible_agency") and (ours := resembling(name)):
        yield Doubt(
            "agency",
            f"录入的机关“{name}”与名单里的“{ours}”相近",
            f"The typed agency {name} resembles {ours} of the list",
        )


def _withheld(told: Mapping[str, Any]) -> Iterator[Doubt]:
    items = [item for item in told.get("items") or () if isinstance(item, Mapping)]
    reasons = [comparable(str(item.get("reason", ""))) for item in items]
    if len(reasons) > 1 and len(set(reasons)) == 1:
        yield Doubt("withheld", "各项不予公开的理由一字不差", "The same reason for everything withheld")
    for item, reason in zip(items, reasons, strict=True):
        if len(reason) < SHORT_REASON:
            yield Doubt(
                "withheld",
                f"不予公开的理由只写了“{item.get('reason', '')}”",
                "A very short reason for what is withheld",
            )


def doubts_of_corrections(events: Sequence[Event]) -> list[Doubt]:
    """Return what is doubtful in the requests for correction among the events that stand."""
    found: list[Doubt] = []
    for event in events:
        if event.act != "request_correction":
            continue
        ways = [comparable(str(way)) for way in event.data.get("ways") or ()]
        if len(ways) > 1 and len(set(ways)) == 1:
            found.append(
                Doubt(
                    "correction", "补正告知书各项的指导一字不差", "The same guidance for every item of the correction"
                )
            )
        found += [
            Doubt("correction", f"补正的指导只写了“{way}”", "A very short guidance in the request for correction")
            for way in event.data.get("ways") or ()
            if len(comparable(str(way))) < SHORT_WAY
        ]
    return list(dict.fromkeys(found))
