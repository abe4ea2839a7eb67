"""Read cases: worklists, lights, the calendar in force, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from agencies.audit_trail.models import OfficeRecord
from agencies.installation.models import CalendarYear
from agencies.organisation.models import Agency, Officer
from agencies.organisation.selectors import officers_matching
from agencies.text.comparing import has_words
from law import procedure
from law.calendars.working_days import Calendar, YearTable
from notices.letters.models import Letter
from workflow.cases.models import Case, DeliveryFact
from workflow.cases.policy import in_hand_of

_calendars: dict[tuple, Calendar] = {}


def calendar() -> Calendar:
    """Return the working-day calendar in force: the files of the law and the years entered since.

    Asked afresh on every call, so that all processes agree as soon as a year is entered; the parsed
    calendar itself is kept per content.
    """
    stamp = CalendarYear.objects.aggregate(n=Count("pk"), last=Max("entered_at"))
    key = (stamp["n"], stamp["last"])
    if key not in _calendars:
        _calendars.clear()
        _calendars[key] = Calendar.load(
            extra=[
                YearTable(
                    row.year,
                    off=frozenset(map(date.fromisoformat, row.off)),
                    work=frozenset(map(date.fromisoformat, row.work)),
                    papers=(row.paper,),
                )
                for row in CalendarYear.objects.all()
            ]
        )
    return _calendars[key]


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a term: colour, shape and words, never colour alone."""

    code: str  # g y o r k p
    days_left: int | None  # working days after today; None while the term stands still

    @property
    def days_overdue(self) -> int:
        """Return how many working days the term is past."""
        return -(self.days_left or 0)


THRESHOLDS = ((5, "y"), (2, "o"), (0, "r"))  # working days left, practice.md A3


def light(due_on: date | None, today: date, days: Calendar) -> Light:
    """Return the light for a due day: green above 5, yellow to 5, orange to 2, red today, black overdue."""
    if due_on is None:
        return Light("p", None)
    if today > due_on:
        return Light("k", -days.count(due_on, today))
    left = days.count(today, due_on)
    code = "g"
    for limit, colour in THRESHOLDS:
        if left <= limit:
            code = colour
    return Light(code, left)


def count_by_state(user: Officer) -> dict[str, int]:
    """Return how many visible cases stand in each state."""
    rows = in_hand_of(user).order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    return dict(rows)


def count_by_handler(agency: Agency) -> dict[int, int]:
    """Return how many open cases of an agency each of its handlers has."""
    cases = Case.objects.filter(agency=agency, state__in=procedure.OPEN_STATES, handler__isnull=False)
    return dict(cases.order_by().values("handler").annotate(n=Count("pk")).values_list("handler", "n"))


def in_the_hands_of(people: Iterable[Officer]) -> dict[int, list[str]]:
    """Return for each person who handles open cases the numbers of these; nothing else of a case is told."""
    found: dict[int, list[str]] = {}
    cases = Case.objects.filter(handler__in=list(people), state__in=procedure.OPEN_STATES).order_by("number")
    for handler_id, number in cases.values_list("handler_id", "number"):
        found.setdefault(handler_id, []).append(number)
    return found


def count_open(agency: Agency) -> int:
    """Return how many cases of an agency are open."""
    return Case.objects.filter(agency=agency, state__in=procedure.OPEN_STATES).count()


def has_own_numbers(agency: Agency) -> bool:
    """Say whether a letter of the agency bears a number of this system, so that its word is in use."""
    return Letter.objects.filter(agency=agency, historic=False).exclude(number="").exists()


def numbered_agencies() -> set[int]:
    """Return the keys of the agencies whose word stands in a number of this system already."""
    letters = Letter.objects.filter(historic=False).exclude(number="").order_by()
    return set(letters.values_list("agency_id", flat=True).distinct())


def records_about(records: QuerySet[OfficeRecord], words: str) -> QuerySet[OfficeRecord]:
    """Return the records that concern, or were made by, a person or an agency of this name."""
    people = list(officers_matching(words).values_list("pk", flat=True))
    agencies = [pk for pk, name in Agency.objects.values_list("pk", "name") if has_words(words, name)]
    return records.filter(Q(officer__in=people) | Q(actor__in=people) | Q(agency__in=agencies))


def cases_on_old_calendar(fingerprint: str) -> QuerySet[Case]:
    """Return the open cases whose due day was computed on another calendar than the one in force."""
    return Case.objects.filter(state__in=procedure.UNDECIDED).exclude(calendar_fingerprint=fingerprint)


def lapsed(today: date) -> QuerySet[Case]:
    """Return the cases whose applicant let the term for correction, payment or reasons pass."""
    return Case.objects.filter(
        state__in=("awaiting_correction", "awaiting_payment", "awaiting_reasons"), waiting_until__lt=today
    ).order_by("pk")


def waiting_without_receipt(user: Officer, today: date, days: Calendar) -> QuerySet[Case]:
    """Return the cases that wait for their applicant by a letter of which nothing was heard for `POST_SILENT_WORKDAYS`.

    The applicant's term runs from its receipt, so that until somebody asks the post such a case waits for ever.
    """
    last = today
    while days.count(last, today) <= settings.POST_SILENT_WORKDAYS:
        last -= timedelta(days=1)
    heard = DeliveryFact.objects.filter(case=OuterRef("pk"), on__gt=last)
    return in_hand_of(user).filter(~Exists(heard), state__in=procedure.AWAITING, waiting_until__isnull=True)
