"""Read what a year's report needs: one grouped query over cases, one over proceedings, the entered figures; open a cell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.models import Agency
from agencies.succession import holders
from law.conditions import REMEDY_KINDS, Condition, any_holds
from law.forms import FORMS, Form, form_for
from reporting.models import Figure, PublishedTable
from reporting.narrative import paragraphs
from reporting.narrative.paragraphs import Received
from reporting.table import checks
from reporting.table.checks import Check
from reporting.table.filled import Groups, Key, Sheet, Value, fill, plain_number
from workflow.models import Case, RemedyCase
from workflow.policy import visible_agencies

IN_WORDS = frozenset({"channel", "topic"})  # what the sentences tell and the table may have no columns for


@dataclass(frozen=True)
class Scope:
    """Whose year: one agency, or with `all` every agency under it as well; `taken` names other agencies instead."""

    agency: Agency
    year: int
    all: bool
    taken: tuple[int, ...] = ()

    @cached_property
    def agency_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose cases count; those whose files another one took count there, once."""
        if self.taken:
            return self.taken
        counting = {self.agency.pk}
        if self.all:
            counting = set(Agency.objects.under(self.agency).order_by().values_list("pk", flat=True))
        return tuple(sorted(pk for pk, holder in holders(self.last).items() if holder in counting))

    @cached_property
    def unit_of(self) -> dict[int, int]:
        """Return which unit files for each of the agencies: itself, or the one that took its files."""
        held = holders(self.last)
        return {pk: held[pk] for pk in self.agency_ids}

    @cached_property
    def own_ids(self) -> tuple[int, ...]:
        """Return the keys of the agencies whose files the agency counts as its own: itself, and those it took over."""
        return tuple(pk for pk, unit in self.unit_of.items() if unit == self.agency.pk)

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


def case_groups(scope: Scope, columns: Iterable[str], cases: QuerySet[Case] | None = None) -> Groups:
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
    return Groups(("received", "decided", *names), list(_by_year(rows)))


def _fewer(groups: Groups, columns: Iterable[str]) -> Groups:
    """Return the same counts over fewer columns of the case."""
    names = ("received", "decided", *sorted(columns))
    return Groups(names, [(*(facts[name] for name in names), n) for facts, n in groups.by(names)])


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


def received_by(scope: Scope, facts: Groups | None = None) -> Received:
    """Count the applications received in the year by channel, topic and level; `facts` are cases grouped by both already."""
    facts = facts or case_groups(scope, IN_WORDS)
    by_both = facts.by(("received", *IN_WORDS))
    rows = ((each["channel"], each["topic"], 0, n) for each, n in by_both if each["received"] == "in")
    own = cases_of(scope).filter(received_on__gte=scope.first, agency_id__in=scope.own_ids).count()
    return replace(Received.count(rows), own=own)


# -- the sheet -----------------------------------------------------------------------------------------------


