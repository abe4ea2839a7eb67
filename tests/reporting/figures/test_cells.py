"""Over generated years and all three forms: a number is the number of what opens behind it, and everything balances."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from law.deadlines.receipt import CHANNELS
from law.outcomes import GROUNDS, OUTCOMES, join_grounds
from law.reports.conditions import APPLICANT_KINDS, REMEDY_KINDS, REMEDY_RESULTS
from law.reports.forms import FORMS
from reporting.figures.drilldown import case_keys_by_cell, rows_counted_by_cell
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from reporting.narrative.report import report_of
from tests.reporting import year

YEARS = {"annual_2014": 2018, "annual_2019": 2019, "annual_2021": 2025}


@st.composite
def rows(draw, around: int):
    """Return facts of a case received from the year before `around` to the year after, decided or open."""
    received = date(around - 1, 1, 1) + timedelta(draw(st.integers(0, 1094)))
    row = {
        "unit": draw(st.integers(0, 3)),
        "received_on": received,
        "channel": draw(st.sampled_from(CHANNELS)),
        "applicant_kind": draw(st.sampled_from(APPLICANT_KINDS)),
        "topic": draw(st.sampled_from(["", "土地征收", "其他"])),
    }
    if draw(st.integers(0, 3)):
        row["outcome"] = draw(st.sampled_from(sorted(OUTCOMES)))
        row["decided_on"] = received + timedelta(draw(st.integers(0, 400)))
        row["timeliness"] = draw(st.sampled_from(["on_time", "extended", "late"]))
        if row["outcome"] in ("deny", "partial"):
            grounds = draw(st.lists(st.sampled_from(sorted(GROUNDS)), min_size=1, max_size=3, unique=True))
            row["grounds"] = join_grounds(grounds)
    if draw(st.integers(0, 3)) == 0:
        filed = received + timedelta(draw(st.integers(0, 400)))
        result = draw(st.sampled_from(REMEDY_RESULTS))
        over = filed + timedelta(draw(st.integers(0, 400))) if result != "pending" else None
        row["remedy"] = (draw(st.sampled_from(REMEDY_KINDS)), filed, result, over)
    return row


@st.composite
def years(draw):
    """Return a form with its year and the cases around it."""
    code = draw(st.sampled_from(sorted(FORMS)))
    return FORMS[code], YEARS[code], draw(st.lists(rows(YEARS[code]), max_size=14))


class GeneratedYears(TestCase):
    """A government with two bureaux, one of them with an office of its own."""

    def setup_example(self):
        """Make the agencies inside the transaction of the example."""
        super().setup_example()
        self.government = year.agency("G", "government")
        bureau = year.agency("B1", parent=self.government)
        self.units = [
            self.government, bureau, year.agency("B2", parent=self.government), year.agency("O", "dispatched_office", bureau)
        ]  # fmt: skip

    def store(self, given_rows):
        """Store the generated cases."""
        made = year.cases([{"agency": self.units[row["unit"]]} | row for row in given_rows])
        for case, row in zip(made, given_rows, strict=True):
            if "remedy" in row:
                year.remedy(case, *row["remedy"])

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(years())
    def test_every_cell_equals_what_opens_behind_it(self, generated):
        form, of_year, cases = generated
        self.store(cases)
        scope = Scope(self.government, of_year, True)
        sheet = filled_form_of(scope, form)
        listed = case_keys_by_cell(scope, form)
        for row in form.printed:
            if row.kind == "heading" or form.population(row.key) == "entered":
                continue
            for column in form.columns(row.key):
                number = sheet.value(row.key, column.key)
                assert number == rows_counted_by_cell(scope, form, row.key, column.key).count(), (
                    row.name,
                    column.label,
                )
                assert number == len(listed[row.name][column.label])

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(years())
    def test_everything_balances_and_nothing_is_dropped(self, generated):
        form, of_year, cases = generated
        self.store(cases)
        report = report_of(Scope(self.government, of_year, True), form)
        assert [check for check in report.checks if check.severity == "error" and not check.ok] == []
        own = [case for case in cases if "outcome" in case and case["decided_on"].year == of_year]
        replies = report.sheet.value(form.narrative["replies"], form.narrative["column"])
        withdrawn = sum(case["outcome"] == "withdrawn" for case in own) if form.code == "annual_2014" else 0
        assert replies == len(own) - withdrawn
        received = report.sheet.value(form.narrative["received"], form.narrative["column"])
        assert received == sum(case["received_on"].year == of_year for case in cases)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(years())
    def test_the_government_is_the_sum_of_its_units(self, generated):
        form, of_year, cases = generated
        self.store(cases)
        whole = filled_form_of(Scope(self.government, of_year, True), form)
        parts = [filled_form_of(Scope(unit, of_year, False), form) for unit in self.units]
        for (row, column), number in whole.cells.items():
            if number is not None:
                assert number == sum(part.value(row, column) for part in parts), (row, column)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(rows(2025), max_size=20))
    def test_what_is_carried_over_is_carried_in(self, cases):
        self.store(cases)
        for first in (2024, 2025, 2026):
            scope = Scope(self.government, first, True)
            out, into = filled_form_of(scope), filled_form_of(Scope(self.government, first + 1, True))
            for column in out.form.columns("R4"):
                assert out.value("R4", column.key) == into.value("R2", column.key)


@pytest.mark.django_db
def test_two_proceedings_of_one_case_stand_twice_behind_their_cell():
    bureau = year.agency("B")
    (case,) = year.cases([{"agency": bureau, "received_on": date(2025, 1, 6)}])
    for _ in range(2):
        year.remedy(case, "litigation_direct", date(2025, 3, 1), "upheld", date(2025, 9, 1))
    scope = Scope(bureau, 2025, False)
    assert filled_form_of(scope).value("V2.1", "upheld") == 2
    listed = case_keys_by_cell(scope, FORMS["annual_2021"])
    assert listed["四、政府信息公开行政复议、行政诉讼情况 / 行政诉讼 / 未经复议直接起诉"]["结果维持"] == [
        case.pk,
        case.pk,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("of_year", "column"), [(2023, None), (2024, "pending"), (2025, "pending"), (2026, "corrected"), (2027, None)]
)
def test_a_proceeding_stands_in_every_year_until_its_result(of_year, column):
    bureau = year.agency("B")
    (case,) = year.cases(
        [{"agency": bureau, "received_on": date(2024, 1, 8), "outcome": "open", "decided_on": date(2024, 1, 9)}]
    )
    year.remedy(case, "reconsideration", date(2024, 2, 1), "corrected", date(2026, 1, 1))
    sheet = filled_form_of(Scope(bureau, of_year, False))
    found = [key for key in ("upheld", "corrected", "other", "pending") if sheet.value("V1", key)]
    assert found == ([column] if column else [])
    scope = Scope(bureau, of_year, False)
    opened = [
        key
        for key in ("upheld", "corrected", "other", "pending")
        if rows_counted_by_cell(scope, sheet.form, "V1", key).exists()
    ]
    assert opened == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("received", "decided", "where"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), {"R1", "R3.1", "R3.7"}),
        (date(2024, 12, 31), date(2025, 1, 1), {"R2", "R3.1", "R3.7"}),
        (date(2025, 12, 31), date(2026, 1, 1), {"R1", "R4"}),
        (date(2024, 12, 31), date(2026, 1, 1), {"R2", "R4"}),
        (date(2024, 12, 30), date(2024, 12, 31), set()),
        (date(2026, 1, 1), date(2026, 1, 2), set()),
        (date(2024, 6, 1), None, {"R2", "R4"}),
    ],
)
def test_the_first_and_last_days_of_a_year(received, decided, where):
    bureau = year.agency("B")
    row = {"agency": bureau, "received_on": received}
    year.cases([row | {"outcome": "open", "decided_on": decided} if decided else row])
    scope = Scope(bureau, 2025, False)
    sheet = filled_form_of(scope)
    assert {row for (row, column), n in sheet.cells.items() if column == "total" and n} == where
    opened = {
        key
        for key in ("R1", "R2", "R3.1", "R3.7", "R4")
        if rows_counted_by_cell(scope, sheet.form, key, "total").exists()
    }
    assert opened == where
