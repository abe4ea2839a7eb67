"""Nothing that is sent vanishes: every address refuses by name what it does not read."""

import json
from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from drf_spectacular.views import SpectacularSwaggerView
from rest_framework import serializers
from rest_framework.views import APIView

from agencies.api.endpoints import Endpoint, StrictSerializer
from law import procedure
from tests.api.schema import operations, signed_in
from workflow.api.acts import OF_ACT
from workflow.cases.act import ACTS

PDF = b"%PDF-1.7\n"
BODIES = {
    "register_application": {"another_application": True},  # the same was submitted by others before
    "sign_in": {"username": "clerk", "password": "x"},
    "read_status": {"code": "5f0c8a9e-0000-4000-8000-000000000000"},
    "reckon": {"received_on": "2026-03-04"},
    "confirm_application": {"on": "2026-03-04", "means": "电话", "reached": True},
    "perform_act": {"act": "lapse_payment", "on": "2026-03-04", "version": 1},
}
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"]) for path, method, operation in operations()
]


@pytest.fixture
def filled(office, clerk, given):
    """Return what the variables of the addresses may stand for."""
    stored = clerk.post(
        "/api/v1/applications/",
        given | {"files": SimpleUploadedFile("a.pdf", PDF, "application/pdf")},
        format="multipart",
    ).json()
    case = office.case(date(2026, 3, 2))
    return {
        "application": stored["id"],
        "attachment": stored["attachments"][0]["id"],
        "id": case.pk,
        "year": 2026,
        "code": "D",
        "letter": case.events.get().letter_id,
    }


def address(path: str, filled: dict) -> str:
    """Return an address with its variables filled in."""
    if path.startswith("/api/v1/letters/{"):
        filled = filled | {"id": filled["letter"]}
    if path.startswith("/api/v1/applications/{"):
        filled = filled | {"id": filled["application"]}
    if path.startswith("/api/v1/problems/"):
        filled = filled | {"code": "refused"}
    found = path.format(**filled)
    return f"{found}?row=R1&column=total" if found.endswith("/cell/") else found


def with_query(found: str, query: str) -> str:
    """Return an address with more in its query."""
    return f"{found}{'&' if '?' in found else '?'}{query}"


def body_of(operation: dict, given: dict) -> dict:
    """Return a body that the operation takes."""
    return given if operation["operationId"] == "submit_application" else BODIES.get(operation["operationId"], {})


def named(answer) -> set[str]:
    """Return the fields that a problem names."""
    return {fault["field"] for fault in answer.json()["errors"]}


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_unknown_parameter_is_refused_by_its_name(clerk, filled, given, path, method, operation):
    for name in (
        "unexpected",
        "format",
        "lang",
        "limit",
        "状态",
        "__class__",
        "page.size",
        "fields",
        "expand",
        "pagesize",
    ):
        answer = clerk.generic(
            method,
            with_query(address(path, filled), f"{quote(name)}=1"),
            json.dumps(body_of(operation, given)) if method == "post" else "",
            "application/json",
        )
        assert (answer.status_code, name in named(answer)) == (400, True), (path, name, answer.content)


@pytest.mark.fault("S7")
@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_unknown_field_is_refused_by_its_name(clerk, filled, given, path, method, operation):
    if method == "get":
        answer = clerk.generic("GET", address(path, filled), b'{"state": "closed"}', "application/json")
        assert answer.status_code == 400
        return
    for name in ("unexpected", "agency", "recorded_by", "id", "Channel", "is_superuser"):
        answer = clerk.give(address(path, filled), body_of(operation, given) | {name: "x"})
        if operation["operationId"] == "reckon":  # one answer a life, in its place
            assert name in answer.json()["error"]
        else:
            assert (answer.status_code, name in named(answer)) == (400, True), (path, name, answer.content)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_file_where_none_is_read_is_refused(clerk, filled, given, path, method, operation):
    if method == "get":
        return
    file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    answer = clerk.post(address(path, filled), body_of(operation, given) | {"scan": file}, format="multipart")
    if operation["operationId"] == "submit_application":
        assert (answer.status_code, named(answer)) == (400, {"scan"})
    else:
        assert answer.status_code == 415


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_body_that_is_no_object_is_refused(clerk, filled, given, path, method, operation):
    if method == "get":
        return
    for body in (
        b"[]",
        b'"x"',
        b"1",
        b"null",
        b"{",
        b"",
        b"\xff",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"on": 1, "on": 2}',
        b"[" * 100_000,
        b'{"\\ud800": 1}',
    ):
        answer = clerk.generic("POST", address(path, filled), body, "application/json")
        if operation["operationId"] == "reckon" and body == b"[]":
            assert answer.status_code == 200
        elif operation["operationId"] == "reckon" and body == b"":
            assert answer.status_code in (200, 400)
        elif operation["operationId"] == "register_application" and body == b"":
            assert answer.status_code == 201
            return
        else:
            assert answer.status_code == 400, (path, body[:20], answer.content[:200])


