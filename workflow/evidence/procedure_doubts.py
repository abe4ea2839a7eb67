"""What looks thin in the way to a reply: corrections, extensions and their consent, searches on file, the reading of the demands.

No ground for a refusal; shown to the reviewer, and dear in the quality score (docs/decisions/0046).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agencies.text.comparing import comparable
from notices.kinds.combined import Combined
from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.cases.consultations import THIRD_PARTY, consultations
from workflow.cases.models import Case, Event
from workflow.cases.third_parties.decisions import NONE, WITHHOLD, decisions_in
from workflow.evidence.doubts import Doubt
from workflow.evidence.replies import SEARCHED, conclusions_with_facts
from workflow.papers.demands import demands_of

SHORT_WAY = 6  # characters
OWN_WORDS = 0.5  # of the characters of a demand, at least so many stand in what the applicant wrote
# Reasons of any extension of any office: nothing is said of this application.
_ANY_REASON = re.compile(
    r"(?:因|由于|鉴于|为)?(?:工作|实际|客观|特殊|其他|种种|案情|情况|内容|事项|时间|人手|业务)?(?:需要|原因|繁忙|较?忙|复杂|较?多|紧张?|不够|不足|来不及|量大|重大|特殊)(?:需要?延期|延期|延长)?"
)
# What article 29 does not ask of an applicant since 2019: for what it is wanted, what the applicant has to do with it.
_PURPOSE = re.compile(
    r"(?:申请|使用|获取|公开)(?:该|本|此)?(?:政府信息|信息)?的?(?:用途|目的|理由|原因)|(?:说明|写明|提供|填写|补充|证明)(?:.{0,4})(?:(?<!资金)(?<!款项)(?<!土地)(?<!规划)(?<!房屋)用途|目的|利害关系|特殊需要)|三需要|与(?:本人|申请人|您).{0,6}(?:关系|关联)"
)


def doubts_of_procedure(case: Case, events: Sequence[Event], kind: str, facts: Mapping[str, Any]) -> list[Doubt]:
    """Return what is doubtful in the standing events of a case, and between them and its reply."""
    found = [
        *_receipt(events),
        *_corrections(case, events),
        *_unclear(events, kind, facts),
        *_extensions(case, events),
        *_searches(events, kind, facts),
        *_reasons(events),
    ]
    return list(dict.fromkeys([*found, *_third_parties(events, kind, facts), *_demands(case, events, kind, facts)]))


def _receipt(events: Sequence[Event]) -> Iterator[Doubt]:
    """Yield a day of receipt that was made later: what proves it decides about the term, and a person looks at it (条例31)."""
    for event in (event for event in events if event.act == "correct_receipt"):
        former, day = event.data.get("former_received_on", ""), event.data.get("received_on", "")
        if former and day > former:
            yield Doubt(
                "receipt",
                f"收到日由 {former} 更正为更晚的 {day}，凭“{str(event.data.get('proof', ''))[:40]}”",
                f"The day of receipt was made later, {former} to {day}: look at its proof",
            )


def _corrections(case: Case, events: Sequence[Event]) -> Iterator[Doubt]:
    for event in (event for event in events if event.act == "request_correction"):
        ways = [str(way) for way in event.data.get("ways") or ()]
        if len(ways) > 1 and len(set(map(comparable, ways))) == 1:
            yield Doubt(
                "correction", "补正告知书各项的指导一字不差", "The same guidance for every item of the correction"
            )
        for way in ways:
            if len(comparable(way)) < SHORT_WAY:
                yield Doubt(
                    "correction", f"补正的指导只写了“{way}”", "A very short guidance in the request for correction"
                )
        for text in (*map(str, event.data.get("points") or ()), *ways):
            if case.regulation == "2019" and _PURPOSE.search(text):
                yield Doubt(
                    "correction",
                    f"补正要求“{text[:30]}”：条例29不要求申请人说明用途、目的或者与信息的关系",
                    "The correction asks for the purpose or the interest of the applicant, which article 29 does not ask",
                )
        for way in ways:  # an item may quote what is unclear
            if comparable(way) in comparable(case.application.content):
                yield Doubt(
                    "correction",
                    f"要求补正的“{way[:30]}”，申请里已经写了",
                    "The correction asks for what the application says already",
                )


def _unclear(events: Sequence[Event], kind: str, facts: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield a conclusion that it is still unclear, where nobody can see that the applicant's answer was read."""
    told = [given for conclusion, given in conclusions_with_facts(kind, facts) if conclusion == "unclear"]
    answers = [str(event.data.get("text", "")).strip() for event in events if event.act == "receive_correction"]
    asked = {comparable(str(p)) for e in events if e.act == "request_correction" for p in e.data.get("points") or ()}
    if told and answers and not any(answers):
        yield Doubt(
            "correction",
            "没有记下申请人补正的内容，看不出为什么仍不明确",
            "What the applicant answered is not on record",
        )
    if any(comparable(str(point)) in asked for given in told for point in given.get("unclear_points") or ()):
        yield Doubt(
            "correction",
            "“仍不明确之处”照抄了补正告知书",
            "What is still unclear is copied from the request for correction",
        )


