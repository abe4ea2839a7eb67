"""A second round after a revocation, the year's count of notices, and what pages tell of a notice that is void."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from reporting.narrative import drilldown
from tests.workflow.telling.lives import (
    ASKED,
    DECIDED,
    EXTENSION,
    FEE,
    START,
    fresh,
    march,
    record,
    reply,
)


@pytest.mark.parametrize(("code", "data"), [("extend", EXTENSION), ("issue_fee_notice", FEE)])
def test_what_was_void_stays_void_in_the_second_round(office, code, data):
    case = office.assigned(START)
    asked = office.decide(case, code, DECIDED, **data)
    reply(office, case, march(31))  # the last day of the notice was the thirtieth
    office.decide(case, "revoke_reply", date(2026, 4, 2), by=office.signer, fault="适用依据错误")
    before = fresh(case)
    record(office, case, asked, date(2026, 4, 3))
    assert (fresh(case).state, fresh(case).due_on) == (before.state, before.due_on)


def test_the_page_of_a_closed_case_still_explains_its_due_day(office, client):
    case = office.assigned(START)
    office.do(case, "consult_agency", DECIDED, key="a", **ASKED)
    office.decide(case, "receive_agency_opinion", march(9), agrees="agrees", key="a")
    reply(office, case, march(10))
    office.do(case, "close", march(10))
    client.force_login(office.handler)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "20 个工作日" in page


def test_no_fee_notice_is_counted_as_issued_that_has_not_left(office):
    case = office.assigned(START)
    office.decide(case, "issue_fee_notice", DECIDED, **FEE)
    scope = SimpleNamespace(agency_ids=[office.agency.pk], first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert drilldown.fee_events(scope).filter(act="issue_fee_notice").count() == 0


def test_the_page_says_that_an_extension_that_left_too_late_is_void(office, client, monkeypatch):
    case = office.assigned(START)
    asked = office.decide(case, "extend", DECIDED, **EXTENSION)
    record(office, case, asked, march(31))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: date(2026, 4, 1))
    client.force_login(office.handler)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "无效" in page or "失效" in page
