"""11.3: a notice whose number is void is no task; an inquiry that nobody answered keeps its number, by whatever Regulations."""

from datetime import date

import pytest

from notices.letters import services as letters
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import ASKED, DECIDED, EXTENSION, START, fresh, march
from workflow.cases.policy import why_not_void
from workflow.cases.selectors import calendar
from workflow.desk import worklist

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]


def test_a_void_notice_is_a_task_until_its_number_is_void(office, client):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    after = march(31)

    def tasks():
        return case in worklist.notices_and_waits(office.clerk, after, calendar())

    def told():
        client.force_login(office.clerk)
        return "延期" in client.get(f"/cases/{case.pk}/").content.decode().split('class="cols"')[0]

    assert tasks() and told()
    assert why_not_void(office.clerk, asked.letter, after) is None
    letters.void(asked.letter, "未寄出", office.clerk, now=at(after))
    assert not tasks() and not told()
    assert fresh(case).unsent_notices  # what happened stays on record


@pytest.mark.parametrize("day", [date(2018, 3, 2), date(2026, 3, 2)], ids=["2007", "2019"])
def test_an_unsent_inquiry_of_an_agency_is_made_void_only_when_it_is_answered(office, day):
    case = office.assigned(day)
    asked = office.decide(case, "consult_agency", day, **ASKED)
    assert why_not_void(office.clerk, asked.letter, day) is not None
    office.decide(case, "receive_agency_opinion", day, agrees="agrees")
    assert why_not_void(office.clerk, asked.letter, day) is None
