"""No act of any kind on a day to come or before what it answers, through `perform()` and over the API (part 2: days)."""

from datetime import date, timedelta

import pytest

from law import Refused
from tests.api.schema import signed_in
from tests.workflow.imported import imported
from tests.workflow.sample_office import at
from workflow.acts.services import perform
from workflow.cases import policy
from workflow.cases.act import ACTS
from workflow.cases.models import Case

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
PEOPLE = ("clerk", "handler", "reviewer", "signer")
INTERNAL = {code for code, act in ACTS.items() if act.internal}


@pytest.fixture
def cases(office, tmp_path):
    """Return cases in every state, of both Regulations, imported and of the desk."""
    found = list(imported(office, tmp_path).values())
    case = office.assigned(date(2026, 3, 2))
    office.decide(case, "extend", date(2026, 3, 3), workdays=5, reason="档案多")
    return [*found, Case.objects.get(pk=case.pk)]


def offered(office, cases):
    """Yield every act that somebody may do, once for each state and regulation, with the person."""
    seen = set()
    for case in cases:
        for name in PEOPLE:
            person = getattr(office, name)
            for row in policy.possible_acts(person, case, TODAY):
                kind = (row.code, case.state, case.regulation, case.imported)
                if kind not in seen:
                    seen.add(kind)
                    yield row.code, case, person


@pytest.mark.parametrize("ahead", [1, 2, 40, 4000])
def test_nothing_is_done_on_a_day_to_come(office, cases, ahead):
    tried = 0
    for code, case, person in offered(office, cases):
        with pytest.raises(Refused) as refused:
            perform(code, case.pk, by=person, on=TODAY + ahead * DAY, now=at(TODAY), data={})
        assert (refused.value.field, refused.value.reason) == ("on", "日期在今天之后"), (code, refused.value)
        tried += 1
    assert tried > 60


@pytest.mark.parametrize("before", [1, 400])
def test_nothing_is_done_towards_anybody_before_the_receipt(office, cases, before):
    tried = set()
    for code, case, person in offered(office, cases):
        if code in INTERNAL:
            continue
        with pytest.raises(Refused) as refused:
            perform(code, case.pk, by=person, on=case.received_on - before * DAY, now=at(TODAY), data={})
        assert refused.value.field == "on", (code, refused.value)
        tried.add(code)
    assert len(tried) > 15


def test_the_api_says_the_same(office, cases):
    for code, case, person in offered(office, cases):
        body = {"act": code, "on": "2099-01-02", "version": case.version, "data": {}}
        answer = signed_in(person).post(f"/api/v1/cases/{case.pk}/acts/", body, format="json")
        assert answer.status_code == 400, (code, answer.content)


SERVED = [
    ("request_correction", {"points": "哪一栋"}, "receive_correction", {"text": "第7幢"}),
    ("issue_fee_notice", {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"}, "receive_payment", {}),
    ("consult_third_party", {"name": "甲公司", "matter": "合同", "key": "a"}, "receive_third_party_opinion", {"agrees": "agrees", "key": "a"}),
    ("consult_agency", {"name": "某局", "matter": "合同", "key": "a"}, "receive_agency_opinion", {"agrees": "agrees", "key": "a"}),
]  # fmt: skip


@pytest.mark.parametrize(("asks", "data", "answers", "given"), SERVED, ids=[one[0] for one in SERVED])
def test_no_answer_before_what_it_answers_was_decided(office, asks, data, answers, given):
    case = office.assigned(date(2026, 3, 2))
    office.do(case, asks, date(2026, 3, 6), **data)
    with pytest.raises(Refused):
        office.decide(case, answers, date(2026, 3, 5), **given)


@pytest.mark.parametrize("status", ["posted", "delivered"])
def test_no_letter_leaves_or_arrives_before_its_own_day_or_after_today(office, status):
    case = office.assigned(date(2026, 3, 2))
    event = office.decide(case, "extend", date(2026, 3, 6), workdays=5, reason="档案多")
    fact = {"letter_id": event.letter_id, "status": status, "method": "mail", "receipt": "1012345678933"}
    for day in (date(2026, 3, 5), date(2026, 3, 10)):
        with pytest.raises(Refused) as refused:
            perform("record_service", case.pk, by=office.clerk, on=day, now=at(date(2026, 3, 9)), data=fact)
        assert refused.value.field == "on"
