"""The review of packages whose term is over: one person proposes, another decides (鉴定)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from intake.services import clean_text
from law import Refused
from workflow.archive import destruction
from workflow.archive.models import ArchiveRecord, ReviewBatch, ReviewDecision, ReviewItem, Verdict
from workflow.archive.retention import LONGEST, due_for_appraisal
from workflow.cases.policy import may_appraise, may_approve_destruction


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person proposes for one package; `years` of an extension, None = permanent."""

    record_id: int
    verdict: str
    reason: str
    years: int | None = None


@transaction.atomic
def propose(*, by: Officer, on: date, opinion: str, proposals: list[Proposal], now: datetime) -> ReviewBatch:
    """Open a review over packages whose term is over; nothing changes before a second person decides.

    Raises Refused naming the package.
    """
    if not may_appraise(by):
        raise Refused("由登记员提出鉴定意见", english="The clerk proposes a review")
    if not proposals:
        raise Refused("请至少选一件", field="records", english="Choose at least one package")
    today = timezone.localdate(now)
    if on > today:
        raise Refused("日期在今天之后，期限还没有届满", field="on", english="The day lies in the future")
    Agency.objects.lock(by.agency_id)  # one review after another: no package in two of them
    open_now = {record.pk: record for record in due_for_appraisal([by.agency], on)}
    last = ReviewBatch.objects.filter(agency_id=by.agency_id, year=today.year).aggregate(last=Max("sequence"))["last"]
    batch = ReviewBatch.objects.create(
        agency_id=by.agency_id,
        year=today.year,
        sequence=(last or 0) + 1,
        on=on,
        opinion=_needed(opinion, "鉴定意见", "opinion", 400),
        proposed_by=by,
        proposed_at=now,
    )
    for proposal in proposals:
        record = open_now.pop(proposal.record_id, None)
        if record is None:
            raise Refused(
                "所选案卷没有到期，或者已经在别的鉴定里",
                "档案法21",
                field="records",
                english="A chosen package is not due",
            )
        _add(batch, record, proposal)
    return batch


def _add(batch: ReviewBatch, record: ArchiveRecord, proposal: Proposal) -> ReviewItem:
    if proposal.verdict not in Verdict.values:
        raise Refused(
            f"{record.reference}：请选销毁或者续存",
            field="records",
            english=f"{record.reference}: destroy or keep",
        )
    until = None
    if proposal.verdict == Verdict.DESTROY:
        destruction.refuse_destruction(record)
    elif proposal.years is not None:
        if not 1 <= proposal.years <= LONGEST:
            raise Refused(f"{record.reference}：续存年数不对", field="records", english=f"{record.reference}: years")
        until = date(batch.on.year + proposal.years, 12, 31)
    reason = _needed(proposal.reason, f"{record.reference} 的理由", "records", 400)
    return ReviewItem.objects.create(batch=batch, record=record, verdict=proposal.verdict, until=until, reason=reason)


def _needed(value: str, label: str, field: str, limit: int) -> str:
    text = clean_text(value, label)
    if not text:
        raise Refused(f"请填写“{label}”", field=field, english=f"Please give: {field}")
    if len(text) > limit:
        raise Refused(f"“{label}”超过 {limit} 字", field=field, english=f"{field} is too long")
    return text


@transaction.atomic
def decide(
    batch_id: int, *, by: Officer, approved: bool, now: datetime, comment: str = "", count: int | None = None
) -> ReviewDecision:
    """Decide on a review as its second person; what it destroys is destroyed in the same transaction.

    `count` is the number of packages to be destroyed as the person understood it. Files go after the commit:
    call `destruction.erase()` then; the daily sweep does it as well. Raises Refused.
    """
    batch = (
        ReviewBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("proposed_by", "agency")
        .get(pk=batch_id)
    )
    if not may_approve_destruction(by) or by.agency_id != batch.agency_id:
        raise Refused("由签发人批准", english="The signer approves")
    if by.pk == batch.proposed_by_id:
        raise Refused("提出鉴定意见的人不能批准同一批", "档案法21", english="Who proposed may not approve")
    if ReviewDecision.objects.filter(batch=batch).exists():
        raise Refused("这一批已经有决定", english="This review is decided already")
    if not approved and not comment.strip():
        raise Refused("不同意的，请写明理由", field="comment", english="Say why not")
    items = list(batch.items.select_related("record__case__application", "record__agency"))
    doomed = [item for item in items if item.verdict == Verdict.DESTROY]
    if approved and count != len(doomed):
        raise Refused(
            f"本批销毁 {len(doomed)} 件，请填写这个数字以确认",
            field="count",
            english=f"Confirm by the number to destroy: {len(doomed)}",
        )
    comment = clean_text(comment, "意见")[:400]
    decision = ReviewDecision.objects.create(
        batch=batch, approved=approved, comment=comment, decided_by=by, decided_at=now
    )
    if approved:
        for item in doomed:
            destruction.destroy(item, proposed_by=batch.proposed_by, approved_by=by, now=now)
    return decision
