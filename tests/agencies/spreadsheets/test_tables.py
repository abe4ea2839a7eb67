"""Title lines, headings in several rows, merged cells, sums and signatures: what is data is read, all else is named."""

import re
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from agencies.spreadsheets.faults import Unusable
from agencies.spreadsheets.table import opened, unconfirmed
from law import Refused
from tests.agencies.spreadsheets.books import FORM, HEADING, book, patched, shared

ONE = ("甲-1", "张三", "2018-03-05", "予以公开", "2018-03-20")
TWO = ("甲-2", "李四", "2018-03-06", "予以公开", "2018-03-20")


def told(path, **given):
    """Return the rows, padded to the heading, and the table."""
    with opened(path, FORM, **given) as table:
        rows = []
        for number, row in table.rows():
            list(table.cells(number, row))
            rows.append((number, tuple(row) + (None,) * (len(table.columns) - len(row))))
        return rows, table


def faults(table):
    return [(fault.row, fault.column, fault.message) for fault in table.faults]


# -- merged cells -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("column", ["B", "C", "D", "E"])
def test_a_cell_merged_down_holds_for_every_row(tmp_path, column):
    place = "ABCDE".index(column)
    rows, table = told(
        book(tmp_path / "a.xlsx", HEADING, ONE, TWO, ("甲-3", *TWO[1:]), merges=(f"{column}2:{column}4",))
    )
    assert [row[place] for _, row in rows] == [ONE[place]] * 3
    assert faults(table) == []
    assert [str(note) for note in table.notes] == [f"“{HEADING[place]}”：第 3–4 行的值取自上面的合并单元格"]


def test_the_number_of_an_application_is_never_filled_down(tmp_path):
    _, table = told(book(tmp_path / "a.xlsx", HEADING, ONE, TWO, merges=("A2:A3",)))
    assert faults(table) == [(3, "登记编号", "合并单元格 A2:A3 跨了几行：每件申请有自己的登记编号，请拆开后分别填写")]


def test_a_row_that_is_two_rows_high_in_every_column_is_one_application(tmp_path):
    rows, table = told(
        book(tmp_path / "a.xlsx", HEADING, ONE, ("",) * 5, TWO, merges=tuple(f"{c}2:{c}3" for c in "ABCDE"))
    )
    assert [number for number, _ in rows] == [2, 4] and faults(table) == []


@pytest.mark.parametrize("merge", ["D2:E2", "C2:D3", "B2:C2"])
def test_a_range_over_several_columns_is_refused_by_its_name(tmp_path, merge):
    _, table = told(book(tmp_path / "a.xlsx", HEADING, ONE, TWO, merges=(merge,)))
    ((row, _, message),) = faults(table)
    assert row == 2 and f"合并单元格 {merge} 横跨了" in message


def test_what_lies_hidden_under_a_merged_cell_is_not_dropped(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, ONE, TWO[:4], merges=("E2:E3",))
    patched(
        path,
        "xl/worksheets/sheet1.xml",
        r"</row></sheetData>",
        '<c r="E3" t="inlineStr"><is><t>2018-04-01</t></is></c></row></sheetData>',
    )
    _, table = told(path)
    assert faults(table) == [(3, "答复日期", "合并单元格 E2:E3 下面还有别的内容（2018-04-01），请拆开后核对")]


def test_a_range_in_a_column_without_meaning_matters_not(tmp_path):
    rows, table = told(book(tmp_path / "a.xlsx", ("序号", *HEADING), (1, *ONE), (2, *TWO), merges=("A2:A3",)))
    assert len(rows) == 2 and faults(table) == []


@pytest.mark.parametrize("merge", ["A2:B2", "A2:B3"])
def test_a_range_that_begins_in_a_column_without_meaning_does_not_give_its_value(tmp_path, merge):
    _, table = told(book(tmp_path / "a.xlsx", ("序号", *HEADING), (1, None, *ONE[1:]), (2, *TWO), merges=(merge,)))
    assert [fault[1] for fault in faults(table)] == ["登记编号"] and f"合并单元格 {merge} 横跨了" in table.faults[
        0
    ].message


def test_a_range_that_begins_in_a_blank_top_row_fills_nothing(tmp_path):
    rows, _ = told(
        book(tmp_path / "a.xlsx", HEADING, (*ONE[:3], None, None), (*TWO[:3], None, None), merges=("D2:D3",))
    )
    assert [row[3] for _, row in rows] == [None, None]


