"""SQL in parameters, fields of models that nobody was asked for, addresses that a stranger tries for secrets."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from tests.api.schema import operations, signed_in
from tests.api.schema import schema as api_schema
from tests.api.test_strict import address, body_of, filled, named  # noqa: F401  the fixture

ROOT = Path(__file__).resolve().parents[2]
SQL = (
    "' OR '1'='1", "1 OR 1=1", "'; DROP TABLE workflow_case; --", "1; SELECT pg_sleep(5)", "' UNION SELECT password FROM agencies_officer --",
    "%' AND 1=(SELECT COUNT(*) FROM agencies_officer) --", "\\'; --", "'||(SELECT sqlite_version())||'", "1) OR (1=1", "' AND SLEEP(5)#",
    "id; --", "-state", "state__in", "agency__officers__password", "?", "%s", "%(x)s", "{0}", "/**/", "0x27",
)  # fmt: skip
WORDS = ("syntax", "sqlite", "psycopg", "traceback", "operationalerror", "no such column")
# What a stranger and a scanner try first.
SECRET_PLACES = (
    ".git/config", ".env", ".htpasswd", "admin/", "settings.py", "config/settings.py", "var/secret_key", "var/db.sqlite3", "db.sqlite3",
    "static/../config/settings.py", "static/%2e%2e/manage.py", "media/", "media/letters/", "debug/", "__debug__/", "server-status",
    "api/v1/users/", "requirements.txt", "pyproject.toml", "backup.sql", "dump.json", "phpinfo.php", "actuator/env", "console/",
)  # fmt: skip


def listed(answer) -> int:
    """Return how many rows an answer lists; 0 for what is no list."""
    if not answer.get("Content-Type", "").startswith("application/json"):
        return 0
    body = answer.json()
    return len(body.get("results", ())) if isinstance(body, dict) else 0


@pytest.mark.fault("X10")
@pytest.mark.databases
def test_sql_in_a_parameter_finds_nothing_and_says_nothing(office, clerk, filled):  # noqa: F811
    """In every parameter of every list: nothing more is found than without it, nothing of the database is said, nothing breaks."""
    tried = 0
    for path, method, operation in operations():
        if method != "get":
            continue
        plain = clerk.generic("GET", address(path, filled))
        rows = listed(plain)
        for name in [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]:
            for text in SQL:
                answer = clerk.get(address(path, filled), {name: text})
                said = answer.content.decode(errors="replace").lower() if not answer.streaming else ""
                assert answer.status_code in (200, 400, 404, 409, 422), (path, name, text, answer.status_code)
                assert not any(word in said for word in WORDS if word not in text.lower()), (
                    path,
                    name,
                    text,
                    said[:200],
                )
                if answer.status_code == 200 and rows:
                    assert listed(answer) <= rows, (path, name, text)
                tried += 1
    assert tried > 200


@pytest.mark.fault("X10")
@pytest.mark.databases
@pytest.mark.parametrize("text", SQL)
def test_sql_in_the_search_of_the_desk_finds_nothing(office, client, text):
    """As words that nobody wrote."""
    office.case(date(2026, 3, 2))
    client.force_login(office.clerk)
    page = client.get(reverse("worklist"), {"q": text})
    assert page.status_code == 200
    assert not any(word in page.content.decode().lower() for word in WORDS if word not in text.lower())


@pytest.mark.fault("S7")
def test_no_field_of_any_model_is_written_that_was_not_asked_for(clerk, filled, given):  # noqa: F811
    """Every field of every model of ours, sent along with every body: refused by its name, or read since it is asked for."""
    fields = sorted(
        {
            field.name
            for model in apps.get_models()
            if model.__module__.split(".")[0] in OURS
            for field in model._meta.fields
        }
    )
    assert len(fields) > 150
    for path, method, operation in operations():
        if method == "get" or operation["operationId"] == "reckon":
            continue
        body = body_of(operation, given)
        unasked = [name for name in fields if name not in properties_of(operation) and name not in body]
        answer = clerk.give(address(path, filled), body | dict.fromkeys(unasked, "x"))
        assert answer.status_code == 400, (path, answer.status_code)
        assert set(unasked) <= named(answer), (path, set(unasked) - named(answer))


OURS = ("agencies", "intake", "notices", "workflow", "reporting")


def properties_of(operation: dict) -> set[str]:
    """Return the fields that an operation reads, as its schema says."""
    content = operation.get("requestBody", {}).get("content", {})
    return {name for kind in content.values() for name in _properties(kind.get("schema", {}))}


def _properties(schema: dict) -> set[str]:
    if name := schema.get("$ref", "").rpartition("/")[2]:
        schema = api_schema()["components"]["schemas"][name]
    found = set(schema.get("properties", ()))
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        found |= _properties(part)
    return found


@pytest.mark.fault("S14")
@pytest.mark.parametrize("place", SECRET_PLACES)
def test_no_secret_is_served(office, client, place):
    """Neither to a stranger nor to an administrator: there is nothing at such an address."""
    for person in (None, office.administrator):
        if person is not None:
            client.force_login(person)
        answer = client.get(f"/{place}")
        assert answer.status_code in (302, 404), (place, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/login/") or answer["Location"] == f"/{place}/"
        assert "SECRET_KEY" not in answer.content.decode(errors="replace")


@pytest.mark.fault("S14")
def test_the_settings_of_production_have_no_warning():
    """`check --deploy` over HTTPS with a secret of its own."""
    surroundings = os.environ | {
        "HTTPS_ONLY": "1",
        "HSTS_SECONDS": "31536000",
        "SECRET_KEY": "x" * 25 + "aB3-" * 12,
        "ALLOWED_HOSTS": "xxgk.example.gov.cn",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    warned = set(re.findall(r"security\.W[0-9]+", done.stdout + done.stderr))
    assert warned == {
        "security.W005",
        "security.W021",
    }  # other names below the office's domain are not ours to decide about


@pytest.mark.fault("S14")
def test_a_fault_of_ours_shows_no_setting(office, client, monkeypatch):
    """The page of an error names neither code nor setting."""
    client.raise_request_exception = False
    client.force_login(office.clerk)
    monkeypatch.setattr("workflow.desk.worklist.first_things", lambda *_: 1 / 0)
    page = client.get(reverse("worklist"))
    assert page.status_code == 500
    assert not any(word in page.content.decode() for word in ("Traceback", "SECRET", "settings", "ZeroDivision", ".py"))


def test_a_person_signed_in_may_ask_for_it(office):
    """What the tests above send is sent as the clerk, who reads lists."""
    assert signed_in(office.clerk).get("/api/v1/cases/").status_code == 200
