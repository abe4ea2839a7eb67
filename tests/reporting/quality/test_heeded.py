"""Whether an opinion was heeded in a file whose draft decides for nobody by name, as those of before do (条例32)."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pytest

from reporting.quality.consultation import _heard
from workflow.cases.consultations import THIRD_PARTY, Consultation

SAID = {
    "agrees": {"agrees": "agrees", "text": "同意"},
    "objects": {"agrees": "objects", "text": "工序单价不为公众所知悉"},
    "partly": {"agrees": "partly", "text": "工序单价不为公众所知悉"},
    "bare": {"agrees": "objects", "without_reasons": True},
}


def event(act: str, seq: int, **data):
    """Return an event as a file has it."""
    return SimpleNamespace(pk=seq, seq=seq, act=act, on=date(2026, 3, seq), data=data, letter_id=None, case_id=1)


@dataclass
class File:
    """What of a file is read here."""

    outcome: str
    events: list
    regulation: str = "2019"
    letter: object = None
    reply: object = None
    drafted: dict | None = field(default_factory=dict)

    @property
    def case(self):
        return SimpleNamespace(outcome=self.outcome, regulation=self.regulation, pk=1)

    def acts(self, *codes):
        return [one for one in self.events if one.act in codes]

    def last(self, code):
        return None if self.drafted is None else SimpleNamespace(data=self.drafted)


def heeded(outcome: str, said: str, *, concerned=(), own=False, told: str = "", **given) -> bool:
    """Return whether an opinion counts as heeded; `told` is how far a letter of the disclosure came."""
    asked = Consultation("a", event(THIRD_PARTY, 3, name="甲公司", key="a"))
    if said == "silent":
        asked.answer = event("lapse_third_party_opinion", 4, key="a")
    elif said:
        asked.answer = event("receive_third_party_opinion", 4, key="a", **SAID[said])
    events = []
    if told:
        notice = event("notify_third_party", 5, key="b" if told == "somebody else" else "a")
        notice.data |= {"imported": True} if told == "by a register" else {}
        events.append(notice)
    if told in ("sent", "somebody else"):
        events.append(event("record_service", 6, serves=5, status="posted"))
    if told == "returned":
        events.append(event("record_service", 6, serves=5, status="returned"))
    return _heard(File(outcome, events, **given), [asked], list(concerned), own).holds


@pytest.mark.parametrize(
    ("said", "own", "regulation", "holds"),
    [
        ("objects", False, "2019", True),
        ("partly", False, "2019", True),
        ("bare", False, "2019", False),
        ("bare", False, "2007", True),
        ("agrees", False, "2019", False),
        ("silent", False, "2019", False),
        ("", False, "2019", False),
        ("agrees", True, "2019", True),
        ("silent", True, "2019", True),
        ("bare", True, "2019", True),
    ],
)
def test_what_is_withheld_for_it_rests_on_reasons_or_an_own_finding(said, own, regulation, holds):
    assert heeded("deny", said, concerned=["trade_secret"], own=own, regulation=regulation) is holds
    assert heeded("deny", said, concerned=["trade_secret"], own=own, regulation=regulation, drafted=None) is holds


@pytest.mark.parametrize("outcome", ["open", "partial"])
@pytest.mark.parametrize("said", ["objects", "partly", "bare"])
@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ("", False),
        ("written", False),
        ("returned", False),
        ("somebody else", False),
        ("sent", True),
        ("by a register", True),
    ],
)
def test_who_is_overruled_is_told_by_a_letter_that_left(outcome, said, told, holds):
    assert heeded(outcome, said, told=told) is holds


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("open", "agrees"), ("open", "silent"), ("open", ""), ("not_exist", "objects"), ("deny", "objects")],
)
def test_nobody_is_overruled_who_did_not_object_or_by_a_reply_that_discloses_nothing(outcome, said):
    assert heeded(outcome, said) is True
