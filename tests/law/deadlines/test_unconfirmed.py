"""A receipt that nobody confirmed yet: under which Regulations it will stand is known from the day they took effect."""

import pytest

from law.calendars.working_days import published_calendar
from law.deadlines.deadline_json import reckon


@pytest.mark.parametrize(
    ("arrived", "regulation"),
    [("2019-05-14", None), ("2019-05-15", "2019"), ("2019-05-16", "2019"), ("2026-03-02", "2019")],
)
def test_the_regulations_are_told_from_the_day_on_which_a_later_one_decides_nothing(arrived, regulation):
    """11: a fax of 14 May 2019 may be confirmed on the 15th, and stands under the new Regulations then."""
    found = reckon({"channel": "传真", "arrived_on": arrived}, published_calendar())
    assert (found["regulation"], found["received_on"], found["waiting_for"]) == (regulation, None, "confirmation")
    assert [reason["act"] for reason in found["reasons"]] == ["arrive"]


def test_nothing_is_done_before_the_receipt_is_confirmed():
    """11: the first step is the confirmation."""
    acts = [{"act": "extend", "on": "2026-03-03", "workdays": 5}]
    found = reckon({"channel": "传真", "arrived_on": "2026-03-02", "acts": acts}, published_calendar())
    assert "还没有确认收到日" in found["error"]
