"""Reviews of packages whose term is over, for tests."""

from datetime import date

from tests.workflow.sample_office import Office, at
from workflow.archive import appraisal, destruction
from workflow.archive.appraisal import Proposal
from workflow.archive.models import (
    ArchiveRecord,
    DestructionEntry,
    ReviewBatch,
    ReviewDecision,
)

AFTER = date(2057, 1, 1)  # the first day on which a case closed in 2026 and kept for 30 years is due
TODAY = date(2026, 3, 3)


def proposal(record, verdict="destroy", reason="无继续保存价值", years=None) -> Proposal:
    return Proposal(record.pk, verdict, reason, years)


def proposed(office: Office, *proposals: Proposal, on: date = AFTER, by=None) -> ReviewBatch:
    return appraisal.propose(
        by=by or office.clerk, on=on, opinion="保管期限已满", proposals=list(proposals), now=at(on)
    )


def decided(
    office: Office, batch: ReviewBatch, count: int = 1, *, by=None, approved: bool = True, **given
) -> ReviewDecision:
    return appraisal.decide(
        batch.pk, by=by or office.signer, approved=approved, now=at(batch.on, 10), count=count, **given
    )


def destroyed(office: Office, record: ArchiveRecord) -> DestructionEntry:
    """Destroy a package the way the pages do."""
    decided(office, proposed(office, proposal(record)))
    entry = DestructionEntry.objects.get(case=record.case_id)
    destruction.erase(DestructionEntry.objects.filter(pk=entry.pk))
    return entry
