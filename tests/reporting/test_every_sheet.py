"""Agencies, people, figures and carriers' lists are read by the same reader as registers, with faults of the same shape."""

import csv
import io
import subprocess

import pytest

from agencies.administration.imports import import_agencies
from agencies.organisation.models import Agency
from agencies.spreadsheets.file_formats import libreoffice
from reporting.audit import documents
from reporting.figures.imports import import_figures
from tests.agencies.spreadsheets.books import book
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import TODAY
from workflow.mail.delivery_imports import import_deliveries
from workflow.office.imports import import_officers

pytestmark = pytest.mark.django_db
FIGURE = "六 举报投诉数量"
SHEETS = {  # what takes it in, its heading, two rows of which the second may take the named column from the first, a column too many
    "agencies": (import_agencies, ("代码", "名称", "类型", "上级"), ("A", "甲局", "department", "G"), ("B", "乙局", "department", "G"), "D"),
    "people": (
        lambda path: import_officers(path, now=at(TODAY), keep=lambda told: None),
        ("单位", "用户名", "姓名", "科室", "角色"), ("G", "zhang", "张三", "办公室", "登记员"), ("G", "li", "李四", "办公室", "登记员"), "A",
    ),
    "figures": (lambda path: Figures(path), ("年度", "填报单位", "指标", "数值"), (2018, "G", FIGURE, 1), (2018, "H", FIGURE, 2), "A"),
    "deliveries": (
        lambda path: import_deliveries(path, now=at(TODAY)),
        ("邮件号", "状态", "签收人"), ("EA123456785CN", "在途", "张三"), ("EA123456799CN", "在途", "李四"), "B",
    ),
}  # fmt: skip


class Figures:
    """What became of a sheet of figures, in the shape of the other results."""

    def __init__(self, path):
        self.count, self.faults, self.notes = import_figures(path, now=at(TODAY))


@pytest.fixture(autouse=True)
def government(db):
    for code in "GH":
        Agency.objects.create(code=code, name=f"某{code}区人民政府", kind="government")


@pytest.mark.parametrize("name", SHEETS)
def test_a_workbook_with_title_merged_cells_and_signatures(tmp_path, name):
    take, heading, one, two, letter = SHEETS[name]
    path = book(
        tmp_path / "a.xls",
        ("某区名单",),
        ("序号", *heading),
        (1, *one),
        (2, *two),
        ("合计", "2 件"),
        ("填表人：王五",),
        merges=(f"A1:{chr(65 + len(heading))}1",),
    )
    result = take(path)
    assert result.faults == []
    assert [(note.row, note.column) for note in result.notes] == [(1, ""), (5, ""), (6, ""), (2, "序号")]


@pytest.mark.parametrize("name", SHEETS)
def test_a_cell_merged_down_is_filled_and_named(tmp_path, name):
    take, heading, one, two, letter = SHEETS[name]
    result = take(book(tmp_path / "a.xlsx", heading, one, two, merges=(f"{letter}2:{letter}3",)))
    assert result.faults == []
    assert [str(note) for note in result.notes] == [f"“{heading[ord(letter) - 65]}”：第 3 行的值取自上面的合并单元格"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_text_in_any_encoding_with_tabs(tmp_path, name, encoding):
    take, heading, one, two, _ = SHEETS[name]
    text = io.StringIO()
    csv.writer(text, delimiter="\t").writerows([heading, one, two])
    path = tmp_path / "a.xls"
    path.write_bytes(text.getvalue().encode(encoding))
    result = take(path)
    assert (result.faults, result.notes) == ([], [])


@pytest.mark.parametrize("name", SHEETS)
def test_a_column_too_many_is_named_by_row_column_and_sentence(tmp_path, name):
    take, heading, one, two, _ = SHEETS[name]
    result = take(book(tmp_path / "a.xlsx", ("标题",), (*heading, "多余"), (*one, "x"), two))
    assert [(fault.row, fault.column, fault.message[:9]) for fault in result.faults] == [
        (2, "多余", "不认识的列“多余”")
    ]


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_no_sheet_is_refused_by_what_it_is(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7")
    assert [fault.message for fault in SHEETS[name][0](path).faults] == [
        "这是PDF 文件，里面没有表格数据，请导入原来的 Excel 文件"
    ]


@pytest.mark.skipif(
    libreoffice.program() is None, reason="LibreOffice is not installed: older published tables are not tried"
)
def test_a_published_table_in_an_older_workbook_is_read_like_a_new_one(tmp_path):
    path = book(
        tmp_path / "report.xlsx",
        ("某区2021年度报告", None, None),
        ("一、本年新收", "自然人", 3),
        (None, "商业企业", 4),
        merges=("A1:C1", "A2:A3"),
    )
    words = [
        libreoffice.program(),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xls:MS Excel 97",
    ]
    subprocess.run([*words, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=170)
    assert documents.read_document(tmp_path / "report.xls") == documents.read_document(path)
