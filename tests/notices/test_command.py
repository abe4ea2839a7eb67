"""render_notice: list, sample, letter; refusals name the fact, and the exit codes are the agreed ones."""

import json
from io import BytesIO

import pypdf
import pytest
from django.core.management import CommandError, call_command

from notices.kinds.catalogue import KINDS

pytestmark = pytest.mark.usefixtures("fonts")


def printed(capsys, *arguments) -> str:
    """Return what the command prints on standard output."""
    call_command("render_notice", *arguments)
    return capsys.readouterr().out


def test_the_list_names_every_kind(capsys):
    lines = printed(capsys, "--list").splitlines()
    assert [line.split("\t")[0] for line in lines] == list(KINDS)
    rows = json.loads(printed(capsys, "--list", "--format", "json"))
    assert {row["kind"]: row["title"] for row in rows} == {code: kind.TITLE for code, kind in KINDS.items()}


@pytest.mark.parametrize("code", KINDS)
def test_every_sample_renders(code, capsys, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(printed(capsys, "--sample", code), encoding="utf-8")
    output = tmp_path / "letter.pdf"
    call_command("render_notice", kind=code, facts=str(facts), output=str(output))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(output.read_bytes())).pages)
    assert KINDS[code].TITLE in text.replace("\n", "")


def test_a_missing_fact_is_refused_by_name_and_writes_nothing(capsys, tmp_path):
    given = json.loads(printed(capsys, "--sample", "not_exist"))
    output = tmp_path / "letter.pdf"
    for name in given:
        facts = tmp_path / "facts.json"
        facts.write_text(json.dumps({k: v for k, v in given.items() if k != name}), encoding="utf-8")
        with pytest.raises(CommandError, match="缺少") as refusal:
            call_command("render_notice", kind="not_exist", facts=str(facts), output=str(output))
        assert refusal.value.returncode == 1
    assert not output.exists()


def test_wrong_usage_is_two_and_unknown_words_are_one(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("render_notice", kind="deny")
    assert refusal.value.returncode == 2
    with pytest.raises(CommandError) as refusal:
        call_command("render_notice", kind="deny", facts=str(tmp_path / "none.json"), output="x.pdf")
    assert refusal.value.returncode == 2
    with pytest.raises(CommandError, match="nonsense") as refusal:
        call_command("render_notice", sample="nonsense")
    assert refusal.value.returncode == 1
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("render_notice", kind="deny", facts=str(tmp_path / "bad.json"), output="x.pdf")
    assert refusal.value.returncode == 1


def test_an_agency_on_record_is_found_by_its_code(agency, capsys, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(printed(capsys, "--sample", "deny"), encoding="utf-8")
    given = json.loads(facts.read_text(encoding="utf-8"))
    facts.write_text(json.dumps(given | {"agency": agency.code}), encoding="utf-8")
    output = tmp_path / "letter.pdf"
    call_command("render_notice", kind="deny", facts=str(facts), output=str(output))
    assert agency.name in pypdf.PdfReader(output).pages[0].extract_text()
    facts.write_text(json.dumps(given | {"agency": "nobody"}), encoding="utf-8")
    with pytest.raises(CommandError, match="nobody"):
        call_command("render_notice", kind="deny", facts=str(facts), output=str(output))
