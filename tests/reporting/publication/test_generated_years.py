"""Years drawn at random, on every form: filed, published, changed, compared; units add up, years follow one another."""

import random
from datetime import date, timedelta

import pytest

from law.reports.forms import FORMS, form_for
from reporting.commentary import services as commentary_services
from reporting.document import export, revisions, snapshot
from reporting.document.assembly import document_of
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import scope_of
from reporting.figures.tables import filled_form_of
from reporting.figures.units import filled_forms_of_units
from reporting.filing import services as filing_services
from reporting.narrative import drilldown
from reporting.narrative.report import report_of
from reporting.publication import services as publication_services
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.reporting.district import PROBLEMS, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at
from workflow.cases.models import Case
from workflow.locks import services as lock_services

YEARS = (2017, 2019, 2024)  # the first of two years on each form
KINDS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
OUTCOMES = ("open", "partial", "not_exist", "not_ours", "petition", "repeat", "withdrawn")


def drawn(dice, district, of):
    """Store two years of cases: received from October before the first on, decided soon, late or not at all."""
    rows = []
    for unit in district.units:
        for _ in range(dice.randrange(8, 20)):
            received = date(of - 1, 10, 1) + timedelta(days=dice.randrange(800))
            row = {"agency": unit, "received_on": received, "applicant_kind": dice.choice(KINDS)}
            if dice.random() < 0.85:
                row |= {
                    "outcome": dice.choice(OUTCOMES),
                    "decided_on": received + timedelta(days=dice.choice((5, 19, 70, 200))),
                }
            if dice.random() < 0.2 and "decided_on" in row:
                row |= {"outcome": "deny", "grounds": dice.choice(("|privacy|", "|state_secret|law_forbids|"))}
            rows.append(row)
    made = year.cases(rows)
    for case in dice.sample([case for case in made if case.decided_on], 6):
        filed = case.decided_on + timedelta(days=dice.randrange(50))
        ended = filed + timedelta(days=dice.randrange(300)) if dice.random() < 0.7 else None
        year.remedy(
            case, dice.choice(("reconsideration", "litigation_direct")), filed, "upheld" if ended else "pending", ended
        )
    return made


def file_all(district):
    """File and publish a year as it stands: the figures in order, everything confirmed, explained and accepted."""
    form = form_for(district.of)
    for unit in district.units:
        filing_services.enter_figures(
            unit,
            district.of,
            {name: (4, "台账") for name in form.entered_cells.values()},
            by=district.clerks[unit.code],
            now=at(district.january),
        )
        for equation in form.equations:  # the parts of an entered whole
            cells = [
                form.entered_cells.get((term.row, term.column or form.columns(term.row)[0].key))
                for term in (*equation.left, *equation.right)
            ]
            if None not in cells and len(cells) > 2 and equation.severity == "error":
                Figure.objects.filter(agency=unit, year=district.of, indicator=cells[0]).update(
                    value=4 * (len(cells) - 1)
                )
        if district.of >= 2019:
            filing_services.write_text(
                unit,
                district.of,
                commentary_services.PROBLEMS,
                PROBLEMS[unit.code] + str(district.of),
                by=district.clerks[unit.code],
                now=at(district.january),
            )
        filing_services.confirm(unit, district.of, by=district.heads[unit.code], now=at(district.january))
        district.explained(scope_of(unit, district.of, "own"), now=at(district.february))
        filing_services.accept(unit, district.of, by=district.supervisor, now=at(district.february))
    return district.publish(now=at(district.february)).table


@shared_data(params=[(of, seed) for of in YEARS for seed in range(2)], ids=lambda given: f"{given[0]}-{given[1]}")
def district(given):
    """Return a district whose drawn year is filed and published."""
    of, seed = given
    found = District(of)
    found.dice = random.Random(seed)
    found.made = drawn(found.dice, found, of)
    found.table = file_all(found)
    return found


def test_units_add_up_years_follow_and_changes_round_trip(district):
    of, dice = district.of, district.dice
    table, scope = district.table, district.scope

    # The units add up to the government, cell by cell.
    sheets = filled_forms_of_units(scope)
    for unit in district.units:
        assert sheets[unit.pk].cells == filled_form_of(scope_of(unit, of, "own")).cells
    for key, value in report_of(scope).sheet.cells.items():
        if value is not None:
            assert value == sum(sheet.cells[key] for sheet in sheets.values()), key

    # Every published count is the number of the cases kept behind it, in the table and in the text.
    for path, cells in table.publication.cells.items():
        for label, keys in cells.items() if not drilldown.is_text_number(path) else ():
            assert table.tables[path][label] == len(keys), (path, label)
    document = publication_services.published_document(table)
    assert snapshot.text_numbers_in(document)
    for counted in snapshot.text_numbers_in(document):
        assert counted.number == len(table.publication.cells[counted.row][counted.column]), counted

    # What was published reads back as the report of the day, in every block and file.
    assert snapshot.parts_as_json(document) == snapshot.parts_as_json(document_of(scope))
    assert export.as_html(document) == export.as_html(document_of(scope))

    # What this year carries over, next year carries in.
    assert revisions.revisions_of(table) == []
    following = report_of(scope_of(district.government, of + 1))
    chain = [check for check in following.checks if check.rule == "carry-over"]
    assert all(check.ok for check in chain)
    assert len(chain) == (7 if of > 2018 else 0)

    # A change is listed with its cases, the new version says what is counted, and nothing is left.
    locked_of = lock_services.every_locked_year()
    assert locked_of == {unit.pk: [of] for unit in district.units}
    changed = dice.choice([case for case in district.made if case.decided_on and case.decided_on.year == of])
    Case.objects.filter(pk=changed.pk).update(
        outcome="no_ready" if changed.outcome != "no_ready" else "open", grounds=""
    )
    found = revisions.revisions_of(table)
    assert found
    assert {pk for each in found for pk in (*each.added, *each.removed)} == {changed.pk}
    assert len(revisions.correction_sentences(scope_of(district.government, of + 1))) == len(found)
    Case.objects.filter(pk=changed.pk).update(outcome=changed.outcome, grounds=changed.grounds)
    assert revisions.revisions_of(table) == []


def test_the_next_year_is_filed_against_the_published_one(district):
    """Two years running; a year that does not follow from the published one does not go out."""
    if district.of + 1 not in range(FORMS[form_for(district.of).code].first_year, 2026):
        pytest.skip("no second year on this form")
    following = District.__new__(District)
    following.__dict__ |= district.__dict__ | {
        "of": district.of + 1, "january": date(district.of + 2, 1, 20), "february": date(district.of + 2, 2, 20),
    }  # fmt: skip
    carried = Case.objects.filter(received_on__year=district.of, decided_on__gt=date(district.of, 12, 31)).first()
    if district.of > 2018 and carried:
        Case.objects.filter(pk=carried.pk).update(
            decided_on=date(district.of, 12, 31)
        )  # past the lock, as a fault would
        rules = {each.rule for each in validation_services.validate_report(following.scope) if each.severity == "hard"}
        assert "carry-over" in rules
        Case.objects.filter(pk=carried.pk).update(decided_on=carried.decided_on)
    file_all(following)
    assert [table.year for table in PublishedTable.objects.filter(agency=district.government)] == [
        district.of,
        district.of + 1,
    ]
    assert all(publication_services.is_intact(table) for table in PublishedTable.objects.all())
