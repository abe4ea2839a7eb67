"""What law or a court compelled to record after a year was published: act by act, with its reason (docs/decisions/0047)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.text.language import reads_chinese
from reporting.figures.models import PublishedTable
from workflow.cases.models import Event
from workflow.locks import compelled
from workflow.locks import services as lock_services


@dataclass(frozen=True, slots=True)
class RecordedDifference:
    """One act that changed what a published year counts, as its event keeps it."""

    event: Event
    year: int

    @property
    def kind(self) -> str:
        """Return the code of its entry in the closed list."""
        return self.event.data[compelled.KEPT]["kind"]

    @property
    def term(self) -> str:
        """Return its entry in the closed list, in the reader's language."""
        return compelled.KINDS[self.kind][0 if reads_chinese() else 1]

    @property
    def reason(self) -> str:
        """Return why it was recorded; empty for a case that was destroyed after its term."""
        return self.event.data.get(compelled.REASON, "")

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Return what the year counted otherwise: the name of the fact, before, after."""
        kept = self.event.data[compelled.KEPT][str(self.year)]
        before, after = kept["before"], kept["after"]
        if "received" not in before and "received" in after:
            return [(_("cases counted"), "0", "1")]
        if "received" in before and "received" not in after:
            return [(_("cases counted"), "1", "0")]
        return [
            (
                names[0 if reads_chinese() else 1],
                *(lock_services.fact_word(name, one.get(name)) for one in (before, after)),
            )
            for name, names in lock_services.NAMES.items()
            if before.get(name) != after.get(name)
        ]


def recorded_differences(table: PublishedTable) -> list[RecordedDifference]:
    """Return what was recorded into a published year since its publication, the earliest first."""
    publication = getattr(table, "publication", None)
    if publication is None:
        return []
    events = Event.objects.filter(
        case__agency__in=publication.agencies,
        recorded_at__gte=table.frozen_at,
        data__has_key=compelled.KEPT,
    ).select_related("case__agency", "actor")
    return [
        RecordedDifference(event, table.year)
        for event in events.order_by("recorded_at", "pk")
        if str(table.year) in event.data[compelled.KEPT]
    ]


def causes_of(cases: Collection[int], recorded: Sequence[RecordedDifference]) -> list[RecordedDifference]:
    """Return what was recorded about some cases, by their keys: those that came into a cell or went out of it."""
    return [one for one in recorded if one.event.case_id in cases]
