"""A dated text that is added: in the place of that of its period, after the last, or nowhere."""

from datetime import date

import pytest

from law import Refused
from law.dated import DatedText, check_succession, text_in_force, with_text

CHECKED = date(2026, 11, 29)


def text(code: str, start: tuple, end: tuple | None = None) -> DatedText:
    """Return a text with its period."""
    return DatedText(code, date(*start), date(*end) if end else None, {"says": code}, CHECKED)


OLD, NOW = text("old", (2008, 5, 1), (2019, 5, 14)), text("now", (2019, 5, 15))
TEXTS = (OLD, NOW)


@pytest.mark.parametrize(
    ("added", "periods"),
    [
        (text("new", (2026, 7, 1)), [("old", (2019, 5, 14)), ("now", (2026, 6, 30)), ("new", None)]),
        (text("new", (2019, 5, 16)), [("old", (2019, 5, 14)), ("now", (2019, 5, 15)), ("new", None)]),
        (text("new", (2019, 5, 15)), [("old", (2019, 5, 14)), ("new", None)]),
        (text("new", (2008, 5, 1), (2019, 5, 14)), [("new", (2019, 5, 14)), ("now", None)]),
        (text("new", (2008, 5, 1)), [("new", (2019, 5, 14)), ("now", None)]),  # it ends as that one did
    ],
)
def test_it_stands_where_its_period_lies_and_they_follow_each_other(added, periods):
    found = with_text(TEXTS, added)
    assert [(one.code, one.in_force_to) for one in found] == [
        (code, date(*end) if end else None) for code, end in periods
    ]
    check_succession(found)
    assert text_in_force(found, added.in_force_from).code == "new"


@pytest.mark.parametrize(
    ("added", "named"),
    [
        (text("new", (2019, 5, 15), (2030, 1, 1)), "now"),
        (text("new", (2026, 7, 1), (2030, 1, 1)), "now"),
        (text("new", (2008, 5, 1), (2019, 5, 13)), "old"),
        (text("new", (2015, 1, 1)), "old"),
        (text("new", (2019, 5, 14)), "old"),
        (text("new", (2007, 1, 1)), "old"),
    ],
)
def test_any_other_period_is_refused_naming_the_text_that_is_in_its_way(added, named):
    with pytest.raises(Refused, match=f"“{named}”") as refusal:
        with_text(TEXTS, added)
    assert refusal.value.field == "in_force_from"


def test_after_a_text_that_has_its_own_end_nothing_follows():
    ended = (OLD, text("now", (2019, 5, 15), (2026, 6, 30)))
    with pytest.raises(Refused, match="“now”"):
        with_text(ended, text("new", (2026, 7, 1)))


def test_texts_of_one_code_and_day_are_one_in_a_set():
    assert len({NOW, text("now", (2019, 5, 15)), text("now", (2019, 5, 16)), OLD}) == 3
