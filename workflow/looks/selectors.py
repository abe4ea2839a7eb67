"""Read who looked: what one officer opened, what an auditor searches, what an applicant is told."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.audit_trail.models import AccessLog
from agencies.organisation.models import Officer
from agencies.organisation.selectors import officers_matching
from workflow.cases.models import Case, SearchText
from workflow.cases.search import cases_matching
from workflow.looks.policy import visible_log

RELATED = ("officer", "agency")


def own_looks(user: Officer) -> QuerySet[AccessLog]:
    """Return what an officer opened, the latest first."""
    return AccessLog.objects.filter(officer=user).select_related(*RELATED)


def searched_log(
    user: Officer, *, words: str = "", first: date | None = None, last: date | None = None, refused: bool = False
) -> QuerySet[AccessLog]:
    """Return the looks that an auditor asks for: by number of the case or name of the officer, by day, only those refused."""
    found = visible_log(user).select_related(*RELATED)
    if words:
        cases = cases_matching(Case.objects.all(), words).values("application_id")
        people = officers_matching(words).values("pk")
        found = found.filter(Q(application_key__in=cases) | Q(subject=words) | Q(officer__in=people))
    if first:
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(first, time.min)))
    if last:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(last, time.max)))
    return found.filter(refused=True) if refused else found


def cases_of_person(case: Case) -> list[Case]:
    """Return the cases of the agency by the person who asked for this one: by identity number alone, since names are shared.

    Without a number it is this case alone: nobody is told who looked at the papers of a namesake.
    """
    key = SearchText.objects.filter(case=case).values_list("identity", flat=True).first()
    if not key:
        return [case]
    same = SearchText.objects.filter(identity=key, case__agency=case.agency_id).values("case_id")
    return list(Case.objects.filter(Q(pk__in=same) | Q(pk=case.pk)).order_by("received_on", "pk"))


def looks_at_person(case: Case) -> tuple[list[Case], QuerySet[AccessLog]]:
    """Return the cases of the person and every look at their papers, in order of time; what was refused showed nothing."""
    cases = cases_of_person(case)
    numbers = [one.number for one in cases if one.number]
    about = Q(application_key__in=[one.application_id for one in cases])
    about |= Q(application_key__isnull=True, agency=case.agency_id, subject__in=numbers)  # rows from before 2026-12
    return cases, AccessLog.objects.filter(about, refused=False).select_related(*RELATED).order_by("at", "id")
