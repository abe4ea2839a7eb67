"""One thing that happened and cost a unit points, where no case stands for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.organisation.models import Agency
from agencies.text.language import reads_chinese


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened: the unit, the day, a sentence in two languages, who says so, and where it is to be seen."""

    unit_id: int
    on: date
    text: str
    english: str
    by: str = ""
    year: int | None = None  # of the annual report
    code: str = ""  # of the unit that filed or published it: opens its page
    page: str = ""  # filing | report | case
    case_id: int | None = None


def occurrence_sheet(found: list[Occurrence]) -> tuple[list[str], Iterator[list]]:
    """Return head and rows of a workbook of occurrences."""
    units = dict(Agency.objects.filter(pk__in={one.unit_id for one in found}).values_list("pk", "name"))
    head = [_("Unit"), _("Day"), _("What happened"), _("Entered by")]
    return head, ([units[one.unit_id], one.on, one.text if reads_chinese() else one.english, one.by] for one in found)
