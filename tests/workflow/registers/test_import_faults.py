"""A register with one bad row imports nothing and names the row, the column and the fault in Chinese."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from intake.models import Application, Confirmation
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import GOOD, OLD, REPLIED, TODAY, as_csv, as_xlsx
from workflow.cases.models import Case, Event, RemedyCase
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Application, Confirmation, Case, Event, RemedyCase))


def faults(path, **given):
    """Import a faulty register; prove that it left no trace; return its faults."""
    before = stored()
    result = import_register(path, today=TODAY, now=at(TODAY), **given)
    assert stored() == before, "a faulty register must leave nothing behind"
    assert result.imported == 0
    assert result.faults, "the register was accepted"
    return result.faults


RECONSIDERED = REPLIED | {"复议收到日期": "2025-05-06", "复议结果": "结果维持", "复议结案日期": "2025-07-01"}
SUED = REPLIED | {
    "诉讼类型": "未经复议直接起诉",
    "诉讼收到日期": "2025-05-06",
    "诉讼结果": "结果维持",
    "诉讼结案日期": "2025-09-01",
}
DENIED = REPLIED | {"办理结果": "不予公开", "不予公开理由": "个人隐私"}
CORRECTED = REPLIED | {"补正告知日期": "2025-03-06", "补正收到日期": "2025-03-10"}
CONSULTED = REPLIED | {"征求第三方日期": "2025-03-06", "第三方意见日期": "2025-03-10"}
CHARGED = REPLIED | {"收费通知日期": "2025-03-06", "收费金额": "200", "缴费日期": "2025-03-10"}
EXTENDED = REPLIED | {"延期告知日期": "2025-03-17", "延期工作日数": "10"}

BAD = [
    # what is missing
    (GOOD | {"登记编号": ""}, "登记编号", "没有填写"),
    (GOOD | {"受理单位": " "}, "受理单位", "没有填写"),
    (GOOD | {"申请人": "\u3000"}, "申请人", "没有填写"),
    (GOOD | {"申请内容": ""}, "申请内容", "没有填写"),
    (GOOD | {"到达日期": ""}, "到达日期", "没有填写"),
    (REPLIED | {"答复日期": ""}, "答复日期", "填写了“办理结果”，没有填写“答复日期”"),
    (REPLIED | {"文号": ""}, "文号", "没有填写“文号”"),
    (REPLIED | {"送达方式": ""}, "送达方式", "没有填写“送达方式”"),
    (REPLIED | {"送达日期": ""}, "送达日期", "没有填写“送达日期”"),
    (REPLIED | {"办理结果": ""}, "办理结果", "没有填写“办理结果”"),
    (DENIED | {"不予公开理由": ""}, "不予公开理由", "没有填写不予公开理由"),
    (CORRECTED | {"补正告知日期": ""}, "补正告知日期", "没有填写“补正告知日期”"),
    (CONSULTED | {"征求第三方日期": ""}, "征求第三方日期", "没有填写“征求第三方日期”"),
    (REPLIED | {"机关意见日期": "2025-03-10"}, "征求机关日期", "没有填写“征求机关日期”"),
    (EXTENDED | {"延期工作日数": ""}, "延期工作日数", "没有填写“延期工作日数”"),
    (EXTENDED | {"延期告知日期": ""}, "延期告知日期", "没有填写“延期告知日期”"),
    (CHARGED | {"收费通知日期": ""}, "收费通知日期", "没有填写“收费通知日期”"),
    (CHARGED | {"收费金额": ""}, "收费金额", "没有填写“收费金额”"),
    (RECONSIDERED | {"复议收到日期": ""}, "复议收到日期", "没有填写“复议收到日期”"),
    (RECONSIDERED | {"复议结果": ""}, "复议结果", "没有填写“复议结果”"),
    (RECONSIDERED | {"复议结案日期": ""}, "复议结案日期", "没有填写“复议结案日期”"),
    (SUED | {"诉讼类型": ""}, "诉讼类型", "没有填写“诉讼类型”"),
    (SUED | {"诉讼收到日期": ""}, "诉讼收到日期", "没有填写“诉讼收到日期”"),
    (SUED | {"诉讼结案日期": ""}, "诉讼结案日期", "没有填写“诉讼结案日期”"),
    # labels
    (GOOD | {"申请方式": "快递"}, "申请方式", "只能填：当面、邮寄、平信"),
    (GOOD | {"申请人类型": "公民"}, "申请人类型", "“公民”看作“自然人”"),
    (REPLIED | {"办理结果": "同意公开"}, "办理结果", "“同意公开”看作“予以公开”"),
    (DENIED | {"不予公开理由": "个人隐私；涉密"}, "不予公开理由", "“涉密”看作“国家秘密”"),
    (DENIED | {"不予公开理由": "个人隐私、国家秘密"}, "不予公开理由", "用“；”隔开"),
    (DENIED | {"不予公开理由": "个人隐私；个人隐私"}, "不予公开理由", "写了两次"),
    (REPLIED | {"送达方式": "EMS"}, "送达方式", "“EMS”看作“邮寄”（共 1 处），请核对后确认"),
    (RECONSIDERED | {"复议结果": "维持"}, "复议结果", "“维持”看作“结果维持”"),
    (SUED | {"诉讼类型": "起诉"}, "诉讼类型", "没有“起诉”这种写法"),
    (SUED | {"诉讼结果": "驳回"}, "诉讼结果", "没有“驳回”这种写法"),
    # who
    (GOOD | {"受理单位": "某区不存在局"}, "受理单位", "没有“某区不存在局”这个单位"),
    # days
    (GOOD | {"到达日期": "25/3/5"}, "到达日期", "年份只有两位"),
    (GOOD | {"到达日期": "'25-3-5"}, "到达日期", "年份只有两位"),
    (GOOD | {"到达日期": "25年3月5日"}, "到达日期", "年份只有两位"),
    (GOOD | {"到达日期": "2025-02-30"}, "到达日期", "没有“2025-02-30”这一天"),
    (GOOD | {"到达日期": "2025-3/5"}, "到达日期", "不是日期"),
    (GOOD | {"到达日期": "3月5日"}, "到达日期", "没有写年份"),
    (GOOD | {"到达日期": "45721"}, "到达日期", "不是日期"),
    (GOOD | {"到达日期": "待定"}, "到达日期", "不是日期"),
    (GOOD | {"到达日期": "2026-11-25"}, "到达日期", "在今天（2026-11-24）之后"),
    (REPLIED | {"送达日期": "2027-03-21"}, "送达日期", "之后"),
    (GOOD | {"到达日期": "2008-04-30"}, "到达日期", "2008年5月1日"),
    (GOOD | {"收到日期": "2025-03-01"}, "收到日期", "早于到达日期"),
    (GOOD | {"申请方式": "传真", "确认日期": "2025-03-01"}, "确认日期", "早于到达日期"),
    (REPLIED | {"答复日期": "2025-03-01"}, "答复日期", "早于收到申请之日2025-03-03"),
    (REPLIED | {"收到日期": "2025-03-21", "送达日期": "2025-03-24"}, "答复日期", "早于收到申请之日2025-03-21"),
    (REPLIED | {"送达日期": "2025-03-19"}, "送达日期", "早于答复日期"),
    (CORRECTED | {"补正告知日期": "2025-03-01"}, "补正告知日期", "早于收到申请之日"),
    (CORRECTED | {"补正收到日期": "2025-03-05"}, "补正收到日期", "早于补正告知日期"),
    (CONSULTED | {"第三方意见日期": "2025-03-05"}, "第三方意见日期", "早于征求第三方日期"),
    (CONSULTED | {"征求第三方送达日期": "2025-03-05"}, "征求第三方送达日期", "早于征求第三方日期"),
    (CONSULTED | {"征求第三方日期": "2025-03-01"}, "征求第三方日期", "早于收到申请之日"),
    (CHARGED | {"缴费日期": "2025-03-05"}, "缴费日期", "早于收费通知日期"),
    (EXTENDED | {"延期告知日期": "2025-03-24"}, "延期告知日期", "晚于答复日期"),
    (CORRECTED | {"补正收到日期": "2025-03-24"}, "补正收到日期", "晚于答复日期"),
    (RECONSIDERED | {"复议收到日期": "2025-03-01"}, "复议收到日期", "早于收到申请之日"),
    (RECONSIDERED | {"复议结案日期": "2025-05-01"}, "复议结案日期", "早于复议收到日期"),
    (SUED | {"诉讼结案日期": "2025-05-01"}, "诉讼结案日期", "早于诉讼收到日期"),
    (
        RECONSIDERED | SUED | {"诉讼类型": "复议后起诉", "诉讼收到日期": "2025-05-05"},
        "诉讼收到日期",
        "早于复议收到日期",
    ),
    # numbers
    (CORRECTED | {"补正期限": "0"}, "补正期限", "正整数"),
    (CORRECTED | {"补正期限": "半个月"}, "补正期限", "正整数"),
    (CORRECTED | {"补正期限": "7.5"}, "补正期限", "正整数"),
    (EXTENDED | {"延期工作日数": "-5"}, "延期工作日数", "正整数"),
    (CHARGED | {"收费金额": "-1"}, "收费金额", "不小于 0"),
    (CHARGED | {"收费金额": "二百"}, "收费金额", "不小于 0"),
    (CHARGED | {"收费金额": "1.005"}, "收费金额", "两位小数"),
    (CHARGED | {"收费金额": "1e3"}, "收费金额", "不小于 0"),
    # what contradicts itself
    (REPLIED | {"不予公开理由": "个人隐私"}, "不予公开理由", "不应当有不予公开理由"),
    (GOOD | {"不予公开理由": "个人隐私"}, "办理结果", "没有填写“办理结果”"),
    (REPLIED | {"办理结果": "逾期不补正"}, "补正告知日期", "没有填写“补正告知日期”"),
    (CORRECTED | {"办理结果": "逾期不补正"}, "办理结果", "不能是逾期不补正"),
    (REPLIED | {"办理结果": "逾期不缴费"}, "收费通知日期", "没有填写“收费通知日期”"),
    (CHARGED | {"办理结果": "逾期不缴费"}, "办理结果", "不能是逾期不缴费"),
    (RECONSIDERED | {"复议结果": "尚未审结"}, "复议结案日期", "不应当有结案日期"),
    # what the Regulations of the case do not know
    (REPLIED | {"办理结果": "告知更改补充"}, "办理结果", "适用 2019 年《条例》，没有“告知更改补充”"),
    (REPLIED | {"办理结果": "其他途径"}, "办理结果", "没有“其他途径”"),
    (DENIED | {"不予公开理由": "非政府信息"}, "不予公开理由", "没有“非政府信息”"),
    (
        OLD
        | {
            "办理结果": "逾期不缴费",
            "答复日期": "2018-03-20",
            "文号": "1",
            "送达方式": "邮寄",
            "送达日期": "2018-03-20",
            "收费通知日期": "2018-03-06",
        },
        "办理结果",
        "适用 2007 年《条例》",
    ),
    (OLD | {"收费通知日期": "2018-03-06", "收费金额": "10"}, "收费通知日期", "2007 年《条例》下不得收取"),
    (GOOD | {"到达日期": "2020-03-03", "收费通知日期": "2020-03-06", "收费金额": "10"}, "收费通知日期", "才可以收取"),
    # history that cannot have been
    (
        GOOD | {"补正告知日期": "2025-03-05", "延期告知日期": "2025-03-06", "延期工作日数": "5"},
        "延期告知日期",
        "正在等待补正",
    ),
    (GOOD | {"补正告知日期": "2025-03-05", "征求第三方日期": "2025-03-06"}, "征求第三方日期", "正在等待补正"),
    (
        GOOD | {"收费通知日期": "2025-03-05", "收费金额": "10", "征求机关日期": "2025-03-06"},
        "征求机关日期",
        "正在等待缴费",
    ),
    # characters that no letter can carry
    (GOOD | {"到达日期": "=TODAY()"}, "到达日期", "不是日期"),
    (GOOD | {"申请人": "#N/A"}, "申请人", "错误值"),
    (GOOD | {"申请人": "张\x00三"}, "申请人", "控制字符（U+0000）"),
    (GOOD | {"申请人": "张\x0b三"}, "申请人", "控制字符（U+000B）"),
    (GOOD | {"申请内容": "甲\u202e乙"}, "申请内容", "控制字符（U+202E）"),
    (GOOD | {"申请人": "张\ue000"}, "申请人", "自造字（U+E000）"),
    (GOOD | {"登记编号": "2025\n001"}, "登记编号", "换行"),
    # sizes
    (GOOD | {"申请内容": "字" * 5001}, "申请内容", "最多 5000 字"),
    (GOOD | {"申请人": "字" * 121}, "申请人", "最多 120 字"),
    (GOOD | {"登记编号": "9" * 41}, "登记编号", "最多 40 字"),
]


@pytest.mark.parametrize(("row", "column", "fault"), BAD, ids=[f"{n}-{column}" for n, (_, column, _) in enumerate(BAD)])
def test_one_bad_row_imports_nothing_and_is_named(office, tmp_path, row, column, fault):
    good = GOOD | {"登记编号": "甲-1"}
    found = faults(as_csv(tmp_path / "台账.csv", good, row, GOOD | {"登记编号": "甲-3"}))
    assert [(f.row, f.column) for f in found] == [(3, column)], [str(f) for f in found]
    assert fault in found[0].message


TYPED = [
    ({"到达日期": 45719}, "到达日期", "是数字，不是日期"),
    ({"到达日期": time(10, 30)}, "到达日期", "是时间"),
    ({"到达日期": timedelta(hours=30)}, "到达日期", "是时间"),
    ({"到达日期": True}, "到达日期", "逻辑值"),
    ({"登记编号": datetime(2025, 3, 3)}, "登记编号", "日期或者时间格式"),
    ({"申请人": True}, "申请人", "逻辑值"),
    ({"联系电话": 1234567890123456}, "联系电话", "超过 15 位"),
    ({"申请内容": "=1+1"}, "申请内容", "公式"),
    ({"到达日期": "=DATE(2025,3,3)"}, "到达日期", "公式"),
    ({"延期工作日数": 7.5, "延期告知日期": datetime(2025, 3, 10)}, "延期工作日数", "正整数"),
    ({"收费金额": -20, "收费通知日期": datetime(2025, 3, 10)}, "收费金额", "不小于 0"),
]


@pytest.mark.parametrize(("change", "column", "fault"), TYPED, ids=[f"{n}-{t[1]}" for n, t in enumerate(TYPED)])
def test_a_typed_cell_that_holds_the_wrong_thing_is_named(office, tmp_path, change, column, fault):
    found = faults(as_xlsx(tmp_path / "台账.xlsx", GOOD | {"登记编号": "甲-1"}, GOOD | change))
    assert [(f.row, f.column) for f in found] == [(3, column)], [str(f) for f in found]
    assert fault in found[0].message


def test_an_array_formula_is_a_formula(office, tmp_path):
    book = Workbook()
    book.active.append(list(GOOD))
    book.active.append(list(GOOD.values()))
    place = book.active.cell(2, list(GOOD).index("申请人") + 1)
    book.active[place.coordinate] = ArrayFormula(place.coordinate, "=A1:A2")
    book.save(tmp_path / "台账.xlsx")
    found = faults(tmp_path / "台账.xlsx")
    assert [(f.row, f.column) for f in found] == [(2, "申请人")]
    assert "公式" in found[0].message


def test_every_fault_of_the_file_is_found_in_one_pass(office, tmp_path):
    rows = [GOOD | {"登记编号": f"n{n}"} for n in range(2500)]
    rows[3] |= {"申请方式": "快递", "到达日期": "待定", "申请人": "#N/A"}
    rows[1700] |= {"受理单位": "无此局"}
    rows[2400] |= {"登记编号": "n7"}
    found = faults(as_csv(tmp_path / "台账.csv", *rows))
    assert [(f.row, f.column) for f in found] == [
        (5, "申请方式"),
        (5, "到达日期"),
        (5, "申请人"),
        (1702, "受理单位"),
        (2402, "登记编号"),
    ]
    assert "与第 9 行重复" in found[-1].message


def test_a_fault_after_stored_batches_takes_them_back(office, tmp_path):
    rows = [GOOD | {"登记编号": f"n{n}"} for n in range(2500)]
    rows[2499] |= {"到达日期": "待定"}
    assert [f.row for f in faults(as_csv(tmp_path / "台账.csv", *rows))] == [2501]


def test_unknown_missing_and_repeated_columns_are_named(office, tmp_path):
    row = {name: value for name, value in GOOD.items() if name != "申请人"} | {"经办人": "李四", "序号": "1"}
    path = as_csv(tmp_path / "台账.csv", row)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([lines[0] + ",申请方式", lines[1] + ",当面"]), encoding="utf-8")
    found = faults(path)
    assert [(f.row, f.column) for f in found] == [(1, "经办人"), (1, "申请方式"), (1, "申请人")]
    assert "不认识的列“经办人”" in found[0].message
    assert "出现了两次" in found[1].message
    assert "缺少“申请人”一列" in found[2].message


def test_a_cell_without_a_heading_is_named(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", GOOD)
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",多出来的\n", encoding="utf-8")
    found = faults(path)
    assert [(f.row, f.column) for f in found] == [(2, f"第 {len(GOOD) + 1} 列")]


def test_the_same_number_twice_is_refused_within_one_agency_only(office, tmp_path):
    twice = as_csv(tmp_path / "a.csv", GOOD, GOOD | {"申请人": "李四"})
    found = faults(twice)
    assert [(f.row, f.column) for f in found] == [(3, "登记编号")]
    assert "与第 2 行重复" in found[0].message
    two = as_csv(tmp_path / "b.csv", GOOD, GOOD | {"受理单位": "G"})
    assert import_register(two, today=TODAY, now=at(TODAY)).imported == 2


ALIKE = [
    "2026-0007",
    "２０２６-0007",
    "2026－0007",
    "2026—0007",
    "2026–0007",
    "2026-0007\u200b",
    "2026 - 0007",
    "2026-０００７",
    "2026‐0007",
    "2026−0007",
]


@pytest.mark.parametrize("number", ALIKE)
def test_a_number_that_only_looks_otherwise_is_the_same_number(office, tmp_path, number):
    found = faults(as_csv(tmp_path / "a.csv", GOOD | {"登记编号": "2026-0007"}, GOOD | {"登记编号": number}))
    assert found[-1].row == 3 and found[-1].column == "登记编号"


@pytest.mark.parametrize("number", [one for one in ALIKE if "\u200b" not in one])
def test_a_number_of_the_register_is_known_however_it_is_written(office, tmp_path, number):
    assert (
        import_register(
            as_csv(tmp_path / "a.csv", GOOD | {"登记编号": "2026-0007"}), today=TODAY, now=at(TODAY)
        ).imported
        == 1
    )
    [found] = faults(as_csv(tmp_path / "b.csv", GOOD | {"登记编号": number}))
    assert (found.row, found.column) == (2, "登记编号") and "已经登记过" in found.message


@pytest.mark.parametrize("number", ["2026-007", "2026-00070", "2025-0007", "20260007", "甲2026-0007"])
def test_a_number_that_reads_otherwise_is_another(office, tmp_path, number):
    two = as_csv(tmp_path / "a.csv", GOOD | {"登记编号": "2026-0007"}, GOOD | {"登记编号": number})
    assert import_register(two, today=TODAY, now=at(TODAY)).imported == 2


QUOTED = {
    "never closed": '甲,"乙', "closed after other rows": '"甲,乙\n丙,丁', "inside a cell": '"关于"补贴"的文件",乙', "text after": '"甲"乙,丙', "blank after": '"甲" ,乙',
    "three": '"""甲,乙', "at the end": '甲,"乙""', "before a tab": '"甲"\t乙', "brackets": '"〔2026〕"12号,乙', "last cell": '甲,"', "odd": '"甲""",",乙',
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTED)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_quotes_that_do_not_match_are_told_in_chinese(office, tmp_path, name, encoding):
    path = tmp_path / "台账.csv"
    path.write_text(f"登记编号,申请人\n{QUOTED[name]}\n", encoding=encoding)
    found = faults(path)[-1]
    assert "引号不成对" in found.message and "expected" not in found.message and "unexpected" not in found.message


