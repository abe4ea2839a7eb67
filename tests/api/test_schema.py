"""The schema is without a warning, and says what each operation takes, gives and refuses."""

import json

import pytest
import yaml
from django.core.management import call_command

from tests.api.schema import operations, schema

OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"]) for path, method, operation in operations()
]


def test_the_schema_is_valid_and_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    written = yaml.safe_load((tmp_path / "schema.yml").read_text(encoding="utf-8"))
    assert written["openapi"].startswith("3.1")
    assert "Warning" not in capsys.readouterr().err


def test_names_of_operations_are_plain_and_each_its_own():
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names) >= 19
    assert all(name.replace("_", "").isalpha() and name.islower() for name in names)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_says_what_it_is(path, method, operation):
    assert len(operation["description"]) > 20
    assert len(operation["tags"]) == 1
    assert set(operation["responses"]) & {"200", "201"}
    assert {"400", "406", "503"} <= set(operation["responses"])
    if method == "post":
        assert {"409", "413", "415"} <= set(operation["responses"])
    if "security" in operation and {} not in operation["security"]:
        assert {"401", "403"} <= set(operation["responses"])
    for status, response in operation["responses"].items():
        assert response["description"] or status < "300"
        for kind, content in response["content"].items():
            assert content["schema"]
            assert (kind == "application/problem+json") == (status >= "400")


def test_no_schema_says_nullable_in_the_words_of_the_old_version():
    assert '"nullable"' not in json.dumps(schema())


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [
        ("CaseOut", "received_on", {"type": "string", "format": "date"}),
        ("CaseOut", "due_on", {"type": ["string", "null"], "format": "date"}),
        ("CaseOut", "waiting_until", {"type": ["string", "null"], "format": "date"}),
        ("CaseOut", "decided_on", {"type": ["string", "null"], "format": "date"}),
        ("CaseOut", "delivered_on", {"type": ["string", "null"], "format": "date"}),
        ("CaseOut", "closed_on", {"type": ["string", "null"], "format": "date"}),
        ("CaseOut", "extended", {"type": "boolean"}),
        ("CaseOut", "version", {"type": "integer"}),
        ("ApplicationOut", "public_id", {"type": "string", "format": "uuid"}),
        ("ApplicationOut", "recorded_at", {"type": "string", "format": "date-time"}),
        ("ApplicationOut", "case", {"type": ["integer", "null"]}),
        ("EventOut", "actor", {"type": ["string", "null"]}),
        ("EventOut", "letter", {"type": ["integer", "null"]}),
        ("LetterOut", "case", {"type": ["integer", "null"]}),
        ("CellOut", "value", {"type": ["number", "null"]}),
        ("StatusIn", "code", {"type": "string", "format": "uuid"}),
        ("ConfirmationIn", "reached", {"type": "boolean"}),
    ],
)
def test_a_member_has_the_type_it_comes_with(name, field, kind):
    member = schema()["components"]["schemas"][name]["properties"][field]
    assert {key: member.get(key) for key in kind} == kind, member
    assert "null" not in str(member.get("type")) or "null" in str(kind)


def test_what_is_answered_is_always_there_and_what_may_be_left_out_is_optional():
    parts = schema()["components"]["schemas"]
    for name, part in parts.items():
        if name.endswith("Out") and name not in ("LifeOut", "LifeReasonOut"):
            assert set(part["required"]) == set(part["properties"]), name
    assert set(parts["ApplicationIn"]["required"]) == {
        "channel",
        "arrived_on",
        "applicant_kind",
        "applicant_name",
        "content",
    }
    assert "required" not in parts["RegistrationIn"]
    register = next(operation for _, _, operation in operations() if operation["operationId"] == "register_application")
    assert "required" not in register["requestBody"]


def test_files_are_binary():
    parts = schema()["components"]["schemas"]
    assert parts["ApplicationWithFilesIn"]["properties"]["files"]["items"] == {"type": "string", "format": "binary"}
    for name, kinds in (
        ("read_letter_pdf", {"application/pdf"}),
        ("read_attachment", {"application/pdf", "image/jpeg", "image/png"}),
    ):
        operation = next(one for _, _, one in operations() if one["operationId"] == name)
        content = operation["responses"]["200"]["content"]
        assert set(content) == kinds
        assert {part["schema"]["format"] for part in content.values()} == {"binary"}


def test_every_act_has_its_own_body():
    parts = schema()["components"]["schemas"]
    assert len(parts["AnyAct"]["oneOf"]) == len(parts["AnyAct"]["discriminator"]["mapping"]) > 35
    assert parts["ExtendAct"]["properties"]["act"] == {"type": "string", "const": "extend"}
    assert set(parts["ExtendData"]["required"]) == {"workdays", "reason"}


def test_the_file_comes_as_json_or_yaml(client):
    answer = client.get("/api/v1/schema/")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["info"]["version"] == "1"
    answer = client.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi")
    assert yaml.safe_load(answer.content)["info"]["version"] == "1"
