"""Sums, signatures, notes and serial numbers are named and no applications; an application is never taken for one of them."""

import pytest

from tests.agencies.spreadsheets.books import HEADING, book
from tests.agencies.spreadsheets.test_tables import ONE, TWO, told

SUMS = [
    ("合计", None, None, 2),
    ("合 计", "2件"),
    (None, "小计：2"),
    ("总计:2件",),
    ("本页合计", 2),
    ("累计", None, 411),
    ("共计2件",),
    ("三月合计", 2),
    ("3月份小计", None, 2),
    ("十二月小计",),
    ("一季度合计", 2),
    ("第2季度小计：2件",),
    ("上半年累计", 2),
    ("2018年3月合计", 2),
    ("2018年度总计", None, None, 2),
]
PAGES = [
    ("第 1 页",), ("第1页 共3页",), ("第一页",), (None, "第 12 页，共 20 页"), ("- 3 -",), (None, None, "-3-"), ("第1页/共3页",),
]  # fmt: skip
SIGNATURES = [
    ("填表人：王五", None, "审核人：赵六"), ("制表：王五",), (None, "审核：", None, "日期：2018年12月31日"), ("单位负责人（签字）：", None, "联系电话：88512345"),
    ("注：本表每季度报送一次",), ("备注：以上不含信访件",), ("填报日期：2018-12-31",), ("单位（盖章）：",), ("经办人: 王五 复核人: 赵六",),
]  # fmt: skip


@pytest.mark.parametrize("line", [*SUMS, *SIGNATURES, *PAGES])
def test_sums_and_signatures_are_named_and_no_applications(tmp_path, line):
    rows, table = told(book(tmp_path / "a.xlsx", HEADING, ONE, TWO, (), line))
    assert [number for number, _ in rows] == [2, 3]
    (note,) = table.notes
    assert note.row == 5 and all(str(value) in note.message for value in line if value)


MERGED = ("B2:B3", "C2:C3")  # applicant and day of the first application hold for the second too


@pytest.mark.parametrize(
    "note",
    [
        "备注：电话告知",
        "注：同上",
        "说明：材料已补",
        "审核：李某",
        "经办人：张",
        "附注:见上",
        "填表人：王",
        "负责人：赵",
        "登记时间：上午",
        "盖章：有",
    ],
)
def test_an_application_with_a_note_under_merged_cells_is_an_application(tmp_path, note):
    second = ("甲-2", None, None, None, None, note)
    rows, table = told(book(tmp_path / "a.xlsx", (*HEADING, "备注"), (*ONE, None), second, (*TWO, None), merges=MERGED))
    assert [(row[0], row[1]) for _, row in rows] == [("甲-1", "张三"), ("甲-2", "张三"), ("甲-2", "李四")]
    assert rows[1][1][5] == note


@pytest.mark.parametrize(
    "begun",
    [
        ("甲-2", None, None, None, "备注：材料未齐"), ("甲-2", "说明：张"), ("甲-2", None, "填表日期：2018"), (2, None, None, "注：同上"), ("2018-0007", "", "", "审核：李"),
        ("瓯登〔2018〕7号", None, None, None, "附注：无"),
    ],
)  # fmt: skip
def test_a_row_with_a_number_is_never_a_signature(tmp_path, begun):
    rows, _ = told(book(tmp_path / "a.xlsx", HEADING, ONE, begun))
    assert [number for number, _ in rows] == [2, 3]


@pytest.mark.parametrize(
    "number",
    ["2018-0003", "甲-3", 3, "瓯登〔2018〕3号", "2018第3号", "A0003", "(2018)3", "瓯依申请0003号", "３", "第3号"],
)
def test_a_number_alone_under_a_note_is_a_row_that_lacks_the_rest(tmp_path, number):
    rows, _ = told(book(tmp_path / "a.xlsx", HEADING, ONE, ("注：以下为补录",), (number,)))
    assert [number for number, _ in rows] == [2, 4]


@pytest.mark.parametrize(
    "goes_on", ["张三", "2018年12月31日", "2018-12-31", "（盖章）", "2. 不含信访件。", "本表一式两份，一份存档"]
)
def test_a_single_cell_under_a_signature_goes_on_with_it_until_there_is_data_again(tmp_path, goes_on):
    path = book(tmp_path / "a.xlsx", HEADING, ONE, ("注：以上为一季度",), (goes_on,), TWO, (goes_on,))
    rows, table = told(path)
    assert [number for number, _ in rows] == [2, 5, 6]
    assert sum(goes_on in note.message for note in table.notes) == 1


def test_an_applicant_called_like_a_sum_is_an_applicant(tmp_path):
    rows, _ = told(book(tmp_path / "a.xlsx", HEADING, ("甲-1", "合计", "2018-03-05"), ("合计", "某公司", "2018-03-05")))
    assert len(rows) == 2


def test_the_serial_number_is_named_with_its_range_and_blank_rows_are_passed(tmp_path):
    rows, table = told(book(tmp_path / "a.xlsx", ("序号", *HEADING), (1, *ONE), (), (2, *TWO), ()))
    assert [number for number, _ in rows] == [2, 4]
    assert [str(note) for note in table.notes] == ["第 1 行“序号”：这一列是顺序号（1 到 2），没有导入"]


@pytest.mark.parametrize("line", [("第3号",), ("-3",), ("3月", "李某"), ("季度",), ("页",), ("第1页", "李某")])
def test_what_is_not_quite_a_sum_or_a_page_is_an_application_with_faults(tmp_path, line):
    rows, _ = told(book(tmp_path / "a.xlsx", HEADING, ONE, TWO, line))
    assert [number for number, _ in rows] == [2, 3, 4]


TALL = [
    (("登记编号", "申请人信息", None, "办理情况", None), (None, "申请人", "到达日期", "办理结果", "答复日期"), ("B1:C1", "D1:E1", "A1:A2")),
    (("登记编号", "申请人信息", None, "办理情况", None), (None, "申请人", "到达日期", "办理结果", "答复日期"), ()),
    (("登记", "申请人", "到达", "办理", "答复"), ("编号", None, "日期", "结果", "日期"), ()),
    ((None, "申请人", "到达日期", None, "答复日期"), ("登记编号", None, None, "办理结果", None), ()),
    (("登 记 编 号", "申请人信息", None, "办理情况：", None), (None, "申请人", "到达\n日期", "办理结果", "答复日期"), ("B1:C1", "D1:E1", "A1:A2")),
]  # fmt: skip


@pytest.mark.parametrize("upper, lower, merges", TALL)
@pytest.mark.parametrize("again", ["both", "upper", "lower"])
def test_a_heading_of_two_rows_printed_again_on_every_page_is_no_application(tmp_path, upper, lower, merges, again):
    page = {"both": (upper, lower), "upper": (upper,), "lower": (lower,)}[again]
    rows, table = told(book(tmp_path / "a.xlsx", upper, lower, ONE, *page, TWO, merges=merges))
    assert [number for number, _ in rows] == [3, 4 + len(page)]
    assert [note.row for note in table.notes if "列名又出现一次" in note.message] == [4, 5][: len(page)]
