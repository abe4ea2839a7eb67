"""Which agencies a person sees after reforms, and how many open cases each agency and each handler has."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import Agency, AgencySuccession
from law.calendars.working_days import published_calendar
from tests.reporting import year
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at, officer
from workflow.cases import policy, selectors
from workflow.cases.models import Case
from workflow.desk import worklist

DAYS = published_calendar()
DAY = date(2026, 3, 2)


@shared_data
def office():
    """Return an office."""
    return Office()


def succeeded(office, *names: str, last) -> list[Agency]:
    """Make agencies that followed one another, the last of them followed by `last`."""
    made = [
        Agency.objects.create(
            code=name, name=name, kind="department", parent=office.government, superior_department="某市局"
        )
        for name in names
    ]
    for place, (one, next_one) in enumerate(zip(made, [*made[1:], last], strict=True)):
        AgencySuccession.objects.create(predecessor=one, successor=next_one, on=date(2020 + place, 1, 1))
    return made


def seen(person) -> set[str]:
    """Return the codes of the agencies that a person sees."""
    return set(policy.visible_agencies(person).values_list("code", flat=True))


def test_files_are_read_by_who_took_them_over_three_reforms_deep_and_by_nobody_else(office):
    """11: who may see a case; 国办公开办函〔2019〕14号."""
    first, second, third, fourth = succeeded(office, "甲", "乙", "丙", "丁", last=office.agency)
    strange = Agency.objects.create(code="外", name="外", kind="department", parent=office.government)
    for role in ("clerk", "handler", "reviewer", "signer", "head"):
        assert seen(getattr(office, role)) == {"D", fourth.code, third.code, second.code}
    assert seen(officer("stranger", strange, "clerk")) == {"外"}
    assert seen(officer("of_the_third", third, "clerk")) == {"丙", "乙", "甲"}
    assert first.code not in seen(office.clerk)


def test_a_successor_without_the_files_does_not_read_them(office):
    """11: of several successors only one has the old files."""
    (one,) = succeeded(office, "甲", last=office.agency)
    AgencySuccession.objects.update(takes_files=False)
    assert seen(office.clerk) == {"D"}
    AgencySuccession.objects.update(takes_files=True)
    assert seen(office.clerk) == {"D", one.code}


def test_what_closed_without_a_successor_is_read_by_the_agency_above(office):
    """11: the cases of a closed agency stay with somebody."""
    under = Agency.objects.create(code="下", name="下属", kind="department", parent=office.agency)
    assert seen(office.clerk) == {"D"}
    Agency.objects.filter(pk=under.pk).update(closed_on=date(2025, 12, 31))
    assert seen(office.clerk) == {"D", "下"}
    other = Agency.objects.create(code="他", name="他局", kind="department", parent=office.government)
    AgencySuccession.objects.create(predecessor=under, successor=other, on=date(2026, 1, 1))
    assert seen(office.clerk) == {"D"}


@pytest.mark.parametrize("few", [50, 0])
def test_the_cases_seen_follow_every_change_of_the_agencies(office, monkeypatch, few):
    """11: the keys of the agencies are asked anew each time, by the same person too; who sees all agencies needs no keys."""
    monkeypatch.setattr("agencies.organisation.selectors.FEW", few)
    (before,) = succeeded(office, "甲", last=office.agency)
    AgencySuccession.objects.update(takes_files=False)
    year.cases([{"agency": agency, "received_on": DAY} for agency in (before, office.agency, office.government)])

    def codes(cases) -> set[str]:
        return set(cases.values_list("agency__code", flat=True))

    for takes_files, expected in ((False, {"D"}), (True, {"甲", "D"}), (False, {"D"})):
        AgencySuccession.objects.update(takes_files=takes_files)
        assert codes(policy.visible_to(office.clerk)) == codes(policy.in_hand_of(office.clerk)) == expected
    assert codes(policy.visible_to(office.supervisor)) == {"甲", "D", "G"}
    assert ("Case.agency" in str(policy.visible_to(office.supervisor).query.where)) == bool(few)
    Agency.objects.filter(pk=before.pk).update(parent=None)
    assert codes(policy.visible_to(office.supervisor)) == {"D", "G"}


def test_no_condition_on_cases_asks_for_agencies_in_a_sub_select(office):
    """With one, joined by OR, the database reads the cases of all agencies for every list."""
    for person in (office.clerk, office.supervisor):
        for cases in (policy.visible_to(person), policy.in_hand_of(person)):
            assert str(cases.query).count("SELECT") == 1
    pressing = worklist.due_or_offered(office.clerk, DAY, DAYS)
    assert str(pressing.query).count("SELECT") == 1


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_an_overseer_sees_every_agency_under_its_own_and_no_other(office, role):
    """11: a supervisor of a government sees its units."""
    Agency.objects.create(code="H", name="别区人民政府", kind="government")
    assert seen(getattr(office, role)) == {"G", "D"}


@pytest.mark.parametrize("gone", ["administrator", "inactive", "without an agency"])
def test_who_has_no_role_of_the_desk_sees_nothing(office, gone):
    """11: an administrator sees no case."""
    person = office.administrator if gone == "administrator" else office.clerk
    office.case(DAY)
    if gone == "inactive":
        person.is_active = False
    if gone == "without an agency":
        person.agency_id = None
    assert seen(person) == set()
    assert not policy.visible_to(person).exists()
    assert not policy.sees_cases(person)


def test_open_cases_are_counted_by_agency_handler_and_state(office):
    """11: what a head and a supervisor read of an office."""
    first, second = office.assigned(DAY), office.assigned(DAY)
    third = office.case(DAY)
    office.do(second, "withdraw", DAY, reason="不要了")
    assert selectors.count_open(office.agency) == 2
    assert selectors.count_open(office.government) == 0
    assert selectors.count_by_handler(office.agency) == {office.handler.pk: 1}
    assert selectors.count_by_handler(office.government) == {}
    assert selectors.in_the_hands_of([office.handler, office.clerk]) == {office.handler.pk: [first.number]}
    states = Case.objects.get(pk=second.pk).state
    assert selectors.count_by_state(office.clerk) == {"handling": 1, "registered": 1, states: 1}
    assert {first.pk, third.pk} == set(
        Case.objects.filter(state__in=("handling", "registered")).values_list("pk", flat=True)
    )


def test_records_of_the_office_are_found_by_person_and_agency(office):
    """11: whose name is typed, as concerned or as the one who did it."""
    OfficeRecord.objects.create(act="change_officer", actor=office.administrator, officer=office.clerk, at=at(DAY))
    OfficeRecord.objects.create(act="change_agency", actor=office.administrator, agency=office.agency, at=at(DAY))
    records = OfficeRecord.objects.all()

    def kinds(words: str) -> list[str]:
        return sorted(selectors.records_about(records, words).values_list("act", flat=True))

    assert kinds("clerk") == ["change_officer"]
    assert kinds("administrator") == ["change_agency", "change_officer"]
    assert kinds("某区住建局") == ["change_agency"]
    assert kinds("无此人") == []


def test_a_notice_stands_among_the_first_things_from_the_working_day_before_its_last(office):
    """11.1: the letters' last posting days stand in today's list."""
    case = office.assigned(DAY)
    office.decide(case, "extend", DAY, workdays=10, reason="档案较多，期限内查不完")
    last = Case.objects.get(pk=case.pk).send_by
    earlier = max(
        day for day in map(date.fromordinal, range(DAY.toordinal(), last.toordinal())) if DAYS.is_workday(day)
    )
    before = max(
        day for day in map(date.fromordinal, range(DAY.toordinal(), earlier.toordinal())) if DAYS.is_workday(day)
    )
    assert case in worklist.notices_and_waits(office.clerk, last, DAYS)
    assert case in worklist.notices_and_waits(office.clerk, earlier, DAYS)
    assert case not in worklist.notices_and_waits(office.clerk, before, DAYS)

    def notes(day: date) -> list[str]:
        return [row.note for row in worklist.first_things(office.clerk, day, DAYS)[0] if row.case.pk == case.pk]

    after = notes(date.fromordinal(last.toordinal() + 1))
    assert "send" in notes(last) and "void" not in notes(last)
    assert "void" in after and "send" not in after


def test_agencies_whose_word_stands_in_a_number_are_known_by_their_keys(office):
    """9.3: once a letter bears it."""
    assert selectors.numbered_agencies() == set() and not selectors.has_own_numbers(office.agency)
    office.case(DAY)
    assert selectors.numbered_agencies() == {office.agency.pk} and selectors.has_own_numbers(office.agency)


@pytest.mark.parametrize(
    "address", ["/", "/api/v1/cases/", "/api/v1/applications/", "/api/v1/letters/", "/statistics/"]
)
def test_a_request_asks_for_the_agencies_once_and_the_next_one_anew(office, client, address):
    case = office.case(DAY)
    client.force_login(office.clerk)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    deep = [one for one in asked if one["sql"].count("predecessor_id") > 3]  # through reforms, three deep
    assert len(deep) == 1, [one["sql"] for one in deep]
    listed = client.get("/api/v1/cases/").json()["results"]
    assert [one["id"] for one in listed] == [case.pk]
    heir = Agency.objects.create(code="新", name="新", kind="department", parent=office.government)
    heirs_clerk = officer("heir", heir, "clerk")
    client.force_login(heirs_clerk)
    assert client.get("/api/v1/cases/").json()["results"] == []
    AgencySuccession.objects.create(predecessor=office.agency, successor=heir, on=date(2026, 3, 3))
    assert len(client.get("/api/v1/cases/").json()["results"]) == 1  # the next request knows of the reform


def test_outside_a_request_every_question_is_asked_anew(office):
    marked = type(office.clerk).objects.get(pk=office.clerk.pk)
    policy.read_agencies_once(marked)
    assert seen(marked) == seen(office.clerk) == {"D"}
    succeeded(office, "甲", last=office.agency)
    assert seen(office.clerk) == {"D", "甲"} and seen(marked) == {"D"}
    assert set(policy.visible_to(marked)) == set(policy.in_hand_of(marked)) == set()
