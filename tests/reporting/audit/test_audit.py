"""Audits of published reports: what is wrong is found, what is right is left alone, whatever file it stands in."""

import copy
import io
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from docx import Document
from openpyxl import Workbook, load_workbook

from law import Refused
from law.forms import FORMS
from reporting.audit.rules import audit_report, findings_without_previous
from reporting.audit.services import audit_files
from reporting.audit.statement import from_json, read_statement
from reporting.audit.titles import body_of, year_of
from reporting.claims.patterns import patterns_of
from reporting.document.assembly import Document as Ours
from reporting.document.assembly import document_without_parts
from reporting.document.export import as_html, as_xlsx
from reporting.narrative.report import Report
from reporting.table.filled import FilledForm

DATA = Path(__file__).parents[2] / "data" / "reports"
NAMES = ("ouhai_2018", "pingtan_2021", "shanghai_office_2019", "shanghai_office_2025")


def given(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def errors(report, previous=None, *, kinds=("table", "chain", "form")) -> list:
    return [found for found in audit_report(report, previous) if found.severity == "error" and found.kind in kinds]


# -- the published reports themselves ---------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["关于瓯海区人民政府2018年政府信息公开工作年度报告"], "瓯海区人民政府"),
        (["瓯海区人民政府", "2018年政府信息公开工作年度报告"], "瓯海区人民政府"),
        (["瓯海区人民政府2018年度政府信息公开情况统计表"], "瓯海区人民政府"),
        (["一、概述", "2018年政府信息公开情况"], ""),
        (["时间：2019-01-30", "2018年政府信息公开工作年度报告"], ""),
    ],
)
def test_whose_report_it_is_is_read_from_its_title(lines, body):
    assert body_of(lines) == body


TITLES = [
    "某县教育局2025年政府信息公开工作年度报告",
    "关于某县教育局2025年度政府信息公开工作年度报告",
    "2025年某县教育局政府信息公开工作年度报告",
    "2025年度某县教育局政府信息公开年度报告",
    "某县教育局政府信息公开工作2025年年度报告",
    "某县教育局2025年度政府信息公开年度报告",
    "某县教育局2025年度政府信息公开工作报告",
    "某县教育局关于2025年政府信息公开工作的年度报告",
    "某县教育局政府信息公开工作年度报告（2025年度）",
    "某县教育局二〇二五年政府信息公开工作年度报告",
    "某县教育局 ２０２５ 年政府信息公开工作年报",
]
PERIOD = "本报告所列数据的统计期限自2025年1月1日起至2025年12月31日止。"


@pytest.mark.parametrize("title", TITLES)
def test_year_and_name_are_read_in_whatever_order_a_title_has_them(title):
    for before in ([], ["2023年度", "2022年度"], ["按照《关于做好2024年度政府信息公开工作年度报告的通知》编制。"]):
        assert (year_of([*before, title]), body_of([*before, title], 2025)) == (2025, "某县教育局")


@pytest.mark.parametrize(
    ("lines", "year", "body"),
    [
        (["2023年度", PERIOD], 2025, ""),
        (["某县教育局政府信息公开工作年度报告", "（2025年度）"], 2025, "某县教育局"),
        (["某县教育局", "政府信息公开工作年度报告（2025年度）"], 2025, "某县教育局"),
        (["某县教育局", "2025年政府信息公开工作年度报告"], 2025, "某县教育局"),
        (["首页", "信息公开年报", "2025年政府信息公开工作年度报告"], 2025, ""),
        (["2024年政府信息公开工作年度报告", "某县教育局2025年政府信息公开工作年度报告"], 2025, "某县教育局"),
        (["某镇人民政府2024年政府信息公开工作年度报告", TITLES[0], PERIOD], 2025, "某县教育局"),
        (["《某省2024年政府信息公开工作年度报告》", "2025年政府信息公开工作年度报告"], 2025, ""),
        (["《规定》自2026年1月1日起施行。", "2025年度"], 2025, ""),
        (["我局2025年政府信息公开工作年度报告"], 2025, ""),
    ],
)
def test_a_title_is_believed_before_the_period_and_the_period_before_any_other_year(lines, year, body):
    assert (year_of(lines), body_of(lines, year)) == (year, body)


