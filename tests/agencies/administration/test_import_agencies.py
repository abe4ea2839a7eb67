"""Agencies from CSV: safe to repeat, all rows or none, every fault named."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from agencies.administration.imports import import_agencies
from agencies.organisation.kinds import NAMES
from agencies.organisation.models import Agency, AgencyKind, AgencySuccession
from agencies.organisation.succession import holders
from law import Refused
from law.remedies.instructions import LETTERS, remedy_paragraph

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[3] / "demo"
HEADER = "代码,名称,类型,上级,上一级主管部门,复议机关,设立机关,管辖法院\n"


def write(path: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path.write_text(header + "".join(f"{line}\n" for line in lines), encoding=encoding)
    return path


def test_the_district_comes_in_with_everybody_under_it():
    result = import_agencies(DEMO / "ouhai_agencies.csv")
    assert (result.created, result.updated, result.unchanged, result.faults) == (61, 0, 0, [])
    government = Agency.objects.get(code="OH-GOV")
    assert government.parent is None
    assert Agency.objects.under(government).count() == 61
    bodies = Agency.objects.get(name="瓯海区住建局").bodies()
    assert (bodies.government, bodies.superior, bodies.court) == (
        "瓯海区人民政府",
        "温州市住建局",
        "温州市瓯海区人民法院",
    )


def test_a_second_time_changes_nothing_and_a_corrected_file_changes_that():
    import_agencies(DEMO / "ouhai_agencies.csv")
    Agency.objects.filter(code="OH-B13").update(letterhead="瓯海区住房和城乡建设局文件", phone="1")
    again = import_agencies(DEMO / "ouhai_agencies.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 61)
    agency = Agency.objects.get(code="OH-B13")
    assert (agency.letterhead, agency.phone) == ("瓯海区住房和城乡建设局文件", "1"), "what the file does not hold stays"


def test_an_update_keeps_the_agency_and_empties_what_the_file_empties(tmp_path):
    import_agencies(
        write(tmp_path / "a.csv", "G,某区人民政府,government,,,某市人民政府,,", "D,某局,department,G,某市局,,,某法院")
    )
    before = Agency.objects.get(code="D").pk
    result = import_agencies(write(tmp_path / "b.csv", "D,某区某局,department,,,,,某法院"))
    agency = Agency.objects.get(code="D")
    assert (result.created, result.updated) == (0, 1)
    assert (agency.pk, agency.name, agency.parent, agency.superior_department, agency.court) == (
        before,
        "某区某局",
        None,
        "",
        "某法院",
    )


def test_a_missing_column_leaves_its_field_as_it_is(tmp_path):
    import_agencies(write(tmp_path / "a.csv", "D,某局,department,,,,,某法院"))
    import_agencies(write(tmp_path / "b.csv", "D,某区局,department,", header="代码,名称,类型,上级\n"))
    assert Agency.objects.get().court == "某法院"


def test_the_parent_may_come_later_and_by_name_or_code(tmp_path):
    lines = ("A,甲局,department,某区人民政府,,,,", "B,乙局,department,G,,,,", "G,某区人民政府,government,,,,,")
    assert import_agencies(write(tmp_path / "a.csv", *lines)).created == 3
    assert {agency.parent.code for agency in Agency.objects.exclude(code="G")} == {"G"}
    assert import_agencies(write(tmp_path / "b.csv", "C,丙局,department,甲局,,,,")).created == 1
    assert Agency.objects.get(code="C").parent.code == "A"


def test_what_is_not_given_is_refused_where_a_letter_would_need_it(tmp_path):
    import_agencies(write(tmp_path / "a.csv", "T,某镇人民政府,township,,,,,某法院"))
    with pytest.raises(Refused, match="某镇人民政府没有设置“复议机关”"):
        remedy_paragraph(
            dated=date(2020, 6, 1), remedy_class="E", agency=Agency.objects.get().bodies(), letters=LETTERS
        )


BAD = [
    ("D,某局,ministry,,,,,", "类型", "只能填：人民政府、"),
    (",某局,department,,,,,", "代码", "没有填写"),
    ("D,,department,,,,,", "名称", "没有填写"),
    ("D,某局,,,,,,", "类型", "没有填写"),
    ("D,某局,department,无此府,,,,", "上级", "没有“无此府”这个单位"),
    ("D,某局,department,D,,,,", "上级", "绕成了一圈"),
    ("D,#REF!,department,,,,,", "名称", "错误值"),
    ("D,某\x0b局,department,,,,,", "名称", "U+000B"),
    ("D,某\u202e局,department,,,,,", "名称", "U+202E"),
    ("D,某\ue000局,department,,,,,", "名称", "U+E000"),
    (f"{'9' * 41},某局,department,,,,,", "代码", "最多 40 字"),
    ("G,某局,department,,,,,", "代码", "与第 2 行重复"),
    ("D,某区人民政府,department,,,,,", "名称", "与第 2 行重复"),
    ("D,旧局,department,,,,,", "名称", "系统里已有同名单位，代码是 OLD"),
    ("D,某局,department,,,,,,多", "第 9 列", "没有列名"),
]


@pytest.mark.parametrize(("line", "column", "fault"), BAD, ids=[f"{n}-{b[1]}" for n, b in enumerate(BAD)])
def test_one_bad_row_imports_nothing_and_is_named(tmp_path, line, column, fault):
    Agency.objects.create(code="OLD", name="旧局", kind="department")
    result = import_agencies(write(tmp_path / "a.csv", "G,某区人民政府,government,,,,,", line))
    assert [(f.row, f.column) for f in result.faults] == [(3, column)], [str(f) for f in result.faults]
    assert fault in result.faults[0].message
    assert list(Agency.objects.values_list("code", flat=True)) == ["OLD"]


def test_a_circle_through_the_database_is_found(tmp_path):
    import_agencies(write(tmp_path / "a.csv", "A,甲,department,,,,,", "B,乙,department,A,,,,"))
    result = import_agencies(write(tmp_path / "b.csv", "A,甲,department,乙,,,,"))
    assert [(f.row, f.column) for f in result.faults] == [(2, "上级")]
    assert Agency.objects.get(code="A").parent is None


def test_columns_are_checked_by_name(tmp_path):
    result = import_agencies(write(tmp_path / "a.csv", "D,某局,x", header="代码,名称,机构级别\n"))
    assert [(f.row, f.column) for f in result.faults] == [(1, "机构级别"), (1, "类型"), (1, "上级")]


def test_the_encoding_of_chinese_excel_is_read(tmp_path):
    result = import_agencies(write(tmp_path / "a.csv", "D,某局,department,,,,,", encoding="gbk"))
    assert (result.created, result.faults) == (1, [])
    assert Agency.objects.get().name == "某局"


def test_the_command_names_faults_and_exits_1(tmp_path, capsys):
    path = write(tmp_path / "a.csv", "D,某局,ministry,,,,,")
    with pytest.raises(SystemExit) as stop:
        call_command("import_agencies", str(path), "--format", "json")
    assert stop.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["imported"] == 0 and told["errors"][0]["column"] == "类型"
    with pytest.raises(Exception, match="没有这个文件") as missing:
        call_command("import_agencies", str(tmp_path / "无.csv"))
    assert missing.value.returncode == 2


REFORM = "代码,名称,类型,上级,撤销日期,承接单位\n"
BEFORE = ("G,某区人民政府,government,,,", "A,某区旅游局,department,G,,", "B,某区文旅局,department,G,,")


def test_a_reform_is_told_by_the_day_and_the_successor_and_is_safe_to_repeat(tmp_path):
    import_agencies(write(tmp_path / "a.csv", *BEFORE, header=REFORM))
    file = write(
        tmp_path / "b.csv", BEFORE[0], "A,某区旅游局,department,G,2025-07-01,某区文旅局", BEFORE[2], header=REFORM
    )
    for expected in ((0, 1, 2), (0, 0, 3)):
        result = import_agencies(file)
        assert (result.created, result.updated, result.unchanged, result.faults) == (*expected, [])
    (succession,) = AgencySuccession.objects.all()
    assert (succession.predecessor.code, succession.successor.code, succession.on) == ("A", "B", date(2025, 7, 1))
    assert Agency.objects.get(code="A").closed_on == date(2025, 7, 1)
    old, new = Agency.objects.get(code="A").pk, Agency.objects.get(code="B").pk
    assert holders(date(2025, 6, 30))[old] == old
    assert holders(date(2025, 7, 1))[old] == new


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("A,某区旅游局,department,G,25/7/1,B", "撤销日期", "年份只有两位"),
        ("A,某区旅游局,department,G,,B", "撤销日期", "要填撤销日期"),
        ("A,某区旅游局,department,G,2025-07-01,C", "承接单位", "没有“C”这个单位"),
        ("A,某区旅游局,department,G,2025-07-01,A", "承接单位", "不能承接自己"),
    ],
)
def test_a_reform_that_cannot_be_is_refused(tmp_path, line, column, message):
    result = import_agencies(write(tmp_path / "a.csv", BEFORE[0], line, BEFORE[2], header=REFORM))
    assert [(fault.row, fault.column, message in fault.message) for fault in result.faults] == [(3, column, True)]
    assert not Agency.objects.exists()


def test_a_circle_of_successors_holds_each_its_own():
    one, two = (Agency.objects.create(code=code, name=code, kind="department") for code in "AB")
    AgencySuccession.objects.create(predecessor=one, successor=two, on=date(2025, 1, 1))
    AgencySuccession.objects.create(predecessor=two, successor=one, on=date(2025, 1, 1))
    assert sorted(holders(date(2025, 1, 1))) == [one.pk, two.pk]


# -- words of document numbers ----------------------------------------------------------------------------------
WORDED = "代码,名称,类型,上级,机关代字\n"


def test_the_word_of_the_numbers_comes_with_the_list(tmp_path):
    path = write(tmp_path / "a.csv", "D,某局,department,,瓯发改", "E,另局,department,,", header=WORDED)
    assert import_agencies(path).faults == []
    assert dict(Agency.objects.values_list("code", "series_word")) == {"D": "瓯发改", "E": ""}


@pytest.mark.parametrize(
    "word", ["瓯〔2026〕", "瓯公开第", "瓯号", "瓯1", "<b>", "瓯 建", "瓯-建", "（瓯）", "瓯建2科", "瓯" * 21]
)
def test_a_word_that_cannot_stand_in_a_number_is_refused_with_its_row(tmp_path, word):
    (fault,) = import_agencies(write(tmp_path / "a.csv", f"D,某局,department,,{word}", header=WORDED)).faults
    assert (fault.row, fault.column) == (2, "机关代字")


def test_two_agencies_cannot_have_one_word(tmp_path):
    path = write(tmp_path / "a.csv", "D,某局,department,,瓯建", "E,另局,department,,瓯建公开", header=WORDED)
    assert [fault.row for fault in import_agencies(path).faults] == [2, 3]
    import_agencies(write(tmp_path / "b.csv", "D,某局,department,,瓯建", header=WORDED))
    (fault,) = import_agencies(write(tmp_path / "c.csv", "E,另局,department,,瓯建", header=WORDED)).faults
    assert "已是 D 的代字" in fault.message


def test_a_word_under_numbers_that_were_given_is_changed_on_the_page(tmp_path):
    import_agencies(write(tmp_path / "a.csv", "D,某局,department,,瓯建", header=WORDED))
    key = Agency.objects.get().pk
    again = write(tmp_path / "b.csv", "D,某局,department,,瓯住建", header=WORDED)
    (fault,) = import_agencies(again, numbered={key}).faults
    assert "文号" in fault.message and Agency.objects.get().series_word == "瓯建"
    assert (
        import_agencies(write(tmp_path / "c.csv", "D,某局,department,,瓯建", header=WORDED), numbered={key}).unchanged
        == 1
    )
    assert import_agencies(again).updated == 1


@pytest.mark.parametrize("word", ["人民政府", " 人民政府 ", "政府办公厅（室）", "政府办公厅(室)", "政府办公室", "政府工作部门", "政府工作部门", "司法局", "街道办事处", "乡镇",
                                  "派出机构", "法律法规授权的组织", "垂直管理机关", "省以下垂直领导的部门", "人民政府"])  # fmt: skip
def test_kinds_are_written_in_chinese_as_lists_write_them(tmp_path, word):
    result = import_agencies(write(tmp_path / "a.csv", f"X,某单位,{word},,,,,"))
    assert (result.created, [str(fault) for fault in result.faults]) == (1, [])


@pytest.mark.parametrize("word", ["司局", "government office", "单位", "企业", "学校"])
def test_a_kind_that_is_none_is_refused_with_the_chinese_names(tmp_path, word):
    [fault] = import_agencies(write(tmp_path / "a.csv", f"X,某单位,{word},,,,,")).faults
    assert (
        fault.column == "类型" and "政府工作部门、司法行政部门" in fault.message and "department" not in fault.message
    )


def test_every_kind_has_the_name_that_pages_show():
    with translation.override("zh-hans"):
        assert {kind.value: names[0] for kind, names in NAMES.items()} == {
            kind.value: str(kind.label) for kind in AgencyKind
        }


def test_headings_of_an_offices_own_list_are_taken(tmp_path):
    header = "序号,单位代码,单位名称,单位类型,上级单位,行政复议机关,行政诉讼管辖法院,发文机关代字\n"
    lines = (
        "1,G,某区人民政府,人民政府,,某市人民政府,某中院,某政",
        "2,D,某局,政府工作部门,某区人民政府,某区人民政府,某法院,某发改",
    )
    assert import_agencies(write(tmp_path / "a.csv", *lines, header=header)).created == 2
    agency = Agency.objects.get(code="D")
    assert (agency.parent.code, agency.reconsideration_body, agency.court, agency.series_word) == (
        "G",
        "某区人民政府",
        "某法院",
        "某发改",
    )


def test_a_column_that_is_not_known_is_refused_without_offering_what_the_command_has_not(tmp_path):
    [fault] = import_agencies(
        write(tmp_path / "a.csv", "D,某局,department,,x", header="代码,名称,类型,上级,备注\n")
    ).faults
    assert "对照表" not in fault.message and "机关代字" in fault.message
