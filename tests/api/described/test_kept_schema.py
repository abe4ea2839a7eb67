"""The schema is kept as a file, changes within v1 only by additions, and is for who is signed in where the office says so."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

KEPT = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
FIRST = Path(__file__).parent / "kept" / "openapi_v1.yaml"  # as v1 was first kept: never written anew
RENEW = "run `make schema`, look at what changed, and write it into docs/api.md and CHANGELOG.md"


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    """Return the file as the command writes it now."""
    path = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", "--lang", "en", "--file", str(path))
    return path.read_text(encoding="utf-8")


def test_the_kept_file_is_what_the_software_says(now):
    assert KEPT.read_text(encoding="utf-8") == now, RENEW


def broken(old: dict, new: dict) -> list[str]:
    """Return what a program written against the old schema would miss in the new one (docs/api.md, 版本)."""
    found = []
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            there = new["paths"].get(path, {}).get(method)
            if there is None:
                found.append(f"{method} {path} is gone")
                continue
            if there["operationId"] != operation["operationId"]:
                found.append(f"{method} {path} is called otherwise")
            found += _parameters(f"{method} {path}", operation, there)
            found += [
                f"{method} {path}: no {code}" for code in operation["responses"] if code not in there["responses"]
            ]
    for name, part in old["components"]["schemas"].items():
        there = new["components"]["schemas"].get(name)
        found += [f"{name} is gone"] if there is None else _part(name, part, there)
    return found


def _parameters(place: str, old: dict, new: dict) -> list[str]:
    before = {(one["in"], one["name"]) for one in old.get("parameters", ())}
    after = {(one["in"], one["name"]): one.get("required", False) for one in new.get("parameters", ())}
    gone = [f"{place}: no parameter {name}" for name in before - set(after)]
    return gone + [f"{place}: asks for {name}" for name, needed in after.items() if needed and name not in before]


def _part(name: str, old: dict, new: dict) -> list[str]:
    found = [f"{name}: no {one}" for one in old.get("properties", {}) if one not in new.get("properties", {})]
    found += [f"{name}: no value {one}" for one in old.get("enum", ()) if one not in new.get("enum", ())]
    if not name.endswith("Out"):
        asked = set(new.get("required", ())) - set(old.get("required", ()))
        found += [f"{name}: asks for {one}" for one in sorted(asked)]
    for field, member in old.get("properties", {}).items():
        if "type" in member and new.get("properties", {}).get(field, member).get("type") != member["type"]:
            found.append(f"{name}.{field} has another type")
    return found


def test_v1_only_grows(now):
    assert broken(yaml.safe_load(FIRST.read_text(encoding="utf-8")), yaml.safe_load(now)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s["paths"].pop("/api/v1/cases/"), "get /api/v1/cases/ is gone"),
        (lambda s: s["components"]["schemas"]["CaseOut"]["properties"].pop("due_on"), "CaseOut: no due_on"),
        (lambda s: s["components"]["schemas"]["CaseOut"]["properties"]["version"].update(type="string"), "CaseOut.version has another type"),
        (lambda s: s["components"]["schemas"]["ApplicationIn"]["required"].append("phone"), "ApplicationIn: asks for phone"),
        (lambda s: s["components"]["schemas"]["ChannelEnum"]["enum"].remove("fax"), "ChannelEnum: no value fax"),
        (lambda s: s["paths"]["/api/v1/cases/"]["get"]["responses"].pop("200"), "get /api/v1/cases/: no 200"),
        (lambda s: s["paths"]["/api/v1/cases/"]["get"]["parameters"].append({"in": "query", "name": "x", "required": True}), "get /api/v1/cases/: asks for ('query', 'x')"),
    ],
)  # fmt: skip
def test_what_would_break_a_program_is_found(change, told):
    old = yaml.safe_load(FIRST.read_text(encoding="utf-8"))
    new = deepcopy(old)
    change(new)
    assert broken(old, new) == [told]


def test_anybody_reads_the_schema_unless_the_office_keeps_it_to_its_people(client, office, settings):
    assert client.get("/api/v1/schema/").status_code == 200
    assert client.get("/api/v1/docs/").status_code == 200
    settings.API_DOCS_SIGN_IN = True
    answer = client.get("/api/v1/schema/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    answer = client.get("/api/v1/docs/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/api/v1/docs/")
    client.force_login(office.clerk)
    assert client.get("/api/v1/schema/").status_code == 200
    assert client.get("/api/v1/docs/").status_code == 200
