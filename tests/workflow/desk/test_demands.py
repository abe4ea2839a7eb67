"""11.5 Demands as people meet them: proposed when an application is registered, shown, changed, answered one by one, reviewed."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from intake.models import Application
from tests.shared_data import shared_data
from tests.workflow.acts.test_demands import DEMANDS, PARTS, TEXT
from tests.workflow.sample_office import SHANGHAI, Office
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.desk import draft_checks
from workflow.papers.demands import demands_in
from workflow.papers.prefill import prefilled

DAY, TODAY, MORNING = date(2026, 3, 2), date(2026, 3, 4), datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
TYPED = {
    "channel": "in_person",
    "arrived_on": "2026-03-04",
    "applicant_kind": "natural_person",
    "applicant_name": "李四",
    "content": TEXT,
    "idempotency_key": "k1",
}
LINES = "\r\n".join(DEMANDS)


@shared_data
def office():
    """Return an office with one case of three demands in hand."""
    office = Office()
    office.one = office.assigned(DAY, content=TEXT, demands=DEMANDS)
    return office


@pytest.fixture
def desk(office, client):
    """Return the office on one morning, its clerk signed in."""
    with time_machine.travel(MORNING, tick=False):
        client.force_login(office.clerk)
        yield office


def newest() -> Case:
    return Case.objects.latest("pk")


def review(office, *parts):
    """Return the page of a draft with some parts, read by the reviewer."""
    office.do(office.one, "draft", TODAY, kind="combined", facts={"parts": list(parts)})
    return draft_checks.checks(Case.objects.get(pk=office.one.pk), list(office.one.events.order_by("seq")), None, TODAY)


# -- registering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "asks"), [("zh-hans", "文本似有 3 项"), ("en", "seems to list 3 demands")])
def test_the_page_asks_where_the_text_lists_several(desk, client, language, asks):
    client.cookies.load({"django_language": language})
    page = client.post(reverse("register"), TYPED)
    assert page.status_code == 422 and asks in page.content.decode()
    assert page.context["form"]["demands"].value() == "\n".join(DEMANDS)
    assert not Application.objects.filter(applicant_name="李四").exists()
    assert (
        client.post(reverse("register"), TYPED | {"demands": page.context["form"]["demands"].value()}).status_code
        == 302
    )
    assert newest().events.get(act="register").data["demands"] == DEMANDS


def test_the_lines_may_be_joined_and_divided_before_registering(desk, client):
    client.post(reverse("register"), TYPED | {"demands": "征地批复和补偿方案\r\n\r\n 听证笔录 "})
    assert newest().events.get(act="register").data["demands"] == ["征地批复和补偿方案", "听证笔录"]


def test_one_demand_is_registered_without_a_question(desk, client):
    assert client.post(reverse("register"), TYPED | {"content": "某路扩建的环评批复"}).status_code == 302
    assert "demands" not in newest().events.get(act="register").data


def test_the_proposal_is_shown_with_the_legal_day_and_keeps_what_was_typed(desk, client):
    page = client.post(reverse("register"), TYPED | {"check": "1"})
    assert page.context["form"]["demands"].value() == "\n".join(DEMANDS)
    page = client.post(reverse("register"), TYPED | {"check": "1", "demands": "征地批复"})
    assert page.context["form"]["demands"].value() == "征地批复"


def test_a_line_that_says_nothing_is_refused_beside_its_field(desk, client):
    page = client.post(reverse("register"), TYPED | {"demands": "征地批复\r\n同上"})
    assert page.status_code == 422 and "没有说明什么" in page.context["form"].errors["demands"][0]
    assert not Application.objects.filter(applicant_name="李四").exists()


def test_the_same_key_with_other_demands_is_asked_about(desk, client):
    first = client.post(reverse("register"), TYPED | {"demands": LINES})
    assert client.post(reverse("register"), TYPED | {"demands": LINES}).url == first.url
    page = client.post(reverse("register"), TYPED | {"demands": "征地批复\r\n补偿方案"})
    assert page.status_code == 409 and "征地批复；补偿方案；听证笔录" in page.content.decode()


def test_what_waits_in_the_queue_is_read_before_it_is_registered(desk, client):
    waiting = client.post(reverse("register"), TYPED | {"channel": "fax", "demands": LINES}).url
    assert client.get(waiting).context["demands"]["demands"].value() == "\n".join(DEMANDS)
    reached = {"on": "2026-03-04", "means": "电话", "reached": "on", "note": ""}
    page = client.post(waiting, reached | {"demands": ""})
    assert page.status_code == 422 and "文本似有 3 项" in page.content.decode()
    assert not Application.objects.get(applicant_name="李四").confirmations.exists()
    page = client.post(waiting, reached | {"demands": "征地批复\r\n征地批复"})
    assert page.status_code == 422 and "第 2 项与第 1 项相同" in page.content.decode()
    client.post(
        waiting, {"on": "2026-03-04", "means": "电话", "note": "无人接听"}
    )  # reached nobody: nothing is registered
    assert client.post(waiting, reached | {"demands": LINES}).status_code == 302
    assert newest().events.get(act="register").data["demands"] == DEMANDS


def test_what_was_confirmed_before_is_registered_with_one_button(desk, client):
    waiting = client.post(reverse("register"), TYPED | {"channel": "fax", "demands": LINES}).url
    application = Application.objects.get(applicant_name="李四")
    application.confirmations.create(on=TODAY, means="电话", reached=True, recorded_at=MORNING, recorded_by=desk.clerk)
    assert client.post(waiting, {"register": "1"}).status_code == 422
    assert client.post(waiting, {"register": "1", "demands": LINES}).status_code == 302
    assert newest().events.get(act="register").data["demands"] == DEMANDS


# -- shown ---------------------------------------------------------------------------------------------------------


def test_they_stand_numbered_on_the_case_page_and_on_the_sheets(desk, client):
    page = client.get(reverse("case", args=[desk.one.pk])).content.decode()
    assert all(f"<li>{text}</li>" in page for text in DEMANDS) and "文本似有" not in page
    for code in ("registration_form", "legal_review_sheet"):
        assert prefilled(desk.one, code, by=desk.clerk, today=TODAY, days=calendar())["demands"] == DEMANDS
    one = desk.assigned(DAY, content="某合同")
    assert prefilled(one, "registration_form", by=desk.clerk, today=TODAY, days=calendar())["demands"] == []


def test_the_registration_sheet_prints_them_and_is_as_it_was_where_there_are_none(desk, client):
    for case, row in ((desk.one, True), (desk.assigned(DAY, content="某合同"), False)):
        given = {"version": case.version, "on": "2026-03-04", "fact_contact": "见申请书"}
        page = client.get(reverse("paper", args=[case.pk, "registration_form"]))
        given |= {name: page.context["form"][name].value() or "" for name in page.context["form"].fields} | {
            "version": 2
        }
        assert "fact_demands" not in given  # nobody types them here
        assert client.post(reverse("paper", args=[case.pk, "registration_form"]), given).status_code == 302
        sheet = case.events.filter(act="write_paper").last().letter
        assert ("逐项申请事项" in sheet.html) == row and ("2.补偿方案" in sheet.html) == row


@pytest.mark.parametrize(("language", "doubt"), [("zh-hans", "文本似有 3 项"), ("en", "seems to list 3 demands")])
def test_a_doubt_is_visible_until_somebody_confirms_or_changes(desk, client, language, doubt):
    client.cookies.load({"django_language": language})
    case = desk.assigned(DAY, content=TEXT)
    assert doubt in client.get(reverse("case", args=[case.pk])).content.decode()
    form = next(
        s for s in client.get(reverse("case", args=[case.pk])).context["steps"] if s["row"].code == "change_demands"
    )
    assert form["form"]["demands"].value() == "\n".join(DEMANDS)
    given = {"on": "2026-03-04", "version": 2, "demands": LINES, "reason": "按申请书所列分项"}
    assert client.post(reverse("step", args=[case.pk, "change_demands"]), given).status_code == 302
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert doubt not in page and "1. 征地批复　2. 补偿方案" in page  # the timeline has both readings
    assert TEXT in page and "按申请书所列分项" in page


def test_a_change_without_a_reason_keeps_what_was_typed(desk, client):
    given = {"on": "2026-03-04", "version": 2, "demands": "征地批复", "reason": ""}
    page = client.post(reverse("step", args=[desk.one.pk, "change_demands"]), given)
    assert page.status_code == 422 and demands_in(desk.one).texts == tuple(DEMANDS)
    form = next(step["form"] for step in page.context["steps"] if step["row"].code == "change_demands")
    assert form["demands"].value() == "征地批复" and form.errors["reason"]


# -- answered ------------------------------------------------------------------------------------------------------


def several(desk, *conclusions: str) -> str:
    chosen = "".join(f"&part={code}" for code in conclusions)
    return reverse("draft", args=[desk.one.pk]) + f"?outcome=combined{chosen}"


def facts() -> dict:
    return FACTS | {"part2_fact_snapshot": SimpleUploadedFile("page.pdf", b"%PDF-1.7 the page as it was")}


FACTS = {
    "part1_fact_provided": "征地批复",
    "part1_fact_secrecy_review": "表1",
    "part2_fact_where_published": "区政府网站“征收”专栏",
    "part2_fact_published_on": "2025-11-06",
    "part3_item_ground": "internal",
    "part3_item_reason": "属于内部工作流程",
    "part3_item_evidence": "流程单原件",
    "on": "2026-03-04",
    "version": 2,
}


def test_the_combined_reply_is_the_ordinary_way_for_several_demands(desk, client):
    client.force_login(desk.handler)
    for address in ("", "?outcome=open", "?outcome=deny"):
        page = client.get(reverse("draft", args=[desk.one.pk]) + address)
        assert page.context["outcome"] == "combined"
        assert [item["text"] for item in page.context["items"]] == DEMANDS
    assert client.get(reverse("draft", args=[desk.one.pk]) + "?outcome=excess").context["outcome"] == "excess"


def test_a_demand_without_a_conclusion_is_named_before_anything_is_typed(desk, client):
    client.force_login(desk.handler)
    page = client.get(several(desk, "open", "", "deny"))
    assert page.context["form"] is None and "请选第 2 项的结论" in page.content.decode()
    assert [item["chosen"] for item in page.context["items"]] == ["open", "", "deny"]
    assert client.post(several(desk, "open", "deny"), facts()).status_code == 422
    assert not desk.one.events.filter(act="draft").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_demand_is_answered_in_its_own_words(desk, client, language):
    client.cookies.load({"django_language": language})
    client.force_login(desk.handler)
    address = several(desk, "open", "open_published", "deny")
    page = client.get(address)
    assert "part1_asked" not in page.context["form"].fields and f'small">{DEMANDS[1]}</pre>' in page.content.decode()
    assert "三、关于" in client.post(address.replace("/draft/", "/draft/preview/"), facts()).content.decode()
    lacking = client.post(address, facts() | {"part2_fact_where_published": "同上"})
    assert lacking.status_code == 422 and not desk.one.events.filter(act="draft").exists()
    assert client.post(address, facts()).status_code == 302
    draft = Case.objects.get(pk=desk.one.pk).draft
    assert [part["asked"] for part in draft.facts["parts"]] == DEMANDS
    page = client.get(reverse("review", args=[desk.one.pk])).content.decode()
    assert all(text in page for text in DEMANDS) and ("第 2 项：" in page) == (language == "zh-hans")
    given = {"on": "2026-03-04", "version": 3, "note": ""}
    assert client.post(reverse("step", args=[desk.one.pk, "submit_for_review"]), given).status_code == 302


def test_after_a_change_what_was_drafted_stays_with_its_demand(desk, client):
    client.force_login(desk.handler)
    client.post(several(desk, "open", "open_published", "deny"), facts())
    desk.do(
        desk.one,
        "change_demands",
        TODAY,
        demands=[DEMANDS[2], "付款凭证", DEMANDS[0]],
        reason="来函删去第二项，另加一项",
    )
    page = client.get(several(desk))
    assert [item["chosen"] for item in page.context["items"]] == ["deny", "", "open"]
    form = client.get(several(desk, "deny", "open_published", "open")).context["form"]
    assert form["part1_item_reason"].value() == "属于内部工作流程" and form["part3_fact_provided"].value() == "征地批复"


def test_submitting_one_conclusion_for_three_is_refused_on_the_page(desk, client):
    """A2 case 11, through HTTP as the handler."""
    desk.drafted(desk.one, TODAY, provided=["情况说明"], secrecy_review="表1")
    client.force_login(desk.handler)
    page = client.get(reverse("review", args=[desk.one.pk])).content.decode()
    assert "第 3 项：“听证笔录”没有自己的结论" in page
    given = {"on": "2026-03-04", "version": 3, "note": ""}
    page = client.post(reverse("step", args=[desk.one.pk, "submit_for_review"]), given)
    assert page.status_code == 422 and "第 2 项：“补偿方案”没有自己的结论、依据和证据" in page.content.decode()
    assert "条例36" in page.content.decode() and Case.objects.get(pk=desk.one.pk).state == "handling"


# -- reviewed ------------------------------------------------------------------------------------------------------


def test_the_review_lists_each_demand_with_its_conclusion_and_article(desk):
    found = {check.text: (check.verdict, check.detail) for check in review(desk, *PARTS)}
    assert found["第 1 项：征地批复——予以公开"][0] == "ok" and "条例36（二）" in found["第 1 项：征地批复——予以公开"][1]
    assert "条例36（四）" in found["第 3 项：听证笔录——信息不存在"][1]
    assert not any("完全相同" in text or "原话" in text for text in found)


def test_facts_copied_from_item_to_item_are_looked_at(desk):
    found = {
        check.text: check.verdict for check in review(desk, PARTS[0], *[PARTS[1] | {"asked": a} for a in DEMANDS[1:]])
    }
    assert found["第 2、3 项的事实完全相同"] == "hm"


def test_joined_and_invented_demands_are_looked_at(desk):
    desk.do(desk.one, "change_demands", TODAY, demands=["征地批复和补偿方案", "听证笔录"], reason="并作一项")
    found = {check.text: check.verdict for check in review(desk, PARTS[0] | {"asked": "征地批复和补偿方案"}, PARTS[2])}
    assert found["文本似有 3 项，登记为 2 项"] == found["第 1 项不是申请书的原话"] == "hm"


def test_the_approval_sheet_has_each_demand_with_its_conclusion_or_without(desk):
    desk.do(desk.one, "draft", TODAY, kind="combined", facts={"parts": [PARTS[0], PARTS[2]]})
    case = Case.objects.get(pk=desk.one.pk)
    said = prefilled(case, "approval_sheet", by=desk.clerk, today=TODAY, days=calendar())["conclusions"]
    assert [each.split("（")[0] for each in said] == [
        "征地批复：予以公开",
        "补偿方案：没有答复",
        "听证笔录：信息不存在",
    ]
