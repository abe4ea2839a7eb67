"""Dated texts, the calendars, the disputed points: data that must hang together."""

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from law import Refused, dated
from law.calendars.statutory_holidays import fixed_days, known_years
from law.calendars.working_days import Calendar, YearTable, filed_years, published_calendar
from law.deadlines import receipt
from law.deadlines.clock import ClockAct, run
from law.disputed import POINTS, Settings
from law.fees import tariffs
from law.regulations.texts import REGULATIONS
from law.remedies import instructions

ROOT = Path(__file__).resolve().parents[2]
LAST = filed_years()[-1].year  # the last year whose notice is here


def write(folder: Path, name: str, start: str, end: str = "", more: str = "says = 1") -> None:
    """Write one dated text."""
    (folder / f"{name}.toml").write_text(
        f"in_force_from = {start}\nchecked_on = 2026-11-30\n" + (f"in_force_to = {end}\n" if end else "") + more + "\n",
        encoding="utf-8",
    )


def test_texts_are_picked_by_day(tmp_path):
    write(tmp_path, "old", "2008-05-01", "2019-05-14")
    write(tmp_path, "new", "2019-05-15")
    texts = dated.load_texts(tmp_path, ("says",))
    assert [dated.text_in_force(texts, date(2019, 5, day)).code for day in (14, 15)] == ["old", "new"]
    with pytest.raises(Refused, match="没有可以适用的规定"):
        dated.text_in_force(texts, date(2008, 4, 30))


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (("2019-05-16",), "gap"),
        (("2019-05-14",), "overlap"),
        (("2019-05-15", "2019-05-01"), "ends before"),
        (("2019-05-15", "", "says = 1\nsaid = 2"), "unknown said"),
        (("2019-05-15", "", "other = 1"), "missing says"),
    ],
)
def test_gaps_overlaps_and_unknown_keys_are_refused(tmp_path, second, fault):
    write(tmp_path, "old", "2008-05-01", "2019-05-14")
    write(tmp_path, "new", *second)
    with pytest.raises(ValueError, match=fault):
        dated.load_texts(tmp_path, ("says",))