def test_an_agency_named_by_name_and_by_code_is_one_agency(office, tmp_path):
    found = faults(as_csv(tmp_path / "a.csv", GOOD, GOOD | {"受理单位": "D"}))
    assert [(f.row, f.column) for f in found] == [(3, "登记编号")]


def test_a_repeated_import_is_refused_row_by_row(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", *(GOOD | {"登记编号": f"n{n}"} for n in range(3)))
    assert import_register(path, today=TODAY, now=at(TODAY)).imported == 3
    found = faults(path)
    assert [(f.row, f.column) for f in found] == [(2, "登记编号"), (3, "登记编号"), (4, "登记编号")]
    assert all("已经登记过" in f.message for f in found)


def test_a_number_the_desk_gave_is_refused(office, tmp_path):
    case = office.case(date(2025, 3, 3))
    found = faults(as_csv(tmp_path / "台账.csv", GOOD | {"登记编号": case.number}))
    assert "已经登记过" in found[0].message


FILES = {
    "no encoding": (b"\xff\x80\xff,\xff\n", "不是 UTF-8、GB 18030"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为不带密码的 .xlsx"),
    "broken zip": (b"PK\x03\x04 not a workbook", "打不开"),
    "empty": (b"", "文件里没有内容"),
    "blank first row": (b",,,\n", "文件里没有内容"),
    "open quote": ('登记编号,申请人\n"甲,乙\n'.encode(), "CSV 格式不对"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_register_is_refused_with_a_sentence(office, tmp_path, name):
    body, fault = FILES[name]
    path = tmp_path / "台账"
    path.write_bytes(body)
    assert fault in faults(path)[-1].message


def test_bytes_that_are_no_text_after_stored_batches_take_them_back(office, tmp_path):
    path = as_csv(tmp_path / "台账.csv", *(GOOD | {"登记编号": f"n{n}"} for n in range(2500)))
    path.write_bytes(path.read_bytes() + b"\xff\xfe\xff")
    assert "UTF-8" in faults(path)[-1].message


def test_dry_run_names_faults_and_writes_nothing_either_way(office, tmp_path):
    good = as_csv(tmp_path / "good.csv", GOOD)
    result = import_register(good, today=TODAY, now=at(TODAY), dry_run=True)
    assert (result.imported, result.read, result.faults) == (0, 1, [])
    assert Case.objects.count() == 0
    assert faults(as_csv(tmp_path / "bad.csv", GOOD | {"申请方式": "快递"}), dry_run=True)[0].column == "申请方式"


def test_the_command_prints_one_json_document_and_exits_1(office, tmp_path, capsys):
    path = as_csv(tmp_path / "台账.csv", GOOD | {"到达日期": "2025-13-01"})
    with pytest.raises(SystemExit) as stop:
        call_command("import_register", str(path), "--format", "json")
    printed = capsys.readouterr()
    assert stop.value.code == 1
    assert json.loads(printed.out) == {
        "imported": 0,
        "errors": [{"row": 2, "column": "到达日期", "message": "没有“2025-13-01”这一天"}],
    }
    assert printed.err == ""


def test_the_command_prints_one_line_per_fault(office, tmp_path, capsys):
    path = as_csv(tmp_path / "台账.csv", GOOD | {"申请方式": "快递", "到达日期": ""})
    with pytest.raises(SystemExit):
        call_command("import_register", str(path))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("第 2 行“申请方式”：") and lines[1].startswith("第 2 行“到达日期”：")


def test_no_such_file_is_wrong_usage(office, tmp_path):
    with pytest.raises(Exception, match="没有这个文件") as stop:
        call_command("import_register", str(tmp_path / "无.csv"))
    assert stop.value.returncode == 2
