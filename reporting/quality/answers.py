"""An answer to one question about a file, with its reason in two languages and its evidence."""

from dataclasses import dataclass

from reporting.quality.case_file import CaseFile

OLD_REGISTER = ("台账没有记载", "the old register does not tell")

Evidence = tuple[str, int]  # event and its number in the case; letter, remedy, mark and its key; application and 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What one part of an item came to: whether it holds, why in two languages, and the evidence; `part` "" speaks for all."""

    part: str
    holds: bool
    text: str
    english: str
    evidence: tuple[Evidence, ...] = ()


def not_applicable(text: str, english: str) -> list[Answer]:
    """Return the answer that an item does not concern the case, and why."""
    return [Answer("", True, text, english)]


def all_fail(parts: tuple[str, ...], text: str, english: str, evidence: tuple[Evidence, ...]) -> list[Answer]:
    """Return the same failure for every part of an item."""
    return [Answer(part, False, text, english, evidence) for part in parts]


def event_evidence(*events) -> tuple[Evidence, ...]:
    """Return events as evidence; what is not there is left out."""
    return tuple(("event", event.seq) for event in events if event is not None)


def letter_evidence(file: CaseFile) -> tuple[Evidence, ...]:
    """Return the reply as evidence: its letter, or of an imported case the record of it."""
    return (("letter", file.letter.pk),) if file.letter else event_evidence(file.reply)
