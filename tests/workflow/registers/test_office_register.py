"""An office's own spreadsheet: what it calls things is proposed and confirmed once, nothing in it is dropped in silence."""

import csv
import json
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from agencies.spreadsheets.confirmed_names import SheetName
from tests.agencies.spreadsheets.books import book, patched
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import GOOD, REPLIED, TODAY, as_csv, as_xlsx
from workflow.cases.models import Case
from workflow.registers.columns import COLUMNS, SINGLE_COLUMNS
from workflow.registers.reading import Reading
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db
NAMES = list(REPLIED)


def run(capsys, path, *options):
    """Run the command and return its status and what it printed on both sides."""
    status = 0
    try:
        call_command("import_register", str(path), *options)
    except SystemExit as ended:
        status = ended.code
    return status, capsys.readouterr()


def taken(path, **reading):
    return import_register(path, today=TODAY, now=at(TODAY), reading=Reading(**reading))


# -- merged cells ---------------------------------------------------------------------------------------------------
def merged(tmp_path, *names, **more):
    """Return a register of two rows in which columns are merged down over both."""
    second = {name: None for name in names} | {"登记编号": "2025-002"}
    rows = [
        list(REPLIED | more),
        list((REPLIED | more).values()),
        [(REPLIED | more | second).get(name) for name in REPLIED | more],
    ]
    letters = [chr(ord("A") + list(REPLIED | more).index(name)) for name in names]
    return book(tmp_path / "台账.xlsx", *map(tuple, rows), merges=tuple(f"{letter}2:{letter}3" for letter in letters))


def test_one_reply_merged_down_two_rows_is_the_reply_of_both(office, tmp_path):
    path = merged(tmp_path, "办理结果", "答复日期", "文号", "送达方式", "送达日期")
    result = taken(path)
    assert (result.imported, result.faults, result.open) == (2, [], [])
    assert {(case.outcome, case.decided_on, case.document_number, case.timeliness) for case in Case.objects.all()} == {
        ("open", date(2025, 3, 20), "某住建〔2025〕1号", "on_time")
    }


@pytest.mark.parametrize("name", [name for name in REPLIED if name not in SINGLE_COLUMNS])
def test_every_column_that_rows_may_share_is_filled(office, tmp_path, name):
    assert taken(merged(tmp_path, name)).faults == []
    assert Case.objects.count() == 2


@pytest.mark.parametrize("name", sorted(SINGLE_COLUMNS))
def test_what_one_case_alone_can_have_is_refused_by_its_range(office, tmp_path, name):
    values = {"收费金额": "20", "收费通知日期": "2025-03-06", "复议收到日期": "2025-05-06", "复议结果": "结果维持", "复议结案日期": "2025-07-01",
              "诉讼类型": "未经复议直接起诉", "诉讼收到日期": "2025-05-06", "诉讼结果": "结果维持", "诉讼结案日期": "2025-09-01"}  # fmt: skip
    path = (
        merged(tmp_path, name, **values)
        if name != "登记编号"
        else book(
            tmp_path / "a.xlsx", tuple(GOOD), tuple(GOOD.values()), (None, *list(GOOD.values())[1:]), merges=("A2:A3",)
        )
    )
    found = [fault for fault in taken(path).faults if "合并单元格" in fault.message]
    assert [(fault.row, fault.column) for fault in found] == [(3, name)] and "2:" in found[0].message
    assert not Case.objects.exists()


def test_a_csv_has_no_merged_cells_so_rows_without_a_result_are_named(office, tmp_path, capsys):
    second = REPLIED | {"登记编号": "2", "办理结果": "", "答复日期": "", "文号": "", "送达方式": "", "送达日期": ""}
    _, told = run(capsys, as_csv(tmp_path / "a.csv", REPLIED, second, encoding="gbk"), "--dry-run")
    assert "请核对：第 3 行没有办理结果，按尚未办结导入，过了期限的会算作逾期。" in told.out


# -- names ----------------------------------------------------------------------------------------------------------
OTHER = {
    "收文号": "2025-001", "受理部门": "某区住建局", "申请渠道": "EMS", "申请日期": "2025年3月3日", "申请人类别": "公民", "姓名": "张三",
    "所需政府信息": "某小区改造施工合同", "结果": "同意公开", "答复时间": "2025.3.20", "答复文号": "某住建〔2025〕1号", "答复方式": "挂号信", "签收日期": "20250321",
}  # fmt: skip


