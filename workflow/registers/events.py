"""Turn one register row into the events that the desk would have written, each on its legal day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from intake.demands import propose_demands
from law import Refused
from law.calendars.working_days import Calendar
from law.outcomes import join_grounds
from workflow.acts.fees import PAYMENT_WORKDAYS
from workflow.cases.models import Event
from workflow.cases.projection import project
from workflow.registers.columns import RegisterRow
from workflow.registers.consistency import receipt_of

# Several acts on one day: what ends a wait comes first, what begins one comes last.
SAME_DAY = {
    act: place
    for place, act in enumerate(
        (
            "register",
            "receive_correction",
            "receive_payment",
            "consult_third_party",
            "receive_third_party_opinion",
            "consult_agency",
            "receive_agency_opinion",
            "extend",
            "request_correction",
            "issue_fee_notice",
            "lapse_correction",
            "lapse_payment",
            "reply",
            "withdraw",
            "deliver",
            "close",
            "file_reconsideration",
            "conclude_reconsideration",
            "file_litigation",
            "conclude_litigation",
        )
    )
}
FIELD_OF = {  # the column that an act of the clock comes from
    "register": "received_on",
    "request_correction": "correction_requested_on",
    "receive_correction": "correction_received_on",
    "extend": "extended_on",
    "consult_third_party": "third_party_consulted_on",
    "receive_third_party_opinion": "third_party_opinion_on",
    "consult_agency": "agency_consulted_on",
    "receive_agency_opinion": "agency_opinion_on",
    "issue_fee_notice": "fee_notice_on",
    "receive_payment": "paid_on",
}
Step = tuple[str, date, dict]


def events_of(row: RegisterRow, *, correction_workdays: int, calendar: Calendar, now: datetime) -> list[Event]:
    """Return the events of a row in the order of their legal days, not yet hashed and without a case.

    Raises Refused where the Regulations do not exist for the day of receipt.
    """
    found = [_register(row)]
    found.extend(_procedure(row, correction_workdays))
    found.extend(_lapse(row, correction_workdays, calendar))
    found.extend(_conclusion(row))
    found.extend(_proceedings(row))
    if len(found) > 1:
        found[1:] = sorted(found[1:], key=_order(row))
    return [
        Event(seq=seq, act=act, on=on, recorded_at=now, data={**data, "imported": True})
        for seq, (act, on, data) in enumerate(found, start=1)
    ]


def _order(row: RegisterRow):
    """Return the sort key of a step: its day, then the order in which a day's work is done."""
    same_day = {
        "request_correction": row.correction_requested_on == row.correction_received_on,
        "issue_fee_notice": row.fee_notice_on == row.paid_on,
    }

    def key(step: Step) -> tuple[date, float]:
        act, on, _ = step
        return on, 0.5 if same_day.get(act) else SAME_DAY[act]  # 0.5: just before its own answer

    return key


def _register(row: RegisterRow) -> Step:
    received_on, unconfirmed, article, text, english = receipt_of(row)
    data = {
        "case_number": row.number,
        "channel": row.channel,
        "arrived_on": row.arrived_on.isoformat(),
        "confirmed_on": row.confirmed_on.isoformat() if row.confirmed_on else "",
        "received_on": received_on.isoformat(),
        "basis": article,
        "basis_text": text,
        "basis_english": english,
    }
    if unconfirmed:
        data["unconfirmed"] = True
    if row.note:
        data["note"] = row.note
    if not row.outcome and (seem := len(propose_demands(row.content))) > 1:  # in hand: a person may still say how many
        data["demands_seem"] = seem
    return "register", received_on, data


def _procedure(row: RegisterRow, correction_workdays: int) -> Iterator[Step]:
    if row.correction_requested_on:
        term = row.correction_term or correction_workdays
        yield "request_correction", row.correction_requested_on, {"term_workdays": term}
    if row.correction_received_on:
        yield "receive_correction", row.correction_received_on, {}
    if row.third_party_consulted_on:
        yield "consult_third_party", row.third_party_consulted_on, _delivered(row.third_party_delivered_on)
    if row.third_party_opinion_on:
        yield "receive_third_party_opinion", row.third_party_opinion_on, {}
    if row.agency_consulted_on:
        yield "consult_agency", row.agency_consulted_on, _delivered(row.agency_delivered_on)
    if row.agency_opinion_on:
        yield "receive_agency_opinion", row.agency_opinion_on, {}
    if row.extended_on:
        yield "extend", row.extended_on, {"workdays": row.extension_workdays}
    if row.fee_notice_on:
        yield "issue_fee_notice", row.fee_notice_on, _amount(row)
    if row.paid_on:
        yield "receive_payment", row.paid_on, _amount(row)


def _amount(row: RegisterRow) -> dict:
    """Return the amount in yuan as the desk keeps it: a whole number; the tariff knows no fractions."""
    if row.fee_amount is None:
        return {}
    whole = int(row.fee_amount)
    return {"amount": whole if whole == row.fee_amount else str(row.fee_amount)}


def _delivered(day: date | None) -> dict:
    return {"delivered_on": day.isoformat()} if day else {}


def _lapse(row: RegisterRow, correction_workdays: int, calendar: Calendar) -> Iterator[Step]:
    """Yield the lapse on the day after its term, or on the day of the reply if the office did not wait for it."""
    if row.outcome == "correction_lapsed":
        last = calendar.add(row.correction_requested_on, row.correction_term or correction_workdays)
        yield "lapse_correction", min(last + timedelta(days=1), row.decided_on), {}
    elif row.outcome == "fee_lapsed":
        last = calendar.add(row.fee_notice_on, PAYMENT_WORKDAYS)
        yield "lapse_payment", min(last + timedelta(days=1), row.decided_on), {}


def _conclusion(row: RegisterRow) -> Iterator[Step]:
    if not row.outcome:
        return
    number, delivered = row.document_number, row.delivered_on
    if row.outcome == "withdrawn":
        yield (
            "withdraw",
            row.decided_on,
            {"number": number, **_delivered(delivered), **({"method": row.delivery} if row.delivery else {})},
        )
        return
    data = {"outcome": row.outcome, "grounds": join_grounds(row.grounds), "number": number}
    yield "reply", row.decided_on, data
    yield "deliver", delivered, {"method": row.delivery}
    yield "close", delivered, {}


def _proceedings(row: RegisterRow) -> Iterator[Step]:
    if row.reconsideration_on:
        about = {"key": "reconsideration", "kind": "reconsideration"}
        yield "file_reconsideration", row.reconsideration_on, about
        if row.reconsideration_concluded_on:
            result = {"key": "reconsideration", "result": row.reconsideration_result}
            yield "conclude_reconsideration", row.reconsideration_concluded_on, result
    if row.litigation_on:
        yield "file_litigation", row.litigation_on, {"key": "litigation", "kind": row.litigation_kind}
        if row.litigation_concluded_on:
            result = {"key": "litigation", "result": row.litigation_result}
            yield "conclude_litigation", row.litigation_concluded_on, result


def first_refused_event(events: Sequence[Event], calendar: Calendar) -> tuple[str, Refused] | None:
    """Return the field of the first event with which the law refuses the history, and what it says; None if none."""
    for end in range(1, len(events) + 1):
        try:
            project(events[:end], calendar)
        except Refused as error:
            act = events[end - 1].act
            field = "extension_workdays" if error.field == "workdays" else FIELD_OF.get(act, "decided_on")
            return field, error
    return None
