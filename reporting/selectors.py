"""Read what a year's report needs: one grouped query over cases, one over proceedings, the entered figures; open a cell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.models import Agency
from law.conditions import REMEDY_KINDS, Condition
from law.forms import FORMS, Form, form_for
from reporting import checks, paragraphs
from reporting.checks import Check
from reporting.models import Figure, PublishedTable
from reporting.paragraphs import Received
from reporting.sheet import Groups, Key, Sheet, Value, fill, plain_number
from workflow.models import Case, RemedyCase
from workflow.policy import visible_agencies


@dataclass(frozen=True)
class Scope:
    """Whose year: one agency, or with `all` every agency under it as well."""

    agency: Agency
    year: int
    all: bool

    @cached_property
    def agency_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose cases count."""
        if not self.all:
            return (self.agency.pk,)
        return tuple(Agency.objects.under(self.agency).order_by("code").values_list("pk", flat=True))

    @property
    def first(self) -> date:
        """Return 1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Return 31 December."""
        return date(self.year, 12, 31)


@dataclass(frozen=True)
class Report:
    """A filled form with its checks and sentences."""

    scope: Scope
    sheet: Sheet
    checks: list[Check]
    sentences: list[str]


def scope_of(agency: Agency, year: int, word: str = "") -> Scope:
    """Return the scope that `word` (own, all) names; without one a government adds up all under it."""
    return Scope(agency, year, agency.is_government if not word else word == "all")


def visible_scope(user, year: int, code: str, word: str) -> Scope:
    """Return the scope of a report as far as the officer may see it, or 404."""
    mine = visible_agencies(user)
    agency = get_object_or_404(mine, code=code)
    if word not in ("", "own", "all"):
        raise Http404
    scope = scope_of(agency, year, word)
    # The clerk of a government sees the government's own cases, not those of every agency under it.
    if set(scope.agency_ids) - set(mine.values_list("pk", flat=True)):
        return scope_of(agency, year, "own")
    return scope


# -- the cases of a year -------------------------------------------------------------------------------------


def cases_of(scope: Scope) -> QuerySet[Case]:
    """Return the cases that occur in the year: received by its end and not decided before it."""
    return Case.objects.filter(
        Q(decided_on__isnull=True) | Q(decided_on__gte=scope.first),
        agency_id__in=scope.agency_ids,
        received_on__lte=scope.last,
    ).order_by()


def case_groups(scope: Scope, columns: Iterable[str]) -> Groups:
    """Count the cases of the year by the columns named and by the year of receipt and of decision, in one query."""
    names = tuple(sorted(columns))
    received, decided = Q(received_on__gte=scope.first), Q(decided_on__lte=scope.last)
    rows = (
        cases_of(scope)
        .values_list(*names)
        .annotate(
            total=Count("pk"),
            new=Count("pk", filter=received),
            done=Count("pk", filter=decided),
            both=Count("pk", filter=received & decided),
        )
    )
    return Groups(("received", "decided", *names), list(_by_year(rows)))


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
        kind__in=REMEDY_KINDS,
        case__agency_id__in=scope.agency_ids,
        received_on__lte=scope.last,
    ).order_by()


def remedy_groups(scope: Scope) -> Groups:
    """Count the proceedings of the year by kind and result; one not concluded by its end is pending."""
    rows = (
        remedies_of(scope)
        .values_list("kind", "result")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(concluded_on__lte=scope.last)))
    )
    found = []
    for kind, result, total, done in rows:
        found += [(kind, result, done), (kind, "pending", total - done)]
    return Groups(("remedy", "result"), [row for row in found if row[-1]])


def figures_of(scope: Scope) -> QuerySet[Figure]:
    """Return the figures that the units of the scope entered for the year."""
    return Figure.objects.filter(agency_id__in=scope.agency_ids, year=scope.year).order_by()


def received_by(scope: Scope) -> Received:
    """Count the applications received in the year by channel, topic and level, in one query."""
    rows = (
        cases_of(scope)
        .filter(received_on__gte=scope.first)
        .values_list("channel", "topic")
        .annotate(own=Count("pk", filter=Q(agency_id=scope.agency.pk)), n=Count("pk"))
    )
    return Received.count(rows)


# -- the sheet -----------------------------------------------------------------------------------------------


def sheet_of(scope: Scope, form: Form | None = None) -> Sheet:
    """Return the form of the year, filled; raise Refused for a year without one."""
    form = form or form_for(scope.year)
    by_indicator = defaultdict(list)
    for name, value in figures_of(scope).values_list("indicator", "value"):
        by_indicator[name].append(value)
    figures: dict[Key, list[Decimal]] = {key: by_indicator[name] for key, name in form.entered_cells.items()}
    return fill(
        form,
        scope.year,
        scope.agency.name,
        groups=case_groups(scope, form.case_columns),
        remedies=remedy_groups(scope),
        figures=figures,
        units=len(scope.agency_ids),
    )


def report_of(scope: Scope, form: Form | None = None) -> Report:
    """Return the filled form with its checks, last year's table included, and its sentences."""
    sheet = sheet_of(scope, form)
    before = last_year(scope)
    return Report(
        scope,
        sheet,
        checks.run(sheet, _last_lookup(scope, before), _silent(scope, sheet)),
        paragraphs.sentences(sheet, received_by(scope), last_received=last_received(before)),
    )


