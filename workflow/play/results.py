"""What is told after each step: how the case stands, what is open, what the person of the step may do now."""

from datetime import date
from typing import Any

from agencies.organisation.models import Officer
from law import Refused
from workflow.cases.models import Case
from workflow.cases.policy import may_register, possible_acts
from workflow.cases.projection import run_clock
from workflow.cases.selectors import calendar


def _telling(case: Case, today: date) -> tuple[date | None, list[str]]:
    """Return the due day if what has not left the agency leaves in time, and the acts whose letters did not."""
    return None, []


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
    due_on_if_sent, void = _telling(case, today)
    return {
        "state": case.state,
        "regulation": case.regulation,
        "received_on": _iso(case.received_on),
        "due_on": _iso(case.due_on),
        "due_on_if_sent": _iso(due_on_if_sent),
        "provisional": case.provisional,
        "waiting_for": case.waiting_for or None,
        "void": void,
        "open": [key for _kind, key in run_clock(events, calendar()).open_keys],
        "timeliness": case.timeliness or None,
        "acts": [row.code for row in possible_acts(person, case)] if person is not None else [],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
