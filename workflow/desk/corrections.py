"""What was put right in a case, and what is still to be done about it, as the case page tells it (docs/decisions/0045)."""

from collections.abc import Sequence
from typing import Any

from workflow.cases import annulments
from workflow.cases.models import Case, Event
from workflow.cases.term.clock import annulled, before_receipt, effective, unknown_to_the_law
from workflow.duplicates.selectors import annulled_for, remaining_case


def corrections_of(case: Case, events: Sequence[Event]) -> dict[str, Any]:
    """Return what the page shows: annulled records, letters to be made void or put right, what the true day of receipt left without effect."""
    standing = effective(events)
    unsent = annulments.letters_that_never_left(case, events) if case.annulled else []
    return {
        "annulled": annulled(events),
        "to_void": annulments.letters_to_void(events) + unsent,
        "another_day": annulments.letters_naming_another_day(case, events),
        "early": before_receipt(standing),
        "other_law": unknown_to_the_law(standing),
        "annulment": _annulment(case, standing) if case.annulled else None,
        "annulled_for": annulled_for(case),
    }


def _annulment(case: Case, standing: Sequence[Event]) -> dict[str, Any]:
    """Return the record by which the registration was annulled, and the case that remains."""
    event = next(event for event in reversed(standing) if event.act == "annul_registration")
    return {"event": event, "remaining": remaining_case(case)}
