"""What one register row may say: what needs what, what cannot come before what, what the Regulations of the case know."""

from collections.abc import Iterator
from datetime import date

from agencies.spreadsheets.faults import RowError
from law import Refused
from law.deadlines import receipt
from law.outcomes import GROUNDS, OUTCOMES
from workflow.registers.columns import NAME_OF, RegisterRow

NEEDS = (  # a field that is filled in, and the one that it means nothing without
    ("correction_term", "correction_requested_on"),
    ("correction_received_on", "correction_requested_on"),
    ("extended_on", "extension_workdays"),
    ("extension_workdays", "extended_on"),
    ("third_party_delivered_on", "third_party_consulted_on"),
    ("third_party_opinion_on", "third_party_consulted_on"),
    ("agency_delivered_on", "agency_consulted_on"),
    ("agency_opinion_on", "agency_consulted_on"),
    ("fee_amount", "fee_notice_on"),
    ("paid_on", "fee_notice_on"),
    ("paid_on", "fee_amount"),
    ("outcome", "decided_on"),
    ("outcome", "document_number"),
    ("outcome", "delivery"),
    ("outcome", "delivered_on"),
    ("grounds", "outcome"),
    ("decided_on", "outcome"),
    ("document_number", "outcome"),
    ("delivery", "outcome"),
    ("delivered_on", "outcome"),
    ("reconsideration_result", "reconsideration_on"),
    ("reconsideration_concluded_on", "reconsideration_on"),
    ("reconsideration_concluded_on", "reconsideration_result"),
    ("litigation_on", "litigation_kind"),
    ("litigation_kind", "litigation_on"),
    ("litigation_result", "litigation_on"),
    ("litigation_concluded_on", "litigation_on"),
    ("litigation_concluded_on", "litigation_result"),
)
OF_A_LETTER = ("document_number", "delivery", "delivered_on")
PROCEDURE = (
    "correction_requested_on",
    "correction_received_on",
    "extended_on",
    "third_party_consulted_on",
    "agency_consulted_on",
    "fee_notice_on",
    "paid_on",
)
AFTER = (  # the later day first
    ("confirmed_on", "arrived_on"),
    ("received_on", "arrived_on"),
    ("correction_received_on", "correction_requested_on"),
    ("third_party_delivered_on", "third_party_consulted_on"),
    ("third_party_opinion_on", "third_party_consulted_on"),
    ("agency_delivered_on", "agency_consulted_on"),
    ("agency_opinion_on", "agency_consulted_on"),
    ("paid_on", "fee_notice_on"),
    ("delivered_on", "decided_on"),
    ("reconsideration_concluded_on", "reconsideration_on"),
    ("litigation_concluded_on", "litigation_on"),
)
DAYS = tuple(name for name, label in NAME_OF.items() if label.endswith("日期"))
SINCE_RECEIPT = tuple(name for name in DAYS if name not in ("arrived_on", "confirmed_on", "received_on"))
PROCEEDINGS = (
    ("reconsideration_result", "reconsideration_concluded_on"),
    ("litigation_result", "litigation_concluded_on"),
)
LAPSES = (  # outcome, the notice that it needs, what must not have come
    ("correction_lapsed", "correction_requested_on", "correction_received_on"),
    ("fee_lapsed", "fee_notice_on", "paid_on"),
)
WITH_GROUNDS = tuple(code for code, outcome in OUTCOMES.items() if outcome.needs_grounds)


def receipt_of(row: RegisterRow) -> tuple[date, bool, str, str, str]:
    """Return the legal day of receipt, whether it lacks a confirmation, and its basis (article, text, English).

    A day that the register gives stands; else the rule of the channel decides, and the day of arrival
    stands in for a confirmation that was not recorded. Raises Refused.
    """
    ruling = receipt.received_on(row.channel, row.arrived_on, row.confirmed_on)
    if row.received_on and row.received_on != ruling.received_on:
        return row.received_on, False, "", "按登记台账所载收到日期", "The day of receipt that the register gives"
    if ruling.received_on is None:
        text = "台账没有确认记录，暂以到达之日为收到日"
        return row.arrived_on, True, ruling.basis_article, text, "No confirmation on record: the day of arrival"
    return ruling.received_on, False, ruling.basis_article, ruling.text, ruling.english


def faults_of(row: RegisterRow, today: date) -> Iterator[RowError]:
    """Yield every contradiction within the row, each on the column where it is to be put right."""
    for field, message in _contradictions(row, today):
        yield RowError(row.line, NAME_OF[field], message)


