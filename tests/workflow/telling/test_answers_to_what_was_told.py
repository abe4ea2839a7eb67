"""11.1: a conclusion that rests on an answer needs the answer to a letter that had left: "still unclear", "too many"."""

import pytest

from law import Refused
from tests.workflow.telling.lives import DECIDED, REASONS, START, march
from workflow.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.1")]
POINTS = {"points": ["所指工程是哪一年的"], "term_workdays": 7}
KINDS = {  # the notice, what it asks, its answer -> the conclusion that rests on it, its facts, its article
    "unclear": ("request_correction", POINTS, "receive_correction", {"text": "就是那一年的"}, {"unclear_points": ["工程的年份"]}, "条例30"),
    "excess": ("request_reasons", REASONS, "receive_reasons", {"text": "因诉讼需要"}, {"finding": "今年以来申请46件，理由与所申请的信息没有关系"}, "条例35"),
}  # fmt: skip
LIVES = {  # what happens on which days -> whether the answer is one to what was told
    "left, then answered": ([("decide", 4), ("send", 5), ("answer", 6)], True),
    "left and answered on one day": ([("decide", 4), ("send", 5), ("answer", 5)], True),
    "never left": ([("decide", 4), ("answer", 6)], False),
    "answered, then left": ([("decide", 4), ("answer", 5), ("send", 6)], False),
}


def lived(office, kind: str, life: list[tuple[str, int]]) -> Case:
    """Return a case in which these things happened on these days of March."""
    asks, what, answers, said, _facts, _article = KINDS[kind]
    case = office.assigned(START)
    event = None
    for done, day in life:
        if done == "decide":
            event = office.decide(case, asks, march(day), **what)
        elif done == "send":
            office.send(case, event, march(day))
        else:
            office.decide(case, answers, march(day), **said)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LIVES)
def test_only_an_answer_to_a_letter_that_had_left_carries_the_conclusion(office, kind, name):
    life, told = LIVES[name]
    _asks, _what, _answers, _said, facts, article = KINDS[kind]
    case = lived(office, kind, life)
    if told:
        office.drafted(case, march(9), kind, **facts)
        return
    with pytest.raises(Refused, match="告知书没有寄出，或者寄出在后") as refusal:
        office.drafted(case, march(9), kind, **facts)
    assert (refusal.value.article, refusal.value.field) == (article, "outcome")


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_asked_is_another_refusal(office, kind):
    case = office.assigned(START)
    with pytest.raises(Refused, match="没有要求") as refusal:
        office.drafted(case, DECIDED, kind, **KINDS[kind][4])
    assert (refusal.value.article, refusal.value.field) == (KINDS[kind][5], "outcome")
