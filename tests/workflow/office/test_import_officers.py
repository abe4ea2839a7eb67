"""People from a list: all rows or none, every fault by row and column, passwords in one file that only its owner reads."""

import csv
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.audit_trail.models import OfficeRecord
from agencies.organisation.models import Officer, Section
from tests.workflow.sample_office import officer
from tests.workflow.sample_registers import as_csv, as_xlsx

NEW = {"单位": "某区住建局", "用户名": "zhang", "姓名": "张三", "科室": "建管科", "角色": "承办人；法制审核"}
SECOND = {"单位": "G", "用户名": "li", "姓名": "李四", "科室": "", "角色": ""}


def run(capsys, path, *options: str) -> tuple[int, str]:
    """Run the command and return its status and all that it said."""
    status = 0
    try:
        call_command("import_officers", str(path), *options)
    except SystemExit as ended:
        status = ended.code
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_people_come_in_and_a_second_time_changes_nothing(office, tmp_path, capsys, write):
    path, secrets = write(tmp_path / "people", NEW, SECOND), tmp_path / "secrets.csv"
    status, said = run(capsys, path, "--passwords", str(secrets))
    assert (status, "新增 2 人，更新 0 人，未变 0 人" in said) == (0, True)
    zhang = Officer.objects.get(username="zhang")
    assert (zhang.agency, zhang.section.name, zhang.roles) == (office.agency, "建管科", {"handler", "reviewer"})
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    with secrets.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[:3] for row in rows] == [
        ["单位", "用户名", "姓名"],
        ["某区住建局", "zhang", "张三"],
        ["某区人民政府", "li", "李四"],
    ]
    for _agency, username, _name, password in rows[1:]:
        person = Officer.objects.get(username=username)
        assert person.check_password(password)
        assert person.must_change_password
        assert password not in said
    assert {row.actor for row in OfficeRecord.objects.all()} == {None}
    before = OfficeRecord.objects.count()
    assert "新增 0 人，更新 0 人，未变 2 人" in run(capsys, path)[1]
    assert OfficeRecord.objects.count() == before


def test_a_changed_list_changes_that_and_leaves_passwords(office, tmp_path, capsys):
    run(capsys, as_csv(tmp_path / "one", NEW), "--passwords", str(tmp_path / "secrets"))
    was = Officer.objects.get(username="zhang").password
    path = as_csv(tmp_path / "two", NEW | {"用户名": "ZHANG", "角色": "登记员", "科室": ""})
    assert "更新 1 人" in run(capsys, path)[1]
    zhang = Officer.objects.get(username="zhang")
    assert (zhang.roles, zhang.section, zhang.password) == ({"clerk"}, None, was)


def test_new_people_need_a_file_for_their_passwords_that_is_not_there_yet(office, tmp_path, capsys):
    path = as_csv(tmp_path / "people", NEW)
    assert "--passwords" in run(capsys, path)[1]
    taken = tmp_path / "taken"
    taken.write_text("x")
    with pytest.raises(CommandError, match="不覆盖"):
        call_command("import_officers", str(path), "--passwords", str(taken))
    with pytest.raises(CommandError, match="没有导入任何一行"):
        call_command("import_officers", str(path), "--passwords", str(tmp_path / "no" / "folder"))
    assert not Officer.objects.filter(username="zhang").exists()
    assert not Section.objects.exists()


def test_a_dry_run_writes_nothing_and_says_what_it_would(office, tmp_path, capsys):
    status, said = run(capsys, as_csv(tmp_path / "people", NEW, SECOND), "--dry-run")
    assert (status, "新增 2 人" in said, "没有写入" in said) == (0, True, True)
    assert not Officer.objects.filter(username="zhang").exists()
    assert not OfficeRecord.objects.exists()
    assert not Section.objects.exists()


FAULTS = [
    ({"单位": "没有的局"}, "单位", "请先导入单位"),
    ({"单位": ""}, "单位", "没有填写“单位”"),
    ({"用户名": ""}, "用户名", "没有填写“用户名”"),
    ({"用户名": "a b"}, "用户名", "用户名只能用字母"),
    ({"用户名": "clerk", "单位": "G"}, "用户名", "已经是别处的账号（某区住建局）"),
    ({"用户名": "away"}, "用户名", "已经停用"),
    ({"姓名": ""}, "姓名", "没有填写“姓名”"),
    ({"姓名": "王" * 41}, "姓名", "最多 40 字"),
    ({"姓名": "王\ue000"}, "姓名", "自造字"),
    ({"姓名": "#NAME?"}, "姓名", "错误值"),
    ({"角色": "局长"}, "角色", "没有“局长”这个角色"),
    ({"角色": "系统管理员；审计"}, "角色", "不能是同一个人"),
    ({"角色": "系统管理员；签发人"}, "角色", "不看案件"),
]


@pytest.mark.parametrize(("change", "column", "sentence"), FAULTS)
@pytest.mark.parametrize("dry", [False, True])
def test_one_fault_and_nothing_is_written(office, tmp_path, capsys, change, column, sentence, dry):
    Officer.objects.filter(pk=officer("away", office.agency).pk).update(is_active=False)
    path, secrets = as_csv(tmp_path / "people", SECOND, NEW | change), tmp_path / "secrets"
    status, said = run(capsys, path, *(["--dry-run"] if dry else ["--passwords", str(secrets)]))
    assert status == 1
    assert f"第 3 行“{column}”：" in said
    assert sentence in said
    assert not Officer.objects.filter(username="li").exists()
    assert not OfficeRecord.objects.exists()
    assert not secrets.exists()


def test_every_fault_is_named_at_once(office, tmp_path, capsys):
    path = as_csv(tmp_path / "people", NEW | {"单位": "x", "角色": "y"}, NEW, NEW | {"姓名": ""})
    _status, said = run(capsys, path, "--passwords", str(tmp_path / "s"))
    for line in ("第 2 行“单位”", "第 2 行“角色”", "第 3 行“用户名”：与第 2 行重复", "第 4 行“姓名”", "共 5 处问题"):
        assert line in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("单位,用户名,姓名,科室\n", "缺少“角色”一列"),
        ("单位,用户名,姓名,科室,角色,电话\n", "不认识的列“电话”"),
        ("单位,用户名,姓名,科室,角色,角色\n", "出现了两次"),
        ("单位,用户名,姓名,科室,角色\nG,a,b,,,多\n", "没有列名"),
    ],
)
def test_a_header_that_is_not_the_list_s(office, tmp_path, capsys, text, sentence):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    status, said = run(capsys, path)
    assert (status, sentence in said) == (1, True)


def test_a_file_that_is_no_list(office, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_bytes(b"%PDF-1.7 ...")
    assert "这是PDF 文件" in run(capsys, path)[1]
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("import_officers", str(tmp_path / "none"))


WORDS = [
    {"单位": "单位名称", "用户名": "账号"}, {"单位": "所在单位", "用户名": "登录名"}, {"角色": "岗位"}, {"科室": "处室"}, {"姓名": "人员姓名"}, {"用户名": "登录账号", "角色": "岗位"},
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_headings_of_an_offices_own_list_are_taken(office, tmp_path, capsys, words):
    path = as_csv(tmp_path / "people", NEW)
    head, *rest = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([",".join(words.get(one, one) for one in head.split(",")), *rest]), encoding="utf-8-sig")
    status, said = run(capsys, path, "--dry-run")
    assert (status, "新增 1 人" in said) == (0, True)
