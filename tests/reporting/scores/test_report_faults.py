"""Annual reports are scored for what the filing shows: late, incomplete, copied, returned in vain; each fault once a report."""

from datetime import date

import pytest

from reporting.commentary import services as commentary_services
from reporting.figures.models import PublishedTable
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.filing.deadlines import set_deadlines
from reporting.filing.models import Filing, FilingEvent, FilingTerms
from reporting.scores import services as score_services
from reporting.scores.report_faults import figures_confirmed_unchanged, report_faults
from reporting.statistics.periods import Period
from tests.reporting import year
from tests.reporting.district import FEBRUARY, JANUARY, PROBLEMS, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at

FIGURE = "二 行政许可 本年处理决定数量"
OTHER = "二 行政处罚 本年处理决定数量"
JUNE = date(2026, 6, 1)
DUE = (date(2026, 1, 1), date(2026, 12, 31))


@shared_data
def district():
    return District()


@shared_data
def filed():
    """Return a district whose units all filed."""
    found = District()
    all_filed(found)
    return found


@shared_data
def accepted():
    """Return a district whose units all filed and were accepted."""
    found = District()
    all_filed(found)
    for unit in found.units:
        found.explained(scope_of(unit, YEAR, "own"))
        filing_services.accept(unit, YEAR, by=found.supervisor, now=at(FEBRUARY))
    return found


def period(district, first=DUE[0], last=DUE[1], units=None):
    return Period.of(district.government, first, last, tuple(unit.pk for unit in units or district.units))


def found(district, today=JUNE, **given) -> dict[str, list[str]]:
    """Return who is found at fault, by what is counted."""
    codes = {unit.pk: unit.code for unit in district.units}
    _judged, faults = report_faults(period(district, **given), today)
    return {kind: sorted(codes[one.unit_id] for one in each) for kind, each in faults.items() if each}


def all_filed(district, but=()):
    for unit in district.units:
        if unit not in but:
            district.confirmed(unit)


def test_a_year_that_was_filed_whole_and_in_time_has_its_ten_points(accepted):
    accepted.publish(now=at(FEBRUARY))
    assert found(accepted) == {}
    assert [one.points["report"] for one in score_services.scores_of_units(period(accepted), JUNE)] == [10, 10, 10, 10]


def test_who_filed_late_or_not_at_all(district):
    one, two, _three = district.bureaus
    all_filed(district, but=(one, two))
    published = date(2026, 3, 1)
    for unit in (one, two):
        district.filled(unit)
    filing_services.confirm(one, YEAR, by=district.heads["B1"], now=at(date(2026, 2, 1)))
    assert found(district, today=published)["filed_late"] == ["B1", "B2"]
    assert found(district, today=date(2026, 1, 31)) == {}
    filing_services.return_filing(one, YEAR, "请核对", {}, by=district.supervisor, now=at(FEBRUARY))
    assert "filed_late" in found(district)  # a filing that came late stays late


def test_the_last_day_is_in_time(district):
    all_filed(district, but=(district.bureaus[0],))
    district.filled(district.bureaus[0])
    filing_services.confirm(district.bureaus[0], YEAR, by=district.heads["B1"], now=at(date(2026, 1, 31), 23))
    assert "filed_late" not in found(district)


def test_local_terms_are_the_terms(filed):
    set_deadlines(filed.government, YEAR, date(2026, 1, 15), date(2026, 3, 1), by=filed.supervisor, now=at(JANUARY))
    assert found(filed, today=date(2026, 1, 31))["filed_late"] == ["B1", "B2", "B3", "G"]


@pytest.mark.parametrize(("day", "late"), [(at(date(2026, 3, 31), 23), []), (at(date(2026, 4, 1), 0), ["G"])])
def test_the_government_publishes_by_its_day(accepted, day, late):
    """The day is that of Shanghai: at midnight there it is still the day before in UTC."""
    accepted.publish(now=day)
    assert found(accepted).get("published_late", []) == late


def test_what_is_not_published_yet_is_late_after_its_day_and_what_was_published_elsewhere_is_not_known(filed):
    assert "published_late" not in found(filed, today=date(2026, 3, 31))
    assert found(filed, today=date(2026, 4, 1))["published_late"] == ["G"]
    PublishedTable.objects.create(
        agency=filed.government, year=YEAR, form="annual_2021", tables={}, sha256="x", frozen_at=at(JUNE)
    )
    assert "published_late" not in found(filed)


def test_elements_missing(district):
    one, two, _three = district.bureaus
    all_filed(district, but=(one, two))
    district.figures(one)  # no part five
    filing_services.enter_figures(two, YEAR, {FIGURE: (3, "台账第1页")}, by=district.clerks["B2"], now=at(JANUARY))
    filing_services.write_text(
        two, YEAR, commentary_services.PROBLEMS, PROBLEMS["B2"], by=district.clerks["B2"], now=at(JANUARY)
    )
    assert found(district)["incomplete"] == ["B1", "B2"]
    (about_two,) = score_services.rows_counted_by(period(district), str(two.pk), "incomplete", JUNE)
    assert "没有填数" in about_two.text
    assert (about_two.page, about_two.code, about_two.year) == ("filing", "B2", YEAR)


def test_copied_from_another_unit_unless_the_supervisor_explains_it(district):
    one, two, _three = district.bureaus
    all_filed(district, but=(one, two))
    for unit in (one, two):
        district.figures(unit)
        filing_services.write_text(
            unit, YEAR, commentary_services.PROBLEMS, PROBLEMS["B1"], by=district.clerks[unit.code], now=at(JANUARY)
        )
    assert found(district)["identical"] == ["B1", "B2"]
    district.explained(scope_of(one, YEAR, "own"), by=district.clerks["B1"], now=at(JANUARY))
    assert found(district)["identical"] == ["B1", "B2"]  # nobody excuses himself
    filing_services.confirm(two, YEAR, by=district.heads["B2"], now=at(JANUARY))
    district.explained(scope_of(two, YEAR, "own"))
    assert found(district)["identical"] == ["B1"]


