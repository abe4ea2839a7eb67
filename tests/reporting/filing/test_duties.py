"""What the worklist says of the year's report, and which year the navigation opens."""

from datetime import date, datetime

import pytest
import time_machine

from reporting.filing import services as filing_services
from reporting.filing.duties import duties_of, filing_year
from reporting.templatetags.duties import report_year_of
from tests.reporting import year
from tests.reporting.district import FEBRUARY, JANUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, at
from workflow.locks import services as lock_services


@shared_data
def district():
    return District()


def told(user, on) -> list[tuple[str, int, int]]:
    user.__dict__.pop("roles", None)
    return [(one.what, one.year, one.count) for one in duties_of(user, on)]


@pytest.mark.parametrize(
    ("on", "filed", "looked_at"),
    [
        (date(2026, 1, 1), 2025, 2025),
        (date(2026, 3, 31), 2025, 2025),
        (date(2026, 4, 1), 2025, 2026),
        (date(2026, 11, 30), 2025, 2026),
        (date(2026, 12, 1), 2026, 2026),
    ],
)
def test_which_year_is_in_hand(on, filed, looked_at):
    assert filing_year(on) == filed
    assert report_year_of(on) == looked_at


def test_the_duties_go_from_the_clerk_to_the_head_to_the_supervisor(district):
    unit = district.bureaus[0]
    clerk, head, supervisor = district.clerks["B1"], district.heads["B1"], district.supervisor
    assert told(clerk, JANUARY) == [("file", YEAR, 0)]
    assert told(head, JANUARY) == []  # nobody has begun
    assert told(supervisor, JANUARY) == []
    district.filled(unit)
    assert told(head, JANUARY) == [("confirm", YEAR, 0)]
    filing_services.confirm(unit, YEAR, by=head, now=at(JANUARY))
    assert told(clerk, JANUARY) == told(head, JANUARY) == []
    assert told(supervisor, JANUARY) == [("accept", YEAR, 1)]
    filing_services.return_filing(unit, YEAR, "请核对", {}, by=supervisor, now=at(FEBRUARY))
    assert told(clerk, FEBRUARY) == [("returned", YEAR, 0)]
    assert told(supervisor, FEBRUARY) == [("late", YEAR, 4)]  # the returned one among them: the term is over


def test_nothing_is_to_be_done_for_a_locked_year_or_by_others(district):
    lock_services.lock([unit.pk for unit in district.units], YEAR, basis="x", by=district.supervisor, now=at(FEBRUARY))
    for person in (
        district.clerks["B1"],
        district.heads["B1"],
        district.supervisor,
        district.auditor,
        district.administrator,
    ):
        assert told(person, FEBRUARY) == []
    assert told(district.clerks["B1"], date(2026, 12, 1)) == [("file", 2026, 0)]


def test_the_worklist_links_to_the_filing(district, client):
    year.cases([{"agency": district.bureaus[2], "received_on": date(2025, 3, 3)}])
    with time_machine.travel(datetime(2026, 2, 20, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(district.clerks["B1"])
        page = client.get("/").content.decode()
        assert '<a href="/report/2025/B1/file/">填报 2025 年度报告</a>' in page
        assert "迟 20 日" in page
        assert '<a href="/report/2025/B1/"' in page
        client.force_login(district.supervisor)
        page = client.get("/").content.decode()
        assert "4 家 2025 年度的报告已经迟了" in page
        assert '<a href="/supervise/2025/"' in page


def test_an_office_that_begins_later_is_not_late_with_what_it_reported_elsewhere(district):
    clerk, supervisor = district.clerks["B1"], district.supervisor
    later = date(2026, 11, 29)
    assert told(clerk, JANUARY) == [("file", YEAR, 0)]  # the season: whoever begins now files here
    assert told(clerk, later) == told(supervisor, later) == []
    year.cases([{"agency": district.bureaus[1], "received_on": date(2026, 10, 8)}])
    assert told(clerk, later) == []  # this year's case says nothing of last year's report
    year.cases([{"agency": district.bureaus[1], "received_on": date(2025, 12, 31)}])
    assert told(clerk, later) == [("file", YEAR, 0)]  # another unit of the government worked here: all are late
    assert told(supervisor, later) == [("late", YEAR, 4)]
    assert told(clerk, date(2026, 12, 1)) == [("file", 2026, 0)]


def test_a_filing_that_was_begun_is_late_when_its_term_is_over(district):
    district.figures(district.bureaus[0])
    assert told(district.clerks["B1"], date(2026, 11, 29)) == [("file", YEAR, 0)]
