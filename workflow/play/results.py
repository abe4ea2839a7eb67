"""What is told after each step: how the case stands, what is open, what the person of the step may do now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from agencies.organisation.models import Officer
from law import Refused
from law.deadlines.reckoning import Reckoning
from workflow.cases.models import Case, Event
from workflow.cases.policy import may_register, possible_acts
from workflow.cases.selectors import calendar
from workflow.cases.term.clock import run_clock, void_notices
from workflow.cases.term.unsent import due_on_if_sent, unsent_notices


def _telling(case: Case, events: Sequence[Event], reckoning: Reckoning, today: date) -> tuple[date | None, list[str]]:
    """Return the due day once the notice that waits has left, and the acts whose letters left too late or not at all."""
    unsent = [one.act for one in unsent_notices(case) if one.void(today)]
    return due_on_if_sent(case, today), [event.act for event in void_notices(events, reckoning)] + unsent


def result(case: Case | None, person: Officer | None, today: date, refused: Refused | None) -> dict[str, Any]:
    """Return the object of one step (docs/formats.md); `person` is who did it, None for a look from outside."""
    found = {"ok": refused is None, "refused": _refusal(refused)}
    return found | (_before(person) if case is None else _standing(case, person, today))


def _refusal(refused: Refused | None) -> dict[str, str] | None:
    if refused is None:
        return None
    return {"reason": refused.reason, "article": refused.article, "field": refused.field}


def _before(person: Officer | None) -> dict[str, Any]:
    """Return what stands while nothing is registered."""
    acts = ["register"] if person is not None and may_register(person) else []
    return {
        "state": None, "regulation": None, "received_on": None, "due_on": None, "due_on_if_sent": None, "provisional": False,
        "waiting_for": None, "void": [], "open": [], "timeliness": None, "acts": acts,
    }  # fmt: skip


def _standing(case: Case, person: Officer | None, today: date) -> dict[str, Any]:
    events = list(case.events.order_by("seq"))
    reckoning = run_clock(events, calendar())
    if_sent, void = _telling(case, events, reckoning, today)
    return {
        "state": case.state,
        "regulation": case.regulation,
        "received_on": _iso(case.received_on),
        "due_on": _iso(case.due_on),
        "due_on_if_sent": _iso(if_sent),
        "provisional": case.provisional,
        "waiting_for": case.waiting_for or None,
        "void": void,
        "open": [key for _kind, key in reckoning.open_keys],
        "timeliness": case.timeliness or None,
        "acts": [row.code for row in possible_acts(person, case, today)] if person is not None else [],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
