"""What is no ground for a refusal and yet looks thin: shown to the reviewer, and dear in the quality score.

A doubt is a rule that can be read in the file; whether it is a fault a person judges.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from agencies.text.comparing import comparable
from law import Refused, written
from law.outcomes import GROUNDS
from notices.kinds.combined import Combined
from notices.kinds.search_record import PlaceSearch
from workflow.cases.models import Case
from workflow.evidence.publications import kept_here
from workflow.evidence.replies import SEARCHED, conclusions_with_facts
from workflow.evidence.responsible_agencies import resembling

SHORT_FINDING = 5  # characters
SHORT_WAY = 6
SHORT_REASON = 6
OTHER_CONTENT = 0.5  # two applications that have less than this in common hardly ask the same
SHORT_REVIEW = 5
_LATER = re.compile(r"另行|稍后|日后|以后再?|择日|整理后|待.{1,12}(?:后|再)")
_ON_FILE = re.compile(
    r"(?:详见|见|均在|在|附|存)*(?:本件|本|相关)?(?:案卷|卷宗|卷|附件|档案|材料|文件|证据)(?:中|内|里|在卷|充分|齐全)?|有证据"
)
SIGNS_OF = {  # what reason or evidence of a ground speaks of, if it is the ground (law/outcomes.toml, evidence)
    "state_secret": "密级|定密|秘密|机密|绝密|保密",
    "process": "讨论|记录|过程|草稿|草案|初稿|征求意见|磋商|会商|协商|信函|请示|报告|纪要|会签|内部|决定以前|决定前",
    "internal": "人事|后勤|内部|流程|管理|会务|考勤|工资",
    "enforcement_file": "案卷|执法|处罚|检查|调查|询问|强制",
}
_HOMEPAGE = re.compile(r"(?:[^0-9A-Za-z]{0,20})?(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+/?[）)]?")
NAMED = ("http", "www.", "《", "公报", "公告", "号", "期", "栏目", "网址", "公众号")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something doubtful: what it is about, and one sentence in two languages."""

    about: str  # receipt, search, publication, earlier, agency, provision, withheld, correction, extension, demands
    text: str
    english: str


def doubts_of_reply(case: Case, kind: str, facts: Mapping[str, Any]) -> list[Doubt]:
    """Return what is doubtful in the evidence of a reply, of each of its conclusions."""
    found: list[Doubt] = []
    parts = [str(part.get("asked", "")) for part in facts.get("parts") or ()] if kind == Combined.CODE else []
    for place, (conclusion, told) in enumerate(conclusions_with_facts(kind, facts)):
        if conclusion in SEARCHED:
            asked = parts[place] if place < len(parts) else case.application.content
            found += _search(asked, conclusion, told.get("search_record"))
        if conclusion == "open_published":
            found += _publication(case, told)
        if conclusion == "publication" and not _is_found_by(str(told.get("where_available", ""))):
            found.append(
                Doubt(
                    "publication",
                    "没有写明出版物的名称、期号或者在哪里可以得到",
                    "Neither title nor issue of the publication",
                )
            )
        if conclusion == "repeat":
            found += _earlier(case, told)
        if conclusion == "not_ours":
            found += _agency(told)
        if conclusion == "reconfirm" and not re.search(r"\d", str(told.get("earlier_delivery", ""))):
            found.append(
                Doubt(
                    "earlier", "没有写明以前哪一天、以哪个文号提供过", "Neither day nor number of the earlier delivery"
                )
            )
        found += [*_given(told), *_provisions(told)]
        found += _withheld(told)
    return list(dict.fromkeys(found))


def _search(wanted: str, conclusion: str, given: Any) -> Iterator[Doubt]:
    if not isinstance(given, Mapping) or not given.get("places"):
        return  # one of before, in words: nothing else was asked for then
    try:
        record = PlaceSearch.from_json(given)
    except Refused:
        return  # whether it is complete is another item of the score
    words = {comparable(word) for one in record.places for word in one.words}
    asked = comparable(wanted)
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


