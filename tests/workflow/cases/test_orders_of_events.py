"""What is read from events is held against the table once more, whoever wrote them."""

from datetime import date

import pytest

from law import Refused
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from workflow.cases.models import Event
from workflow.cases.policy import why_not_void
from workflow.cases.projection import Projection, project
from workflow.cases.selectors import calendar
from workflow.locks.services import fact_word

DAY = date(2026, 3, 2)


@shared_data
def office():
    """Return an office."""
    return Office()


def events_of(case, *acts: str) -> list[Event]:
    """Return the events of a case with more behind them, as a foreign hand might write them into the database."""
    events = list(case.events.order_by("seq"))
    return [*events, *(Event(seq=len(events) + place, act=act, on=DAY, data={}) for place, act in enumerate(acts, 1))]


@pytest.mark.parametrize("act", ["return_draft", "approve", "sign", "lapse_payment", "revoke_reply", "close"])
def test_an_act_that_the_table_does_not_know_there_is_refused_when_read(office, act):
    """11: `replay` and every act after it say so."""
    case = office.assigned(DAY)
    assert project(events_of(case), calendar()).state == "handling"
    with pytest.raises(Refused, match="本件是“承办”，不能") as refused:
        project(events_of(case, act), calendar())
    assert refused.value.field == act


def test_an_act_that_does_not_exist_is_refused_when_read(office):
    """11: by its code."""
    with pytest.raises(Refused, match="没有“forget”这种办理记录"):
        project(events_of(office.assigned(DAY), "forget"), calendar())


def test_a_case_begins_with_nothing(office):
    """11: what no event has told is not there."""
    now = Projection()
    assert (now.open_consultations, now.extended, now.provisional, now.unconfirmed) == (0, False, False, False)
    assert (now.due_on, now.unsent_notices, now.lapse, now.outcome) == (None, [], "", "")


def test_the_receipt_of_an_annulled_registration_stands_where_it_left(office):
    """11.3: what has been told is put right by a letter; what never left may be made void."""
    told, lies = office.case(DAY), office.case(DAY)
    office.send(told, told.events.get(seq=1), DAY)
    for case in (told, lies):
        type(case).objects.filter(pk=case.pk).update(state="annulled")
    assert "仍然有效" in why_not_void(office.clerk, told.events.get(seq=1).letter, DAY).reason
    assert why_not_void(office.clerk, lies.events.get(seq=1).letter, DAY) is None


def test_a_letter_without_a_number_of_this_system_has_none_to_make_void(office):
    """11.3: neither that of an old register nor one that bears none; the clerk is told which."""
    letter = office.case(DAY).events.get(seq=1).letter
    for given in ({"historic": True}, {"number": "", "historic": False}):
        for name, value in given.items():
            setattr(letter, name, value)
        refused = why_not_void(office.clerk, letter, DAY)
        assert refused is not None and refused.reason == "这份公文没有本系统编的文号"
    assert "只有本单位登记员" in why_not_void(office.handler, letter, DAY).reason


def test_a_proceeding_does_not_end_before_it_began(office):
    """11.2: on the day itself it may."""
    case = office.assigned(DAY)
    office.drafted(case, DAY, provided=["合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, DAY)
    office.do(case, "deliver", DAY, method="direct", receipt="张三")
    office.do(case, "file_reconsideration", date(2026, 4, 2), reference="某政复〔2026〕3号")
    with pytest.raises(Refused, match="结案日期早于收到日期") as refused:
        office.do(case, "conclude_reconsideration", date(2026, 4, 1), result="upheld")
    assert refused.value.field == "concluded_on"
    office.do(case, "conclude_reconsideration", date(2026, 4, 2), result="upheld")
    assert case.remedies.get().concluded_on == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("proceedings", [("reconsideration", "pending")], "1件"),
        ("proceedings", None, "0件"),
        ("month", 3, "3月"),
        ("month", 0, "无"),
        ("received", "before", "以前"),
        ("timeliness", "late", "超期"),
        ("outcome", "", "无"),
        ("grounds", "", "无"),
        ("topic", "城建规划", "城建规划"),
    ],
)
def test_a_counted_fact_in_words(name, value, word):
    """11.10: as the sentences about a locked year say it."""
    assert fact_word(name, value) == word
