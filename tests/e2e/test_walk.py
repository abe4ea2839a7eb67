"""A first day at the desk, in a browser: from an application on the counter to the letter and this year's table."""

import pytest
from django.utils import timezone
from pypdf import PdfReader

from notices.tasks import render_letters
from tests.e2e.people import PHONE, WIDE
from workflow.cases.models import Case

CONTENT = "某小区2025年改造工程的施工合同和竣工验收备案表"
NAME = "郑海生"
WORDS = {  # what the walk reads on the way, in both languages
    "zh-hans": {"registered": "已登记", "delivered": "已送达", "closed": "办结归档", "waiting": "PDF"},
    "en": {"registered": "Registered", "delivered": "Delivered", "closed": "Closed", "waiting": "PDF"},
}


def register(clerk) -> Case:
    """Register an application on the counter and return its case."""
    clerk.press("a[href='/register/']")
    clerk.page.check("[name=channel][value=in_person]", force=True)
    clerk.give(applicant_name=NAME, phone="13800000000", address="某路2号", content=CONTENT)
    clerk.press(".dock .btn.go")
    return Case.objects.get(application__content=CONTENT)


def act(person, case: Case, code: str, **fields) -> None:
    """Open an act on the page of the case, give what it asks, and perform it."""
    person.goto(f"/cases/{case.pk}/")
    form = person.page.locator(f"#act-{code} form")
    if not form.is_visible():
        person.page.click(f"#act-{code} summary")
    if method := fields.pop("method", None):
        person.page.select_option(f"#act-{code} [name=method]", method)
    person.give(**fields)
    person.press(f"#act-{code} form button")


def close(office, clerk, case: Case) -> None:
    """Hand over what has not left, the receipt of the application, and close the case."""
    office.send_all(case, timezone.localdate())
    act(clerk, case, "close")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_whole_life(office, sign_in, language):
    words = WORDS[language]
    clerk, handler = (sign_in(name, language=language) for name in ("clerk", "handler"))
    case = register(clerk)
    assert case.number in clerk.text
    assert words["registered"] in clerk.text

    clerk.page.select_option("#act-assign [name=handler_id]", str(office.handler.pk))
    clerk.press("#act-assign form button")

    handler.goto("/")
    handler.press("#list a.next")
    handler.press("[data-key=e]")
    handler.press("a[href='?outcome=open']")
    paper = handler.page.frame_locator("iframe[name=preview]")
    handler.expected = {422}
    handler.page.click("button[formtarget=preview]")
    paper.locator(".unfinished li").first.wait_for()  # it says what is missing
    handler.expected = set()
    handler.give(fact_provided="《施工合同》\n竣工验收备案表", fact_secrecy_review="保密审查表第7号")
    handler.page.click("button[formtarget=preview]")
    paper.get_by_text(NAME).first.wait_for()  # and composes the letter once nothing is
    assert CONTENT in paper.locator("main").inner_text()
    assert not case.events.filter(act="draft").exists()  # nothing was stored by looking
    handler.press(".dock .btn.go")
    assert handler.where == f"/cases/{case.pk}/review/"
    handler.press("form[action$='submit_for_review/'] button")

    for name, code in (("reviewer", "approve"), ("signer", "sign")):
        person = sign_in(name, language=language)
        person.press("#list a.next")
        person.goto(f"/cases/{case.pk}/review/")
        person.press(f"form[action$='/{code}/'] button")

    act(clerk, case, "reply")
    letter = case.events.get(act="reply").letter
    assert letter.number in clerk.text
    clerk.goto(f"/letters/{letter.pk}/")
    assert CONTENT in clerk.page.frame_locator("iframe").locator("main").inner_text()
    clerk.goto(f"/letters/{letter.pk}/pdf/", 202)  # the worker has not drawn it yet, and the page says so
    assert words["waiting"] in clerk.text
    assert render_letters() == 2  # the receipt and the reply
    clerk.goto(f"/cases/{case.pk}/")
    with clerk.page.expect_download() as download:
        clerk.page.click(f"a[href='/letters/{letter.pk}/pdf/']")
    text = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert letter.number in "".join(text.split())
    assert CONTENT in "".join(text.split())

    act(clerk, case, "deliver", method="direct", receipt="当面签收 郑海生")
    assert words["delivered"] in clerk.text
    close(office, clerk, case)
    assert words["closed"] in clerk.text

    year = timezone.localdate().year
    clerk.goto(f"/report/{year}/D/")
    cell = clerk.page.locator("#R3\\.1-natural_person a")
    assert cell.inner_text() == "1"
    cell.click()
    clerk.page.locator("tr.drill", has_text=case.number).wait_for()
    clerk.look()
    clerk.page.click("[data-close]")
    assert clerk.page.locator("tr.drill").count() == 0
    for kind, start in {"pdf": b"%PDF", "xlsx": b"PK", "json": b"{", "html": b"<!doctype"}.items():
        with clerk.page.expect_download() as download:
            clerk.page.click(f"a[href*='/download/{kind}/']")
        assert download.value.path().read_bytes().startswith(start)


