"""Replies that were made before this system: an imported case knows its reply by number and day, and has no file of it."""

from notices.kinds.catalogue import KINDS
from notices.letters.models import Letter
from workflow.cases.models import Case, Event

BY_NUMBER = 0  # stands for the letter of an imported reply where one names a letter of the case


def reply_on_paper(case: Case) -> Event | None:
    """Return the reply that stands and was imported with its number, or None."""
    event = case.last_event("reply")
    return event if event is not None and event.letter_id is None and event.data.get("number") else None


def title_of(event: Event) -> str:
    """Return what the letter of a reply is called."""
    return event.letter.title if event.letter else KINDS[event.data["outcome"]].TITLE


def kept_letter(case: Case, event: Event) -> Letter | None:
    """Return the record of an imported reply among the letters, if somebody needed it before."""
    found = Letter.objects.filter(
        agency=case.agency_id, number=event.data["number"], kind=event.data["outcome"], historic=True
    )
    return found.filter(facts__application_number=case.number).order_by("pk").first()