def test_other_words_are_asked_about_once(office, tmp_path, capsys):
    path = as_xlsx(tmp_path / "台账.xlsx", OTHER)
    status, told = run(capsys, path)
    assert status == 1 and not Case.objects.exists()
    assert (
        "列名“收文号” → 登记编号" in told.out and "“办理结果”栏的“同意公开” → 予以公开（第 2 行起共 1 处）" in told.out
    )
    assert "--accept-names" in told.out
    status, told = run(capsys, path, "--accept-names")
    assert status == 0 and "已导入 1 行" in told.out and "已采用下面的对照" in told.out
    case = Case.objects.get()
    assert (case.number, case.outcome, case.received_on, case.delivered_on) == (
        "2025-001",
        "open",
        date(2025, 3, 3),
        date(2025, 3, 21),
    )
    assert SheetName.objects.count() == len(OTHER) + 4
    status, told = run(capsys, as_xlsx(tmp_path / "b.xlsx", OTHER | {"收文号": "2"}))
    assert status == 0 and "按确认过的对照：列名“收文号” → 登记编号" in told.out


def test_a_dry_run_and_a_faulty_register_keep_no_names(office, tmp_path, capsys):
    run(capsys, as_xlsx(tmp_path / "a.xlsx", OTHER), "--accept-names", "--dry-run")
    run(capsys, as_xlsx(tmp_path / "b.xlsx", OTHER | {"申请日期": "待定"}), "--accept-names")
    assert not SheetName.objects.exists() and not Case.objects.exists()


def test_names_are_kept_for_the_agency_that_has_said_so(office, tmp_path, capsys):
    row = {name: value for name, value in OTHER.items() if name != "受理部门"}
    path = as_xlsx(tmp_path / "a.xlsx", row)
    assert run(capsys, path, "--agency", "D", "--accept-names")[0] == 0
    assert {name.agency for name in SheetName.objects.all()} == {office.agency}
    assert run(capsys, as_xlsx(tmp_path / "b.xlsx", row | {"收文号": "2"}), "--agency", "某区住建局")[0] == 0
    assert run(capsys, as_xlsx(tmp_path / "c.xlsx", row | {"收文号": "3"}), "--agency", "G")[0] == 1


