"""What would follow from registering an application as typed: the legal day, the due day, and similar cases."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from agencies.models import Agency
from law import clock, receipt
from law.calendar import Calendar
from law.receipt import Receipt
from law.regulation import REGULATIONS
from workflow.models import Case

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The legal day of receipt of something that arrived, why, and the days that follow from it."""

    receipt: Receipt
    regulation: str = ""
    due_on: date | None = None
    provisional: bool = False
    base_workdays: int = 0
    correction_by: date | None = None  # last day to ask for a correction, where the text sets one


def foresee(channel: str, arrived_on: date, confirmed_on: date | None, days: Calendar) -> Arrival:
    """Return what registering would fix; raise Refused as registering would."""
    ruling = receipt.received_on(channel, arrived_on, confirmed_on)
    if ruling.received_on is None:
        return Arrival(ruling)
    reckoning = clock.run(ruling.received_on, calendar=days)
    term = REGULATIONS[reckoning.regulation].correction_notice_workdays
    return Arrival(
        ruling,
        reckoning.regulation,
        reckoning.due_on,
        reckoning.provisional,
        reckoning.base_workdays,
        days.add(ruling.received_on, term) if term else None,
    )


def similar(agency: Agency, name: str, content: str, arrived_on: date) -> QuerySet[Case]:
    """Return the agency's cases of the last year by the same applicant or with the same text; only a reminder."""
    same = Q(application__applicant_name=name) if name else Q(pk__in=[])
    if content:
        same |= Q(application__content=content)
    return (
        Case.objects.filter(same, agency=agency, received_on__gte=arrived_on - YEAR)
        .select_related("application")
        .order_by("-received_on", "-id")
    )