def test_a_text_that_does_not_say_when_it_was_checked_is_refused(tmp_path):
    (tmp_path / "old.toml").write_text("in_force_from = 2008-05-01\nsays = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="missing checked_on"):
        dated.load_texts(tmp_path, ("says",))


def test_two_texts_without_an_end_overlap(tmp_path):
    write(tmp_path, "old", "2008-05-01")
    write(tmp_path, "new", "2019-05-15")
    with pytest.raises(ValueError, match="overlap"):
        dated.load_texts(tmp_path, ("says",))


def test_no_text_at_all_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no text"):
        dated.load_texts(tmp_path, ())


@pytest.mark.parametrize("texts", [tariffs.TARIFFS, instructions.LETTERS])
def test_our_texts_reach_from_the_first_regulations_until_today(texts):
    assert (texts[0].in_force_from, texts[-1].in_force_to) == (date(2008, 5, 1), None)


def test_the_two_regulations():
    old, new = REGULATIONS["2007"], REGULATIONS["2019"]
    assert (old.base_workdays, old.extension_workdays, old.correction_notice_workdays) == (15, 15, 0)
    assert (new.base_workdays, new.extension_workdays, new.correction_notice_workdays) == (20, 20, 7)
    assert (old.in_force_to + timedelta(days=1), new.in_force_from) == (new.in_force_from, receipt.REVISED)
    assert old.moves.keys() == new.moves.keys()
    assert "15个工作日" in old.articles[24].text
    assert "20个工作日" in new.articles[33].text
    assert [len(regulation.articles) for regulation in REGULATIONS.values()] == [38, 56]
    assert (old.articles[38].text, new.articles[56].text) == (
        "本条例自2008年5月1日起施行。",
        "本条例自2019年5月15日起施行。",
    )


def test_every_disputed_point_has_its_place_and_every_setting_its_point():
    places = [point.place for point in POINTS]
    for setting in fields(Settings):
        assert places.count(f"Settings.{setting.name}") == 1, setting.name
    for point in POINTS:
        assert point.answer and point.source
        if point.place.startswith("Settings."):
            assert point.place.removeprefix("Settings.") in {setting.name for setting in fields(Settings)}
        else:
            assert (ROOT / point.place).exists(), point.place


def test_disputed_receipts_are_settings():
    day, later = date(2025, 3, 3), date(2025, 3, 5)
    assert receipt.received_on(
        "portal", day, settings=Settings(portal_submission_counts=False)
    ).waiting_for_confirmation
    told = receipt.received_on("online", day, settings=Settings(online_arrival_published=True))
    assert told.received_on == day
    strict = Settings(misdirected_signature_counts=False)
    assert receipt.received_on("mail_misdirected", day, later, settings=strict).received_on == later
    assert receipt.received_on("mail_misdirected", day, later).received_on == day


def test_disputed_clocks_are_settings():
    received, sent, told = date(2025, 3, 3), date(2025, 3, 10), date(2025, 3, 12)
    consult = ClockAct("consult_third_party", sent, delivered_on=told)
    opinion = ClockAct("receive_third_party_opinion", date(2025, 3, 28))
    by_sending = run(received, [consult, opinion], calendar=published_calendar()).due_on
    by_delivery = run(
        received, [consult, opinion], calendar=published_calendar(), settings=Settings(pause_from_sending=False)
    )
    assert published_calendar().count(by_delivery.due_on, by_sending) == 2
    silent = run(received, [consult], calendar=published_calendar(), settings=Settings(opinion_workdays=5))
    assert silent.pauses[0].ends_on == published_calendar().add(told, 5)
    old = [ClockAct("consult_agency", date(2018, 3, 5)), ClockAct("receive_agency_opinion", date(2018, 3, 12))]
    stops = Settings(agency_consultation_stops_2007=True)
    assert run(date(2018, 3, 1), old, calendar=published_calendar(), settings=stops).due_on == date(2018, 3, 29)


def test_a_second_correction_is_a_setting():
    acts = [
        ClockAct("request_correction", date(2025, 3, 4)),
        ClockAct("receive_correction", date(2025, 3, 5)),
        ClockAct("request_correction", date(2025, 3, 6)),
    ]
    again = run(date(2025, 3, 3), acts, calendar=published_calendar(), settings=Settings(allows_second_correction=True))
    assert again.waiting_for == "correction"


def test_every_filed_year_is_whole_and_names_its_notice():
    assert [table.year for table in filed_years()] == list(range(2008, LAST + 1))
    for table in filed_years():
        table.check()
        assert table.complete


@pytest.mark.parametrize(
    ("off", "work", "papers", "says"),
    [
        ({date(2026, 11, 30)}, set(), ("通知",), "不属于2027年"),
        ({date(2027, 1, 1)}, {date(2027, 1, 1)}, ("通知",), "既是放假日又是上班日"),
        ({date(2027, 1, 1)}, set(), (" ",), "没有写明"),
    ],
)
def test_a_faulty_year_is_refused(off, work, papers, says):
    with pytest.raises(Refused, match=says):
        YearTable(2027, frozenset(off), frozenset(work), papers).check()


WEEKDAY, SATURDAY = (
    max(date(LAST, 12, day) for day in range(25, 32) if date(LAST, 12, day).isoweekday() == n) for n in (4, 6)
)
NEXT_YEAR = YearTable(
    LAST + 1,
    off=frozenset({WEEKDAY, date(LAST + 1, 1, 1)}),
    work=frozenset({SATURDAY, date(LAST + 1, 1, 2)}),
    papers=("a notice made up for this test",),
)


def test_a_new_year_settles_what_was_provisional_and_changes_the_december_before():
    calendar = Calendar.load(extra=[NEXT_YEAR])
    before, after = (run(date(LAST, 12, 20), calendar=c) for c in (published_calendar(), calendar))
    assert (before.provisional, after.provisional) == (True, False)
    assert [calendar.kind_of(d) for d in (WEEKDAY, SATURDAY)] == ["holiday", "makeup"]
    assert calendar.fingerprint != published_calendar().fingerprint
    assert Calendar.load().fingerprint == published_calendar().fingerprint
    assert published_calendar().kind_of(WEEKDAY) == "work"


def test_a_table_entered_later_replaces_the_year_of_the_files():
    emergency = YearTable(2026, off=frozenset({date(2026, 11, 25)}), work=frozenset(), papers=("x",))
    calendar = Calendar.load(extra=[emergency])
    assert not calendar.is_workday(date(2026, 11, 25))
    assert calendar.is_workday(date(2026, 10, 1))


def test_an_incomplete_year_stays_provisional():
    draft = YearTable(LAST + 1, NEXT_YEAR.off, NEXT_YEAR.work, NEXT_YEAR.papers, complete=False)
    assert run(date(LAST, 12, 20), calendar=Calendar.load(extra=[draft])).provisional


@pytest.mark.parametrize("year", range(2008, LAST + 1))
def test_every_notice_leaves_out_the_days_that_the_law_fixes(year):
    """The lunar days and the texts of the 办法 against all notices: the same computation gives the years to come."""
    days = published_calendar()
    assert [day for day in sorted(fixed_days(year)) if days.is_workday(day)] == []
    assert len(fixed_days(year)) == {2009: 10, 2020: 10}.get(
        year, 11 if year < 2025 else 13
    )  # 中秋 within 10-01 to 10-03


def test_the_new_years_eve_was_fixed_until_2013_and_again_since_2025():
    eves = {date(2013, 2, 9): True, date(2014, 1, 30): False, date(2024, 2, 9): False, date(2025, 1, 28): True}
    assert {day: day in fixed_days(day.year) for day in eves} == eves
    assert [date(year, 5, 2) in fixed_days(year) for year in (2024, 2025)] == [False, True]


def test_in_a_year_without_a_notice_the_days_fixed_by_law_are_off():
    days = published_calendar()
    assert not days.published(2027)
    off = [date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15),
           date(2027, 10, 1)]  # fmt: skip
    assert {days.kind_of(day) for day in off} == {"holiday"}
    assert [days.kind_of(date(2027, 2, day)) for day in (4, 9)] == ["work", "work"]
    assert run(date(2026, 12, 3), calendar=days).due_on == date(2026, 12, 31)
    assert run(date(2026, 12, 4), calendar=days).due_on == date(2027, 1, 4)  # not New Year's Day, which is a Friday


