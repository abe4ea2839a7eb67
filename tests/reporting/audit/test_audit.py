"""Audits of published reports: what is wrong in a table or a chain is found, what is right is left alone."""

import copy
from decimal import Decimal

import pytest

from law.reports.forms import FORMS
from reporting.audit.rules import audit_report
from reporting.audit.statement import from_json, read_statement
from tests.reporting.audit.published import DATA, NAMES, errors, given


@pytest.mark.parametrize("name", NAMES)
def test_no_table_of_a_real_report_is_called_wrong(name):
    assert errors(from_json(given(name))) == []


def test_the_nine_contradictions_of_the_district_and_no_tenth():
    found = [
        (each.kind, each.severity, str(each.published), str(each.expected))
        for each in audit_report(read_statement(DATA / "ouhai_2018_report.html"))
    ]
    assert sorted(found) == sorted(
        [
            ("text", "error", "63", "47"),  # training courses
            ("text", "error", "4929", "1947"),  # people trained
            ("text", "error", "18", "52"),  # reading points
            ("text", "error", "28720", "23622"),  # government websites
            ("text", "error", "2887", "11445"),  # microblog
            ("text", "error", "879", "9366"),  # WeChat
            ("arithmetic", "error", "41.4%", "42.3%"),  # 174 of 411
            ("table", "warning", "11", "12"),  # refusals and their reasons
            ("form", "warning", "0", ""),  # a figure in a heading
        ]
    )


def test_shares_and_numbers_that_agree_are_left_alone():
    assert [
        each for each in audit_report(from_json(given("shanghai_office_2025"))) if each.kind in ("text", "arithmetic")
    ] == []


def test_a_share_that_was_cut_off_is_pointed_out_and_a_wrong_one_is_an_error():
    found = {
        each.published: each.severity
        for each in audit_report(from_json(given("shanghai_office_2019")))
        if each.kind == "arithmetic"
    }
    assert found == {"4.34%": "warning", "33.9%": "error"}


def told(text: str) -> list[tuple[str, str]]:
    """Return what is found in a sentence beside the district's own table of 2018."""
    report = from_json(given("ouhai_2018") | {"sentences": [text]})
    return [(each.severity, each.expected) for each in audit_report(report) if each.kind == "arithmetic"]


def test_a_share_of_items_of_information_is_held_against_all_of_them_and_only_pointed_out():
    table = from_json(given("ouhai_2018"))
    items, website = table.value("1.1", "n"), table.value("1.2.2", "n")
    right = f"{Decimal(website) * 100 / Decimal(items):.1f}%"
    assert told(f"通过政府网站公开{website}条，占{right}。") == []
    assert told(f"通过政府网站公开{website}条，占比99.9%。") == [("warning", right)]
    assert told("各类渠道公开200条，其中微信50条，占25.0%。") == []  # of the paragraph's own whole


def test_the_own_words_of_a_report_that_was_published_here_are_audited_too():
    received = from_json(given("ouhai_2018")).value("3.1", "n")
    words = {"三、依申请公开政府信息情况": f"本年共收到申请{received + 1}件。\n另一段。"}
    report = from_json(given("ouhai_2018") | {"sentences": [], "words": words})
    assert [(each.kind, each.expected) for each in audit_report(report) if each.kind == "text"] == [
        ("text", str(received))
    ]


def watched(form, row, column, relations) -> bool:
    """Say whether a hard equation of a relation sees a cell, by the form's own words and not by the audit."""
    return any(
        equation.relation in relations
        and equation.severity == "error"
        and not any(term.last for term in (*equation.left, *equation.right))
        and any(term.row == row and term.column in ("", column) for term in (*equation.left, *equation.right))
        for equation in form.equations
    )


def totalled(form, row, column) -> bool:
    """Say whether a cell is a total or part of one."""
    return any(column == each.key or column in each.of for each in form.columns(row) if each.of)


