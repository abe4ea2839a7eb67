"""Until when the addressee of a reply may turn to reconsideration or to court, from the day he had it."""

import calendar as months
from datetime import date, timedelta

from law.calendars.working_days import Calendar

RECONSIDERATION_DAYS = 60  # 行政复议法第二十条
LITIGATION_MONTHS = 6  # 行政诉讼法第四十六条 (from 2015-05-01)
ARTICLES = {"reconsideration": "行政复议法20", "litigation": "行政诉讼法46"}
ARTICLES_OF_SILENCE = {
    "first": "行政复议法23①（三）",
    "reconsideration": "行政复议法20",
    "litigation": "法释〔2018〕1号66",
}


def reconsideration_until(received_on: date, days: Calendar) -> date:
    """Return the last day of the sixty natural days after receipt; a day off is followed to the next working day."""
    return first_workday(received_on + timedelta(days=RECONSIDERATION_DAYS), days)


def litigation_until(received_on: date, days: Calendar) -> date:
    """Return the last day of the six months after receipt (民法典第二百零一条至第二百零三条)."""
    place = received_on.month - 1 + LITIGATION_MONTHS
    year, month = received_on.year + place // 12, place % 12 + 1
    last = min(received_on.day, months.monthrange(year, month)[1])  # no such day: the last of the month
    return first_workday(date(year, month, last), days)


def silence_until(due_on: date, days: Calendar) -> tuple[date, date]:
    """Return the last days for reconsideration and for a lawsuit over a reply that never came.

    The sixty days and the six months run from the end of the term (行政复议法实施条例（2007）16①（一）, 法释〔2018〕1号66).
    """
    return reconsideration_until(due_on, days), litigation_until(due_on, days)


def first_workday(day: date, days: Calendar) -> date:
    """Return the day itself, or the first working day after a day off (民事诉讼法85③)."""
    while not days.is_workday(day):
        day += timedelta(days=1)
    return day
