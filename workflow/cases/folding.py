"""Fold the events of a case into its projections: the same function serves perform, import and replay."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from law import Refused, clock, procedure
from law.calendar import Calendar
from law.clock import ClockAct, Reckoning
from law.receipt import Receipt
from workflow.cases.delivery import sent, served

PAYMENT_WORKDAYS = 20  # 国办函〔2020〕109号第六条: 收到收费通知次日起20个工作日
TERM_ACTS = (
    "register",
    "correct_receipt",
    "annul",
    "record_service",
    *sorted(procedure.CLOCK_ACTS),
)  # the events that `reckon` reads
CLOCK_FIELDS = ("key", "delivered_on", "workdays", "term_workdays")
DATES = ("delivered_on",)
NOTICES = (
    "request_correction",
    "request_reasons",
    "delay",
    "extend",
    "issue_fee_notice",
)  # the acts that have a last day
INSIDE = frozenset(
    {"register", "correct_receipt", "assign", "draft", "submit_for_review", "return_draft", "approve", "recompute"}
)


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


def standing(events: Sequence) -> list:
    """Return the events that stand: neither annulled nor an annulment, which is nothing but its effect."""
    gone = annulled(events)
    return [event for event in events if event.act != "annul" and event.seq not in gone]


def clock_acts(events: Sequence) -> list[ClockAct]:
    """Return those events that move the clock, as the law's clock reads them."""
    found, left = [], sent(events)
    for event in events:
        if event.act in procedure.CLOCK_ACTS:
            given = {name: event.data[name] for name in CLOCK_FIELDS if event.data.get(name) not in (None, "")}
            for name in DATES:
                if name in given:
                    given[name] = date.fromisoformat(given[name])
            if event.act in ("request_correction", "request_reasons"):
                given.pop("term_workdays", None)  # the applicant's term, not a pause
            if event.act in NOTICES and event.seq in left:
                given["sent_on"] = left[event.seq]  # in time is what left the agency in time, not what bears the day
            found.append(ClockAct(event.act, event.on, **given))
    return found


def _accepted(events: Sequence) -> frozenset[int]:
    """Return the places, among the acts of the clock, of those that the desk has on record: judged when recorded."""
    acts = [event for event in events if event.act in procedure.CLOCK_ACTS]
    return frozenset(
        place for place, event in enumerate(acts) if getattr(event, "hash", "") and not event.data.get("imported")
    )


def reckon(events: Sequence, calendar: Calendar, *, strict: bool = False) -> Reckoning:
    """Run the clock over the events of a case, whose first is its registration.

    What broke a deadline is history in an imported register; at the desk it is refused, in the same case too.
    What the desk has on record was in time when it was recorded: a notice published since does not undo it,
    unless `strict` asks how the acts stand today.
    A day of delivery that was recorded later is read as if the act had told it.
    """
    events = served(standing(events))
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
        if reason and event.act in NOTICES and not event.data.get("imported"):
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
    events = served(standing(events))
    for place, event in enumerate(events):
        if event.act == "revoke_reply":  # a late reply is not cured by a second one
            now.due_on = reckon(events[:place], calendar).due_on
            was_late = was_late or _timeliness(now) == "late"
        _step(now, event)
        _apply(now, event, calendar)
    reckoning = reckon(events, calendar, strict=strict)
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
        if event.on < received_on and event.act not in INSIDE:
            row = procedure.ACTS[event.act]
            raise Refused(
                f"{row.term}在 {event.on}，早于收到申请之日 {received_on}",
                "条例31",
                field=event.act,
                english=f"“{row.name}” on {event.on} is before the receipt on {received_on}",
            )


def _step(now: Projection, event) -> None:
    """Move the state as the table says; what an imported register leaves out between acts is passed over."""
    row = procedure.ACTS[event.act]
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


def _apply(now: Projection, event, calendar: Calendar) -> None:
    handler = _EFFECTS.get(event.act)
    if handler:
        handler(now, event, calendar)


def _register(now, event, calendar):
    now.unconfirmed = bool(event.data.get("unconfirmed"))


def _correct_receipt(now, event, calendar):
    now.unconfirmed = False


def _assign(now, event, calendar):
    now.handler_id = event.data.get("handler_id")
    now.section_id = event.data.get("section_id")