@pytest.mark.parametrize("lines", [[], ["政府信息公开工作年度报告"], ["按照《关于做好2024年度报告的通知》编制。"]])
def test_a_report_without_a_year_is_refused(lines):
    with pytest.raises(Refused, match="年度"):
        year_of(lines)


# -- planted faults ----------------------------------------------------------------------------------------------


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


# -- sentences --------------------------------------------------------------------------------------------------


def said(*texts: str, name="pingtan_2021", previous=None) -> list[tuple[str, str, str]]:
    table = given(name) | {"sentences": list(texts)}
    found = [each for each in audit_report(from_json(table), previous) if each.rule in ("sentence", "share", "growth")]
    return [(each.kind, str(each.published), str(each.expected)) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本年度共收到政府信息公开申请70件。", []),
        ("本年度共收到政府信息公开申请71件。", [("text", "71", "70")]),
        ("全年新收申请70件，办结68件，结转下年度继续办理1件。", [("text", "68", "69")]),
        ("区本级收到政府信息公开申请12件。", []),  # of one office, not of the whole
        ("收到申请70余件。", []),
        ("收到申请80余件。", [("text", "80余", "70")]),
        ("予以公开30件，占43.5%。", []),
        ("予以公开30件，占42.9%。", []),  # of the 70 received
        ("予以公开30件，占53.5%。", [("arithmetic", "53.5%", "43.5%")]),
        ("予以公开、部分公开分别为30件、5件，分别占43.5%、7.2%。", []),
        ("予以公开、部分公开分别为30件、5件，分别占43.5%、8.2%。", [("arithmetic", "8.2%", "7.2%")]),
        ("行政复议3件，行政诉讼12件。", []),
        ("行政复议4件，行政诉讼13件。", [("text", "4", "3"), ("text", "13", "12")]),
        ("收到申请70件，比上年增加20件，增长40%。", []),
        ("收到申请70件，比上年增加20件，增长30%。", [("arithmetic", "30%", "40%")]),
        ("收到申请70件，较上年减少30件，下降30%。", []),
        ("<b>收到申请</b>{{7*7}}件", []),
    ],
)
def test_what_a_sentence_says(text, found):
    assert said(text) == found


def test_growth_is_held_against_last_years_table():
    before = given("pingtan_2021") | {"year": 2020}
    path = FORMS["annual_2021"].rows["R1"].name
    before["tables"][path]["总计"] = 60
    assert said("收到申请70件，比上年增加10件，增长16.7%。", previous=from_json(before)) == []
    assert ("chain", "20件", "10件") in said("收到申请70件，比上年增加20件。", previous=from_json(before))
    assert ("chain", "20.0%", "16.7%") in said("收到申请70件，较上年增长20.0%。", previous=from_json(before))


