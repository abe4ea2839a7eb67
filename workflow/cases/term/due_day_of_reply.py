"""The due day by which a reply was judged when it was given: a notice of holidays published since makes none late in the past.

Facts that come to light later are another thing: what they move is judged anew (docs/decisions/0048).
"""

from collections.abc import Sequence
from datetime import date

from law.calendars.working_days import Calendar
from law.deadlines.reckoning import Reckoning
from workflow.cases.term.clock import effective, run_clock

KEPT = "judged_by"  # the key in the event: the due day in force when the reply was given
GIVING = ("reply", "deliver", "withdraw")


def judged_by(act: str, due_on: date | None) -> dict:
    """Return what the event of a reply, its delivery or a withdrawal keeps of the due day in force; nothing for another act."""
    return {KEPT: due_on.isoformat()} if act in GIVING and due_on else {}


def due_day_in_force(events: Sequence, reckoning: Reckoning, calendar: Calendar) -> date | None:
    """Return the due day by which a case is judged, of all its events in order and their reckoning on the calendar of today.

    Once the reply was delivered that is the day of then, unless a later record moves the term. One that is still on its way
    has the later of both: a day that a new notice adds is free for it too.
    """
    given = _given(effective(events))
    if given is None or given.data[KEPT] == _iso(reckoning.due_on):
        return reckoning.due_on
    known = [event for event in events if event.seq <= given.seq]
    if run_clock(known, calendar).due_on != reckoning.due_on:
        return reckoning.due_on
    kept = date.fromisoformat(given.data[KEPT])
    return max(kept, reckoning.due_on or kept) if given.act == "reply" else kept


def _given(standing: Sequence):
    """Return the last event that gave the reply and kept its due day; None before it, and after a revocation."""
    for event in reversed(standing):
        if event.act == "revoke_reply":
            return None
        if event.act in GIVING and event.data.get(KEPT):
            return event
    return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
