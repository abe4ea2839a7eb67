"""Whether the calendars are there and the texts of the law were checked of late: a warning of `ready`, which stops no letter."""

import contextlib
import json
from datetime import date, timedelta

from django.core.management import call_command

from agencies.installation.models import CalendarYear
from law import sources
from law.remedies import instructions
from tests.workflow.office.test_ready import lines, state

DAY = timedelta(days=1)


def test_texts_of_the_law_that_nobody_checked_for_sixty_days_are_named(office):
    first = min(each.text.checked_on for each in sources.stale_texts(date(2100, 1, 1), instructions.LETTERS))
    assert sources.last_full_check(first, instructions.LETTERS) == first
    edge = first + sources.TRUSTED
    assert [state(office, "law_texts", today=day) for day in (first, edge, edge + DAY)] == ["ok", "ok", "warning"]
    says = lines(office, today=edge + DAY)["law_texts"].says
    assert (
        "超过 60 天" in says[0]
        and "救济告知（letters_2026" in lines(office, today=date(2031, 1, 1))["law_texts"].says[0]
    )
    stale = {each.text.code for each in sources.stale_texts(date(2100, 1, 1), instructions.LETTERS)}
    assert "letters_2026" in stale and "letters_2015" not in stale  # what has ended changes no more


def test_what_nobody_has_read_in_the_original_is_said_until_somebody_has(office, monkeypatch):
    line = lines(office)["law_not_read"]
    assert line.state == "warning" and "行政复议法实施条例" in line.says[0] and "docs/remedies.md" in line.mend[0]
    monkeypatch.setattr(instructions, "not_read", lambda text: ())
    assert "law_not_read" not in lines(office)


def test_every_dated_text_says_when_it_was_checked():
    texts = [each.text for each in sources.checked_texts(instructions.LETTERS)]
    assert len(texts) == len({(each.code, each.in_force_from) for each in texts}) >= 20
    assert all(date(2026, 11, 1) <= each.checked_on for each in texts)


def test_a_warning_is_no_missing_thing(office, capsys, monkeypatch):
    monkeypatch.setattr(sources, "TRUSTED", timedelta(days=-10_000))
    with contextlib.suppress(SystemExit):  # other things are missing on a machine of tests
        call_command("ready", "--format", "json")
    found = json.loads(capsys.readouterr().out)
    states = {line["code"]: line["state"] for line in found["installation"]}
    assert states["law_texts"] == "warning"
    missing = [line for each in found["agencies"] for line in each["lines"] if line["state"] == "missing"]
    assert found["missing"] == list(states.values()).count("missing") + len(missing)


def test_this_year_s_calendar_is_needed_and_next_year_s_is_asked_for(office):
    assert [state(office, code) for code in ("calendar", "next_calendar")] == ["ok", "warning"]
    days = (date(2026, 3, 2), date(2026, 11, 15), date(2026, 11, 16), date(2026, 12, 31))
    assert [state(office, "next_calendar", today=day) for day in days] == ["advice", "advice", "warning", "warning"]
    assert state(office, "calendar", today=date(2031, 1, 4)) == "missing"
    CalendarYear.objects.create(year=2027, off=["2027-01-01"], work=[], paper="国办发明电")
    assert state(office, "next_calendar") == "ok"