def test_a_person_says_in_a_file_what_words_mean(office, tmp_path, capsys):
    mapping, path = (
        tmp_path / "对照表.csv",
        as_xlsx(tmp_path / "a.xlsx", OTHER | {"经办人": "李四", "申请渠道": "快递公司"}),
    )
    assert run(capsys, path, "--write-names", str(mapping))[0] == 1
    with mapping.open(encoding="utf-8-sig", newline="") as text:
        lines = list(csv.reader(text))
    assert (
        ["列名", "经办人", ""] in lines
        and ["申请方式", "快递公司", ""] in lines
        and ["列名", "收文号", "登记编号"] in lines
    )
    with pytest.raises(CommandError, match="没有写“经办人”是什么意思"):
        run(capsys, path, "--names", str(mapping))
    meant = {"经办人": "不导入", "快递公司": "邮寄"}
    with mapping.open("w", encoding="gbk", newline="") as text:  # as Excel saves it
        csv.writer(text).writerows([*line[:2], meant.get(line[1], line[2])] for line in lines)
    status, told = run(capsys, path, "--names", str(mapping))
    assert (status, Case.objects.count()) == (0, 1), told.err
    assert "“经办人”：按对照表，这一列没有导入" in told.out
    with pytest.raises(CommandError, match="不覆盖"):
        run(capsys, path, "--write-names", str(mapping))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("列名,收文号,编号", "没有“编号”一列"),
        ("申请方式,快递,快递", "只能是：当面"),
        ("申请人,张,李", "不是可以对照的栏"),
        ("列名,收文号,", "是什么意思"),
        ("列名,,登记编号", "是什么意思"),
    ],
)
def test_a_file_of_names_that_cannot_be_is_refused(office, tmp_path, capsys, line, why):
    mapping = tmp_path / "names.csv"
    mapping.write_text(f"栏,表里的写法,意思\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=why) as stopped:
        run(capsys, as_xlsx(tmp_path / "a.xlsx", OTHER), "--names", str(mapping))
    assert stopped.value.returncode == 2


# -- what a clerk brings -----------------------------------------------------------------------------------------------
def office_sheet(path):
    """Write what an office has: title, unit, heading in two rows, merged reply, sum, signatures, three sheets."""
    top = (
        "序号",
        "编号",
        "姓名",
        "申请日期",
        "申请渠道",
        "申请内容",
        "补正",
        None,
        "结果",
        "答复日期",
        "文号",
        "送达方式",
        "送达日期",
        "备注",
    )
    low = (None,) * 6 + ("告知日期", "收到日期") + (None,) * 6
    rows = [
        ("某区住建局2025年政府信息公开申请台账",),
        ("填报单位：某区住建局（盖章）", *[None] * 12, "单位：件"),
        top,
        low,
        (
            1,
            "2025-001",
            "张三",
            datetime(2025, 3, 3),
            "网上",
            "=某小区改造施工合同",
            "/",
            "/",
            "同意公开",
            "2025年3月20日",
            "某住建〔2025〕1号",
            "挂号信",
            "2025.3.21",
            "-",
        ),
        (
            2,
            "2025-002",
            "张三",
            datetime(2025, 3, 3),
            "网上",
            "+某小区验收材料",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            "电话+86-577",
        ),
        (
            3,
            "2025-003",
            "某某公司",
            "二〇二五年四月七日",
            "EMS",
            "某路规划图",
            None,
            None,
            "不存在",
            "2025/4/20",
            "某住建〔2025〕2号",
            "EMS",
            "2025-04-21 10:30",
            None,
        ),
        ("合计", "3件"),
        ("填表人：王五", None, None, "审核人：赵六", None, None, None, "2025年12月31日"),
    ]
    merges = ("A1:N1", "G3:H3", "I5:I6", "J5:J6", "K5:K6", "L5:L6", "M5:M6", *(f"{c}3:{c}4" for c in "ABCDEFIJKLMN"))
    book(
        path,
        *rows,
        merges=merges,
        more={"2024年": [("登记编号", "申请人"), ("1", "2")], "说明": [("本表由办公室填写",)]},
    )
    return patched(
        path,
        "xl/worksheets/sheet1.xml",
        r'<c r="F5"[^>]*><f>(.*?)</f><v ?/?>(</v>)?</c>',
        r'<c r="F5" t="inlineStr"><is><t>=\1</t></is></c>',
    )


SAID = ("--agency", "D", "--set", "申请人类型=自然人")


def test_the_spreadsheet_of_an_office_is_understood_and_what_is_not_read_is_named(office, tmp_path, capsys):
    path = office_sheet(tmp_path / "2025台账.xlsx")
    status, told = run(capsys, path, *SAID, "--dry-run")
    assert status == 1
    assert (
        "第 5 行读作：登记编号 2025-001；受理单位 D；申请方式 网络；到达日期 2025-03-03；申请人类型 自然人；申请人 张三"
        in told.out
    )
    status, told = run(capsys, path, *SAID, "--accept-names")
    assert status == 0, told.err
    one, two, three = Case.objects.order_by("number")
    assert [case.decided_on for case in (one, two, three)] == [date(2025, 3, 20), date(2025, 3, 20), date(2025, 4, 20)]
    assert (one.application.content, two.application.content) == ("=某小区改造施工合同", "+某小区验收材料")
    assert (three.outcome, three.delivered_on, three.application.channel) == (
        "not_exist",
        date(2025, 4, 21),
        "mail_signed",
    )
    for named in (
        "第 1 行：列名以上的标题", "第 2 行：列名以上的标题", "“序号”：这一列是顺序号（1 到 3）", "合计行，没有导入：合计　3件", "填表人：王五　审核人：赵六　2025年12月31日",
        "工作表“2024年”没有读", "工作表“说明”没有读", "“补正告知日期”：第 5 行写的是“/”，看作没有填写", "“送达日期”：第 7 行带有时刻，只取日期",
        "“办理结果”：第 6 行的值取自上面的合并单元格", "“申请人类型”：第 5–7 行没有填写，一律按“自然人”导入",
    ):  # fmt: skip
        assert named in told.out, told.out


def test_the_answer_for_programs_has_the_same(office, tmp_path, capsys):
    path = office_sheet(tmp_path / "a.xlsx")
    _, told = run(capsys, path, *SAID, "--accept-names", "--dry-run", "--format", "json")
    answer = json.loads(told.out)
    assert (answer["imported"], answer["errors"]) == (0, [])
    assert answer["rows"][0] | {} == answer["rows"][0] and answer["rows"][2]["办理结果"] == "信息不存在"
    assert {name["written"]: name["means"] for name in answer["names"]}["编号"] == "登记编号"
    assert any("合计行" in note["message"] for note in answer["notes"])


def test_a_register_in_our_own_words_is_answered_as_ever(office, tmp_path, capsys):
    _, told = run(capsys, as_xlsx(tmp_path / "a.xlsx", REPLIED, GOOD | {"登记编号": "2"}), "--format", "json")
    assert json.loads(told.out) == {"imported": 2, "errors": []}


def test_what_holds_for_every_row_is_filled_in_where_a_row_says_nothing(office, tmp_path, capsys):
    replied = {name: value for name, value in REPLIED.items() if name not in ("送达方式", "送达日期", "申请方式")}
    still = replied | {"登记编号": "2", "办理结果": "", "答复日期": "", "文号": ""}
    given = ("--set", "送达方式=直接", "--set", "送达日期=答复日期", "--set", "申请方式=网络")
    status, told = run(capsys, as_csv(tmp_path / "a.csv", replied, still), *given)
    assert status == 0, told.err
    done, hand = Case.objects.order_by("-number")
    assert (done.delivered_on, done.application.channel, hand.outcome) == (date(2025, 3, 20), "portal", "")
    assert (
        "“送达日期”：第 2 行没有填写，按“答复日期”导入" in told.out
        and "“申请方式”：第 2–3 行没有填写，一律按“网络”导入" in told.out
    )


@pytest.mark.parametrize(
    "given",
    [
        "申请人类型",
        "无此列=1",
        "登记编号=1",
        "申请方式=",
        "申请方式=信函",
        "送达日期=2025-03-01",
        "文号=1",
        "答复日期=2025-01-01",
    ],
)
def test_what_cannot_hold_for_every_row_is_wrong_usage(office, tmp_path, capsys, given):
    with pytest.raises(CommandError) as stopped:
        run(capsys, as_xlsx(tmp_path / "a.xlsx", GOOD), "--set", given)
    assert stopped.value.returncode == 2


# -- nothing is dropped -------------------------------------------------------------------------------------------------
WORDS = st.sampled_from([*(column.name for column in COLUMNS), "序号", "经办人", "", "编号", "姓名", "办理情况"])
CELLS = st.one_of(
    st.none(),
    st.sampled_from(["/", "合计", "注：说明", "予以公开", "同意公开", "2025-03-03", "D"]),
    st.integers(1, 99999),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["序号", "序号", "序号"], ["甲", "", ""]], "甲"),
        ([["某某局台账"], ["序号", "序号", "序号"], ["甲3乙1丙1"]], "甲3乙1丙1"),
        ([["某某局台账"], ["某某局台账"], ["序号", "序号"], ["", "甲"]], "甲"),
        ([["某某局台账"], ["序号", "办件", "备查"], ["1", "甲", "乙"]], "办件"),
        ([["某某局台账"], ["", "办件", "序号"], ["", "甲", "1"]], "办件"),
    ],
)
def test_a_heading_with_none_of_our_names_is_found_by_its_serial_numbers(office, tmp_path, rows, named):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    path = tmp_path / "a.xlsx"
    made.save(path)
    result = taken(path)
    said = [str(fault) for fault in (*result.faults, *result.notes)]
    assert any(named in line for line in said), said


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_cell_of_a_sheet_is_read_or_named(office, tmp_path, data):
    """Whatever stands where: the cell is in a field of its row, or its row, its column or itself is named."""
    wide = data.draw(st.integers(3, 9))
    heading = data.draw(st.lists(WORDS, min_size=wide, max_size=wide))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=wide + 1), max_size=8))
    titles = data.draw(st.lists(st.just(["某某局台账"]), max_size=2))
    made = Workbook()
    marks: dict[str, tuple[int, int]] = {}
    for number, row in enumerate([*titles, heading, *rows], start=1):
        for place, value in enumerate(row, start=1):
            if number > len(titles) + 1 and isinstance(value, int):
                value = f"甲{number}乙{place}丙{value}"  # told apart from every other
                marks[value] = number, place
            if value not in (None, ""):
                made.active.cell(number, place, value)
    path = tmp_path / "a.xlsx"
    made.save(path)
    result = taken(path)
    said = [*result.faults, *result.notes]
    fields = {str(value) for row in result.understood for value in vars_of(row)}
    rows_named = {fault.row for fault in said if not fault.column}
    for mark, (number, place) in marks.items():
        heading_named = place <= wide and any(
            fault.column and fault.column == heading[place - 1] and fault.row <= len(titles) + 1 for fault in said
        )
        cell_named = any(
            fault.row == number and (mark in fault.message or place <= wide and fault.column == heading[place - 1])
            for fault in said
        )
        shown = len(result.understood) >= 5 or mark in fields
        assert (
            shown or number in rows_named or heading_named or cell_named or any(mark in str(fault) for fault in said)
        ), (mark, heading, rows, said)


def vars_of(row):
    return [getattr(row, column.field) for column in COLUMNS]
