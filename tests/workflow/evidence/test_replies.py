"""11.6: published, repeated, not ours: each rests on something of the file, of the list, or of the system."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.organisation.models import Agency
from intake.models import Attachment
from law import Refused
from reporting.quality.case_file import read_case_files
from tests.workflow.sample_office import DAYS, PUBLISHED
from workflow.cases.models import Case
from workflow.evidence.earlier_replies import earlier_replies

TODAY = date(2026, 3, 4)
PDF = b"%PDF-1.7 the page as it was"
WHERE = "门户网站“政府信息公开”栏目（http://www.example.gov.cn/104.html）"


def drafted(desk) -> dict:
    """Return the facts of the draft on file."""
    return Case.objects.get(pk=desk.one.pk).draft.facts


# -- published already -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"published_on": None}, "published_on"),
        ({"published_on": "2026-03-05"}, "published_on"),
        ({"snapshot": ""}, "snapshot"),
        ({"snapshot_sha256": "abc"}, "snapshot"),
        ({"snapshot_sha256": hashlib.sha256(b"").hexdigest()}, "snapshot"),
        ({"where_published": "无"}, "where_published"),
    ],
)
def test_a_publication_has_its_place_day_and_snapshot(desk, wrong, field):
    """11.6: refused with the article and the field."""
    with pytest.raises(Refused) as refusal:
        desk.drafted(desk.one, TODAY, "open_published", **{"where_published": WHERE} | PUBLISHED | wrong)
    assert refusal.value.field == field
    assert refusal.value.article in ("条例36（一）", "条例36")


def test_a_snapshot_is_sent_hashed_and_kept(desk, client):
    """11.6: over HTTP: both the draft and the file or neither; the hash is ours; the file is none of the applicant's."""
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=open_published"
    given = {"on": "2026-03-04", "version": 2, "fact_where_published": WHERE, "fact_published_on": "2025-11-06"}
    none = client.post(address, given)
    assert none.status_code == 422 and "快照" in str(none.context["form"].errors["fact_snapshot"])
    strange = client.post(address, given | {"fact_snapshot": SimpleUploadedFile("page.html", b"<html>")})
    assert strange.status_code == 422 and Case.objects.get(pk=desk.one.pk).draft_id is None
    assert not Attachment.objects.exists()
    kept = client.post(address, given | {"fact_snapshot": SimpleUploadedFile("page.pdf", PDF)})
    assert kept.status_code == 302, kept.content.decode()[:2000]
    mark = hashlib.sha256(PDF).hexdigest()
    assert (drafted(desk)["snapshot"], drafted(desk)["snapshot_sha256"]) == ("page.pdf", mark)
    stored = Attachment.objects.get(application=desk.one.application)
    assert (stored.sha256, stored.name) == (mark, "公开页面快照·page.pdf")
    assert mark not in Case.objects.get(pk=desk.one.pk).draft.text  # evidence is not printed
    again = client.post(address, given | {"version": 3, "fact_where_published": WHERE + "，第 2 页"})
    assert again.status_code == 302 and drafted(desk)["snapshot_sha256"] == mark
    assert Attachment.objects.count() == 1
    assert read_case_files([desk.one.pk], DAYS)[0].files == 0  # no envelope came with the application


