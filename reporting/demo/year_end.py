"""Which years of the demonstration are published and which is in hand, on the day on which it is loaded."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from reporting.commentary.models import Passage
from reporting.demo import texts
from reporting.demo.filings import file_year
from reporting.figures.models import PublishedTable
from reporting.figures.scope import Scope
from reporting.filing.models import Filing
from reporting.publication import services as publication_services
from reporting.supervision.models import SupervisionNote
from reporting.supervision.services import ask_unit
from workflow.archive import services as archive_services
from workflow.archive.models import ArchiveRecord
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.demo import units
from workflow.demo.people import BUREAU, GOVERNMENT
from workflow.demo.stage import workdays_back
from workflow.demo.stories import KEY

PAST = 2018  # the year whose register and figures are the district's own
PUBLISHED_ON = (3, 20)
QUESTION = "这件申请已过答复期限，请说明原因、目前的进展和预计的答复日期。"
SETTLED_FROM = (4, 1)  # from this day on last year's report must have been published (条例49)


@dataclass(frozen=True, slots=True)
class DemonstrationYears:
    """The last year that was published, and the one whose report is being filed, None out of its season."""

    published: int
    in_hand: int | None


def years_on(today: date) -> DemonstrationYears:
    """Return how the years stand on a day: until 31 March last year's report is on its way, then it is published."""
    if (today.month, today.day) >= SETTLED_FROM:
        return DemonstrationYears(today.year - 1, None)
    return DemonstrationYears(today.year - 2, today.year - 1)


@transaction.atomic
def registers(*, today: date, now: datetime) -> int:
    """Import the registers of the years up to today; what came lately is played, not imported. Return how many rows."""
    if Case.objects.filter(imported=True, received_on__year__gt=PAST).exists():
        return 0
    until, bureau_until = units.began(today)
    years = range(years_on(today).published, today.year + 1)
    return sum(units.import_year(year, until=until, bureau_until=bureau_until, today=today, now=now) for year in years)


@transaction.atomic
def filings(*, today: date) -> int:
    """File the years of the demonstration as they stand on a day; return how many reports of units were begun."""
    if Filing.objects.exists():
        return 0
    years = years_on(today)
    file_year(PAST, today=today, entered=False)
    file_year(years.published, today=today, entered=True)
    if years.in_hand:
        file_year(years.in_hand, today=today, entered=True)
    return Filing.objects.count()


@transaction.atomic
def publications(*, today: date) -> int:
    """Publish the settled years of the district, and the last one of the bureau; return how many were new."""
    if PublishedTable.objects.exists():
        return 0
    government, bureau = (Agency.objects.get(code=code) for code in (GOVERNMENT, BUREAU))
    supervisor, published = Officer.objects.get(username="supervisor"), years_on(today).published
    for scope in (Scope(bureau, published, False), Scope(government, PAST, True), Scope(government, published, True)):
        now = datetime.combine(date(scope.year + 1, *PUBLISHED_ON), time(10, 0), tzinfo=timezone.get_default_timezone())
        if scope.all:
            Passage.objects.bulk_create(
                Passage(
                    agency=government,
                    year=scope.year,
                    whole=True,
                    section=section,
                    version=1,
                    text=text,
                    by=supervisor,
                    at=now,
                )
                for section, text in texts.WHOLE.items()
            )
        publication_services.publish(scope, by=supervisor, now=now)
    return PublishedTable.objects.count()


def archives(*, now: datetime) -> int:
    """Archive what the bureau concluded in the last settled year and is not in dispute any more; return how many packages are new."""
    if ArchiveRecord.objects.exists():
        return 0
    clerk, year = Officer.objects.get(username="clerk"), years_on(timezone.localdate(now)).published
    at = datetime.combine(date(year + 1, *SETTLED_FROM), time(14, 0), tzinfo=timezone.get_default_timezone())
    closed = Case.objects.filter(agency=clerk.agency, imported=True, received_on__year=year, state="closed")
    ready = [case for case in closed.order_by("closed_on", "pk") if archive_services.why_not(clerk, case) is None]
    for case in ready:
        archive_services.archive(case.pk, by=clerk, now=min(at, now))
    return len(ready)


def notes(*, now: datetime) -> int:
    """Let the supervisor ask about the two overdue cases; return how many notes are new."""
    if SupervisionNote.objects.exists():
        return 0
    supervisor, days, today = Officer.objects.get(username="supervisor"), calendar(), timezone.localdate(now)
    (last,) = workdays_back(
        today, days, 0
    )  # on a day off nobody has been asked yet about what was due on the day before it
    asked = Case.objects.filter(application__idempotency_key__startswith=KEY, state="handling", due_on__lt=last)
    for case in asked.order_by("pk"):
        ask_unit(case, QUESTION, days.add(today, 3), by=supervisor, now=now)
    return asked.count()
