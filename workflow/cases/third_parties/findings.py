"""What must stand behind the decision for each third party: the agency's own finding, the public interest (条例15、32; 2007: 23)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agencies.text.commonplaces import only_silence
from law import Refused
from law.outcomes import GROUNDS
from notices.kinds.withheld import OF_THIRD_PARTIES
from workflow.cases.consultations import THIRD_PARTY, Consultation, consultations_of
from workflow.cases.models import Case
from workflow.cases.third_parties.decisions import (
    DISCLOSE,
    HEARD,
    NONE,
    WITHHOLD,
    Decision,
    deciding_conclusions,
    decisions_in,
    field_of,
    last_draft,
    repeats_silence,
)
from workflow.cases.third_parties.standing import Standing

CONSENT = {"2007": "条例14④", "2019": "条例15"}
OVERRULING = {"2007": "条例23", "2019": "条例15、32"}


def shortcomings(
    standings: Sequence[Standing],
    drafted: Mapping[str, Any],
    conclusions: frozenset[str],
    items: Sequence[dict],
    regulation: str,
) -> Iterator[Refused]:
    """Yield what a draft still lacks for each third party that answered or kept silent, naming it (条例15、32; 2007: 14④、23).

    `drafted` are the data of its event, `items` what it withholds.
    """
    decided, own = decisions_in(drafted), item_findings(items, [one.name for one in standings])
    for one in standings if conclusions else ():
        if one.ended and (lacking := _lacking(one, decided.get(one.key, NONE), own, regulation)):
            yield lacking


def _lacking(one: Standing, decision: Decision, own: bool, regulation: str) -> Refused | None:
    """Return what the decision for one third party lacks, or None; `own` = what is withheld has findings of its own."""
    asked, name, withheld = one.consultation, one.name, decision.decision == WITHHOLD
    if not decision.decision:
        return Refused(
            f"答复稿没有写明对第三方“{name}”的决定：公开还是不公开涉及它的内容",
            HEARD[regulation],
            field=field_of(asked, "decision"),
            english=f"The draft does not say whether what concerns “{name}” is disclosed",
        )
    found = bool(decision.finding) or (withheld and own)
    if one.silent and not found:
        return Refused(
            f"第三方“{name}”逾期未提出意见，由本机关依法决定；请写明本机关自己的认定，不能仅因第三方未答复而决定",
            HEARD[regulation],
            field=field_of(asked, "finding"),
            english=f"“{name}” kept silent: give the agency's own finding, silence alone is no ground",
        )
    if withheld and not found and not one.silent and not asked.carries_refusal(regulation):
        return _does_not_carry(one, regulation)
    if decision.decision == DISCLOSE and asked.objects and not decision.public_interest:
        return Refused(
            f"第三方“{name}”不同意公开而决定公开的，请写明公共利益的权衡：不公开为什么会对公共利益造成重大影响",
            OVERRULING[regulation],
            field=field_of(asked, "public_interest"),
            english=f"“{name}” objects and is overruled: weigh the public interest",
        )
    return None


def _does_not_carry(one: Standing, regulation: str) -> Refused:
    """Return why an opinion does not carry a refusal: it agrees, or objects without reasons."""
    name, field = one.name, field_of(one.consultation, "finding")
    if one.consultation.objects:
        return Refused(
            f"第三方“{name}”不同意公开，但没有说明理由，不能仅据此不予公开；请写明本机关自己的认定",
            HEARD[regulation],
            field=field,
            english=f"“{name}” objects without reasons: that alone carries no refusal, give the agency's own finding",
        )
    return Refused(
        f"第三方“{name}”没有不同意公开；仍不公开涉及它的内容的，请写明本机关自己的认定",
        CONSENT[regulation],
        field=field,
        english=f"“{name}” does not object: give the agency's own finding for withholding its part",
    )


def item_findings(items: Iterable[dict], names: Sequence[str] = ()) -> bool:
    """Say whether all that a reply withholds for third parties has the agency's own finding, more than that nobody answered."""
    found = [str(item.get("finding") or "") for item in items if item.get("ground") in OF_THIRD_PARTIES]
    return bool(found) and all(text.strip() and not only_silence(text, names) for text in found)


def check_decided(case: Case, standings: Sequence[Standing], items: Sequence[dict]) -> None:
    """Refuse to go on with a draft that lacks something for a third party that answered or kept silent."""
    drafted = last_draft(case)
    if drafted is None or case.draft is None:
        return
    conclusions = deciding_conclusions(case.draft.kind, case.draft.facts)
    for lacking in shortcomings(standings, drafted.data, conclusions, items, case.regulation):
        raise lacking


