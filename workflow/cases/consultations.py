"""Whom a case asked, and what came back: every consultation with its answer, for guards, forms and letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.text.commonplaces import only_objects
from workflow.cases.models import Case, Event

THIRD_PARTY, AGENCY = "consult_third_party", "consult_agency"
ANSWERED_BY = {
    THIRD_PARTY: ("receive_third_party_opinion", "lapse_third_party_opinion"),
    AGENCY: ("receive_agency_opinion", "lapse_agency_opinion"),
}
ASKED_BY = {answer: asked for asked, answers in ANSWERED_BY.items() for answer in answers}
ANSWERS = ("agrees", "objects", "partly")
OBJECTING = ("objects", "partly")  # wholly, or to a part
UNANSWERED = {"2007": "条例23、24③", "2019": "条例32、33③"}


@dataclass(slots=True)
class Consultation:
    """One inquiry and its answer; an answer whose act begins with lapse_ says that none came in time."""

    key: str
    asked: Event
    answer: Event | None = None

    @property
    def name(self) -> str:
        """Return who was asked."""
        return self.asked.data.get("name", "")

    @property
    def label(self) -> str:
        """Return who was asked, as a sentence names it; a register of earlier years names nobody."""
        who = "第三方" if self.asked.act == THIRD_PARTY else "有关机关"
        return self.name or f"{who}（{self.asked.on}征求）"

    @property
    def silent(self) -> bool:
        """Say whether the term passed without an opinion."""
        return self.answer is not None and self.answer.act.startswith("lapse_")

    @property
    def objects(self) -> bool:
        """Say whether the one asked does not agree, or not wholly."""
        return self.answer is not None and self.answer.data.get("agrees") in OBJECTING

    @property
    def reasons(self) -> str:
        """Return the reasons of an objection, "" where it gives none: that it objects is no reason (条例32)."""
        if not self.objects or self.answer.data.get("without_reasons"):
            return ""
        said = self.answer.data.get("text", "")
        return "" if only_objects(said) else said

    def carries_refusal(self, regulation: str) -> bool:
        """Say whether what it said is enough to withhold its part: an objection, since 2019 with reasons (2007: 23; 条例32)."""
        return self.objects and (regulation == "2007" or bool(self.reasons))


def consultations(events: Iterable[Event], kind: str) -> list[Consultation]:
    """Return the consultations of one kind in their order; an answer without a key belongs to the latest open one."""
    found: list[Consultation] = []
    for event in events:
        if event.act == kind:
            found.append(Consultation(event.data.get("key") or f"#{event.seq}", event))
        elif event.act in ANSWERED_BY[kind]:
            waiting = [one for one in found if one.answer is None]
            named = [one for one in waiting if one.key == event.data.get("key")]
            if waiting:
                (named or waiting)[-1].answer = event
    return found


def consultations_of(case: Case, kind: str) -> list[Consultation]:
    """Return the consultations of one kind of a case."""
    return consultations(case.events_of(kind, *ANSWERED_BY[kind]), kind)


def unanswered(case: Case, kind: str) -> list[Consultation]:
    """Return the consultations of one kind of a case that nobody has answered and no lapse has ended."""
    return [consultation for consultation in consultations_of(case, kind) if consultation.answer is None]


def consultations_not_told(case: Case) -> list[Consultation]:
    """Return the consultations of which the applicant was not told yet (条例33③)."""
    told = {event.data.get("key") for event in case.events_of("notify_applicant")}
    return [one for kind in (THIRD_PARTY, AGENCY) for one in consultations_of(case, kind) if one.key not in told]
