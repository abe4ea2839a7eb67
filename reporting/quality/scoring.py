"""The quality score of a concluded case (案卷质量分): one function an item, each answer with its reason and its evidence.

What is not recorded is not evidence: it earns nothing, and the reason says so. What does not concern a case costs it
nothing (不涉及): scaling the rest up to a hundred would make the same fault dearer in one file than in another.
A case in hand is not scored at all: most of what is judged is not due before the reply.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reporting.quality import consultation as quality_consultation
from reporting.quality import procedure as quality_procedure
from reporting.quality import reply as quality_reply
from reporting.quality.answers import Answer, event_evidence, letter_evidence
from reporting.quality.case_file import CaseFile
from reporting.quality.rubric import Criterion, Deduction, Rubric, load_rubric
from workflow.evidence.doubts import doubts_of_reply
from workflow.evidence.procedure_doubts import doubts_of_procedure

SCORED_STATES = ("replied", "delivered", "withdrawn", "closed")  # states of a concluded case


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """One item of one case: its points, whether it concerns the case at all, and the answers."""

    item: Criterion | Deduction
    points: int
    concerned: bool
    answers: tuple[Answer, ...]

    @property
    def lost(self) -> int:
        """Return the points lost; those of a deduction are all it takes off."""
        return -self.points if isinstance(self.item, Deduction) else self.item.points - self.points


@dataclass(frozen=True, slots=True)
class CaseScore:
    """The score of a case and every item that it is the sum of."""

    items: tuple[ScoredCriterion, ...]
    points: int  # 0 to 100

    @property
    def lost(self) -> dict[str, int]:
        """Return the points lost by item; what lost nothing is not named."""
        return {one.item.key: one.lost for one in self.items if one.lost}


def score_case(file: CaseFile, by: Rubric | None = None) -> CaseScore:
    """Return the quality of a concluded case."""
    by = by or load_rubric()
    items = [_scored(item, CRITERIA[item.key](file, by)) for item in by.items]
    failing = {f"{one.item.key}.{answer.part}": answer for one in items for answer in one.answers if not answer.holds}
    for deduction in by.deductions:
        found = DEDUCTIONS[deduction.key](file, [failing[part] for part in failing if part in by.voidable])
        items.append(ScoredCriterion(deduction, deduction.points if found else 0, bool(found), tuple(found)))
    return CaseScore(tuple(items), max(0, sum(one.points for one in items)))


def _scored(item: Criterion, answers: list[Answer]) -> ScoredCriterion:
    if [answer.part for answer in answers] == [""]:
        return ScoredCriterion(item, item.points, False, tuple(answers))
    told = {answer.part: answer.holds for answer in answers}
    if told.keys() != item.parts.keys():
        raise ValueError(f"{item.key}: {sorted(told)} is not {sorted(item.parts)}")
    return ScoredCriterion(item, sum(points for part, points in item.parts.items() if told[part]), True, tuple(answers))


# -- what costs points whatever the rest is worth -----------------------------------------------------------------


def _corrected(file: CaseFile, _failing: Sequence[Answer]) -> list[Answer]:
    lost = [one for one in file.case.remedies.all() if one.result == "corrected" and one.kind != "complaint"]
    return [
        Answer(
            one.kind,
            False,
            f"{one.concluded_on}被纠错（{one.reference or one.key}）",
            f"Corrected on {one.concluded_on}",
            (("remedy", one.pk),),
        )
        for one in lost
    ]


def _overdue(file: CaseFile, _failing: Sequence[Answer]) -> list[Answer]:
    """Answer for a reply after its term: the court finds it unlawful whatever the rest of the file is worth."""
    if file.case.timeliness != "late":
        return []
    due = file.case.due_on.isoformat() if file.case.due_on else "—"
    given = file.delivery or file.reply or file.last("withdraw")
    return [Answer("late", False, f"应答复日 {due}，逾期答复", f"Due {due}, replied late", event_evidence(given))]


def _voidable(file: CaseFile, failing: Sequence[Answer]) -> list[Answer]:
    """Answer for each part whose failure undoes a reply, and for a day of receipt moved later on nobody's proof: whoever was
    late by the earlier day would be on time by it (条例31).
    """
    if file.imported or file.reply is None:
        return []  # what the old register does not tell is no defect of the reply; where none was given none is undone
    moved = file.last("correct_receipt")
    later = moved is not None and moved.data.get("received_on", "") > moved.data.get("former_received_on", "")
    found = [Answer(one.part, False, one.text, one.english, one.evidence) for one in failing]
    if later and not str(moved.data.get("proof") or "").strip():
        text, english = "收到日改晚，没有证明材料", "The day of receipt was made later without proof"
        found.append(Answer("receipt", False, text, english, event_evidence(moved)))
    return found


def _doubtful(file: CaseFile, _failing: Sequence[Answer]) -> list[Answer]:
    """Answer for each doubt about the evidence (workflow/evidence/doubts.py)."""
    kind, asked = (
        file.letter.kind if file.letter else "",
        file.acts("request_correction", "extend", "delay", "write_paper"),
    )
    of_events = doubts_of_procedure(file.case, file.events, kind, file.facts)
    found = [(doubt, event_evidence(*asked) or event_evidence(file.events[0])) for doubt in of_events]
    if file.letter is not None:
        told = doubts_of_reply(file.case, file.letter.kind, file.facts)
        found += [(doubt, letter_evidence(file)) for doubt in told]
    return [Answer(doubt.about, False, doubt.text, doubt.english, shown) for doubt, shown in found]


def _leak(file: CaseFile, _failing: Sequence[Answer]) -> list[Answer]:
    return [
        Answer("mark", False, f"{mark.on}：{mark.reason}", f"{mark.on}: {mark.reason}", (("mark", mark.pk),))
        for mark in file.marks
        if mark.item == "privacy"
    ]


CRITERIA: dict[str, Callable[[CaseFile, Rubric], list[Answer]]] = {
    "receipt": quality_procedure.receipt,
    "registration": quality_procedure.registration,
    "correction": quality_procedure.correction,
    "term": quality_procedure.term,
    "consultation": quality_consultation.consultation,
    "search": quality_reply.search,
    "conclusion": quality_reply.conclusion,
    "remedy": quality_reply.remedy,
    "delivery": quality_reply.delivery,
}
DEDUCTIONS: dict[str, Callable[[CaseFile, Sequence[Answer]], list[Answer]]] = {
    "corrected": _corrected,
    "overdue": _overdue,
    "voidable": _voidable,
    "doubtful": _doubtful,
    "leak": _leak,
}