OF_THE_WHOLE = [  # what stands beside a table, and must be the number of applications received in the year
    "{year}年共收到政府信息公开申请{n}件。",
    "{year}年，共收到政府信息公开申请{n}件，{before}年共收到政府信息公开申请{other}件。",
    "与{before}年相比，{year}年收到申请{n}件。",
    "按照《{before}年政务公开工作要点》的要求，共收到申请{n}件。",
    "{before}年12月启用新系统，本年收到申请{n}件。",
    "通过各种渠道共收到申请{n}件。",
    "本年（含网上提交的）收到申请{n}件，其中市教委收到申请{other}件。",
    "本机关共收到申请{n}件，通过网络收到申请{other}件。",
    "{own}共收到申请{n}件。",
    "{year}年1月1日至12月31日，受理申请{n}件，受理行政复议申请{other}件。",
]
OF_SOMETHING_ELSE = [  # and may be any number, for it is not that of the year's applications
    "{before}年共收到政府信息公开申请{other}件。",
    "{before}年，我局共收到申请{other}件。",
    "{before}年全年收到申请{other}件。",
    "上年收到申请{other}件。",
    "去年共收到申请{other}件。",
    "较{before}年收到的{other}件申请增加57件。",
    "较上年收到申请增加{other}件。",
    "收到申请同比增加{other}件。",
    "通过网络收到申请{other}件，通过信函收到申请{other}件。",
    "通过网络（含微信）收到申请{other}件。",
    "其中，收到网上申请{other}件。",
    "其中，市教委收到申请{other}件。",
    "市教委收到申请{other}件，市公安局收到申请{other}件。",
    "各部门收到申请{other}件。",
    "受理行政复议申请{other}件。",
    "上半年收到申请{other}件。",
    "1月至6月收到申请{other}件。",
    "全省各级行政机关共收到申请{other}件。",
]
RECEIVED = {
    "ouhai_2018": ("3.1", "n"),
    "shanghai_office_2019": ("R1", "total"),
    "shanghai_office_2025": ("R1", "total"),
}
OWN = {"ouhai_2018": "区政府", "shanghai_office_2019": "市政府办公厅", "shanghai_office_2025": "市政府办公厅代表市政府"}


def spoken(text: str, name: str, *, off: int = 0) -> tuple[str, int]:
    """Return a sentence with the table's own year and number in it, and that number."""
    report = from_json(given(name))
    number = int(report.value(*RECEIVED[name]))
    return text.format(
        year=report.year, before=report.year - 1, n=number + off, other=number + 4321, own=OWN[name]
    ), number


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize("text", OF_THE_WHOLE)
def test_the_applications_of_the_year_are_held_against_the_table(text, name):
    true, _ = spoken(text, name)
    assert said(true, name=name) == []
    wrong, number = spoken(text, name, off=1)
    assert said(wrong, name=name) == [("text", str(number + 1), str(number))]


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize("text", OF_SOMETHING_ELSE)
def test_another_year_another_office_and_a_part_are_left_alone(text, name):
    assert said(spoken(text, name)[0], name=name) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全区收到申请71件。", [("text", "71", "70")]),  # the zone's own committee speaks
        ("全市收到申请7100件。", []),
        ("全区教育系统收到申请7件。", []),
        ("全区各单位收到申请71件。", [("text", "71", "70")]),
        ("上年结转1件，本年新收申请71件。", [("text", "1", "0"), ("text", "71", "70")]),
        ("办结69件，其中本年新收申请办结60件。", []),
        ("2020年办结60件，予以公开50件，占83.3%。", []),
        ("2020年予以公开30件，占53.5%。", []),
        ("区教育局予以公开3件，占60%。", []),
        ("全市共办理行政复议案件5000件。", []),
        ("涉及政府信息公开的行政复议案件30件。", [("text", "30", "3")]),
        ("结果维持2件，占66.7%。", []),  # of the three reviews
        ("结果维持2件，占56.7%。", [("arithmetic", "56.7%", "2.9%")]),
        ("行政复议3件，其中维持2件、其他1件，分别占66.7%、33.3%。", []),
        ("行政复议3件，其中维持2件、其他1件，分别占66.7%、43.3%。", [("arithmetic", "43.3%", "1.4%")]),
        ("共办结30件人大代表建议。", []),
        ("办理公文200件，不予公开30件，占15%。", []),
        ("办理建议提案，予以公开20件（80%）。", []),
        ("未受理申请5件，不予受理申请6件。", []),
        ("收到要求公开征地信息的申请50件，收到律师提交的申请20件。", []),
        ("上年结转的申请中予以公开20件。", []),
        ("行政复议2件维持，行政诉讼3件未审结。", []),
        ("2019—2021年共收到申请500件。", []),
        ("条例施行以来，累计收到申请500件。", []),
        ("受理点共受理申请5件，某县收到申请6件。", []),
        ("主动公开政府信息5000条，其中规范性文件100件，占2.0%。", []),
        ("主动公开政府信息5000条，其中规范性文件100件，占3.0%。", [("arithmetic", "3.0%", "2.0%")]),
        ("编发材料200份，其中解读100件，占50%。", []),
        ("编发材料200份，其中解读100件，占60%。", [("arithmetic", "60%", "50%")]),
    ],
)
def test_of_whom_and_of_what_a_sentence_speaks(text, found):
    assert sorted(said(text)) == sorted(found)


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize(
    ("text", "is_of_the_received"),
    [
        ("收到申请{n}件，同比增长20.0%。", True),
        ("收到申请{n}件（含网上9件），较上年增长20.0%。", True),
        ("{year}年申请数量较{before}年增长20.0%。", True),
        ("网站访问总量500万次，同比增长20.0%。", False),
        ("新媒体阅读总量达20万次，较上年增长20.0%。", False),
        ("主动公开5000条，同比增长20.0%，收到申请{n}件。", False),
        ("收到申请{n}件，办理建议提案30件，同比增长20.0%。", False),
        ("收到申请{n}件，其中网上申请30件，同比增长20.0%。", False),
        ("收到申请{n}件，已答复的申请9件，同比增长20.0%。", False),
        ("受理行政复议申请30件，同比增长20.0%。", False),
        ("市教委收到申请50件，同比增长20.0%。", False),
        ("收到申请{n}件，较2010年增长20.0%。", False),
    ],
)
def test_only_growth_of_the_applications_is_held_against_last_years(text, is_of_the_received, name):
    report = from_json(given(name))
    sentence, now = spoken(text, name)
    before = from_json(given(name) | {"year": report.year - 1})
    found = [each[:2] for each in said(sentence, name=name, previous=before) if each[0] in ("chain", "arithmetic")]
    assert found == ([("chain", "20.0%")] if is_of_the_received else [])
    before.cells[RECEIVED[name]] = Decimal(now) / Decimal("1.2")
    assert said(sentence, name=name, previous=before) == []