def _publication(case: Case, told: Mapping[str, Any]) -> Iterator[Doubt]:
    where = str(told.get("where_published", ""))
    if not _is_found_by(where):
        yield Doubt(
            "publication",
            f"获取途径只写了“{where[:40]}”，没有网址、栏目、公报期号或者文号",
            "No address, column, issue or number by which the publication is found",
        )
    mark = told.get("snapshot_sha256")
    if mark and not kept_here(case, mark):
        yield Doubt(
            "publication",
            f"快照“{told.get('snapshot')}”的文件不在本件案卷里，只有名称和 SHA-256",
            "The file of the snapshot is not on file: its name and hash alone are",
        )
    day = told.get("published_on")
    day = written.day(day) if isinstance(day, str) else day
    if day is not None and day > case.received_on:
        yield Doubt(
            "publication",
            f"公开日期（{day}）在收到申请（{case.received_on}）以后",
            f"Published on {day}, after the application came on {case.received_on}",
        )


def _is_found_by(where: str) -> bool:
    """Say whether a place of publication says more than that there is a website."""
    return any(word in where for word in NAMED) and not _HOMEPAGE.fullmatch(where.strip())


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
    if earlier and earlier.decided_on >= case.received_on:
        yield Doubt(
            "earlier",
            f"前次答复（{earlier.decided_on}）在收到本件以后，收到本件时还没有答复过",
            f"The earlier reply of {earlier.decided_on} came after this application",
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
    if len(comparable(reason := str(told.get("reason", "")))) < SHORT_REASON:
        yield Doubt("agency", f"不属于本机关的理由只写了“{reason}”", "A very short reason why it is not ours")


def _provisions(told: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield the provisions of other law that are named without the law or the article."""
    items = [item.get("provision") for item in told.get("items") or () if isinstance(item, Mapping)]
    for text in filter(None, [told.get("special_law"), *items]):
        if "第" not in str(text) or not re.search("[法例定章]", str(text)):
            yield Doubt(
                "provision",
                f"所依据的规定只写了“{str(text)[:40]}”，没有法律名称或者条款",
                "A provision without the name of the law or its article",
            )


def _withheld(told: Mapping[str, Any]) -> Iterator[Doubt]:
    items = [item for item in told.get("items") or () if isinstance(item, Mapping)]
    reasons = [comparable(str(item.get("reason", ""))) for item in items]
    if len(reasons) > 1 and len(set(reasons)) == 1:
        yield Doubt("withheld", "各项不予公开的理由一字不差", "The same reason for everything withheld")
    for item, reason in zip(items, reasons, strict=True):
        evidence, wanted = str(item.get("evidence", "")), SIGNS_OF.get(str(item.get("ground")))
        if len(reason) < SHORT_REASON:
            yield Doubt(
                "withheld",
                f"不予公开的理由只写了“{item.get('reason', '')}”",
                "A very short reason for what is withheld",
            )
        if _ON_FILE.fullmatch(comparable(evidence)):
            yield Doubt("withheld", f"在卷证据只写了“{evidence}”", "Which evidence is on file is not said")
        if wanted and not re.search(wanted, f"{item.get('part', '')}{item.get('reason', '')}{evidence}"):
            yield Doubt(
                "withheld",
                f"看不出符合“{GROUNDS[item['ground']].label}”：应有{'、'.join(GROUNDS[item['ground']].evidence)}",
                f"Nothing shows that it is “{GROUNDS[item['ground']].name}”",
            )


def _given(told: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield what is promised for later without a day, and a secrecy review that names no record (条例17、36（二）)."""
    texts = [str(text) for text in (*(told.get("provided") or ()), told.get("how") or "")]
    if any(_LATER.search(text) and not re.search(r"\d", text) for text in texts):
        yield Doubt("given", "答应以后提供，没有写明时间", "Something is promised for later, without a day")
    review = told.get("secrecy_review")
    if review and len(comparable(str(review))) < SHORT_REVIEW and not re.search(r"\d", str(review)):
        yield Doubt("given", f"保密审查只写了“{review}”", "Which secrecy review is meant is not said")