def test_a_heading_merged_over_two_columns_of_which_one_is_used(tmp_path):
    rows, table = told(
        book(
            tmp_path / "a.xlsx",
            ("登记编号", "申请人", None, "到达日期"),
            ("甲-1", "张三", None, "2018-03-05"),
            merges=("B1:C1", "B2:C2"),
        )
    )
    assert rows == [(2, ("甲-1", "张三", None, "2018-03-05"))] and faults(table) == []


def test_a_text_over_the_whole_table_is_named_and_no_row(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, ("一、第一季度",), ONE, ("二、第二季度",), TWO, merges=("A2:E2", "A4:E4"))
    rows, table = told(path)
    assert [number for number, _ in rows] == [3, 5]
    assert [str(note) for note in table.notes] == [
        "第 2 行：横贯全表的文字，没有导入：一、第一季度",
        "第 4 行：横贯全表的文字，没有导入：二、第二季度",
    ]


# -- headings -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "titles",
    [
        [("某某局2018年依申请公开台账",)], [("某某局台账",), ("单位：某某局", None, "2018年")], [(), ("台账",), ()], [("附件1",), ("台账",), ("填报单位：某局",), ("单位：件",)],
    ],
)  # fmt: skip
@pytest.mark.parametrize("merged", [True, False])
def test_title_lines_are_named_and_the_heading_is_found(tmp_path, titles, merged):
    path = book(tmp_path / "a.xlsx", *titles, HEADING, ONE, merges=("A1:E1",) if merged else ())
    rows, table = told(path)
    assert [row for _, row in rows] == [ONE] and table.found.top == len(titles) + 1
    assert [note.row for note in table.notes] == [n for n, title in enumerate(titles, start=1) if any(title)]


@pytest.mark.parametrize(
    "heading",
    [
        ("登 记 编 号", "申请\n人", "到达日期：", "办理　结果", "答复日期*"), ("登记编号（必填）", "申请人(全称)", "到达日期（年月日）", "办理结果", "答复日期\r\n（yyyy-mm-dd）"),
        ("登记编号 ", " 申请人", "到达\u200b日期", "\ufeff办理结果", "答复 日期"),
    ],
)  # fmt: skip
def test_headings_with_breaks_blanks_and_notes_are_what_they_say(tmp_path, heading):
    rows, table = told(book(tmp_path / "a.xlsx", heading, ONE))
    assert [row for _, row in rows] == [ONE]
    assert faults(table) == unconfirmed(table.names) == []


TOP = ("登记编号", "申请人", "到达日期", "补正", None, "办理结果")
LOW = (None, None, None, "告知日期", "收到日期", None)
SPLIT = ("甲-1", "张三", "2018-03-05", "2018-03-06", "2018-03-07", "予以公开")


@pytest.mark.parametrize("merges", [("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"), ("D1:E1",), ()])
def test_a_heading_of_two_rows_is_read_together(tmp_path, merges):
    rows, table = told(book(tmp_path / "a.xlsx", TOP, LOW, SPLIT, merges=merges))
    names = [column.heading.name for column in table.columns]
    assert names == ["登记编号", "申请人", "到达日期", "补正告知日期", "补正收到日期", "办理结果"]
    assert rows == [(3, SPLIT)] and faults(table) == []


