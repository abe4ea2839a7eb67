"""Fill a form: one grouped query over cases, one over proceedings, one over entered figures; open a cell."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Sum, Value, When

from agencies.models import Agency
from law.forms import Column, Condition, Form, Group, RemedyCondition, Row, form_of
from reporting.models import Figure, PublishedTable
from workflow import models as workflow

Number = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose year: one agency, or with `all` every agency under it as well."""

    agency: Agency
    year: int
    all: bool

    @property
    def first(self) -> date:
        """Return 1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Return 31 December."""
        return date(self.year, 12, 31)

    def agencies(self) -> QuerySet[Agency]:
        """Return the agencies whose cases count."""
        return Agency.objects.under(self.agency) if self.all else Agency.objects.filter(pk=self.agency.pk)

    def agency_ids(self) -> list[int]:
        """Return their keys, read once per call."""
        return list(self.agencies().values_list("pk", flat=True))


@dataclass(slots=True)
class Sheet:
    """A filled form: every cell by row key and column key."""

    form: Form
    scope: Scope
    cells: dict[tuple[str, str], Number] = field(default_factory=dict)
    unclassified: int = 0
    groups: list[Group] = field(default_factory=list)
    pending_remedies: int = 0

    def value(self, row: str, column: str) -> Number:
        """Return one figure; None = not stated."""
        return self.cells.get((row, column))

    def tables(self) -> dict[str, dict[str, Number]]:
        """Return the figures as published tables are keyed: printed path, column label."""
        return {
            table.path_of(row): {column.label: self.cells.get((row.key, column.key)) for column in table.columns}
            for table, row in self.form.rows()
        }


def cases_of(scope: Scope) -> QuerySet[workflow.Case]:
    """Return the cases that occur in the year: received by its end and not decided before it."""
    ids = scope.agency_ids()
    chosen = workflow.Case.objects.filter(agency_id=ids[0]) if len(ids) == 1 else workflow.Case.objects.filter(agency_id__in=ids)
    return chosen.filter(
        Q(decided_on__isnull=True) | Q(decided_on__gte=scope.first), received_on__lte=scope.last
    ).order_by()


