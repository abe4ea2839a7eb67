"""What words of an office's sheets mean, confirmed by a person once and kept for the next sheet."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from agencies.models import Agency, SheetName


def confirmed(sheet: str, agency: Agency | None) -> dict[tuple[str, str], str]:
    """Return by column ("" for a heading) and word what was confirmed for sheets of an agency and for all."""
    rows = SheetName.objects.filter(Q(agency=None) | Q(agency=agency), sheet=sheet).order_by("agency_id", "pk")
    return {(row.column, row.written): row.meaning for row in sorted(rows, key=lambda row: row.agency_id is not None)}


def keep(sheet: str, agency: Agency | None, words: Mapping[tuple[str, str], str], *, now: datetime) -> None:
    """Keep what words mean; one that was confirmed before with another meaning has the new one from now on."""
    for (column, written), meaning in words.items():
        SheetName.objects.update_or_create(
            sheet=sheet,
            agency=agency,
            column=column,
            written=written[:200],
            defaults={"meaning": meaning, "confirmed_at": now},
        )
