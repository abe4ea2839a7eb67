"""What keeps a year from being published, and whose it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agencies.organisation.models import Agency, Officer
from law.reports.forms import Form
from reporting.commentary import services as commentary_services
from reporting.figures import units
from reporting.figures.scope import Scope, scope_of
from reporting.filing import services as filing_services
from reporting.filing.models import Filing
from reporting.narrative.report import Report
from reporting.validation import services as validation_services
from reporting.validation.left_over import left_over_of_units
from reporting.validation.models import Disposition
from reporting.validation.rules import HARD, SECOND_PERSON, ValidationFinding, left_over_findings


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way of publication, and whose it is."""

    rule: str  # hard | soft | filing | changed | year | scope
    message: str
    english: str
    agency: Agency | None = None
    finding: ValidationFinding | None = None


def obstacles(
    scope: Scope,
    report: Report,
    today: date,
    findings: Sequence[ValidationFinding] | None = None,
    by: Officer | None = None,
) -> list[Obstacle]:
    """Return everything that keeps a report from being published on a day; empty when it may go out.

    `by` is who would publish it, whose own reason does not do for what a second person must explain.
    """
    found = list(_wrong_scope(scope, today))
    judged = validation_services.validate_report(scope, report) if findings is None else findings
    found += [Obstacle("hard", each.message, each.english, finding=each) for each in judged if each.severity == HARD]
    left = validation_services.unexplained_findings(judged, validation_services.dispositions(scope))
    found += [
        Obstacle("soft", f"没有说明理由：{each.message}", f"Not explained: {each.english}", finding=each)
        for each in left
    ]
    found += _own_reasons(judged, validation_services.dispositions(scope), by)
    found += _left_behind(scope, by) if scope.all else ()
    return [*found, *_filings(scope, report.sheet.form)]


def _own_reasons(
    findings: Iterable[ValidationFinding], given: Mapping[str, Disposition], by: Officer | None
) -> Iterator[Obstacle]:
    """Yield the findings that a second person must explain and who publishes has explained."""
    for finding in findings:
        disposition = given.get(finding.identity)
        if finding.rule in SECOND_PERSON and disposition is not None and by is not None and disposition.by_id == by.pk:
            yield Obstacle(
                "soft",
                f"理由是您自己写的，要由另一人写明：{finding.message}",
                f"You gave the reason yourself; another person must: {finding.english}",
                finding=finding,
            )


def _left_behind(scope: Scope, by: Officer | None) -> Iterator[Obstacle]:
    """Yield what each unit leaves behind in the year without a reason that another person gave, found since it was accepted or before."""
    members = units.units_of(scope)
    left = left_over_of_units(members, scope.first, scope.last)
    agencies = Agency.objects.in_bulk(left)
    for pk in sorted(left, key=lambda pk: agencies[pk].code):
        found = left_over_findings(scope.year, left[pk])
        given = validation_services.dispositions(Scope(agencies[pk], scope.year, False))
        missing = validation_services.unexplained_findings(found, given)
        for finding in missing:
            yield Obstacle(
                "soft",
                f"{agencies[pk].name}没有说明理由：{finding.message}",
                f"{agencies[pk].name}, not explained: {finding.english}",
                agencies[pk],
            )
        yield from (replace(one, agency=agencies[pk], finding=None) for one in _own_reasons(found, given, by))


def _wrong_scope(scope: Scope, today: date):
    if scope.all != scope_of(scope.agency, scope.year).all:
        message = "政府公布的是本级和所属各单位的汇总" if scope.agency.is_government else "单位只公布自己的"
        yield Obstacle("scope", message, "A government publishes all units added up, a unit its own")
    if not scope.all and (refusal := units.why_not_asked(scope.agency, scope.year)):
        yield Obstacle("scope", refusal.reason, refusal.english)
    if today <= scope.last:
        yield Obstacle("year", f"{scope.year} 年还没有结束", "The year is not over")


def _filings(scope: Scope, form: Form):
    members = units.units_of(scope)
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=members).order_by("code")}
    filings = {each.agency_id: each for each in Filing.objects.filter(agency_id__in=members, year=scope.year)}
    sheets, texts = units.filled_forms_of_units(scope, form), commentary_services.texts_of(members, scope.year)
    examples = commentary_services.confirmed_example_texts(members, scope.year)
    for pk, agency in agencies.items():
        given = filings.get(pk)
        if given is None or given.state != "accepted":
            state = filing_services.STATE_NAMES[given.state if given else "open"]
            yield Obstacle("filing", f"{agency.name}：{state[0]}", f"{agency.name}: {state[1]}", agency)
        elif filing_services.hash_of_report(sheets[pk], texts.get(pk, {}), examples.get(pk, ())) != given.sheet_sha256:
            yield Obstacle(
                "changed",
                f"{agency.name}：接收之后有变动，退回重新确认",
                f"{agency.name} changed after acceptance",
                agency,
            )