def check_third_parties(case: Case, items: Iterable[dict], decided: Mapping[str, Decision]) -> None:
    """Refuse to withhold for third parties none of whom gave a reason for it, unless the agency states its own finding (条例15、32).

    Somebody else than the one who agreed may be concerned; silence alone is never a ground.
    """
    concerned = [item for item in items if item.get("ground") in OF_THIRD_PARTIES]
    asked = consultations_of(case, THIRD_PARTY)
    if not concerned or not asked:
        return
    for item in concerned:
        finding = str(item.get("finding") or "")
        if finding.strip() and only_silence(finding, [one.name for one in asked]):
            raise repeats_silence(case, "、".join(one.label for one in asked), "finding")
    heeded = [one for one in asked if decided.get(one.key, NONE).decision != DISCLOSE]
    if any(one.answer is None or one.carries_refusal(case.regulation) for one in heeded):
        return
    if all(str(item.get("finding") or "").strip() for item in concerned):
        return
    if any(one.decision == WITHHOLD and one.finding for one in decided.values()):
        return
    raise _without_finding(case, concerned, asked)


def _without_finding(case: Case, concerned: Sequence[dict], asked: Sequence[Consultation]) -> Refused:
    if any(one.silent for one in asked):
        return Refused(
            "第三方逾期未提出意见的，由本机关依法决定；请写明本机关自己的认定，不能仅因第三方未答复而不予公开",
            HEARD[case.regulation],
            field="finding",
            english="Silence alone is no ground: give the agency's own finding",
        )
    if any(one.carries_refusal(case.regulation) for one in asked):
        return Refused(
            "对不同意公开的第三方都决定公开；仍有涉及第三方的内容不予公开的，请写明本机关自己的认定（例如涉及其他第三人）",
            CONSENT[case.regulation],
            field="finding",
            english="Every objection is overruled: give the agency's own finding for what is withheld for third parties all the same",
        )
    if any(one.objects for one in asked):
        return Refused(
            "第三方不同意公开，但没有说明理由，不能仅据此不予公开；请写明本机关自己的认定",
            HEARD[case.regulation],
            field="finding",
            english="An objection without reasons carries no refusal: give the agency's own finding",
        )
    label = GROUNDS[concerned[0]["ground"]].label
    return Refused(
        f"被征求意见的第三方同意公开；仍以“{label}”不予公开的，请写明本机关自己的认定（例如涉及其他第三人）",
        CONSENT[case.regulation],
        field="finding",
        english="The third party agrees to disclosure: give the agency's own finding for withholding it all the same",
    )


def check_consulted(case: Case, items: Iterable[dict]) -> None:
    """Refuse to sign what withholds for third parties of whom none was asked, unless the agency says why (条例32; 2007: 23)."""
    unheard = [
        item for item in items if item.get("ground") in OF_THIRD_PARTIES and not str(item.get("finding") or "").strip()
    ]
    if unheard and not consultations_of(case, THIRD_PARTY):
        raise Refused(
            f"以“{GROUNDS[unheard[0]['ground']].label}”不予公开的，应当先书面征求第三方意见；确实无法征求的，请在答复稿里写明本机关自己的认定",
            HEARD[case.regulation],
            field="finding",
            english="Consult the third party first, in writing; where that is impossible give the agency's own finding",
        )


_CLAIMED = re.compile(
    r"(?:第三方|权利人|当事人|利害关系人|(?:该|某|有限|责任)?公司|企业|住户|本人|其|对方)(?:已|均|都|书面|明确|来函|表示|回复|答复|称)*(?:不同意|不愿意?|反对|拒绝)(?:.{0,4}公开)?"
    r"|(?:已经?|曾|书面|经)(?:书面)?(?:征求|征询)(?:了|过|其|该公司|第三方)*(?:书面)?意见|(?:第三方|该公司)(?:的)?意见(?:书|函)"
)


def check_claimed_opinions(case: Case, items: Iterable[dict]) -> None:
    """Refuse to rest on what a third party is said to have answered where nobody was asked in this case (条例32; 2007: 23)."""
    if consultations_of(case, THIRD_PARTY):
        return
    for item in items:
        for name in ("reason", "finding", "evidence"):
            if item.get("ground") in OF_THIRD_PARTIES and (said := _CLAIMED.search(str(item.get(name) or ""))):
                raise Refused(
                    f"答复稿写了“{said[0]}”，但本件没有征求第三方意见的记录；先书面征求，或者写明本机关自己的认定",
                    HEARD[case.regulation],
                    field=name,
                    english="The draft rests on the opinion of a third party, and nobody was asked in this case",
                )
