"""Validate a report before it goes out, one or all units of a government at once, and keep the reasons that were given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from agencies.organisation.models import Agency
from agencies.organisation.succession import holders
from law.reports.forms import FORMS, Form, form_for
from reporting.commentary import services as commentary_services
from reporting.figures import units
from reporting.figures.models import PublishedTable
from reporting.figures.published_tables import last_published_tables, published_sum
from reporting.figures.scope import Scope, scope_of_year_before
from reporting.figures.tables import filled_form_of
from reporting.figures.unit_sums import NOBODY, UnitSums, sums_of_units
from reporting.narrative.report import Report, report_of
from reporting.table import checks
from reporting.table.filled import CellValue, FilledForm
from reporting.validation.left_over import left_over_of, left_over_of_units
from reporting.validation.models import Disposition
from reporting.validation.rules import SOFT, LeftOver, ReportToValidate, ValidationFinding, validate


def validate_report(scope: Scope, report: Report | None = None) -> list[ValidationFinding]:
    """Return every finding on a report, the hard ones first."""
    report = report or report_of(scope)
    last, last_form = _last(scope)
    mine = scope.agency.pk
    around = Scope(units.government_of(scope.agency), scope.year, True)
    texts = commentary_services.texts_of(around.agency_ids, scope.year)
    members, form = units.units_of(around), report.sheet.form
    theirs = {pk: members[pk] for pk in units.units_of(scope) if pk in members} if scope.all else {}
    names, kinds = _names_and_kinds({*texts, *members})
    return validate(
        ReportToValidate(
            report.sheet,
            report.checks,
            scope.all,
            [*units.filled_forms_of_units(around, form, theirs).values()] if theirs else (),
            last,
            last_form,
            NOBODY if scope.all else _sums_of_kinds(around, form, members, kinds, [mine]).get(mine, NOBODY),
            commentary_services.texts(scope),
            report.sentences,
            commentary_services.texts(scope_of_year_before(scope)).get(commentary_services.PROBLEMS, ""),
            commentary_services.unconfirmed_examples([mine], scope.year).get(mine, 0)
            if scope.all or not scope.agency.is_government
            else 0,
            _others(mine, texts, names),
            left_over_of(scope.agency_ids, scope.first, scope.last),
        )
    )


def validate_units(scope: Scope, only: Collection[int] | None = None) -> dict[int, list[ValidationFinding]]:
    """Return the findings on the report of every unit of a government, or of `only` some of them, in a fixed number of queries."""
    form, every = form_for(scope.year), units.units_of(scope)
    names, kinds = _names_and_kinds(every)
    members = {pk: agencies for pk, agencies in every.items() if only is None or pk in only}
    sheets, peers = (
        units.filled_forms_of_units(scope, form, members),
        _sums_of_kinds(scope, form, every, kinds, members),
    )
    lasts = _lasts(scope, members)
    texts, before = (
        commentary_services.texts_of(every, scope.year),
        commentary_services.texts_of(members, scope.year - 1),
    )
    waiting = commentary_services.unconfirmed_examples((pk for pk in members if pk != scope.agency.pk), scope.year)
    found = {}
    left = left_over_of_units(members, scope.first, scope.last)
    for pk, sheet in sheets.items():
        chain, last, last_form = lasts[pk]
        found[pk] = validate(
            ReportToValidate(
                sheet, checks.run_checks(sheet, chain), False, (), last, last_form, peers.get(pk, NOBODY),
                texts.get(pk, {}), (), before.get(pk, {}).get(commentary_services.PROBLEMS, ""), waiting.get(pk, 0), _others(pk, texts, names),
                left.get(pk, LeftOver()),
            )
        )  # fmt: skip
    return found


def _lasts(scope: Scope, members: Mapping[int, Sequence[int]]) -> dict[int, tuple]:
    """Return for every unit how to look up last year in the chain and in comparisons, and last year's form."""
    earlier = scope_of_year_before(scope)
    if earlier.year < min(form.first_year for form in FORMS.values()):
        return dict.fromkeys(members, (None, None, None))
    counted_by = holders(earlier.last)
    sheets = units.filled_forms_of_units(earlier, units=members)
    tables: dict[int, PublishedTable] = {}
    for table in PublishedTable.objects.filter(agency_id__in=set(counted_by.values()), year=earlier.year):
        tables.setdefault(table.agency_id, table)
    found = {}
    for pk, agencies in members.items():
        on_file = [tables.get(each) for each in {counted_by[agency] for agency in agencies}]
        if pk != scope.agency.pk and None not in on_file:  # the government's own table is that of the whole
            look = partial(published_sum, on_file)
            found[pk] = (look, look, FORMS[on_file[0].form])
        else:
            found[pk] = (partial(_counted, sheets[pk]), *_on_record(sheets[pk]))
    return found


