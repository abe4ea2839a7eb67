"""What the supervisor watches: the lights are the desk's, the days are working days, every unit stands in one place."""

from datetime import date, timedelta

import pytest

from agencies.organisation.models import Agency
from law.calendars.working_days import published_calendar
from reporting.quality import services as quality_services
from reporting.quality.models import CaseQuality
from reporting.quality.rubric import load_rubric
from reporting.supervision import overview as supervision_overview
from reporting.supervision import services as supervision_services
from tests.reporting import year
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at
from workflow.cases.models import Case
from workflow.desk import worklist

TODAY = date(2026, 5, 7)  # a Thursday; Saturday the 9th is a make-up working day
DUE = [date(2026, 5, 7), date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 11), date(2026, 5, 12)]


@shared_data
def office():
    office = Office()
    office.school = year.agency("E", parent=office.government, name="某区教育局")
    return office


@shared_data
def busy():
    """Cases of every light: overdue to far off, one that waits for a correction, one with a third party asked."""
    office = Office()
    office.school = year.agency("E", parent=office.government, name="某区教育局")
    days = published_calendar()
    received = [
        day for n in range(45) if days.is_workday(day := date(2026, 3, 24) + timedelta(days=n)) and day <= TODAY
    ]
    office.made = [office.assigned(day) for day in received[::2]]
    office.do(office.assigned(date(2026, 5, 6)), "request_correction", TODAY, points="请写明文件名称", term_workdays=7)
    office.do(
        office.assigned(date(2026, 4, 9)),
        "consult_third_party",
        date(2026, 5, 6),
        name="甲公司",
        matter="合同",
        delivered_on="2026-05-06",
    )
    return office


def every(office) -> list[Agency]:
    return list(Agency.objects.under(office.government).order_by("code"))


def seen(office, today=TODAY) -> supervision_overview.SupervisionOverview:
    return supervision_overview.overview_of(office.government, every(office), today, published_calendar())


# -- the days ----------------------------------------------------------------------------------------------------


def test_the_ten_days_are_working_days_with_make_up_days_and_without_holidays():
    assert supervision_overview.coming_workdays(TODAY, published_calendar())[:5] == tuple(DUE)
    assert supervision_overview.coming_workdays(date(2026, 9, 30), published_calendar()) == (
        date(2026, 9, 30),
        date(2026, 10, 8),
        date(2026, 10, 9),
        date(2026, 10, 10),
        date(2026, 10, 12),
        date(2026, 10, 13),
        date(2026, 10, 14),
        date(2026, 10, 15),
        date(2026, 10, 16),
        date(2026, 10, 19),
    )


@pytest.mark.parametrize("today", [date(2026, 5, 1) + timedelta(days=n) for n in range(31)])
def test_from_any_day_the_columns_are_the_next_ten_working_days(today):
    days, found = published_calendar(), supervision_overview.coming_workdays(today, published_calendar())
    passed = [today + timedelta(days=n) for n in range((found[-1] - today).days + 1)]
    assert found == tuple(day for day in passed if days.is_workday(day))
    assert len(found) == supervision_overview.DAYS


# -- the cases in hand -------------------------------------------------------------------------------------------


def test_the_lights_are_those_of_the_desk(busy):
    assert set(supervision_overview.LIGHTS) == set(worklist.LIGHTS)
    held = supervision_overview.open_cases([one.pk for one in every(busy)], TODAY, published_calendar())
    cases = Case.objects.filter(agency=busy.agency)
    desk = {
        row.case.pk: row.term_status.light
        for row in worklist.worklist_rows(cases, busy.clerk, TODAY, published_calendar())
    }
    assert {one.pk: one.light for one in held} == desk
    assert {light.code for light in desk.values()} == set(supervision_overview.LIGHTS)
    assert sum(light.code == "p" for light in desk.values()) == 2