def last_year(scope: Scope) -> PublishedTable | None:
    """Return the table that the agency published for the year before, if it is on file and of the same units.

    A government publishes its own cases and those of every agency under it as one: its own alone follow from no table.
    """
    if set(scope.agency_ids) != set(scope_of(scope.agency, scope.year).agency_ids):
        return None
    return PublishedTable.objects.filter(agency=scope.agency, year=scope.year - 1).first()


def published_value(table: PublishedTable, row: str, column: str) -> Value:
    """Return a number of a published table by the keys of its form, None where it is not stated."""
    form = FORMS[table.form]
    if row not in form.rows or column not in {each.key for each in form.columns(row)}:
        return None
    found = table.tables.get(form.rows[row].name, {}).get(form.column(row, column).label)
    return None if found is None else plain_number(Decimal(str(found)))


def _last_lookup(scope: Scope, before: PublishedTable | None) -> checks.Lookup:
    """Look a cell up in last year's published table, else in last year as the database has it now."""
    if before is not None:
        return lambda row, column: published_value(before, row, column)
    earlier = Scope(scope.agency, scope.year - 1, scope.all)
    form = form_for(earlier.year) if earlier.year >= min(form.first_year for form in FORMS.values()) else None

    def look(row: str, column: str) -> Value:
        if form is None or row not in form.rows or form.population(row) != "count":
            return None
        return cases_behind(earlier, form, row, column).count()

    return look


def last_received(before: PublishedTable | None) -> Value:
    """Return how many applications last year's published table counts, None without one."""
    if before is None:
        return None
    narrative = FORMS[before.form].narrative
    return published_value(before, narrative["received"], narrative["column"])


def _silent(scope: Scope, sheet: Sheet) -> dict[Key, list[str]]:
    """Return the units that stated no figure, for cells where others did."""
    partly = [key for key in sheet.unstated if sheet.value(*key) is not None]
    if not partly:
        return {}
    stated = defaultdict(set)
    for name, agency in figures_of(scope).values_list("indicator", "agency_id"):
        stated[name].add(agency)
    units = list(Agency.objects.filter(pk__in=scope.agency_ids).order_by("code").values_list("pk", "name"))
    return {
        key: [name for pk, name in units if pk not in stated[sheet.form.entered_cells[key]]] for key in partly
    }


# -- what stands behind a cell -------------------------------------------------------------------------------


def case_query(condition: Condition, scope: Scope) -> Q:
    """Return a condition on cases as a query, within the cases of the year."""
    query = Q()
    for name, allowed in condition.tests:
        any_of = Q(pk__in=[])
        for value in sorted(allowed):
            any_of |= _case_test(name, value, scope)
        query &= any_of
    return query


def _case_test(name: str, value: str, scope: Scope) -> Q:
    if name == "received":
        return Q(received_on__gte=scope.first) if value == "in" else Q(received_on__lt=scope.first)
    if name == "decided":
        done = Q(decided_on__lte=scope.last)
        return done if value == "in" else Q(decided_on__isnull=True) | Q(decided_on__gt=scope.last)
    if name == "first_ground":
        return Q(grounds__startswith=f"|{value}|")
    if name == "any_ground":
        return Q(grounds__contains=f"|{value}|")
    return Q(**{name: value})


def remedy_query(condition: Condition, scope: Scope) -> Q:
    """Return a condition on proceedings as a query, within the proceedings of the year."""
    concluded = Q(concluded_on__lte=scope.last)
    query = Q()
    for name, allowed in condition.tests:
        if name == "remedy":
            query &= Q(kind__in=allowed)
        elif "pending" in allowed:
            query &= Q(concluded_on__isnull=True) | Q(concluded_on__gt=scope.last) | Q(result__in=allowed)
        else:
            query &= Q(result__in=allowed) & concluded
    return query


def cases_behind(scope: Scope, form: Form, row: str, column: str) -> QuerySet:
    """Return what a cell counts, by the very conditions that counted it: cases, proceedings or figures.

    Raises KeyError where the form has no such cell or the cell is a heading.
    """
    kind = form.population(row)
    conditions = form.cell_conditions(row, column) if kind in ("count", "remedy") else ()
    if kind == "count":
        return cases_of(scope).filter(_any(case_query(each, scope) for each in conditions))
    if kind == "remedy":
        return remedies_of(scope).filter(_any(remedy_query(each, scope) for each in conditions))
    if kind == "entered":
        form.column(row, column)
        names = [form.entered_cells[leaf.key, column] for leaf in form.leaf_rows(row)]
        return figures_of(scope).filter(indicator__in=names)
    raise KeyError(row)


def _any(queries: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for query in queries:
        found |= query
    return found


def case_ids_behind(scope: Scope, form: Form) -> dict[str, dict[str, list[int]]]:
    """Return, for every counted cell, the keys of the cases behind it; one case twice for two proceedings."""
    found = {}
    for row in form.printed:
        kind = "heading" if row.kind == "heading" else form.population(row.key)
        if kind in ("count", "remedy"):
            name = "pk" if kind == "count" else "case_id"
            found[row.name] = {
                column.label: list(
                    cases_behind(scope, form, row.key, column.key)
                    .annotate(behind=F(name))
                    .order_by("behind", "pk")
                    .values_list("behind", flat=True)
                )
                for column in form.columns(row.key)
            }
    return found
