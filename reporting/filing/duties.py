"""What an officer has to do for a year's report today: file it, confirm it, take it in; nothing outside its season."""

from dataclasses import dataclass
from datetime import date

from agencies.organisation.models import Agency, Officer
from reporting.figures.scope import Scope
from reporting.figures.units import government_of, units_of, why_not_asked
from reporting.filing import services as filing_services
from reporting.filing.deadlines import FILING_BEGINS, FilingDeadlines, FilingStatus, deadlines_of, filing_status
from reporting.filing.models import Filing
from workflow.cases.models import Case
from workflow.locks import services as lock_services


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: which, for which year, by when."""

    what: str  # file | returned | confirm | accept | late
    year: int
    terms: FilingDeadlines
    status: FilingStatus
    count: int = 0


def filing_year(today: date) -> int:
    """Return the year whose report is in hand: last year's, from December on this year's."""
    return today.year if (today.month, today.day) >= FILING_BEGINS else today.year - 1


def duties_of(user: Officer, today: date) -> list[Duty]:
    """Return what the officer has to do for the report of the season; nothing once its year is locked."""
    year = filing_year(today)
    if (
        user.agency is None
        or not user.has_role("clerk", "signer", "supervisor")
        or lock_services.is_locked(user.agency_id, year)
    ):
        return []
    terms = deadlines_of(government_of(user.agency), year)
    if today > terms.units_by and not has_records_here(user.agency, year):
        return []
    found = _own(user, year, terms, today)
    if user.has_role("supervisor") and user.agency.is_government and year < today.year:
        found += _units(user, year, terms, today)
    return found


def has_records_here(agency: Agency, year: int) -> bool:
    """Say whether anything of a year stands here: a case received by its end, or a unit's filing, in the agency's government.

    An office that begins later has reported that year elsewhere.
    """
    agencies = Agency.objects.under(government_of(agency)).order_by()
    received = Case.objects.counted().filter(agency__in=agencies, received_on__year__lte=year)
    return received.exists() or Filing.objects.filter(agency__in=agencies, year=year).exists()


def _own(user: Officer, year: int, terms: FilingDeadlines, today: date) -> list[Duty]:
    own = filing_services.filing_of(user.agency, year)
    if own.state not in filing_services.RULES["confirm"].source or why_not_asked(user.agency, year):
        return []
    stands = filing_status(own if own.pk else None, year, terms, today)
    if user.has_role("clerk"):
        return [Duty("returned" if own.state == "returned" else "file", year, terms, stands)]
    return [Duty("confirm", year, terms, stands)] if user.has_role("signer") and own.pk and year < today.year else []


def _units(user: Officer, year: int, terms: FilingDeadlines, today: date) -> list[Duty]:
    members = units_of(Scope(user.agency, year, True))
    filings = {one.agency_id: one for one in Filing.objects.filter(agency_id__in=members, year=year)}
    confirmed = sum(one.state == "confirmed" for one in filings.values())
    late = sum(filing_status(filings.get(pk), year, terms, today).code == "k" for pk in members)
    found = [Duty("accept", year, terms, FilingStatus("y"), confirmed)] if confirmed else []
    return [*found, *([Duty("late", year, terms, FilingStatus("k"), late)] if late else [])]