def test_without_scripts_an_application_becomes_a_case_and_a_reply(office, sign_in):
    clerk = sign_in("clerk", script=False)
    case = register(clerk)
    assert case.number in clerk.text
    clerk.page.locator("#act-assign [name=handler_id]").select_option(str(office.handler.pk))
    clerk.press("#act-assign form button")
    handler = sign_in("handler", script=False)
    handler.goto(f"/cases/{case.pk}/draft/?outcome=not_exist")
    searched = ("某小区、施工合同", "2010年1月至今", "李承办", "0", "没有查到某小区的施工合同")
    for place in range(4):  # the places of the agency stand in the first column already
        for column, text in enumerate(searched, start=1):
            handler.give(**{f"fact_search_record__places-{place}-{column}": text})
    handler.give(fact_search_record__searched_on=timezone.localdate().isoformat())
    handler.press(".dock .btn.go")
    handler.press("form[action$='submit_for_review/'] button")
    assert Case.objects.get(pk=case.pk).state == "in_review"
    clerk.goto(f"/report/{timezone.localdate().year}/D/")
    clerk.press("#R1-natural_person a")
    assert case.number in clerk.text


@pytest.fixture
def stages(office):
    """Return a case in each state that a clerk meets, by state, all of today."""
    today, at = timezone.localdate(), {}
    at["registered"] = office.case(today)
    at["handling"] = office.assigned(today)
    for state, code, said in (
        ("awaiting_correction", "request_correction", {"points": ["哪个小区"], "term_workdays": 7}),
        ("paused", "consult_third_party", {"name": "某某公司", "matter": "施工合同"}),
        ("extended", "extend", {"workdays": 20, "reason": "件数多"}),
        (
            "awaiting_payment",
            "issue_fee_notice",
            {"mode": "pages", "documents": [{"title": "图纸", "pages": 300}], "payment": "银行柜台"},
        ),
        ("withdrawn", "withdraw", {"reason": "书面撤回"}),
    ):
        at[state] = office.assigned(today)
        office.do(at[state], code, today, **said)
    for far, state in enumerate(
        ("drafted", "in_review", "returned", "approved", "signed", "replied", "delivered", "closed")
    ):
        at[state] = _led_to(office, state, far, today)
    office.application(today, channel="mail_ordinary")
    return at


def _led_to(office, state: str, far: int, today) -> Case:
    case = office.assigned(today)
    facts = {"provided": ["施工合同"], "secrecy_review": "审查表第7号"}
    office.drafted(case, today, "open", **facts)
    case = Case.objects.get(pk=case.pk)
    sha = {"content_sha256": case.draft.content_sha256}
    road = [
        ("submit_for_review", {}), ("approve", sha), ("sign", sha), ("reply", {}),
        ("deliver", {"method": "direct", "receipt": "当面签收"}), ("close", {}),
    ]  # fmt: skip
    if state == "returned":
        road = [road[0], ("return_draft", {"comments": "检索范围不够"})]
        far = 2
    for code, said in road[: far if far < 2 else far if state == "returned" else far - 1]:
        office.do(case, code, today, **said)
    return Case.objects.get(pk=case.pk)


EVERYBODY = {
    "clerk": ["/", "/?stage=all", "/?q=nothing", "/register/", "/queue/", "CASES", "REPORT"],
    "handler": ["/", "CASES", "DRAFTS", "REVIEWS"],
    "reviewer": ["/", "REVIEWS"],
    "signer": ["/", "REVIEWS"],
    "supervisor": ["/", "CASES", "REPORT"],
    "administrator": ["/"],
}