@pytest.mark.parametrize("n", range(0, 40, 3))
def test_on_every_day_columns_and_events_tell_the_same_light(busy, n):
    """Also while an inquiry stops the clock and after it, and for cases that another calendar was the last to reckon."""
    today, days = TODAY - timedelta(days=10) + timedelta(days=n), published_calendar()
    Case.objects.filter(pk=busy.made[3].pk).update(due_on=date(2027, 1, 1), calendar_fingerprint="of another calendar")
    cases = list(Case.objects.filter(agency=busy.agency))
    desk = {pk: status.light for pk, (status, _keys) in worklist.term_statuses(cases, today, days).items()}
    held = supervision_overview.open_cases([busy.agency.pk], today, days)
    assert {one.pk: one.light for one in held} == desk
    every = seen(busy, today).every
    assert dict(every.lights) == {
        code: sum(light.code == code for light in desk.values()) for code in supervision_overview.LIGHTS
    }
    assert dict(every.days) == {
        day: sum(one.on == day for one in held) for day in supervision_overview.coming_workdays(today, days)
    }
    soon = [one for one in held if one.light.code in supervision_overview.SOON]
    assert seen(busy, today).soon == soon


def test_the_first_to_be_late_come_first(busy):
    codes = [one.light.code for one in supervision_overview.open_cases([busy.agency.pk], TODAY, published_calendar())]
    assert codes == sorted(codes, key=supervision_overview.LIGHTS.index)
    assert [one.due_on for one in seen(busy).soon] == sorted(one.due_on for one in seen(busy).soon)
    assert {one.light.code for one in seen(busy).soon} == {"k", "r", "o"}


def test_a_case_stands_under_the_working_day_by_which_it_is_due(busy):
    held, ahead = (
        supervision_overview.open_cases([busy.agency.pk], TODAY, published_calendar()),
        supervision_overview.coming_workdays(TODAY, published_calendar()),
    )
    for one in held:
        runs = one.light.code in "royg" and one.due_on <= ahead[-1]
        assert one.on == (one.due_on if runs else None)
    assert sum(one.on is not None for one in held) > 3


def test_a_day_that_was_taken_from_the_calendar_loses_no_case():
    """A due day that has become a day off is still looked at, under the next working day."""
    saturday = date(2026, 5, 16)
    assert supervision_overview.column_of(
        saturday,
        supervision_overview.Light("g", 6),
        TODAY,
        supervision_overview.coming_workdays(TODAY, published_calendar()),
    ) == date(2026, 5, 18)


def test_each_case_in_hand_stands_under_one_light_and_at_most_one_day(busy):
    found = seen(busy)
    for line in (*found.lines, found.every):
        assert sum(n for _code, n in line.lights) == line.held
        stopped_or_late = sum(n for code, n in line.lights if code in "kp")
        assert sum(n for _day, n in line.days) <= line.held - stopped_or_late
    assert found.every.held == len(busy.made) + 2 == sum(line.held for line in found.lines)


def test_a_number_that_the_page_does_not_have_is_none(busy):
    held, ahead = (
        supervision_overview.open_cases([busy.agency.pk], TODAY, published_calendar()),
        supervision_overview.coming_workdays(TODAY, published_calendar()),
    )
    for what in ("", "x", "kk", "2026-05-10", "2026-06-30", "2026-5-7", "late", "SOON"):
        with pytest.raises(KeyError):
            supervision_overview.cases_counted_by(held, what, ahead)


# -- the units ---------------------------------------------------------------------------------------------------


def test_the_most_pressing_unit_stands_first(office):
    units = [year.agency(code, parent=office.government) for code in ("A1", "A2", "A3")]
    made = year.cases([{"agency": unit, "received_on": date(2026, 4, 1)} for unit in units for _ in range(2)])
    for case, day in zip(
        made, (date(2026, 6, 30), date(2026, 6, 30), TODAY, TODAY, TODAY, date(2026, 5, 6)), strict=True
    ):
        Case.objects.filter(pk=case.pk).update(due_on=day)
    assert [(line.agency.code, line.worst) for line in seen(office).lines] == [("A3", "k"), ("A2", "r"), ("A1", "g")]