def test_every_view_of_the_api_is_an_endpoint():
    found, waiting = [], [("", get_resolver())]
    while waiting:
        prefix, resolver = waiting.pop()
        for entry in resolver.url_patterns:
            place = prefix + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                waiting.append((place, entry))
            else:
                found.append((place, getattr(entry.callback, "cls", getattr(entry.callback, "view_class", None))))
    views = {view for place, view in found if place.startswith("api/")} - {SpectacularSwaggerView}
    assert len(views) > 8
    assert {view for view in views if not issubclass(view, Endpoint)} == set()
    assert {
        view for place, view in found if view and issubclass(view, APIView) and not place.startswith("api/")
    } == set()


def strict(serializer: serializers.Serializer) -> bool:
    """Say whether a serializer and all inside it refuse what they do not read."""
    inner = [getattr(field, "child", field) for field in serializer.fields.values()]
    return isinstance(serializer, StrictSerializer) and all(
        strict(one) for one in inner if isinstance(one, serializers.BaseSerializer)
    )


@pytest.mark.fault("S7")
def test_every_body_and_query_is_strict():
    for view in _subclasses(Endpoint):
        for taken in (*view.takes.values(), *view.asks.values()):
            assert strict(taken()), (view, taken)


def _subclasses(view):
    for one in view.__subclasses__():
        yield one
        yield from _subclasses(one)


@pytest.mark.parametrize("field", ["content", "applicant_name"])
@pytest.mark.parametrize("value", [5, 0, -1, 1.0, 7e3, True, ["a"], {"a": "b"}])
def test_a_text_is_a_text(clerk, given, field, value):
    answer = clerk.give("/api/v1/applications/", given | {field: value})
    assert (answer.status_code, named(answer)) == (400, {field}), answer.content


def test_every_act_by_hand_says_what_it_reads():
    assert set(OF_ACT) == {code for code, row in procedure.ACTS.items() if row.by_hand}
    for code in OF_ACT:
        asked = set(ACTS[code].form.base_fields) - {"on", "version"} if ACTS[code].form else set()
        assert asked <= set(ACTS[code].api_fields), code


@pytest.mark.parametrize("code", OF_ACT)
def test_an_act_refuses_what_it_does_not_read(office, filled, code):
    act = {"act": code, "on": "2026-03-04", "version": 1}
    for person in (office.clerk, office.handler):
        for name in ("unexpected", "workday", "handler", "imported", "letter_sha256"):
            answer = signed_in(person).give(f"/api/v1/cases/{filled['id']}/acts/", act | {"data": {name: 1}})
            assert (answer.status_code, f"data.{name}" in named(answer)) == (400, True), answer.content


@pytest.mark.parametrize(
    ("code", "data", "field"),
    [
        ("extend", {"workdays": "many", "reason": "多"}, "data.workdays"),
        ("extend", {"workdays": 1.5, "reason": "多"}, "data.workdays"),
        ("extend", {"workdays": 10**30, "reason": "多"}, "data.workdays"),
        ("extend", {"workdays": 5, "reason": ["多"]}, "data.reason"),
        ("extend", {"workdays": 5}, "data.reason"),
        ("extend", {"workdays": 5, "reason": 5}, "data.reason"),
        ("extend", {"workdays": 5, "reason": "多", "approved_by": "林某"}, "data.approved_by"),
        ("request_correction", {"points": ["哪一栋", 3]}, "data.points"),
        ("request_correction", {"points": "哪一栋"}, "data.points"),
        ("request_correction", {"points": []}, "data.points"),
        ("request_correction", {"points": ["哪一栋"], "delivered_on": "soon"}, "data.delivered_on"),
        ("draft", {"outcome": "maybe"}, "data.outcome"),
        ("draft", {"outcome": "deny", "grounds": ["because"]}, "data.grounds.0"),
        ("draft", {"outcome": "open", "facts": []}, "data.facts"),
        ("sign", {"content_sha256": "x"}, "data.content_sha256"),
        ("assign", {}, "data.handler_id"),
        ("assign", {"handler_id": True}, "data.handler_id"),
        ("no_such_act", {}, "act"),
        ("register", {}, "act"),
        ("recompute", {}, "act"),
        ("assign", [], "data"),
    ],
)
def test_what_an_act_says_has_its_form(clerk, filled, code, data, field):
    answer = clerk.give(
        f"/api/v1/cases/{filled['id']}/acts/", {"act": code, "on": "2026-03-04", "version": 1, "data": data}
    )
    assert answer.status_code == 400
    assert field in named(answer), answer.content
