"""Names, headings and labels are found however they are typed; the exact writing goes first and nothing is guessed."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from agencies.administration.imports import import_agencies
from agencies.organisation.models import Agency, Officer
from agencies.organisation.selectors import agencies_matching, find_agency
from agencies.spreadsheets import table
from law import Refused
from notices.letters.verification_code import ALPHABET
from notices.verification.selectors import read_code
from reporting.commentary.anonymity import Particulars, find_personal_data
from reporting.figures.imports import read_figures
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office
from workflow.cases import selectors
from workflow.mail.delivery_imports import FORM, mail_number
from workflow.office.imports import import_officers

NOW = datetime(2026, 11, 29, tzinfo=UTC)
TYPED = [
    "某区住建局",
    "某區住建局",
    " 某区　住建局 ",
    "某区\u200b住建局",
    "《某区住建局》",
    "某区住建局\ufeff",
    "D",
    "d",
    "Ｄ",
    " ｄ ",
    "某区“住建”局",
]


@shared_data
def office():
    return Office()


@pytest.mark.parametrize("typed", TYPED)
def test_an_agency_is_found_by_every_command_and_list_however_it_is_typed(office, typed, tmp_path):
    assert find_agency(typed) == office.agency
    call_command("create_administrator", "newadmin", "--agency", typed, "--name", "某人", stdout=io.StringIO())
    assert Officer.objects.get(username="newadmin").agency == office.agency
    given = tmp_path / "figures.csv"
    given.write_text(
        f"年度,填报单位,指标,数值\n２０２５年,{typed},二 行政许可 本年处理决定数量,１２\n", encoding="utf-8"
    )
    figures, faults, _notes = read_figures(given)
    assert faults == [] and next(iter(figures))[:2] == (2025, office.agency.pk)
    path = tmp_path / "people.csv"
    path.write_text(f"單位,用户名 ,姓　名,科室,角色\n{typed},zhang,张三,,登記員；承办人\n", encoding="utf-8")
    result = import_officers(path, now=NOW, keep=lambda told: None)
    assert result.faults == [] and Officer.objects.get(username="zhang").agency == office.agency


@pytest.mark.parametrize("typed", ["", "某区", "住建局", "某区住建局二", "《》", "D1"])
def test_an_agency_that_is_not_there_is_refused_by_what_was_typed(office, typed):
    with pytest.raises(Refused, match=f"没有“{typed}”这个单位"):
        find_agency(typed)
    with pytest.raises(CommandError):
        call_command("create_administrator", "newadmin", "--agency", typed, "--name", "某人", stdout=io.StringIO())


def test_two_agencies_that_differ_by_an_ambiguous_character_are_never_guessed(office):
    one = Agency.objects.create(code="H1", name="后海局", kind="department")
    other = Agency.objects.create(code="H2", name="後海局", kind="department")
    assert (find_agency("后海局"), find_agency("後海局")) == (one, other)
    with pytest.raises(Refused, match="后海局还是後海局"):
        find_agency("后海 局")


@pytest.mark.parametrize("parent", ["G", "ｇ", "某区人民政府", "某區人民政府", "某区 人民政府", "《某区人民政府》"])
@pytest.mark.parametrize("code", ["D", "ｄ"])
def test_an_agency_list_names_the_agency_that_is_there(office, tmp_path, parent, code):
    path = tmp_path / "agencies.csv"
    path.write_text(
        f"代码,名稱,類型,上　级\n{code},某区住建局,ｄｅｐａｒｔｍｅｎｔ,{parent}\nE9,某区新局,department,{parent}\n",
        encoding="utf-8",
    )
    result = import_agencies(path)
    assert result.faults == [] and (result.created, Agency.objects.count()) == (1, 3)
    assert Agency.objects.get(code="E9").parent == office.government


def test_an_agency_list_does_not_enter_the_same_name_twice(office, tmp_path):
    path = tmp_path / "agencies.csv"
    path.write_text(
        "代码,名称,类型,上级\nE1,某区新局,department,G\nE2,某區 新局,department,G\nE3,某區住建局,department,G\n",
        encoding="utf-8",
    )
    found = [str(fault) for fault in import_agencies(path).faults]
    assert any("第 2 行重复" in fault for fault in found) and any(
        "系统里已有同名单位，代码是 D" in fault for fault in found
    )


@pytest.mark.parametrize(
    "words", ["住建", "某區住建", "住建 某区", "d", "Ｄ", "ｃｌｅｒｋ", "局 住建", "《住建局》", "建　局", "住\u200b建"]
)
def test_the_list_of_agencies_is_searched_in_the_form_for_comparing(office, words):
    assert office.agency in agencies_matching(Agency.objects.all(), words)


def test_the_records_are_searched_by_people_and_agencies(office):
    records = selectors.OfficeRecord.objects.all()
    assert (
        selectors.records_about(records, "ＣＬＥＲＫ").query and not selectors.records_about(records, "《》").exists()
    )


@pytest.mark.parametrize(
    "text",
    [
        "张三",
        "張三",
        "张 三",
        "张\u200b三",
        "《张三》",
        "张\u3000三",
        "张·三",
        "13800000000",
        "１３８００００００００",
        "138 0000 0000",
        "138-0000-0000",
    ],
)
def test_a_name_or_telephone_is_found_in_a_text_however_it_is_hidden(text):
    person = Particulars("natural_person", "张三", ("13800000000",))
    assert any(
        trace.what in ("申请人", "申请人的信息", "电话")
        for trace in find_personal_data(f"申请人{text}申请公开某文件", person)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "EA123456785CN",
        "ea 123 456 785 cn",
        "ＥＡ１２３４５６７８５ＣＮ",
        "EA-123456785-CN",
        "EA—123456785—CN",
        "\ufeffEA123456785CN",
        "EA\u200b123456785CN",
    ],
)
def test_a_mail_number_is_one_however_it_is_typed(typed):
    assert mail_number(typed, "邮件号") == "EA123456785CN"


@pytest.mark.parametrize("heading", ["邮件号", "郵件號", "邮件 号码", "运单号\u200b", "《邮件条码》"])
def test_a_heading_of_the_carrier_is_known_however_it_is_written(db, tmp_path, heading):
    path = tmp_path / "list.csv"
    path.write_text(f"状态,{heading}\n妥投,EA123456785CN\n", encoding="utf-8")
    with table.opened(path, FORM) as sheet:
        assert sheet.found.place_of("邮件号") == 1


@pytest.mark.parametrize("shape", ["{}", "{}-{}", " {} ", "https://x/verify/#{}", "（{}）", "{}\u200b"])
def test_a_code_of_verification_is_read_however_it_is_pasted(shape):
    code = (ALPHABET * 2)[5:25]
    assert read_code(shape.format(*(code, "") if shape != "{}-{}" else (code[:10], code[10:]))) == code
    assert read_code(code.lower()) == code
