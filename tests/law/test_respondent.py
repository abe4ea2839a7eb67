"""Until when the agency answers as respondent: by the law of the day on which the copy came (law.md 2.6)."""

from datetime import date

import pytest

from law import Refused
from law.calendars.working_days import published_calendar
from law.remedies.respondent import TERMS, respond_by

DAYS = published_calendar()


@pytest.mark.parametrize(
    ("kind", "received_on", "simplified", "until"),
    [
        ("reconsideration", "2014-03-03", False, "2014-03-13"),  # ten natural days
        ("reconsideration", "2018-09-21", False, "2018-10-08"),  # 10-01 to 10-07 are off
        ("reconsideration", "2023-12-31", False, "2024-01-10"),
        ("reconsideration", "2024-01-01", False, "2024-01-15"),  # ten working days
        ("reconsideration", "2026-11-02", False, "2026-11-16"),
        ("reconsideration", "2026-11-02", True, "2026-11-09"),
        ("reconsideration", "2026-02-13", True, "2026-02-27"),  # 02-14 is made up, 02-15 to 02-23 are off
        ("litigation", "2015-04-30", False, "2015-05-11"),  # ten natural days, 05-10 is a Sunday
        ("litigation", "2015-05-01", False, "2015-05-18"),  # fifteen, 05-16 is a Saturday
        ("litigation", "2026-09-16", False, "2026-10-08"),
        ("litigation", "2026-12-17", False, "2027-01-04"),  # 1 January is off although no notice says so yet
        ("litigation", "2026-11-02", True, "2026-11-17"),  # a court's simplified procedure changes nothing here
    ],
)
def test_the_last_day_for_the_answer(kind, received_on, simplified, until):
    day = date.fromisoformat(received_on)
    assert respond_by(kind, day, DAYS, simplified=simplified).until == date.fromisoformat(until)


def test_each_term_names_its_article():
    day = date(2026, 11, 2)
    assert respond_by("reconsideration", day, DAYS).article == "行政复议法48"
    assert respond_by("reconsideration", day, DAYS, simplified=True).article == "行政复议法54①"
    assert respond_by("litigation", day, DAYS).article == "行政诉讼法67①"
    assert [text.in_force_from for text in TERMS] == [date(2008, 5, 1), date(2015, 5, 1), date(2024, 1, 1)]


def test_simplified_procedure_exists_since_2024():
    with pytest.raises(Refused, match="简易程序"):
        respond_by("reconsideration", date(2023, 12, 31), DAYS, simplified=True)
    with pytest.raises(ValueError):
        respond_by("complaint", date(2026, 11, 2), DAYS)
