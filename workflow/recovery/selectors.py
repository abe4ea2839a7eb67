"""The list of a reconciliation: every agency's numbers, its mail and its applications, and what was stated of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from agencies.installation.models import Restoration
from agencies.organisation.models import Agency
from notices.letters import numbering
from notices.letters.models import NumberSeries
from workflow.cases import register_numbers
from workflow.cases.register_numbers import CaseCounter
from workflow.recovery.models import ReconciledPoint, Subject
from workflow.recovery.policy import concerned_agencies

STATED = (Subject.MAIL, Subject.APPLICATIONS)  # in words, by every agency
Key = tuple[int | None, str, str, int]  # agency, subject, series, year


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing to be held against paper: what the restored records say, and what a person stated last."""

    agency: Agency | None
    subject: Subject
    series: str = ""
    year: int = 0
    recorded: int = 0  # the last number in the restored records
    stated: ReconciledPoint | None = None

    @property
    def numbered(self) -> bool:
        """Say whether it is a number that is asked for."""
        return self.subject in (Subject.DOCUMENTS, Subject.REGISTER)

    @property
    def title(self) -> str:
        """Return what the series is called."""
        if self.subject == Subject.DOCUMENTS:
            return f"{self.series}〔{self.year}〕" if self.year else self.series
        return f"{self.year}" if self.subject == Subject.REGISTER and self.year else ""

    @property
    def key(self) -> Key:
        """Return what tells it apart."""
        return self.agency and self.agency.pk, str(self.subject), self.series, self.year


def stated_points(restoration: Restoration, agencies: Iterable[int | None]) -> dict[Key, ReconciledPoint]:
    """Return what was stated last of every point of these agencies."""
    keys = list(agencies)
    rows = restoration.points.filter(agency_id__in=[key for key in keys if key]).select_related("stated_by")
    if None in keys:
        rows = rows | restoration.points.filter(agency=None).select_related("stated_by")
    return {(row.agency_id, row.subject, row.series, row.year): row for row in rows.order_by("pk")}


def points_of(agency: Agency, restoration: Restoration, today: date) -> list[OpenPoint]:
    """Return every point of an agency: series that were or would be counted since the backup, register, mail, applications."""
    first = timezone.localdate(restoration.backup_made_at)
    years, stated = range(first.year, today.year + 1), stated_points(restoration, [agency.pk])
    found = [
        OpenPoint(agency, Subject.DOCUMENTS, series, year, recorded)
        for (series, year), recorded in sorted(_documents(agency, first, today, years).items())
    ]
    found += [
        OpenPoint(agency, Subject.REGISTER, "", year, recorded)
        for year, recorded in sorted(_registers(agency, years).items())
    ]
    found += [OpenPoint(agency, subject) for subject in STATED]
    return [_with_statement(point, stated) for point in found]


def point_of_installation(restoration: Restoration) -> OpenPoint:
    """Return the point that is no agency's own: accounts that were closed and tokens that were ended since the backup."""
    return _with_statement(OpenPoint(None, Subject.ACCOUNTS), stated_points(restoration, [None]))


def _with_statement(point: OpenPoint, stated: dict[Key, ReconciledPoint]) -> OpenPoint:
    row = stated.get(point.key)
    return OpenPoint(point.agency, point.subject, point.series, point.year, point.recorded, row)


def _documents(agency: Agency, first: date, today: date, years: range) -> dict[tuple[str, int], int]:
    """Return the last number of every series that counts in these years, those in which none was given yet included."""
    forms = [
        form for day in (first, today) for form in numbering.forms_in_force(agency, day).values() if form is not None
    ]
    found = {(form.series, year if form.yearly else numbering.RUNNING): 0 for form in forms for year in years}
    kept = NumberSeries.objects.filter(agency=agency, year__in=[*years, numbering.RUNNING])
    return found | {(row.series, row.year): row.last for row in kept}


def _registers(agency: Agency, years: range) -> dict[int, int]:
    counted = years if register_numbers.form_in_force(agency.pk).yearly else (numbering.RUNNING,)
    kept = dict(CaseCounter.objects.filter(agency=agency, year__in=counted).values_list("year", "last"))
    return {year: kept.get(year, 0) for year in counted}


def open_points(restoration: Restoration, today: date) -> list[OpenPoint]:
    """Return every point of which nobody has stated anything yet."""
    found = [
        point
        for agency in concerned_agencies().iterator(chunk_size=500)
        for point in points_of(agency, restoration, today)
        if point.stated is None
    ]
    of_all = point_of_installation(restoration)
    return found if of_all.stated else [*found, of_all]