def _counted(sheet: FilledForm, row: str, column: str) -> CellValue:
    """Return a number of a sheet as the chain reads it: of counted rows alone."""
    form = sheet.form
    return sheet.value(row, column) if row in form.rows and form.population(row) == "count" else None


def _sums_of_kinds(
    scope: Scope, form: Form, members: Mapping[int, Sequence[int]], kinds: Mapping[int, str], wanted: Iterable[int]
) -> dict[int, UnitSums]:
    """Return for each of the wanted units what all units of its kind state together.

    Three queries for each kind among them, of which there are a handful, and as many for few units as for many.
    """
    of_kind: defaultdict[str, list[int]] = defaultdict(list)
    for pk in members:
        of_kind[kinds[pk]].append(pk)
    asked = {pk: kinds[pk] for pk in wanted if pk in members}
    sums = {kind: sums_of_units(scope, form, {pk: members[pk] for pk in of_kind[kind]}) for kind in set(asked.values())}
    return {pk: sums[kind] for pk, kind in asked.items()}


def _names_and_kinds(keys: Iterable[int]) -> tuple[dict[int, str], dict[int, str]]:
    rows = list(Agency.objects.filter(pk__in=list(keys)).order_by().values_list("pk", "name", "kind"))
    return {pk: name for pk, name, _kind in rows}, {pk: kind for pk, _name, kind in rows}


def _others(mine: int, texts: Mapping[int, Mapping[str, str]], names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return the part five of the other units, by name."""
    theirs = ((names[pk], each.get(commentary_services.PROBLEMS, "")) for pk, each in texts.items() if pk != mine)
    return sorted(theirs)


def _last(scope: Scope):
    """Return how to look up last year, published or as counted now, and the form it was on; None without a year before."""
    tables = last_published_tables(scope)
    if tables:
        return partial(published_sum, tables), FORMS[tables[0].form]
    if scope.year - 1 < min(form.first_year for form in FORMS.values()):
        return None, None
    return _on_record(filled_form_of(scope_of_year_before(scope)))


def _on_record(sheet: FilledForm):
    """Return how to look up a year that was never published: not at all where nobody filed it (no data, no comparison)."""
    if all(sheet.value(*key) is None for key in sheet.form.entered_cells):
        return None, None
    return sheet.value, sheet.form


# -- what was answered ----------------------------------------------------------------------------------------


def dispositions(scope: Scope) -> dict[str, Disposition]:
    """Return the latest reason given for each finding of the report, by the identity of the finding."""
    given = Disposition.objects.filter(agency=scope.agency, year=scope.year).select_related("by").order_by("id")
    return {one.finding: one for one in given}


def unexplained_findings(
    findings: list[ValidationFinding], given: Mapping[str, Disposition]
) -> list[ValidationFinding]:
    """Return the soft findings without a reason; a reason given for other numbers speaks for those only."""
    return [
        finding
        for finding in findings
        if finding.severity == SOFT and not reason_applies(given.get(finding.identity), finding)
    ]


def reason_applies(given: Disposition | None, finding: ValidationFinding) -> bool:
    """Say whether a reason speaks for the finding as it is now."""
    return given is not None and given.message == finding.message


@dataclass(frozen=True, slots=True)
class FindingWithReason:
    """A finding with the reason given for it, if one speaks for it as it is now."""

    finding: ValidationFinding
    given: object
    answered: bool


def with_reasons(findings, given) -> list[FindingWithReason]:
    """Return findings with their reasons."""
    return [
        FindingWithReason(each, given.get(each.identity), reason_applies(given.get(each.identity), each))
        for each in findings
    ]
