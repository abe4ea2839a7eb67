"""The forms: wording as published, every outcome and ground in exactly one row, nothing silently dropped."""

import itertools
import json
import tomllib
from pathlib import Path

import pytest

from law import Refused
from law.outcomes import GROUNDS, OUTCOMES
from law.reports import forms
from law.reports.conditions import Condition, any_holds
from law.reports.forms import FORMS, form_for, read_term

PUBLISHED = Path(__file__).parents[2] / "data" / "reports"
TABLES = ["ouhai_2018", "pingtan_2021", "shanghai_office_2019", "shanghai_office_2025"]


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_columns_are_the_published_ones_word_for_word_and_in_order(name):
    published = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    form = FORMS[published["form"]]
    ours = [(row.name, [column.label for column in form.columns(row.key)]) for row in form.printed]
    assert ours == [(path, list(cells)) for path, cells in published["tables"].items()]


@pytest.mark.parametrize(
    ("year", "code"),
    [
        (2014, "annual_2014"),
        (2018, "annual_2014"),
        (2019, "annual_2019"),
        (2020, "annual_2019"),
        (2021, "annual_2021"),
        (2030, "annual_2021"),
    ],
)
def test_the_form_follows_from_the_year_reported(year, code):
    assert form_for(year).code == code


def test_a_year_before_the_first_national_form_is_refused_with_a_sentence():
    with pytest.raises(Refused, match="2013年没有全国统一的统计表"):
        form_for(2013)


def test_a_named_form_overrides_the_year():
    assert form_for(2013, "annual_2021").code == "annual_2021"
    with pytest.raises(Refused):
        form_for(2021, "annual_2008")


def decided():
    """Return the facts of every way in which a case can end."""
    for outcome in OUTCOMES.values():
        choices = [""]
        if outcome.code == "deny":
            choices = [f"|{a}|" for a in GROUNDS] + [f"|{a}|{b}|" for a, b in itertools.permutations(GROUNDS, 2)]
        for grounds in choices:
            yield {
                "received": "in", "decided": "in", "outcome": outcome.code, "grounds": grounds,
                "applicant_kind": "natural_person", "channel": "fax", "timeliness": "on_time",
            }  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
def test_every_outcome_and_first_ground_stands_in_exactly_one_row(code):
    form = FORMS[code]
    total = form.narrative["replies"]
    for facts in decided():
        rows = [row.key for row in form.leaf_rows(total) if any_holds(row.when, facts)]
        expected = 0 if any_holds(form.rows[total].without_row, facts) else 1
        assert len(rows) == expected, (facts["outcome"], facts["grounds"], rows)


def test_only_a_withdrawn_case_of_the_2014_form_has_no_row():
    left_out = {
        (code, outcome)
        for code, form in FORMS.items()
        for outcome in OUTCOMES
        if any_holds(form.rows[form.narrative["replies"]].without_row, {"outcome": outcome})
    }
    assert left_out == {("annual_2014", "withdrawn")}


# law.md 5.1 to 5.3, and the registers' published tables.
LAW = {
    "annual_2014": {
        "open_published": "3.3.1", "open": "3.3.2", "partial": "3.3.3", "not_ours": "3.3.5", "not_exist": "3.3.6",
        "no_ready": "3.3.6", "amend_told": "3.3.7", "unclear": "3.3.7", "correction_lapsed": "3.3.7", "query": "3.3.8",
        "petition": "3.3.8", "publication": "3.3.8", "repeat": "3.3.8", "other_channel": "3.3.8", "other": "3.3.8",
    },
    "annual_2019": {
        "open": "R3.1", "open_published": "R3.1", "partial": "R3.2", "query": "R3.3.8", "not_exist": "R3.4.1",
        "not_ours": "R3.4.1", "no_ready": "R3.4.2", "unclear": "R3.4.3", "petition": "R3.5.1", "repeat": "R3.5.2",
        "publication": "R3.5.3", "excess": "R3.5.4", "reconfirm": "R3.5.5", "correction_lapsed": "R3.6",
        "fee_lapsed": "R3.6", "withdrawn": "R3.6", "other": "R3.6", "amend_told": "R3.6", "other_channel": "R3.6",
    },
    "annual_2021": {
        "correction_lapsed": "R3.6.1", "fee_lapsed": "R3.6.2", "withdrawn": "R3.6.3", "other": "R3.6.3",
        "amend_told": "R3.6.3", "other_channel": "R3.6.3", "reconfirm": "R3.5.5", "not_ours": "R3.4.1",
    },
}  # fmt: skip


@pytest.mark.parametrize(("code", "outcome", "row"), [(c, o, r) for c, given in LAW.items() for o, r in given.items()])
def test_each_outcome_stands_in_the_row_that_the_law_gives(code, outcome, row):
    facts = {"decided": "in", "outcome": outcome, "grounds": ""}
    rows = FORMS[code].leaf_rows(FORMS[code].narrative["replies"])
    assert [each.key for each in rows if any_holds(each.when, facts)] == [row]


