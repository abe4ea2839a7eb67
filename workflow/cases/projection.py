"""The projection of a case: what its events say, one after the other; the same for perform, import and replay."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines import clock
from law.deadlines.clock import ClockAct, Reckoning
from law.deadlines.receipt import Receipt
from workflow.cases.act import ACTS
from workflow.cases.delivery import days_sent, with_delivery_days

TERM_ACTS = (
    "register",
    "correct_receipt",
    "annul",
    "record_service",
    *sorted(procedure.CLOCK_ACTS),
)  # the events that `run_clock` reads
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
    open_consultations: int = 0
    extended: bool = False
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


def clock_acts(events: Sequence) -> list[ClockAct]:
    """Return those events that move the clock, as the law's clock reads them."""
    found, left = [], days_sent(events)
    for event in events:
        if event.act in procedure.CLOCK_ACTS:
            given = {name: event.data[name] for name in CLOCK_FIELDS if event.data.get(name) not in (None, "")}
            if "delivered_on" in given:
                given["delivered_on"] = date.fromisoformat(given["delivered_on"])
            if event.act in ("request_correction", "request_reasons"):
                given.pop("term_workdays", None)  # the applicant's term, not a pause
            if ACTS[event.act].has_last_day and event.seq in left:
                given["sent_on"] = left[event.seq]  # in time is what left the agency in time, not what bears the day
            found.append(ClockAct(event.act, event.on, **given))
    return found


def _accepted(events: Sequence) -> frozenset[int]:
    """Return the places, among the acts of the clock, of those that the desk has on record: judged when recorded."""
    acts = [event for event in events if event.act in procedure.CLOCK_ACTS]
    return frozenset(
        place for place, event in enumerate(acts) if getattr(event, "hash", "") and not event.data.get("imported")
    )


def run_clock(events: Sequence, calendar: Calendar, *, strict: bool = False) -> Reckoning:
    """Run the clock over the events of a case, whose first is its registration.

    What broke a deadline is history in an imported register; at the desk it is refused, in the same case too.
    What the desk has on record was in time when it was recorded: a notice published since does not undo it,
    unless `strict` asks how the acts stand today.
    A day of delivery that was recorded later is read as if the act had told it.
    """
    events = with_delivery_days(effective(events))
    first = events[0]
    imported = bool(first.data.get("imported"))
    received = [event for event in events if event.act in ("register", "correct_receipt")][-1].data
    reckoning = clock.run(
        date.fromisoformat(received["received_on"]),
        clock_acts(events),
        calendar=calendar,
        history=imported,
        receipt=_receipt(received),
        accepted=() if strict else _accepted(events),
    )
    if imported:
        _refuse_late(events, reckoning)
    return reckoning


def _receipt(data: dict) -> Receipt | None:
    """Return why the day of receipt is that day, where the registration kept it."""
    if not data.get("basis_text"):
        return None
    day = date.fromisoformat(data["received_on"])
    return Receipt(day, False, data.get("basis", ""), data["basis_text"], data.get("basis_english", ""))


def _refuse_late(events: Sequence, reckoning: Reckoning) -> None:
    late = {(reason.act, reason.on): reason for reason in reckoning.reasons if reason.late}
    for event in events:
        reason = late.get((event.act, event.on))
        if reason and ACTS[event.act].has_last_day and not event.data.get("imported"):
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


def project(events: Sequence, calendar: Calendar, *, strict: bool = False) -> Projection:
    """Return the projections of a case from all its events in order; `strict` judges the old acts again.

    Raises Refused where the acts cannot follow one another by law.
    """
    now, was_late = Projection(), False
    events = with_delivery_days(effective(events))
    for place, event in enumerate(events):
        if event.act == "revoke_reply":  # a late reply is not cured by a second one
            now.due_on = run_clock(events[:place], calendar).due_on
            was_late = was_late or _timeliness(now) == "late"
        _step(now, event)
        ACTS[event.act].effect(now, event, calendar)
    reckoning = run_clock(events, calendar, strict=strict)
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
    return now


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
    now.state = row.target or now.state


def _timeliness(now: Projection, delayed: bool = False) -> str:
    """Say whether the reply was in time: by the day of service, against the due day in force (law.md 1.3, 5.1)."""
    if not now.decided_on or now.outcome == "":
        return ""
    done_on = now.delivered_on or now.decided_on
    if now.due_on and done_on > now.due_on:
        return "late"
    return "extended" if now.extended or delayed else "on_time"
