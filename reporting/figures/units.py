"""The units of a government and the sheet of each: one pass over the cases fills them all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, Q

from agencies.organisation.models import Agency
from agencies.organisation.succession import holders
from law import Refused
from law.reports.forms import Form, form_for
from reporting.figures.counting import case_groups, cases_of, figures_of, remedies_of
from reporting.figures.scope import Scope
from reporting.table.filled import CellKey, FilledForm, GroupedCounts, fill_form


def units_of(scope: Scope) -> dict[int, tuple[int, ...]]:
    """Return the units that file for the year and the agencies that each counts; every agency stands in exactly one."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for pk, unit in scope.unit_of.items():
        found[unit].append(pk)
    return {pk: tuple(members) for pk, members in found.items()}


def government_of(agency: Agency) -> Agency:
    """Return the government whose supervisor takes the agency's filing: itself, or the nearest one above it."""
    current = agency
    while not current.is_government and current.parent is not None:
        current = current.parent
    return current


def why_not_asked(agency: Agency, year: int) -> Refused | None:
    """Return why an agency files nothing for a year: another took its files, or its first day comes after; None if it files."""
    scope = Scope(agency, year, False)
    held = holders(scope.last)[agency.pk]
    if held != agency.pk:
        heir = Agency.objects.get(pk=held)
        return Refused(f"{agency.name}的统计由{heir.name}承接填报", english=f"{heir.name} files for this agency")
    if agency.pk not in scope.unit_of:
        return Refused(
            f"{agency.name} {agency.opened_on} 才设立，没有 {year} 年度的统计",
            field="year",
            english=f"{agency.name} began on {agency.opened_on}: it has no figures of {year}",
        )
    return None


def filled_forms_of_units(
    scope: Scope, form: Form | None = None, units: Mapping[int, Sequence[int]] | None = None
) -> dict[int, FilledForm]:
    """Return the filled sheet of every unit of a scope, in a handful of queries whatever their number.

    `units` names who counts which agencies, by default as the year itself has it; no others are read.
    """
    form = form or form_for(scope.year)
    units = units_of(scope) if units is None else units
    of_agency = {agency: unit for unit, members in units.items() for agency in members}
    names = dict(Agency.objects.filter(pk__in=units).values_list("pk", "name"))
    theirs = cases_of(scope).filter(scope.among(only=of_agency))
    cases = _by_unit(case_groups(scope, (*form.case_columns, "agency_id"), theirs), of_agency)
    remedies = _by_unit(_remedies(scope, of_agency), of_agency)
    stated = _figures(scope, form, of_agency)
    return {
        unit: fill_form(
            form, scope.year, names[unit], groups=cases[unit], remedies=remedies[unit], figures=stated[unit]
        )
        for unit in units
    }


def _by_unit(groups: GroupedCounts, of_agency: dict[int, int]) -> dict[int, GroupedCounts]:
    place = groups.names.index("agency_id")
    rows: defaultdict[int, list[tuple]] = defaultdict(list)
    for row in groups.rows:
        rows[of_agency[row[place]]].append((*row[:place], *row[place + 1 :]))
    names = (*groups.names[:place], *groups.names[place + 1 :])
    return defaultdict(
        lambda: GroupedCounts(names, []), {unit: GroupedCounts(names, found) for unit, found in rows.items()}
    )


def _remedies(scope: Scope, of_agency: Mapping[int, int]) -> GroupedCounts:
    rows = (
        remedies_of(scope)
        .filter(scope.among("case__agency_id", of_agency))
        .values_list("kind", "result", "case__agency_id")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(concluded_on__lte=scope.last)))
    )
    found = []
    for kind, result, agency, total, done in rows:
        found += [(kind, result, agency, done), (kind, "pending", agency, total - done)]
    return GroupedCounts(("remedy", "result", "agency_id"), [row for row in found if row[-1]])


def _figures(scope: Scope, form: Form, of_agency: dict[int, int]) -> dict[int, dict[CellKey, list[Decimal]]]:
    cells = {name: key for key, name in form.entered_cells.items()}
    found: defaultdict[int, dict[CellKey, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    figures = figures_of(scope).filter(scope.among(only=of_agency))
    for agency, name, value in figures.values_list("agency_id", "indicator", "value"):
        if name in cells:
            found[of_agency[agency]][cells[name]].append(value)
    return found
