"""I1 and I11: every submission is there as it came, and identity numbers stand nowhere else.

Whether something is missing altogether no database can tell: that needs the ledger of those who got an answer.
"""

import json
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from agencies.encryption.keys import Unopened
from intake.models import Application
from intake.services import TEXT_FIELDS, content_digest
from law import Refused
from reporting.invariants.findings import Findings, InvariantFinding
from workflow.archive.models import Tombstone
from workflow.cases.models import Event, Reminder, SearchText

BATCH = 1000
SHORTEST = 8  # characters; a shorter number is found in anything


def submissions(ledger: Iterable[str]) -> Findings:
    """Yield the acknowledged submissions that are not there, or not once.

    `ledger` has one JSON object a line: `id` as the API answered it, or `agency` (its code) and `idempotency_key`. Raises
    Refused for a line that is neither.
    """
    seen: dict[tuple[str, str], str] = {}
    for place, line in enumerate(ledger, start=1):
        if not line.strip():
            continue
        entry = _entry(line, place)
        named, key = str(entry.get("id", "")), (str(entry.get("agency", "")), str(entry.get("idempotency_key", "")))
        rows = Application.objects.filter(public_id=_uuid(named, place)) if named else Application.objects.all()
        if key[1]:
            rows = (
                rows.filter(idempotency_key=key[1], agency__code=key[0])
                if key[0]
                else rows.filter(idempotency_key=key[1])
            )
            if named and seen.setdefault(key, named) != named:
                yield InvariantFinding(
                    "I1", f"同一个键 {key[1]} 收下了两件：{seen[key]}、{named}", f"回执第 {place} 行"
                )
        if (count := rows.count()) != 1:
            what = "没有" if not count else f"有 {count} 件"
            yield InvariantFinding("I1", f"已确认收到的申请 {named or key[1]} {what}", f"回执第 {place} 行")


def _entry(line: str, place: int) -> dict:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or not (entry.get("id") or entry.get("idempotency_key")):
        raise Refused(
            f"回执第 {place} 行不是带 id 或者 idempotency_key 的 JSON",
            english=f"Line {place} of the ledger has neither id nor idempotency_key",
        )
    return entry


def _uuid(text: str, place: int) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(
            f"回执第 {place} 行的 id 不对：{text[:40]}", english=f"Line {place} of the ledger: no such id"
        ) from error


def applications() -> Findings:
    """Yield every application whose words are not those that came in; one that was destroyed after its term has none."""
    gone = Tombstone.objects.filter(table_name=Application._meta.db_table, row_id=OuterRef("pk"))
    every = Application.objects.filter(~Exists(gone)).order_by("pk").select_related("agency", "case")
    for one in every.iterator(chunk_size=BATCH):
        where = f"{one.agency} 申请 #{one.pk}"
        try:
            values = {name: getattr(one, name) for name in ("channel", "arrived_on", "applicant_kind", *TEXT_FIELDS)}
            same = content_digest(values) == one.digest
        except Unopened:
            continue  # `sealed_texts` names it
        except (ValueError, ValidationError):
            same = False
        if not same:
            yield InvariantFinding("I1", "内容与收到时的散列值不符", where)


def identity_numbers() -> Findings:
    """Yield where the identity number of an applicant stands in an event, a reminder or the text for searching."""
    numbered = Application.objects.exclude(identity_number="").filter(case__isnull=False)
    for one in numbered.order_by("pk").select_related("case", "agency").iterator(chunk_size=BATCH):
        try:
            number, case = one.identity_number, one.case
        except Unopened:
            continue
        if len(number) < SHORTEST:
            continue
        for event in Event.objects.filter(case=case).only("seq", "data"):
            if number in json.dumps(event.data, ensure_ascii=False):
                yield InvariantFinding("I11", f"第 {event.seq} 条办理记录里有证件号码", f"{one.agency} {case.number}")
        if Reminder.objects.filter(case=case, text__contains=number).exists():
            yield InvariantFinding("I11", "提醒里有证件号码", f"{one.agency} {case.number}")
        if SearchText.objects.filter(case=case, text__contains=number).exists():
            yield InvariantFinding("I11", "检索文本里有证件号码", f"{one.agency} {case.number}")
