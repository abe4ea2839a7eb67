"""What words of an office's sheets mean, confirmed by a person once and kept for the next sheet."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency


class SheetName(models.Model):
    """What a heading or label of an office's own sheets means, as a person has confirmed it (对照)."""

    sheet = models.CharField(max_length=20, help_text=_("Kind of sheet: register"))
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")  # None: for the sheets of all
    column = models.CharField(
        max_length=40, blank=True, help_text=_("Column of the label; empty: the word is a heading")
    )
    written = models.CharField(max_length=200)
    meaning = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["sheet", "column", "written"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "agency", "column", "written"], name="sheet_name_once"),
            models.UniqueConstraint(
                fields=["sheet", "column", "written"], condition=models.Q(agency=None), name="sheet_name_of_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column}{self.written} → {self.meaning}"


def read_confirmed(sheet: str, agency: Agency | None) -> dict[tuple[str, str], str]:
    """Return by column ("" for a heading) and word what was confirmed for sheets of an agency and for all."""
    rows = SheetName.objects.filter(models.Q(agency=None) | models.Q(agency=agency), sheet=sheet).order_by(
        "agency_id", "pk"
    )
    return {(row.column, row.written): row.meaning for row in sorted(rows, key=lambda row: row.agency_id is not None)}


def keep_confirmed(sheet: str, agency: Agency | None, words: Mapping[tuple[str, str], str], *, now: datetime) -> None:
    """Keep what words mean; one that was confirmed before with another meaning has the new one from now on."""
    for (column, written), meaning in words.items():
        SheetName.objects.update_or_create(
            sheet=sheet,
            agency=agency,
            column=column,
            written=written[:200],
            defaults={"meaning": meaning, "confirmed_at": now},
        )
