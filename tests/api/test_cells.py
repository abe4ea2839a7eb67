"""Cells of the annual report are named as the report prints them."""

from datetime import date

import pytest

from law.reports.forms import FORMS
from tests.api.schema import signed_in

REPORT = "/api/v1/reports/2026/D/"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_labels_name_one_cell_each(form):
    rows = [row.name for row in form.printed]
    assert len(set(rows)) == len(rows)
    for row in form.printed:
        labels = [column.label for column in form.columns(row.key)]
        assert len(set(labels)) == len(labels), row.name
        keys = {column.key: column.label for column in form.columns(row.key)}
        assert all(keys.get(label, label) == label for label in labels), "a key of one column is the label of another"
    keys = {row.key: row.name for row in form.printed}
    assert all(keys.get(name, name) == name for name in rows)


def test_every_cell_of_the_year_opens_under_its_labels(office, clerk):
    for n in range(3):
        office.case(date(2026, 1, 5 + n))
    report = clerk.get(REPORT).json()
    told = 0
    for row, cells in report["tables"].items():
        for column, value in cells.items():
            answer = clerk.get(f"{REPORT}cell/", {"row": row, "column": column})
            if answer.status_code == 400:  # a heading line carries no cell
                assert value is None
                assert answer.json()["errors"][0]["field"] == "row"
                continue
            found = answer.json()
            assert (found["row"], found["column"], found["value"]) == (row, column, value)
            if found["of"] != "figures":
                assert found["count"] == value == len(found["cases"])
            told += 1
            if value:
                by_key = clerk.get(f"{REPORT}cell/", {"row": found["row_key"], "column": found["column_key"]}).json()
                assert by_key == found
    assert told > 150


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "row"), ({"row": "x", "column": "总计"}, "row"), ({"row": "R1"}, "column"), ({"row": "R1", "column": "x"}, "column"), ({"row": "", "column": "total"}, "row"),
        ({"row": "R1", "column": "total", "scope": "every"}, "scope"), ({"row": "R1", "column": "total", "scope": ""}, "scope"), ({"row": "x" * 500, "column": "total"}, "row"),
        ({"row": "R1", "column": "total", "cell": 1}, "cell"), ({"row": ["R1", "R2"], "column": "total"}, "row"),
    ],
)  # fmt: skip
def test_a_cell_that_is_none_is_refused_by_what_is_wrong(clerk, query, field):
    answer = clerk.get(f"{REPORT}cell/", query)
    assert answer.status_code == 400
    assert field in {one["field"] for one in answer.json()["errors"]}


def test_a_wider_scope_than_one_may_see_is_refused_and_not_narrowed_in_silence(office):
    clerk = signed_in(office.clerk)
    office.clerk.agency = office.government
    office.clerk.save()
    for address in ("/api/v1/reports/2026/G/?scope=all", "/api/v1/reports/2026/G/cell/?scope=all&row=R1&column=total"):
        answer = clerk.get(address)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "scope")
    assert clerk.get("/api/v1/reports/2026/G/?scope=own").status_code == 200
    assert signed_in(office.supervisor).get("/api/v1/reports/2026/G/?scope=all").status_code == 200


@pytest.mark.parametrize(
    ("year", "status"),
    [
        (1900, 400),
        (2000, 400),
        (2007, 400),
        (2101, 400),
        (2199, 400),
        (0, 404),
        (1, 404),
        (1899, 404),
        (2200, 404),
        (9999, 404),
        (99999, 404),
        (10**30, 404),
    ],
)
def test_a_year_without_a_form_is_refused_and_what_is_no_year_is_no_address(clerk, year, status):
    assert clerk.get(f"/api/v1/reports/{year}/D/").status_code == status
    assert clerk.get(f"/api/v1/reports/{year}/D/cell/?row=R1&column=total").status_code == status


def test_the_report_speaks_both_languages(office, clerk):
    english = clerk.get(REPORT, HTTP_ACCEPT_LANGUAGE="en").json()["checks"]
    chinese = clerk.get(REPORT).json()["checks"]
    assert len(english) == len(chinese)
    assert [one["message"] for one in english] != [one["message"] for one in chinese]
