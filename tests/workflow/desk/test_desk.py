"""The desk in detail: what comes first, the legal day before registering, masks, previews, the reviewer's checks."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.audit_trail.models import AccessLog
from agencies.organisation.models import Officer
from config.middleware.unavailable import UnavailableMiddleware
from intake.models import Application
from law import Refused, procedure
from law.deadlines import clock
from notices.letters.models import Draft
from tests.workflow.one_assigned_case import MORNING
from tests.workflow.sample_office import DAYS, at, officer
from workflow.cases import selectors
from workflow.cases.act import ACTS
from workflow.cases.models import Case
from workflow.desk import draft_checks, worklist
from workflow.templatetags.events import event_parts

TODAY = date(2026, 3, 4)
TYPED = {
    "channel": "fax",
    "arrived_on": "2026-03-03",
    "applicant_kind": "natural_person",
    "applicant_name": "李四",
    "content": "某路扩建的环评批复",
    "idempotency_key": "k1",
}
REFUSAL = {
    "item1_ground": "privacy",
    "item1_reason": "含有第三人的身份证号码，公开即损害其人格权益",
    "item1_evidence": "第三方意见第1号",
}


@pytest.fixture
def desk(assigned):
    """Return the office on one morning."""
    with time_machine.travel(MORNING, tick=False):
        yield assigned


def read(client, name: str, *args, **query) -> str:
    """Return the text of a page."""
    return client.get(reverse(name, args=args), query).content.decode()


# -- the worklist -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", "korygp")
def test_a_light_as_a_filter_finds_exactly_the_cases_that_show_it(desk, code):
    for n in range(-5, 20):
        Case.objects.filter(pk=desk.one.pk).update(due_on=TODAY + timedelta(days=n))
        shown = selectors.light(TODAY + timedelta(days=n), TODAY, DAYS).code
        found = worklist.filtered_cases(desk.clerk, worklist.Filters(light=code), TODAY, DAYS).exists()
        assert found == (shown == code), n


def test_what_comes_first_today(desk, client):
    Case.objects.filter(pk=desk.one.pk).update(due_on=date(2026, 3, 3))
    correction = desk.case(date(2026, 2, 24))  # the seventh working day after it is 4 March
    waiting = desk.application(date(2026, 3, 3), channel="fax")
    client.force_login(desk.clerk)
    page = client.get(reverse("worklist"))
    first = page.context["first"]
    assert [(row.case.pk, row.note) for row in first] == [(desk.one.pk, ""), (correction.pk, "correction")]
    assert first[1].step == "request_correction"
    assert [one.pk for one in page.context["queue"]] == [waiting.pk]
    assert page.context["first_count"] == 3


def test_the_last_day_for_a_correction_is_the_last_that_the_clock_accepts(desk):
    case = desk.case(date(2026, 2, 13))
    found = [
        day
        for n in range(1, 40)
        if worklist.last_day_for_correction(desk.clerk, day := case.received_on + timedelta(days=n), DAYS).filter(
            pk=case.pk
        )
    ]
    (last,) = found
    clock.run(case.received_on, [clock.ClockAct("request_correction", last)], calendar=DAYS)
    with pytest.raises(Refused):
        clock.run(case.received_on, [clock.ClockAct("request_correction", last + timedelta(days=1))], calendar=DAYS)


def test_a_stopped_clock_shows_what_is_left_when_it_runs_again(desk, client):
    desk.do(desk.one, "consult_third_party", date(2026, 3, 3), name="某公司", matter="合同")
    client.force_login(desk.handler)
    (row,) = client.get(reverse("worklist")).context["rows"]
    assert (row.term_status.held, row.term_status.light.code) == (True, "p")
    assert (row.term_status.used, row.term_status.light.days_left) == (1, 19)
    assert (row.step, row.mine) == ("receive_third_party_opinion", True)


def test_search_finds_text_name_and_number(desk, client):
    client.force_login(desk.clerk)
    for words in ("施工合同", "张三", desk.one.number):
        assert desk.one.number in read(client, "worklist", q=words)
    assert desk.one.number not in read(client, "worklist", q="没有这样的字")


def test_nonsense_in_the_address_is_left_out(desk, client):
    client.force_login(desk.clerk)
    for query in ({"page": "x"}, {"handler": "1' or 1"}, {"light": "korygp"}, {"stage": "../"}, {"handler": "9" * 40}):
        assert client.get(reverse("worklist"), query).status_code == 200


@pytest.mark.parametrize("address", ["worklist", "case"])
def test_queries_do_not_grow_with_the_cases(desk, client, address, django_assert_max_num_queries):
    client.force_login(desk.clerk)
    args = [desk.one.pk] if address == "case" else []
    desk.assigned(date(2026, 3, 2))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(address, args=args))
    for _ in range(15):
        desk.assigned(date(2026, 3, 2))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(address, args=args))
    with django_assert_max_num_queries(40 if address == "case" else 25):
        assert client.get(reverse(address, args=args)).status_code == 200


# -- registering ------------------------------------------------------------------------------------------------
def test_the_legal_day_is_shown_before_anything_is_stored(desk, client):
    client.force_login(desk.clerk)
    before = Application.objects.count()
    page = client.post(reverse("register"), TYPED | {"check": "1", "confirmed_on": "2026-03-04"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "条例31（三）" in text
    assert "4月1日" in text  # twenty working days after 4 March
    assert "某路扩建的环评批复" in text
    assert Application.objects.count() == before


def test_the_rule_alone_for_the_page_in_place(desk, client):
    client.force_login(desk.clerk)
    text = read(client, "arrival", channel="mail_signed", arrived_on="2026-03-03")
    assert "3月31日" in text
    assert "<html" not in text
    assert "早于" in read(client, "arrival", channel="fax", arrived_on="2026-03-03", confirmed_on="2026-03-01")
    assert client.get(reverse("arrival"), {"arrived_on": "2026-02-31", "channel": "x"}).status_code == 200


def test_earlier_cases_of_the_same_person_are_named(desk, client):
    client.force_login(desk.clerk)
    page = client.post(reverse("register"), TYPED | {"check": "1", "applicant_name": "张三"})
    assert [case.pk for case in page.context["alike"]] == [desk.one.pk]


def test_a_confirmation_before_the_arrival_stores_nothing(desk, client):
    client.force_login(desk.clerk)
    before = Application.objects.count()
    page = client.post(reverse("register"), TYPED | {"confirmed_on": "2026-03-01", "confirmed_by": "电话"})
    assert page.status_code == 422
    assert page.context["form"].errors["confirmed_on"]
    assert Application.objects.count() == before


def test_several_scans_are_kept_and_come_back_as_downloads(desk, client):
    client.force_login(desk.clerk)
    scans = [SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.4 x") for name in ("申请书", "信封")]
    client.post(reverse("register"), TYPED | {"channel": "in_person", "files": scans})
    kept = Application.objects.latest("pk").attachments.all()
    assert [one.name for one in kept] == ["申请书.pdf", "信封.pdf"]
    answer = client.get(reverse("attachment", args=[kept[0].pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    client.force_login(desk.administrator)
    assert client.get(reverse("attachment", args=[kept[0].pk])).status_code == 404


def test_a_wrong_scan_is_refused_and_nothing_is_stored(desk, client):
    client.force_login(desk.clerk)
    before = Application.objects.count()
    page = client.post(reverse("register"), TYPED | {"files": [SimpleUploadedFile("a.pdf", b"MZ")]})
    assert page.status_code == 422
    assert Application.objects.count() == before


def test_the_second_click_on_the_queue_finds_the_case(desk, client):
    client.force_login(desk.clerk)
    waiting = client.post(reverse("register"), TYPED).url
    first = client.post(waiting, {"on": "2026-03-04", "means": "电话", "reached": "on"})
    assert client.post(waiting, {"on": "2026-03-04", "means": "电话", "reached": "on"}).url == first.url


def test_an_attempt_that_reached_nobody_is_kept_and_the_term_does_not_begin(desk, client):
    client.force_login(desk.clerk)
    waiting = client.post(reverse("register"), TYPED).url
    client.post(waiting, {"on": "2026-03-04", "means": "电话", "note": "无人接听"})
    assert "无人接听" in client.get(waiting).content.decode()
    assert Case.objects.count() == 1


# -- the case page ----------------------------------------------------------------------------------------------
def test_every_act_by_hand_has_a_form():
    by_hand = {row.code for row in procedure.ACTS.values() if row.by_hand}
    assert {code for code, act in ACTS.items() if act.form} | {"draft", "write_paper"} == by_hand


def test_particulars_are_hidden_until_a_reason_is_on_record(desk, client):
    client.force_login(desk.handler)
    assert "13800000000" not in read(client, "case", desk.one.pk)
    assert client.post(reverse("look", args=[desk.one.pk]), {"reason": " "}).status_code == 422
    assert not AccessLog.objects.exists()
    shown = client.post(reverse("look", args=[desk.one.pk]), {"reason": "填写 EMS 面单"}, follow=True)
    assert "13800000000" in shown.content.decode()
    assert "13800000000" not in read(client, "case", desk.one.pk)  # once
    look = AccessLog.objects.get()
    assert (look.officer, look.subject, look.reason) == (desk.handler, desk.one.number, "填写 EMS 面单")
    client.force_login(desk.supervisor)
    assert client.post(reverse("look", args=[desk.one.pk]), {"reason": "好奇"}).status_code == 404
    assert "填写 EMS 面单" in read(client, "case", desk.one.pk)  # who oversees sees who looked


def test_the_access_log_only_grows(desk):
    look = AccessLog.objects.create(
        officer=desk.clerk, agency=desk.agency, subject="1", what="applicant", reason="x", at=at(TODAY)
    )
    for change in (
        lambda: AccessLog.objects.update(reason="y"),
        lambda: AccessLog.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    look.refresh_from_db()
    assert look.reason == "x"


def test_names_of_any_length_are_masked_but_not_those_of_firms(desk, client):
    desk.case(date(2026, 3, 2), applicant_name="阿不都热合曼·买买提")
    desk.case(date(2026, 3, 2), applicant_name="某建设有限公司", applicant_kind="business")
    client.force_login(desk.clerk)
    page = read(client, "worklist")
    assert "热合曼" not in page
    assert "某建设有限公司" in page


def test_the_day_is_explained_by_its_article(desk, client):
    client.force_login(desk.clerk)
    page = read(client, "case", desk.one.pk)
    assert "条例31（一）、33②" in re.sub("</?a[^>]*>", "", page)  # each article is a link to its words
    assert "第 20 日为应答复日" in page
    assert "当面提交，提交当日为收到日" in page


def test_markup_in_what_people_type_stays_text(desk, client):
    client.force_login(desk.clerk)
    evil = '"><img src=x onerror=alert(1)>'
    address = reverse("step", args=[desk.one.pk, "extend"])
    desk.consent(desk.one, "extend", date(2026, 3, 4), 5)
    given = {"on": "2026-03-04", "version": 3, "workdays": 5, "reason": evil}
    assert client.post(address, given).status_code == 302
    page = read(client, "case", desk.one.pk)
    assert "<img" not in page
    assert "&lt;img" in page


def test_two_open_consultations_are_told_apart(desk, client):
    for name in ("甲公司", "乙公司"):
        desk.do(desk.one, "consult_third_party", date(2026, 3, 3), name=name, matter="合同")
    client.force_login(desk.handler)
    case = client.get(reverse("case", args=[desk.one.pk]))
    form = next(s["form"] for s in case.context["steps"] if s["row"].code == "receive_third_party_opinion")
    assert [name for _, name in form.fields["key"].choices] == ["甲公司", "乙公司"]
    first = form.fields["key"].choices[0][0]
    address = reverse("step", args=[desk.one.pk, "receive_third_party_opinion"])
    given = {"on": "2026-03-04", "version": 6, "key": first, "agrees": "objects", "text": "不同意"}
    assert client.post(address, given).status_code == 302
    assert "receive_agency_opinion" not in [s["row"].code for s in case.context["steps"]]
    again = client.get(reverse("case", args=[desk.one.pk])).context["steps"]
    form = next(s["form"] for s in again if s["row"].code == "receive_third_party_opinion")
    assert "key" not in form.fields


def test_an_act_of_another_role_is_refused_and_the_words_come_back(desk, client):
    client.force_login(desk.reviewer)
    address = reverse("step", args=[desk.one.pk, "extend"])
    page = client.post(address, {"on": "2026-03-04", "version": 2, "workdays": 5, "reason": "材料多"})
    assert page.status_code == 422
    assert "您的岗位不能办理这一步" in page.content.decode()
    assert "材料多" in page.content.decode()
    assert Case.objects.get(pk=desk.one.pk).version == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_history_says_what_every_event_keeps(desk, client, language):
    desk.do(desk.one, "consult_agency", date(2026, 3, 3), name="某局", matter="会商意见", co_producer=True)
    desk.do(desk.one, "receive_agency_opinion", date(2026, 3, 4), agrees="objects", text="不宜公开")
    client.cookies.load({"django_language": language})
    client.force_login(desk.clerk)
    page = read(client, "case", desk.one.pk)
    assert "不宜公开" in page
    assert ("Objects, with reasons" in page) == (language == "en")
    assert all(event_parts(event) for event in desk.one.events.exclude(act="assign"))


# -- drafting and reviewing -------------------------------------------------------------------------------------
def draft(desk, client, **more):
    """Draft a refusal over the page."""
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=deny"
    return client.post(address, {"on": "2026-03-04", "version": 2} | REFUSAL | more)


def test_a_preview_is_the_letter_and_stores_nothing(desk, client):
    client.force_login(desk.handler)
    address = reverse("draft-preview", args=[desk.one.pk]) + "?outcome=deny"
    shown = client.post(address, {"on": "2026-03-04", "version": 2} | REFUSAL)
    assert shown.status_code == 200
    assert "个人隐私" in shown.content.decode()
    assert shown["Content-Security-Policy"].startswith("sandbox")
    lacking = client.post(address, {"on": "2026-03-04", "version": 2})
    assert lacking.status_code == 422
    assert "具体理由" in lacking.content.decode()
    assert not Draft.objects.exists()


def test_a_ground_of_special_law_asks_for_its_provision_beside_the_field(desk, client):
    answer = draft(desk, client, item1_ground="law_forbids")
    assert answer.status_code == 422
    assert answer.context["form"].errors["item1_provision"]
    assert "第三方意见第1号" in answer.content.decode()


def test_a_second_thing_withheld_needs_its_own_reason(desk, client):
    answer = draft(desk, client, item2_ground="internal")
    assert answer.status_code == 422
    assert {"item2_reason", "item2_evidence"} <= set(answer.context["form"].errors)


def test_a_returned_draft_is_mended_and_not_retyped(desk, client):
    assert draft(desk, client).status_code == 302
    desk.do(desk.one, "submit_for_review", TODAY)
    desk.do(desk.one, "return_draft", TODAY, comments="请补充<b>理由</b>")
    page = client.get(reverse("draft", args=[desk.one.pk]), {"outcome": "deny"})
    text = page.content.decode()
    assert "请补充&lt;b&gt;理由" in text
    assert page.context["form"]["item1_reason"].value() == REFUSAL["item1_reason"]


def test_the_reviewer_sees_what_is_wrong_first(desk, client):
    draft(desk, client)
    desk.do(desk.one, "submit_for_review", TODAY)
    client.force_login(desk.reviewer)
    page = client.get(reverse("review", args=[desk.one.pk]))
    verdicts = [check.verdict for check in page.context["checks"]]
    assert verdicts == sorted(verdicts, key=draft_checks.ORDER.index)
    assert "no" not in verdicts
    texts = " ".join(check.text for check in page.context["checks"])
    assert "没有征求第三方意见的记录" in texts  # privacy without a consultation
    assert {step["row"].code for step in page.context["steps"]} == {"approve", "return_draft"}


def reviewed(desk, client, **changes):
    """Return the reviewer's checks by text, after the agency has changed."""
    for name, value in changes.items():
        setattr(desk.agency, name, value)
    desk.agency.save()
    client.force_login(desk.reviewer)
    return {check.text: check for check in client.get(reverse("review", args=[desk.one.pk])).context["checks"]}


