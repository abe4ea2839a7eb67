"""A case moves to another agency of the same government: in both registers, counted once, on its own term (11.10)."""

from datetime import date

import pytest

from agencies.organisation.models import Agency, Officer
from law import Refused
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from tests.api.schema import signed_in
from tests.workflow.sample_office import Office, at, officer
from workflow.acts.services import perform
from workflow.cases import policy
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.locks import services as lock_services

RECEIVED, PROPOSED, ACCEPTED = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)
WHY = "城市更新项目由教育局主办"


class District(Office):
    """The office with a second bureau beside it and its clerk."""

    def __init__(self):
        super().__init__()
        self.other = Agency.objects.create(
            code="E", name="某区教育局", kind="department", parent=self.government, series_word="某教",
            superior_department="某市教育局", court="某区人民法院",
        )  # fmt: skip
        self.taker = officer("taker", self.other, "clerk")
        self.second = officer("second", self.agency, "clerk")
        self.new_handler = officer("newhandler", self.other, "handler")

    def offered(self, **given):
        case = self.assigned(RECEIVED, **given)
        self.send_all(case, RECEIVED)
        self.do(case, "propose_transfer", PROPOSED, agency="E", reason=WHY)
        return case

    def moved(self, **given):
        case = self.offered(**given)
        self.do(case, "accept_transfer", ACCEPTED, by=self.taker)
        return Case.objects.get(pk=case.pk)


@pytest.fixture
def district(db):
    return District()


def received(agency, year=2026):
    return filled_form_of(Scope(agency, year, False)).cells["R1", "total"]


@pytest.mark.fault("C6")
def test_a_case_keeps_its_receipt_and_term_and_gets_the_number_of_the_other_register(district):
    before = district.case(RECEIVED)
    number = district.moved().number
    case = Case.objects.exclude(pk=before.pk).get()
    assert (case.agency, case.number, case.state, case.handler) == (district.other, "2026-001", "registered", None)
    assert (case.received_on, case.due_on) == (before.received_on, before.due_on)
    assert number == "2026-001"
    move = case.transfers.get()
    assert (move.from_number, move.to_number, move.status) == ("2026-002", "2026-001", "accepted")
    assert replay(case.pk, check=True) == []


def test_until_it_is_accepted_nothing_moves(district):
    case = Case.objects.get(pk=district.offered().pk)
    assert (case.agency, case.state) == (district.agency, "handling")
    assert policy.visible_to(district.taker).filter(pk=case.pk).exists()
    assert not policy.in_hand_of(district.taker).filter(pk=case.pk).exists()
    assert replay(case.pk, check=True) == []


@pytest.mark.fault("C6")
def test_it_is_counted_once_at_the_agency_that_replies(district):
    assert (received(district.agency), received(district.other)) == (0, 0)
    district.moved()
    assert (received(district.agency), received(district.other)) == (0, 1)


@pytest.mark.parametrize("who", ["clerk", "handler", "second", "supervisor", "new_handler"])
def test_only_a_clerk_of_the_receiving_agency_accepts(district, who):
    case = district.offered()
    with pytest.raises(Refused, match="岗位"):
        district.do(case, "accept_transfer", ACCEPTED, by=getattr(district, who))


def test_the_old_agency_may_look_and_no_longer_act(district, client):
    case = district.moved()
    client.force_login(district.clerk)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "某区教育局" in page and "2026-001" in page and "act-assign" not in page
    assert policy.possible_acts(district.clerk, case, ACCEPTED) == []
    with pytest.raises(Refused, match="岗位"):
        district.do(case, "assign", ACCEPTED, handler_id=district.handler.pk)
    assert case.number in client.get("/?stage=all").content.decode()
    assert case.pk not in {row.case.pk for row in client.get("/").context["rows"]}


def test_the_receiving_agency_goes_on_with_its_own_people(district):
    case = district.moved()
    district.do(case, "assign", ACCEPTED, by=district.taker, handler_id=district.new_handler.pk)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.handler) == ("handling", district.new_handler)
    assert replay(case.pk, check=True) == []


def test_a_declined_case_stays_and_may_be_offered_again(district):
    case = district.offered()
    district.do(case, "decline_transfer", ACCEPTED, by=district.taker, reason="项目档案不在我局")
    assert Case.objects.get(pk=case.pk).agency == district.agency
    assert not policy.visible_to(district.taker).filter(pk=case.pk).exists()
    district.do(case, "propose_transfer", ACCEPTED, agency="E", reason=WHY)
    assert [one.status for one in case.transfers.all()] == ["declined", "proposed"]