def grouped(scope: Scope, form: Form) -> list[Group]:
    """Count the cases of the year by all that the form tells apart, in one query."""
    names = ["applicant_kind", "outcome", "grounds"]
    names += [name for name, need in (("channel", "channels"), ("timeliness", "timeliness")) if form.needs(need)]
    rows = (
        cases_of(scope)
        .annotate(
            carried=Case(When(received_on__lt=scope.first, then=Value(True)), default=Value(False), output_field=BooleanField()),
            decided=Case(When(decided_on__lte=scope.last, then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
        .values_list(*names, "carried", "decided")
        .annotate(n=Count("pk"))
    )
    found = []
    for row in rows:
        given = dict(zip([*names, "carried", "decided", "n"], row, strict=True))
        found.append(
            Group(
                given["applicant_kind"], given.get("channel", ""), given["outcome"], given["grounds"],
                given.get("timeliness", ""), bool(given["carried"]), bool(given["decided"]), given["n"],
            )  # fmt: skip
        )
    return found


def remedies_of(scope: Scope) -> QuerySet[workflow.RemedyCase]:
    """Return the proceedings of the year, each with its result at the end of it."""
    return (
        workflow.RemedyCase.objects.filter(case__agency_id__in=scope.agency_ids(), received_on__lte=scope.last)
        .filter(Q(concluded_on__isnull=True) | Q(concluded_on__gte=scope.first))
        .annotate(standing=Case(When(concluded_on__lte=scope.last, then="result"), default=Value("pending")))
        .order_by()
    )


def fill(scope: Scope, form: Form | None = None) -> Sheet:
    """Return the form of the year filled from cases, proceedings and entered figures."""
    form = form or form_of(scope.year)
    sheet = Sheet(form, scope, groups=grouped(scope, form))
    proceedings = list(remedies_of(scope).values_list("kind", "standing").annotate(n=Count("pk")))
    figures = dict(
        Figure.objects.filter(agency_id__in=scope.agency_ids(), year=scope.year)
        .order_by()
        .values_list("indicator")
        .annotate(total=Sum("value"))
    )
    for table, row in form.rows():
        for column in table.columns:
            sheet.cells[row.key, column.key] = _figure(sheet, row, column, proceedings, figures)
    for table, row in form.rows():
        if row.sum:
            for column in table.columns:
                parts = [sheet.cells[key, column.key] for key in row.sum]
                sheet.cells[row.key, column.key] = None if None in parts else sum(parts)
    sheet.unclassified = sum(group.n for group in sheet.groups if group.decided and not _classified(form, group))
    named = {r for _, row in form.rows() if row.remedy for r in row.remedy.results}
    columns = {r for table in form.tables for column in table.columns for r in column.results}
    sheet.pending_remedies = sum(
        n for kind, standing, n in proceedings if standing not in named | columns and kind != "complaint"
    )
    return sheet


def _figure(sheet: Sheet, row: Row, column: Column, proceedings: list, figures: dict) -> Number:
    if row.count:
        conditions = [_narrowed(condition, column) for condition in row.count]
        return sum(group.n for group in sheet.groups if any(c.matches(group) for c in conditions))
    if row.remedy:
        wanted = _remedy(row, column)
        return sum(n for kind, standing, n in proceedings if kind in wanted.kinds and standing in wanted.results)
    if row.indicator:
        value = figures.get(indicator(row, column))
        return None if value is None else _plain(value)
    return None


def _classified(form: Form, group: Group) -> bool:
    """Say whether a decided case stands in some row of its own, or ended without a reply by the applicant's will."""
    rows = [row for _, row in form.rows() if any(c.outcomes for c in row.count)]
    return group.outcome == "withdrawn" or any(c.matches(group) for row in rows for c in row.count if c.outcomes)


def indicator(row: Row, column: Column) -> str:
    """Return the name under which a unit enters the figure of a cell."""
    return row.indicator if column.key == "figure" else f"{row.indicator} {column.label}"


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


def _narrowed(condition: Condition, column: Column) -> Condition:
    if not column.kinds:
        return condition
    return Condition(
        condition.period, condition.outcomes, condition.grounds, condition.channels, condition.timeliness,
        column.kinds, condition.any_ground,
    )  # fmt: skip


def _remedy(row: Row, column: Column) -> RemedyCondition:
    return RemedyCondition(row.remedy.kinds, row.remedy.results or column.results)


def cases_behind(scope: Scope, row: Row, column: Column) -> QuerySet[workflow.Case]:
    """Return the cases that a cell counts, by the very condition that counted them."""
    if row.remedy:
        wanted = _remedy(row, column)
        behind = remedies_of(scope).filter(kind__in=wanted.kinds, standing__in=wanted.results)
        return workflow.Case.objects.filter(pk__in=behind.values("case_id"))
    query = Q(pk__in=[])
    for condition in row.count:
        query |= _query(_narrowed(condition, column), scope)
    return cases_of(scope).filter(query)


def ids_behind(scope: Scope, row: Row, column: Column) -> list[int]:
    """Return the keys of the cases behind a cell; a case with two proceedings stands twice behind their sum."""
    if row.remedy:
        wanted = _remedy(row, column)
        behind = remedies_of(scope).filter(kind__in=wanted.kinds, standing__in=wanted.results)
        return list(behind.order_by("case_id").values_list("case_id", flat=True))
    return list(cases_behind(scope, row, column).order_by("pk").values_list("pk", flat=True))


def _query(condition: Condition, scope: Scope) -> Q:
    query = {
        "": Q(),
        "received": Q(received_on__gte=scope.first),
        "carried": Q(received_on__lt=scope.first),
        "decided": Q(decided_on__lte=scope.last),
        "open": Q(decided_on__isnull=True) | Q(decided_on__gt=scope.last),
    }[condition.period]
    for name, values in (
        ("outcome", condition.outcomes),
        ("channel", condition.channels),
        ("timeliness", condition.timeliness),
        ("applicant_kind", condition.kinds),
    ):
        if values:
            query &= Q(**{f"{name}__in": values})
    if condition.grounds:
        lookup = "grounds__contains" if condition.any_ground else "grounds__startswith"
        any_of = Q(pk__in=[])
        for code in condition.grounds:
            any_of |= Q(**{lookup: f"|{code}|"})
        query &= any_of
    return query


def figures_behind(scope: Scope, row: Row, column: Column) -> QuerySet[Figure]:
    """Return the entered figures that a cell adds up."""
    if not row.indicator:
        return Figure.objects.none()
    return (
        Figure.objects.filter(agency_id__in=scope.agency_ids(), year=scope.year, indicator=indicator(row, column))
        .select_related("agency")
        .order_by("agency__code")
    )


def by_topic(scope: Scope) -> list[tuple[str, int]]:
    """Return how many applications of the year fall under each topic, the largest first."""
    rows = cases_of(scope).filter(received_on__gte=scope.first).values_list("topic").annotate(n=Count("pk"))
    return sorted(((topic or "未分类", n) for topic, n in rows), key=lambda row: (-row[1], row[0]))


def by_level(scope: Scope) -> tuple[int, int]:
    """Return how many applications the agency itself received, and how many those under it."""
    received = cases_of(scope).filter(received_on__gte=scope.first)
    own = received.filter(agency_id=scope.agency.pk).count()
    return own, received.count() - own


def last_year(scope: Scope) -> PublishedTable | None:
    """Return the table that the agency published for the year before, if it is on file."""
    return PublishedTable.objects.filter(agency=scope.agency, year=scope.year - 1).first()

