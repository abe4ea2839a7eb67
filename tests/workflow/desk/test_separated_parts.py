"""Article 37 whole, at the desk: a part that is no government information is separated, and the case counts as 部分公开."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from law import Refused
from law.outcomes import join_grounds
from tests.shared_data import shared_data
from tests.workflow.sample_office import SHANGHAI, Office
from workflow.cases.models import Case

START, GROUND = date(2026, 3, 2), "not_government_information"
ITEM = {"ground": GROUND, "part": "附件二", "reason": "该意见是对问题的解答", "evidence": "附件二"}


@shared_data
def assigned():
    """Return an office with one assigned case."""
    office = Office()
    office.one = office.assigned(START)
    return office


@pytest.mark.parametrize(("outcome", "offered"), [("partial", True), ("deny", False)])
def test_the_form_of_a_partial_reply_offers_the_ground(assigned, client, outcome, offered):
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(assigned.handler)
        page = client.get(reverse("draft", args=[assigned.one.pk]), {"outcome": outcome}).content.decode()
    assert (f'value="{GROUND}"' in page) == offered


def test_the_case_is_disclosed_in_part_and_the_letter_leaves_both_ways_open(assigned):
    case = assigned.one
    facts = {"provided": ["合同"], "items": [ITEM], "secrecy_review": "表1"}
    assigned.drafted(case, date(2026, 3, 4), outcome="partial", grounds=[GROUND], **facts)
    for act in ("submit_for_review", "approve", "sign", "reply"):
        assigned.do(case, act, date(2026, 3, 5))
    now = Case.objects.get(pk=case.pk)
    assert (now.outcome, now.grounds) == ("partial", join_grounds([GROUND]))
    html = case.events.get(act="reply").letter.html
    assert "下列内容不属于政府信息，已作区分处理：" in html
    assert "或者自收到本告知书之日起6个月内" in html and "先向" not in html


def test_a_whole_application_is_not_refused_on_it(assigned):
    with pytest.raises(Refused, match="没有这种结果"):
        assigned.drafted(assigned.one, date(2026, 3, 4), outcome="deny", grounds=[GROUND], items=[ITEM])