def complete(name: str) -> dict:
    """Return a table with noughts for what was left blank and every total stated, so that each equation is whole."""
    table = given(name)
    form = FORMS[table["form"]]
    for row in form.printed:
        if row.kind != "heading":
            cells = table["tables"][row.name]
            for column in form.columns(row.key):
                if cells.get(column.label) is None:
                    parts = [cells[each.label] or 0 for each in form.columns(row.key) if each.key in column.of]
                    cells[column.label] = sum(parts) if column.of else 0
    return table


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_number_in_any_cell_that_an_equation_sees_is_found(name):
    table = complete(name)
    form = FORMS[table["form"]]
    assert errors(from_json(table)) == []
    for row in (row for row in form.printed if row.kind != "heading"):
        for column in form.columns(row.key):
            for change in (1, 9):
                wrong = copy.deepcopy(table)
                wrong["tables"][row.name][column.label] += change
                found = bool(errors(from_json(wrong)))
                where = f"{row.name} / {column.label} +{change}"
                if watched(form, row.key, column.key, ("==",)) or totalled(form, row.key, column.key):
                    assert found, where
                elif not watched(form, row.key, column.key, ("<=",)):
                    assert not found, where


@pytest.mark.parametrize("name", ["pingtan_2021", "shanghai_office_2025", "shanghai_office_2019"])
def test_a_broken_chain_to_last_year_is_found_in_every_column(name):
    table = complete(name) | {"sentences": []}
    form = FORMS[table["form"]]
    before = copy.deepcopy(table)
    before["year"] -= 1
    before["form"] = table["form"]
    for column in form.columns("R4"):
        before["tables"][form.rows["R4"].name][column.label] = table["tables"][form.rows["R2"].name][column.label]
    whole = from_json(before)
    assert errors(from_json(table), whole, kinds=("chain",)) == []
    for column in form.columns("R4"):
        other = copy.deepcopy(before)
        other["tables"][form.rows["R4"].name][column.label] += 1
        (found,) = errors(from_json(table), from_json(other), kinds=("chain",))
        assert found.rule == "carry-over"
        assert column.label in found.where


def test_the_report_of_two_years_ago_is_no_last_year():
    table = given("pingtan_2021")
    assert "previous-year" in {
        each.rule for each in audit_report(from_json(table), from_json(table | {"year": 2019, "form": "annual_2021"}))
    }


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda t: t.update(year=2020), "form-of-the-year"),
        (lambda t: t.update(year=2011), "form-of-the-year"),
        (lambda t: t["tables"].pop(list(t["tables"])[7]), "missing-row"),
        (lambda t: t["tables"].update({"七、新的一行": {"总计": 1}}), "unknown-row"),
        (lambda t: t["tables"][list(t["tables"])[6]].update({"外国人": 1}), "unknown-column"),
        (lambda t: t["tables"][list(t["tables"])[6]].update({"自然人": "六十四"}), "not-a-number"),
        (lambda t: t["tables"][list(t["tables"])[6]].update({"自然人": -64}), "not-a-count"),
        (lambda t: t["tables"][list(t["tables"])[6]].update({"自然人": 63.5}), "not-a-count"),
    ],
)
def test_what_the_form_does_not_know_is_a_fault_of_form(change, rule):
    table = given("pingtan_2021")
    change(table)
    assert rule in {each.rule for each in errors(from_json(table), kinds=("form",))}


@pytest.mark.parametrize("blank", [None, "", "/", "／", "—", "——", "-", "无", " "])
def test_what_is_not_stated_is_never_taken_for_nought(blank):
    table = given("pingtan_2021")
    path = FORMS["annual_2021"].rows["R1"].name
    table["tables"][path]["自然人"] = blank
    report = from_json(table)
    assert report.value("R1", "natural_person") is None
    assert errors(report) == []
    assert "not-stated" in {each.rule for each in audit_report(report)}