def _term_from_receipt(event, calendar: Calendar, workdays: int) -> date | None:
    """Return the last day of a term that runs from the receipt of a letter; None while it lies in the mail."""
    if event.data.get("undelivered"):
        return None
    return calendar.add(date.fromisoformat(event.data.get("delivered_on") or event.on.isoformat()), workdays)


def _request_correction(now, event, calendar):
    now.waiting_until = _term_from_receipt(event, calendar, int(event.data.get("term_workdays") or 15))


def _request_reasons(now, event, calendar):
    now.waiting_until = _term_from_receipt(event, calendar, int(event.data.get("term_workdays") or 15))


def _issue_fee_notice(now, event, calendar):
    now.waiting_until = _term_from_receipt(event, calendar, PAYMENT_WORKDAYS)


def _receive(now, event, calendar):
    now.lapse = ""


def _lapse_correction(now, event, calendar):
    now.lapse = "correction"


def _lapse_payment(now, event, calendar):
    now.lapse = "payment"


def _draft(now, event, calendar):
    now.draft_id = event.data["draft_id"]
    now.drafter_id = event.actor_id
    now.reviewer_id = now.signer_id = None
    now.approved_sha256 = ""


def _approve(now, event, calendar):
    now.reviewer_id = event.actor_id
    now.approved_sha256 = event.data["content_sha256"]


def _return_draft(now, event, calendar):
    now.reviewer_id = now.signer_id = None
    now.approved_sha256 = ""
    if now.lapse:
        now.state = "lapsed"  # a lapse is not undone by a better-worded letter


def _sign(now, event, calendar):
    now.signer_id = event.actor_id


def _reply(now, event, calendar):
    now.outcome = event.data["outcome"]
    now.grounds = event.data.get("grounds", "")
    now.document_number = event.data.get("number", "")
    now.decided_on = now.decided_on or event.on  # a second reply, after the first was revoked, counts in its year


def _revoke_reply(now, event, calendar):
    """Take the reply back: the case is in hand again, and goes on counting once (docs/decisions/0008)."""
    now.draft_id = now.drafter_id = now.reviewer_id = now.signer_id = None
    now.approved_sha256 = now.lapse = ""
    now.delivered_on = now.closed_on = None


def _deliver(now, event, calendar):
    now.delivered_on = event.on


def _close(now, event, calendar):
    now.closed_on = event.on


def _withdraw(now, event, calendar):
    now.outcome, now.grounds = "withdrawn", ""
    now.document_number = event.data.get("number", "")
    now.closed_on = event.on
    now.decided_on = now.decided_on or event.on
    now.delivered_on = date.fromisoformat(event.data["delivered_on"]) if event.data.get("delivered_on") else event.on


def _file(now, event, calendar):
    key = event.data["key"]
    if key in now.remedies:
        raise Refused("这一复议或者诉讼已经登记过", field="key", english="This proceeding is already on record")
    now.remedies[key] = Remedy(key, event.data["kind"], event.on, reference=event.data.get("reference", ""))


def _conclude(now, event, calendar):
    remedy = now.remedies.get(event.data["key"])
    if remedy is None or remedy.concluded_on:
        raise Refused("没有找到待审结的复议或者诉讼", field="key", english="No such pending proceeding")
    if event.on < remedy.received_on:
        raise Refused("结案日期早于收到日期", field="concluded_on", english="Concluded before it was received")
    remedy.result, remedy.concluded_on = event.data["result"], event.on


_EFFECTS = {
    "register": _register,
    "correct_receipt": _correct_receipt,
    "assign": _assign,
    "request_correction": _request_correction,
    "receive_correction": _receive,
    "receive_payment": _receive,
    "request_reasons": _request_reasons,
    "issue_fee_notice": _issue_fee_notice,
    "lapse_correction": _lapse_correction,
    "lapse_payment": _lapse_payment,
    "draft": _draft,
    "approve": _approve,
    "return_draft": _return_draft,
    "sign": _sign,
    "reply": _reply,
    "revoke_reply": _revoke_reply,
    "deliver": _deliver,
    "close": _close,
    "withdraw": _withdraw,
    "file_reconsideration": _file,
    "conclude_reconsideration": _conclude,
    "file_litigation": _file,
    "conclude_litigation": _conclude,
    "record_complaint": _file,
}
