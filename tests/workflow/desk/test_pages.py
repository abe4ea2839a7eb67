"""The desk as its people meet it: pages in both languages, refusals that keep what was typed, who sees what."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import get_resolver, reverse

from notices.letters.services import void
from tests.workflow.one_assigned_case import MORNING
from tests.workflow.sample_office import SEARCH, SHANGHAI
from workflow.cases.models import Case

TODAY = date(2026, 3, 4)


@pytest.fixture
def today():
    """Stand still on one morning."""
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def desk(assigned, today):
    """Return the office on that morning."""
    return assigned


REGISTER = {
    "channel": "in_person",
    "arrived_on": "2026-03-04",
    "applicant_kind": "natural_person",
    "applicant_name": "李四",
    "content": "<script>alert(1)</script>某路扩建的环评批复",
    "idempotency_key": "k1",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_in_both_languages(desk, client, language):
    client.cookies.load({"django_language": language})
    client.force_login(desk.clerk)
    for address in (reverse("worklist"), reverse("register"), reverse("case", args=[desk.one.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert ("Worklist" in page.content.decode()) == (language == "en")


def test_register_at_once_and_only_once(desk, client):
    client.force_login(desk.clerk)
    first = client.post(reverse("register"), REGISTER)
    second = client.post(reverse("register"), REGISTER)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    page = client.get(first.url).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_wrong_registration_keeps_what_was_typed(desk, client):
    client.force_login(desk.clerk)
    page = client.post(reverse("register"), REGISTER | {"applicant_name": "李\ue000"})
    assert page.status_code == 422
    assert "自造字" in page.content.decode()
    assert "环评批复" in page.content.decode()
    assert Case.objects.count() == 1


def test_a_fax_waits_for_its_confirmation(desk, client):
    client.force_login(desk.clerk)
    waiting = client.post(reverse("register"), REGISTER | {"channel": "fax"})
    assert "/queue/" in waiting.url
    assert Case.objects.count() == 1
    done = client.post(waiting.url, {"on": "2026-03-04", "means": "电话", "reached": "on", "note": ""})
    assert "/cases/" in done.url


def test_a_refused_act_says_why_and_keeps_the_words(desk, client):
    client.force_login(desk.clerk)
    desk.consent(desk.one, "extend", date(2026, 3, 4), 20)
    given = {"on": "2026-03-04", "version": 3, "workdays": 50, "reason": "档案太多了"}
    page = client.post(reverse("step", args=[desk.one.pk, "extend"]), given)
    assert page.status_code == 422
    text = page.content.decode()
    assert "20" in text and "条例33②" in text
    assert "档案太多了" in text


def test_the_second_person_is_told_and_keeps_the_words(desk, client):
    client.force_login(desk.clerk)
    page = client.post(
        reverse("step", args=[desk.one.pk, "withdraw"]), {"on": "2026-03-04", "version": 1, "reason": "不要了"}
    )
    assert page.status_code == 409
    assert "已先办" in page.content.decode() and "不要了" in page.content.decode()


def test_draft_review_sign_and_issue_over_the_pages(desk, client):
    client.force_login(desk.handler)
    address = reverse("draft", args=[desk.one.pk]) + "?outcome=deny"
    given = {
        "on": "2026-03-04",
        "version": 2,
        "item1_ground": "privacy",
        "item1_reason": "含有第三人的身份证号码，公开即损害其人格权益",
        "item1_evidence": "第三方意见第1号",
        "item1_finding": "所涉自然人已迁往国外，无法征求意见；身份证号码一经公开即损害其权益",
    }
    assert client.get(address).status_code == 200
    drafted = client.post(address, given)
    assert drafted.status_code == 302, drafted.content.decode()[:3000]
    assert "个人隐私" in client.get(reverse("draft-sheet", args=[desk.one.pk])).content.decode()
    steps = (
        (desk.handler, "submit_for_review", {}),
        (desk.reviewer, "approve", {}),
        (desk.signer, "sign", {}),
        (desk.clerk, "reply", {}),
        (desk.clerk, "deliver", {"method": "direct", "receipt": "张三"}),
        (desk.clerk, "close", {}),
    )
    for person, code, more in steps:
        client.force_login(person)
        if code == "close":
            desk.send_all(desk.one, date(2026, 3, 4))
        case = Case.objects.get(pk=desk.one.pk)
        assert client.get(reverse("case", args=[case.pk])).status_code == 200
        sha = case.draft.content_sha256
        data = {"on": "2026-03-04", "version": case.version, "content_sha256": sha, **more}
        answer = client.post(reverse("step", args=[case.pk, code]), data)
        assert answer.status_code == 302, (code, answer.content.decode())
    case = Case.objects.get(pk=desk.one.pk)
    assert (case.state, case.outcome, case.grounds) == ("closed", "deny", "|privacy|")
    assert "先向某区人民政府申请行政复议" in case.events.get(act="reply").letter.html


# name -> (clerk of the agency, supervisor of the government, administrator, nobody signed in)
ADDRESSES = {
    "worklist": (200, 200, 200, 302),
    "assign-many": (405, 405, 405, 302),
    "register": (200, 404, 404, 302),
    "arrival": (200, 404, 404, 302),
    "queue": (200, 200, 200, 302),
    "queued": (404, 404, 404, 302),
    "case": (200, 200, 404, 302),
    "draft": (404, 404, 404, 302),
    "review": (404, 404, 404, 302),
    "draft-preview": (405, 405, 405, 302),
    "draft-sheet": (404, 404, 404, 302),
    "papers": (200, 404, 404, 302),
    "paper": (200, 404, 404, 302),
    "paper-preview": (405, 405, 405, 302),
    "look": (405, 405, 405, 302),
    "step": (405, 405, 405, 302),
    "letter": (200, 403, 404, 302),  # who does not handle the case says why first
    "letter-sheet": (200, 403, 404, 302),
    "letter-pdf": (202, 202, 404, 302),
    "letter-void": (200, 404, 404, 302),
    "numbers": (302, 302, 302, 302),
    "numbers-of": (200, 200, 200, 302),
    "numbers-continue": (200, 404, 200, 302),
    "number-words": (405, 405, 405, 302),
    "number-mark": (405, 405, 405, 302),
    "number-register": (200, 200, 200, 302),
    "verify": (200, 200, 200, 200),
    "attachment": (404, 404, 404, 302),
    "wording": (404, 404, 200, 302),
    "wording-write": (404, 404, 200, 302),
    "wording-preview": (404, 404, 405, 302),
    "wording-version": (404, 404, 404, 302),
    "wording-sheet": (404, 404, 404, 302),
    "wording-step": (404, 404, 405, 302),
    "post": (200, 404, 404, 302),
    "post-log": (200, 404, 404, 302),
    "post-batch": (404, 404, 404, 302),
    "post-batch-pdf": (404, 404, 404, 302),
    "post-outgoing": (200, 404, 404, 302),
    "post-address": (200, 404, 404, 302),
    "post-dispatch": (404, 404, 404, 302),
    "post-deliveries": (200, 404, 404, 302),
    "post-returns": (200, 404, 404, 302),
    "report": (200, 200, 404, 302),
    "statistics": (200, 200, 404, 302),
    "statistics-file": (200, 200, 404, 302),
    "statistics-behind": (200, 200, 404, 302),
    **dict.fromkeys(("statistics-list", "fees", "fees-file"), (200, 200, 404, 302)),
    "scores": (200, 200, 404, 302),
    "quality": (200, 200, 404, 302),
    "case-quality": (200, 200, 404, 302),
    "sample": (200, 200, 404, 302),
    "audit": (404, 200, 404, 302),
    "audit-file": (404, 405, 404, 302),
    "login": (302, 302, 302, 200),
    "logout": (405, 405, 405, 405),
    "set_language": (302, 302, 302, 302),
    **{f"health{of}": (is_,) * 4 for of, is_ in (("", 200), ("-alive", 200), ("-metrics", 200), ("-working", 503))},
    **dict.fromkeys(("api-token", "api-status"), (405, 405, 405, 405)),
    "api-reckon": (405, 405, 405, 401),
    "api-report": (200, 200, 404, 401),
    "api-cell": (200, 200, 404, 401),
    "api-problem": (200, 200, 200, 200),
    "api-nothing": (404, 404, 404, 404),
    **dict.fromkeys(("api-schema", "api-docs"), (200, 200, 200, 200)),
    **dict.fromkeys(("api-choices", "api-acts", "api-changes", "api-receivers"), (200, 200, 200, 401)),
    **dict.fromkeys(("sessions", "second-factor"), (200, 200, 200, 302)),
    **dict.fromkeys(("password-held", "login-code"), (302, 302, 302, 302)),
    **dict.fromkeys(("password-denied", "session-end"), (405, 405, 405, 302)),
}
OWN_TABLES = {
    "report-cell",  # in tests/reporting
    "report-list",
    "publications",
    "report-download",
    "report-text",
    "report-passage",
    "report-examples",
    "report-example",
    "filing",
    "publish",
    "supervise",
    "watch",  # in tests/reporting/supervision/test_watch_pages.py
    "watch-cases",
    "watch-ask",
    "watch-answer",
    "published",
    "published-cell",
    "published-file",
    *("published-differences", "api-differences"),  # in tests/reporting/publication/test_recorded_differences.py
    "guide",  # in tests/reporting/demo/test_demo.py: it exists in the demonstration only
    "published-again",  # in tests/ground/test_downloads.py
    *("office-files", "recovery", "recovery-agency", "recovery-release"),  # test_office_pages.py, test_drill.py
    "letter-again",  # in tests/ground/test_downloads.py
    "regulations",  # in test_regulations.py
    *("archive", "archive-case", "archive-records", "archive-record"),  # in test_archive_pages.py
    *("archive-due", "archive-batches", "archive-batch", "archive-destroyed", "archive-register", "archive-rules"),
    "office",  # in test_office_pages.py
    "office-add",
    "office-agency",
    "office-calendars",
    "office-closing",
    "office-facts",
    "office-person",
    "office-person-add",
    "office-person-step",
    *("office-notice", "office-notice-step", "office-notices", "office-text", "office-text-step", "office-texts"),
    *("office-places", "office-ready", "office-alarms", "office-alarm-seen", "office-confirmations"),
    *("office-reset", "office-roles"),
    "office-records",
    "office-section",
    "office-sections",
    *("password", "looks", "looks-open", "looks-log", "looks-file", "looks-applicant"),  # in tests/workflow/looks
}
ARGUMENTS = {
    "queued": lambda office: [1_000_000],
    "case": lambda office: [office.one.pk],
    "case-quality": lambda office: [office.one.pk],
    "draft": lambda office: [office.one.pk],
    "review": lambda office: [office.one.pk],
    "draft-preview": lambda office: [office.one.pk],
    "draft-sheet": lambda office: [office.one.pk],
    "papers": lambda office: [office.one.pk],
    "paper": lambda office: [office.one.pk, "search_sheet"],
    "paper-preview": lambda office: [office.one.pk, "search_sheet"],
    "look": lambda office: [office.one.pk],
    "step": lambda office: [office.one.pk, "extend"],
    "letter": lambda office: [office.one.events.get(act="register").letter_id],
    "letter-sheet": lambda office: [office.one.events.get(act="register").letter_id],
    "letter-pdf": lambda office: [office.one.events.get(act="register").letter_id],
    "letter-void": lambda office: [office.one.events.get(act="register").letter_id],
    "numbers-of": lambda office: [office.agency.code],
    "numbers-continue": lambda office: [office.agency.code],
    "number-words": lambda office: [office.agency.code],
    "number-mark": lambda office: [office.agency.code],
    "number-register": lambda office: [office.agency.code, office.agency.number_series.get().pk],
    "attachment": lambda office: [1_000_000],
    "wording-version": lambda office: [1_000_000],
    "wording-sheet": lambda office: [1_000_000],
    "wording-step": lambda office: [1_000_000, "release"],
    "post-batch": lambda office: [1_000_000],
    "post-batch-pdf": lambda office: [1_000_000],
    "post-address": lambda office: [office.one.events.get(act="register").letter_id],
    "post-dispatch": lambda office: [1_000_000],
    "report": lambda office: [2026, office.agency.code],
    "statistics-list": lambda office: ["xlsx"],
    "audit-file": lambda office: ["json"],
    "api-problem": lambda office: ["refused"],
    "session-end": lambda office: [1_000_000],
    "api-report": lambda office: [2026, office.agency.code],
    "api-cell": lambda office: [2026, office.agency.code],
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_gets_what(desk, client, name):
    address = reverse(name, args=ARGUMENTS.get(name, lambda office: [])(desk))
    if name == "api-cell":
        address += "?row=R1&column=total"
    if name.startswith("statistics-"):
        address += "?table=all"
    answers = []
    for person in (desk.clerk, desk.supervisor, desk.administrator, None):
        client.logout()
        if person:
            client.force_login(person)
        answers.append(client.get(address).status_code)
    assert tuple(answers) == ADDRESSES[name]


def test_every_address_is_in_the_table():
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert names - set(ADDRESSES) - OWN_TABLES == set()


def test_the_worklist_asks_the_database_a_bounded_number_of_times(desk, client, django_assert_max_num_queries):
    client.force_login(desk.clerk)
    for _ in range(12):
        desk.case(date(2026, 3, 2))
    with django_assert_max_num_queries(30):
        client.get(reverse("worklist"))
    with django_assert_max_num_queries(60):
        client.get(reverse("case", args=[desk.one.pk]))


@pytest.mark.parametrize(
    ("arrived_on", "sentence"),
    [
        ("2026-03-04", "需签收的邮寄"),
        ("2026-03-05", "到达日期在今天之后"),
        ("2026-02-30", "选渠道、填到达日期"),
        ("", "选渠道、填到达日期"),
    ],
)
def test_the_legal_day_is_told_while_the_form_is_typed(desk, client, arrived_on, sentence):
    client.force_login(desk.clerk)
    page = client.get(reverse("arrival"), {"channel": "mail_signed", "arrived_on": arrived_on, "confirmed_on": ""})
    assert sentence in page.content.decode()


def test_a_returned_draft_is_told_on_its_case_until_it_is_changed(desk, client):
    today, case = date(2026, 3, 4), desk.one
    desk.drafted(case, today, "not_exist", search_record=SEARCH)
    desk.do(case, "submit_for_review", today)
    desk.do(case, "return_draft", today, comments="检索范围不够")
    client.force_login(desk.handler)
    page = client.get(reverse("case", args=[case.pk]))
    assert "reviewer退回" in page.content.decode()
    assert page.context["next_code"] == "draft"
    desk.drafted(case, today, "not_exist", search_record=SEARCH | {"searched_on": "2026-03-04"})
    page = client.get(reverse("case", args=[case.pk]))
    assert "reviewer退回" not in page.content.decode()
    assert page.context["next_code"] == "submit_for_review"


def test_who_sees_no_cases_is_told_so_and_where_to_go(desk, client):
    client.force_login(desk.administrator)
    page = client.get(reverse("worklist")).content.decode()
    assert "您的岗位不看案件" in page
    assert reverse("office") in page
    assert reverse("queue") not in page


def test_only_who_registers_sees_the_name_and_telephone_of_a_waiting_applicant(desk, client):
    waiting = desk.application(date(2026, 3, 4), channel="fax", applicant_name="欧阳海生", phone="13812345678")
    address = reverse("queued", args=[waiting.pk])
    for person, seen in ((desk.clerk, True), (desk.supervisor, False), (desk.handler, False)):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert ("欧阳海生" in page, "13812345678" in page) == (seen, seen), person.username


@pytest.mark.parametrize("outcome", ["open", "partial", "deny", "not_ours"])
def test_the_draft_form_has_no_chinese_label_in_english(desk, client, outcome):
    client.cookies.load({"django_language": "en"})
    client.force_login(desk.handler)
    page = client.get(reverse("draft", args=[desk.one.pk]), {"outcome": outcome})
    form = page.context["form"]
    labels = [str(form[name].label) + str(form[name].help_text) for name in form.fields]
    assert not [label for label in labels if any("\u4e00" <= letter <= "\u9fff" for letter in label)]
    assert len(labels) > 4


def test_an_issued_letter_stands_beside_its_case_and_its_text_alone_has_no_right(desk, client):
    client.force_login(desk.clerk)
    letter = desk.one.events.get(act="register").letter
    page = client.get(reverse("letter", args=[letter.pk])).content.decode()
    assert letter.number in page
    assert reverse("case", args=[desk.one.pk]) in page
    assert reverse("letter-sheet", args=[letter.pk]) in page
    void(letter, "盖错了章", desk.clerk, now=datetime(2026, 3, 4, 9, tzinfo=SHANGHAI))
    assert "盖错了章" in client.get(reverse("letter", args=[letter.pk])).content.decode()
    alone = client.get(reverse("letter-sheet", args=[letter.pk]))
    assert alone["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert desk.one.application.applicant_name in alone.content.decode()
