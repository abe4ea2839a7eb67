"""A form of a year to come: one more row, one other label, in one TOML file alone, and it counts."""

import re
import shutil
from datetime import date

import pytest

from law.reports import forms
from reporting.audit.rules import audit_report
from reporting.audit.statement import from_json
from reporting.document.export import as_json
from reporting.figures.drilldown import rows_counted_by_cell
from reporting.figures.scope import scope_of
from reporting.narrative.report import report_of
from tests.reporting import year

OLD_ROW = '{ key = "R3.1", under = "R3", kind = "count", label = "（一）予以公开", when = { decided = "in", outcome = ["open", "open_published"] } },'
NEW_ROWS = """{ key = "R3.1", under = "R3", kind = "count", label = "（一）予以公开", when = { decided = "in", outcome = "open" } },
  { key = "R3.1b", under = "R3", kind = "count", label = "（一之二）告知获取方式", when = { decided = "in", outcome = "open_published" } },"""


@pytest.fixture
def form_of_2027(tmp_path, monkeypatch):
    """Put one file beside those of the law, as a developer of January 2028 would, and load the folder."""
    folder = tmp_path / "reports"
    shutil.copytree(forms.FOLDER, folder)
    text = (folder / "annual_2021.toml").read_text(encoding="utf-8")
    text = text.replace("in_force_from = 2021-01-01", "in_force_from = 2027-01-01")
    assert text.count(OLD_ROW) == 1
    text = text.replace(OLD_ROW, NEW_ROWS)
    text = re.sub(r'"R3\.1",(?=[^{}\n]*"R3\.2")', '"R3.1", "R3.1b",', text)
    text = text.replace('label = "商业企业"', 'label = "企业"')
    (folder / "annual_2027.toml").write_text(text, encoding="utf-8")
    texts, found = forms.load(folder)
    monkeypatch.setattr(forms, "TEXTS", texts)
    for code, form in found.items():
        monkeypatch.setitem(forms.FORMS, code, form)
    return found["annual_2027"]


def test_each_year_has_its_own_form(form_of_2027):
    assert [forms.form_for(each).code for each in (2020, 2021, 2026, 2027, 2031)] == [
        "annual_2019", "annual_2021", "annual_2021", "annual_2027", "annual_2027",
    ]  # fmt: skip
    assert forms.form_for(2026).last_year == 2026


def test_the_new_form_counts_and_its_cells_open(db, form_of_2027):
    bureau = year.agency("B")
    decided = {
        "agency": bureau,
        "received_on": date(2027, 3, 1),
        "decided_on": date(2027, 3, 9),
        "applicant_kind": "business",
    }
    year.cases(
        [
            decided | {"outcome": "open"},
            *(decided | {"outcome": "open_published"} for _ in range(2)),
            decided | {"outcome": "not_exist"},
        ]
    )
    scope = scope_of(bureau, 2027)
    report = report_of(scope)
    assert report.sheet.form is form_of_2027
    assert form_of_2027.column("R1", "business").label == "企业"
    numbers = {row: report.sheet.value(row, "business") for row in ("R1", "R3.1", "R3.1b", "R3.7")}
    assert numbers == {"R1": 4, "R3.1": 1, "R3.1b": 2, "R3.7": 4}
    assert rows_counted_by_cell(scope, form_of_2027, "R3.1b", "business").count() == 2
    assert [check.message for check in report.checks if not check.ok and check.severity == "error"] == []


def test_a_report_on_the_new_form_is_audited_before_anybody_wrote_its_wordings(db, form_of_2027):
    bureau = year.agency("B")
    year.cases([{"agency": bureau, "received_on": date(2027, 3, 1)}])
    told = as_json(report_of(scope_of(bureau, 2027)))
    assert [found.rule for found in audit_report(from_json(told)) if found.severity == "error"] == []
    row = next(cells for path, cells in told["tables"].items() if path.endswith("一、本年新收政府信息公开申请数量"))
    row["企业"] += 1
    assert [found.rule for found in audit_report(from_json(told)) if found.severity == "error"]
