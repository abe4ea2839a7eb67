"""What is found in the words of a report: which of it stops the report, where it says it stands, and what is not said twice."""

import pytest

from law.reports.forms import FORMS
from reporting.commentary.services import PROBLEMS
from reporting.table import checks
from reporting.validation.rules import HARD, SOFT, ReportToValidate, validate
from tests.reporting.table.test_sheet import later

PART_FIVE = "一是答复的说理不够充分，二是检索范围把握不准，今后由法制机构逐件审核，每季度通报一次并开展一次培训。"


def findings(*sentences, **given):
    """Return the findings on the words of a report of three applications, by rule."""
    sheet = later(("in", "in", "natural_person", "open", "", 3))
    given = {"own": {PROBLEMS: PART_FIVE}} | given
    found = validate(ReportToValidate(sheet, checks.run_checks(sheet), whole=False, sentences=sentences, **given))
    return {one.rule: one for one in found if one.rule.startswith(("text", "part", "example"))}


def last_year(row, column):
    """Return a table of the year before that says two everywhere."""
    return 2


def test_a_generated_sentence_that_the_table_contradicts_is_named_with_both_numbers():
    said = "全年收到政府信息公开申请99件"
    (found,) = [one for rule, one in findings(said).items() if rule.startswith("text-")]
    assert (found.severity, found.where) == (SOFT, f"：{said}")
    assert "“全年收到政府信息公开申请99件”：" in found.message and "published 99, the table gives 3" in found.english
    assert not [rule for rule in findings("全年收到政府信息公开申请3件") if rule.startswith("text-")]


@pytest.mark.parametrize(("form", "compared"), [("annual_2021", True), ("annual_2019", False), (None, False)])
def test_growth_is_held_against_a_table_of_the_same_form_alone(form, compared):
    said = "全年收到政府信息公开申请3件，同比增长90%"
    known = {"last": last_year, "last_form": FORMS[form]} if form else {}
    for given in ({"sentences": [said]}, {"own": {PROBLEMS: PART_FIVE + said + "。"}}):
        words = given.pop("sentences", [])
        assert bool([rule for rule in findings(*words, **known, **given) if rule.startswith("text-")]) == compared


def test_personal_data_stops_a_report_and_nothing_else_of_its_words_does():
    written = f"申请人电话13812345678。全年收到政府信息公开申请99件。{PART_FIVE}"
    found = findings(own={PROBLEMS: written})
    person = found.pop("text-person")
    assert person.severity == HARD and "13812345678" in person.where and "：" in person.message
    wrong = [one for rule, one in found.items() if rule.startswith("text-")]
    assert wrong and {one.severity for one in wrong} == {SOFT}
    assert all(one.message.startswith("“") for one in [person, *wrong])  # the clause first, then what is wrong with it


def test_an_empty_part_is_told_once_and_length_is_a_hint_for_the_writer_alone():
    form = FORMS["annual_2021"]
    needed = [part for part in form.parts if part.needed and part.has_words and part.key != PROBLEMS]
    empty = findings(own={})
    assert "part-five-empty" in empty
    (overview,) = needed
    assert overview.name in empty["part-empty"].where and empty["part-empty"].severity == SOFT
    written = {part.key: "本年落实公开职责，" * 400 for part in form.parts if part.has_words}
    assert (
        not {"part-long", "part-empty", "part-five-empty"} & findings(own=written | {PROBLEMS: PART_FIVE * 60}).keys()
    )
