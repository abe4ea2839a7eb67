"""Whether what stands behind a reply has substance: the one door through which every draft passes (条例36; 法释〔2025〕8号)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from law import Refused
from notices.kinds.catalogue import REPLIES
from notices.kinds.combined import Combined
from workflow.cases.models import Case
from workflow.evidence.earlier_replies import with_earlier_reply
from workflow.evidence.other_conclusions import check_other_conclusion
from workflow.evidence.publications import check_publication
from workflow.evidence.responsible_agencies import check_elsewhere, with_responsible_agency
from workflow.evidence.searches import check_nothing_found, check_search
from workflow.evidence.withheld_items import check_withheld

SEARCHED = ("not_exist", "no_ready")


def completed(case: Case, kind: str, given: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the facts of a reply with what the system itself knows of the evidence: the earlier letter, the other agency.

    Of a reply with several conclusions each part is completed by itself. Raises Refused with field and article.
    """
    if kind != Combined.CODE:
        return _completed(case, kind, given, today)
    parts = given.get("parts")
    if not isinstance(parts, list):
        return given
    return given | {"parts": [_completed_part(case, part, today) for part in parts]}


def _completed_part(case: Case, part: Any, today: date) -> Any:
    if not isinstance(part, dict) or not isinstance(part.get("told"), dict):
        return part
    return part | {"told": _completed(case, str(part.get("conclusion", "")), part["told"], today)}


def _completed(case: Case, kind: str, told: dict[str, Any], today: date) -> dict[str, Any]:
    article = article_of(kind, case.regulation)
    if kind == "repeat":
        return with_earlier_reply(case, told, article)
    return with_responsible_agency(case, told, article, today) if kind == "not_ours" else told


def check_evidence(case: Case, kind: str, facts: Mapping[str, Any], today: date) -> None:
    """Raise Refused, with article and field, for a conclusion whose evidence has no substance; of several with the number of the item."""
    for place, (conclusion, told) in enumerate(conclusions_with_facts(kind, facts), start=1):
        try:
            _check_conclusion(case, conclusion, told, today)
        except Refused as refusal:
            if kind != Combined.CODE:
                raise
            reason, english = f"第 {place} 项：{refusal.reason}", f"Item {place}: {refusal.english}"
            raise Refused(reason, refusal.article, field=refusal.field, english=english) from refusal


def _check_conclusion(case: Case, conclusion: str, told: Mapping[str, Any], today: date) -> None:
    article = article_of(conclusion, case.regulation)
    if conclusion in SEARCHED:
        check_search(case.agency, record := told.get("search_record"), article, "search_record")
        if conclusion == "not_exist":
            check_nothing_found(record, article)
    if conclusion == "open_published":
        check_publication(case, told, today, article)
    check_elsewhere(case, conclusion, told)
    check_other_conclusion(case, conclusion, told, article)
    check_withheld(told, case.application.content, article)


def conclusions_with_facts(kind: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every conclusion of a reply with its facts: one, or those of each part."""
    if kind != Combined.CODE:
        yield kind, facts
        return
    parts = facts.get("parts")
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, Mapping) and isinstance(part.get("told"), Mapping):
            yield str(part.get("conclusion", "")), part["told"]


def article_of(kind: str, regulation: str) -> str:
    """Return the article of a conclusion in the Regulations of a case."""
    return REPLIES[kind].ARTICLES.get(regulation, "") if kind in REPLIES else ""
