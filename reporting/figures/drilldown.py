"""What a cell counts, by the very conditions that counted it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from law.reports.conditions import Condition, any_holds
from law.reports.forms import Form
from reporting.figures.counting import cases_of, figures_of, remedies_of
from reporting.figures.scope import Scope


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


def rows_counted_by_cell(scope: Scope, form: Form, row: str, column: str) -> QuerySet:
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


def case_keys_by_cell(scope: Scope, form: Form) -> dict[str, dict[str, list[int]]]:
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


KeysByFacts = list[tuple[dict[str, str], list[int]]]  # facts, and the keys of the cases that have them


def _keys_where(conditions: tuple[Condition, ...], groups: KeysByFacts) -> list[int]:
    return sorted(pk for facts, keys in groups if any_holds(conditions, facts) for pk in keys)


def _keys_of_cases(scope: Scope, form: Form) -> KeysByFacts:
    names = tuple(sorted(form.case_columns))
    found: defaultdict[tuple, list[int]] = defaultdict(list)
    rows = cases_of(scope).values_list("pk", "received_on", "decided_on", *names)
    for pk, received_on, decided_on, *facts in rows.iterator(chunk_size=5000):
        received = "in" if received_on >= scope.first else "before"
        decided = "in" if decided_on is not None and decided_on <= scope.last else "open"
        found[received, decided, *facts].append(pk)
    return [(dict(zip(("received", "decided", *names), facts, strict=True)), keys) for facts, keys in found.items()]


def _keys_of_remedies(scope: Scope) -> KeysByFacts:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for case_id, kind, result, concluded_on in remedies_of(scope).values_list(
        "case_id", "kind", "result", "concluded_on"
    ):
        ended = concluded_on is not None and concluded_on <= scope.last
        found[kind, result if ended else "pending"].append(case_id)
    return [({"remedy": kind, "result": result}, keys) for (kind, result), keys in found.items()]