def _contradictions(row: RegisterRow, today: date) -> Iterator[tuple[str, str]]:
    yield from _missing(row)
    yield from _out_of_order(row, today)
    yield from _proceedings(row)
    yield from _conclusion(row)
    if row.channel and row.arrived_on and not (row.confirmed_on and row.confirmed_on < row.arrived_on):
        try:
            received_on = receipt_of(row)[0]
            regulation = receipt.regulation_of(received_on)
        except Refused as error:
            yield "received_on" if row.received_on else "arrived_on", str(error)
            return
        yield from _before_receipt(row, received_on)
        yield from _unknown_to(regulation, received_on, row)


def _missing(row: RegisterRow) -> Iterator[tuple[str, str]]:
    asked = set()
    for given, needed in NEEDS:
        # an amount of 0 asks for nothing, yet it answers
        if getattr(row, given) and getattr(row, needed) in (None, "", ()) and needed not in asked:
            if given == "agency_opinion_on" and _under_2007(row):
                continue  # consulting another agency moves nothing there, nor does its opinion
            if row.outcome == "withdrawn" and given == "outcome" and needed in OF_A_LETTER:
                continue  # who takes an application back need not be written to
            asked.add(needed)
            yield needed, f"填写了“{NAME_OF[given]}”，没有填写“{NAME_OF[needed]}”"


def _under_2007(row: RegisterRow) -> bool:
    day = row.received_on or row.arrived_on
    return day is not None and day < receipt.REVISED


def _out_of_order(row: RegisterRow, today: date) -> Iterator[tuple[str, str]]:
    for field in DAYS:
        day = getattr(row, field)
        if day and day > today:
            yield field, f"{day}在今天（{today}）之后"
    for later, earlier in AFTER:
        day, before = getattr(row, later), getattr(row, earlier)
        if day and before and day < before:
            yield later, f"{NAME_OF[later]}{day}早于{NAME_OF[earlier]}{before}"
    if row.decided_on:
        for field in PROCEDURE:
            day = getattr(row, field)
            if day and day > row.decided_on:
                yield field, f"{NAME_OF[field]}{day}晚于答复日期{row.decided_on}，答复以后不能再办这一步"


def _before_receipt(row: RegisterRow, received_on: date) -> Iterator[tuple[str, str]]:
    for field in SINCE_RECEIPT:
        day = getattr(row, field)
        if day and day < received_on:
            yield field, f"{NAME_OF[field]}{day}早于收到申请之日{received_on}"


def _proceedings(row: RegisterRow) -> Iterator[tuple[str, str]]:
    for result, concluded_on in PROCEEDINGS:
        value, day = getattr(row, result), getattr(row, concluded_on)
        if value == "pending" and day:
            yield concluded_on, f"“{NAME_OF[result]}”是尚未审结，不应当有结案日期"
        elif value and value != "pending" and not day:
            yield concluded_on, f"填写了“{NAME_OF[result]}”，没有填写“{NAME_OF[concluded_on]}”"
    if (
        row.litigation_kind == "litigation_after"
        and row.litigation_on
        and row.reconsideration_on
        and row.litigation_on < row.reconsideration_on
    ):
        yield "litigation_on", f"复议后起诉，诉讼收到日期{row.litigation_on}却早于复议收到日期{row.reconsideration_on}"


def _conclusion(row: RegisterRow) -> Iterator[tuple[str, str]]:
    if row.outcome == "deny" and not row.grounds:
        yield "grounds", "办理结果是不予公开，没有填写不予公开理由"
    if row.grounds and row.outcome and row.outcome not in WITH_GROUNDS:
        yield "grounds", f"办理结果是{OUTCOMES[row.outcome].label}，不应当有不予公开理由"
    for outcome, notice, answer in LAPSES:
        if row.outcome != outcome:
            continue
        if not getattr(row, notice):
            yield notice, f"办理结果是{OUTCOMES[outcome].label}，没有填写“{NAME_OF[notice]}”"
        if getattr(row, answer):
            yield "outcome", f"已经填写“{NAME_OF[answer]}”，办理结果不能是{OUTCOMES[outcome].label}"


def _unknown_to(regulation: str, received_on: date, row: RegisterRow) -> Iterator[tuple[str, str]]:
    here = f"本件 {received_on} 收到，适用 {regulation} 年《条例》"
    if row.outcome and regulation not in OUTCOMES[row.outcome].regulations:
        yield "outcome", f"{here}，没有“{OUTCOMES[row.outcome].label}”这种结果"
    unknown = [GROUNDS[code].label for code in row.grounds if not GROUNDS[code].known_to(regulation, row.outcome)]
    if unknown:
        yield "grounds", f"{here}，没有“{'、'.join(unknown)}”这种理由"
