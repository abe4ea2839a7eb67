"""What remains of a destroyed case: which words go, which data of an event stay, and the proof that nothing else changed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.cases.models import Case, Event

GONE = "〔已销毁〕"
PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>已销毁</title></head><body><p>本件已按规定销毁。</p></body></html>'
APPLICATION = {"applicant_name": GONE, "content": GONE} | dict.fromkeys(
    (
        "tracking_number",
        "identity_number",
        "identity_index",
        "representative",
        "phone",
        "email",
        "address",
        "postcode",
        "wanted_form",
        "wanted_way",
        "idempotency_key",
    ),
    "",
)
DRAFT = {"facts": {}, "html": PAGE, "text": GONE}
LETTER = {"facts": {}, "html": PAGE, "addressee": GONE}
CONFIRMATION = {"means": GONE, "note": ""}
MAILING = {"name": GONE, "address": GONE, "postcode": "", "phone": ""}
DESTINATION = MAILING | {"reason": GONE}
# What an event keeps: days, codes and hashes, from which every figure of the case follows. Words and names go.
KEPT = frozenset(
    [
        "imported",
        "unconfirmed",
        "case_number",
        "channel",
        "applicant_kind",
        "arrived_on",
        "confirmed_on",
        "received_on",
        "former_received_on",
        "basis",
        "basis_text",
        "basis_english",
        "number",
        "letter_sha256",
        "content_sha256",
        "draft_id",
        "handler_id",
        "section_id",
        "delivered_on",
        "by_leaving",
        "in_time_for",
        "judged_by",
        "locked_years",
        "term_workdays",
        "term_ended_on",
        "workdays",
        "key",
        "closes",
        "co_producer",
        "agrees",
        "mode",
        "count",
        "amount",
        "outcome",
        "grounds",
        "online",
        "method",
        "kind",
        "result",
        "from",
        "to",
        "from_number",
        "to_number",
        "calendar",
        "letter_id",
        "serves",
        "status",
        "annuls",
    ]
)


def codes_of(particulars: dict) -> dict:
    """Return of corrected particulars what is counted and stays."""
    return {name: value for name, value in particulars.items() if name in KEPT}


@dataclass(frozen=True, slots=True)
class RemainingEvent:
    """An event as it remains, before it does."""

    seq: int
    act: str
    on: date
    actor_id: int | None
    data: dict
    prev_hash: str
    hash: str


def reduce_event(event: Event) -> RemainingEvent:
    """Return what is left of an event."""
    data = {name: value for name, value in event.data.items() if name in KEPT}
    return RemainingEvent(event.seq, event.act, event.on, event.actor_id, data, event.prev_hash, event.hash)


def remains_digest(events: Sequence[Event | RemainingEvent]) -> str:
    """Return the SHA-256 over events as they remain, so that what is left cannot be changed unseen."""
    rows = [[one.seq, one.act, one.on.isoformat(), one.actor_id, one.data, one.prev_hash, one.hash] for one in events]
    body = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def verify(case: Case, events: Sequence[Event]) -> list[str]:
    """Return what is wrong with what remains of a destroyed case: links, head and hash against the register."""
    stored = Case.objects.select_related("destruction").get(pk=case.pk)  # afresh: the case may be older than its end
    entry = getattr(stored, "destruction", None)
    if entry is None:
        return [f"{case.number}: not in the register of destruction"]
    found, previous = [], case.application.digest
    for place, event in enumerate(events, start=1):
        if event.seq != place or event.prev_hash != previous:
            found.append(f"{case.number} event {event.seq}: chain broken")
        previous = event.hash
    if (len(events), previous, case.head) != (entry.events, entry.head, entry.head):
        found.append(f"{case.number}: events differ from the register of destruction")
    if remains_digest(events) != entry.remains_sha256:
        found.append(f"{case.number}: what remains differs from the register of destruction")
    return found
