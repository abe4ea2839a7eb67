"""Fill, check and tell without a database: the published 2018 table of a district, and what goes wrong."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from law.reports.forms import FORMS
from reporting.narrative import paragraphs
from reporting.narrative.paragraphs import ReceivedApplications
from reporting.table import checks
from reporting.table.filled import GroupedCounts, fill_form
from reporting.table.layout import NO_FIGURE, grids_of
from reporting.table.numbers import percent, plain_number

REPORTS = Path(__file__).parents[2] / "data" / "reports"
NAMES = ("received", "decided", "applicant_kind", "channel", "outcome", "grounds", "timeliness")
CHANNELS = {"in_person": 102, "mail_signed": 259, "portal": 50}
ENDS = [
    ("open_published", "", 27), ("open", "", 158), ("partial", "", 98), ("not_ours", "", 35), ("not_exist", "", 69),
    ("amend_told", "", 11), ("other_channel", "", 2),
    ("deny", "|not_government_information|", 6), ("deny", "|privacy|", 3), ("deny", "|trade_secret|", 1),
    ("deny", "|privacy|not_government_information|", 1),
]  # fmt: skip
REMEDIES = GroupedCounts(
    ("remedy", "result"),
    [
        ("reconsideration", "upheld", 5), ("reconsideration", "other", 4), ("litigation_direct", "upheld", 1),
        ("litigation_after", "upheld", 1), ("litigation_direct", "corrected", 2), ("litigation_after", "other", 5),
    ],
)  # fmt: skip


def published(name):
    return json.loads((REPORTS / f"{name}.json").read_text(encoding="utf-8"))


def cases_2018():
    """Deal the 411 replies out over the channels and the five extensions, as the published table adds them up."""
    ends = [(outcome, grounds) for outcome, grounds, n in ENDS for _ in range(n)]
    channels = [channel for channel, n in CHANNELS.items() for _ in range(n)]
    times = ["extended"] * 5 + ["on_time"] * 406
    dealt = Counter(zip(channels, ends, times, strict=True))
    return GroupedCounts(
        NAMES,
        [("in", "in", "natural_person", channel, *end, time, n) for (channel, end, time), n in dealt.items()],
    )


def figures_2018():
    """Return the published entered figures, each split over two units."""
    form, tables = FORMS["annual_2014"], published("ouhai_2018")["tables"]
    found = {}
    for row, column in form.entered_cells:
        value = Decimal(str(tables[form.rows[row].name]["统计数"]))
        found[row, column] = [value - 1, Decimal(1)] if value >= 1 else [value, Decimal(0)]
    return found


def sheet_2018(**given):
    values = {"groups": cases_2018(), "remedies": REMEDIES, "figures": figures_2018(), "units": 2} | given
    return fill_form(FORMS["annual_2014"], 2018, "某区人民政府", **values)


def later(*rows, form="annual_2021", **given):
    """Fill a later form with groups of (received, decided, kind, outcome, grounds, n)."""
    named = ("received", "decided", "applicant_kind", "outcome", "grounds")
    return fill_form(FORMS[form], FORMS[form].first_year, "某局", groups=GroupedCounts(named, rows), **given)


def failing(sheet, **given):
    return {check.rule: check for check in checks.run_checks(sheet, **given) if not check.ok}


def test_the_2018_table_comes_out_as_published_but_for_the_misprint():
    ours, theirs = sheet_2018().tables(), published("ouhai_2018")["tables"]
    misprint = "三、依申请公开情况"
    assert theirs.pop(misprint) == {"统计数": 0}
    assert ours.pop(misprint) == {"统计数": None}
    assert {
        path: {c: None if n is None else float(n) for c, n in cells.items()} for path, cells in ours.items()
    } == theirs


def test_headings_print_a_dash_and_numbers_print_plain():
    (grid,) = grids_of(sheet_2018())
    printed = {line.row: [cell.text for cell in line.cells] for line in grid.body}
    assert printed["3"] == ["三、依申请公开情况", NO_FIGURE, NO_FIGURE]
    assert printed["8.4"][1:] == ["万元", "515.6"]
    assert printed["3.3.4"] == ["4.不同意公开答复数", "件", "11"]


def test_eleven_refusals_on_twelve_reasons_hold_and_say_why():
    check = next(check for check in checks.run_checks(sheet_2018()) if check.rule == "refusal-reasons")
    assert (check.ok, check.severity, check.left, check.right) == (True, "warning", 11, 12)
    assert "1件依据两项以上理由，多计1项" in check.message
    assert "1 such replies" in check.english


def test_nothing_else_of_2018_needs_a_look():
    assert [c.rule for c in checks.run_checks(sheet_2018()) if not c.ok or c.severity == "warning"] == [
        "refusal-reasons"
    ]


def test_a_refusal_without_a_reason_is_an_error():
    groups = GroupedCounts(NAMES, [("in", "in", "business", "fax", "deny", "", "on_time", 2)])
    found = failing(sheet_2018(groups=groups))
    assert found["refusal-reasons"].severity == "error"
    assert (found["refusal-reasons"].left, found["refusal-reasons"].right) == (2, 0)


def test_a_case_that_no_row_takes_is_named_and_breaks_the_balance():
    found = failing(later(("in", "in", "business", "deny", "", 3), ("in", "in", "business", "open", "", 4)))
    check = found["not-classified-R3.7"]
    assert (check.severity, check.left) == ("error", 3)
    assert "不予公开（没有理由） 3件" in check.message
    assert "flow" in found


def test_an_applicant_of_no_known_kind_is_not_dropped():
    found = failing(later(("in", "in", "", "open", "", 2)))
    assert found["not-classified-R3.7"].left == 2


def test_a_withdrawn_case_of_the_2014_form_is_concluded_without_a_reply_and_noted():
    groups = GroupedCounts(NAMES, [("in", "in", "business", "fax", "withdrawn", "", "on_time", 2)])
    sheet = sheet_2018(groups=groups)
    assert (sheet.value("3.2", "n"), sheet.value("3.3", "n")) == (2, 0)
    noted = {c.rule: c for c in checks.run_checks(sheet)}
    assert noted["withdrawn"].left == 2
    assert not [rule for rule, c in noted.items() if not c.ok]


def test_a_late_reply_of_the_2014_form_counts_as_extended_and_is_listed_for_a_decision():
    groups = GroupedCounts(NAMES, [("in", "in", "business", "fax", "open", "", "late", 2)])
    sheet = sheet_2018(groups=groups)
    assert (sheet.value("3.2.1", "n"), sheet.value("3.2.2", "n")) == (0, 2)
    assert "请核定" in next(c.message for c in checks.run_checks(sheet) if c.rule == "late")


def test_a_pending_proceeding_has_no_row_in_2014_and_says_so():
    sheet = sheet_2018(remedies=GroupedCounts(("remedy", "result"), [("reconsideration", "pending", 3)]))
    assert sheet.value("4", "n") == 0
    check = next(c for c in checks.run_checks(sheet) if c.rule == "pending-remedies")
    assert (check.left, check.severity, check.ok) == (3, "warning", True)


def test_a_figure_that_nobody_entered_is_not_zero():
    sheet = sheet_2018(figures={})
    assert sheet.value("8.4", "n") is None
    assert sheet.value("8.3", "n") is None
    assert failing(sheet)["not-stated"].left == 26


def test_units_that_did_not_enter_a_figure_are_named():
    figures = figures_2018() | {("6", "n"): [Decimal(0)]}
    check = failing(sheet_2018(figures=figures), silent={("6", "n"): ["某街道"]})["not-stated-by"]
    assert "某街道" in check.message
    assert (check.left, check.right) == (1, 2)


def test_carried_in_is_held_against_last_year_column_by_column():
    sheet = later(("before", "open", "natural_person", "", "", 21), ("before", "open", "business", "", "", 3))
    last = {("R4", "natural_person"): 22, ("R4", "business"): 3, ("R4", "total"): 25}
    found = [
        c for c in checks.run_checks(sheet, last=lambda row, column: last.get((row, column))) if c.rule == "carry-over"
    ]
    assert [(c.per, c.ok, c.left, c.right) for c in found] == [
        ("自然人", False, 21, 22), ("商业企业", True, 3, 3), ("总计", False, 24, 25)
    ]  # fmt: skip
    assert not [c for c in checks.run_checks(sheet) if c.rule == "carry-over"]


@pytest.mark.parametrize(("published_now", "ok"), [(101, True), (100, False)])
def test_documents_in_force_follow_from_last_year_as_a_warning(published_now, ok):
    figures = {("P1.1", key): [Decimal(n)] for key, n in (("made", 3), ("repealed", 2), ("in_force", published_now))}
    found = [c for c in checks.run_checks(later(figures=figures), last=lambda r, c: 100 if c == "in_force" else None)]
    check = next(c for c in found if c.rule == "stock-P1.1")
    assert (check.ok, check.severity, check.right) == (
        ok,
        "error" if ok else "warning",
        101,
    )  # what holds is nothing to look at
    assert "100 ＋ 3 － 2" in check.message


@pytest.mark.parametrize("name", ["pingtan_2021", "shanghai_office_2025"])
def test_the_equations_hold_in_published_tables(name):
    given = published(name)
    form = FORMS[given["form"]]
    look = lambda row, column: given["tables"][form.rows[row].name][form.column(row, column).label]  # noqa: E731
    found = [*checks.check_equations(form, look), *checks.check_totals(form, look)]
    assert found
    assert not [c for c in found if not c.ok]


def test_a_wrong_total_in_a_published_table_is_found():
    given = published("pingtan_2021")
    form = FORMS["annual_2021"]
    given["tables"][form.rows["R1"].name]["总计"] = 71
    look = lambda row, column: given["tables"][form.rows[row].name][form.column(row, column).label]  # noqa: E731
    assert [(c.left, c.right) for c in checks.check_totals(form, look) if not c.ok] == [(70, 71)]
    assert [c.per for c in checks.check_equations(form, look) if not c.ok] == ["总计"]


def test_blank_cells_are_not_read_as_zero():
    given = published("shanghai_office_2019")
    form = FORMS["annual_2019"]
    look = lambda row, column: given["tables"][form.rows[row].name][form.column(row, column).label]  # noqa: E731
    assert "科研机构" not in {c.per for c in checks.check_equations(form, look)}


RECEIVED_2018 = ReceivedApplications(
    Counter(CHANNELS), Counter({"土地征收": 174, "房屋征收": 61, "城建规划": 48, "其他": 128}), own=77
)


def told(sheet, received=RECEIVED_2018, **given):
    return "\n".join(paragraphs.sentences(sheet, received, **given))


def test_the_sentences_of_2018_give_the_numbers_of_the_table():
    text = told(sheet_2018(), last_received=244)
    assert "共收到政府信息公开申请411件，其中本级77件、所属各单位334件，比上年（244件）增加167件，增长68.4%" in text
    assert "当面申请102件，占24.8%；信函申请259件，占63.0%；网络申请50件，占12.2%；传真申请0件，占0.0%" in text
    assert "土地征收类信息174件，占42.3%；房屋征收类信息61件，占14.8%；城建规划类信息48件，占11.7%" in text
    assert "“同意公开”158件，占38.4%" in text
    assert "告知通过其他途径办理”48件，占11.7%" in text
    assert "被提起行政诉讼9件，其中维持具体行政行为或者驳回原告诉讼请求2件、被依法纠错2件、其他情形5件" in text


@pytest.mark.parametrize(
    ("last", "said"),
    [(None, ""), (411, "与上年（411件）持平"), (500, "减少89件，下降17.8%"), (0, "比上年（0件）增加411件。")],
)
def test_nothing_is_compared_without_last_years_table(last, said):
    text = told(sheet_2018(), last_received=last)
    assert said in text
    if last is None:
        assert "上年" not in text


def test_a_year_without_applications_divides_nothing_by_nothing():
    text = told(later(), ReceivedApplications())
    assert "%" not in text
    assert "收到政府信息公开申请0件" in text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.3%"), (2, 3, "66.7%"), (1, 16, "6.3%"), (1, 80, "1.3%"), (5, 0, ""), (1, 800, "0.1%")],
)
def test_percentages_have_one_decimal_and_round_half_up(part, whole, text):
    assert percent(part, whole) == text


@pytest.mark.parametrize(
    ("given", "shown"),
    [("515.600000", "515.6"), ("10", "10"), ("0.000", "0"), ("100.0", "100"), ("24252.311082", "24252.311082")],
)
def test_numbers_lose_their_trailing_zeros(given, shown):
    assert str(plain_number(Decimal(given))) == shown


@pytest.mark.parametrize("code", FORMS)
def test_every_line_of_a_grid_is_as_wide_as_its_table(code):
    for grid in grids_of(fill_form(FORMS[code], 2025, "某局")):
        taken = Counter()
        for place, line in enumerate((*grid.head, *grid.body)):
            for cell in line.cells:
                for down in range(cell.rowspan):
                    taken[place + down] += cell.colspan
        assert set(taken.values()) == {grid.width}, grid.key


def test_table_three_merges_its_headings_as_the_form_prints_them():
    grid = next(grid for grid in grids_of(later()) if grid.key == "R")
    heads = {cell.text: (cell.rowspan, cell.colspan) for line in grid.body for cell in line.cells if cell.head}
    assert heads["三、本年度办理结果"] == (22, 1)  # 21 results and the total
    assert heads["（三）不予公开"] == (8, 1)
    assert heads["（七）总计"] == (1, 2)
    assert [cell.text for cell in grid.head[1].cells] == ["自然人", "法人或其他组织", "总计"]
