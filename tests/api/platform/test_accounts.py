"""A service account does what its scopes say for the agencies that it names, until it ends; and nothing that people do."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import Agency
from intake import service_accounts
from intake.models import Application, Scope, ServiceAccount, Submission
from law import Refused
from tests.api.platform.conftest import bearing, opened
from tests.api.schema import operations, signed_in
from tests.api.test_strict import address, body_of, filled  # noqa: F401  the fixture
from workflow.cases.models import Case

APPLICATIONS = "/api/v1/applications/"
OPEN_TO_ALL = {"describe_choices", "describe_acts", "describe_receivers", "reckon", "read_schema"}
OF_SCOPE = {
    Scope.SUBMIT: {"submit_application"},
    Scope.STATUS: {"list_applications", "read_application", "read_standing", "follow_changes"},
    Scope.LETTERS: {"list_letters", "read_letter", "read_letter_pdf"},
}
WITHOUT_ACCOUNT = {"sign_in", "read_status", "read_problem"}  # for anybody


def test_a_platform_sends_and_follows_what_it_sent(portal, sent, account, office, clerk):
    stored = portal.give(APPLICATIONS, sent)
    assert stored.status_code == 201, stored.content
    found = stored.json()
    assert (found["agency"], found["case"]) == ("D", None)
    assert Submission.objects.get().account == account
    assert Application.objects.get().recorded_by is None
    assert portal.give(APPLICATIONS, sent).json()["id"] == found["id"]
    assert portal.get(f"{APPLICATIONS}{found['id']}/status/").json()["state"] == "arrived"
    case = clerk.give(f"{APPLICATIONS}{found['id']}/register/", {}).json()
    standing = portal.get(f"{APPLICATIONS}{found['id']}/status/").json()
    assert (standing["state"], standing["case_number"], standing["due_on"]) == (
        "being_handled",
        case["number"],
        "2026-04-01",
    )
    assert standing["status"] == "办理中"
    assert [row["id"] for row in portal.get(APPLICATIONS).json()["results"]] == [found["id"]]
    assert portal.get("/api/v1/receivers/").json() == [{"code": "D", "name": "某区住建局"}]


@pytest.mark.parametrize("scope", [*Scope.values, None])
def test_a_scope_opens_its_addresses_and_no_other(office, filled, given, scope):  # noqa: F811
    """Closed world: every address of the schema, asked by an account with one scope, and by one with all."""
    held = Scope.values if scope is None else [scope]
    _account, client = opened(office.government, [office.agency], scopes=held)
    allowed = OPEN_TO_ALL.union(*(OF_SCOPE[one] for one in held))
    for path, method, operation in operations():
        name = operation["operationId"]
        body = body_of(operation, given | {"agency": "D"})
        answer = client.generic(method, address(path, filled), *_json(method, body))
        if name in WITHOUT_ACCOUNT:
            continue
        assert (answer.status_code != 403) == (name in allowed), (name, answer.status_code)
        if name in allowed and "{" in path:
            assert answer.status_code == 404, name  # everything here was sent by others


def _json(method: str, body) -> tuple[str, str]:
    return json.dumps(body) if method == "post" else "", "application/json"


def test_others_applications_letters_and_agencies_are_not_there(office, portal, sent, clerk, given):
    other = Agency.objects.create(code="E", name="某区教育局", kind="department", parent=office.government)
    _theirs, elsewhere = opened(office.government, [office.agency, other], name="另一平台")
    mine = portal.give(APPLICATIONS, sent).json()
    of_clerk = clerk.give(APPLICATIONS, given).json()
    of_other = elsewhere.give(APPLICATIONS, sent | {"agency": "E", "idempotency_key": "q-1"}).json()
    for found in (of_clerk, of_other):
        for named in (found["id"], found["public_id"]):
            for tail in ("", "status/"):
                assert portal.get(f"{APPLICATIONS}{named}/{tail}").status_code == 404
    assert portal.get(APPLICATIONS).json()["count"] == 1
    assert elsewhere.get(f"{APPLICATIONS}{mine['id']}/").status_code == 404
    answer = portal.give(APPLICATIONS, sent | {"agency": "E"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "agency")
    assert (
        portal.give(APPLICATIONS, {name: value for name, value in sent.items() if name != "agency"}).status_code == 400
    )
    assert portal.get(f"{APPLICATIONS}?agency=E").status_code == 400
    case = office.case(timezone.localdate())
    assert portal.get(f"/api/v1/letters/{case.events.get().letter_id}/").status_code == 404
    account = ServiceAccount.objects.get(name="另一平台")
    account.agencies.remove(other)
    assert elsewhere.get(f"{APPLICATIONS}{of_other['id']}/").status_code == 404


def test_a_key_that_somebody_else_used_tells_nothing(portal, clerk, given, sent):
    clerk.give(APPLICATIONS, given | {"idempotency_key": "p-1"})
    answer = portal.give(APPLICATIONS, sent)
    assert answer.status_code == 409 and "Location" not in answer
    assert [fault["code"] for fault in answer.json()["errors"]] == ["refused"]
    assert Application.objects.count() == 1
    assert portal.give(APPLICATIONS, sent | {"content": "别的"}).status_code == 409


def test_what_people_do_is_closed_to_it(office, portal, sent, clerk):
    stored = portal.give(APPLICATIONS, sent).json()
    assert portal.give(f"{APPLICATIONS}{stored['id']}/register/", {}).status_code == 403
    assert (
        portal.give(
            f"{APPLICATIONS}{stored['id']}/confirmations/", {"on": "2026-03-04", "means": "电话", "reached": True}
        ).status_code
        == 403
    )
    case = clerk.give(f"{APPLICATIONS}{stored['id']}/register/", {}).json()
    for code in ("assign", "approve", "sign", "reply", "withdraw"):
        act = {"act": code, "on": "2026-03-04", "version": 1, "data": {}}
        assert portal.give(f"/api/v1/cases/{case['id']}/acts/", act).status_code == 403
    assert Case.objects.get().version == 1
    for page in ("/", "/office/", "/register/", f"/cases/{case['id']}/"):
        assert portal.get(page).status_code in (302, 404)


@pytest.mark.parametrize("given_token", ["", "kds_", "kds__", "kds_x_y", "kds_" + "0" * 12 + "_x", "kds_²_x"])
def test_a_wrong_token_is_nobodys(office, account, given_token):
    answer = bearing(given_token or "x").get(APPLICATIONS)
    assert (answer.status_code, answer.json()["type"]) == (401, "/api/v1/problems/not-authenticated/")


def test_a_token_ends(office, sent):
    account, client = opened(office.government, [office.agency])
    assert client.get(APPLICATIONS).status_code == 200
    again = service_accounts.renew_token(
        account, expires_at=timezone.now() + timedelta(days=2), by=None, now=timezone.now()
    )
    assert client.get(APPLICATIONS).status_code == 401
    client = bearing(again)
    assert client.get(APPLICATIONS).status_code == 200
    assert bearing(again[:-1]).get(APPLICATIONS).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=2, seconds=1), tick=False):
        assert client.get(APPLICATIONS).status_code == 401
    service_accounts.revoke(account, by=None, now=timezone.now())
    assert client.get(APPLICATIONS).status_code == 401
    with pytest.raises(Refused):
        service_accounts.renew_token(
            account, expires_at=timezone.now() + timedelta(days=2), by=None, now=timezone.now()
        )
    secret = again.rpartition("_")[2]
    rows = [str(row) for row in ServiceAccount.objects.values()] + [str(row) for row in OfficeRecord.objects.values()]
    assert not any(secret in row for row in rows)


def test_every_step_is_on_record(office, account):
    service_accounts.revoke(account, by=office.administrator, now=timezone.now())
    rows = [row.changes[0] for row in OfficeRecord.objects.filter(agency=office.government).order_by("id")]
    assert [row[0] for row in rows] == ["service_account"] * 2
    assert rows[0][2].startswith("某省政务服务网（submit、read_status、read_letters；D；")
    assert rows[1][2] == "某省政务服务网（撤销）"
    assert "某省政务服务网（撤销）" in signed_page(office)


def signed_page(office) -> str:
    """Return the page of the records."""
    client = signed_in(None)
    client.force_login(office.auditor)
    return client.get("/office/records/").content.decode()


def test_an_account_has_its_own_limit(office):
    _account, client = opened(office.government, [office.agency], per_minute=3)
    _other, another = opened(office.government, [office.agency], name="另一平台", per_minute=3)
    assert [client.get(APPLICATIONS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get("/api/v1/choices/")["Retry-After"]
    assert another.get(APPLICATIONS).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"agencies": []}, "agencies"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["sign"]}, "scopes"),
        ({"days": 0}, "expires_at"),
        ({"days": 400}, "expires_at"),
        ({"per_minute": 0}, "requests_per_minute"),
    ],
)
def test_an_account_that_cannot_be_is_refused(office, change, field):
    with pytest.raises(Refused) as refused:
        opened(office.government, **({"agencies": [office.agency]} | change))
    assert refused.value.field == field
    assert not ServiceAccount.objects.exists()


def test_nobody_lets_a_platform_act_for_an_agency_that_is_not_theirs(office):
    other = Agency.objects.create(code="O", name="外区人民政府", kind="government")
    with pytest.raises(Refused) as refused:
        opened(office.government, [office.agency, other])
    assert "外区人民政府" in refused.value.reason
    given = service_accounts.AccountDetails("平台", [other], Scope.values, timezone.now() + timedelta(days=3))
    with pytest.raises(Refused):
        service_accounts.open_account(other, given, by=office.administrator, now=timezone.now())
    opened(office.government, [office.agency])
    with pytest.raises(Refused):
        opened(office.government, [office.agency])


def test_a_closed_agency_takes_nothing(office, portal, sent):
    Agency.objects.filter(pk=office.agency.pk).update(closed_on=timezone.localdate())
    answer = portal.give(APPLICATIONS, sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "agency")
    assert portal.get("/api/v1/receivers/").json() == []


def test_the_command_opens_renews_and_revokes(office, sent):
    def run(*line) -> str:
        out = StringIO()
        call_command("service_account", *line, stdout=out)
        return out.getvalue()

    told = run("open", "省平台", "--agency", "G", "--all-under", "--scope", "submit")
    token = next(line for line in told.splitlines() if line.startswith("令牌：")).removeprefix("令牌：")
    assert bearing(token).give(APPLICATIONS, sent).status_code == 201
    assert bearing(token).get(APPLICATIONS).status_code == 403
    assert "G、D" in run("list") or "D、G" in run("list")
    assert token.rpartition("_")[2] not in run("list")
    renewed = run("renew", "省平台", "--days", "5")
    assert bearing(token).get("/api/v1/choices/").status_code == 401
    run("revoke", "省平台")
    assert "已撤销" in run("list") and "令牌：kds_" in renewed
    for line in (
        ("open", "省平台", "--agency", "G", "--for", "D"),
        ("open", "x", "--agency", "没有"),
        ("revoke", "没有"),
    ):
        with pytest.raises(CommandError):
            run(*line)
