"""What a case leaves to its package, file by file in the order of their names."""

import json
from collections.abc import Iterable, Iterator, Sequence

from law import procedure
from notices.letters.models import Letter, VoidRecord
from notices.letters.selectors import read_pdf
from workflow.archive.package.application import FORM, application_pieces
from workflow.archive.package.drafts import draft_pieces
from workflow.archive.package.files import as_json, iso, page_count
from workflow.archive.package.package_file import PackageFile
from workflow.cases.models import Case, Event


def pieces(case: Case, events: Sequence[Event]) -> Iterator[PackageFile]:
    """Yield every file of the case; raise Refused for one that is missing or damaged."""
    yield from application_pieces(case)
    yield from _confirmations(case)
    yield from _letters(events)
    yield from draft_pieces(events)
    yield from _events(events)
    yield from _deliveries(events)
    yield from _remedies(case)


def in_order(listed: Iterable[PackageFile]) -> list[PackageFile]:
    """Return the papers in the order of the table of contents: the application first, then as their files are called."""
    return sorted(listed, key=lambda piece: piece.path != FORM)


def _confirmations(case: Case) -> Iterator[PackageFile]:
    rows = list(case.application.confirmations.order_by("on", "id"))
    facts = [
        {
            "on": row.on.isoformat(),
            "means": row.means,
            "reached": row.reached,
            "note": row.note,
            "recorded_at": iso(row.recorded_at),
            "recorded_by": str(row.recorded_by or ""),
        }
        for row in rows
    ]
    first = next((row.on for row in rows if row.reached), None)
    yield PackageFile(
        "data/02-confirmations/confirmations.json",
        as_json(facts),
        "与申请人确认的记录",
        dated=first,
        responsible=case.agency.name,
        listed=bool(rows),
    )


def _letters(events: Sequence[Event]) -> Iterator[PackageFile]:
    for place, event in enumerate((event for event in events if event.letter_id), start=1):
        letter = event.letter
        folder = f"data/03-letters/{place:03d}-{letter.kind}"
        about = {
            "title": letter.title,
            "number": letter.number,
            "dated": letter.dated,
            "responsible": letter.agency.name,
        }
        yield PackageFile(f"{folder}/facts.json", as_json(_letter_facts(letter, event)), f"{letter.title}（数据）")
        if letter.historic:
            continue  # on paper before this system: the number is all there is
        yield PackageFile(f"{folder}/letter.html", letter.html.encode(), f"{letter.title}（批准的文本）")
        body = read_pdf(letter)
        yield PackageFile(f"{folder}/letter.pdf", body, **about, pages=page_count(body), version="正本", listed=True)


def _letter_facts(letter: Letter, event: Event) -> dict:
    names = (
        "kind",
        "number",
        "title",
        "addressee",
        "regulation",
        "facts",
        "content_sha256",
        "pdf_sha256",
        "online",
        "historic",
    )
    void = VoidRecord.objects.filter(letter=letter).first()
    return {name: getattr(letter, name) for name in names} | {
        "dated": letter.dated.isoformat(),
        "event": event.seq,
        "issued_by": str(letter.issued_by or ""),
        "issued_at": iso(letter.issued_at),
        "void": {"reason": void.reason, "by": str(void.voided_by or ""), "at": iso(void.voided_at)} if void else None,
    }


def _events(events: Sequence[Event]) -> Iterator[PackageFile]:
    rows = [
        {
            "seq": event.seq,
            "act": event.act,
            "term": procedure.ACTS[event.act].term,
            "on": event.on.isoformat(),
            "recorded_at": iso(event.recorded_at),
            "actor_id": event.actor_id,
            "actor": str(event.actor or ""),
            "data": event.data,
            "letter": event.letter.number if event.letter else "",
            "prev_hash": event.prev_hash,
            "hash": event.hash,
        }
        for event in events
    ]
    body = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()
    yield PackageFile(
        "data/05-events/events.jsonl", body, "办理过程记录", dated=events[-1].on, version="正本", listed=True
    )


def _deliveries(events: Sequence[Event]) -> Iterator[PackageFile]:
    rows = [
        {
            "event": event.seq,
            "act": event.act,
            "on": event.on.isoformat(),
            "delivered_on": event.data.get("delivered_on") or (event.on.isoformat() if event.act == "deliver" else ""),
            "method": event.data.get("method", ""),
            "receipt": event.data.get("receipt", ""),
            "by": str(event.actor or ""),
        }
        for event in events
        if event.act == "deliver" or event.data.get("delivered_on")
    ]
    last = next((event.on for event in reversed(events) if event.act == "deliver"), None)
    yield PackageFile("data/06-delivery/deliveries.json", as_json(rows), "送达凭证", dated=last, listed=bool(rows))


def _remedies(case: Case) -> Iterator[PackageFile]:
    rows = [
        {
            "key": row.key,
            "kind": row.kind,
            "received_on": row.received_on.isoformat(),
            "result": row.result,
            "concluded_on": row.concluded_on.isoformat() if row.concluded_on else "",
            "reference": row.reference,
        }
        for row in case.remedies.order_by("received_on", "id")
    ]
    yield PackageFile(
        "data/07-remedies/remedies.json", as_json(rows), "行政复议、行政诉讼、举报投诉", listed=bool(rows)
    )
