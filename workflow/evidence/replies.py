"""Whether what stands behind a reply has substance: the one door through which every draft passes (条例36; 法释〔2025〕8号)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from law.outcomes import OUTCOMES
from notices.kinds.combined import Combined
from workflow.cases.models import Case
from workflow.evidence.earlier_replies import with_earlier_reply
from workflow.evidence.publications import check_publication
from workflow.evidence.responsible_agencies import with_responsible_agency
from workflow.evidence.searches import check_search

SEARCHED = ("not_exist", "no_ready")
_COMPLETED: dict[str, Callable[[Case, Mapping[str, Any], str], dict[str, Any]]] = {
    "repeat": with_earlier_reply,
    "not_ours": with_responsible_agency,
}


def completed(case: Case, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a reply with what the system itself knows of the evidence: the earlier letter, the other agency.

    Of a reply with several conclusions each part is completed by itself. Raises Refused with field and article.
    """
    if kind != Combined.CODE:
        return _completed(case, kind, given)
    parts = given.get("parts")
    if not isinstance(parts, list):
        return given
    return given | {"parts": [_completed_part(case, part) for part in parts]}


def _completed_part(case: Case, part: Any) -> Any:
    if not isinstance(part, dict) or not isinstance(part.get("told"), dict):
        return part
    return part | {"told": _completed(case, str(part.get("conclusion", "")), part["told"])}


def _completed(case: Case, kind: str, told: dict[str, Any]) -> dict[str, Any]:
    complete = _COMPLETED.get(kind)
    return complete(case, told, article_of(kind, case.regulation)) if complete else told


def check_evidence(case: Case, kind: str, facts: Mapping[str, Any], today: date) -> None:
    """Raise Refused, with article and field, for a conclusion whose evidence has no substance."""
    for conclusion, told in conclusions_with_facts(kind, facts):
        article = article_of(conclusion, case.regulation)
        if conclusion in SEARCHED:
            check_search(case.agency, told.get("search_record"), article, "search_record")
        if conclusion == "open_published":
            check_publication(told, today, article)


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
    return OUTCOMES[kind].articles.get(regulation, "") if kind in OUTCOMES else ""