# -- asked before ------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(desk):
    """Return a case of the same applicant that was answered, by phone and name the same."""
    case = desk.assigned(date(2026, 2, 2))
    desk.drafted(case, date(2026, 2, 9), provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        desk.do(case, act, date(2026, 2, 10))
    desk.do(case, "deliver", date(2026, 2, 10), method="direct", receipt="张三")
    return Case.objects.get(pk=case.pk)


def test_the_earlier_letter_is_picked_on_the_page(desk, client, answered):
    """11.6: number and day come from the system, whatever else was typed."""
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=repeat"
    shown = client.get(address).context["form"]
    assert [code for code, _label in shown.fields["fact_earlier_case"].choices] == ["", answered.number]
    given = {
        "on": "2026-03-04",
        "version": 2,
        "fact_earlier_number": "某公开〔2020〕1号",
        "fact_earlier_dated": "2020-01-02",
    }
    assert client.post(address, given | {"fact_earlier_case": answered.number}).status_code == 302
    assert (drafted(desk)["earlier_number"], drafted(desk)["earlier_dated"]) == (answered.document_number, "2026-02-10")
    assert answered.document_number in Case.objects.get(pk=desk.one.pk).draft.text


def test_a_number_of_the_system_is_that_letter(desk, answered):
    """11.6: typed as it is written, it is picked."""
    desk.drafted(desk.one, TODAY, "repeat", earlier_number=answered.document_number)
    assert drafted(desk)["earlier_case"] == answered.number


def test_a_letter_to_somebody_else_is_no_earlier_reply(desk, answered):
    """11.6: the same applicant, by number or by name and contact."""
    other = desk.assigned(date(2026, 3, 2), applicant_name="李四", phone="13900000000", address="某路99号")
    for given in ({"earlier_case": answered.number}, {"earlier_number": answered.document_number}):
        with pytest.raises(Refused) as refusal:
            desk.drafted(other, TODAY, "repeat", earlier_dated="2026-02-10", not_in_system="旧件", **given)
        assert (refusal.value.article, refusal.value.field) == ("条例36（六）", "earlier_case")


def test_one_of_before_the_system_is_typed_with_its_reason(desk):
    """11.6: without a reason it is refused, and what the system has is named."""
    typed = {"earlier_number": "某公开〔2017〕8号", "earlier_dated": "2017-05-06"}
    with pytest.raises(Refused, match="写明文号、日期和理由") as refusal:
        desk.drafted(desk.one, TODAY, "repeat", **typed)
    assert refusal.value.article == "条例36（六）"
    given = typed | {"not_in_system": "2017年尚未使用本系统，原件在案卷第3号"}
    with pytest.raises(Refused, match="收到本件申请以前"):
        desk.drafted(desk.one, TODAY, "repeat", **given | {"earlier_dated": "2026-03-02"})
    desk.drafted(desk.one, TODAY, "repeat", **given)
    assert "某公开〔2017〕8号" in Case.objects.get(pk=desk.one.pk).draft.text


# -- not ours ----------------------------------------------------------------------------------------------------


@pytest.fixture
def bureau(desk):
    """Return another agency of the list."""
    return Agency.objects.create(
        code="T", name="某区交通运输局", kind="department", parent=desk.government, address="某路7号", phone="0577-7"
    )


def test_the_other_agency_is_picked_with_its_address(desk, client, bureau):
    """11.6: over HTTP; name, address and telephone are those of the list, not those typed."""
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=not_ours"
    choices = dict(client.get(address).context["form"].fields["fact_responsible_agency"].choices)
    assert "T" in choices and "D" not in choices
    given = {"on": "2026-03-04", "version": 2, "fact_reason": "该路由交通运输部门建设", "fact_responsible_agency": "T"}
    assert client.post(address, given).status_code == 302
    text = Case.objects.get(pk=desk.one.pk).draft.text
    assert "负责公开该政府信息的行政机关为某区交通运输局，联系方式：地址：某路7号，电话：0577-7" in text


def test_the_name_of_an_agency_of_the_list_is_that_agency(desk, bureau):
    """11.6: typed in full it is found, and its contact is the list's."""
    desk.drafted(
        desk.one,
        TODAY,
        "not_ours",
        reason="该路由交通运输部门建设",
        responsible="某区交通运输局",
        responsible_contact="某路1号",
    )
    assert (drafted(desk)["responsible_agency"], drafted(desk)["responsible_contact"]) == (
        "T",
        "地址：某路7号，电话：0577-7",
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"responsible_agency": "D"}, "就不是“不属于本机关负责公开”"),
        ({"responsible_agency": "X"}, "没有代码是“X”的机关"),
        ({"responsible": "某区住建局"}, "就不是“不属于本机关负责公开”"),
        ({"responsible_agency": "O"}, "由某区交通运输局承接"),
        ({"responsible": "某县水利局"}, "应当同时告知名称和联系方式"),
    ],
)
def test_an_agency_that_cannot_be_it_is_refused(desk, bureau, given, says):
    """11.6: itself, one that is not there, one that has ended, a name without a contact."""
    old = Agency.objects.create(
        code="O", name="某区公路局", kind="department", parent=desk.government, closed_on=date(2025, 1, 1)
    )
    old.successions.create(successor=bureau, on=date(2025, 1, 1))
    with pytest.raises(Refused, match=says) as refusal:
        desk.drafted(desk.one, TODAY, "not_ours", reason="该路由交通运输部门建设", **given)
    assert refusal.value.article in ("条例36（五）、10", "条例36（五）")


def test_an_agency_that_is_not_on_the_list_is_typed(desk, bureau):
    """11.6: name and contact, as before."""
    typed = {"responsible": "某县水利局", "responsible_contact": "某县某路1号，0577-9"}
    desk.drafted(desk.one, TODAY, "not_ours", reason="该水库由县水利部门管理", **typed)
    assert drafted(desk)["responsible_agency"] == ""


@pytest.mark.parametrize("written", ["张三（委托代理人：李四）", "申请人：张三", "张 三"])
def test_an_earlier_reply_to_a_name_written_otherwise_is_found(desk, answered, written):
    """11.6: looked for under the key by which all comparing of applicants goes, then compared by a contact."""
    other = desk.assigned(date(2026, 3, 3), applicant_name=written)
    assert [one.case_number for one in earlier_replies(other)] == [answered.number]
    elsewhere = desk.assigned(date(2026, 3, 3), applicant_name=written, phone="13900000000", address="某路99号")
    assert earlier_replies(elsewhere) == []


def test_an_earlier_reply_is_found_by_a_number_of_the_other_length(desk):
    """11.6, 11.7: of fifteen digits then and of eighteen now, the name written otherwise."""
    case = desk.assigned(date(2026, 2, 2), identity_number="330302900101123", applicant_name="章三")
    desk.drafted(case, date(2026, 2, 9), provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        desk.do(case, act, date(2026, 2, 10))
    desk.do(case, "deliver", date(2026, 2, 10), method="direct", receipt="章三")
    now = desk.assigned(
        date(2026, 3, 3), identity_number="330302199001011235", applicant_name="张三", phone="", address=""
    )
    assert [one.case_number for one in earlier_replies(now)] == [case.number]