GROUND_ROWS = {
    "state_secret": ("a", "R3.3.1"), "law_forbids": ("f", "R3.3.2"), "security_stability": ("d", "R3.3.3"),
    "trade_secret": ("b", "R3.3.4"), "privacy": ("c", "R3.3.4"), "internal": ("e", "R3.3.5"), "process": ("e", "R3.3.6"),
    "enforcement_file": ("f", "R3.3.7"), "other_statutory": ("f", "R3.3.2"), "not_government_information": ("e", "R3.6.3"),
}  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_stands_in_the_row_that_the_law_gives(ground):
    facts = {"decided": "in", "outcome": "deny", "grounds": f"|{ground}|"}
    reason, later = GROUND_ROWS[ground]
    old, new = FORMS["annual_2014"], FORMS["annual_2021"]
    assert [r.key for r in old.rows.values() if r.key.startswith("3.3.4.") and any_holds(r.when, facts)] == [
        f"3.3.4.{reason}"
    ]
    assert [r.key for r in new.leaf_rows("R3.7") if any_holds(r.when, facts)] == [later]


def test_a_reply_with_several_reasons_counts_under_each_in_2014_and_by_the_first_later():
    facts = {"decided": "in", "outcome": "deny", "grounds": "|process|privacy|"}
    old = [
        r.key
        for r in FORMS["annual_2014"].rows.values()
        if r.kind == "count" and "outcome" in dict(r.when[0].tests) and any_holds(r.when, facts)
    ]
    assert old == ["3.3.4", "3.3.4.c", "3.3.4.e"]
    assert [r.key for r in FORMS["annual_2021"].leaf_rows("R3.7") if any_holds(r.when, facts)] == ["R3.3.6"]


@pytest.mark.parametrize("code", FORMS)
def test_every_key_that_a_form_mentions_exists(code):
    form = FORMS[code]
    for row in form.rows.values():
        assert all(key in form.rows for key in row.of)
    for equation in form.equations:
        for term in (*equation.left, *equation.right):
            assert term.row in form.rows
            assert not term.column or form.column(term.row, term.column)
    for given in form.narrative["remedies"]:
        for text in (given["total"], *(part["cell"] for part in given["parts"])):
            assert form.column(read_term(text).row, read_term(text).column)
    told = [row for given in form.narrative["outcomes"] for row in given["rows"]]
    assert sorted(told) == sorted(row.key for row in form.leaf_rows(form.narrative["replies"]))


@pytest.mark.parametrize("code", FORMS)
def test_entered_figures_have_names_of_their_own(code):
    names = list(FORMS[code].entered_cells.values())
    assert len(names) == len(set(names))


def test_the_figures_of_the_2014_form_are_called_as_the_units_call_them():
    names = set(FORMS["annual_2014"].entered_cells.values())
    assert {"一(一)其中 制发规范性文件总数", "八(三)1 专职人员数", "七 依申请公开信息收取的费用"} < names
    assert len(names) == 26
    assert "二 行政规范性文件 本年制发件数" in FORMS["annual_2021"].entered_cells.values()


@pytest.mark.parametrize("table", [{"outcome": "opened"}, {"colour": "red"}, {"decided": ["in", "out"]}])
def test_a_condition_with_an_unknown_name_or_value_is_refused(table):
    with pytest.raises(ValueError, match="unknown"):
        Condition.read(table)


def test_a_condition_may_not_be_narrowed_by_the_same_name_twice():
    with pytest.raises(ValueError, match="tested twice"):
        Condition.read({"outcome": "open"}).both(Condition.read({"outcome": "deny"}))


@pytest.mark.parametrize("text", ["a:b:c", "", "a@lost", "a@last:b"])
def test_what_is_no_term_is_refused(text):
    with pytest.raises(ValueError, match="not a term"):
        read_term(text)


def test_a_new_form_is_one_file(tmp_path):
    source = (forms.FOLDER / "annual_2021.toml").read_text(encoding="utf-8")
    assert "annual" not in Path(forms.__file__).read_text(encoding="utf-8").replace("annual report", "")
    changed = source.replace("in_force_from = 2021-01-01", "in_force_from = 2031-01-01").replace(
        "（七）总计", "（七）合计"
    )
    (tmp_path / "annual_2031.toml").write_text(changed, encoding="utf-8")
    (text,) = forms.dated.load_texts(
        tmp_path, ("paper", "title", "columns", "tables", "equations", "narrative"), ("notes", "parts")
    )
    form = forms._form(text)
    assert (form.code, form.first_year) == ("annual_2031", 2031)
    assert form.rows["R3.7"].label == "（七）合计"


@pytest.mark.parametrize("code", FORMS)
def test_a_row_with_an_unknown_key_is_refused(code):
    table = tomllib.loads((forms.FOLDER / f"{code}.toml").read_text(encoding="utf-8"))["tables"][0]
    table["rows"][0]["colour"] = "red"
    with pytest.raises(ValueError, match="unknown colour"):
        forms._rows(table)
