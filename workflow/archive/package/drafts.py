"""The approved drafts as a package keeps them, and who drafted, reviewed and signed."""

from collections.abc import Iterator, Mapping, Sequence

from law import procedure
from notices.letters.models import Draft
from workflow.archive.package.files import as_json, iso
from workflow.archive.package.package_file import PackageFile
from workflow.cases.models import Event

APPROVALS = ("draft", "submit_for_review", "return_draft", "approve", "sign", "reply")


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


def draft_pieces(events: Sequence[Event]) -> Iterator[PackageFile]:
    """Yield each approved draft, and who drafted, reviewed and signed."""
    places = {}
    for place, draft in enumerate(approved_drafts(events), start=1):
        folder = f"data/04-drafts/{place:03d}"
        places[draft.pk] = folder
        yield PackageFile(
            f"{folder}/draft.html",
            draft.html.encode(),
            f"{draft.title}（定稿）",
            dated=draft.dated,
            responsible=str(draft.created_by or ""),
            version="定稿",
            listed=True,
        )
        yield PackageFile(f"{folder}/facts.json", as_json(_draft_facts(draft)), f"{draft.title}（定稿数据）")
    chain = [_approval(event, places) for event in events if event.act in APPROVALS]
    yield PackageFile("data/04-drafts/approvals.json", as_json(chain), "起草、审核、签发记录", listed=bool(chain))


def _draft_facts(draft: Draft) -> dict:
    return {
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


def _approval(event: Event, places: Mapping[int, str]) -> dict:
    """Return one step of the approval; `places` names the folder of each draft by its key."""
    return {
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
