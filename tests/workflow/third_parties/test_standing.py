"""How an opinion came, to the day, and how long the sheet lets it be."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflow.cases.consultations import AGENCY, THIRD_PARTY
from workflow.cases.third_parties.sentences import came, shortened
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


@pytest.mark.parametrize(
    ("data", "objects", "of_agency", "says"),
    [
        ({"agrees": "objects", "text": "单价不为公众所知悉"}, True, False, "不同意公开，理由：单价不为公众所知悉"),
        ({"agrees": "objects", "text": ""}, True, False, "不同意公开，没有说明理由"),
        ({"agrees": "objects"}, True, False, "不同意公开"),  # of a destroyed case
        ({"agrees": "objects", "text": "内部意见"}, True, True, "不同意公开"),  # an agency owes no reasons
        ({"agrees": "agrees", "text": "没有意见"}, False, False, "同意公开"),
        ({}, False, False, "见意见"),
    ],
)
def test_an_opinion_is_told_with_its_reasons_where_it_owes_them(data, objects, of_agency, says):
    """11.4: an objection of a third party, with its reasons or that it gives none (条例32)."""
    inquiry = SimpleNamespace(
        asked=SimpleNamespace(act=AGENCY if of_agency else THIRD_PARTY),
        answer=SimpleNamespace(on=date(2026, 3, 5), data=data),
        silent=False,
        objects=objects,
        reasons=data.get("text", ""),
    )
    one = Standing(inquiry, date(2026, 3, 3), None, None, date(2026, 3, 9))
    assert came(one)[0].endswith(f"答复：{says}")
