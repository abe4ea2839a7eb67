"""Moves of the clock that only the desk knows: reasons, delay, silence, revocation; `reckon` does not gain them."""

from datetime import date

import pytest

from law import Refused, procedure
from law.calendars.working_days import published_calendar
from law.deadlines import clock, deadline_json, term_days
from law.deadlines.clock import ClockAct, run
from law.disputed import Settings
from law.regulations.texts import REGULATIONS

START = date(2026, 3, 2)
DAYS = published_calendar()
OLD = date(2018, 3, 5)


def due(*acts: ClockAct, received_on: date = START, **options) -> date | None:
    """Return the due day after some acts."""
    return run(received_on, acts, calendar=DAYS, **options).due_on


def asked(on: date = date(2026, 3, 4)) -> ClockAct:
    """Return the request for reasons."""
    return ClockAct("request_reasons", on)


def given(on: date = date(2026, 3, 9), act: str = "receive_reasons") -> ClockAct:
    """Return the answer to it."""
    return ClockAct(act, on)


def test_reasons_wait_and_restart_as_a_correction_does():
    waiting = run(START, [asked()], calendar=DAYS)
    assert (waiting.due_on, waiting.waiting_for, waiting.reasons[-1].article) == (None, "reasons", "条例35")
    as_correction = due(
        ClockAct("request_correction", date(2026, 3, 4)), ClockAct("receive_correction", date(2026, 3, 9))
    )
    assert due(asked(), given()) == as_correction == DAYS.add(date(2026, 3, 9), 20)
    assert due(asked(), given(act="lapse_reasons")) == as_correction


def test_by_the_other_reading_reasons_move_nothing():
    other = Settings(reasons_as_correction=False)
    assert due(asked(date(2026, 3, 20)), settings=other) == due()
    assert due(asked(), given(), settings=other) == due()
    assert due(asked(), given(), ClockAct("delay", date(2026, 3, 30), workdays=5), settings=other) == DAYS.add(due(), 5)


def test_while_reasons_are_awaited_nothing_else_happens():
    for act in ("extend", "request_correction", "receive_correction", "issue_fee_notice", "delay"):
        with pytest.raises(Refused, match="等待说明理由"):
            due(asked(), ClockAct(act, date(2026, 3, 5), workdays=5))


@pytest.mark.parametrize(
    ("acts", "says"),
    [
        ([asked(date(2026, 3, 12))], "7 个工作日"),
        ([asked(), given(), asked(date(2026, 3, 10))], "不能再次"),
        ([given()], "没有要求说明理由"),
        ([ClockAct("delay", START, workdays=5)], "说明理由以后"),
        ([asked(), given(act="lapse_reasons"), ClockAct("delay", date(2026, 3, 10), workdays=5)], "说明理由以后"),
        ([asked(), given(), ClockAct("delay", date(2026, 3, 10))], "正整数"),
        ([asked(), given(), ClockAct("delay", date(2026, 4, 8), workdays=5)], "已过应答复日"),
        ([asked(), given(), *[ClockAct("delay", date(2026, 3, 10), workdays=5)] * 2], "已经确定过"),
    ],
)
def test_what_article_35_does_not_allow_is_refused(acts, says):
    with pytest.raises(Refused, match=says) as refusal:
        due(*acts)
    assert refusal.value.article == "条例35"


def test_in_a_history_a_late_request_for_reasons_moves_nothing():
    late = run(START, [asked(date(2026, 3, 12)), given(date(2026, 3, 16))], calendar=DAYS, history=True)
    assert late.due_on == due()
    assert [reason.late for reason in late.reasons] == [False, True, True]


def test_a_delay_has_no_cap_and_adds_to_an_extension():
    delay, extension = (
        ClockAct("delay", date(2026, 3, 10), workdays=60),
        ClockAct("extend", date(2026, 3, 10), workdays=20),
    )
    assert due(asked(), given(), delay) == DAYS.add(date(2026, 3, 9), 80)
    assert (
        due(asked(), given(), extension, delay)
        == due(asked(), given(), delay, extension)
        == DAYS.add(date(2026, 3, 9), 100)
    )


def test_the_table_of_reasons_names_a_delay_with_its_article():
    reckoning = run(START, [asked(), given(), ClockAct("delay", date(2026, 3, 10), workdays=5)], calendar=DAYS)
    last = term_days.spans(reckoning, DAYS)[-1]
    assert last.counted == 5 and last.article == "条例35" and last.text.startswith("延迟 5 日：3月10日告知")


@pytest.mark.parametrize(
    ("ask", "lapse", "article"),
    [
        ("consult_third_party", "lapse_third_party_opinion", "条例32"),
        ("consult_agency", "lapse_agency_opinion", "条例34"),
    ],
)
def test_silence_ends_the_pause_with_its_term(ask, lapse, article):
    ask_act = ClockAct(ask, date(2026, 3, 4), "a")
    silent = run(START, [ask_act, ClockAct(lapse, date(2026, 4, 1), "a")], calendar=DAYS)
    assert silent.due_on == due(ask_act)  # what is recorded later changes nothing
    assert silent.open_keys == () and silent.reasons[-1].article == article
    assert "逾期未提出意见" in silent.reasons[-1].text
    with pytest.raises(Refused, match="届满"):
        due(ask_act, ClockAct(lapse, DAYS.add(date(2026, 3, 4), 15), "a"))


@pytest.mark.parametrize(("received_on", "base"), [(START, 20), (OLD, 15)])
def test_a_revocation_starts_the_full_term_anew_and_forgets_the_extension(received_on, base):
    on = DAYS.add(received_on, 10)
    acts = [ClockAct("extend", received_on, workdays=5), ClockAct("revoke_reply", on)]
    assert due(*acts, received_on=received_on) == DAYS.add(on, base)
    assert due(*acts, ClockAct("extend", on, workdays=15), received_on=received_on) == DAYS.add(on, base + 15)


def test_a_life_for_reckon_knows_its_nine_acts_only():
    assert len(deadline_json.ACTS) == 9 and deadline_json.ACTS < procedure.CLOCK_ACTS
    for act in procedure.CLOCK_ACTS - deadline_json.ACTS:
        life = {"received_on": "2026-03-02", "acts": [{"act": act, "on": "2026-03-04", "workdays": 5}]}
        assert deadline_json.reckon(life) == {"error": f"没有“{act}”这一步"}


def test_every_act_that_moves_the_clock_has_a_step_and_an_article():
    assert set(clock._STEPS) == procedure.CLOCK_ACTS
    for regulation in REGULATIONS.values():
        assert set(regulation.moves) >= procedure.CLOCK_ACTS
