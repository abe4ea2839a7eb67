"""The clock against an independent slow count over whole lives, and the calendars against chinesecalendar."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law import Refused
from law.calendars.working_days import filed_years, published_calendar
from law.deadlines.clock import ClockAct, run
from tests.law.deadlines.slow_clock import LAST, Illegal, live

DAY = timedelta(days=1)
KEYS = st.sampled_from([None, None, "a", "b"])
ACTS = st.one_of(
    st.builds(
        dict, act=st.sampled_from(["request_correction", "receive_correction", "issue_fee_notice", "receive_payment"])
    ),
    st.builds(dict, act=st.just("extend"), workdays=st.integers(0, 22)),
    st.builds(
        dict,
        act=st.sampled_from(["consult_third_party", "consult_agency"]),
        key=KEYS,
        term_workdays=st.sampled_from([None, None, 1, 5, 30]),
        told_after=st.integers(0, 4),
    ),
    st.builds(dict, act=st.sampled_from(["receive_third_party_opinion", "receive_agency_opinion"]), key=KEYS),
)


def test_calendars_agree_with_chinesecalendar():
    day, wrong = date(2008, 1, 1), []
    assert filed_years()[-1].year == LAST
    while day <= date(LAST, 12, 31):
        if published_calendar().is_workday(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += DAY
    assert wrong == []


NOTICES = ("request_correction", "extend", "issue_fee_notice", "consult_third_party", "consult_agency")
SENT = st.sampled_from(["at once"] * 4 + ["never", 0, 1, 2, 3, 5, 8, 13, 25])


def _act(drawn: dict, on: date, sent) -> dict:
    """Return one act as it was done, with the day on which its letter left where it has one."""
    act = {name: value for name, value in drawn.items() if name != "told_after" and value is not None} | {"on": on}
    left = on
    if drawn["act"] in NOTICES and sent != "at once":
        left = act["sent_on"] = None if sent == "never" else on + sent * DAY
    if left and drawn.get("told_after"):
        act["delivered_on"] = left + drawn["told_after"] * DAY
    return act


def _clock_act(act: dict) -> ClockAct:
    return ClockAct(**act, unsent="sent_on" in act and act["sent_on"] is None)


@pytest.mark.fault("F13")
@settings(max_examples=600, deadline=None)
@given(
    received=st.dates(date(2008, 5, 1), date(2026, 12, 31)),
    moves=st.lists(st.tuples(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 13, 25]), SENT, ACTS), max_size=9),
)
def test_every_life_against_the_slow_clock(received, moves):
    """An act that either clock refuses is left out by both, so that long lives come about."""
    kept, day = [], received
    for gap, sent, drawn in moves:
        act = _act(drawn, day + gap * DAY, sent)
        try:
            slow, void = live(received, [*kept, act])
        except Illegal:
            refused = True
        else:
            refused = False
        try:
            reckoning = run(received, map(_clock_act, [*kept, act]), calendar=published_calendar())
        except Refused as error:
            assert refused, f"{act} refused by the clock only: {error}"
            continue
        assert not refused, f"{act} refused by the slow clock only"
        kept.append(act)
        day = act["on"]
        assert reckoning.waiting_for == slow.waits
        assert reckoning.due_on == (None if slow.waits else slow.due())
        assert reckoning.provisional == (not slow.waits and slow.provisional())
        assert list(reckoning.void) == void
        assert [one.place for one in reckoning.unsent] == [
            place for place, one in enumerate(kept) if one.get("sent_on", one["on"]) is None
        ]
        assert all(r.article and r.text and r.english for r in reckoning.reasons)
        assert reckoning.reasons[-1].due_on == reckoning.due_on
