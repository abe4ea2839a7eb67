"""The cells of a published year that records compelled by law have changed, as rows for pages, workbook and API."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from reporting.document.recorded_differences import RecordedDifference, causes_of, recorded_differences
from reporting.document.revisions import CellRevision, revisions_of
from reporting.figures.models import PublishedTable
from workflow.labels import act_name


def compelled_differences(table: PublishedTable) -> list[tuple[CellRevision, list[RecordedDifference]]]:
    """Return the cells that are counted otherwise than published because of such a record, each with its causes.

    A cell that differs only because the year was unlocked is not among them.
    """
    recorded = recorded_differences(table)
    found = [
        (one, causes_of({*one.added, *one.removed}, recorded)) for one in (revisions_of(table) if recorded else ())
    ]
    return [(one, causes) for one, causes in found if causes]


def difference_sheets(table: PublishedTable, agencies: Collection[int]) -> Iterator[tuple]:
    """Yield the sheets of the workbook: the cells, and the records about cases of these agencies (keys)."""
    cells = [
        [one.name, one.published, one.now, _told(causes, agencies)] for one, causes in compelled_differences(table)
    ]
    yield _("Cells"), [_("Cell"), _("Published"), _("Today"), _("Why")], cells
    head = [_("Case"), _("Agency"), _("What"), _("Act"), _("Day"), _("Before and after"), _("Reason"), _("Recorded")]
    yield _("Records"), head, [_row(one) for one in recorded_differences(table) if one.event.case.agency_id in agencies]


def _told(causes: list[RecordedDifference], agencies: Collection[int]) -> str:
    """Return the causes of a cell: case and reason where the case may be seen, else only what kind of record it is."""
    return "；".join(
        f"{one.event.case.number} {one.term}：{one.reason}" if one.event.case.agency_id in agencies else one.term
        for one in causes
    )


def _row(one: RecordedDifference) -> list:
    event = one.event
    facts = "；".join(f"{name}：{before} → {after}" for name, before, after in one.facts)
    return [
        event.case.number, event.case.agency.name, one.term, act_name(event.act), event.on, facts, one.reason,
        event.recorded_at.date(),
    ]  # fmt: skip
