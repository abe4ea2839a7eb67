"""The projection of a case: what its events say, one after the other; the same for perform, import and replay."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines import clock
from law.deadlines.clock import ClockAct, Reckoning
from law.deadlines.receipt import Receipt
from workflow.cases.act import ACTS
from workflow.cases.delivery import first_leavings, with_delivery_days

TERM_ACTS = (
    "register",
    "correct_receipt",
    "annul",
    "record_service",
    *sorted(procedure.CLOCK_ACTS),
)  # the events that `run_clock` reads
# What answers a notice for which the case waits.
ANSWERED_BY = {
    "request_correction": ("receive_correction",),
    "request_reasons": ("receive_reasons",),
    "issue_fee_notice": ("receive_payment",),
}
# Notices of an older version, or of a register, that are void when they left too late, though told on their day otherwise.
OVERTAKEN = ("request_correction", "request_reasons", "extend", "delay", "issue_fee_notice")
CLOCK_FIELDS = ("key", "delivered_on", "workdays", "term_workdays")


@dataclass(slots=True)
class Remedy:
    """One proceeding against the agency as its events tell it."""

    key: str
    kind: str
    received_on: date
    result: str = "pending"
    concluded_on: date | None = None
    reference: str = ""


@dataclass(slots=True)
class Projection:
    """The columns of a case that follow from its events."""

    state: str = ""
    regulation: str = ""
    received_on: date | None = None
    unconfirmed: bool = False
    due_on: date | None = None
    provisional: bool = False
    waiting_for: str = ""
    waiting_until: date | None = None
    open_consultations: int = 0  # inquiries that stop the clock now
    extended: bool = False
    unsent_notices: list = field(default_factory=list)
    send_by: date | None = None
    due_on_if_sent: date | None = None
    lapse: str = ""
    outcome: str = ""
    grounds: str = ""
    decided_on: date | None = None
    delivered_on: date | None = None
    closed_on: date | None = None
    timeliness: str = ""
    document_number: str = ""
    handler_id: int | None = None
    section_id: int | None = None
    draft_id: int | None = None
    drafter_id: int | None = None
    reviewer_id: int | None = None
    signer_id: int | None = None
    approved_sha256: str = ""
    remedies: dict[str, Remedy] = field(default_factory=dict)

    COLUMNS = [
        "state",
        "regulation",
        "received_on",
        "unconfirmed",
        "due_on",
        "provisional",
        "waiting_for",
        "waiting_until",
        "open_consultations",
        "extended",
        "unsent_notices",
        "send_by",
        "due_on_if_sent",
        "lapse",
        "outcome",
        "grounds",
        "decided_on",
        "delivered_on",
        "closed_on",
        "timeliness",
        "document_number",
        "handler_id",
        "section_id",
        "draft_id",
        "drafter_id",
        "reviewer_id",
        "signer_id",
        "approved_sha256",
    ]


def digest(prev_hash: str, case_key: str, seq: int, act: str, on: date, actor_id: int | None, data: dict) -> str:
    """Return the hash of an event over its content and the hash of the event before it."""
    body = json.dumps(
        [prev_hash, case_key, seq, act, on.isoformat(), actor_id, data],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


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


def clock_events(events: Sequence) -> list:
    """Return the events that move the clock in the order of their legal days, whatever the order of entry."""
    return sorted((event for event in events if event.act in procedure.CLOCK_ACTS), key=lambda e: (e.on, e.seq))


def clock_acts(events: Sequence, *, sent: Collection[int] = ()) -> list[ClockAct]:
    """Return those events that move the clock, as the law's clock reads them.

    The notices with a number in `sent` are read as if they had left on the day of their decision.
    """
    found, left = [], first_leavings(events)
    for event in clock_events(events):
        given = {name: event.data[name] for name in CLOCK_FIELDS if event.data.get(name) not in (None, "")}
        if "delivered_on" in given:
            given["delivered_on"] = date.fromisoformat(given["delivered_on"])
        if event.act in ("request_correction", "request_reasons"):
            given.pop("term_workdays", None)  # the applicant's term, not a pause
        if event.seq in left and (takes_effect_by_leaving(event) or event.act in OVERTAKEN):
            given["sent_on"] = max(left[event.seq].on, event.on)
        elif takes_effect_by_leaving(event) and event.seq not in sent:
            given["unsent"] = True
        found.append(ClockAct(event.act, event.on, **given))
    return found


def _recorded(event) -> bool:
    return bool(getattr(event, "hash", "")) and not event.data.get("imported")


def _in_time_when_recorded(events: Sequence, received_on: str) -> frozenset[int]:
    """Return the places, among the acts of the clock, of those that were judged in time when they were recorded.

    Of a notice it is its leaving that was judged, for the day of receipt that was on record.
    """
    left = first_leavings(events)
    return frozenset(
        place
        for place, event in enumerate(clock_events(events))
        if _recorded(event)
        and (
            not takes_effect_by_leaving(event)
            or (event.seq in left and left[event.seq].data.get("in_time_for") == received_on)
        )
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
    received = [event for event in events if event.act in ("register", "correct_receipt")][-1].data
    moving = clock_events(events)
    reckoning = clock.run(
        date.fromisoformat(received["received_on"]),
        clock_acts(events, sent=sent),
        calendar=calendar,
        history=imported,
        receipt=_receipt(received),
        accepted=() if strict else _in_time_when_recorded(events, received["received_on"]),
        recorded=()
        if strict or not facts
        else frozenset(place for place, event in enumerate(moving) if _recorded(event)),
        hears_void=True,
    )
    if imported:
        _refuse_late(moving, reckoning)
    return reckoning


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
        if event and ACTS[event.act].by_leaving and not event.data.get("imported") and not _recorded(event):
            text = reason.text.removesuffix("，期限照常计算")  # what it means for history
            english = reason.english.removesuffix("; the clock runs on")
            raise Refused(text, reason.article, field=event.act, english=english)


def lawful(events: Sequence, calendar: Calendar) -> bool:
    """Say whether every act would be in time and in order if it were judged today."""
    try:
        project(events, calendar, strict=True)
    except Refused:
        return False
    return True


def project(
    events: Sequence, calendar: Calendar, *, strict: bool = False, facts: bool = True, sent: Collection[int] = ()
) -> Projection:
    """Return the projections of a case from all its events in order; `strict` judges the old acts again, and
    without `facts` what is on record may be refused too.

    The notices with a number in `sent` are taken to have left on the day of their decision.
    Raises Refused where the acts cannot follow one another by law.
    """
    now, was_late = Projection(), False
    events = with_delivery_days(effective(events))
    told: dict[int, object] = {}
    if any(takes_effect_by_leaving(event) for event in events):
        told = _told(events, run_clock(events, calendar, strict=strict, facts=facts, sent=sent), sent)
    for place, event in enumerate(events):
        if event.act == "revoke_reply":  # a late reply is not cured by a second one
            now.due_on = run_clock(events[:place], calendar).due_on
            was_late = was_late or _timeliness(now) == "late"
        _step(now, event)
        if not takes_effect_by_leaving(event):
            ACTS[event.act].effect(now, event, calendar)
        if notice := told.get(event.seq):
            _take_effect(now, notice, events[:place], calendar)
    reckoning = run_clock(events, calendar, strict=strict, facts=facts, sent=sent)
    _refuse_before_receipt(events, reckoning.received_on)
    now.regulation = reckoning.regulation
    now.received_on = reckoning.received_on
    now.due_on = reckoning.due_on
    now.provisional = reckoning.provisional
    now.open_consultations = len(reckoning.open_keys)
    if now.state.startswith("awaiting_"):
        now.waiting_for = now.state.removeprefix("awaiting_")
    else:
        now.waiting_until = None
    now.extended = reckoning.extended
    delayed = any(reason.act == "delay" and not reason.late for reason in reckoning.reasons)
    now.timeliness = "late" if was_late else _timeliness(now, delayed)
    _put_unsent(now, events, reckoning, calendar)
    return now


def _told(events: Sequence, reckoning: Reckoning, sent: Collection[int]) -> dict[int, object]:
    """Return the notices that took effect, by the number of the event that let them: the record of their leaving."""
    moving, left = clock_events(events), first_leavings(events)
    void = {moving[place].seq for place in reckoning.void}
    found: dict[int, object] = {}
    for event in moving:
        if not takes_effect_by_leaving(event) or event.seq in void:
            continue
        if event.seq in left:
            found[left[event.seq].seq] = event
        elif event.seq in sent:
            found[event.seq] = event
    return found


def _take_effect(now: Projection, notice, earlier: Sequence, calendar: Calendar) -> None:
    """Let a notice move the state when it is known to have left, unless its answer is on record already."""
    row, answers = procedure.ACTS[notice.act], ANSWERED_BY.get(notice.act, ())
    answered = any(event.act in answers and event.seq > notice.seq for event in earlier)
    if row.target and now.state in row.source and not answered:
        now.state = row.target
        ACTS[notice.act].effect(now, notice, calendar)


def _put_unsent(now: Projection, events: Sequence, reckoning: Reckoning, calendar: Calendar) -> None:
    """Note the notices that have not left, the last day of the first, and the due day that its leaving would set."""
    moving = clock_events(events)
    waiting = sorted(reckoning.unsent, key=lambda one: (one.last_on or date.max, one.place))
    if not waiting:
        return
    for one in waiting:
        last = one.last_on.isoformat() if one.last_on else ""
        told = {"seq": moving[one.place].seq, "act": one.act.act, "last_on": last, "open": one.pauses}
        now.unsent_notices.append(told)
    event = moving[waiting[0].place]
    now.send_by = waiting[0].last_on
    if event.act in ("extend", "delay"):
        now.due_on_if_sent = run_clock(events, calendar, sent=(event.seq,)).due_on


def _refuse_before_receipt(events: Sequence, received_on: date) -> None:
    """Refuse an act towards the applicant or others on a day before the receipt; what the office does inside may be earlier."""
    for event in events:
        if event.on < received_on and not ACTS[event.act].internal:
            row = procedure.ACTS[event.act]
            raise Refused(
                f"{row.term}在 {event.on}，早于收到申请之日 {received_on}",
                "条例31",
                field=event.act,
                english=f"“{row.name}” on {event.on} is before the receipt on {received_on}",
            )


def _step(now: Projection, event) -> None:
    """Move the state as the table says; what an imported register leaves out between acts is passed over."""
    row = procedure.ACTS.get(event.act)
    if row is None:
        raise Refused(f"没有“{event.act}”这种办理记录", field=event.act, english=f"No such act: {event.act}")
    if now.state and now.state not in row.source and not event.data.get("imported"):
        here = procedure.STATES[now.state][0]
        raise Refused(f"本件是“{here}”，不能{row.term}", field=event.act)
    if not takes_effect_by_leaving(event):
        now.state = row.target or now.state


def _timeliness(now: Projection, delayed: bool = False) -> str:
    """Say whether the reply was in time: by the day of service, against the due day in force (law.md 1.3, 5.1)."""
    if not now.decided_on or now.outcome == "":
        return ""
    done_on = now.delivered_on or now.decided_on
    if now.due_on and done_on > now.due_on:
        return "late"
    return "extended" if now.extended or delayed else "on_time"
