"""The command that audits files: one JSON list, years given together are chained."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from law.reports.forms import FORMS
from reporting.audit.rules import findings_without_previous
from reporting.audit.services import audit_files
from reporting.audit.statement import from_json, read_statement
from reporting.claims.patterns import patterns_of
from reporting.document.export import as_xlsx
from tests.reporting.audit.published import DATA, given, report_of


def run(capsys, *arguments) -> tuple[int, str, str]:
    status = 0
    try:
        call_command("audit_report", *map(str, arguments))
    except SystemExit as stop:
        status = stop.code
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_prints_one_json_list(capsys):
    status, out, _ = run(capsys, DATA / "ouhai_2018_report.html", "--format", "json")
    rows = json.loads(out)
    assert status == 1
    assert len(rows) == 9
    assert set(rows[0]) == {"rule", "kind", "severity", "where", "published", "expected", "message"}
    assert {row["kind"] for row in rows} <= {"table", "chain", "text", "arithmetic", "form"}


def test_a_sound_report_exits_with_nought(capsys):
    status, out, _ = run(capsys, DATA / "pingtan_2021.json", "--format", "json")
    assert (status, json.loads(out)) == (0, [])


def test_two_years_given_together_are_chained(capsys, tmp_path):
    before = given("pingtan_2021") | {"year": 2022}
    path = tmp_path / "2022.json"
    path.write_text(json.dumps(before, ensure_ascii=False), encoding="utf-8")
    status, out, _ = run(capsys, DATA / "pingtan_2021.json", path)
    assert status == 1
    assert "结转" in out


@pytest.mark.parametrize(
    ("mine", "theirs", "year", "said"),
    [
        ("", "平潭综合实验区管委会", 2021, "没有读到单位名称，没有与上年衔接核对"),
        ("平潭综合实验区管委会", "", 2021, "有一份 2021 年的报告没有读到单位名称"),
        ("平潭综合实验区管委会", "别处", 2021, ""),
        ("平潭综合实验区管委会", "平潭综合实验区管委会", 2021, ""),
        ("", "平潭综合实验区管委会", 2020, ""),
    ],
)
def test_a_chain_that_is_lost_for_want_of_a_name_is_told(mine, theirs, year, said):
    report = from_json(given("pingtan_2021") | {"year": 2022, "body": mine})
    other = from_json(given("pingtan_2021") | {"year": year, "body": theirs})
    found = findings_without_previous(report, [report, other])
    assert [(each.kind, each.severity) for each in found] == ([("form", "warning")] if said else [])
    assert all(said in each.message for each in found)
    assert findings_without_previous(other, [report, other]) == []


def test_a_file_without_a_name_says_that_it_was_not_chained(capsys, tmp_path):
    path = tmp_path / "2022.json"
    path.write_text(
        json.dumps(given("pingtan_2021") | {"year": 2022, "body": ""}, ensure_ascii=False), encoding="utf-8"
    )
    _, out, _ = run(capsys, DATA / "pingtan_2021.json", path)
    assert "没有读到单位名称，没有与上年衔接核对" in out
    (told, _) = audit_files(
        [SimpleUploadedFile(each.name, each.read_bytes()) for each in (path, DATA / "pingtan_2021.json")]
    )
    assert [each.rule for each in told.findings] == ["no-name"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_audited(capsys, tmp_path):
    bad = tmp_path / "坏.html"
    bad.write_text("<p>", encoding="utf-8")
    status, out, err = run(capsys, bad, DATA / "pingtan_2021.json")
    assert status == 1
    assert "坏.html" in err
    assert "pingtan_2021.json：没有发现问题" in out


def test_every_wording_names_cells_of_its_form():
    for code in FORMS:
        assert patterns_of(code).claims


def test_a_workbook_of_ours_has_no_formula_that_is_taken_for_a_number(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx(report_of("pingtan_2021")))
    book = load_workbook(path)
    book.active.cell(60, 2).value = "=1+1"
    book.save(path)
    assert read_statement(path).value("R1", "total") == 70