def test_a_proposal_is_taken_back_by_a_second_person_and_an_acceptance_by_moving_back(district):
    case = district.offered()
    seq = case.events.get(act="propose_transfer").seq
    with pytest.raises(Refused):
        district.do(case, "annul", ACCEPTED, seq=seq, reason="移送错了单位")
    district.do(case, "annul", ACCEPTED, by=district.second, seq=seq, reason="移送错了单位")
    assert not case.transfers.exists()
    district.do(case, "propose_transfer", ACCEPTED, agency="E", reason=WHY)
    district.do(case, "accept_transfer", ACCEPTED, by=district.taker)
    accepted = case.events.get(act="accept_transfer")
    chief = officer("chief", district.other, "signer")
    with pytest.raises(Refused, match="没有这条"):
        perform(
            "annul", case.pk, by=chief, on=ACCEPTED, now=at(ACCEPTED), data={"seq": accepted.seq, "reason": "移送错了"}
        )
    perform(
        "propose_transfer",
        case.pk,
        by=district.taker,
        on=ACCEPTED,
        now=at(ACCEPTED),
        data={"agency": "D", "reason": WHY},
    )
    district.do(case, "accept_transfer", ACCEPTED, by=district.second)
    case = Case.objects.get(pk=case.pk)
    assert (case.agency, case.transfers.count()) == (district.agency, 2)
    assert replay(case.pk, check=True) == []


def test_nothing_moves_while_a_letter_has_not_left(district):
    case = district.assigned(RECEIVED)
    with pytest.raises(Refused, match="没有寄出"):
        district.do(case, "propose_transfer", PROPOSED, agency="E", reason=WHY)


@pytest.mark.parametrize("how", ["closed", "not_begun", "elsewhere", "itself", "no_clerk"])
def test_a_case_moves_only_to_an_agency_of_the_same_government_that_can_take_it(district, how):
    case = district.assigned(RECEIVED)
    district.send_all(case, RECEIVED)
    others = Agency.objects.filter(pk=district.other.pk)
    if how == "closed":
        others.update(closed_on=PROPOSED)
    elif how == "not_begun":
        others.update(opened_on=ACCEPTED)
    elif how == "elsewhere":
        others.update(parent=Agency.objects.create(code="X", name="邻区人民政府", kind="government"))
    elif how == "no_clerk":
        district.taker.grants.all().delete()
    with pytest.raises(Refused, match="同一级政府下"):
        district.do(case, "propose_transfer", PROPOSED, agency="D" if how == "itself" else "E", reason=WHY)


def test_a_case_counted_in_a_published_year_does_not_move_out_of_it(district):
    case = district.offered()
    lock_services.lock([district.agency.pk], 2026, basis="x", by=district.supervisor, now=at(ACCEPTED))
    with pytest.raises(Refused, match="某区住建局 2026 年度.*少计 1 件"):
        district.do(case, "accept_transfer", ACCEPTED, by=district.taker)


def test_it_is_offered_and_accepted_over_http(district, client):
    case = district.assigned(RECEIVED)
    district.send_all(case, RECEIVED)
    client.force_login(district.clerk)
    version = Case.objects.get(pk=case.pk).version
    given = {"on": "2026-03-04", "version": version, "agency": "E", "reason": WHY}
    assert client.post(f"/cases/{case.pk}/propose_transfer/", given).status_code == 302
    client.force_login(district.taker)
    first = client.get("/").context["first"]
    assert [(row.case.pk, row.note, row.mine) for row in first if row.note == "offered"] == [(case.pk, "offered", True)]
    assert "act-accept_transfer" in client.get(f"/cases/{case.pk}/").content.decode()
    given = {"on": "2026-03-05", "version": version + 1, "note": ""}
    assert client.post(f"/cases/{case.pk}/accept_transfer/", given).status_code == 302
    assert Case.objects.get(pk=case.pk).agency == district.other


def test_who_proposed_it_does_not_accept_it_after_changing_agencies(district):
    case = district.offered()
    Officer.objects.filter(pk=district.clerk.pk).update(agency=district.other)
    moved = Officer.objects.get(pk=district.clerk.pk)
    with pytest.raises(Refused, match="您自己提出"):
        district.do(case, "accept_transfer", ACCEPTED, by=moved)


def test_it_is_offered_and_accepted_over_the_api(district):
    case = district.assigned(RECEIVED)
    district.send_all(case, RECEIVED)
    address, version = f"/api/v1/cases/{case.pk}/", Case.objects.get(pk=case.pk).version
    given = {"act": "propose_transfer", "on": "2026-03-04", "version": version, "data": {"agency": "E", "reason": WHY}}
    assert signed_in(district.clerk).post(f"{address}acts/", given, format="json").status_code == 201
    taker = signed_in(district.taker)
    assert [one["code"] for one in taker.get(address).json()["acts"]] == ["accept_transfer", "decline_transfer"]
    given = {"act": "accept_transfer", "on": "2026-03-05", "version": version + 1}
    assert taker.post(f"{address}acts/", given, format="json").status_code == 201
    told = signed_in(district.clerk).get(address).json()
    assert (told["agency"], told["acts"]) == ("E", [])
    assert [(one["from_number"], one["to_agency"], one["status"]) for one in told["transfers"]] == [
        ("2026-001", "E", "accepted")
    ]


@pytest.mark.fault("C6")
def test_the_old_number_still_finds_it(district):
    district.case(RECEIVED)
    case = district.moved()
    assert "2026-002" in case.search_text.text
