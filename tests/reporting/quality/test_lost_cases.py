"""11.6: the twenty lost cases as lives (docs/lives): what lost them is refused with its article, or scores below sixty."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import transaction

from reporting.quality.case_file import CaseFile, read_case_files
from reporting.quality.scoring import SCORED_STATES, score_case
from tests.reporting.quality.lost_files import AS_IT_WAS_LOST, OVERLOOKED, WITHOUT_A_REPLY, replied_at_last
from tests.workflow.play.lives import LIVES, reply, step
from tests.workflow.sample_office import DAYS
from workflow.cases.models import Case
from workflow.play.reading import Life, read_lives
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


def life_of(number: int) -> Life:
    lives, _several = read_lives(next(LIVES.glob(f"{number:02d}-*.json")).read_bytes())
    return lives[0]


def longer(life: Life, steps: list[dict], *, instead: bool = False) -> Life:
    """Return a life with steps after its own, or in their place."""
    more, _several = read_lives(json.dumps({"name": life.name, "steps": steps}).encode())
    return replace(life, steps=[*([] if instead else life.steps), *more[0].steps])


@pytest.mark.parametrize("number", LOST)
def test_a_lost_case_is_refused_or_scores_low(number):
    """11.6: by its number in the table of lost cases."""
    article, through = LOST[number]
    with played(life_of(number)) as (told, case):
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
    with played(life_of(number)) as (_told, case):
        assert case.state in SCORED_STATES
        assert score_case(read_case_files([case.pk], DAYS)[0]).points < LOW


def file_as_lost(number: int, case) -> CaseFile:
    file = read_case_files([case.pk], DAYS)[0]
    AS_IT_WAS_LOST[number](file)
    return file


@pytest.mark.parametrize("number", AS_IT_WAS_LOST)
def test_the_file_of_a_case_as_it_was_lost_scores_low(number):
    """11.6: what is refused today, in a file that an older version or another program let through."""
    life = life_of(number)
    if number == 13:
        life = longer(
            life, [reply("2022-03-20"), step("2022-03-21", "clerk", "record_service", of="reply", how="邮寄")]
        )
    with played(life) as (_told, case):
        lawful = score_case(read_case_files([case.pk], DAYS)[0])
        assert case.state in SCORED_STATES and lawful.points >= LOW
        lost = score_case(file_as_lost(number, case))
        assert lost.points < LOW and lost.lost["voidable"] == 45
        (voidable,) = [one for one in lost.items if one.item.key == "voidable"]
        assert all(answer.text and answer.english and answer.evidence for answer in voidable.answers)


@pytest.mark.parametrize("number", [*WITHOUT_A_REPLY, 4])
def test_a_case_that_nobody_answered_scores_low_when_it_is_answered_at_last(number):
    """11.6: cases 3, 7 and 19 had no reply when they were lost; 4 was won because nothing had come: had it come, it was late."""
    life = life_of(number)
    if number == 4:
        life = longer(life, [*OVERLOOKED, *replied_at_last("2017-05-10")], instead=True)
    else:
        life = longer(life, replied_at_last(WITHOUT_A_REPLY[number]))
    with played(life) as (told, case):
        assert told[-1]["ok"], told[-1]
        score = score_case(read_case_files([case.pk], DAYS)[0])
        assert case.state in SCORED_STATES and score.points < LOW
        assert (score.lost["term"], score.lost["overdue"]) == (20, 25)


def test_a_later_day_of_receipt_that_a_second_person_proved_is_shown_and_costs_the_file():
    """11.6, case 8: let through, with the proof in the sentence that the reviewer reads."""
    with played(life_of(8)) as (_told, case):
        score = score_case(read_case_files([case.pk], DAYS)[0])
        (doubtful,) = [one for one in score.items if one.item.key == "doubtful"]
        proof = case.events.get(act="correct_receipt").data["proof"]
        assert score.lost["doubtful"] == 10 and "voidable" not in score.lost
        assert doubtful.answers[0].text == f"收到日由 2023-04-03 更正为更晚的 2023-04-12，凭“{proof}”"


def test_every_lost_case_has_a_file_that_scores_low():
    late = {number for number, (_article, through) in LOST.items() if through == "late"}
    assert late | {18} | {*AS_IT_WAS_LOST} | {*WITHOUT_A_REPLY, 4} == {*range(1, 21)}
