"""Every error of the API is a problem of RFC 9457, in the language that is accepted, also where no endpoint answers."""

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from rest_framework.authtoken.models import Token

from agencies.organisation.models import Officer
from config.api.problems import KINDS
from law import Conflict, Refused
from tests.api.schema import Checked, check, signed_in
from workflow.acts import services

MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}


def problem(answer, status: int, code: str) -> dict:
    """Return the body of an answer that must be this problem."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    body = answer.json()
    assert body.keys() == MEMBERS
    assert (body["status"], body["type"]) == (status, f"/api/v1/problems/{code}/")
    assert body["detail"] and body["title"]
    assert "no-store" in answer["Cache-Control"]
    return body


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v1/", "/api/v2/cases/", "/api/v1/case/", "/api/v1/cases/x/", "/api/v1/cases/1/act/", "/api/v1/cases/99999999999999999999999/",
     "/api/v1/letters/x/pdf/", "/api/v1/applications/x/", "/api/v1/applications/5f0c8a9e-0000-4000-8000-000000000000/", "/api/v1/reports/x/D/",
     "/api/v1/reports/2026/NOWHERE/", "/api/v1/problems/none/", "/api/v1/cases.json", "/api/v1/cases/-1/", "/api/v1/cases/1/../../"],
)  # fmt: skip
def test_what_is_not_there_is_404(clerk, path):
    body = problem(clerk.get(path), 404, "not-found")
    assert body["instance"].startswith("/api/")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
def test_an_unknown_address_is_404_by_every_method(clerk, method):
    answer = clerk.generic(method.upper(), "/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_forgotten_slash_is_told(clerk):
    assert "/api/v1/cases/" in problem(clerk.get("/api/v1/cases"), 404, "not-found")["detail"]
    assert "/api/v1/status/" in problem(clerk.give("/api/v1/status", {}), 404, "not-found")["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("delete", "/api/v1/cases/"), ("post", "/api/v1/cases/"), ("put", "/api/v1/cases/1/"), ("patch", "/api/v1/letters/1/"), ("get", "/api/v1/token/"),
     ("get", "/api/v1/status/"), ("get", "/api/v1/reckon/"), ("options", "/api/v1/cases/"), ("delete", "/api/v1/applications/"), ("post", "/api/v1/schema/"),
     ("post", "/api/v1/letters/1/pdf/"), ("get", "/api/v1/cases/1/acts/")],
)  # fmt: skip
def test_a_method_that_is_not_taken_is_405_and_names_those_that_are(clerk, method, path):
    answer = clerk.generic(method.upper(), path)
    problem(answer, 405, "method-not-allowed")
    assert answer["Allow"]


def test_who_is_nobody_is_401(office):
    for headers in (
        {},
        {"HTTP_AUTHORIZATION": "Token x"},
        {"HTTP_AUTHORIZATION": "Token"},
        {"HTTP_AUTHORIZATION": "Token a b"},
        {"HTTP_AUTHORIZATION": "Token \xff"},
    ):
        answer = Checked().get("/api/v1/cases/", **headers)
        problem(answer, 401, "not-authenticated")
        assert answer["WWW-Authenticate"] == "Token"


def test_who_may_not_is_403(office, given):
    problem(signed_in(office.handler).give("/api/v1/applications/", given), 403, "not-permitted")
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.clerk)
    problem(
        client.post("/api/v1/applications/", given, "application/json"), 403, "not-permitted"
    )  # a session without its CSRF token


def test_an_unsettled_password_is_403_on_a_session_and_401_on_a_token(office):
    token = Token.objects.create(user=office.clerk)
    Officer.objects.filter(pk=office.clerk.pk).update(must_change_password=True)
    client = Client()
    client.force_login(office.clerk)
    problem(client.get("/api/v1/cases/"), 403, "not-permitted")
    problem(Client().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Token {token.key}"), 401, "not-authenticated")


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "image/png", "application/problem+json", "text/csv"]
)
def test_what_cannot_be_given_is_406(clerk, accept):
    problem(clerk.get("/api/v1/cases/", HTTP_ACCEPT=accept), 406, "not-acceptable")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "json",
        "application/problem+json",
    ],
)
def test_what_is_not_read_is_415(clerk, office, kind):
    case = office.case(date(2026, 3, 2))
    problem(clerk.generic("POST", f"/api/v1/cases/{case.pk}/acts/", b"x=1", kind), 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": Infinity}',
        b"nonsense",
        b'{"a" 1}',
        b"[1, 2",
        b'"\x01"',
        b"{}{}",
    ],
)
def test_what_is_no_json_is_malformed(clerk, body):
    problem(clerk.generic("POST", "/api/v1/applications/", body, "application/json"), 400, "malformed")


def test_a_refusal_names_its_article_and_field(office, clerk):
    case = office.case(date(2026, 3, 2))
    act = {
        "act": "extend",
        "on": "2026-03-04",
        "version": 1,
        "data": {"workdays": 30, "reason": "多"},
    }
    body = problem(clerk.give(f"/api/v1/cases/{case.pk}/acts/", act), 400, "refused")
    assert [(one["article"], one["code"]) for one in body["errors"]] == [("条例33②", "refused")]
    assert "（条例33②）" in body["detail"]
    english = clerk.give(f"/api/v1/cases/{case.pk}/acts/", act, HTTP_ACCEPT_LANGUAGE="en").json()
    assert "art. 33" in english["detail"]
    assert not any("\u4e00" <= char <= "\u9fff" for char in english["title"] + english["detail"])


def test_who_comes_second_is_409(office, clerk):
    case = office.case(date(2026, 3, 2))
    office.do(case, "assign", date(2026, 3, 2), handler_id=office.handler.pk)
    act = {"act": "assign", "on": "2026-03-04", "version": 1, "data": {"handler_id": office.handler.pk}}
    assert "已先办" in problem(clerk.give(f"/api/v1/cases/{case.pk}/acts/", act), 409, "conflict")["detail"]


def test_the_public_is_slowed_down_and_told_for_how_long(office):
    client = Checked(REMOTE_ADDR="10.1.1.1")
    answers = [client.give("/api/v1/status/", {"code": "5f0c8a9e-0000-4000-8000-000000000000"}) for _ in range(31)]
    assert {one.status_code for one in answers[:30]} == {404}
    problem(answers[-1], 429, "too-many-requests")
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    cache.clear()


def test_a_silent_database_is_503(clerk, monkeypatch):
    def silent(*_given):
        raise OperationalError("the connection is gone")

    monkeypatch.setattr("workflow.api.cases.policy.visible_to", silent)
    answer = clerk.get("/api/v1/cases/")
    problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "60"


def test_a_fault_of_ours_is_500_and_tells_nothing(office, monkeypatch):
    def broken(*_given):
        raise ValueError("secret of the house")

    monkeypatch.setattr("workflow.api.cases.policy.visible_to", broken)
    client = Client(raise_request_exception=False)
    client.force_login(office.clerk)
    answer = client.get("/api/v1/cases/")
    problem(answer, 500, "failure")
    assert "secret" not in answer.content.decode()


def test_a_locked_account_is_told_in_the_shape_of_the_address(office):
    Officer.objects.update(password=make_password("kaidang-right-2026"))
    client = Checked()
    wrong = {"username": "clerk", "password": "x"}
    assert {problem(client.give("/api/v1/token/", wrong), 401, "not-authenticated")["status"] for _ in range(4)} == {
        401
    }
    assert "口令错误次数过多" in problem(client.give("/api/v1/token/", wrong), 429, "too-many-requests")["detail"]
    answer = client.give("/api/v1/token/", wrong | {"password": "kaidang-right-2026"})
    problem(answer, 429, "too-many-requests")
    assert answer["Retry-After"] == "900"


def test_a_token_is_given_for_name_and_password_and_for_nothing_less(office):
    Officer.objects.update(password=make_password("kaidang-right-2026"))
    client, right = Checked(), {"username": "clerk", "password": "kaidang-right-2026"}
    token = client.give("/api/v1/token/", right).json()["token"]
    assert (
        client.post(
            "/api/v1/token/",
            "username=clerk&password=kaidang-right-2026",
            content_type="application/x-www-form-urlencoded",
        ).json()["token"]
        == token
    )
    assert Checked().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 200
    for body in (
        {},
        {"username": "clerk"},
        right | {"password": ""},
        right | {"username": ["clerk"]},
        right | {"username": "x" * 200},
    ):
        problem(client.give("/api/v1/token/", body), 400, "invalid")
    for body in (right | {"username": "nobody"}, right | {"password": " kaidang-right-2026"}):
        problem(client.give("/api/v1/token/", body), 401, "not-authenticated")
    Officer.objects.update(must_change_password=True)
    problem(client.give("/api/v1/token/", right), 403, "not-permitted")


@pytest.mark.parametrize("code", KINDS)
def test_every_type_of_problem_explains_itself_in_both_languages(db, code):
    chinese = Checked().get(f"/api/v1/problems/{code}/").json()
    english = Checked().get(f"/api/v1/problems/{code}/", HTTP_ACCEPT_LANGUAGE="en").json()
    assert (chinese["type"], chinese["status"]) == (english["type"], KINDS[code].status)
    assert chinese["title"] != english["title"]
    assert english["title"].isascii()


def test_a_refusal_that_anything_below_raises_is_a_problem(office, clerk, monkeypatch):
    def refuse(*_given, **_options):
        raise Refused("不行", "条例1", field="x", english="No")

    monkeypatch.setattr(services, "register", refuse)
    stored = office.application(date(2026, 3, 2))
    body = problem(clerk.give(f"/api/v1/applications/{stored.public_id}/register/"), 400, "refused")
    assert body["errors"] == [{"field": "x", "detail": "不行（条例1）", "article": "条例1", "code": "refused"}]


def test_a_key_with_other_content_is_a_conflict_that_names_what_differs(clerk, given, monkeypatch):
    def repeated(**_given):
        error = Conflict("这个键已经用过", english="The key was used", field="idempotency_key")
        error.differing = ["content", "files"]
        raise error

    monkeypatch.setattr("workflow.api.applications.intake.submit", repeated)
    body = problem(clerk.give("/api/v1/applications/", given | {"idempotency_key": "k"}), 409, "conflict")
    assert [(one["field"], one["code"]) for one in body["errors"]] == [
        ("idempotency_key", "refused"),
        ("content", "differing"),
        ("files", "differing"),
    ]


def test_the_checked_client_notices_what_the_schema_does_not_say():
    class Answer:
        status_code, headers = 200, {"Content-Type": "application/json"}

        @staticmethod
        def json():
            return {"token": "x", "more": 1}

    with pytest.raises(AssertionError, match="more"):
        check("/api/v1/token/", "post", Answer)
