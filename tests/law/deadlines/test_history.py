"""History that broke a deadline is accepted, marked late and moves nothing; what is impossible stays refused."""

from datetime import date

import pytest

from law import Refused
from law.calendars.working_days import published_calendar
from law.deadlines.clock import ClockAct, run

RECEIVED = date(2025, 3, 3)
DUE = date(2025, 3, 31)


def past(*acts: ClockAct):
    """Reckon a life of the register."""
    return run(RECEIVED, acts, calendar=published_calendar(), history=True)


def day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")


@pytest.mark.parametrize(
    "acts",
    [
        [ClockAct("request_correction", day("03-13"))],
        [ClockAct("request_correction", day("03-13")), ClockAct("receive_correction", day("03-20"))],
        [ClockAct("issue_fee_notice", day("04-01")), ClockAct("receive_payment", day("04-03"))],
        [ClockAct("extend", day("04-01"), workdays=10)],
    ],
    ids=["correction", "correction and its answer", "fee notice and payment", "extension"],
)
def test_what_came_too_late_moves_nothing(acts):
    reckoning = past(*acts)
    assert (reckoning.due_on, reckoning.waiting_for) == (DUE, None)
    assert all(reason.late and reason.due_on == DUE for reason in reckoning.reasons[1:])
    with pytest.raises(Refused):
        run(RECEIVED, acts, calendar=published_calendar())


def test_a_correction_asked_in_time_restarts_history_as_well():
    reckoning = past(ClockAct("request_correction", day("03-12")), ClockAct("receive_correction", day("03-20")))
    assert reckoning.due_on == run(day("03-20"), calendar=published_calendar()).due_on
    assert not any(reason.late for reason in reckoning.reasons)


def test_a_late_extension_is_no_extension():
    reckoning = past(ClockAct("extend", day("04-01"), workdays=10))
    assert (reckoning.extended_workdays, reckoning.base_due_on) == (0, DUE)


@pytest.mark.parametrize(
    "acts",
    [
        [ClockAct("extend", day("03-01"), workdays=5)],
        [ClockAct("consult_third_party", day("03-10")), ClockAct("extend", day("03-07"), workdays=5)],
        [ClockAct("receive_correction", day("03-10"))],
        [ClockAct("receive_payment", day("03-10"))],
        [ClockAct("receive_third_party_opinion", day("03-10"))],
        [ClockAct("request_correction", day("03-13")), *[ClockAct("receive_correction", day("03-20"))] * 2],
        [ClockAct("extend", day("03-10"), workdays=0)],
        [ClockAct("reply", day("03-10"))],
    ],
)
def test_the_impossible_is_refused_in_history_too(acts):
    with pytest.raises(Refused):
        past(*acts)


@pytest.mark.parametrize("received", [date(2018, 3, 1), date(2020, 3, 2)])
def test_a_fee_without_any_basis_is_refused_in_history_too(received):
    with pytest.raises(Refused):
        run(received, [ClockAct("issue_fee_notice", received)], calendar=published_calendar(), history=True)
