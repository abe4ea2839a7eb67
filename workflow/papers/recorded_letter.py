"""The letter of a reply that was made before this system, put on record when it is first needed."""

from datetime import datetime

from agencies.organisation.models import Officer
from notices.letters import services as notices
from notices.letters.models import Letter
from workflow.cases.models import Case, Event
from workflow.cases.replies_on_paper import kept_letter
from workflow.papers.case_file import common_facts


def letter_of(case: Case, event: Event, *, by: Officer | None, now: datetime) -> Letter:
    """Return the letter of a reply; an imported one is put among the letters by its number when it is first needed."""
    if event.letter is not None:
        return event.letter
    return kept_letter(case, event) or notices.issue(
        agency=case.agency,
        kind=event.data["outcome"],
        facts=common_facts(case),
        dated=event.on,
        regulation=case.regulation,
        actor=by,
        now=now,
        number=event.data["number"],
    )