def test_a_letter_that_would_read_differently_today_is_found_out(desk, client):
    draft(desk, client)
    desk.do(desk.one, "submit_for_review", TODAY)
    assert reviewed(desk, client)["依据和救济告知与今天的规定一致"].verdict == "ok"
    found = reviewed(desk, client, phone="0577-2")
    assert found["今天重新起草，内容会不一样"].verdict == "hm"  # it goes out as it stands
    assert found["依据和救济告知与今天的规定一致"].verdict == "ok"
    found = reviewed(desk, client, court="某市某区人民法院")
    assert found["这份公文今天不能发出"].verdict == "no"
    assert "设置已改变" in found["这份公文今天不能发出"].detail


def test_a_court_of_the_wrong_level_is_shown_to_the_reviewer_and_stops_nothing(desk, client):
    desk.agency.court = "某市中级人民法院"  # for a department
    desk.agency.save()
    draft(desk, client)
    desk.do(desk.one, "submit_for_review", TODAY)
    assert reviewed(desk, client)["法院是不是对的？"].verdict == "hm"
    assert desk.do(desk.one, "approve", TODAY, content_sha256=Case.objects.get(pk=desk.one.pk).draft.content_sha256)


# -- the shell --------------------------------------------------------------------------------------------------
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_needs_what_the_policy_forbids(desk, client, language):
    draft(desk, client)
    client.cookies.load({"django_language": language})
    pages = [("worklist",), ("queue",), ("case", desk.one.pk), ("draft", desk.one.pk), ("review", desk.one.pk)]
    for name, *args in pages:
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, name
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]
        assert not INLINE.search(answer.content.decode()), name
    assert not INLINE.search(read(client, "draft", desk.one.pk, outcome="partial"))
    client.force_login(desk.clerk)
    assert not INLINE.search(read(client, "register"))