def sheet_of(scope: Scope, form: Form | None = None, cases: Groups | None = None) -> Sheet:
    """Return the form of the year, filled, from `cases` where they are grouped already; raise Refused for a year without one."""
    form = form or form_for(scope.year)
    by_indicator: defaultdict[str, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for name, agency, value in figures_of(scope).values_list("indicator", "agency_id", "value"):
        by_indicator[name][scope.unit_of[agency]] += value
    figures = {key: list(by_indicator[name].values()) for key, name in form.entered_cells.items()}
    return fill(
        form,
        scope.year,
        scope.agency.name,
        groups=cases or case_groups(scope, form.case_columns),
        remedies=remedy_groups(scope),
        figures=figures,
        units=len(set(scope.unit_of.values())),
    )


def report_of(scope: Scope, form: Form | None = None) -> Report:
    """Return the filled form with its checks, last year's table included, and its sentences."""
    form = form or form_for(scope.year)
    facts = case_groups(scope, form.case_columns | IN_WORDS)  # table and sentences from one reading of the cases
    sheet = sheet_of(scope, form, _fewer(facts, form.case_columns))
    before = last_tables(scope)
    return Report(
        scope,
        sheet,
        checks.run(sheet, _last_lookup(scope, before), _silent(scope, sheet)),
        paragraphs.sentences(sheet, received_by(scope, facts), last_received=last_received(before)),
    )


def last_year(scope: Scope) -> PublishedTable | None:
    """Return the table that the agency published for the year before, if it is on file and of the same units.

    A government publishes its own cases and those of every agency under it as one: its own alone follow from no table.
    """
    tables = last_tables(scope)
    return tables[0] if len(tables) == 1 else None


def last_tables(scope: Scope) -> list[PublishedTable]:
    """Return the latest tables published for the year before that add up to the scope: several after a merger.

    Empty unless every one of them is on file.
    """
    if set(scope.agency_ids) != set(scope_of(scope.agency, scope.year).agency_ids):
        return []
    if scope.all and set(scope.agency_ids) != set(scope_of(scope.agency, scope.year - 1).agency_ids):
        return []  # a unit has left or joined the government: its table of last year is not that of these agencies
    wanted = {scope.agency.pk}
    if not scope.all:  # who counted these files a year ago
        before = holders(date(scope.year - 1, 12, 31))
        wanted = {before[pk] for pk in scope.agency_ids}
    tables = {}
    for table in PublishedTable.objects.filter(agency_id__in=wanted, year=scope.year - 1):
        tables.setdefault(table.agency_id, table)  # the latest version comes first
    return list(tables.values()) if len(tables) == len(wanted) else []


def published_value(table: PublishedTable, row: str, column: str) -> Value:
    """Return a number of a published table by the keys of its form, None where it is not stated."""
    form = FORMS[table.form]
    if row not in form.rows or column not in {each.key for each in form.columns(row)}:
        return None
    found = table.tables.get(form.rows[row].name, {}).get(form.column(row, column).label)
    return None if found is None else plain_number(Decimal(str(found)))


def published_sum(tables: list[PublishedTable], row: str, column: str) -> Value:
    """Return the sum of a number over several published tables, None where one does not state it."""
    numbers = [published_value(table, row, column) for table in tables]
    return None if None in numbers else plain_number(sum(numbers))


def _last_lookup(scope: Scope, before: list[PublishedTable]) -> checks.Lookup:
    """Look a cell up in last year's published tables, else in last year as the database has it now."""
    if before:
        return lambda row, column: published_sum(before, row, column)
    earlier = year_before(scope)
    form = form_for(earlier.year) if earlier.year >= min(form.first_year for form in FORMS.values()) else None

    counted: dict[str, Groups] = {}  # row -> its cases, read once for all columns

    def look(row: str, column: str) -> Value:
        if form is None or row not in form.rows or form.population(row) != "count":
            return None
        if row not in counted:
            conditions = [condition for leaf in form.leaf_rows(row) for condition in leaf.when]
            rows = cases_of(earlier).filter(any_of(case_query(each, earlier) for each in conditions))
            counted[row] = case_groups(earlier, form.case_columns, rows)
        return counted[row].count(form.cell_conditions(row, column))

    return look


def year_before(scope: Scope) -> Scope:
    """Return the same agencies a year ago, whoever counted them then."""
    return Scope(scope.agency, scope.year - 1, scope.all, scope.agency_ids)


def last_received(before: list[PublishedTable]) -> Value:
    """Return how many applications last year's published tables count, None without one."""
    if not before:
        return None
    narrative = FORMS[before[0].form].narrative
    return published_sum(before, narrative["received"], narrative["column"])


def _silent(scope: Scope, sheet: Sheet) -> dict[Key, list[str]]:
    """Return the units that stated no figure, for cells where others did."""
    partly = [key for key in sheet.unstated if sheet.value(*key) is not None]
    if not partly:
        return {}
    stated = defaultdict(set)
    for name, agency in figures_of(scope).values_list("indicator", "agency_id"):
        stated[name].add(scope.unit_of[agency])
    units = list(Agency.objects.filter(pk__in=scope.unit_of.values()).order_by("code").values_list("pk", "name"))
    return {key: [name for pk, name in units if pk not in stated[sheet.form.entered_cells[key]]] for key in partly}


# -- what stands behind a cell -------------------------------------------------------------------------------


def case_query(condition: Condition, scope: Scope) -> Q:
    """Return a condition on cases as a query, within the cases of the year."""
    query = Q()
    for name, allowed in condition.tests:
        found = Q(pk__in=[])
        for value in sorted(allowed):
            found |= _case_test(name, value, scope)
        query &= found
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
        return cases_of(scope).filter(any_of(case_query(each, scope) for each in conditions))
    if kind == "remedy":
        return remedies_of(scope).filter(any_of(remedy_query(each, scope) for each in conditions))
    if kind == "entered":
        form.column(row, column)
        names = [form.entered_cells[leaf.key, column] for leaf in form.leaf_rows(row)]
        return figures_of(scope).filter(indicator__in=names)
    raise KeyError(row)


def any_of(queries: Iterable[Q]) -> Q:
    """Return the query of what any of these finds; nothing where there is none."""
    found = Q(pk__in=[])
    for query in queries:
        found |= query
    return found


def case_ids_behind(scope: Scope, form: Form) -> dict[str, dict[str, list[int]]]:
    """Return, for every counted cell, the keys of the cases behind it; one case twice for two proceedings.

    Two queries for all cells: the keys are sorted into equal facts once, and each cell takes the facts that it counts.
    """
    cases, remedies = _keys_of_cases(scope, form), _keys_of_remedies(scope)
    found = {}
    for row in form.printed:
        kind = "heading" if row.kind == "heading" else form.population(row.key)
        if kind in ("count", "remedy"):
            groups = cases if kind == "count" else remedies
            found[row.name] = {
                column.label: _keys_where(form.cell_conditions(row.key, column.key), groups)
                for column in form.columns(row.key)
            }
    return found


Keyed = list[tuple[dict[str, str], list[int]]]  # facts, and the keys of the cases that have them


def _keys_where(conditions: tuple[Condition, ...], groups: Keyed) -> list[int]:
    return sorted(pk for facts, keys in groups if any_holds(conditions, facts) for pk in keys)


def _keys_of_cases(scope: Scope, form: Form) -> Keyed:
    names = tuple(sorted(form.case_columns))
    found: defaultdict[tuple, list[int]] = defaultdict(list)
    rows = cases_of(scope).values_list("pk", "received_on", "decided_on", *names)
    for pk, received_on, decided_on, *facts in rows.iterator(chunk_size=5000):
        received = "in" if received_on >= scope.first else "before"
        decided = "in" if decided_on is not None and decided_on <= scope.last else "open"
        found[received, decided, *facts].append(pk)
    return [(dict(zip(("received", "decided", *names), facts, strict=True)), keys) for facts, keys in found.items()]


def _keys_of_remedies(scope: Scope) -> Keyed:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for case_id, kind, result, concluded_on in remedies_of(scope).values_list(
        "case_id", "kind", "result", "concluded_on"
    ):
        ended = concluded_on is not None and concluded_on <= scope.last
        found[kind, result if ended else "pending"].append(case_id)
    return [({"remedy": kind, "result": result}, keys) for (kind, result), keys in found.items()]
