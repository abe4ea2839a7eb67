"""How an opinion came, to the day, and how long the sheet lets it be."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflow.cases.third_parties.sentences import shortened
from workflow.cases.third_parties.standing import BEFORE_IT_CAME, BEFORE_IT_LEFT, NEVER_LEFT, Standing


def standing(answered=None, left=None, had=None, until=None, today=9, silent=False) -> Standing:
    """Return an inquiry of March 2026 by the days on which something happened."""
    left, had, until, answered, today = (
        date(2026, 3, day) if day else None for day in (left, had, until, answered, today)
    )
    answer = SimpleNamespace(on=answered, data={}) if answered else None
    return Standing(SimpleNamespace(answer=answer, silent=silent), left, had, until, today)


@pytest.mark.parametrize(
    ("days", "early"),
    [
        ({"answered": None, "left": 3}, ""),
        ({"answered": 3, "left": None}, NEVER_LEFT),
        ({"answered": 2, "left": 3}, BEFORE_IT_LEFT),
        ({"answered": 3, "left": 3}, ""),
        ({"answered": 4, "left": 3, "had": 5}, BEFORE_IT_CAME),
        ({"answered": 5, "left": 3, "had": 5}, ""),
        ({"answered": 4, "left": 3, "had": None}, ""),
    ],
)
def test_an_opinion_that_came_before_the_inquiry_is_recorded_as_what_it_is(days, early):
    """11.4: it never left, had not left, had not come."""
    assert standing(**days).early == early


@pytest.mark.parametrize(
    ("days", "silent", "ended"),
    [
        ({"until": 8}, True, True),
        ({"until": 9}, False, False),
        ({"until": None}, False, False),
        ({"until": 8, "answered": 9, "left": 3}, False, True),
        ({"until": None, "silent": True}, True, True),
    ],
)
def test_silence_begins_on_the_day_after_the_term(days, silent, ended):
    """11.4: nobody types that."""
    one = standing(**days)
    assert (one.silent, one.ended) == (silent, ended)


def test_a_sheet_shows_eighty_characters():
    """11.4: the rest stands in the record."""
    assert shortened("字" * 80) == "字" * 80
    assert shortened("字" * 81) == "字" * 80 + "…"