def test_five_wrong_passwords_lock_the_account_and_say_so(desk, client):
    desk.clerk.set_password("kaidang-right-2026")
    desk.clerk.save()
    wrong = {"username": "clerk", "password": "x"}
    first = client.post(reverse("login"), wrong)
    assert "账号或口令不对" in first.content.decode()
    for _ in range(4):
        last = client.post(reverse("login"), wrong)
    assert last.status_code == 429
    assert "一刻钟内这里不再接受登录" in last.content.decode()
    right = {"username": "clerk", "password": "kaidang-right-2026"}
    assert client.post(reverse("login"), right).status_code == 429


def test_a_silent_database_is_said_to_be_silent():
    door, ask = UnavailableMiddleware(lambda request: None), RequestFactory()
    page = door.process_exception(ask.get("/"), OperationalError("database is locked"))
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert (
        door.process_exception(ask.get("/api/v1/cases/"), OperationalError()).headers["Content-Type"]
        == "application/problem+json"
    )
    assert door.process_exception(ask.get("/"), ValueError("a fault of ours")) is None


def test_a_stale_form_is_told_in_plain_words(desk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.clerk)
    answer = strict.post(reverse("register"), TYPED)
    assert answer.status_code == 403
    assert "没有保存" in answer.content.decode()


