"""What is typed on the page of a filing becomes numbers and days before any service sees it."""

from decimal import Decimal

import pytest

from law.reports.forms import form_for
from reporting.figures.models import Figure
from reporting.filing import services as filing_services
from reporting.filing.forms import FiguresForm, RemarksForm
from tests.reporting.district import JANUARY, YEAR, District
from tests.shared_data import shared_data
from tests.workflow.sample_office import at

TABLE = form_for(YEAR)
INDICATORS = list(TABLE.entered_cells.values())
FIGURE, RULES = "二 行政许可 本年处理决定数量", "二 规章 本年制发件数"


@shared_data
def district():
    return District()


def sent(**typed: tuple[str, str]) -> FiguresForm:
    """Return the form as a browser sends it, with number and evidence of some figures."""
    data = {}
    for name, (value, evidence) in typed.items():
        place = INDICATORS.index(name)
        data |= {f"value-{place}": value, f"evidence-{place}": evidence}
    return FiguresForm(data, table=TABLE)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("五", "“五”不是数"),
        ("-1", "不能小于 0"),
        ("1e400", "13 位"),
        ("NaN", "13 位"),
        ("0.1234567", "小数不超过 6 位"),
        ("1.5", "“1.5”应当是整数"),
    ],
)
def test_what_is_not_a_figure_is_refused_beside_its_field_and_by_its_name(value, words):
    form = sent(**{FIGURE: (value, "台账")})
    assert not form.is_valid()
    assert list(form.errors) == [f"value-{INDICATORS.index(FIGURE)}"]
    assert form.first_error.startswith(f"{FIGURE}：") and words in form.first_error


def test_a_figure_may_be_written_with_commas_and_a_nought_needs_no_evidence(district):
    form = sent(**{FIGURE: (" 1,234 ", "台账"), RULES: ("0", "")})
    assert form.is_valid()
    by = district.clerks["B1"]
    filing_services.enter_figures(district.bureaus[0], YEAR, form.typed(), by=by, now=at(JANUARY))
    assert sorted(Figure.objects.values_list("value", flat=True)) == [0, 1234]


def test_every_figure_of_the_year_is_there_and_an_empty_field_is_no_number():
    form = sent(**{FIGURE: ("1，234", "台账")})
    assert form.is_valid()
    typed = form.typed()
    assert list(typed) == INDICATORS
    assert typed.pop(FIGURE) == (Decimal(1234), "台账")
    assert set(typed.values()) == {(None, "")}


@pytest.mark.parametrize(("version", "read"), [("7", 7), ("", None), ("x", None), ("-1", None), (None, None)])
def test_a_version_is_a_whole_number_or_none(version, read):
    form = RemarksForm({} if version is None else {"version": version}, table=TABLE)
    assert form.is_valid()
    assert form.cleaned_data["version"] == read


def test_remarks_are_read_by_indicator():
    place = INDICATORS.index(FIGURE)
    form = RemarksForm({"remark": "请核对", f"remark-{place}": "与台账不符"}, table=TABLE)
    assert form.is_valid()
    remarks = form.remarks()
    assert form.cleaned_data["remark"] == "请核对"
    assert {name: text for name, text in remarks.items() if text} == {FIGURE: "与台账不符"}
