"""Four registers give the tables that their publishers published, cell by cell."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from agencies.organisation.models import Agency
from law.reports.forms import form_for
from reporting.document import export
from reporting.document.assembly import document_of
from reporting.figures.drilldown import rows_counted_by_cell
from reporting.figures.scope import scope_of
from reporting.narrative.report import report_of
from tests.shared_data import shared_data

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "tests" / "data" / "reports"


def published(name: str) -> dict:
    """Return a published table."""
    return json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))


@shared_data
def ouhai():
    """Load the demonstration district's year."""
    call_command("import_agencies", str(ROOT / "demo/ouhai_agencies.csv"), stdout=io.StringIO())
    call_command("import_register", str(ROOT / "demo/ouhai_2018_register.xlsx"), stdout=io.StringIO())
    call_command("import_indicators", str(ROOT / "demo/ouhai_2018_indicators.csv"), stdout=io.StringIO())
    return scope_of(Agency.objects.get(name="瓯海区人民政府"), 2018)


def test_the_district_of_2018_comes_out_of_its_register(ouhai):
    ours, theirs = export.as_json(report_of(ouhai)), published("ouhai_2018")
    # The 0 in the heading row of section three is a misprint of the publisher; a heading carries no figure.
    theirs["tables"]["三、依申请公开情况"]["统计数"] = None
    assert list(ours["tables"]) == list(theirs["tables"])
    assert ours["tables"] == theirs["tables"]


def test_eleven_refusals_and_twelve_reasons_are_explained(ouhai):
    report = report_of(ouhai)
    said = [check for check in report.checks if (check.left, check.right) == (11, 12)]
    assert len(said) == 1
    assert said[0].ok
    assert "1件依据两项以上理由" in said[0].message
    assert all(check.ok for check in report.checks if check.severity == "error")


def test_the_misprint_is_printed_as_a_heading(ouhai):
    html = export.as_html(document_of(ouhai))
    assert "——" in html
    assert "不同渠道和方式公开相同信息计1条" in html


def test_the_paragraphs_carry_the_same_figures(ouhai):
    text = "".join(export.as_json(report_of(ouhai))["sentences"])
    for figure in ("411件", "77件", "334件", "102件", "259件", "63.0%", "174件", "42.3%", "14.8%", "11.7%", "38.4%"):
        assert figure in text


def test_every_cell_of_2018_opens_as_many_cases_as_it_counts(ouhai):
    sheet, form, opened = report_of(ouhai).sheet, form_for(2018), 0
    tables = sheet_values(sheet)
    for row in form.printed:
        if row.kind == "heading" or form.population(row.key) not in ("count", "remedy"):
            continue
        for column in form.columns(row.key):
            assert rows_counted_by_cell(ouhai, form, row.key, column.key).count() == tables[row.name][column.label]
            opened += 1
    assert opened > 20


def sheet_values(sheet) -> dict:
    """Return the figures of a sheet by printed path and label."""
    form = sheet.form
    return {
        row.name: {column.label: sheet.value(row.key, column.key) for column in form.columns(row.key)}
        for row in form.printed
        if row.kind != "heading"
    }


@pytest.mark.parametrize(
    ("name", "agency"),
    [("pingtan_2021", "PT-GWH"), ("shanghai_office_2019", "SH-GO"), ("shanghai_office_2025", "SH-GO")],
)
def test_every_stated_figure_of_tables_three_and_four(db, name, agency):
    call_command("import_agencies", str(PUBLISHED / "agencies.csv"), stdout=io.StringIO())
    call_command("import_register", str(PUBLISHED / f"{name}_register.xlsx"), stdout=io.StringIO())
    theirs = published(name)
    report = report_of(scope_of(Agency.objects.get(code=agency), theirs["year"]))
    ours = export.as_json(report)["tables"]
    stated = 0
    for path, cells in theirs["tables"].items():
        if path.startswith(("三", "四")):
            for column, value in cells.items():
                if value is not None:
                    assert ours[path][column] == value, (path, column)
                    stated += 1
                elif column == "总计":
                    parts = [ours[path][name] for name in cells if name != "总计"]
                    assert ours[path][column] == sum(parts)  # the publisher left the total blank
                else:
                    assert ours[path][column] == 0  # and the zeros
    assert stated > 40  # zeros are left blank in one of them
    assert all(check.ok for check in report.checks if check.severity == "error")
