"""On which day an act may be dated: not to come, not before what it follows, and no letter before it was written."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from law import Refused, procedure
from notices.kinds.catalogue import KINDS
from workflow.acts.letters import kind_for
from workflow.cases.models import Case, Event

REVIEWING = (
    "draft",
    "submit_for_review",
    "return_draft",
    "approve",
    "sign",
    "reply",
)  # each on or after the one before it
# Letters that bear another day than their act: the receipt the day of its writing, the reply that of its signature.
DATED_OTHERWISE = ("register", "reply", "withdraw")


def check_day(case: Case, row: procedure.Act, on: date, today: date, standing: Sequence[Event]) -> None:
    """Refuse a day to come, a day before the receipt, and a day before the step that the act follows."""
    if on > today:
        raise Refused("日期在今天之后", field="on", english="The day lies in the future")
    if on < case.received_on:
        raise Refused("日期早于收到申请之日", "条例31", field="on", english="The day is before the receipt")
    before = [event for event in standing if event.act in REVIEWING] if row.code in REVIEWING else []
    if before and on < before[-1].on:
        last = before[-1]
        raise Refused(
            f"{row.term}不能早于{procedure.ACTS[last.act].term}（{last.on}）",
            field="on",
            english=f"Not before {last.act} on {last.on}",
        )
    if row.code in ("reply", "deliver", "close", "withdraw", "revoke_reply"):
        last = max([event.on for event in standing if event.act in ("reply", "revoke_reply")], default=case.received_on)
        if row.code == "close" and case.delivered_on:
            last = max(last, case.delivered_on)
        if on < last:
            raise Refused(f"{row.term}不能早于 {last.isoformat()}", field="on", english=f"Not before {last}")
    _check_recorded(row, on, standing)


def _check_recorded(row: procedure.Act, on: date, standing: Sequence[Event]) -> None:
    """Refuse a reply dated before its signature was given here, and a service before the reply was there to be served."""
    follows = {"reply": "sign", "deliver": "reply"}.get(row.code)
    before = [event for event in standing if event.act == follows and not event.data.get("imported")]
    if before and on < (written := timezone.localdate(before[-1].recorded_at)):
        term = procedure.ACTS[follows].term
        raise Refused(
            f"{term}是 {written} 办的，{row.term}不能早于这一天",
            field="on",
            english=f"Not before {written}, when “{follows}” was done",
        )


def check_letter_day(event: Event, regulation: str) -> None:
    """Refuse to date a letter before the day on which it is written: told is what leaves the agency, not what is entered.

    Otherwise an extension or a request for correction could be written after its last day and dated before it
    (条例30、33②; 2007: 24②). A sheet for the file records the past and may name it.
    """
    kind = "" if event.act in DATED_OTHERWISE else kind_for(event, regulation)
    written = timezone.localdate(event.recorded_at)
    if not kind or event.on == written or KINDS[kind].LAYOUT == "sheet":
        return
    row = procedure.ACTS[event.act]
    raise Refused(
        f"{row.term}的公文今天（{written}）才写成，日期不能倒填为 {event.on}",
        row.articles[regulation],
        field="on",
        english=f"The letter is written today, {written}; it cannot be dated {event.on}",
    )
