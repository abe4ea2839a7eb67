"""11: the least and the most that an act takes, and one beyond each, through the act itself."""

import pytest

from law import Refused
from tests.workflow.telling.lives import DELAY, EXTENSION, REASONS, START, march
from workflow.acts.extension import MOST_DELAYED

pytestmark = pytest.mark.django_db
POINTS = {"points": ["所指工程是哪一年的"]}
WHY = {"reason": "十一个项目，期限内查不完"}
ACTS = {  # act: what else is given, the number's field, the least, the most, what is said beyond
    "extend": (EXTENSION, "workdays", 1, 20),
    "delay": (DELAY, "workdays", 1, MOST_DELAYED),
    "consent to an extension": (WHY | {"to": "extend"}, "workdays", 1, 20),
    "consent to a delay": (WHY | {"to": "delay"}, "workdays", 1, MOST_DELAYED),
    "request_reasons": (REASONS, "term_workdays", 1, 60),
    "request_correction": (POINTS, "term_workdays", 5, 60),
}


def prepared(office, name: str):
    """Return a case that stands where the act may be done."""
    case = office.assigned(START)
    if name == "delay":
        office.do(case, "request_reasons", march(3), **REASONS)
        office.do(case, "receive_reasons", march(4), text="因诉讼需要")
    return case


def done(office, name: str, number) -> None:
    """Do the act with a number."""
    given, field, _least, most = ACTS[name]
    code, case = name.partition(" ")[0], prepared(office, name)
    if code in ("extend", "delay"):  # the head consents to whatever can be
        office.decide(case, "consent", march(5), to=code, workdays=most, **WHY)
    office.decide(
        case, code, march(5), **given | {field: number}, **({} if code == "consent" else {"consented": False})
    )


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("which", ["least", "most"])
def test_the_least_and_the_most_are_taken(office, name, which):
    done(office, name, ACTS[name][2 if which == "least" else 3])


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("which", ["below", "beyond", "half", "words"])
def test_what_lies_outside_is_refused_by_its_field(office, name, which):
    _given, field, least, most = ACTS[name]
    number = {"below": least - 1, "beyond": most + 1, "half": 1.5, "words": "十"}[which]
    with pytest.raises(Refused) as refusal:
        done(office, name, number)
    assert refusal.value.field == field
