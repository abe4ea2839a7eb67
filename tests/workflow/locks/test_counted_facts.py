"""What a year counts of a case, day by day at its two ends."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflow.locks.services import counted_facts

YEAR = 2025
PARTICULARS = {"applicant_kind": "natural_person", "channel": "mail"}


def counted(received: date, decided: date | None = None, remedies=(), state="closed") -> dict:
    """Return what 2025 counts of a case with these days."""
    case = SimpleNamespace(application=SimpleNamespace(**PARTICULARS), topic="house")
    given = (
        {"outcome": "open", "grounds": "", "timeliness": "on_time"}
        if decided
        else dict.fromkeys(("outcome", "grounds", "timeliness"), "")
    )
    now = SimpleNamespace(received_on=received, decided_on=decided, state=state, particulars={}, **given)
    return counted_facts(YEAR, case, now, remedies)


def remedy(received: date, ended: date | None = None, kind: str = "reconsideration"):
    """Return a proceeding."""
    return SimpleNamespace(kind=kind, received_on=received, concluded_on=ended, result="upheld" if ended else "pending")


@pytest.mark.parametrize(
    ("received", "decided", "facts"),
    [
        (date(2024, 12, 31), date(2024, 12, 31), None),
        (date(2024, 12, 31), date(2025, 1, 1), ("before", "in", 0)),
        (date(2024, 12, 31), None, ("before", "open", 0)),
        (date(2024, 12, 31), date(2026, 1, 1), ("before", "open", 0)),
        (date(2025, 1, 1), date(2025, 1, 1), ("in", "in", 1)),
        (date(2025, 1, 31), date(2025, 2, 1), ("in", "in", 1)),
        (date(2025, 12, 31), date(2025, 12, 31), ("in", "in", 12)),
        (date(2025, 12, 31), date(2026, 1, 1), ("in", "open", 12)),
        (date(2025, 12, 31), None, ("in", "open", 12)),
        (date(2026, 1, 1), None, None),
        (date(2026, 1, 1), date(2026, 1, 1), None),
    ],
)
def test_a_case_is_counted_from_the_first_to_the_last_day(received, decided, facts):
    """11.10: received or decided in the year, or open in it; its reply only where it was given by 31 December."""
    found = counted(received, decided)
    if facts is None:
        assert found == {}
        return
    where, done, month = facts
    assert (found["received"], found["decided"], found["month"]) == (where, done, month)
    told = ("open", "on_time") if done == "in" else ("", "")
    assert (found["outcome"], found["timeliness"]) == told
    assert {name: found[name] for name in PARTICULARS} == PARTICULARS


@pytest.mark.parametrize(
    ("received", "ended", "told"),
    [
        (date(2024, 6, 1), date(2024, 12, 31), None),
        (date(2024, 6, 1), date(2025, 1, 1), "upheld"),
        (date(2025, 12, 31), None, "pending"),
        (date(2025, 6, 1), date(2025, 12, 31), "upheld"),
        (date(2025, 6, 1), date(2026, 1, 1), "pending"),
        (date(2026, 1, 1), None, None),
    ],
)
def test_a_proceeding_is_counted_by_its_own_days(received, ended, told):
    """11.10: also of a case that the year does not count itself."""
    found = counted(date(2024, 1, 2), date(2024, 1, 3), [remedy(received, ended)])
    assert found == ({} if told is None else {"proceedings": [("reconsideration", told)]})


def test_a_complaint_and_an_annulled_registration_are_not_counted():
    """11.3, 11.10: the forms have no row for complaints; an annulled registration is kept and counted nowhere."""
    assert "proceedings" not in counted(date(2025, 3, 1), None, [remedy(date(2025, 3, 2), kind="complaint")])
    assert counted(date(2025, 3, 1), None, [remedy(date(2025, 3, 2))], state="annulled") == {}