@pytest.mark.parametrize(
    ("steps", "same"),
    [
        ([("enter", FIGURE, "3"), ("return", FIGURE), ("confirm",)], [FIGURE]),
        ([("enter", FIGURE, "3"), ("return", FIGURE), ("enter", FIGURE, "4"), ("confirm",)], []),
        (
            [("enter", FIGURE, "3"), ("return", FIGURE), ("enter", FIGURE, "4"), ("enter", FIGURE, "3"), ("confirm",)],
            [FIGURE],
        ),
        ([("enter", FIGURE, "3"), ("return", FIGURE), ("enter", OTHER, "4"), ("confirm",)], [FIGURE]),
        ([("enter", FIGURE, "3"), ("return", FIGURE)], []),
        ([("enter", FIGURE, "3"), ("confirm",)], []),
        ([("return", FIGURE), ("confirm",)], [FIGURE]),  # typed before the events began
        ([("return", FIGURE), ("enter", FIGURE, "1"), ("confirm",)], []),
        ([("return", FIGURE), ("confirm",), ("confirm",)], [FIGURE]),
        ([("return",), ("confirm",)], []),  # a remark on the whole names no figure
    ],
)
def test_returned_and_confirmed_again_with_the_same_number(steps, same):
    events = []
    for act, *what in steps:
        data = (
            {"indicator": what[0], "to": what[1]} if act == "enter" else {"figures": dict.fromkeys(what, "与台账不符")}
        )
        events.append(FilingEvent(act=act, data=data if act != "confirm" else {}))
    assert [name for name, _number, _event in figures_confirmed_unchanged(events)] == same


def test_a_report_that_was_returned_in_vain_costs_its_unit_once(filed):
    one = filed.bureaus[0]
    for _ in range(2):
        filing_services.return_filing(
            one, YEAR, "", {FIGURE: "与台账不符", OTHER: "与台账不符"}, by=filed.supervisor, now=at(FEBRUARY)
        )
        filing_services.confirm(one, YEAR, by=filed.heads["B1"], now=at(FEBRUARY))
    assert found(filed)["unmended"] == ["B1"]
    (score,) = [each for each in score_services.scores_of_units(period(filed), FEBRUARY) if each.unit == one]
    assert (score.counted["unmended"], score.points["report"]) == (1, 5)


def test_a_year_that_was_not_filed_here_is_not_judged(district):
    assert report_faults(period(district), JUNE) == (set(), {})
    assert {one.points["report"] for one in score_services.scores_of_units(period(district), JUNE)} == {None}
    FilingTerms.objects.create(
        government=district.government, year=YEAR, units_by=date(2026, 1, 31), publish_by=date(2026, 3, 31)
    )
    assert found(district)["filed_late"] == ["B1", "B2", "B3", "G"]


@pytest.mark.parametrize(
    ("first", "last", "judged"),
    [
        (date(2026, 1, 31), date(2026, 1, 31), True),
        (date(2026, 2, 1), date(2026, 12, 31), False),
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2025, 6, 1), date(2026, 6, 1), True),
    ],
)
def test_a_report_counts_in_the_period_in_which_it_had_to_be_filed(filed, first, last, judged):
    assert bool(report_faults(period(filed, first, last), JUNE)[0]) == judged


def test_points_go_down_to_nought_and_another_group_keeps_its_own(district):
    one = district.bureaus[0]
    district.confirmed(district.bureaus[1])
    score = next(each for each in score_services.scores_of_units(period(district), JUNE) if each.unit == one)
    assert (score.counted["filed_late"], score.counted["incomplete"]) == (1, 1)
    assert score.points == {"requests": None, "report": 0, "secrecy": None}


def test_only_the_units_that_are_asked_about_are_named(district):
    district.confirmed(district.bureaus[1])
    one = district.bureaus[0]
    assert found(district, units=[one])["filed_late"] == ["B1"]
    with pytest.raises(KeyError):
        score_services.rows_counted_by(period(district, units=[one]), str(district.government.pk), "filed_late", JUNE)


def test_every_number_of_the_reports_is_the_length_of_its_list(district):
    all_filed(district, but=district.bureaus[:2])
    district.filled(district.bureaus[0])
    asked = period(district)
    for one in score_services.scores_of_units(asked, JUNE):
        for item in score_services.load_score_sheet().items:
            opened = score_services.rows_counted_by(asked, str(one.unit.pk), item.key, JUNE)
            assert one.counted[item.key] == (len(opened) if isinstance(opened, list) else opened.count())


def test_another_government_is_judged_by_its_own_terms(filed):
    other = year.agency("H", "government", name="邻区人民政府")
    Filing.objects.create(agency=other, year=YEAR)
    FilingTerms.objects.create(government=other, year=YEAR, units_by=date(2026, 1, 10), publish_by=date(2026, 3, 1))
    both = Period.of(filed.government, *DUE, (filed.government.pk, other.pk))
    faults = report_faults(both, date(2026, 3, 2))[1]
    assert {one.code for one in faults["filed_late"]} == {"H"}
    assert {one.code for one in faults["published_late"]} == {"H"}


def test_more_units_take_no_more_queries(filed, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        score_services.scores_of_units(period(filed), JUNE)
    more = [year.agency(f"M{n}", parent=filed.government) for n in range(6)]
    with django_assert_max_num_queries(len(few.captured_queries)):
        score_services.scores_of_units(period(filed, units=[*filed.units, *more]), JUNE)
