"""The form of a year, filled from cases, proceedings and entered figures."""

from collections import defaultdict
from decimal import Decimal

from law.reports.forms import Form, form_for
from reporting.figures.counting import case_groups, figures_of, remedy_groups
from reporting.figures.scope import Scope
from reporting.table.filled import FilledForm, GroupedCounts, fill_form


def filled_form_of(scope: Scope, form: Form | None = None, cases: GroupedCounts | None = None) -> FilledForm:
    """Return the form of the year, filled, from `cases` where they are grouped already; raise Refused for a year without one."""
    form = form or form_for(scope.year)
    by_indicator: defaultdict[str, defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for name, agency, value in figures_of(scope).values_list("indicator", "agency_id", "value"):
        by_indicator[name][scope.unit_of[agency]] += value
    figures = {key: list(by_indicator[name].values()) for key, name in form.entered_cells.items()}
    return fill_form(
        form,
        scope.year,
        scope.agency.name,
        groups=cases or case_groups(scope, form.case_columns),
        remedies=remedy_groups(scope),
        figures=figures,
        units=len(set(scope.unit_of.values())),
    )
