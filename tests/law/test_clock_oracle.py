"""The clock against an independent slow count, day by day, and the calendars against chinesecalendar."""

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from law.calendar import published
from law.clock import ClockAct, run

DAY = timedelta(days=1)


def test_calendars_agree_with_chinesecalendar():
    day, wrong = date(2008, 1, 1), []
    while day <= date(2026, 12, 31):
        if published().is_workday(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += DAY
    assert wrong == []


def slow_due(received, term, pauses, extension):
    """Walk day by day; a working day inside any pause is not counted."""
    left, day = term + extension, received
    while left:
        day += DAY
        if published().is_workday(day) and not any(sent < day <= ended for sent, ended in pauses):
            left -= 1
    return day


@settings(max_examples=300, deadline=None)
@given(
    received=st.dates(date(2008, 5, 1), date(2026, 6, 30)),
    pauses=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 40)), max_size=3),
    extension=st.integers(0, 15),
)
def test_pauses_and_extension_against_the_slow_count(received, pauses, extension):
    acts, spans = [], []
    for place, (after, lasts) in enumerate(pauses):
        sent = received + after * DAY
        ended = min(sent + lasts * DAY, published().add(sent, 15))
        acts.append(ClockAct("consult_third_party", sent, key=str(place)))
        acts.append(ClockAct("receive_third_party_opinion", sent + lasts * DAY, key=str(place)))
        spans.append((sent, ended))
    if extension:
        acts.append(ClockAct("extend", received, workdays=extension))
    acts.sort(key=lambda act: (act.on, act.act != "extend", act.act != "consult_third_party"))
    reckoning = run(received, acts, calendar=published())
    term = 15 if received < date(2019, 5, 15) else 20
    assert reckoning.due_on == slow_due(received, term, spans, extension)
    assert all(reason.article and reason.text and reason.english for reason in reckoning.reasons)
