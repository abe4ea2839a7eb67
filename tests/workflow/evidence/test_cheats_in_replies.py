"""11.6: tried as a handler who wants the reply without the work: each kind of it is refused with its article, on the draft."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.organisation.models import Agency
from intake.services import attach
from law import Refused
from tests.workflow.sample_office import PUBLISHED, SEARCH, at
from workflow.cases.models import Case

TODAY = date(2026, 3, 4)
PLACES = SEARCH["places"]
NOT_EXIST, DENY, PARTIAL = ("条例36（四）",), ("条例36（三）",), ("条例36（二）（三）、37",)
ITEM = {"ground": "process", "reason": "属于作出决定以前的讨论记录", "evidence": "会商纪要原件"}


def search(rows, **left_out) -> dict:
    """Return a search of some places, with the reasons for those that were left out."""
    left = [{"place": place, "reason": reason} for place, reason in left_out.items()]
    return {"search_record": SEARCH | {"places": list(rows), "left_out": left}}


def everywhere(**cells) -> dict:
    """Return a search that says so of every place."""
    return search(row | cells for row in PLACES)


def withheld(**more) -> dict:
    """Return one thing that is withheld."""
    return {"items": [ITEM | more]}


def in_part(part: str, provided: str = "合同封面") -> dict:
    """Return a partial reply that withholds a part."""
    return {"provided": [provided], "secrecy_review": "保密审查表第1号", **withheld(part=part)}


OPEN = {"secrecy_review": "保密审查表第1号"}
CHEATS = {  # what is tried -> the conclusion, its facts, the articles of the refusal, its field
    "one section is searched, three places are left out": ("not_exist", search(PLACES[3:], 公文系统="系统里只有许可事项", 业务系统="只存维修资金的往来", 档案室="尚未到归档的期限"), NOT_EXIST, "search_record"),
    "the sections are left out": ("not_exist", search(PLACES[:3], 承办科室="科室的人都出差去了外地"), NOT_EXIST, "search_record"),
    "no need": ("not_exist", search([PLACES[0], *PLACES[2:]], 业务系统="没有必要检索"), NOT_EXIST, "search_record"),
    "nothing to do with it": ("not_exist", search([PLACES[0], *PLACES[2:]], 业务系统="与本件申请的信息无关"), NOT_EXIST, "search_record"),
    "no time": ("not_exist", search([PLACES[0], *PLACES[2:]], 业务系统="工作繁忙，来不及检索"), NOT_EXIST, "search_record"),
    "the same reason twice": ("not_exist", search([PLACES[0], PLACES[3]], 业务系统="那里只有许可事项", 档案室="那里只有许可事项。"), NOT_EXIST, "search_record"),
    "a finding in letters": ("not_exist", everywhere(finding="mei you"), NOT_EXIST, "search_record"),
    "a row of keys": ("not_exist", everywhere(finding="asdfgh"), NOT_EXIST, "search_record"),
    "full width": ("not_exist", everywhere(finding="Ｎ／Ａ"), NOT_EXIST, "search_record"),
    "one text in two cells": ("not_exist", everywhere(finding="施工合同、 某小区改造"), NOT_EXIST, "search_record"),
    "it was found, and it is what was asked for": ("not_exist", everywhere(found=3, finding="查到合同三份"), NOT_EXIST, "search_record"),
    "a question that nobody asked": ("enquiry", {"nature": "您申请的信息本机关没有保存", "other_channel": "服务窗口"}, ("条例2、36",), "nature"),
    "another law that refuses": ("query", {"special_law": "《不动产登记暂行条例》第二十七条", "access_channel": "依法不予提供"}, ("条例36（七）",), "access_channel"),
    "a bookshop that refuses": ("publication", {"where_available": "该资料不予公开，请自行了解"}, ("条例39②",), "where_available"),
    "not ours, and refused": ("not_ours", {"reason": "该信息涉及商业秘密，依法不予公开"}, ("条例36（五）、10",), "reason"),
    "“other” that finds nothing": ("other", {"statement": "经查，您申请的信息本机关未制作"}, ("条例36",), "statement"),
    "“other” that refuses": ("other", {"statement": "该信息依法不予公开"}, ("条例36",), "statement"),
    "“other” that is not ours": ("other", {"statement": "该事项不属于本机关负责公开"}, ("条例36",), "statement"),
    "“other” that was published": ("other", {"statement": "该文件已在门户网站公开"}, ("条例36",), "statement"),
    "a petition that refuses": ("petition", {"nature": "该材料不予公开", "other_channel": "区信访局"}, ("条例39①",), "nature"),
    "open, and nothing is there": ("open", OPEN | {"provided": ["该合同不存在"]}, ("条例36（二）、40",), "provided"),
    "open, and nothing is given": ("open", OPEN | {"provided": ["经研究不予公开"]}, ("条例36（二）、40",), "provided"),
    "partial, and all is withheld": ("partial", in_part("全部内容"), PARTIAL, "part"),
    "partial, and what was asked for is withheld": ("partial", in_part("所申请的信息"), PARTIAL, "part"),
    "partial, and what is given is withheld": ("partial", in_part("施工合同", "施工合同"), PARTIAL, "part"),
    "the ground is its reason": ("deny", withheld(reason="该信息属于过程性信息，依法不予公开"), DENY, "reason"),
    "the question is its reason": ("deny", withheld(reason="某小区改造施工合同"), DENY, "reason"),
    "the reason is its evidence": ("deny", withheld(evidence="属于作出决定以前的讨论记录。"), DENY, "evidence"),
    "the finding is the reason": ("deny", withheld(finding="属于作出决定以前的讨论记录"), DENY, "finding"),
    "we ourselves": ("not_ours", {"reason": "由其他部门制作保存", "responsible": "我局", "responsible_contact": "0577-1"}, ("条例36（五）、10",), "responsible"),
    "our own office": ("not_ours", {"reason": "由其他部门制作保存", "responsible": "某区住建局 办公室", "responsible_contact": "0577-1"}, ("条例36（五）、10",), "responsible"),
}  # fmt: skip


@pytest.mark.parametrize("why", CHEATS)
def test_a_reply_without_the_work_is_refused(desk, why):
    """11.6: with the article and the field; nothing is drafted."""
    outcome, facts, articles, field = CHEATS[why]
    with pytest.raises(Refused) as refusal:
        desk.do(desk.one, "draft", TODAY, kind=outcome, facts=facts)
    assert refusal.value.article in articles and refusal.value.field == field
    assert Case.objects.get(pk=desk.one.pk).draft_id is None


HONEST = {  # what is close to it and true
    "a place where nothing of the kind is kept": ("not_exist", search([PLACES[0], *PLACES[2:]], 业务系统="系统里只有许可事项")),
    "a paper that is called a refusal": ("open", OPEN | {"provided": ["2024年对王某的政府信息不予公开告知书"]}),
    "a paper about what was not there": ("open", OPEN | {"provided": ["信息不存在告知书复印件"]}),
    "“other” that says another thing": ("other", {"statement": "该事项的职权已经划转，请向承接单位了解"}),
    "other papers were found": ("not_exist", everywhere(found=3, finding="查到三份，都不是该小区的合同")),
    "no information, which we never had": ("not_information", {"reason": "该材料由业主委员会自行制作，本机关没有获取"}),
    "not ours, which we never had": ("not_ours", {"reason": "该路由市级部门建设，本机关没有制作或者获取"}),
    "published and said to be": ("open_published", PUBLISHED | {"where_published": "已公开于门户网站“政府信息公开”栏目"}),
    "a part": ("partial", in_part("附件二所列联系人电话")),
    "a bureau of a like name": ("not_ours", {"reason": "由市级部门制作保存", "responsible": "某市住建局", "responsible_contact": "0577-8"}),
}  # fmt: skip


@pytest.mark.parametrize("why", HONEST)
def test_what_is_close_to_it_and_true_is_drafted(desk, why):
    """11.6: the rules refuse the kind, not the words."""
    outcome, facts = HONEST[why]
    desk.do(desk.one, "draft", TODAY, kind=outcome, facts=facts)
    assert Case.objects.get(pk=desk.one.pk).draft_id


def test_on_the_page_too_beside_the_field(desk, client):
    """11.6: over HTTP as the handler."""
    client.force_login(desk.handler)
    given = {"on": "2026-03-04", "version": 2, "fact_statement": "该信息本机关没有制作"}
    page = client.post(reverse("draft", args=[desk.one.pk]) + "?outcome=other", given)
    assert page.status_code == 422 and "信息不存在" in str(page.context["form"].errors["fact_statement"])


# -- the other agency, the archive -------------------------------------------------------------------------------
def test_an_agency_that_ended_since_the_receipt_is_nobody(desk):
    """11.6: on the day of the draft, not of the receipt."""
    Agency.objects.create(code="O", name="某区公路局", kind="department", closed_on=date(2026, 3, 3))
    told = {"reason": "由公路部门制作保存", "responsible": "某区公路局", "responsible_contact": "0577-1"}
    with pytest.raises(Refused, match="已于 2026-03-03 结束"):
        desk.drafted(desk.one, TODAY, "not_ours", **told)


@pytest.mark.parametrize(
    ("kind", "field", "facts"),
    [
        ("archived", "archive", {"archive": "局档案室", "archive_contact": "某路1号", "handed_over_on": "2025-01-02", "hand_over_list": "清单第3页"}),
        ("transferred", "successor", {"powers": "工程监管", "successor": "我局质监站", "successor_contact": "0577-1", "transferred_on": "2025-01-02", "moved_basis": "某委编〔2025〕1号"}),
    ],
)  # fmt: skip
def test_what_lies_in_our_own_house_was_handed_to_nobody(desk, kind, field, facts):
    """11.6: neither our archive room nor our station is another."""
    with pytest.raises(Refused) as refusal:
        desk.do(desk.one, "draft", TODAY, kind=kind, facts=facts)
    assert (refusal.value.field, bool(refusal.value.article)) == (field, True)


# -- the earlier reply -------------------------------------------------------------------------------------------
def answered(desk, **who) -> Case:
    """Return a case that was answered in February and whose reply was handed over."""
    case = desk.assigned(date(2026, 2, 2), **who)
    desk.drafted(case, date(2026, 2, 9), provided=["施工合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        desk.do(case, act, date(2026, 2, 10))
    return case


def given(desk, case: Case) -> Case:
    desk.do(case, "deliver", date(2026, 2, 10), method="direct", receipt="张三")
    return Case.objects.get(pk=case.pk)


def not_given(desk) -> Case:
    return answered(desk)


def revoked(desk) -> Case:
    case = given(desk, answered(desk))
    desk.do(case, "revoke_reply", date(2026, 2, 11), by=desk.signer, fault="遗漏了一项")
    return case


def withdrawn(desk) -> Case:
    case = desk.assigned(date(2026, 2, 2))
    desk.do(case, "withdraw", date(2026, 2, 3), reason="申请人书面撤回")
    return case


def returned(desk) -> Case:
    case = answered(desk)
    desk.do(case, "deliver", date(2026, 2, 10), method="mail", receipt="EMS EA000000009CN")
    letter = case.events.get(act="reply").letter_id
    back = {"letter_id": letter, "method": "mail", "receipt": "EMS EA000000009CN", "reason": "原址查无此人"}
    desk.do(case, "record_service", date(2026, 2, 13), status="returned", **back)
    return case


@pytest.mark.parametrize("earlier", [not_given, revoked, withdrawn, returned])
def test_an_earlier_reply_stands_answers_and_reached_the_applicant(desk, earlier):
    """11.6: picked or typed, one that was not given, was revoked, came back, or answered nothing, is none (条例36（六）)."""
    case = Case.objects.get(pk=earlier(desk).pk)
    typed = {"earlier_dated": "2026-02-10", "not_in_system": "旧系统的答复，原件在卷"}
    for told in ({"earlier_case": case.number}, {"earlier_number": case.document_number} | typed):
        with pytest.raises(Refused) as refusal:
            desk.drafted(desk.one, TODAY, "repeat", **told)
        assert (refusal.value.article, refusal.value.field) == ("条例36（六）", "earlier_case")


@pytest.mark.parametrize("written", [("〔", "["), ("号", ""), ("某住建公开", "某住建 公开")])
def test_a_number_of_this_system_is_not_of_before_it_however_it_is_written(desk, written):
    """11.6: that of a stranger's reply, and that of another letter of the same case."""
    other = given(desk, answered(desk, applicant_name="李四", phone="13911111111", address="某街99号院"))
    receipt = desk.one.events.get(seq=1).letter.number
    for number, says in ((other.document_number, "申请人不同"), (receipt, "登记回执")):
        typed = {"earlier_dated": "2026-02-10", "not_in_system": "旧系统的答复，原件在卷"}
        with pytest.raises(Refused, match=says):
            desk.drafted(desk.one, TODAY, "repeat", earlier_number=number.replace(*written), **typed)