# -- files ------------------------------------------------------------------------------------------------------


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


def as_docx(name: str) -> bytes:
    """Return a Word document as an office would write it: headings merged, a blank for nothing."""
    table = given(name)
    form = FORMS[table["form"]]
    document = Document()
    document.add_paragraph(f"{table['body']}{table['year']}年政府信息公开工作年度报告")
    document.add_paragraph(f"({table['year']}年度)")
    for each in form.tables:
        rows = [row for row in each.rows if row.kind != "group"]
        if each.layout == "across":
            grid = document.add_table(2, len(rows) * len(each.columns))
            for place, (row, column) in enumerate((row, column) for row in rows for column in each.columns):
                grid.cell(0, place).text = column.label
                value = table["tables"][row.name][column.label]
                grid.cell(1, place).text = "" if value is None else str(value)
            continue
        if each.layout == "list":
            grid = document.add_table(len(rows) + 1, 3)
            for line, row in enumerate(rows, start=1):
                value = table["tables"][row.name]["统计数"]
                grid.cell(line, 0).text, grid.cell(line, 1).text = row.label, row.unit
                grid.cell(line, 2).text = "——" if value is None else str(value)
            continue
        depth = max(len(row.path) - len(each.path) for row in rows)
        grid = document.add_table(len(rows) + 2, depth + len(each.columns))
        grid.cell(0, 0).merge(grid.cell(0, depth + len(each.columns) - 1)).text = (
            each.path[-1] if each.path else "统计表"
        )
        grid.cell(1, 0).merge(grid.cell(1, depth - 1)).text = each.head
        for place, column in enumerate(each.columns):
            grid.cell(1, depth + place).text = column.label
        for line, row in enumerate(rows, start=2):
            labels = row.path[len(each.path) :]
            for level in range(depth):
                grid.cell(line, level).text = (
                    labels[min(level, len(labels) - 1)].replace("1.", "1、").replace("2.", "2、")
                )
            for place, column in enumerate(each.columns):
                value = table["tables"][row.name][column.label]
                grid.cell(line, depth + place).text = "/" if value is None else str(value)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "html", "docx"])
