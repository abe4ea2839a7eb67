"""The scoring sheet takes points for what the cases show; a sample is drawn again by its seed."""

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from law import Refused
from reporting.scores import services as score_services
from reporting.statistics import sampling
from reporting.statistics.periods import Period
from tests.reporting import year
from tests.reporting.statistics.test_statistics import TODAY, YEAR, desk, district  # noqa: F401 - fixtures
from tests.shared_data import shared_data
from workflow.cases.models import Case

WRITTEN_DOWN = ["2025-008", "2025-004", "2025-001"]  # by sorting the SHA-256 of seed, line feed, unit, slash, number


def of_year(*units):
    return Period.of(units[0], date(2025, 1, 1), date(2025, 12, 31), tuple(unit.pk for unit in units))


@shared_data
def scored():
    """Make one unit of each fate: late, corrected twice, without fault, without cases."""
    units = [year.agency(f"U{n}") for n in range(4)]
    replied = {"received_on": date(2025, 2, 3), "decided_on": date(2025, 5, 6), "outcome": "open"}
    late, once, _ = year.cases(
        [
            replied | {"agency": units[0], "timeliness": "late"},
            replied | {"agency": units[1], "outcome": "deny", "grounds": "|privacy|"},
            replied | {"agency": units[2]},
        ]
    )
    year.remedy(once, "reconsideration", date(2025, 6, 1), "corrected", date(2025, 7, 1))
    year.remedy(once, "litigation_after", date(2025, 8, 1), "corrected", date(2025, 12, 31))
    year.remedy(once, "litigation_direct", date(2025, 8, 1), "upheld", date(2025, 9, 1))
    year.remedy(late, "complaint", date(2025, 8, 1), "corrected", date(2025, 9, 1))  # no reconsideration, no court
    year.remedy(late, "reconsideration", date(2025, 8, 1), "corrected", date(2026, 1, 1))  # of the next year
    return units


def test_points_go_down_by_what_happened_and_not_below_nought(scored):
    found = score_services.scores_of_units(of_year(*scored), TODAY)
    told = [
        (one.unit.code, one.cases, {key: n for key, n in one.counted.items() if n}, one.points["requests"])
        for one in found
    ]
    assert told == [("U0", 1, {"overdue": 1}, 0), ("U1", 1, {"corrected": 2}, 0), ("U2", 1, {}, 6), ("U3", 0, {}, None)]
    assert all(one.counted.keys() == {item.key for item in score_services.load_score_sheet().items} for one in found)


def test_an_open_case_past_its_day_costs_as_much_as_a_late_reply(db):
    unit = year.agency("U")
    (case,) = year.cases([{"agency": unit, "received_on": date(2025, 3, 3)}])
    Case.objects.filter(pk=case.pk).update(due_on=date(2025, 4, 1))
    assert [
        score_services.scores_of_units(of_year(unit), day)[0].points["requests"]
        for day in (date(2025, 4, 1), date(2025, 4, 2))
    ] == [6, 0]


def test_every_count_of_the_sheet_opens_its_evidence(scored):
    period = of_year(*scored)
    for one in score_services.scores_of_units(period, TODAY):
        for key, n in one.counted.items():
            opened = score_services.rows_counted_by(period, str(one.unit.pk), key, TODAY)
            assert n == (len(opened) if isinstance(opened, list) else opened.count())
    with pytest.raises(KeyError):
        score_services.rows_counted_by(of_year(scored[0]), str(scored[1].pk), "overdue", TODAY)


def test_more_units_are_scored_in_no_more_queries(scored, django_assert_num_queries):
    with django_assert_num_queries(8) as few:
        score_services.scores_of_units(of_year(*scored[:1]), TODAY)
    with django_assert_num_queries(len(few.captured_queries)):
        score_services.scores_of_units(of_year(*scored[:1], *scored[1:]), TODAY)


def test_another_scheme_is_another_file(tmp_path, scored):
    other = tmp_path / "other.toml"
    other.write_text(
        score_services.FILE.read_text(encoding="utf-8").replace("points = -3", "points = -1"), encoding="utf-8"
    )
    assert (
        score_services.scores_of_units(of_year(*scored), TODAY, score_services.load_score_sheet(other))[1].points[
            "requests"
        ]
        == 4
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('counts = "corrected"', 'counts = "smiles"'), "corrected"),
        (("points = -3", "points = 3"), "corrected"),
        (('key = "refusal"', 'key = "overdue"'), "overdue"),
    ],
)
def test_a_scheme_that_counts_nothing_known_is_refused(tmp_path, change, named):
    other = tmp_path / "other.toml"
    other.write_text(score_services.FILE.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=named):
        score_services.load_score_sheet.__wrapped__(other)


