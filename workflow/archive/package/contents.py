"""What a case leaves to its package, file by file in the order of their names."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from intake.models import Application
from intake.selectors import read_attachment
from intake.services import TEXT_FIELDS
from law import procedure
from notices.letters.models import Draft, Letter, VoidRecord
from notices.letters.selectors import read_pdf
from workflow.archive.package.files import as_json, attached_pages, iso, page_count
from workflow.cases.models import Case, Event

ENVELOPE = ("信封", "邮单", "邮戳", "面单", "回执联")  # what such a scan is called by those who attach it
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
FORM = "data/01-application/form.txt"
APPROVALS = ("draft", "submit_for_review", "return_draft", "approve", "sign", "reply")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a package and what the index says of it; `dated` is None where it has no day of its own."""

    path: str
    body: bytes
    title: str
    number: str = ""
    dated: date | None = None
    responsible: str = ""
    pages: int | None = None
    version: str = ""  # 稿本: 正本, 定稿
    original: str = ""  # the name that the file came with
    listed: bool = False  # stands in the table of contents (卷内目录)


def given(application: Application) -> dict:
    """Return exactly what the digest of an application was made over."""
    values = {name: getattr(application, name) for name in ("channel", "arrived_on", "applicant_kind", *TEXT_FIELDS)}
    return values | {"arrived_on": application.arrived_on.isoformat()}


def pieces(case: Case, events: Sequence[Event]) -> Iterator[Piece]:
    """Yield every file of the case; raise Refused for one that is missing or damaged."""
    yield from _application(case)
    yield from _confirmations(case)
    yield from _letters(events)
    yield from _drafts(events)
    yield from _events(events)
    yield from _deliveries(events)
    yield from _remedies(case)


def in_order(listed: Iterable[Piece]) -> list[Piece]:
    """Return the papers in the order of the table of contents: the application first, then as their files are called."""
    return sorted(listed, key=lambda piece: piece.path != FORM)


def _application(case: Case) -> Iterator[Piece]:
    application, files = case.application, []
    scans = list(application.attachments.order_by("id"))
    for place, attachment in enumerate(scans, start=1):
        path = f"data/01-application/attachments/{place:02d}.{SUFFIXES.get(attachment.media_type, 'bin')}"
        body = read_attachment(attachment)
        envelope = any(word in attachment.name for word in ENVELOPE)
        files.append(
            {name: getattr(attachment, name) for name in ("name", "media_type", "size", "sha256")}
            | {"path": path, "envelope": envelope, "recorded_at": iso(attachment.recorded_at)}
        )
        title = f"{'信封、邮单（收到凭证）' if envelope else '申请附件'}：{attachment.name}"
        yield Piece(
            path,
            body,
            title,
            dated=application.arrived_on,
            responsible=application.applicant_name,
            pages=attached_pages(attachment, body),
            original=attachment.name,
            listed=True,
        )
    facts = {
        "public_id": str(application.public_id),
        "agency": {"id": case.agency_id, "code": case.agency.code, "name": case.agency.name},
        "case_number": case.number,
        "given": given(application),
        "digest": application.digest,
        "arrived_at": iso(application.arrived_at),
        "recorded_at": iso(application.recorded_at),
        "recorded_by": str(application.recorded_by or ""),
        "imported": application.imported,
        "attachments": files,
    }
    yield Piece("data/01-application/facts.json", as_json(facts), "申请登记数据")
    text = _application_text(case).encode()
    yield Piece(
        FORM,
        text,
        "政府信息公开申请",
        case.number,
        application.arrived_on,
        application.applicant_name,
        version="正本",
        listed=True,
    )


def _application_text(case: Case) -> str:
    application = case.application
    rows = [
        ("登记编号", case.number),
        ("受理单位", case.agency.name),
        ("申请人", application.applicant_name),
        ("证件号码", application.identity_number),
        ("代表人", application.representative),
        ("联系电话", application.phone),
        ("电子邮箱", application.email),
        ("通信地址", application.address),
        ("邮政编码", application.postcode),
        ("邮件单号", application.tracking_number),
        ("到达日期", application.arrived_on.isoformat()),
        ("收到申请之日", case.received_on.isoformat()),
        ("提供方式", application.wanted_form),
        ("获取途径", application.wanted_way),
        ("信息类别", application.topic),
    ]
    head = "".join(f"{label}：{value}\n" for label, value in rows if value)
    return f"政府信息公开申请\n\n{head}\n申请内容：\n{application.content}\n"