def test_a_word_that_only_groups_columns_is_named(tmp_path):
    top, low = ("登记编号", "申请人", "到达日期", "办理情况", None), (None, None, None, "办理结果", "答复日期")
    rows, table = told(book(tmp_path / "a.xlsx", top, low, ONE, merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1")))
    assert rows == [(3, ONE)] and [str(note) for note in table.notes] == [
        "第 1 行：列名上方的“办理情况”只看作分组，没有导入"
    ]


def test_a_heading_printed_again_on_every_page_is_named(tmp_path):
    rows, table = told(book(tmp_path / "a.xlsx", HEADING, ONE, HEADING, TWO))
    assert [number for number, _ in rows] == [2, 4] and "列名又出现一次" in str(table.notes[0])


def test_a_sheet_in_which_no_heading_stands_says_what_is_missing(tmp_path):
    _, table = told(book(tmp_path / "a.xlsx", ("甲", "乙"), ("1", "2")))
    assert [fault.message[:9] for fault in table.faults][:2] == ["不认识的列“甲”，", "不认识的列“乙”，"]
    with pytest.raises(Refused, match="没有内容"):
        told(book(tmp_path / "b.xlsx"))


# -- words ----------------------------------------------------------------------------------------------------------
def test_other_words_are_proposed_and_only_used_after_somebody_has_said_so(tmp_path):
    path = book(
        tmp_path / "a.xlsx", ("收文号", "姓名", "申请日期", "办理结果"), ("甲-1", "张三", "2018-03-05", "同意公开")
    )
    with opened(path, FORM) as table:
        ((_, row),) = table.rows()
        assert table.names.label(FORM.heading("办理结果"), row[3], 2) == "予以公开"
        assert [fault.message for fault in unconfirmed(table.names)] == [
            "“收文号”看作“登记编号”，请核对后确认", "“姓名”看作“申请人”，请核对后确认", "“申请日期”看作“到达日期”，请核对后确认",
            "“同意公开”看作“予以公开”（共 1 处），请核对后确认",
        ]  # fmt: skip
        confirmed = table.names.accept()
    with opened(path, FORM, confirmed=confirmed) as table:
        assert table.names.label(FORM.heading("办理结果"), "同意公开", 2) == "予以公开"
        assert unconfirmed(table.names) == [] and len(table.names.used) == 4


def test_a_word_that_is_only_like_a_column_gives_way_to_the_column_itself(tmp_path):
    _, table = told(book(tmp_path / "a.xlsx", ("编号", *HEADING), ("9", *ONE)))
    assert [column for _, column, _ in faults(table)] == ["编号"] and table.found.place_of("登记编号") == 1


def test_two_columns_that_mean_the_same_are_not_chosen_between(tmp_path):
    _, table = told(book(tmp_path / "a.xlsx", ("编号", "收文号", *HEADING[1:]), ("9", *ONE)))
    assert faults(table) == [(1, "收文号", "“编号”和“收文号”都是“登记编号”，一列出现了两次，请用对照表写明")]


def test_a_column_that_a_person_leaves_out_is_named(tmp_path):
    rows, table = told(
        book(tmp_path / "a.xlsx", (*HEADING, "经办人"), (*ONE, "王五")), confirmed={("", "经办人"): "不导入"}
    )
    assert faults(table) == [] and [str(note) for note in table.notes] == ["第 1 行“经办人”：按对照表，这一列没有导入"]


# -- cells ----------------------------------------------------------------------------------------------------------
STRUCK = "<r><rPr><strike{}/></rPr><t>甲-9</t></r><r><t>甲-1</t></r>"


@pytest.mark.parametrize("kept", ["", ' val="1"', ' val="true"'])
def test_a_cell_in_which_a_part_is_crossed_out_is_refused(tmp_path, kept):
    path = shared(book(tmp_path / "a.xlsx", HEADING, ("XX", *ONE[1:])), STRUCK.format(kept))
    ((_, row),), _ = told(path)
    assert isinstance(row[0], Unusable) and "划掉的文字（甲-9）" in row[0].why


def test_what_is_crossed_out_whole_or_not_at_all_is_its_text(tmp_path):
    for runs in (STRUCK.format(' val="0"'), "<r><rPr><strike/></rPr><t>甲-9甲-1</t></r>"):
        ((_, row),), _ = told(shared(book(tmp_path / "a.xlsx", HEADING, ("XX", *ONE[1:])), runs))
        assert row[0] == "甲-9甲-1"


def test_formulas_are_their_kept_results_and_one_without_is_refused(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, ('="甲"&1', *ONE[1:]), ("=A2", *TWO[1:]))
    patched(
        path, "xl/worksheets/sheet1.xml", r'(<c r="A2"[^>]*)>(<f>.*?</f>)<v ?/?>(</v>)?', r'\1 t="str">\2<v>甲1</v>'
    )
    rows, table = told(path)
    assert rows[0][1][0] == "甲1" and isinstance(rows[1][1][0], Unusable) and "公式" in rows[1][1][0].why
    assert "有 1 个单元格是公式" in str(table.notes[-1])


def test_an_array_formula_without_a_result_is_a_formula(tmp_path):
    made = Workbook()
    made.active.append(HEADING)
    made.active.append(ONE)
    made.active["B2"] = ArrayFormula("B2", "=A1:A2")
    made.save(tmp_path / "a.xlsx")
    assert "公式" in told(tmp_path / "a.xlsx")[0][0][1][1].why


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_is_named(tmp_path, error):
    rows, _ = told(book(tmp_path / "a.xlsx", HEADING, ("甲-1", error, "2018-03-05")))
    assert rows[0][1][1] == Unusable(error, f"单元格里是错误值“{error}”，请改为填写结果")


RICH = '<r><t xml:space="preserve">张 </t></r><r><rPr><b/></rPr><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh>'


@pytest.mark.parametrize("kept", ["in the cell", "shared"])
def test_rich_text_is_its_text_and_its_pronunciation_is_not(tmp_path, kept):
    path = book(tmp_path / "a.xlsx", HEADING, ("甲-1", "XX", "2018-03-05"))
    if kept == "shared":
        shared(path, RICH)
    else:
        patched(path, "xl/worksheets/sheet1.xml", r"<is><t>XX</t></is>", f"<is>{RICH}</is>")
    assert told(path)[0][0][1][1] == "张 三"


def test_what_is_hidden_is_read_and_named(tmp_path):
    made = Workbook()
    page = made.active
    for row in (HEADING, ONE, TWO):
        page.append(row)
    page.row_dimensions[3].hidden = True
    page.column_dimensions["E"].hidden = True
    page.auto_filter.ref = "A1:E3"
    made.save(tmp_path / "a.xlsx")
    rows, table = told(tmp_path / "a.xlsx")
    assert len(rows) == 2
    assert [str(note) for note in table.notes] == [
        "第 3 行是隐藏的（可能是筛选），一样读入了",
        "列“答复日期”是隐藏的，一样读入了",
    ]


def test_comments_and_addresses_of_links_are_named(tmp_path):
    made = Workbook()
    page = made.active
    for row in (HEADING, ONE):
        page.append(row)
    page["B2"].comment = Comment("已电话核实", "王五")
    page["A2"].hyperlink = "http://10.0.0.1/a"
    made.save(tmp_path / "a.xlsx")
    said = " ".join(map(str, told(tmp_path / "a.xlsx")[1].notes))
    assert "B2 的批注“已电话核实" in said and "A2 的链接地址 http://10.0.0.1/a" in said


def test_a_cell_in_a_column_without_a_heading_is_named(tmp_path):
    _, table = told(book(tmp_path / "a.xlsx", HEADING, (*ONE, None, "多出来的")))
    assert faults(table) == [(2, "第 7 列", "这一格有内容（多出来的），但是这一列没有列名")]


def test_cells_without_references_and_other_spellings_of_the_format(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, ONE)
    patched(path, "xl/worksheets/sheet1.xml", r' r="[A-Z]*\d+"', "")
    assert told(path)[0] == [(2, ONE)]
    path = book(tmp_path / "b.xlsx", HEADING, (*ONE[:2], datetime(2018, 3, 5)))
    patched(
        path,
        "xl/worksheets/sheet1.xml",
        r"</sheetData>",
        "<row r='9'><c r='A9' t='inlineStr'><is><t>甲_x0041_9</t></is></c><c r='C9' t='d'><v>2018-03-05T00:00:00</v></c></row></sheetData>",
    )
    assert told(path)[0][1] == (9, ("甲A9", None, datetime(2018, 3, 5), None, None))


def test_what_stands_between_the_cells_of_a_file_matters_not(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, ONE)
    patched(path, "xl/worksheets/sheet1.xml", r'<c r="B2"', '<!-- a remark --><?a b?><c r="B2"')
    patched(path, "xl/worksheets/sheet1.xml", r'(<c r="C2"[^>]*>)', r"\1<!-- another --><extLst/>")
    assert told(path)[0] == [(2, ONE)]


def test_a_fault_of_the_reader_of_rows_is_not_blamed_on_the_file(tmp_path):
    with pytest.raises(KeyError), opened(book(tmp_path / "a.xlsx", HEADING, ONE), FORM):
        raise KeyError("ours")


def test_a_workbook_cut_short_is_refused_at_its_row(tmp_path):
    path = book(tmp_path / "a.xlsx", HEADING, *(ONE for _ in range(50)))
    patched(path, "xl/worksheets/sheet1.xml", r'<row r="50".*', "<row ")
    with pytest.raises(Refused, match="可能损坏"):
        told(path)


def test_no_entity_of_a_workbook_is_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    path = book(tmp_path / "a.xlsx", HEADING, ("甲-1", "XX", "2018-03-05"))
    patched(path, "xl/worksheets/sheet1.xml", r"^", f'<!DOCTYPE worksheet [<!ENTITY e SYSTEM "{secret.as_uri()}">]>')
    patched(path, "xl/worksheets/sheet1.xml", r"XX", "&e;")
    try:
        said = str(told(path)[0])
    except Refused as refused:
        said = str(refused)
    assert not re.search("geheim", said)
