"""The filled form with its checks and sentences."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agencies.organisation.models import Agency
from law.reports.forms import FORMS, Form, form_for
from reporting.figures.counting import case_groups, cases_of, figures_of
from reporting.figures.drilldown import any_of, case_query
from reporting.figures.models import PublishedTable
from reporting.figures.published_tables import last_published_tables, last_received, published_sum
from reporting.figures.scope import Scope, scope_of_year_before
from reporting.figures.tables import filled_form_of
from reporting.narrative import paragraphs
from reporting.narrative.paragraphs import ReceivedApplications
from reporting.table import checks
from reporting.table.checks import Check
from reporting.table.filled import CellKey, CellValue, FilledForm, GroupedCounts

TEXT_FACTS = frozenset({"channel", "topic"})  # what the sentences tell and the table may have no columns for


@dataclass(frozen=True)
class Report:
    """A filled form with its checks and sentences."""

    scope: Scope
    sheet: FilledForm
    checks: list[Check]
    sentences: list[str]


def _fewer(groups: GroupedCounts, columns: Iterable[str]) -> GroupedCounts:
    """Return the same counts over fewer columns of the case."""
    names = ("received", "decided", *sorted(columns))
    return GroupedCounts(names, [(*(facts[name] for name in names), n) for facts, n in groups.by(names)])


def received_by(scope: Scope, facts: GroupedCounts | None = None) -> ReceivedApplications:
    """Count the applications received in the year by channel, topic and level; `facts` are cases grouped by both already."""
    facts = facts or case_groups(scope, TEXT_FACTS)
    by_both = facts.by(("received", *TEXT_FACTS))
    rows = ((each["channel"], each["topic"], 0, n) for each, n in by_both if each["received"] == "in")
    own = cases_of(scope).filter(received_on__gte=scope.first, agency_id__in=scope.own_ids).count()
    return replace(ReceivedApplications.count(rows), own=own)


def report_of(scope: Scope, form: Form | None = None) -> Report:
    """Return the filled form with its checks, last year's table included, and its sentences."""
    form = form or form_for(scope.year)
    facts = case_groups(scope, form.case_columns | TEXT_FACTS)  # table and sentences from one reading of the cases
    sheet = filled_form_of(scope, form, _fewer(facts, form.case_columns))
    before = last_published_tables(scope)
    return Report(
        scope,
        sheet,
        checks.run_checks(sheet, _last_lookup(scope, before), _silent(scope, sheet)),
        paragraphs.sentences(sheet, received_by(scope, facts), last_received=last_received(before)),
    )


def _last_lookup(scope: Scope, before: list[PublishedTable]) -> checks.CellLookup:
    """Look a cell up in last year's published tables, else in last year as the database has it now."""
    if before:
        return lambda row, column: published_sum(before, row, column)
    earlier = scope_of_year_before(scope)
    form = form_for(earlier.year) if earlier.year >= min(form.first_year for form in FORMS.values()) else None

    counted: dict[str, GroupedCounts] = {}  # row -> its cases, read once for all columns

    def look(row: str, column: str) -> CellValue:
        if form is None or row not in form.rows or form.population(row) != "count":
            return None
        if row not in counted:
            conditions = [condition for leaf in form.leaf_rows(row) for condition in leaf.when]
            rows = cases_of(earlier).filter(any_of(case_query(each, earlier) for each in conditions))
            counted[row] = case_groups(earlier, form.case_columns, rows)
        return counted[row].count(form.cell_conditions(row, column))

    return look


def _silent(scope: Scope, sheet: FilledForm) -> dict[CellKey, list[str]]:
    """Return the units that stated no figure, for cells where others did."""
    partly = [key for key in sheet.unstated if sheet.value(*key) is not None]
    if not partly:
        return {}
    stated = defaultdict(set)
    for name, agency in figures_of(scope).values_list("indicator", "agency_id"):
        stated[name].add(scope.unit_of[agency])
    units = list(Agency.objects.filter(pk__in=scope.unit_of.values()).order_by("code").values_list("pk", "name"))
    return {key: [name for pk, name in units if pk not in stated[sheet.form.entered_cells[key]]] for key in partly}
