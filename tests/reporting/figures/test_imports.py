"""Entered figures and published tables come in whole or not at all, and say in Chinese what is wrong."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from law import Refused
from reporting.figures import imports as figure_imports
from reporting.figures.models import Figure, PublishedTable
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from reporting.narrative.report import report_of
from tests.reporting import year

NOW = datetime(2026, 1, 4, tzinfo=UTC)
REPORTS = Path(__file__).parents[2] / "data" / "reports"
HEAD = "年度,填报单位,指标,数值\n"
GOOD = "2018,单位A,八(四) 政府信息公开专项经费,500.6\n2018,B,八(四) 政府信息公开专项经费,15\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    government = year.agency("A", "government")
    return government, year.agency("B", parent=government)


@pytest.fixture
def take(tmp_path):
    """Return a function that takes a text in as a file and tells how many figures it states and what is wrong."""

    def taken(text, **given):
        path = tmp_path / "figures.csv"
        path.write_text(text, encoding="utf-8")
        return figure_imports.import_figures(path, now=NOW, **given)[:2]

    return taken


def test_figures_of_all_units_are_added_up(units, take):
    assert take("\ufeff" + HEAD + GOOD) == (2, [])
    sheet = filled_form_of(Scope(units[0], 2018, True))
    assert sheet.value("8.4", "n") == Decimal("515.6")
    assert filled_form_of(Scope(units[1], 2018, False)).value("8.4", "n") == 15


def test_a_repeated_import_replaces_and_does_not_add(units, take):
    take(HEAD + GOOD)
    take(HEAD + GOOD.replace("500.6", "1"))
    assert filled_form_of(Scope(units[0], 2018, True)).value("8.4", "n") == 16


def test_an_imported_number_comes_with_file_and_row_and_takes_nobodys_name(units, take):
    take(HEAD + GOOD)
    Figure.objects.filter(agency=units[0]).update(evidence="台账", entered_by=None)
    take(HEAD + GOOD.replace("B,八(四) 政府信息公开专项经费,15", "B,八(四) 政府信息公开专项经费,16"))
    kept = {one.agency.code: (one.value, one.source, one.evidence) for one in Figure.objects.select_related("agency")}
    assert kept == {"A": (Decimal("500.6"), "figures.csv 第 2 行", "台账"), "B": (16, "figures.csv 第 3 行", "")}
    take(HEAD + GOOD.replace("500.6", "1"))
    assert Figure.objects.get(agency=units[0]).evidence == ""  # the evidence was for another number


def test_a_dry_run_stores_nothing(units, take):
    assert take(HEAD + GOOD, dry_run=True) == (2, [])
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("bad", "column", "words"),
    [
        ("2018,单位C,六 举报投诉数量,1", "填报单位", "没有“单位C”这个单位"),
        ("2018,A,六 举报数量,1", "指标", "没有指标“六 举报数量”"),
        ("2025,A,六 举报投诉数量,1", "指标", "没有指标"),
        ("2018,A,六 举报投诉数量,1.5", "数值", "应当是整数，只有金额可以有小数"),
        ("2012,A,六 举报投诉数量,1", "年度", "2012年没有全国统一的统计表"),
        ("二〇一八,A,六 举报投诉数量,1", "年度", "不对"),
        ("2018,A,六 举报投诉数量,=1+1", "数值", "不是数"),
        ("2018,A,六 举报投诉数量,-1", "数值", "不能小于 0"),
        ("2019,A,二 行政许可 处理决定数量,-1", "数值", "只有“本年增/减”可以是负数"),
        ("2018,A,六 举报投诉数量,NaN", "数值", "13 位以内的数"),
        ("2018,A,六 举报投诉数量,1e13", "数值", "13 位以内的数"),
        ("20180,A,六 举报投诉数量,1", "年度", "不对"),
        ("2018,A,六 举报投诉数量,0.0000001", "数值", "6 位"),
        ("2018,A,六 举报投诉数量,", "数值", "没有填写"),
        ("2018,A,六 举报投诉数量", "数值", "没有填写"),
        ("2018,单位A,八(四) 政府信息公开专项经费,3", "指标", "与第 2 行重复"),
    ],
)
def test_one_bad_row_stores_nothing_and_is_named(units, take, bad, column, words):
    _, (fault,) = take(HEAD + GOOD + bad + "\n")
    assert fault.row == 4
    assert fault.column == column
    assert words in fault.message
    assert not Figure.objects.exists()


def test_only_an_increase_or_decrease_may_be_negative(units, take):
    """The 2019 form asks for 本年增/减; the database holds the same line."""
    for row in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制", "行政事业性收费"):
        assert take(HEAD + f"2019,A,二 {row} 本年增/减,-7\n") == (1, [])
    assert filled_form_of(Scope(units[0], 2019, True)).value("P5.1", "change") == -7
    stored = Figure.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(pk=stored.pk).update(indicator="二 行政许可 处理决定数量")


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("年度,填报单位,指标,数值,数值\n2018,A,六 举报投诉数量,1,2\n", 1, "出现了两次"),
        (HEAD + '2018,A,"六 举报投诉数量,1\n', 2, "CSV 格式不对"),
        ("", 1, "没有内容"),
    ],
)
def test_a_text_that_is_no_table_is_refused_with_its_row(units, take, text, row, words):
    _, faults = take(text)
    assert words in faults[0].message
    assert faults[0].row == row


@pytest.mark.parametrize("command", ["import_indicators", "import_report"])
def test_what_is_no_utf8_is_refused_and_what_is_no_file_is_wrong_usage(units, tmp_path, command):
    file = tmp_path / "given"
    with pytest.raises(CommandError) as stopped:
        call_command(command, str(file))
    assert stopped.value.returncode == 2
    file.write_bytes(b"\xff\x80\xff")
    with pytest.raises(CommandError, match="不是.*UTF-8") as stopped:
        call_command(command, str(file))
    assert stopped.value.returncode == 1


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            "年度,填报单位,指标,数值,颜色",
            "不认识的列“颜色”，请改名或者删去这一列；填报指标的列有：年度、填报单位、指标、数值",
        ),
        ("年度,填报单位,指标", "缺少“数值”一列"),
    ],
)
def test_unknown_and_missing_columns_are_named(units, take, head, words):
    _, faults = take(head + "\n" + GOOD)
    assert words in [fault.message for fault in faults]


def test_the_command_prints_one_line_a_fault_and_one_document_of_json(units, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text(HEAD + GOOD + "2018,C,六 举报投诉数量,1\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="第 4 行“填报单位”：") as stopped:
        call_command("import_indicators", str(file), "--format", "json", stdout=out)
    assert stopped.value.returncode == 1
    found = json.loads(out.getvalue())
    assert found["imported"] == 0
    assert [(e["row"], e["column"]) for e in found["errors"]] == [(4, "填报单位")]


def table(**changes):
    given = json.loads((REPORTS / "pingtan_2021.json").read_text(encoding="utf-8")) | {"body": "某市单位A"}
    return given | changes


def test_a_published_table_is_found_by_a_longer_name_and_frozen(units):
    stored = figure_imports.import_table(json.dumps(table()), now=NOW)
    assert (stored.agency, stored.year, stored.form, len(stored.sha256)) == (units[0], 2021, "annual_2021", 64)
    with pytest.raises(Refused, match="不能替换"):
        figure_imports.import_table(json.dumps(table()), now=NOW)


CARRIED = "三、收到和处理政府信息公开申请情况 / 四、结转下年度继续办理"
ROW = "三、收到和处理政府信息公开申请情况 / 一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"form": "annual_2008"}, "没有“annual_2008”这种表式"),
        ({"year": 2018}, "2018 年度不用 annual_2021"),
        ({"year": "2021"}, "年度不用"),
        ({"body": "火星"}, "没有“火星”这个单位"),
        ({"tables": {"七、其他": {"总计": 1}}}, "没有这一行：七、其他"),
        ({"tables": {ROW: {"合计": 1}}}, "没有“合计”这一栏"),
        ({"tables": {ROW: {"总计": "70"}}}, "“70”不是数"),
        ({"tables": {ROW: {"总计": True}}}, "不是数"),
        ({"tables": {ROW: {"总计": float("nan")}}}, "13 位以内"),
        ({"tables": {ROW: {"总计": -1}}}, "不能小于 0"),
        ({"year": 10**9}, "年度“1000000000”不对"),
        ({"form": ["annual_2021"]}, "这种表式"),
        ({"body": 5}, "body 应当是"),
        ({"sentences": "共收到"}, "sentences 应当是"),
        ({"tables": []}, "tables 应当是对象"),
    ],
)
def test_a_wrong_table_is_refused_with_a_sentence(units, changes, words):
    with pytest.raises(Refused, match=words):
        figure_imports.import_table(json.dumps(table(**changes)), now=NOW)
    assert not PublishedTable.objects.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"form": "annual_2021"}'])
def test_what_is_no_table_is_refused(units, text):
    with pytest.raises(Refused):
        figure_imports.import_table(text, now=NOW)


def test_last_years_published_table_is_held_against_the_year(units):
    figure_imports.import_table(json.dumps(table()), now=NOW)  # carried 1 over, a natural person; received 70
    report = report_of(Scope(units[0], 2022, True))
    wrong = [(c.per, c.left, c.right) for c in report.checks if c.rule == "carry-over" and not c.ok]
    assert wrong == [("自然人", 0, 1), ("总计", 0, 1)]
    assert "比上年（70件）减少70件，下降100.0%" in report.sentences[0]


def test_the_own_cases_of_a_government_do_not_follow_from_the_table_of_all(units):
    """The published table of a government is that of every unit; its own cases are held against last year's own."""
    government, bureau = units
    for agency in units:
        year.cases(
            [{"agency": agency, "received_on": date(2021, 12, 20), "outcome": "open", "decided_on": date(2022, 1, 5)}]
        )
    figure_imports.import_table(json.dumps(table(body=government.name, tables={CARRIED: {"总计": 2}})), now=NOW)
    for scope, carried in ((Scope(government, 2022, True), 2), (Scope(government, 2022, False), 1)):
        report = report_of(scope)
        assert report.sheet.value("R2", "total") == carried
        assert [c.ok for c in report.checks if c.rule == "carry-over" and c.per == "总计"] == [True]


def test_without_a_published_table_the_year_before_is_reckoned_but_not_spoken_of(units):
    report = report_of(Scope(units[0], 2022, True))
    assert {c.ok for c in report.checks if c.rule == "carry-over"} == {True}
    assert "上年（" not in report.sentences[0]