def addresses(word: str, stages: dict[str, Case]) -> list[str]:
    """Return the addresses that a word of EVERYBODY stands for."""
    year = timezone.localdate().year
    return {
        "CASES": [f"/cases/{case.pk}/" for case in stages.values()],
        "REVIEWS": [f"/cases/{case.pk}/review/" for case in stages.values() if case.draft_id],
        "DRAFTS": [
            f"/cases/{stages['handling'].pk}/draft/{query}"
            for query in ("", "?outcome=partial", "?outcome=open", "?outcome=not_ours")
        ],
        "REPORT": [
            f"/report/{year}/D/",
            f"/report/{year}/D/cell/?row=R1&column=total",
            "/report/2018/D/",
            f"/report/{year}/D/text/",
            "/report/2012/D/",
        ],
    }.get(word, [word])


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_sound_and_fits(office, sign_in, stages, language, size):
    for username, words in EVERYBODY.items():
        person = sign_in(username, language=language, size=size, dark=size == PHONE)
        for word in words:
            for address in addresses(word, stages):
                person.goto(address)
        person.goto("/cases/999999/", 404)


def test_a_form_that_is_refused_says_where_and_keeps_what_was_typed(office, sign_in):
    clerk = sign_in("clerk")
    clerk.goto("/register/")
    clerk.give(content=CONTENT)
    clerk.press(".dock .btn.go", 422)
    assert clerk.page.evaluate("document.activeElement.className") == "errsum"
    assert clerk.page.input_value("[name=content]") == CONTENT
    clerk.page.click(".errsum a")
    assert clerk.page.evaluate("document.activeElement.name || location.hash") in (
        "applicant_name",
        "#id_applicant_name",
    )


def test_the_second_of_two_keeps_the_words(office, sign_in):
    case = office.assigned(timezone.localdate())
    one, other = sign_in("handler"), sign_in("clerk")
    one.goto(f"/cases/{case.pk}/")
    one.page.click("#act-withdraw summary")
    one.give(reason="申请人当面书面撤回")
    office.do(case, "extend", timezone.localdate(), workdays=5, reason="件数多")
    one.press("#act-withdraw form button", 409)
    assert "申请人当面书面撤回" in one.page.input_value("#kept1")
    assert other.page.locator("#list tbody tr").count() == 1
    assert Case.objects.get(pk=case.pk).state == "handling"


def test_keys_and_focus(office, sign_in):
    case = office.case(timezone.localdate())
    clerk = sign_in("clerk")
    clerk.goto("/")
    clerk.page.keyboard.press("Tab")
    skip = clerk.page.locator(":focus")
    assert skip.get_attribute("class") == "skip"
    assert skip.bounding_box()["y"] >= 0  # seen while it has the focus
    clerk.page.keyboard.press("Tab")
    assert "3px" in clerk.page.locator(":focus").evaluate("e => getComputedStyle(e).outline")
    clerk.page.keyboard.press("?")
    assert clerk.page.locator("#keys").is_visible()
    clerk.page.keyboard.press("Escape")
    clerk.page.keyboard.press("/")
    assert clerk.page.locator(":focus").get_attribute("name") == "q"
    clerk.page.keyboard.type("r")  # a letter while typing, not a key
    assert clerk.where == "/"
    clerk.page.keyboard.press("Escape")
    clerk.page.keyboard.press("j")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert clerk.where == f"/cases/{case.pk}/"
    clerk.page.keyboard.press("s")
    assert clerk.page.locator(":focus").get_attribute("name") == "handler_id"
    clerk.goto("/")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("r")
    clerk.page.keyboard.press("3")
    assert clerk.page.locator("[name=channel]:checked").get_attribute("value") == "mail_ordinary"


def test_new_cases_are_chosen_and_assigned_by_keys(office, sign_in):
    cases = [office.case(timezone.localdate()) for _ in range(2)]
    clerk = sign_in("clerk")
    for _ in cases:
        clerk.page.keyboard.press("j")
        clerk.page.keyboard.press("x")
    clerk.page.keyboard.press("a")
    assert clerk.page.locator(":focus").get_attribute("name") == "handler_id"
    clerk.page.select_option("#assign [name=handler_id]", str(office.handler.pk))
    clerk.press("#assign button")
    assert {case.handler for case in Case.objects.all()} == {office.handler}
    assert clerk.page.locator(".messages li").count() == 1