def test_the_same_table_comes_out_of_every_kind_of_file(name, kind, tmp_path):
    path = tmp_path / f"年报.{kind}"
    body = {
        "xlsx": lambda: as_xlsx(report_of(name)),
        "html": lambda: as_html(report_of(name)).encode(),
        "docx": lambda: as_docx(name),
    }[kind]
    path.write_bytes(body())
    report, wanted = read_statement(path), from_json(given(name))
    assert (report.form, report.year) == (wanted.form, wanted.year)
    assert {key: value for key, value in report.cells.items() if value is not None} == {
        key: value for key, value in wanted.cells.items() if value is not None
    }
    assert [each for each in report.oddities if each.severity == "error"] == []


def test_old_names_and_written_variants_are_read(tmp_path):
    page = as_html(report_of("pingtan_2021"))
    page = (
        page.replace("行政规范性文件", "规范性文件")
        .replace("1.属于国家秘密", "1、 属于国家秘密")
        .replace(">2293<", "> 2,293 <")
    )
    path = tmp_path / "a.htm"
    path.write_bytes(page.encode("gb18030"))
    report = read_statement(path)
    assert report.value("P1.2", "made") == 69
    assert report.value("P5.1", "decisions") == 2293
    assert errors(report) == []


WRONG = "全年收到申请999999件，办结工作进展顺利。"


def found_in(page: str | bytes, tmp_path, previous=None) -> list:
    """Return what is found in a page, beside what is found in it as it was published."""
    path = tmp_path / "a.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return audit_report(read_statement(path), previous)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "layout",
    [
        "<table><tr><td><table><tr><td>导航</td></tr></table></td><td>{page}</td></tr></table>",
        "<table><tr><td>{page}</td></tr></table>",
        "<table><tr><td><table><tr><td><ul><li>2003年度</li></ul></td><td><div>{page}</div></td></tr></table></td></tr></table>",
    ],
)
def test_a_page_laid_out_by_tables_keeps_its_table_and_its_sentences(name, layout, tmp_path):
    page = as_html(report_of(name))
    start, end = page.index("<body"), page.index("</body>")
    inside = page[page.index(">", start) + 1 : end]
    assert "<table" in inside
    laid = page.replace(inside, layout.format(page=inside + f"<p>{WRONG}</p>"))
    plain, found = found_in(page, tmp_path), found_in(laid, tmp_path)
    assert [each.published for each in found if each not in plain] == ["999999"]
    assert [each for each in plain if each not in found] == []


@pytest.mark.parametrize(
    "cell",
    [
        f"<td>{WRONG}</td><td>二</td>",
        f"<td colspan=2><p>{WRONG}</p><p>又</p></td>",
        f"<th><span>{WRONG}</span></th><td></td>",
    ],
)
def test_a_sentence_in_a_cell_is_a_sentence(cell, tmp_path):
    page = as_html(report_of("pingtan_2021")).replace("</body>", f"<table><tr>{cell}</tr></table></body>")
    assert [each.published for each in found_in(page, tmp_path)] == ["999999"]


def test_a_sentence_in_a_cell_of_a_document_and_a_workbook_is_a_sentence(tmp_path):
    document = Document(io.BytesIO(as_docx("pingtan_2021")))
    document.add_table(1, 2).cell(0, 0).text = WRONG
    outer = document.add_table(1, 2).cell(0, 1)
    outer.add_paragraph("办结68件")
    outer.add_table(1, 2).cell(0, 0).text = "无"
    document.save(tmp_path / "a.docx")
    assert sorted(
        each.published for each in audit_report(read_statement(tmp_path / "a.docx")) if each.rule == "sentence"
    ) == [
        "68",
        "999999",
    ]
    (tmp_path / "a.xlsx").write_bytes(as_xlsx(report_of("pingtan_2021")))
    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book.create_sheet()
    sheet.append([WRONG, "又"])
    book.save(tmp_path / "a.xlsx")
    assert [each.published for each in audit_report(read_statement(tmp_path / "a.xlsx"))] == ["999999"]


