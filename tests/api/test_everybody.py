"""Every address answers every role, and nobody, in the words of the schema."""

import json
from datetime import date

import pytest

from agencies.organisation.models import Agency
from tests.api.schema import operations, signed_in
from tests.api.test_strict import address, body_of, filled  # noqa: F401  the fixture
from tests.workflow.sample_office import officer

NOTICES = ("consult_third_party", "extend", "request_correction", "issue_fee_notice")
READERS = {"clerk", "handler", "reviewer", "signer", "supervisor", "auditor"}
OPEN = {"read_problem", "read_schema", "read_status", "sign_in"}
LISTS = {"list_applications", "list_cases", "list_letters", "list_officers", "reckon"}  # empty for who sees nothing


@pytest.fixture
def all_of_them(office, everybody):
    """Return a client for each role, one for nobody, and one of another agency."""
    other = Agency.objects.create(code="E", name="某区教育局", kind="department", parent=office.government)
    return everybody | {"stranger": signed_in(officer("stranger", other, "clerk"))}


def test_every_address_answers_everybody_as_the_schema_says(all_of_them, filled, given):  # noqa: F811
    told = {}
    for path, method, operation in operations():
        for name, client in all_of_them.items():
            body = json.dumps(body_of(operation, given)) if method == "post" else ""
            answer = client.generic(method, address(path, filled), body, "application/json")  # held against the schema
            told.setdefault(operation["operationId"], {})[name] = answer.status_code
    for name, statuses in told.items():
        if name in OPEN:
            assert len(set(statuses.values())) == 1 or name == "sign_in", (
                name,
                statuses,
            )  # the account is locked on the way
            continue
        assert statuses["nobody"] == 401, name
        if name.startswith("read_"):
            assert {who for who, status in statuses.items() if status == 200} <= READERS, (name, statuses)
            assert statuses["clerk"] in (200, 409), (name, statuses)  # no worker has drawn the letter yet
            assert statuses["stranger"] == statuses["administrator"] == 404, (name, statuses)
        elif name in LISTS:
            assert set(statuses.values()) == {200, 401}, (name, statuses)
    assert {who for who, status in told["submit_application"].items() if status == 201} == {"clerk", "stranger"}
    assert {who for who, status in told["register_application"].items() if status == 201} == {"clerk"}
    assert (
        told["perform_act"]["stranger"]
        == told["register_application"]["stranger"]
        == told["confirm_application"]["stranger"]
        == 404
    )


def test_a_case_answers_by_the_schema_in_every_state(office, clerk):
    start = date(2026, 3, 2)
    case = office.assigned(start)
    address = f"/api/v1/cases/{case.pk}/"
    seen = [clerk.get(address).json()["state"]]
    steps = (
        ("consult_third_party", {"name": "某公司", "matter": "合同", "key": "a"}),
        ("receive_third_party_opinion", {"agrees": "agrees", "key": "a"}),
        ("extend", {"workdays": 5, "reason": "多", "approved_by": "林"}),
        ("request_correction", {"points": ["哪一栋"], "guidance": "请写明楼栋"}),
        ("receive_correction", {}),
        ("issue_fee_notice", {"mode": "pages", "documents": [{"title": "图纸", "pages": 500}], "payment": "缴款码"}),
        ("receive_payment", {}),
        ("draft", {"outcome": "deny", "grounds": ["trade_secret"], "facts": {}}),
    )
    for code, data in steps:
        version = clerk.get(address).json()["version"]
        answer = clerk.give(f"{address}acts/", {"act": code, "on": "2026-03-04", "version": version, "data": data})
        assert answer.status_code == 201 or code == "draft", (code, answer.content)
        told = clerk.get(address).json()
        if code in NOTICES:  # decided, not sent: nothing has moved yet
            assert [one["act"] for one in told["unsent"]] == [code], told
            assert told["state"] == "handling"
            letter = told["events"][-1]["letter"]
            handed = {"letter_id": letter, "status": "delivered", "method": "direct", "receipt": "张三"}
            served = {"act": "record_service", "on": "2026-03-04", "version": told["version"], "data": handed}
            assert clerk.give(f"{address}acts/", served).status_code == 201
        seen.append(clerk.get(address).json()["state"])
        rows = clerk.get("/api/v1/cases/").json()["results"]
        assert rows[0]["state"] == seen[-1]
    assert {"handling", "awaiting_correction", "awaiting_payment"} <= set(seen)
    office.do(case, "withdraw", date(2026, 3, 4), reason="不要了")
    ended = clerk.get(address).json()
    assert (ended["state"], ended["outcome"], ended["acts"] != [], ended["grounds"]) == (
        "withdrawn",
        "withdrawn",
        True,
        [],
    )
    assert clerk.get(f"/api/v1/letters/?case={case.pk}").json()["count"] > 4
