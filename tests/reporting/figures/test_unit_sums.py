"""What units state together is what their sheets add up to: over every form, every cell, and every unit left out in turn."""

import random
from datetime import date

import pytest
from django.db.models import Q

from agencies.organisation.models import Agency
from law.reports.forms import FORMS, form_for
from reporting.figures.models import Figure
from reporting.figures.scope import Scope
from reporting.figures.unit_sums import NOBODY, sums_of_units
from reporting.figures.units import filled_forms_of_units, units_of
from tests.reporting import year
from tests.workflow.sample_office import at
from workflow.cases.models import Case

OUTCOMES = ("open", "partial", "deny", "not_exist", "other")


def district(of: int, seed: int):
    """Make five units with cases, proceedings and figures, each leaving some figures out."""
    chance = random.Random(seed)  # noqa: S311
    government = year.agency("G", "government")
    units = [government, *(year.agency(f"U{n}", parent=government) for n in range(4))]
    rows = []
    for _ in range(60):
        row = {"agency": chance.choice(units), "received_on": date(of, chance.randint(1, 12), 5)}
        if chance.random() < 0.8:
            row |= {"outcome": chance.choice(OUTCOMES), "decided_on": date(of, 12, chance.randint(6, 31))}
            row |= {"grounds": "|privacy|"} if row["outcome"] == "deny" else {}
        rows.append(row | {"channel": chance.choice(["portal", "fax"]), "topic": "其他"})
    for case in year.cases(rows)[::4]:
        ended = chance.choice([None, date(of, 12, 31), date(of + 1, 1, 1)])
        year.remedy(case, "reconsideration", case.received_on, "upheld" if ended else "pending", ended)
    names = list(dict.fromkeys(form_for(of).entered_cells.values()))
    Figure.objects.bulk_create(
        Figure(
            agency=unit,
            year=of,
            indicator=name,
            value=chance.choice([0, 1, 250, "2.50"]),
            entered_at=at(date(of, 12, 31)),
        )
        for unit in units
        for name in chance.sample(names, len(names) * 2 // 3)
    )
    return government, units


@pytest.mark.django_db
@pytest.mark.parametrize("of", [2018, 2020, 2025])
@pytest.mark.parametrize("seed", range(3))
def test_the_sums_are_those_of_the_sheets(of, seed):
    government, units = district(of, seed)
    scope, form = Scope(government, of, True), form_for(of)
    every = units_of(scope)
    for left_out in (None, *units):
        members = {pk: agencies for pk, agencies in every.items() if left_out is None or pk != left_out.pk}
        sheets, sums = filled_forms_of_units(scope, form, members), sums_of_units(scope, form, members)
        assert sums.units == len(members) == len(sheets)
        for row in form.printed:
            for column in form.columns(row.key) if row.kind != "heading" else ():
                key = (row.key, column.key)
                stated = [value for sheet in sheets.values() if (value := sheet.value(*key)) is not None]
                assert sums.stated(key) == (len(stated), sum(stated)), (key, left_out)
    partly = [n for n, _total in sums_of_units(scope, form, every).cells.values() if 0 < n < len(units)]
    assert partly  # some figures are stated by some units alone: else nothing was tried


@pytest.mark.django_db
def test_units_of_which_there_are_none_state_nothing():
    government, _units = district(2025, 1)
    sums = sums_of_units(Scope(government, 2025, True), form_for(2025), {})
    assert (sums.units, {sum(pair) for pair in sums.cells.values()}) == (0, {0})
    assert NOBODY.stated(("no", "cell")) == (0, 0)


def test_no_form_adds_counted_and_entered_rows_up():
    for form in FORMS.values():
        for row in form.printed:
            if row.kind == "sum":
                kinds = {"entered" if leaf.kind == "entered" else "counted" for leaf in form.leaf_rows(row.key)}
                assert len(kinds) == 1, (form.code, row.key)


@pytest.mark.django_db
def test_a_scope_names_the_fewer_agencies_and_means_the_same():
    """All there are: no condition; most of them: those left out; else those that count."""
    government, units = district(2025, 2)
    elsewhere = year.agency("H", "government")
    year.cases([{"agency": elsewhere, "received_on": date(2025, 3, 1)}])
    scope = Scope(government, 2025, True)
    keys = {unit.pk for unit in units}
    assert str(scope.among()) == str(~Q(agency_id__in=[elsewhere.pk]))
    for only in (None, keys, {units[1].pk}, {units[1].pk, elsewhere.pk}, set(), keys - {units[2].pk}):
        wanted = keys if only is None else keys & only
        found = Case.objects.filter(scope.among(only=only)).order_by("pk")
        assert list(found) == list(Case.objects.filter(agency_id__in=wanted).order_by("pk")), only
    Agency.objects.filter(pk=elsewhere.pk).update(parent=government)
    assert Scope(government, 2025, True).among() == Q()
    assert Scope(units[0], 2025, False).among() == Q(agency_id__in=[units[0].pk])
