"""Service of letters (送达) as events tell it: which letter, when it was posted, received or came back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agencies.text.comparing import without_invisible

_NUMBER = re.compile(r"(?:EMS|挂号信?)?:?([A-Z]{2}[0-9]{9}[A-Z0-9]{2}|[0-9]{13})|([A-Z0-9]{4,30})")
# Every item that the postal enterprise records has thirteen places: EA123456789CN, XA12345678931, 1234567890123.
MAIL_NUMBER = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z0-9]{2}|[0-9]{13}")
UNRECORDED = ("平信", "机要")  # ordinary mail has no number; the confidential post has its own
POSTED, DELIVERED, RETURNED = "posted", "delivered", "returned"


@dataclass(frozen=True, slots=True)
class EventReadAgain:
    """An event of the past as a later record of service makes it read; the event itself stays as it was written."""

    seq: int
    act: str
    on: date
    actor_id: int | None
    data: dict
    hash: str = ""


def with_delivery_days(events: Sequence) -> Sequence:
    """Return the events with the days of delivery that were recorded after them.

    `delivered_on` is the day the addressee had the letter; `undelivered` marks one that was posted and has not
    arrived, or came back, so that no term runs from it. The latest record about a letter holds.
    """
    records = [event for event in events if event.act == "record_service"]
    if not records:
        return events
    own = {event.seq: event.data.get("delivered_on") or "" for event in events}
    replied = next((event.seq for event in events if event.act == "reply"), None)
    for event in events:
        if event.act == "deliver" and event.data.get("method", "mail") != "mail" and replied:
            own[replied] = event.on.isoformat()  # handed over: given and received on one day
    told: dict[int, str] = {}
    for record in records:
        seq, status = record.data["serves"], record.data["status"]
        if status == DELIVERED:
            told[seq] = record.on.isoformat()
        elif status == RETURNED:
            told[seq] = ""
        else:  # posted, perhaps once more: what is known of its arrival stays known
            told.setdefault(seq, own.get(seq, ""))
    return [_read_again(event, told[event.seq]) if event.seq in told else event for event in events]


def days_sent(events: Sequence) -> dict[int, date]:
    """Return the day on which the letter of an act first left the agency, by the number of its event.

    Mail counts from the day of posting, everything else from the day it was handed over (235号四). Mail of which only
    the arrival is known had left by then.
    """
    return {seq: record.on for seq, record in first_leavings(events).items()}


def first_leavings(events: Sequence) -> dict[int, object]:
    """Return the record that tells the earliest leaving of each letter, by the number of the event of its act."""
    found: dict[int, object] = {}
    for record in events:
        if record.act != "record_service" or record.data["status"] == RETURNED:
            continue
        known = found.get(record.data["serves"])
        if known is None or record.on < known.on:
            found[record.data["serves"]] = record
    return found


def _read_again(event, delivered_on: str) -> EventReadAgain:
    data = {name: value for name, value in event.data.items() if name not in ("delivered_on", "undelivered")}
    data |= {"delivered_on": delivered_on} if delivered_on else {"undelivered": True}
    return EventReadAgain(event.seq, event.act, event.on, event.actor_id, data, getattr(event, "hash", ""))


def plain_receipt(method: str, receipt: str) -> str:
    """Return a receipt as it is compared: a mail number in capitals, without blanks and without the word EMS.

    Anything else stands as it was typed.
    """
    found = _NUMBER.fullmatch(without_invisible(receipt).upper())
    return found[1] or found[2] if method == "mail" and found else receipt[:120]


def recorded_mail(number: str) -> bool:
    """Say whether a text is a number of the postal enterprise."""
    return bool(MAIL_NUMBER.fullmatch(number))


def sent_by_post(receipt: str) -> bool:
    """Say whether a receipt of mail is one of the postal enterprise, which alone carries official letters (235号二)."""
    return recorded_mail(plain_receipt("mail", receipt)) or receipt.startswith(UNRECORDED)


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One fact about the service of one letter: the number of its event, the letter, what became of it and when."""

    seq: int
    letter_id: int
    method: str
    status: str
    on: date
    receipt: str


def delivery_records(events: Sequence) -> list[DeliveryRecord]:
    """Return the facts of service that the events of a case tell, in order."""
    replied, found = None, []
    for event in events:
        if event.act == "reply":
            replied = event.letter_id
        elif event.act == "record_service":
            found.append(_fact(event, event.data["letter_id"], event.data["status"]))
        elif event.act == "deliver" and replied and event.data.get("method"):
            # Posting a reply is what counts as giving it; that it arrived is another fact (国办公开办函〔2016〕235号四).
            found.append(_fact(event, replied, POSTED if event.data["method"] == "mail" else DELIVERED))
    return found


def _fact(event, letter_id: int, status: str) -> DeliveryRecord:
    method = event.data["method"]
    return DeliveryRecord(
        event.seq, letter_id, method, status, event.on, plain_receipt(method, event.data.get("receipt", ""))
    )


@dataclass(frozen=True, slots=True)
class LetterDelivery:
    """What became of one letter: its event, its number and the records about it, the latest last."""

    event: object
    number: str
    records: tuple[DeliveryRecord, ...]

    @property
    def last(self) -> DeliveryRecord:
        """Return the record that holds."""
        return self.records[-1]

    def day_of(self, status: str) -> date | None:
        """Return the last day on which a letter is told to be posted, delivered or returned."""
        return next((fact.on for fact in reversed(self.records) if fact.status == status), None)

    @property
    def posted_on(self) -> date | None:
        """Return the last day of posting."""
        return self.day_of(POSTED)


def letter_deliveries(events: Sequence) -> list[LetterDelivery]:
    """Return the letters of a case that were served or are on their way, in the order in which they were issued."""
    told: dict[int, list[DeliveryRecord]] = {}
    for fact in delivery_records(events):
        told.setdefault(fact.letter_id, []).append(fact)
    by_number = {one.data["serves"]: one.data["letter_id"] for one in events if one.act == "record_service"}
    found = []
    for event in events:
        letter = event.letter_id or by_number.get(event.seq)  # an imported reply is known by its number alone
        if letter in told and event.act != "record_service":
            found.append(LetterDelivery(event, event.data.get("number", ""), tuple(told[letter])))
    return found


def reply_received_on(events: Sequence) -> date | None:
    """Return the day on which the applicant is known to have had the reply; None while it is not known."""
    reply = next((event for event in with_delivery_days(events) if event.act == "reply"), None)
    if reply is None or reply.data.get("undelivered"):
        return None
    if told := reply.data.get("delivered_on"):
        return date.fromisoformat(told)
    given = [event for event in events if event.act == "deliver" and event.data.get("method", "mail") != "mail"]
    return given[-1].on if given else None
