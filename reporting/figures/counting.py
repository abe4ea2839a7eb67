"""The cases, proceedings and entered figures of a year, each counted in one grouped query."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, QuerySet

from law.reports.conditions import REMEDY_KINDS
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.table.filled import GroupedCounts
from workflow.cases.models import Case, RemedyCase


def cases_of(scope: Scope) -> QuerySet[Case]:
    """Return the cases that occur in the year: received by its end and not decided before it."""
    return (
        Case.objects.counted()
        .filter(
            Q(decided_on__isnull=True) | Q(decided_on__gte=scope.first),
            scope.among(),
            received_on__lte=scope.last,
        )
        .order_by()
    )


def case_groups(scope: Scope, columns: Iterable[str], cases: QuerySet[Case] | None = None) -> GroupedCounts:
    """Count the cases of the year by the columns named and by the year of receipt and of decision, in one query.

    `cases` = only these of them.
    """
    names = tuple(sorted(columns))
    received, decided = Q(received_on__gte=scope.first), Q(decided_on__lte=scope.last)
    rows = (
        (cases_of(scope) if cases is None else cases)
        .values_list(*names)
        .annotate(
            total=Count("pk"),
            new=Count("pk", filter=received),
            done=Count("pk", filter=decided),
            both=Count("pk", filter=received & decided),
        )
    )
    return GroupedCounts(("received", "decided", *names), list(_by_year(rows)))


def _by_year(rows: Iterable[tuple]) -> Iterator[tuple]:
    for *facts, total, new, done, both in rows:
        for received, decided, n in (
            ("in", "in", both),
            ("in", "open", new - both),
            ("before", "in", done - both),
            ("before", "open", total - new - done + both),
        ):
            if n:
                yield (received, decided, *facts, n)


def remedies_of(scope: Scope) -> QuerySet[RemedyCase]:
    """Return the proceedings of the year: received by its end and not concluded before it."""
    return RemedyCase.objects.filter(
        Q(concluded_on__isnull=True) | Q(concluded_on__gte=scope.first),
        scope.among("case__agency_id"),
        kind__in=REMEDY_KINDS,
        received_on__lte=scope.last,
    ).order_by()


def remedy_groups(scope: Scope, remedies: QuerySet[RemedyCase] | None = None) -> GroupedCounts:
    """Count the proceedings of the year by kind and result; one not concluded by its end is pending.

    `remedies` = only these of them.
    """
    rows = (
        (remedies_of(scope) if remedies is None else remedies)
        .values_list("kind", "result")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(concluded_on__lte=scope.last)))
    )
    found = []
    for kind, result, total, done in rows:
        found += [(kind, result, done), (kind, "pending", total - done)]
    return GroupedCounts(("remedy", "result"), [row for row in found if row[-1]])


def figures_of(scope: Scope) -> QuerySet[Figure]:
    """Return the figures that the units of the scope entered for the year."""
    return Figure.objects.filter(scope.among(), year=scope.year).order_by()
