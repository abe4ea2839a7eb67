"""11.1: a notice that left moves its case once, when the case stands where it may, and not after its answer is on record."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests.workflow.sample_office import DAYS
from workflow.cases.projection import ANSWER_TO, Projection, _takes_effect

NOTICE = 5  # its place among the events


def event(act: str, seq: int = NOTICE):
    """Return an event as the projection reads it."""
    return SimpleNamespace(act=act, seq=seq, on=date(2026, 3, 4), data={"delivered_on": "2026-03-05"}, hash="")


@pytest.mark.parametrize("act", ANSWER_TO)
@pytest.mark.parametrize(
    ("state", "others", "done", "moved"),
    [
        ("handling", [], True, True),
        ("registered", [], True, True),
        ("in_review", [], False, False),  # it is held until the case is back at its desk
        ("signed", [], False, False),
        ("handling", [("answer", NOTICE + 1)], True, False),
        ("in_review", [("answer", NOTICE + 1)], True, False),
        ("handling", [("answer", NOTICE - 1)], True, True),  # the answer to an earlier one
        ("handling", [("assign", NOTICE + 1)], True, True),
        ("handling", [("answer", NOTICE - 1), ("assign", NOTICE + 1)], True, True),
    ],
)
def test_a_notice_for_whose_answer_the_case_waits(act, state, others, done, moved):
    now = Projection(state=state)
    so_far = [event(ANSWER_TO[act] if what == "answer" else what, seq) for what, seq in others]
    assert _takes_effect(now, event(act), so_far, DAYS) is done
    assert now.state == (f"awaiting_{ANSWER_TO[act].removeprefix('receive_')}" if moved else state)


@pytest.mark.parametrize("act", ["extend", "delay", "consult_third_party", "consult_agency"])
@pytest.mark.parametrize("state", ["handling", "signed"])
def test_a_notice_that_moves_no_state_has_nothing_left_to_do(act, state):
    now = Projection(state=state)
    assert _takes_effect(now, event(act), [], DAYS) is True
    assert now.state == state
