"""Published years of real publishers, loaded with the figures that they stated."""

import io
import json
from pathlib import Path

from django.core.management import call_command
from django.db.models import Q

from agencies.organisation.models import Agency
from law.reports.forms import FORMS
from reporting.document.assembly import document_of
from reporting.figures.models import Figure
from reporting.figures.scope import scope_of
from tests.reporting import year
from tests.shared_data import shared_data

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "tests" / "data" / "reports"
REAL = {
    "ouhai_2018": "瓯海区人民政府",
    "pingtan_2021": "PT-GWH",
    "shanghai_office_2019": "SH-GO",
    "shanghai_office_2025": "SH-GO",
}


def given(name: str) -> dict:
    return json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))


def load_year(name: str) -> str:
    """Load a real year with the figures that its publisher stated; return its name."""
    folder, agencies = (ROOT / "demo", "ouhai_agencies.csv") if name == "ouhai_2018" else (PUBLISHED, "agencies.csv")
    call_command("import_agencies", str(folder / agencies), stdout=io.StringIO())
    call_command("import_register", str(folder / f"{name}_register.xlsx"), stdout=io.StringIO())
    if name == "ouhai_2018":
        call_command("import_indicators", str(folder / f"{name}_indicators.csv"), stdout=io.StringIO())
        return name
    table, agency = given(name), Agency.objects.get(code=REAL[name])
    form = FORMS[table["form"]]
    for (row, column), indicator in form.entered_cells.items():
        value = table["tables"][form.rows[row].name][form.column(row, column).label]
        if value is not None:
            enter(agency, table["year"], indicator, value)
    return name


@shared_data(params=list(REAL), ids=str)
def real_year(name: str) -> str:
    """Load a real year once for the tests that begin with it."""
    return load_year(name)


def document_of_year(name: str):
    """Return the document of a real year that is loaded."""
    agency = Agency.objects.get(Q(code=REAL[name]) | Q(name=REAL[name]))
    return document_of(scope_of(agency, int(name[-4:])))


def enter(agency, in_year, indicator, value):
    Figure.objects.create(agency=agency, year=in_year, indicator=indicator, value=str(value), entered_at=year.NOW)