def test_a_notice_takes_the_place_of_the_fixed_days_and_changes_the_fingerprint():
    entered = Calendar.load(extra=[NEXT_YEAR])
    assert entered.is_workday(date(LAST + 1, 2, 5))  # the notice of this test says nothing of the Spring Festival
    draft = YearTable(LAST + 1, NEXT_YEAR.off, NEXT_YEAR.work, NEXT_YEAR.papers, complete=False)
    assert not Calendar.load(extra=[draft]).is_workday(date(LAST + 1, 2, 5))
    assert Calendar([]).fingerprint != Calendar([YearTable(2030, frozenset(), frozenset())]).fingerprint


def test_the_days_known_reach_2050():
    assert known_years() == range(2008, 2051)
    assert all(len(fixed_days(year)) in (10, 11, 12, 13) for year in known_years())


@pytest.mark.parametrize("start", [date(1990, 1, 1), date(2007, 10, 1), date(2051, 1, 1)])
def test_outside_the_days_known_monday_to_friday_count(start):
    days = published_calendar()
    assert all(days.is_workday(day) == (day.weekday() < 5) for day in (start + timedelta(days=n) for n in range(60)))


@pytest.mark.parametrize("start", [date(1990, 1, 1), date(2007, 12, 1), date(2026, 12, 1), date(2040, 1, 1)])
def test_outside_the_tables_adding_and_counting_agree(start):
    calendar = published_calendar()
    for n in range(1, 40):
        day, left = start, n
        while left:
            day += timedelta(days=1)
            left -= calendar.is_workday(day)
        assert calendar.add(start, n) == day
        assert calendar.count(start, day) == n
        assert calendar.count(day, start) == -n
    assert {calendar.kind_of(start + timedelta(days=n)) for n in range(14)} >= {"work", "weekend"}


def test_adding_no_days_is_a_mistake():
    with pytest.raises(ValueError):
        published_calendar().add(date(2025, 3, 3), 0)