def _confirmations(case: Case) -> Iterator[Piece]:
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
    yield Piece(
        "data/02-confirmations/confirmations.json",
        as_json(facts),
        "与申请人确认的记录",
        dated=first,
        responsible=case.agency.name,
        listed=bool(rows),
    )


def _letters(events: Sequence[Event]) -> Iterator[Piece]:
    for place, event in enumerate((event for event in events if event.letter_id), start=1):
        letter = event.letter
        folder = f"data/03-letters/{place:03d}-{letter.kind}"
        about = {
            "title": letter.title,
            "number": letter.number,
            "dated": letter.dated,
            "responsible": letter.agency.name,
        }
        yield Piece(f"{folder}/facts.json", as_json(_letter_facts(letter, event)), f"{letter.title}（数据）")
        if letter.historic:
            continue  # on paper before this system: the number is all there is
        yield Piece(f"{folder}/letter.html", letter.html.encode(), f"{letter.title}（批准的文本）")
        body = read_pdf(letter)
        yield Piece(f"{folder}/letter.pdf", body, **about, pages=page_count(body), version="正本", listed=True)


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


def approved_drafts(events: Sequence[Event]) -> list[Draft]:
    """Return the drafts that somebody approved, in the order of their approval."""
    current, found = None, []
    for event in events:
        if event.act == "draft":
            current = event.data.get("draft_id")
        if event.act == "approve" and current not in found:
            found.append(current)
    rows = Draft.objects.select_related("created_by").in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def _drafts(events: Sequence[Event]) -> Iterator[Piece]:
    places = {}
    for place, draft in enumerate(approved_drafts(events), start=1):
        folder = f"data/04-drafts/{place:03d}"
        places[draft.pk] = folder
        facts = {
            "kind": draft.kind,
            "title": draft.title,
            "dated": draft.dated.isoformat(),
            "regulation": draft.regulation,
            "online": draft.online,
            "facts": draft.facts,
            "content_sha256": draft.content_sha256,
            "created_by": str(draft.created_by or ""),
            "created_at": iso(draft.created_at),
        }
        yield Piece(
            f"{folder}/draft.html",
            draft.html.encode(),
            f"{draft.title}（定稿）",
            dated=draft.dated,
            responsible=str(draft.created_by or ""),
            version="定稿",
            listed=True,
        )
        yield Piece(f"{folder}/facts.json", as_json(facts), f"{draft.title}（定稿数据）")
    chain = [
        {
            "event": event.seq,
            "act": event.act,
            "term": procedure.ACTS[event.act].term,
            "on": event.on.isoformat(),
            "at": iso(event.recorded_at),
            "by": str(event.actor or ""),
            "content_sha256": event.data.get("content_sha256") or event.data.get("letter_sha256", ""),
            "draft": places.get(event.data.get("draft_id"), ""),
            "text": event.data.get("comments") or event.data.get("comment") or event.data.get("note") or "",
        }
        for event in events
        if event.act in APPROVALS
    ]
    yield Piece("data/04-drafts/approvals.json", as_json(chain), "起草、审核、签发记录", listed=bool(chain))


def _events(events: Sequence[Event]) -> Iterator[Piece]:
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
    yield Piece("data/05-events/events.jsonl", body, "办理过程记录", dated=events[-1].on, version="正本", listed=True)


def _deliveries(events: Sequence[Event]) -> Iterator[Piece]:
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
    yield Piece("data/06-delivery/deliveries.json", as_json(rows), "送达凭证", dated=last, listed=bool(rows))


def _remedies(case: Case) -> Iterator[Piece]:
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
    yield Piece("data/07-remedies/remedies.json", as_json(rows), "行政复议、行政诉讼、举报投诉", listed=bool(rows))