def test_what_is_not_there_is_told_in_plain_words(desk, client):
    client.force_login(desk.administrator)
    answer = client.get(reverse("case", args=[desk.one.pk]))
    assert answer.status_code == 404
    assert "您无权查看" in answer.content.decode()


# -- a decision that waits ---------------------------------------------------------------------------------------
def test_what_waits_for_a_decision_stands_first_for_who_may_decide_and_for_nobody_else(desk):
    day = date(2026, 3, 4)
    case = desk.assigned(date(2026, 3, 3))
    refused = [{"ground": "internal", "reason": "属于内部工作流程方面的信息", "evidence": "流程单原件"}]
    desk.drafted(case, day, "deny", ["internal"], items=refused)
    desk.do(case, "submit_for_review", day)

    def first(person):
        rows, total = worklist.first_things(Officer.objects.get(pk=person.pk), day, DAYS)
        mine = [row for row in rows if row.case.pk == case.pk]
        assert total >= len(rows)
        return [(row.step, row.mine) for row in mine if row.note == ""]

    both = officer("both", desk.agency, "handler", "reviewer", "signer")
    assert first(desk.reviewer) == first(both) == [("approve", True)]
    assert first(desk.signer) == first(desk.clerk) == first(desk.handler) == first(desk.supervisor) == []
    desk.do(case, "approve", day)
    assert first(desk.signer) == first(both) == [("sign", True)]
    assert first(desk.reviewer) == []
    desk.handler.grants.create(role="signer")
    assert first(desk.handler) == []  # the drafter signs nothing of his own
    overdue = date(2026, 5, 1)
    rows, _total = worklist.first_things(Officer.objects.get(pk=desk.signer.pk), overdue, DAYS)
    assert [row.case.pk for row in rows].count(case.pk) == 1  # pressing, and not once more for the decision
