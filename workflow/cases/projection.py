"""The projection of a case: what its events say, one after the other; the same for perform, import and replay."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from law import Refused, procedure
from law.calendars.working_days import Calendar
from law.deadlines.reckoning import Reckoning
from law.deadlines.steps import AWAITING_NOTICES
from workflow.cases.act import ACTS
from workflow.cases.delivery import first_leavings, with_delivery_days
from workflow.cases.term.clock import (
    before_receipt,
    clock_events,
    effective,
    is_recorded,
    run_clock,
    takes_effect_by_leaving,
    unknown_to_the_law,
    void_notices,
)
from workflow.cases.term.due_day_of_reply import due_day_in_force

# What answers a notice for which the case waits, and the records that fall with such a notice when it is found void.
ANSWER_TO = {notice: f"receive_{awaited}" for notice, awaited in AWAITING_NOTICES.items()}
OF_NOTICES = {*ANSWER_TO.values(), *(f"lapse_{awaited}" for awaited in AWAITING_NOTICES.values())}


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
class Transfer:
    """One move of the case to another agency as its events tell it; `seq` is the event that proposed it."""

    seq: int
    from_agency_id: int
    to_agency_id: int
    from_number: str
    to_number: str
    proposed_on: date
    settled_on: date | None
    status: str


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
    particulars: dict = field(default_factory=dict)  # of the applicant, as corrected
    remedies: dict[str, Remedy] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)

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
        "particulars",
    ]

    def drop_draft(self) -> None:
        """Take the draft back with all who wrote, reviewed and signed it: the reply is written anew."""
        self.draft_id = self.drafter_id = self.reviewer_id = self.signer_id = None
        self.approved_sha256 = ""


def moved_to(transfers: Sequence[Transfer]) -> tuple[int, str] | None:
    """Return the agency and the number under which a case stands since it was moved, or None for one that never was."""
    accepted = [one for one in transfers if one.status == "accepted"]
    return (accepted[-1].to_agency_id, accepted[-1].to_number) if accepted else None


def digest(prev_hash: str, case_key: str, seq: int, act: str, on: date, actor_id: int | None, data: dict) -> str:
    """Return the hash of an event over its content and the hash of the event before it."""
    body = json.dumps(
        [prev_hash, case_key, seq, act, on.isoformat(), actor_id, data],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


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
    now, was_late, recorded = Projection(), False, events
    held: list = []  # notices that took effect while the case was past the stage that they move
    events = with_delivery_days(effective(events))
    told, reckoning, unknown = {}, None, unknown_to_the_law(events)
    if any(takes_effect_by_leaving(event) for event in events):
        reckoning = run_clock(events, calendar, strict=strict, facts=facts, sent=sent)
        told = _told(events, reckoning, sent)
    for place, event in enumerate(events):
        if event.act == "revoke_reply":  # a late reply is not cured by a second one
            corrected = [later for later in events[place:] if later.act == "correct_receipt"]
            before = run_clock([*events[:place], *corrected], calendar)
            now.due_on = due_day_in_force([one for one in recorded if one.seq < event.seq], before, calendar)
            was_late = was_late or _timeliness(now) == "late"
        moved = event.seq not in unknown and _step(now, event, facts and not strict)
        if moved and not takes_effect_by_leaving(event):
            ACTS[event.act].effect(now, event, calendar)
        held = [] if event.act == "revoke_reply" else [*held, *([told[event.seq]] if event.seq in told else [])]
        held = [notice for notice in held if not _takes_effect(now, notice, events[: place + 1], calendar)]
    reckoning = reckoning or run_clock(events, calendar, strict=strict, facts=facts, sent=sent)
    _refuse_before_receipt(events, reckoning.received_on)
    _put_term(now, reckoning)
    now.due_on = reckoning.due_on if strict else due_day_in_force(recorded, reckoning, calendar)
    delayed = any(reason.act == "delay" and reason.moved for reason in reckoning.reasons)
    revoked = [event.act for event in events if event.act in ("reply", "withdraw", "revoke_reply")][-1:] == [
        "revoke_reply"
    ]
    now.timeliness = "late" if was_late else "" if revoked else _timeliness(now, delayed)
    _put_unsent(now, events, reckoning, calendar)
    return now


def _put_term(now: Projection, reckoning: Reckoning) -> None:
    """Note where the term stands."""
    now.regulation, now.received_on = reckoning.regulation, reckoning.received_on
    now.due_on = reckoning.due_on
    now.provisional = reckoning.provisional
    now.open_consultations = len(reckoning.open_keys)
    if now.state.startswith("awaiting_"):
        now.waiting_for = now.state.removeprefix("awaiting_")
    else:
        now.waiting_until = None
    now.extended = reckoning.extended


def _told(events: Sequence, reckoning: Reckoning, sent: Collection[int]) -> dict[int, object]:
    """Return the notices that took effect, by the number of the event that let them: the record of their leaving."""
    left, void = first_leavings(events), {event.seq for event in void_notices(events, reckoning)}
    found: dict[int, object] = {}
    for event in clock_events(events):
        if not takes_effect_by_leaving(event) or event.seq in void:
            continue
        if event.seq in left:
            found[left[event.seq].seq] = event
        elif event.seq in sent:
            found[event.seq] = event
    return found


def _takes_effect(now: Projection, notice, so_far: Sequence, calendar: Calendar) -> bool:
    """Let a notice move the state when it is known to have left; return False while the case is past that stage.

    A notice whose answer is on record already, or that moves no state, has nothing left to do.
    """
    row, answer = procedure.ACTS[notice.act], ANSWER_TO.get(notice.act)
    if not row.target or any(event.act == answer and event.seq > notice.seq for event in so_far):
        return True
    if now.state not in row.source:
        return False
    now.state = row.target
    ACTS[notice.act].effect(now, notice, calendar)
    return True


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
    if now.state in ("delivered", "withdrawn", "closed", "annulled"):
        return
    now.send_by = waiting[0].last_on
    later = next((moving[one.place] for one in waiting if one.act.act in ("extend", "delay")), None)
    if later is not None:
        now.due_on_if_sent = run_clock(events, calendar, sent=(later.seq,)).due_on


def _refuse_before_receipt(events: Sequence, received_on: date) -> None:
    """Refuse an act towards the applicant or others on a day before the receipt; what the office does inside may be earlier.

    What was on record when the day of receipt was corrected is a fact.
    """
    known = before_receipt(events)
    for event in events:
        if event.on < received_on and not ACTS[event.act].internal and event not in known:
            row = procedure.ACTS[event.act]
            raise Refused(
                f"{row.term}在 {event.on}，早于收到申请之日 {received_on}",
                "条例31",
                field=event.act,
                english=f"“{row.name}” on {event.on} is before the receipt on {received_on}",
            )


def _step(now: Projection, event, facts: bool) -> bool:
    """Move the state as the table says; what an imported register leaves out between acts is passed over.

    Return False for a lapse or an answer on record that no longer fits, since its notice is void by a later record.
    """
    row = procedure.ACTS.get(event.act)
    if row is None:
        raise Refused(f"没有“{event.act}”这种办理记录", field=event.act, english=f"No such act: {event.act}")
    if now.state and now.state not in row.source and not event.data.get("imported"):
        if facts and is_recorded(event) and event.act in OF_NOTICES:
            return False
        here = procedure.STATES[now.state][0]
        raise Refused(f"本件是“{here}”，不能{row.term}", field=event.act)
    if not takes_effect_by_leaving(event):
        now.state = row.target or now.state
    return True


def _timeliness(now: Projection, delayed: bool = False) -> str:
    """Say whether the reply was in time: by the day of service, against the due day in force (law.md 1.3, 5.1)."""
    if not now.decided_on or now.outcome == "":
        return ""
    done_on = now.delivered_on or now.decided_on
    if now.due_on and done_on > now.due_on:
        return "late"
    return "extended" if now.extended or delayed else "on_time"
