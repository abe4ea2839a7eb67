"""How each inquiry stands on a day: when it left and arrived, what came, and whether that came in answer to it (条例32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from law.calendars.working_days import Calendar
from workflow.cases.consultations import AGENCY, THIRD_PARTY, Consultation, consultations
from workflow.cases.delivery import first_leavings, with_delivery_days
from workflow.cases.models import Event
from workflow.cases.term.clock import takes_effect_by_leaving

OPINION_WORKDAYS = 15  # 条例32; the letters of 2007 name the same term
NEVER_LEFT, BEFORE_IT_LEFT, BEFORE_IT_CAME = "never_left", "before_it_left", "before_it_came"


@dataclass(frozen=True, slots=True)
class Standing:
    """One inquiry on one day; what nobody recorded is None."""

    consultation: Consultation
    left_on: date | None
    had_on: date | None  # the addressee is known to have had it
    until: date | None  # the last day for an opinion: it runs from the receipt of the inquiry
    today: date

    @property
    def key(self) -> str:
        """Return the key of the inquiry."""
        return self.consultation.key

    @property
    def name(self) -> str:
        """Return who was asked."""
        return self.consultation.label

    @property
    def of_agency(self) -> bool:
        """Say whether another agency was asked."""
        return self.consultation.asked.act == AGENCY

    @property
    def answered_on(self) -> date | None:
        """Return the day of the opinion; None while there is none."""
        answer = self.consultation.answer
        return answer.on if answer is not None and not self.consultation.silent else None

    @property
    def silent(self) -> bool:
        """Say whether it was told, its term is over and nothing came; nobody types that."""
        passed = self.until is not None and self.until < self.today
        return self.consultation.silent or (self.consultation.answer is None and passed)

    @property
    def ended(self) -> bool:
        """Say whether it answered or kept silent, so that the reply can decide."""
        return self.consultation.answer is not None or self.silent

    @property
    def early(self) -> str:
        """Return how an opinion came that is no answer to the inquiry, or "": it never left, had not left, had not come."""
        if self.answered_on is None:
            return ""
        if self.left_on is None:
            return NEVER_LEFT
        if self.answered_on < self.left_on:
            return BEFORE_IT_LEFT
        return BEFORE_IT_CAME if self.had_on is not None and self.answered_on < self.had_on else ""


def standings(
    events: Sequence[Event], today: date, days: Calendar, kinds: Iterable[str] = (THIRD_PARTY,)
) -> list[Standing]:
    """Return how every inquiry of some kinds stands, in their order; `events` are those in effect."""
    left, read = first_leavings(events), {event.seq: event for event in with_delivery_days(events)}
    found = []
    for one in (one for kind in kinds for one in consultations(events, kind)):
        asked = read[one.asked.seq]
        record = left.get(asked.seq)
        told = asked.on if not takes_effect_by_leaving(asked) else None
        had = _had_on(asked)
        until = days.add(had, asked.data.get("term_workdays") or OPINION_WORKDAYS) if had else None
        found.append(Standing(one, record.on if record else told, had, until, today))
    return found


def _had_on(asked) -> date | None:
    """Return the day on which an inquiry is known to have arrived; of an imported one its own, unless the register says otherwise."""
    if day := asked.data.get("delivered_on"):
        return date.fromisoformat(day)
    return asked.on if asked.data.get("imported") and not asked.data.get("undelivered") else None
