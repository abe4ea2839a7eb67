"""The agency as respondent: until when each proceeding against it must be answered, and whether it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agencies.organisation.models import Officer
from law.calendars.working_days import Calendar
from law.remedies.respondent import AnswerTerm, respond_by
from workflow.cases.models import Case, Event, RemedyCase, RemedyKind
from workflow.cases.selectors import Light, light
from workflow.cases.term.clock import effective

FILED = ("file_reconsideration", "file_litigation")
ANSWERED_KINDS = {  # complaints are not answered to anybody within a term of these acts
    RemedyKind.RECONSIDERATION: "reconsideration",
    RemedyKind.LITIGATION_DIRECT: "litigation",
    RemedyKind.LITIGATION_AFTER: "litigation",
}
SIMPLIFIED = "simplified"
RESPONDENTS = ("clerk", "reviewer")  # those who record what a proceeding brings


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One proceeding of a case with the agency's term in it; no term for a complaint and for an imported history."""

    remedy: RemedyCase
    term: AnswerTerm | None = None
    simplified: bool = False
    answer: Event | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the agency still owes its answer."""
        return self.term is not None and self.answer is None and self.remedy.concluded_on is None

    @property
    def is_late(self) -> bool:
        """Say whether the answer on record was handed in after its term."""
        return self.term is not None and self.answer is not None and self.answer.on > self.term.until

    def light(self, today: date, days: Calendar) -> Light | None:
        """Return the light of the term while the answer is owed."""
        return light(self.term.until, today, days) if self.is_open else None


def proceedings_of(remedies: Iterable[RemedyCase], events: Iterable[Event], days: Calendar) -> list[Proceeding]:
    """Return the proceedings of one case with their terms, from its events in the order of entry."""
    standing = effective(list(events))
    filed = {event.data["key"]: event for event in standing if event.act in FILED}
    answers = {event.data["key"]: event for event in standing if event.act == "respond"}
    return [_proceeding(remedy, filed.get(remedy.key), answers.get(remedy.key), days) for remedy in remedies]


def _proceeding(remedy: RemedyCase, filed: Event | None, answer: Event | None, days: Calendar) -> Proceeding:
    if filed is None or filed.actor_id is None:  # a register of earlier years does not say whether it was answered
        return Proceeding(remedy, answer=answer)
    simplified = filed.data.get("procedure") == SIMPLIFIED
    term = respond_by(ANSWERED_KINDS[remedy.kind], remedy.received_on, days, simplified=simplified)
    return Proceeding(remedy, term, simplified, answer)


def owed_answers(remedies, days: Calendar) -> Iterator[Proceeding]:
    """Yield the proceedings that wait for the agency's answer among a query of proceedings; two queries, whatever their number."""
    pending = remedies.filter(kind__in=list(ANSWERED_KINDS), concluded_on__isnull=True)
    by_case: dict[int, list[RemedyCase]] = {}
    for remedy in pending.select_related("case"):
        by_case.setdefault(remedy.case_id, []).append(remedy)
    events: dict[int, list[Event]] = {}
    acts = (*FILED, "respond", "annul")
    for event in Event.objects.filter(case__in=list(by_case), act__in=acts).order_by("case", "seq"):
        events.setdefault(event.case_id, []).append(event)
    for case_id, of_case in by_case.items():
        yield from (found for found in proceedings_of(of_case, events.get(case_id, ()), days) if found.is_open)


def pressing_for(user: Officer, today: date, days: Calendar) -> list[Case]:
    """Return the cases in which an answer is owed within five working days, for those who may record it; the earliest first."""
    if not user.has_role(*RESPONDENTS):
        return []
    own = RemedyCase.objects.filter(case__agency_id=user.agency_id)
    found = [each for each in owed_answers(own, days) if each.light(today, days).code != "g"]
    return [each.remedy.case for each in sorted(found, key=lambda each: each.term.until)]
