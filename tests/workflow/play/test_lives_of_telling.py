"""The lives of telling in docs/lives (21 on): how the case stands at each step that decides.

The days are reckoned by hand with the holiday notice of 2025 (4 April off, 27 April a working day).
"""

import json

import pytest

from tests.workflow.play.lives import LIVES, run

pytestmark = pytest.mark.django_db
DUE = "2025-03-31"  # twenty working days after 3 March
# Of each life: the step, counted from 1, with state, due_on, due_on_if_sent, void and open.
STANDING = {
    "21-extension-not-sent": [
        {
            2: ("handling", DUE, None, [], []),
            3: ("handling", DUE, "2025-04-28", [], []),  # 3, 8, 13, 18 by 25 April, Sunday the 27th, the 28th
            4: ("handling", DUE, "2025-04-28", [], []),  # a second one is refused while the first can still leave
            5: ("handling", DUE, "2025-04-28", [], []),  # the last day for it to leave
            6: ("handling", DUE, None, ["extend"], []),
            7: ("handling", DUE, None, ["extend"], []),
            9: ("delivered", DUE, None, ["extend"], []),
        }
    ],
    "22-extension-a-day-late": [
        {
            4: ("handling", DUE, "2025-04-28", [], []),
            5: ("handling", DUE, None, ["extend"], []),
            8: ("delivered", DUE, None, ["extend"], []),
        }
    ],
    "23-correction-not-sent": [
        {
            3: ("handling", DUE, None, [], []),
            4: ("handling", DUE, None, [], []),  # 12 March is the seventh working day
            5: ("handling", DUE, None, ["request_correction"], []),
            8: ("handling", DUE, None, ["request_correction"], []),  # heard, and nothing starts anew
            10: ("delivered", DUE, None, ["request_correction"], []),
        }
    ],
    "24-inquiry-two-weeks-later": [
        {
            3: ("handling", DUE, None, [], []),
            4: ("handling", DUE, None, [], []),
            6: ("handling", "2025-04-22", None, [], ["a"]),  # 20 March to 10 April, fifteen working days
            7: ("handling", "2025-04-24", None, [], ["a"]),  # received on the 21st: fifteen from there, two before
            9: ("handling", "2025-04-14", None, [], []),  # 20 March to 1 April, nine working days
            11: ("delivered", "2025-04-14", None, [], []),
        }
    ],
    "25-opinion-before-inquiry": [
        {
            3: ("handling", DUE, None, [], []),
            5: ("handling", DUE, None, [], []),
            6: ("handling", DUE, None, [], []),  # answered already: its leaving stops nothing
            8: ("replied", DUE, None, [], []),
            9: ("delivered", DUE, None, [], []),
        }
    ],
    "26-true-day-of-receipt": [
        {
            2: ("handling", "2025-04-02", None, [], []),
            3: ("handling", "2025-04-02", "2025-04-30", [], []),
            4: ("handling", "2025-04-30", None, [], []),
            5: ("handling", DUE, None, ["extend"], []),  # the letter left on 1 April, a day after the true due day
            8: ("delivered", DUE, None, ["extend"], []),
        }
    ],
    "27-not-closed-unsent": [
        {
            4: ("handling", DUE, "2025-04-15", [], []),  # ten working days more
            7: ("delivered", DUE, None, [], []),  # nothing is left for it to move
            8: ("delivered", DUE, None, [], []),
            9: ("delivered", DUE, None, [], []),
        },
        {
            5: ("delivered", DUE, None, [], []),
            6: ("delivered", DUE, None, [], []),
            7: ("closed", DUE, None, [], []),
        },
    ],
    "28-registered-twice": [
        {
            1: ("registered", DUE, None, [], []),
            2: ("registered", DUE, None, [], []),  # perhaps the same application: refused, and the first case stands
            3: ("registered", "2025-04-01", None, [], []),
            5: ("registered", "2025-04-01", None, [], []),  # by the one who registered it
            6: ("registered", "2025-04-01", None, [], []),  # its receipt was handed over: a letter first
        }
    ],
    "29-no-way-to-hide": [
        {
            1: ("registered", DUE, None, [], []),
            2: ("registered", "2025-04-01", None, [], []),  # received a day later
            7: ("registered", "2025-04-01", None, [], []),  # no day after the application was here
            9: ("registered", "2025-04-01", None, [], []),  # overdue, and nothing of it went away
        }
    ],
    "30-moved-to-another-agency": [
        {
            3: ("registered", DUE, "2025-04-08", [], []),  # 4 April is a holiday: 1, 2, 3, 7, 8 April
            4: ("registered", DUE, "2025-04-08", [], []),  # not while its letter lies here
            6: ("registered", "2025-04-08", None, [], []),
            8: ("registered", "2025-04-08", None, [], []),  # the term goes on as it was
            11: ("registered", "2025-04-08", None, [], []),
        }
    ],
}


def test_every_life_of_telling_is_here():
    assert sorted(STANDING) == sorted(path.stem for path in LIVES.glob("*.json") if path.stem > "21")


@pytest.mark.parametrize("name", STANDING)
def test_how_the_case_stands_at_the_steps_that_decide(name, monkeypatch):
    code, printed, said = run(None, monkeypatch, text=(LIVES / f"{name}.json").read_text(encoding="utf-8"))
    assert (code, said) == (0, "")
    told = json.loads(printed)
    lives = told if isinstance(told[0], list) else [told]
    for steps, standing in zip(lives, STANDING[name], strict=True):
        fields = ("state", "due_on", "due_on_if_sent", "void", "open")
        found = {place: tuple(steps[place - 1][field] for field in fields) for place in standing}
        assert found == standing
