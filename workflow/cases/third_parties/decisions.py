"""What the draft of a reply decides for each third party that was asked, and what must stand behind it (条例15、32; 2007: 23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agencies.text.commonplaces import only_names_interest, only_silence
from agencies.text.comparing import same_text
from agencies.text.filler import is_filler
from law import Refused
from notices.kinds.catalogue import REPLIES
from notices.kinds.combined import Combined
from workflow.cases.consultations import THIRD_PARTY, Consultation, consultations_of
from workflow.cases.models import Case, Event

DISCLOSE, WITHHOLD = "disclose", "withhold"
DECISIONS = {DISCLOSE: ("公开", "disclosed"), WITHHOLD: ("不公开", "withheld")}
DISCLOSING, WITHHOLDING = ("open", "partial"), ("deny", "partial")
LABELS = {"finding": "本机关自己的认定", "public_interest": "公共利益的权衡"}
HEARD = {"2007": "条例23", "2019": "条例32"}  # the article on hearing third parties


@dataclass(frozen=True, slots=True)
class Decision:
    """What a draft decides for one third party: its part disclosed or withheld, on which finding, for which public interest."""

    key: str
    decision: str = ""
    finding: str = ""
    public_interest: str = ""


NONE = Decision("")


def decisions_in(data: Mapping[str, Any]) -> dict[str, Decision]:
    """Return what the data of a draft decide, by the key of the inquiry; drafts of before decide for nobody by name."""
    return {given["key"]: Decision(**given) for given in data.get("parties") or ()}


def deciding_conclusions(kind: str, facts: Mapping[str, Any]) -> frozenset[str]:
    """Return the conclusions of a reply that disclose or withhold something, of several conclusions those of every item."""
    parts = facts.get("parts") if kind == Combined.CODE else [{"conclusion": kind}]
    kinds = [part.get("conclusion") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    found = {getattr(REPLIES[one], "OUTCOME", "") for one in kinds if isinstance(one, str) and one in REPLIES}
    return frozenset(found) & {*DISCLOSING, *WITHHOLDING}


def last_draft(case: Case) -> Event | None:
    """Return the event of the draft on file, or None."""
    return case.last_event("draft")


# -- what a draft may say ------------------------------------------------------------------------------------------


def read_decisions(case: Case, given: Any, conclusions: frozenset[str]) -> list[dict]:
    """Return the decisions of a draft as its event keeps them; raise Refused naming the third party.

    What is still missing is refused when the draft is submitted, not here: an opinion may be on its way.
    """
    if not given:
        return []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused("对第三方的决定应当一方一项", field="parties", english="parties: one set of names a third party")
    asked = {one.key: one for one in consultations_of(case, THIRD_PARTY)}
    found = []
    for one in given:
        party = asked.get(str(one.get("key", "")))
        if party is None:
            raise Refused("没有征求过这一方的意见", field="parties", english="No such third party was asked")
        if party.key in {earlier["key"] for earlier in found}:
            raise Refused(
                f"对“{party.label}”决定了两次", field="parties", english=f"“{party.label}” is decided upon twice"
            )
        texts = {name: _text(case, party, one, name) for name in ("finding", "public_interest")}
        found.append({"key": party.key, "decision": _decision(case, party, one, conclusions), **texts})
    return [one for one in found if any(one[name] for name in ("decision", "finding", "public_interest"))]


def _decision(case: Case, party: Consultation, given: Mapping[str, Any], conclusions: frozenset[str]) -> str:
    decision = given.get("decision") or ""
    if decision not in ("", *DECISIONS):
        raise _refused(case, party, "decision", f"对“{party.label}”只能决定公开或者不公开", "disclose or withhold?")
    fits = {DISCLOSE: conclusions & set(DISCLOSING), WITHHOLD: conclusions & set(WITHHOLDING)}
    if decision and not fits[decision]:
        chinese, english = DECISIONS[decision]
        raise _refused(
            case,
            party,
            "decision",
            f"这份答复没有{'公开' if decision == DISCLOSE else '不予公开'}任何内容，不能决定“{party.label}”的部分{chinese}",
            f"the reply cannot say that its part is {english}",
        )
    return decision


def _text(case: Case, party: Consultation, given: Mapping[str, Any], name: str) -> str:
    label = LABELS[name]
    value = given.get(name) or ""
    if not isinstance(value, str):
        raise _refused(case, party, name, f"“{party.label}”的“{label}”应当是文字", f"{name} must be text")
    if is_filler(value):
        raise _refused(
            case,
            party,
            name,
            f"“{party.label}”的“{label}”只写了“{value[:20]}”，没有说明什么；请写明具体内容",
            f"{name} says nothing",
        )
    if name == "finding" and value.strip() and only_silence(value, [party.name]):
        raise repeats_silence(case, party.label, field_of(party, name))
    if name == "public_interest" and value.strip() and only_names_interest(value):
        raise _refused(
            case,
            party,
            name,
            f"“{party.label}”的“{label}”只说了公共利益几个字，没有权衡；请写明这项信息关系什么公共利益、不公开为什么会造成重大影响",
            "the public interest is named and not weighed",
        )
    if value.strip() and (copied := _copied(case, party, value)):
        raise _refused(
            case,
            party,
            name,
            f"“{party.label}”的“{label}”照抄了{copied}；请写本机关自己查明的事实和理由",
            f"{name} copies what somebody else wrote",
        )
    return value.strip()


def _copied(case: Case, party: Consultation, value: str) -> str:
    """Return whose words a text of the agency only repeats, or ""."""
    theirs = {
        "申请内容": case.application.content,
        "征求意见书里涉及它的内容": party.asked.data.get("matter", ""),
        "第三方的意见": party.answer.data.get("text", "") if party.answer is not None else "",
    }
    return next((label for label, text in theirs.items() if text and same_text(text, value)), "")


def field_of(party: Consultation, name: str) -> str:
    """Return the field of a party as form and API name it."""
    return f"party_{party.key}_{name}"


def _refused(case: Case, party: Consultation, name: str, reason: str, english: str) -> Refused:
    return Refused(reason, HEARD[case.regulation], field=field_of(party, name), english=f"“{party.label}”: {english}")


def repeats_silence(case: Case, name: str, field: str) -> Refused:
    """Return why a finding that only says that nobody answered is none."""
    return Refused(
        f"对“{name}”的认定只是说没有答复；逾期未提出意见的，由本机关依照条例决定，请写明信息的内容为什么应当或者不应当公开",
        HEARD[case.regulation],
        field=field,
        english=f"“{name}”: the finding only says that no answer came; silence is no ground, say what the agency found itself",
    )