# -- samples -----------------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_files_whatever_else_changed(district):  # noqa: F811
    period = of_year(*district["units"])
    first = sampling.draw_sample(period, 20, "2025-12-31")
    numbers = [(case.agency.code, case.number) for case in sampling.drawn_cases(first)]
    year.cases([{"agency": district["units"][0], "received_on": date(2025, 3, 3)}])  # not concluded
    assert [
        (c.agency.code, c.number) for c in sampling.drawn_cases(sampling.draw_sample(period, 20, "2025-12-31"))
    ] == numbers
    assert sampling.draw_sample(period, 20, "another").cases != first.cases


def test_which_files_are_drawn_is_written_down(db):
    """A change of the method would draw other files for a seed that stands in last year's protocol."""
    unit = year.agency("U")
    decided = {"agency": unit, "received_on": date(2025, 2, 3), "decided_on": date(2025, 5, 6), "outcome": "open"}
    for place, case in enumerate(year.cases([decided] * 10)):
        Case.objects.filter(pk=case.pk).update(number=f"2025-{place:03}")
    drawn = sampling.drawn_cases(sampling.draw_sample(of_year(unit), 3, "2025-12-31"))
    assert [case.number for case in drawn] == WRITTEN_DOWN


@pytest.mark.parametrize("wanted", [1, 5, 9, 10, 37, 500])
def test_every_unit_and_outcome_has_a_place_and_the_rest_follows_size(district, wanted):  # noqa: F811
    period = of_year(*district["units"])
    sample = sampling.draw_sample(period, wanted, "x")
    decided = Case.objects.filter(decided_on__year=2025)
    assert sample.population == decided.count()
    assert len(sample.cases) == len(set(sample.cases)) == min(wanted, sample.population)
    assert set(sample.cases) <= set(decided.values_list("pk", flat=True))
    drawn = [len(stratum.drawn) for stratum in sample.strata]
    if wanted >= len(drawn):
        assert min(drawn) >= 1
        rest, whole = min(wanted, sample.population) - len(drawn), sample.population - len(drawn)
        assert all(abs(n - 1 - rest * (s.size - 1) / whole) < 1 for n, s in zip(drawn, sample.strata, strict=True))
    for stratum in sample.strata:
        found = Case.objects.filter(pk__in=stratum.drawn, agency__code=stratum.unit, outcome=stratum.outcome)
        assert found.count() == len(stratum.drawn) <= stratum.size


@pytest.mark.parametrize(("wanted", "seed"), [(0, "x"), (501, "x"), (5, ""), (5, "x" * 41)])
def test_a_sample_beyond_measure_is_refused(district, wanted, seed):  # noqa: F811
    with pytest.raises(Refused):
        sampling.draw_sample(of_year(*district["units"]), wanted, seed)


def test_the_page_shows_the_seed_and_its_files_hold_the_same_sample(desk):  # noqa: F811
    page = desk.get(f"/statistics/sample/?{YEAR}&size=12&seed=abc")
    assert '<b class="mono">abc</b>' in page.content.decode()
    numbers = [case.number for case in page.context["cases"]]
    told = json.loads(desk.get(f"/statistics/sample/?{YEAR}&size=12&seed=abc&as=json").content)
    assert [case["number"] for case in told["cases"]] == numbers
    assert (told["seed"], told["size"], told["population"]) == ("abc", 12, page.context["sample"].population)
    book = load_workbook(BytesIO(desk.get(f"/statistics/sample/?{YEAR}&size=12&seed=abc&as=xlsx").getvalue()))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == numbers


@pytest.mark.parametrize("size", ["", "x", "0", "99999999", "-1", "１２"])
def test_a_wrong_size_is_said(desk, size):  # noqa: F811
    page = desk.get(f"/statistics/sample/?{YEAR}&size={size}")
    assert page.status_code == 200
    assert "应当在 1 到 500 之间" in page.content.decode()
    assert desk.get(f"/statistics/sample/?{YEAR}&size={size}&as=json").status_code == 404


def test_the_scores_as_a_page_and_as_a_workbook(desk):  # noqa: F811
    page = desk.get(f"/statistics/scores/?{YEAR}")
    rows = [[one.unit.name, one.cases, *one.counted.values(), *one.points.values()] for one, _ in page.context["rows"]]
    assert "鲤城区" in page.content.decode()
    book = load_workbook(BytesIO(desk.get(f"/statistics/scores/?{YEAR}&as=xlsx").getvalue()))
    assert [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)] == rows
    assert len(book.active[1]) == 2 + len(score_services.load_score_sheet().items) + len(
        score_services.load_score_sheet().groups
    )
