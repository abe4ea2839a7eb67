"""Notices that were decided and have not left the agency: until they do the old term runs (docs/decisions/0039)."""

from dataclasses import dataclass
from datetime import date

from law import Refused, procedure
from law.deadlines.steps import AWAITED, AWAITING_NOTICES
from workflow.cases.delivery import first_leavings
from workflow.cases.models import Case
from workflow.cases.projection import ANSWER_TO, Projection
from workflow.cases.term.clock import takes_effect_by_leaving


@dataclass(frozen=True, slots=True)
class UnsentNotice:
    """One such notice: the number of its event, its act, the last day for its letter to leave (None: no day is set)."""

    seq: int
    act: str
    last_on: date | None
    open: bool = False  # an inquiry that would stop the clock and that nobody has answered

    def void(self, today: date) -> bool:
        """Say whether its last day has passed, so that it can take effect no more."""
        return self.last_on is not None and self.last_on < today


def unsent_notices(case: Case) -> list[UnsentNotice]:
    """Return the unsent notices of a case, the one that must leave first at the head."""
    return [
        UnsentNotice(
            one["seq"], one["act"], date.fromisoformat(one["last_on"]) if one["last_on"] else None, one["open"]
        )
        for one in case.unsent_notices
    ]


def consultation_is_open(case: Case | Projection) -> bool:
    """Say whether somebody was asked, or is to be asked by a letter that has not left, and nobody has answered."""
    return bool(case.open_consultations or any(one["open"] for one in case.unsent_notices))


def decided_and_waiting(case: Case, code: str, today: date) -> UnsentNotice | None:
    """Return the notice of an act that was decided, has not left and can still leave in time."""
    return next((one for one in unsent_notices(case) if one.act == code and not one.void(today)), None)


def refuse_twice(case: Case, code: str, today: date) -> Refused | None:
    """Return why a notice is not decided a second time while the first waits to leave; inquiries may be several."""
    waiting = None if code.startswith("consult_") else decided_and_waiting(case, code, today)
    if waiting is None:
        return None
    row = procedure.ACTS[code]
    by = f"最迟 {waiting.last_on} 寄出" if waiting.last_on else "请先寄出"
    return Refused(
        f"已经决定“{row.term}”，公文还没有寄出（{by}）；寄出即生效，不要再办一次",
        row.articles[case.regulation],
        english=f"“{row.name}” is decided and its letter has not left; it takes effect when it does",
    )


def refuse_before_sent(case: Case, today: date) -> None:
    """Raise Refused where the applicant is to be asked something by a letter that has not left yet."""
    for code, awaited in AWAITING_NOTICES.items():
        if waiting := decided_and_waiting(case, code, today):
            row = procedure.ACTS[code]
            last = f"（最迟 {waiting.last_on}）" if waiting.last_on else ""
            raise Refused(
                f"已经决定要求{AWAITED[awaited]}，告知书还没有寄出{last}；请先寄出，或者由另一人更正“{row.term}”的记录",
                row.articles[case.regulation],
                field="notice",
                english=f"The letter of “{row.name}” has not left yet: send it, or have the record annulled",
            )


def is_heard(case: Case, asked: str) -> bool:
    """Say whether an answer may be recorded: it is awaited, or its notice never took effect and still waits for what may come."""
    if case.state not in ("registered", "handling"):
        return True
    told = case.events_of(asked, ANSWER_TO[asked])
    return bool(told) and told[-1].act == asked and takes_effect_by_leaving(told[-1])


def heard_when_told(case: Case, asked: str) -> bool:
    """Say whether the applicant was told by a notice of this act, in time or not, and then answered, or let the term pass.

    What came before the letter left, or though it never did, answers nothing that the applicant was asked.
    """
    events, ended = case.standing_events, (ANSWER_TO[asked], f"lapse_{AWAITING_NOTICES[asked]}")
    left = first_leavings(events)
    told = [
        (event.seq, left[event.seq].on if event.seq in left else event.on)
        for event in events
        if event.act == asked and (event.seq in left or not takes_effect_by_leaving(event))
    ]
    heard = [event for event in events if event.act in ended]
    return any(answer.seq > seq and answer.on >= day for answer in heard for seq, day in told)


def due_on_if_sent(case: Case, today: date) -> date | None:
    """Return the due day that the leaving of an extension or a delay would set; None once it is void."""
    live = any(one.act in ("extend", "delay") and not one.void(today) for one in unsent_notices(case))
    return case.due_on_if_sent if live else None


def in_effect(case: Case, code: str) -> bool:
    """Say whether a notice of this act took effect: told on its day, or its letter left in time."""
    events = case.standing_events
    left = {event.data["serves"]: event.data.get("in_time_for") for event in events if event.act == "record_service"}
    return any(
        not takes_effect_by_leaving(event) or (left.get(event.seq) or "").startswith(case.received_on.isoformat())
        for event in events
        if event.act == code
    )
