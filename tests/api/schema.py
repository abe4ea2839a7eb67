"""A client that holds every answer against the schema: address, status, type of content, body."""

import json
import re
from datetime import datetime
from functools import cache

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

HIDDEN = ("/api/v1/docs/",)
FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_instant(value) -> bool:
    """Say whether a text is an instant with its zone."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri")
def is_address(value) -> bool:
    """Say whether a text is a whole address."""
    return not isinstance(value, str) or value.startswith(("http://", "https://"))


@cache
def schema() -> dict:
    """Return the schema of the API, in which what a body has beyond its properties is an error."""
    return _closed(SchemaGenerator().get_schema(request=None, public=True))


def _closed(node):
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {name: _closed(one) for name, one in node.items()}
    if isinstance(found.get("properties"), dict) and found.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found


@cache
def operations() -> tuple[tuple[str, str, dict], ...]:
    """Return address, method and operation of everything that the schema names."""
    return tuple(
        (path, method, operation)
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    )


@cache
def patterns() -> tuple[tuple[re.Pattern, str, dict], ...]:
    """Return the pattern of the address, method and operation of everything that the schema names."""
    return tuple(
        (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))), method, operation)
        for template, method, operation in operations()
    )


def operation_of(path: str, method: str) -> dict | None:
    """Return the operation that an address and a method mean, or None."""
    for pattern, name, operation in patterns():
        if name == method.lower() and pattern.fullmatch(path):
            return operation
    return None


def check(path: str, method: str, response) -> None:
    """Fail where an answer is not one that the schema names for the address and the method."""
    if path in HIDDEN or not path.startswith("/api/"):
        return
    kind = response.headers.get("Content-Type", "").split(";")[0]
    operation = operation_of(path, "get" if method == "head" else method)
    if response.status_code >= 400:
        assert kind == "application/problem+json", (method, path, response.status_code, response.content[:300])
        if method != "head":
            _validate({"$ref": "#/components/schemas/ProblemOut"}, response.json(), path)
            assert response.json()["status"] == response.status_code
        if operation is not None and response.status_code not in (405,):
            assert str(response.status_code) in operation["responses"], (method, path, response.status_code)
        return
    assert operation is not None, (method, path)
    told = operation["responses"].get(str(response.status_code))
    assert told is not None, (method, path, response.status_code)
    assert kind in told["content"], (method, path, kind, list(told["content"]))
    if kind == "application/json" and method != "head":
        _validate(told["content"][kind]["schema"], response.json(), path)


@cache
def _validator(part: str) -> Draft202012Validator:
    """Return what holds a body against a part of the schema, given as JSON: made once, for it reads the whole schema."""
    document = {"components": schema()["components"]} | json.loads(part)
    return Draft202012Validator(document, format_checker=FORMATS)


def _validate(part: dict, body, path: str) -> None:
    faults = [
        f"{path} {'/'.join(map(str, one.absolute_path))}: {one.message[:300]}"
        for one in _validator(json.dumps(part)).iter_errors(body)
    ]
    assert not faults, faults


class Checked(APIClient):
    """A client that fails as soon as an answer is not what the schema says."""

    def request(self, **request):
        """Send a request and hold its answer against the schema."""
        response = super().request(**request)
        check(request["PATH_INFO"], request["REQUEST_METHOD"].lower(), response)
        return response

    def give(self, path: str, body=None, **options):
        """Post JSON."""
        return self.post(path, body, format="json", **options)


def signed_in(person) -> Checked:
    """Return a checked client of a person; None is nobody."""
    client = Checked()
    if person is not None:
        client.force_authenticate(person)
    return client