def _reasons(events: Sequence[Event]) -> Iterator[Doubt]:
    for event in (event for event in events if event.act == "request_reasons"):
        if not re.search(r"[\d一二三四五六七八九十百]", str(event.data.get("count_facts", ""))):
            yield Doubt(
                "correction",
                "要求说明理由，没有写明申请了多少件、从什么时候起",
                "How many applications, since when, is not said",
            )


def _extensions(case: Case, events: Sequence[Event]) -> Iterator[Doubt]:
    by_seq = {event.seq: event for event in events}
    for event in (event for event in events if event.act in ("extend", "delay")):
        reason = str(event.data.get("reason") or event.data.get("finding") or "")
        if _ANY_REASON.fullmatch(comparable(reason)):
            yield Doubt("extension", f"延期的理由只写了“{reason}”", "The reason of the extension would do for any case")
        consent = by_seq.get(event.data.get("consent"))
        if consent is not None and consent.actor_id in (event.actor_id, case.handler_id):
            yield Doubt(
                "extension",
                f"同意延期的就是本件的经办人（{consent.actor}）",
                "Who consented to the extension handles the case himself",
            )


def _searches(events: Sequence[Event], kind: str, facts: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield the sheets on file that found something where the reply says that nothing was found."""
    told: dict[str, int] = {}
    for conclusion, given in conclusions_with_facts(kind, facts):
        record = given.get("search_record")
        if conclusion in SEARCHED and isinstance(record, Mapping):
            told |= {comparable(row["place"]): row.get("found", 0) for row in record.get("places") or ()}
    for event in events:
        if event.act != "write_paper" or event.data.get("kind") != "search_sheet":
            continue
        for row in (event.data.get("facts", {}).get("record") or {}).get("places") or ():
            if row.get("found") and told.get(comparable(row["place"])) == 0:
                yield Doubt(
                    "search",
                    f"{event.on}的检索记录表写“{row['place']}”查到 {row['found']} 件，答复写查到 0 件",
                    f"The search sheet of {event.on} found {row['found']} at {row['place']}, the reply says none",
                )


def _third_parties(events: Sequence[Event], kind: str, facts: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield opinions of which nothing is on file, and what is withheld for third parties that is nobody's, or the reverse."""
    asked = consultations(events, THIRD_PARTY)
    for one in asked:
        said = str(one.answer.data.get("text", "…")).strip() if one.answer is not None and not one.silent else "…"
        if not (said or one.objects):
            yield Doubt(
                "third_parties",
                f"记为“{one.label}”同意公开，没有写它的意见是怎么说的",
                f"“{one.label}” is said to agree, and nothing is on file of what it wrote",
            )
    for name, count in Counter(comparable(one.name) for one in asked if one.name).items():
        if count > 1:
            yield Doubt("third_parties", f"“{name}”征求了 {count} 次", f"“{name}” was asked {count} times")
    drafted = next((event.data for event in reversed(events) if event.act == "draft"), {})
    decided = decisions_in(drafted)
    items = [item for _conclusion, told in conclusions_with_facts(kind, facts) for item in told.get("items") or ()]
    grounds = [item["ground"] for item in items if item.get("ground") in OF_THIRD_PARTIES]
    heeded = [one for one in asked if decided.get(one.key, NONE).decision == WITHHOLD]
    for one in heeded:
        if not grounds and not decided[one.key].finding:
            yield Doubt(
                "third_parties",
                f"决定不公开涉及“{one.label}”的内容，答复里没有一项是以商业秘密、个人隐私不予公开的",
                f"What concerns “{one.label}” is withheld, and nothing in the reply is withheld for third parties",
            )
    if asked and decided and len(grounds) > len(heeded):  # drafts of before decide for nobody by name
        yield Doubt(
            "third_parties",
            f"以商业秘密、个人隐私不予公开 {len(grounds)} 项，决定不公开的第三方只有 {len(heeded)} 个：其余是谁的？",
            "More is withheld for third parties than there are third parties whose part is withheld",
        )


def _demands(case: Case, events: Sequence[Event], kind: str, facts: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield what is answered and was not asked, and answers that were copied from item to item."""
    parts = [part for part in facts.get("parts") or () if isinstance(part, Mapping)] if kind == Combined.CODE else []
    wrote = [case.application.content, *(str(e.data.get("text", "")) for e in events if e.act == "receive_correction")]
    asked = demands_of(events).texts or tuple(str(part.get("asked", "")) for part in parts)
    known = set(comparable("\n".join(wrote)))
    for text in asked:
        characters = set(comparable(text))
        if known and len(characters & known) < OWN_WORDS * len(characters):
            yield Doubt(
                "demands", f"“{text[:30]}”不是申请人要的", f"“{text[:30]}” is nothing that the applicant asked for"
            )
    seen: list[str] = []
    for part in parts:
        said = f"{part.get('conclusion')} {sorted((part.get('told') or {}).items())}"
        if said in seen and part.get("conclusion") in ("open", "partial", "deny", "open_published"):
            yield Doubt("demands", "几项申请用同样的事实答复", "Several demands are answered with the same facts")
        seen.append(said)
