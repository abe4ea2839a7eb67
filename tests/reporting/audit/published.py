"""The published reports that audits are tried on."""

import json
from pathlib import Path

from law.reports.forms import FORMS
from reporting.audit.rules import audit_report
from reporting.document.assembly import Document as Ours
from reporting.document.assembly import document_without_parts
from reporting.narrative.report import Report
from reporting.table.filled import FilledForm

DATA = Path(__file__).parents[2] / "data" / "reports"
NAMES = ("ouhai_2018", "pingtan_2021", "shanghai_office_2019", "shanghai_office_2025")


def given(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def errors(report, previous=None, *, kinds=("table", "chain", "form")) -> list:
    return [found for found in audit_report(report, previous) if found.severity == "error" and found.kind in kinds]


def report_of(name: str) -> Ours:
    """Return the real table as a report of ours, so that our own exports can be read back."""
    table = given(name)
    form = FORMS[table["form"]]
    sheet = FilledForm(form, table["year"], table["body"])
    for row in form.printed:
        for column in form.columns(row.key):
            value = table["tables"][row.name].get(column.label)
            sheet.cells[row.key, column.key] = None if row.kind == "heading" else value
    return document_without_parts(Report(None, sheet, [], table.get("sentences", [])))
