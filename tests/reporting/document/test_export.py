"""The report as JSON, HTML and XLSX, and the command that writes it."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reporting.document import export
from reporting.document.assembly import document_of
from reporting.figures.scope import Scope
from reporting.narrative.report import report_of
from tests.reporting import year

ROOT = Path(__file__).resolve().parents[3]
EVIL = '=HYPERLINK("x")<script>alert(1)</script>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope():
    government = year.agency("G", "government", name=EVIL)
    bureau = year.agency("B", parent=government)
    year.cases(
        [
            {
                "agency": bureau,
                "received_on": date(2025, 4, 1),
                "outcome": "open",
                "decided_on": date(2025, 4, 9),
                "topic": EVIL,
            },
            {"agency": bureau, "received_on": date(2025, 4, 1)},
        ]
    )
    return Scope(government, 2025, True)


def test_json_has_the_shape_of_a_published_table(scope):
    found = export.as_json(report_of(scope))
    published = json.loads((ROOT / "tests/data/reports/pingtan_2021.json").read_text(encoding="utf-8"))
    assert {path: list(cells) for path, cells in found["tables"].items()} == {
        path: list(cells) for path, cells in published["tables"].items()
    }
    assert set(found) == {"form", "year", "body", "tables", "sentences", "checks"}
    assert set(found["checks"][0]) == {"rule", "per", "ok", "severity", "left", "right", "message"}
    json.dumps(found)


def test_cells_are_listed_only_when_asked_for(scope):
    found = export.as_json(report_of(scope), with_cases=True)
    for path, cells in found["cells"].items():
        for label, ids in cells.items():
            assert len(ids) == found["tables"][path][label]


def test_the_page_escapes_what_people_typed(scope):
    html = export.as_html(document_of(scope))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.fault("X6")
def test_the_workbook_holds_numbers_as_numbers_and_texts_never_as_formulas(scope):
    book = load_workbook(io.BytesIO(export.as_xlsx(document_of(scope))))
    cells = [cell for page in book for line in page.iter_rows() for cell in line if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert [cell for cell in cells if str(cell.value).startswith("=HYPERLINK") and cell.data_type == "s"]
    page = book.worksheets[0]
    row = next(line for line in page.iter_rows() if line[0].value == "一、本年新收政府信息公开申请数量")
    assert [cell.value for cell in row if isinstance(cell.value, int)] == [2, 0, 0, 0, 0, 0, 2]
    assert page.page_setup.orientation == "landscape"
    assert [r for r in page.merged_cells.ranges if r.size == {"columns": 1, "rows": 22}]  # 三、本年度办理结果


def test_the_command_prints_the_document_and_nothing_else(scope, monkeypatch):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8"))
    call_command("annual_report", "--year", "2025", "--agency", "B", "--format", "json")
    assert json.loads(out.getvalue())["body"] == "单位B"


def test_the_command_writes_a_file(scope, tmp_path):
    call_command(
        "annual_report",
        "--year",
        "2018",
        "--agency",
        "B",
        "--format",
        "html",
        "--output",
        str(tmp_path / "a" / "r.html"),
    )
    assert "政府信息公开情况统计表" in (tmp_path / "a" / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["--year", "2013", "--agency", "B"], ["--year", "2025", "--agency", "Z"]])
def test_what_is_refused_ends_with_one(scope, words):
    with pytest.raises(CommandError) as stopped:
        call_command("annual_report", *words, "--format", "json")
    assert stopped.value.returncode == 1


def test_a_place_that_cannot_be_written_is_wrong_usage(scope, tmp_path):
    words = ["--year", "2025", "--agency", scope.agency.code, "--format", "json", "--output", str(tmp_path)]
    with pytest.raises(CommandError, match="写不了文件") as stopped:
        call_command("annual_report", *words)
    assert stopped.value.returncode == 2


@pytest.mark.parametrize("words", [["--format", "odt"], ["--format", "json", "--form", "annual_2008"], []])
def test_wrong_usage_ends_with_two(words):
    command = [sys.executable, "manage.py", "annual_report", "--year", "2025", "--agency", "B", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_scope_of_a_government_is_all_under_it_unless_own_is_asked(scope):
    assert report_of(scope).sheet.value("R1", "total") == 2
    assert report_of(Scope(scope.agency, 2025, False)).sheet.value("R1", "total") == 0