# -- the snapshot, the letter that puts right --------------------------------------------------------------------
def test_what_the_applicant_sent_is_no_snapshot(desk):
    """11.6: the hash of a file that came with the application."""
    sent = attach(desk.one.application, name="申请表.pdf", body=b"%PDF-1.7 asked", now=at(TODAY))
    told = PUBLISHED | {"where_published": "门户网站“公开”栏目", "snapshot_sha256": sent.sha256}
    with pytest.raises(Refused, match="申请表.pdf") as refusal:
        desk.drafted(desk.one, TODAY, "open_published", **told)
    assert (refusal.value.article, refusal.value.field) == ("条例36（一）", "snapshot")


@pytest.mark.parametrize(
    ("wrong", "right", "ok"),
    [("提供下列信息：合同", "该合同不予公开", False), ("合同", "该合同不存在", False), ("合同", "施工合同", True)],
)
def test_a_letter_that_puts_words_right_changes_no_conclusion(desk, wrong, right, ok):
    """11.6: what another conclusion would need, a rectification written by one person has not."""
    case = given(desk, answered(desk))
    facts = {"earlier_number": case.document_number, "approved_by": "局长", "wrong": [wrong], "right": [right]}
    if ok:
        assert desk.do(case, "write_paper", TODAY, kind="rectification", facts=facts)
        return
    with pytest.raises(Refused) as refusal:
        desk.do(case, "write_paper", TODAY, kind="rectification", facts=facts)
    assert (refusal.value.article, refusal.value.field) == ("条例36", "right")
