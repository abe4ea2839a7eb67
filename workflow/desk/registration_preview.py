"""What would follow from registering an application as typed: the legal day, the due day, and similar cases."""

from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from agencies.organisation.models import Agency
from agencies.text.comparing import comparable
from law.calendars.working_days import Calendar
from law.deadlines import clock, receipt
from law.deadlines.receipt import Receipt
from law.regulations.texts import REGULATIONS
from workflow.cases.models import Case, SearchText

YEAR = timedelta(days=365)
NEARLY = 90  # of a hundred characters that two texts share in order
SHORTEST = 12  # characters; shorter texts are the same or they are not
MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class RegistrationPreview:
    """The legal day of receipt of something that arrived, why, and the days that follow from it."""

    receipt: Receipt
    regulation: str = ""
    due_on: date | None = None
    provisional: bool = False
    base_workdays: int = 0
    correction_by: date | None = None  # last day to ask for a correction, where the text sets one


def preview_registration(
    channel: str, arrived_on: date, confirmed_on: date | None, days: Calendar
) -> RegistrationPreview:
    """Return what registering would fix; raise Refused as registering would."""
    ruling = receipt.received_on(channel, arrived_on, confirmed_on)
    if ruling.received_on is None:
        return RegistrationPreview(ruling)
    reckoning = clock.run(ruling.received_on, calendar=days)
    term = REGULATIONS[reckoning.regulation].correction_notice_workdays
    return RegistrationPreview(
        ruling,
        reckoning.regulation,
        reckoning.due_on,
        reckoning.provisional,
        reckoning.base_workdays,
        days.add(ruling.received_on, term) if term else None,
    )


def similar_cases(agency: Agency, name: str, content: str, arrived_on: date) -> list[Case]:
    """Return the agency's cases of the last year by the same applicant or with nearly the same text; only a reminder.

    Both are compared in the form for comparing: width, blanks, signs and traditional characters make no new applicant.
    """
    who, what = comparable(name), comparable(content)
    kept = SearchText.objects.filter(case__agency=agency, case__received_on__gte=arrived_on - YEAR)
    found = [
        pk
        for pk, text in kept.order_by("-case__received_on", "-case_id").values_list("case_id", "text")
        if _alike(text, who, what)
    ]
    cases = Case.objects.select_related("application").in_bulk(found[:MOST_ALIKE])
    return [cases[pk] for pk in found[:MOST_ALIKE]]


def _alike(text: str, who: str, what: str) -> bool:
    applicant, content, _numbers = text.split("\n")
    if (who and who == applicant) or (what and what == content):
        return True
    return len(what) >= SHORTEST and fuzz.ratio(what, content, score_cutoff=NEARLY) > 0
