"""The law's clock over the events of a case: which of them move it, what has left the agency, what is on record."""

from collections.abc import Collection, Sequence
from datetime import date

from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines import clock
from law.deadlines.clock import ClockAct, Reckoning
from law.deadlines.receipt import Receipt, regulation_of
from law.deadlines.sentences import ASKED
from law.deadlines.steps import NOTICES
from workflow.cases.act import ACTS
from workflow.cases.delivery import first_leavings, with_delivery_days

TERM_ACTS = (
    "register",
    "correct_receipt",
    "annul",
    "record_service",
    "deliver",
    "withdraw",
    *sorted(procedure.CLOCK_ACTS),
)  # the events that `run_clock` reads
# Notices of an older version, or of a register, that are void when they left too late, though told on their day otherwise.
OVERTAKEN = NOTICES - ASKED.keys()
CLOCK_FIELDS = ("key", "delivered_on", "workdays", "term_workdays")


def annulled(events: Sequence) -> frozenset[int]:
    """Return the places (seq) of the events that a later event annuls."""
    return frozenset(event.data["annuls"] for event in events if event.act == "annul")


def effective(events: Sequence) -> list:
    """Return the events in effect: neither annulled nor an annulment, which is nothing but its effect."""
    gone = annulled(events)
    return [event for event in events if event.act != "annul" and event.seq not in gone]


def takes_effect_by_leaving(event) -> bool:
    """Say whether an act takes effect when its letter leaves: not one of a register or of an older version, told on its day."""
    return bool(event.data.get("by_leaving"))


def receipt_in_force(events: Sequence):
    """Return the event that tells the day of receipt: the registration, or the last correction of its day."""
    return [event for event in events if event.act in ("register", "correct_receipt")][-1]


def unknown_to_the_law(events: Sequence) -> frozenset[int]:
    """Return the places (seq) of acts that the Regulations do not know which apply by a day of receipt corrected since: void."""
    receipt = receipt_in_force(events)
    if receipt.act == "register":
        return frozenset()
    regulation = regulation_of(date.fromisoformat(receipt.data["received_on"]))
    return frozenset(
        event.seq
        for event in events
        if event.seq < receipt.seq and regulation not in procedure.ACTS[event.act].articles
    )


def before_receipt(events: Sequence) -> list:
    """Return what was done towards others before the day of receipt as it was corrected since; it counts as done on that day."""
    receipt = receipt_in_force(events)
    day = date.fromisoformat(receipt.data["received_on"])
    found = [event for event in events if event.seq < receipt.seq and event.on < day]
    return [event for event in found if receipt.act != "register" and not ACTS[event.act].internal]


def clock_events(events: Sequence) -> list:
    """Return the events that move the clock in the order of their legal days, whatever the order of entry."""
    void = unknown_to_the_law(events)
    moving = (event for event in events if event.act in procedure.CLOCK_ACTS and event.seq not in void)
    return sorted(moving, key=lambda e: (e.on, e.seq))


def clock_acts(events: Sequence, *, sent: Collection[int] = ()) -> list[ClockAct]:
    """Return those events that move the clock, as the law's clock reads them.

    The notices with a number in `sent` are read as if they had left on the day of their decision.
    """
    found, left = [], first_leavings(events)
    receipt = receipt_in_force(events)
    received_on = date.fromisoformat(receipt.data["received_on"])
    for event in clock_events(events):
        early = received_on if event.seq < receipt.seq else date.min  # nothing moves the term before it begins
        given = {name: event.data[name] for name in CLOCK_FIELDS if event.data.get(name) not in (None, "")}
        if "delivered_on" in given:
            given["delivered_on"] = max(date.fromisoformat(given["delivered_on"]), early)
        if event.act in ("request_correction", "request_reasons"):
            given.pop("term_workdays", None)  # the applicant's term, not a pause
        if event.seq in left and (takes_effect_by_leaving(event) or event.act in OVERTAKEN):
            given["sent_on"] = max(left[event.seq].on, event.on, early)
        elif takes_effect_by_leaving(event) and event.seq not in sent:
            given["unsent"] = True
        found.append(ClockAct(event.act, max(event.on, early), **given))
    return found


