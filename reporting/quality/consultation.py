"""Of the quality of a file: whether third parties and other agencies were asked, heard to the end, heeded and told (条例15、32)."""

from law.outcomes import split_grounds
from notices.kinds.withheld import OF_THIRD_PARTIES
from reporting.quality.answers import Answer, event_evidence, letter_evidence, not_applicable
from reporting.quality.case_file import CaseFile
from reporting.quality.rubric import Rubric
from workflow.cases.consultations import AGENCY, THIRD_PARTY, Consultation, consultations
from workflow.cases.delivery import first_leavings
from workflow.cases.third_parties import sentences
from workflow.cases.third_parties.decisions import DISCLOSING, deciding_conclusions, decisions_in
from workflow.cases.third_parties.findings import shortcomings
from workflow.cases.third_parties.overruling import overruled_in
from workflow.cases.third_parties.standing import standings


def consultation(file: CaseFile, by: Rubric) -> list[Answer]:
    """Judge whether others were asked in writing, heard to the end and heeded (条例32, 33③, 34)."""
    third, others = consultations(file.events, THIRD_PARTY), consultations(file.events, AGENCY)
    concerned = [code for code in split_grounds(file.case.grounds) if code in OF_THIRD_PARTIES]
    if not third and not others and not concerned:
        return not_applicable("不涉及第三方或者其他机关", "No third party and no other agency is concerned")
    own = _own_finding(file)
    if concerned and not third:
        text, english = ("没有书面征求第三方意见", "The third party was not consulted in writing")
        more = ("，答复稿写明了本机关自己的认定", "; the agency's own finding is on file") if own else ("", "")
        found = [Answer("written", False, text, english, letter_evidence(file))]
        return found + [
            Answer(part, own, text + more[0], english + more[1], letter_evidence(file)) for part in ("closed", "heard")
        ]
    every = [*third, *others]
    written = all(one.asked.letter_id and file.told_on(one.asked) for one in every)
    before = file.reply.seq if file.reply else file.case.version + 1
    closed = all(one.answer and one.answer.seq < before for one in every)
    asked = event_evidence(*(one.asked for one in every))
    return [
        Answer("written", written, "书面征求" if written else "没有寄出的征求意见书", "Asked in writing" if written else "No letter of inquiry left", asked),
        Answer(
            "closed", closed,
            "答复前都已收到意见或者期限届满" if closed else "意见没有收到，期限也没有届满，就作了答复",
            "All answered, or out of time, before the reply" if closed else "Replied while a consultation was open",
            event_evidence(*(one.answer for one in every)),
        ),
        _heard(file, third, concerned, own),
    ]  # fmt: skip


def _heard_each(file: CaseFile, third: list[Consultation], drafted: dict) -> Answer:
    """Judge the decision for each third party: what stands behind it, and whether who is overruled was told."""
    asked = standings(file.events, file.case.decided_on, file.calendar)
    conclusions = deciding_conclusions(file.letter.kind, file.facts)
    lacking = list(shortcomings(asked, drafted, conclusions, file.withheld, file.case.regulation))
    told = _told(file)
    missed = [one.label for one in overruled_in(third, drafted) if one.key not in told]
    shown = letter_evidence(file) + event_evidence(*file.acts("notify_third_party"))
    if lacking:
        return Answer("heard", False, lacking[0].reason, lacking[0].english, shown)
    if missed:
        names = "、".join(missed)
        return Answer(
            "heard", False, f"决定公开，没有书面告知不同意的{names}", f"Disclosed without telling {names}", shown
        )
    decided = decisions_in(drafted)
    each = [(one.name, sentences.came(one), sentences.decided(decided.get(one.key))) for one in asked]
    text = "；".join(f"{name}：{came[0]}，{what[0]}" for name, came, what in each)
    english = "; ".join(f"{name}: {came[1]}; {what[1]}" for name, came, what in each)
    return Answer("heard", True, text, english, shown)


def _told(file: CaseFile) -> set[str]:
    """Return the keys of the third parties whose letter left: one that lies in the office tells nobody (235号四)."""
    left = first_leavings(file.events)
    notices = file.acts("notify_third_party")
    return {event.data.get("key") for event in notices if event.seq in left or event.data.get("imported")}


def _own_finding(file: CaseFile) -> bool:
    """Say whether everything withheld for third parties rests on a finding of the agency itself."""
    items = [item for item in file.withheld if item.get("ground") in OF_THIRD_PARTIES]
    return bool(items) and all(str(item.get("finding") or "").strip() for item in items)


def _heard(file: CaseFile, third: list[Consultation], concerned: list[str], own: bool) -> Answer:
    """Judge whether an opinion was heeded: silence alone refuses nothing, and who is overruled is told (条例32)."""
    drafted = file.last("draft")
    if drafted is not None and drafted.data.get("parties") and file.letter is not None:
        return _heard_each(file, third, drafted.data)
    if concerned:
        holds = own or any(one.carries_refusal(file.case.regulation) for one in third)
        lacking = (
            "第三方同意或者没有答复，也没有本机关自己的认定",
            "Withheld though the third party agreed or kept silent, without an own finding",
        )
        said = ("不予公开有第三方意见或者本机关认定支持", "Withheld on an objection or on the agency's own finding")
        return Answer("heard", holds, *(said if holds else lacking), letter_evidence(file))
    told = _told(file)
    overruled = [one for one in third if one.objects] if file.case.outcome in DISCLOSING else []
    missed = [one.name for one in overruled if one.key not in told]
    if missed:
        names = "、".join(missed)
        return Answer(
            "heard",
            False,
            f"决定公开，没有书面告知不同意的{names}",
            f"Disclosed without telling {names}",
            letter_evidence(file),
        )
    return Answer(
        "heard", True, "意见已经考虑", "The opinions were heeded", event_evidence(*file.acts("notify_third_party"))
    )
