"""11.3: particulars, channel and kind are put right by a recorded correction that shows both readings and goes into the statistics."""

from datetime import date

import pytest
from django.urls import reverse

from law import Refused
from reporting.figures.counting import case_groups
from reporting.figures.scope import Scope
from tests.workflow.archive.reviews import destroyed
from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import at, officer
from tests.workflow.telling.lives import START, fresh, march
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.cases.models import Case
from workflow.cases.search import cases_matching
from workflow.fees.monthly_cases import cases_of_month
from workflow.locks import services as locks
from workflow.mail.addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
TODAY = march(4)


def corrected(office, case, by=None, **right):
    """Correct particulars of a case."""
    return office.decide(case, "correct_particulars", TODAY, by, **{"reason": "核对申请书原件"} | right)


def test_both_readings_stand_in_the_history_and_the_application_stays_as_it_came(office, client):
    case = office.case(START, identity_number="11010519491231002X")
    event = corrected(office, case, office.reviewer, applicant_name="章三", phone="13911112222", identity_number="无")
    assert event.data["former"] == {
        "applicant_name": "张三", "identity_number": "11010519491231002X", "phone": "13800000000",
    }  # fmt: skip
    now = fresh(case)
    assert (now.application.applicant_name, now.asked.applicant_name, now.asked.identity_number) == ("张三", "章三", "")
    client.force_login(office.clerk)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "张三 → 章三" in page and "138******00 → 139******22" in page
    assert "13911112222" not in page
    client.post(reverse("look", args=[case.pk]), {"reason": "写信封"})
    assert "13911112222" in client.get(reverse("case", args=[case.pk])).content.decode()


def test_letters_of_before_are_unchanged_and_listed_later_ones_bear_the_right_name(office):
    case = office.case(START)
    receipt = case.events.get(act="register").letter
    event = corrected(office, case, office.reviewer, applicant_name="章三", address="某路9号")
    assert event.data["to_correct"] == [receipt.number]
    receipt.refresh_from_db()
    assert receipt.addressee == "张三"
    told = office.decide(case, "request_correction", TODAY, points="哪一栋").letter
    assert told.addressee == "章三"
    assert [one.address for one in addresses([receipt, told])] == ["某路9号", "某路9号"]
    assert corrected(office, case, phone="13911112222").data["to_correct"] == []  # no letter says it


def test_it_is_found_under_both_names(office):
    case = office.case(START)
    corrected(office, case, office.reviewer, applicant_name="欧阳明华")
    assert [list(cases_matching(Case.objects.all(), name)) for name in ("欧阳明华", "张三")] == [[case], [case]]


@pytest.mark.parametrize(
    ("given", "column"),
    [({"applicant_kind": "business"}, "applicant_kind"), ({"channel": "portal"}, "channel")],
    ids=["kind", "channel"],
)
def test_what_the_table_counts_is_corrected_by_a_second_person_and_counted(office, given, column):
    case, (value,) = office.case(START), given.values()
    with pytest.raises(Refused, match="要由另一人更正"):
        corrected(office, case, **given)
    corrected(office, case, office.reviewer, **given)
    groups = case_groups(Scope(office.agency, 2026, False), [column])
    assert {row[2] for row in groups.rows} == {value} and getattr(fresh(case), column) == value
    event = case.events.get(act="correct_particulars")
    with pytest.raises(Refused):  # nor does that person correct the own correction
        corrected(office, case, office.reviewer, **{column: getattr(case.application, column)})
    office.decide(case, "annul", TODAY, by=office.signer, seq=event.seq, reason="原来的没有错")
    assert getattr(fresh(case), column) == getattr(case.application, column)


def test_a_locked_year_is_not_changed_by_it(office):
    case = office.case(date(2025, 3, 3))
    locks.lock([office.agency.pk], 2025, basis="x", by=office.supervisor, now=at(date(2026, 2, 1)))
    with pytest.raises(Refused, match="申请人类型"):
        corrected(office, case, office.reviewer, applicant_kind="business")
    corrected(office, case, office.reviewer, applicant_name="章三")


def test_a_corrected_number_makes_two_cases_of_one_person(office):
    first = office.case(START, identity_number="11010519491231002X")
    second = office.case(march(3), identity_number="330302199001011234")
    assert [one.pk for one in cases_of_month(second).certain] == [second.pk]
    corrected(office, second, office.reviewer, identity_number="110105491231002")
    assert [one.pk for one in cases_of_month(fresh(second)).certain] == [first.pk, second.pk]
    third = office.case(march(4), identity_number="330302199001011234")
    assert [one.pk for one in cases_of_month(third).certain] == [third.pk]


@pytest.mark.parametrize(
    ("right", "field"),
    [
        ({}, "reason"),
        ({"applicant_name": "张三"}, "reason"),
        ({"applicant_name": "无"}, "applicant_name"),
        ({"applicant_name": "名" * 121}, "applicant_name"),
        ({"phone": "139\u202e1111"}, "联系电话"),
        ({"channel": "pigeon"}, "channel"),
        ({"phone": "13911112222", "reason": ""}, "reason"),
    ],
)
def test_what_corrects_nothing_or_cannot_be_is_refused(office, right, field):
    case = office.case(START)
    with pytest.raises(Refused) as refused:
        corrected(office, case, office.reviewer, **right)
    assert refused.value.field == field and not fresh(case).particulars


def test_the_page_and_the_api_do_it_and_a_handler_may_not(office, client):
    case, second = office.case(START), officer("clerk2", office.agency, "clerk")
    with standing_on(TODAY):
        client.force_login(second)
        form = {"on": "2026-03-04", "version": 1, "channel": "portal", "reason": "网上提交的回执"}
        assert client.post(reverse("step", args=[case.pk, "correct_particulars"]), form).status_code == 302
        body = {"act": "correct_particulars", "on": "2026-03-04", "version": 2}
        body["data"] = {"email": "a@example.com", "reason": "核对申请书原件"}
        address = f"/api/v1/cases/{case.pk}/acts/"
        assert client_of(office.handler).post(address, body, format="json").status_code in (400, 403)
        assert client_of(office.clerk).post(address, body, format="json").status_code == 201
    assert fresh(case).particulars == {"channel": "portal", "email": "a@example.com"}


def test_of_a_destroyed_case_the_counted_correction_remains_and_no_word(office):
    case = closed(office, START)
    corrected(office, case, office.reviewer, applicant_name="章三四", applicant_kind="business")
    destroyed(office, archived(office, case, march(5)))
    now = fresh(case)
    assert (now.particulars, now.applicant_kind) == ({"applicant_kind": "business"}, "business")
    assert "章三四" not in str([event.data for event in case.events.all()])