def row_of(page: str, number: str) -> str:
    """Return the first row of a page that holds this number alone in a cell."""
    place = page.index(f">{number}<")
    return page[page.rindex("<tr", 0, place) : page.index("</tr>", place) + len("</tr>")]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("ouhai_2018", "1947"),
        ("ouhai_2018", "102"),
        ("pingtan_2021", "64"),
        ("pingtan_2021", "2293"),
        ("shanghai_office_2025", "1259"),
    ],
)
def test_a_row_that_is_printed_twice_with_other_numbers_is_pointed_out(name, number, tmp_path):
    page = as_html(report_of(name))
    row = row_of(page, number)
    again = row.replace(f">{number}<", ">7777<", 1)
    assert found_in(page.replace(row, row + row, 1), tmp_path) == found_in(page, tmp_path)
    for both, numbers in ((row + again, f"{number}；7777"), (again + row, f"7777；{number}")):
        found = [each for each in found_in(page.replace(row, both, 1), tmp_path) if each.rule == "printed-twice"]
        assert [(each.kind, each.severity, each.published) for each in found] == [("form", "warning", numbers)]
        assert all(part in found[0].message for part in numbers.split("；"))


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_charts_are_no_rows_printed_twice(name, tmp_path):
    page = as_html(report_of(name))
    form = from_json(given(name)).form
    rows = "".join(
        f"<tr><td>{row.label}</td><td>{place}</td><td>{place + 7}</td></tr>"
        for place, row in enumerate(form.printed[2:12])
    )
    chart = f"<table><tr><td>项目</td><td>上年</td><td>本年</td></tr>{rows}</table>"
    body = page.index(">", page.index("<body")) + 1
    for with_chart in (page.replace("</body>", f"{chart}</body>"), page[:body] + chart + page[body:]):
        assert [each for each in found_in(with_chart, tmp_path) if each.rule in ("printed-twice", "unknown-row")] == []
        wanted = {key: value for key, value in from_json(given(name)).cells.items() if value is not None}
        assert {
            key: value for key, value in read_statement(tmp_path / "a.html").cells.items() if key in wanted
        } == wanted


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "网页"),
        (b"<html><body><p>2021\xe5\xb9\xb4\xe5\xba\xa6</p></body></html>", "没有找到"),
        (b"PK\x03\x04broken", "打不开"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Office 文件"),
        (b"{", "没有找到"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_a_sentence(body, sentence, tmp_path):
    path = tmp_path / "x.doc"
    path.write_bytes(body)
    with pytest.raises(Refused, match=sentence):
        read_statement(path)


@pytest.mark.fault("X7")
def test_hostile_files_are_refused_or_harmless(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    book = Workbook()
    book.save(bomb)
    page = tmp_path / "span.html"
    rows = "<tr><td colspan=999999999 rowspan=999999999>1</td></tr>" * 400
    page.write_text(f"<table>{rows}</table>", encoding="utf-8")
    entity = tmp_path / "x.html"
    entity.write_text(
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p><table><tr><td>&x;</td></tr></table>',
        encoding="utf-8",
    )
    for path in (bomb, page, entity):
        with pytest.raises(Refused):
            read_statement(path)


def test_a_random_page_never_crashes(tmp_path):
    chance = random.Random(4)
    pieces = [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "一、",
        "自然人",
        "总计",
        "7",
        "/",
        "2021年度",
        "结转",
        "</p>",
        "<p>",
    ]
    path = tmp_path / "r.html"
    for _ in range(300):
        path.write_text("".join(chance.choice(pieces) for _ in range(60)), encoding="utf-8")
        try:
            audit_report(read_statement(path))
        except Refused:
            continue


# -- the command -------------------------------------------------------------------------------------------------


def run(capsys, *arguments) -> tuple[int, str, str]:
    status = 0
    try:
        call_command("audit_report", *map(str, arguments))
    except SystemExit as stop:
        status = stop.code
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_prints_one_json_list(capsys):
    status, out, _ = run(capsys, DATA / "ouhai_2018_report.html", "--format", "json")
    rows = json.loads(out)
    assert status == 1
    assert len(rows) == 9
    assert set(rows[0]) == {"rule", "kind", "severity", "where", "published", "expected", "message"}
    assert {row["kind"] for row in rows} <= {"table", "chain", "text", "arithmetic", "form"}


def test_a_sound_report_exits_with_nought(capsys):
    status, out, _ = run(capsys, DATA / "pingtan_2021.json", "--format", "json")
    assert (status, json.loads(out)) == (0, [])


def test_two_years_given_together_are_chained(capsys, tmp_path):
    before = given("pingtan_2021") | {"year": 2022}
    path = tmp_path / "2022.json"
    path.write_text(json.dumps(before, ensure_ascii=False), encoding="utf-8")
    status, out, _ = run(capsys, DATA / "pingtan_2021.json", path)
    assert status == 1
    assert "结转" in out


@pytest.mark.parametrize(
    ("mine", "theirs", "year", "said"),
    [
        ("", "平潭综合实验区管委会", 2021, "没有读到单位名称，没有与上年衔接核对"),
        ("平潭综合实验区管委会", "", 2021, "有一份 2021 年的报告没有读到单位名称"),
        ("平潭综合实验区管委会", "别处", 2021, ""),
        ("平潭综合实验区管委会", "平潭综合实验区管委会", 2021, ""),
        ("", "平潭综合实验区管委会", 2020, ""),
    ],
)
def test_a_chain_that_is_lost_for_want_of_a_name_is_told(mine, theirs, year, said):
    report = from_json(given("pingtan_2021") | {"year": 2022, "body": mine})
    other = from_json(given("pingtan_2021") | {"year": year, "body": theirs})
    found = findings_without_previous(report, [report, other])
    assert [(each.kind, each.severity) for each in found] == ([("form", "warning")] if said else [])
    assert all(said in each.message for each in found)
    assert findings_without_previous(other, [report, other]) == []


def test_a_file_without_a_name_says_that_it_was_not_chained(capsys, tmp_path):
    path = tmp_path / "2022.json"
    path.write_text(
        json.dumps(given("pingtan_2021") | {"year": 2022, "body": ""}, ensure_ascii=False), encoding="utf-8"
    )
    _, out, _ = run(capsys, DATA / "pingtan_2021.json", path)
    assert "没有读到单位名称，没有与上年衔接核对" in out
    (told, _) = audit_files(
        [SimpleUploadedFile(each.name, each.read_bytes()) for each in (path, DATA / "pingtan_2021.json")]
    )
    assert [each.rule for each in told.findings] == ["no-name"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_audited(capsys, tmp_path):
    bad = tmp_path / "坏.html"
    bad.write_text("<p>", encoding="utf-8")
    status, out, err = run(capsys, bad, DATA / "pingtan_2021.json")
    assert status == 1
    assert "坏.html" in err
    assert "pingtan_2021.json：没有发现问题" in out


def test_every_wording_names_cells_of_its_form():
    for code in FORMS:
        assert patterns_of(code).claims


def test_a_workbook_of_ours_has_no_formula_that_is_taken_for_a_number(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx(report_of("pingtan_2021")))
    book = load_workbook(path)
    book.active.cell(60, 2).value = "=1+1"
    book.save(path)
    assert read_statement(path).value("R1", "total") == 70