def is_recorded(event) -> bool:
    """Say whether the desk has the event on record: neither of a register nor only tried."""
    return bool(getattr(event, "hash", "")) and not event.data.get("imported")


def _in_time_when_recorded(events: Sequence, received_on: str, calendar: Calendar) -> frozenset[int]:
    """Return the places, among the acts of the clock, of those that were judged in time when they were recorded.

    Of a notice it is its leaving that was judged, for the day of receipt and on the calendar of then: only a calendar
    published since is passed over, everything else is judged anew.
    """
    left = first_leavings(events)

    def judged(event) -> bool:
        kept = left[event.seq].data.get("in_time_for", "") if event.seq in left else ""
        day, _, fingerprint = kept.partition(" ")
        return day == received_on and fingerprint != calendar.fingerprint

    return frozenset(
        place
        for place, event in enumerate(clock_events(events))
        if is_recorded(event) and (not takes_effect_by_leaving(event) or judged(event))
    )


def run_clock(
    events: Sequence, calendar: Calendar, *, strict: bool = False, facts: bool = True, sent: Collection[int] = ()
) -> Reckoning:
    """Run the clock over the events of a case, whose first is its registration.

    What broke a deadline is history in an imported register; at the desk it is refused, in the same case too.
    What the desk has on record was in time when it was recorded: a notice published since does not undo it,
    unless `strict` asks how the acts stand today. What is on record is a fact and never refused (unless `facts` is
    False): what a later record makes void or late is shown so. A day of delivery that was recorded later is read as if the act had told it.
    """
    events = with_delivery_days(effective(events))
    first = events[0]
    imported = bool(first.data.get("imported"))
    received = receipt_in_force(events).data
    moving = clock_events(events)
    reckoning = clock.run(
        date.fromisoformat(received["received_on"]),
        clock_acts(events, sent=sent),
        calendar=calendar,
        history=imported,
        receipt=_receipt(received),
        accepted=() if strict else _in_time_when_recorded(events, received["received_on"], calendar),
        recorded=()
        if strict or not facts
        else frozenset(place for place, event in enumerate(moving) if is_recorded(event)),
        hears_void=True,
        ended_on=_ended_on(events),
    )
    if imported:
        _refuse_late(moving, reckoning)
    return reckoning


def void_notices(events: Sequence, reckoning: Reckoning) -> list:
    """Return the events of the notices that the clock over these events found void."""
    moving = clock_events(effective(events))
    return [moving[place] for place in reckoning.void]


def _ended_on(events: Sequence) -> date | None:
    """Return the day on which the reply was given or the application withdrawn, unless the reply was revoked since."""
    last = next((event for event in reversed(events) if event.act in ("deliver", "withdraw", "revoke_reply")), None)
    return last.on if last is not None and last.act != "revoke_reply" else None


def _receipt(data: dict) -> Receipt | None:
    """Return why the day of receipt is that day, where the registration kept it."""
    if not data.get("basis_text"):
        return None
    day = date.fromisoformat(data["received_on"])
    return Receipt(day, False, data.get("basis", ""), data["basis_text"], data.get("basis_english", ""))


def _refuse_late(moving: Sequence, reckoning: Reckoning) -> None:
    """Refuse a new act of the desk that comes too late in an imported case, whose own history is only marked."""
    for reason in reckoning.reasons:
        event = moving[reason.place] if reason.late and reason.place is not None else None
        if event and ACTS[event.act].by_leaving and not event.data.get("imported") and not is_recorded(event):
            text = reason.text.removesuffix("，期限照常计算")  # what it means for history
            english = reason.english.removesuffix("; the clock runs on")
            raise Refused(text, reason.article, field=event.act, english=english)
