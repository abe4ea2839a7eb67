"""A case as its own file: what every paper takes from it, and what was written in it before."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from agencies.organisation.models import Officer
from law.calendars.working_days import Calendar
from notices.kinds.catalogue import KINDS
from workflow.cases.models import Case, Event
from workflow.papers.demands import demands_in

METHODS = {"direct": "直接送达", "mail": "邮寄送达", "electronic": "电子送达", "entrusted": "委托送达"}
# What a paper takes from the case and nobody may type otherwise.
FIXED = ("application_number", "received_on", "content", "demands", "organisation", "corrected_on", "recipient")


@dataclasses.dataclass(frozen=True, slots=True)
class CaseWithEvents:
    """A case with its events, on the day on which somebody writes a paper."""

    case: Case
    events: Sequence[Event]
    by: Officer | None
    today: date
    days: Calendar

    def last(self, *acts: str) -> Event | None:
        """Return the last event of some acts."""
        return next((event for event in reversed(self.events) if event.act in acts), None)

    @property
    def writer(self) -> str:
        """Return who writes."""
        return str(self.by) if self.by else ""

    @property
    def section(self) -> str:
        """Return the section that handles the case."""
        return self.case.section.name if self.case.section else ""


def common_facts(case: Case) -> dict:
    """Return what every letter to the applicant says first."""
    application = case.asked
    corrected = case.last_event("receive_correction")
    facts = {
        "addressee": application.applicant_name,
        "application_number": case.number,
        "received_on": case.received_on.isoformat(),
        "content": application.content,
        "organisation": case.applicant_kind != "natural_person",
    }
    if corrected:
        facts["corrected_on"] = corrected.on.isoformat()
    return facts


def fixed_facts(case: Case, code: str) -> dict:
    """Return those facts of a paper that are the case's own and are not typed."""
    names = KINDS[code].labels()
    demands = demands_in(case)
    common = common_facts(case) | {"recipient": case.asked.applicant_name}
    common |= {"demands": list(demands.texts) if demands.several else []}
    found = {name: common[name] for name in FIXED if name in names and name in common}
    if "received_on" in names and KINDS[code].LAYOUT == "letter":  # a letter on the application goes to the applicant
        found["addressee"] = common["addressee"]
    return found


def earlier_letter(case: Case, number: object) -> dict:
    """Return what a letter of the case says of itself where a later one puts it right: to whom, title, day; {} for none of this system."""
    events = case.events.effective().filter(letter__number=number).select_related("letter") if number else []
    for event in events:
        letter = event.letter
        return {
            "addressee": letter.addressee,
            "earlier_title": letter.title,
            "earlier_dated": letter.dated.isoformat(),
        }
    return {}


def latest_paper(case: Case, code: str) -> dict | None:
    """Return the facts of the last paper of a kind that was written in the case, or None."""
    written = [event for event in case.events_of("write_paper") if event.data["kind"] == code]
    return written[-1].data["facts"] if written else None


def receipt_basis_of(file: CaseWithEvents) -> str:
    """Return why the day of receipt is that day, with its rule."""
    data = file.events[0].data
    return f"{data.get('basis_text') or '按台账记载'}（{data.get('basis', '')}）".removesuffix("（）")


def iso(day: date | None) -> str | None:
    """Return a day as JSON keeps it."""
    return day.isoformat() if day else None


def delivery_of(file: CaseWithEvents) -> str:
    """Return how and when the reply was delivered, or ""."""
    event = file.last("deliver")
    return (
        f"{METHODS.get(event.data.get('method', ''), '')}，{event.data.get('receipt', '')}，{event.on}" if event else ""
    )
