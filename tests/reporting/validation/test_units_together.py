"""Findings on the units of a government: told to each alike, whether it is asked alone or all are asked together."""

from reporting.commentary.models import Example
from reporting.figures.scope import scope_of
from reporting.validation import services as validation_services
from tests.reporting.district import JANUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at
from workflow.cases.models import Case


@shared_data
def district():
    """Return a district with a year of cases."""
    found = District()
    found.cases()
    return found


def rules(unit) -> set[str]:
    """Return the rules that a unit's own report breaks."""
    return {each.rule for each in validation_services.validate_report(scope_of(unit, YEAR, "own"))}


def test_cases_that_wait_for_confirmation_are_told_to_their_own_unit_alike_alone_and_together(district):
    """A government's typical cases stand in the report of the whole; its own report does not print them."""
    for unit, text in ((district.government, "甲"), *((one, "乙") for one in district.bureaus[:2])):
        case = Case.objects.filter(agency=unit).first()
        Example.objects.create(
            agency=unit,
            year=YEAR,
            case=case,
            version=1,
            step="proposed",
            text=text,
            by=district.supervisor,
            at=at(JANUARY),
        )
    waits = {unit.pk: ("example-waiting" in rules(unit)) for unit in district.units}
    assert list(waits.values()) == [False, True, True, False]
    together = validation_services.validate_units(district.scope)
    assert {pk: "example-waiting" in {one.rule for one in found} for pk, found in together.items()} == waits
    (finding,) = [one for one in validation_services.validate_report(district.scope) if one.rule == "example-waiting"]
    assert "有 1 件典型案例" in finding.message  # those of the units are told to the units


def test_some_units_are_judged_as_among_all(district):
    for unit in district.units[:-1]:
        district.filled(unit)
    every = validation_services.validate_units(district.scope)
    some = {unit.pk for unit in district.units[1:3]}
    assert validation_services.validate_units(district.scope, some) == {pk: every[pk] for pk in some}
    assert validation_services.validate_units(district.scope, ()) == {}


def test_the_governments_own_table_of_last_year_is_that_of_the_whole(district):
    """Its carry-over as a unit is held against what was counted, that of a bureau against what it published."""
    for unit in district.units[:2]:
        district.filled(unit)
        district.last_year(unit, R4__business=7, R4__total=7)
    together = validation_services.validate_units(district.scope)
    broken = {pk for pk, found in together.items() if "carry-over" in {one.rule for one in found}}
    assert broken == {district.bureaus[0].pk}
