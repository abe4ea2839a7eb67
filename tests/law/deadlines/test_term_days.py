"""The case page's account of a term: every day, and the rows of the table of reasons."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from law.calendars.working_days import published_calendar
from law.deadlines.clock import ClockAct, run
from law.deadlines.term_days import days, spans

CALENDAR = published_calendar()
DRAWN = [
    ClockAct("consult_third_party", date(2026, 9, 21), delivered_on=date(2026, 9, 22)),
    ClockAct("receive_third_party_opinion", date(2026, 10, 13)),
    ClockAct("extend", date(2026, 10, 26), workdays=10),
]


def test_the_days_of_the_drawing():
    strip = {d.date: d for d in days(run(date(2026, 9, 8), DRAWN, calendar=CALENDAR), CALENDAR)}
    told = {day: (d.kind, d.ordinal, d.plus, d.makeup) for day, d in strip.items()}
    assert told[date(2026, 9, 8)] == ("from", None, False, False)
    assert told[date(2026, 9, 9)] == ("work", 1, False, False)
    assert told[date(2026, 9, 19)] == ("weekend", None, False, False)
    assert told[date(2026, 9, 20)] == ("makeup", 9, False, True)
    assert told[date(2026, 9, 22)] == ("hold", None, False, False)
    assert told[date(2026, 9, 25)] == ("holiday", None, False, False)
    assert told[date(2026, 10, 10)] == ("hold", None, False, True)
    assert told[date(2026, 10, 27)] == ("work", 20, False, False)
    assert told[date(2026, 10, 28)] == ("work", 21, True, False)
    assert told[date(2026, 11, 10)] == ("work", 30, True, False)
    assert [d.date for d in strip.values() if d.last] == [date(2026, 11, 10)]
    assert strip[date(2026, 10, 10)].note == "调休上班，征求第三方意见，不计"
    assert strip[date(2026, 11, 10)].note == "计第 30 日（延期）"


def test_the_rows_of_the_drawing():
    rows = spans(run(date(2026, 9, 8), DRAWN, calendar=CALENDAR), CALENDAR)
    day = lambda month, n: date(2026, month, n)  # noqa: E731
    assert [(r.first, r.last, r.counted, r.total, r.held) for r in rows] == [
        (day(9, 8), day(9, 8), 0, 0, False),
        (day(9, 9), day(9, 21), 10, 10, False),
        (day(9, 22), day(10, 13), 11, 10, True),
        (day(10, 14), day(10, 27), 10, 20, False),
        (day(10, 28), day(11, 10), 10, 30, False),
    ]
    assert rows[1].text == "9月20日（周日）调休上班，计入"
    assert rows[2].text == "征求第三方意见：9月21日发出，算到10月13日"
    assert rows[3].text == "第 20 日为原应答复日"
    assert rows[4].text.startswith("延期 10 日：10月26日告知")
    assert [r.article for r in rows] == ["条例33②", "条例33②", "条例32、33③", "条例33②", "条例33②"]


def test_a_term_that_stands_still_has_no_days():
    waiting = run(date(2025, 3, 3), [ClockAct("request_correction", date(2025, 3, 5))], calendar=CALENDAR)
    assert (days(waiting, CALENDAR), spans(waiting, CALENDAR)) == ([], [])


def test_a_restarted_term_begins_with_its_restart():
    acts = [ClockAct("request_correction", date(2025, 3, 5)), ClockAct("receive_correction", date(2025, 3, 10))]
    restarted = run(date(2025, 3, 3), acts, calendar=CALENDAR)
    assert days(restarted, CALENDAR)[0].date == date(2025, 3, 10)
    first = spans(restarted, CALENDAR)[0]
    assert (first.first, first.last) == (date(2025, 3, 3), date(2025, 3, 10))
    assert "收到补正" in first.text


@settings(max_examples=150, deadline=None)
@given(
    received=st.dates(date(2009, 1, 1), date(2026, 6, 30)),
    sent=st.integers(0, 40),
    lasts=st.integers(0, 40),
    second=st.integers(0, 20),
    extension=st.integers(0, 15),
)
def test_the_rows_add_up_to_the_term(received, sent, lasts, second, extension):
    acts = [ClockAct("extend", received, workdays=extension)] if extension else []
    first = received + timedelta(sent)
    later = first + timedelta(second)
    acts += [ClockAct("consult_third_party", first, key="a"), ClockAct("consult_third_party", later, key="b")]
    acts.append(ClockAct("receive_third_party_opinion", later + timedelta(lasts), key="a"))
    reckoning = run(received, acts, calendar=CALENDAR)
    strip, rows = days(reckoning, CALENDAR), spans(reckoning, CALENDAR)
    term = reckoning.base_workdays + extension
    assert [d.ordinal for d in strip if d.ordinal] == list(range(1, term + 1))
    assert (strip[0].date, strip[-1].date) == (received, reckoning.due_on)
    assert sum(r.counted for r in rows if not r.held) == rows[-1].total == term
    assert sum(r.counted for r in rows if r.held) == sum(d.kind == "hold" for d in strip)
    assert all(a.last < b.first for a, b in zip(rows, rows[1:], strict=False))
    assert rows[-1].last == reckoning.due_on
    assert all(r.text and r.english and r.article for r in rows)
    assert all(d.note and d.english for d in strip)
