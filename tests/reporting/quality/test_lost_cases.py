"""11.6: the twenty lost cases as lives (docs/lives): what lost them is refused with its article, or scores below sixty."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from reporting.quality.case_file import read_case_files
from reporting.quality.scoring import SCORED_STATES, score_case
from tests.workflow.play.lives import LIVES
from tests.workflow.sample_office import DAYS
from workflow.cases.models import Case
from workflow.play.reading import read_lives
from workflow.play.services import LifeInPlay

pytestmark = pytest.mark.django_db
LOW = 60
# What became of what lost each case: the articles of its refusals; `late` where it was let through, as late as it was.
LOST = {
    1: ("条例24②", "late"),
    2: ("", "late"),
    3: ("条例24②", ""),  # no reply ever: there is nothing to score
    4: ("国办公开办函〔2015〕207号一", ""),  # nothing arrived, nothing is registered
    5: ("条例33②", "late"),
    6: ("", "late"),
    7: ("国办公开办函〔2015〕207号一", ""),
    8: ("条例31", "second person"),  # the false day is put right with a reason, and not by who entered it
    9: ("", "late"),
    10: ("条例4", "late"),
    11: ("条例45", ""),
    12: ("条例30", ""),
    13: ("条例30", ""),
    14: ("条例23", ""),
    15: ("条例32、33③", ""),
    16: ("条例21（三）", "late"),
    17: ("条例36（四）", ""),
    18: ("条例36（四）", ""),
    19: ("条例21（四）", ""),
    20: ("", "late"),
}


@contextmanager
def played(life):
    """Play a life and let it be looked at before it is taken back."""
    with transaction.atomic():
        one = LifeInPlay(life)
        told = [one.play(step) for step in life.steps]
        yield told, Case.objects.get(pk=one.case_id) if one.case_id else None
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", LOST)
def test_a_lost_case_is_refused_or_scores_low(number):
    """11.6: by its number in the table of lost cases."""
    article, through = LOST[number]
    lives, _several = read_lives(next(LIVES.glob(f"{number:02d}-*.json")).read_bytes())
    with played(lives[0]) as (told, case):
        articles = {one["refused"]["article"] for one in told if one["refused"]}
        assert not article or article in articles
        if through == "late":
            score = score_case(read_case_files([case.pk], DAYS)[0])
            assert case.state in SCORED_STATES and score.points < LOW
            assert (score.lost["term"], score.lost["overdue"]) == (20, 25)
        elif through == "second person":
            assert [one["ok"] for one in told].count(False) == 1
            corrected = case.events.get(act="correct_receipt")
            assert corrected.data["reason"] and corrected.actor_id != case.events.get(seq=1).actor_id
        else:
            assert [one for one in told if one["refused"]] != []


@pytest.mark.parametrize("number", [number for number, (_article, through) in LOST.items() if through == "late"] + [18])
def test_the_finished_file_of_a_lost_case_scores_low(number):
    """11.6: as it ended: late, or corrected in reconsideration, revoked and given anew (practice A2, 18)."""
    lives, _several = read_lives(next(LIVES.glob(f"{number:02d}-*.json")).read_bytes())
    with played(lives[0]) as (_told, case):
        assert case.state in SCORED_STATES
        assert score_case(read_case_files([case.pk], DAYS)[0]).points < LOW