def test_units_without_an_application_this_year_are_idle(office):
    codes = ("queue", "lastyear", "carried", "closed", "done")
    unit = {code: year.agency(code, parent=office.government) for code in codes}
    office.application(date(2026, 5, 6))  # to be confirmed: it came all the same
    year.cases(
        [
            {
                "agency": unit["lastyear"],
                "received_on": date(2025, 12, 31),
                "outcome": "open",
                "decided_on": date(2026, 1, 5),
            },
            {"agency": unit["carried"], "received_on": date(2025, 12, 31)},
            {
                "agency": unit["done"],
                "received_on": date(2026, 1, 1),
                "outcome": "open",
                "decided_on": date(2026, 1, 5),
            },
        ]
    )
    Case.objects.exclude(outcome="").update(state="closed")
    Agency.objects.filter(pk=unit["closed"].pk).update(active=False)
    found = seen(office)
    assert [one.code for one in found.idle] == ["E", "G", "lastyear", "queue"]
    assert {line.agency.code for line in found.lines} == {"D", "carried", "done"}
    assert found.units == 7  # the closed one is none any more


def test_a_closed_unit_is_shown_while_it_has_cases_in_hand(busy):
    Agency.objects.filter(pk=busy.agency.pk).update(active=False)
    assert [line.agency.code for line in seen(busy).lines] == ["D"]


def test_late_replies_are_those_of_this_year(office):
    reply = {"agency": office.school, "outcome": "open"}
    year.cases(
        [
            reply | {"received_on": date(2025, 11, 1), "decided_on": date(2025, 12, 31), "timeliness": "late"},
            reply | {"received_on": date(2025, 11, 1), "decided_on": date(2026, 1, 1), "timeliness": "late"},
            reply | {"received_on": date(2026, 4, 1), "decided_on": TODAY, "timeliness": "late"},
            reply | {"received_on": date(2026, 4, 1), "decided_on": TODAY, "timeliness": "extended"},
            reply | {"received_on": date(2026, 4, 1), "decided_on": TODAY, "timeliness": "on_time"},
        ]
    )
    assert [case.decided_on for case in supervision_overview.late_replies([office.school.pk], TODAY)] == [
        TODAY,
        date(2026, 1, 1),
    ]
    line = next(line for line in seen(office).lines if line.agency == office.school)
    assert (line.late, seen(office).every.late) == (2, 2)


@pytest.mark.parametrize(("scored", "mean"), [(29, None), (30, 80)])
def test_a_mean_is_given_from_thirty_files_on(office, scored, mean):
    reply = {
        "agency": office.school,
        "outcome": "open",
        "received_on": date(2026, 1, 5),
        "decided_on": date(2026, 1, 20),
    }
    made = year.cases([reply] * scored)
    Case.objects.filter(pk__in=[case.pk for case in made]).update(state="closed")
    CaseQuality.objects.bulk_create(
        CaseQuality(
            case=case,
            points=70 + 20 * (n % 2),
            lost={},
            events=0,
            scheme=load_rubric().fingerprint,
            scored_at=at(TODAY),
        )
        for n, case in enumerate(made)
    )
    line = next(line for line in seen(office).lines if line.agency == office.school)
    assert (line.quality.scored, line.mean) == (scored, mean)
    assert quality_services.RANKED_FROM == 30


def test_open_notes_are_counted_with_their_unit(busy):
    by, now = busy.supervisor, at(TODAY)
    for case, day in zip(busy.made, (date(2026, 5, 7), date(2026, 5, 8)), strict=False):
        supervision_services.ask_unit(case, "请说明办到哪一步", day, by=by, now=now)
    answered = supervision_services.ask_unit(busy.made[2], "请说明办到哪一步", date(2026, 5, 7), by=by, now=now)
    supervision_services.answer_note(answered.pk, "已经送审", by=busy.clerk, now=now)
    line = seen(busy, date(2026, 5, 8)).lines[0]
    assert (line.open_notes, line.overdue_notes) == (2, 1)


def test_the_number_of_queries_depends_on_nothing(busy, django_assert_num_queries):
    agencies = every(busy)
    with django_assert_num_queries(19):
        supervision_overview.overview_of(busy.government, agencies, TODAY, published_calendar())
    year.cases(
        [{"agency": year.agency(f"U{n}", parent=busy.government), "received_on": date(2026, 4, 1)} for n in range(40)]
    )
    agencies = every(busy)
    with django_assert_num_queries(19):
        assert supervision_overview.overview_of(busy.government, agencies, TODAY, published_calendar()).units == 43
