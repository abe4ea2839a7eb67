"""11.3: the same mail, or the same text of the same person, warns before it is registered a second time, at every door."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.models import Application
from tests.workflow.play.lives import play, registered, step
from tests.workflow.sample_office import at
from tests.workflow.test_api_and_sweeps import client_of, standing_on
from workflow.acts.services import register
from workflow.cases import search
from workflow.cases.models import Case
from workflow.duplicates.selectors import earlier_applications

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.3")]
START, TODAY = date(2026, 3, 2), date(2026, 3, 4)
MAIL = "EA103300378CN"
TYPED = {
    "channel": "mail_signed",
    "arrived_on": "2026-03-04",
    "applicant_kind": "natural_person",
    "applicant_name": "张三",
    "content": "某小区改造的施工合同。",
    "idempotency_key": "typed-1",
}


@pytest.fixture
def first(office):
    """Return a case of 2 March that came by a registered letter."""
    return office.case(START, channel="mail_signed", tracking_number=MAIL, content="某小区改造施工合同")


def sent(client, office, **more):
    """Register as the clerk at the desk; return the answer."""
    client.force_login(office.clerk)
    with standing_on(TODAY):
        return client.post(reverse("register"), TYPED | more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"content": "施工合同：某小区改造"},
        {"applicant_name": "李四", "content": "某路扩建的环评批复", "tracking_number": "EMS ea103300378cn"},
    ],
    ids=["text", "order", "mail"],
)
def test_the_desk_shows_the_earlier_case_and_registers_only_what_is_ticked(office, client, first, more):
    page = sent(client, office, **more)
    text = page.content.decode()
    assert page.status_code == 422
    assert f'<a href="{reverse("case", args=[first.pk])}">{first.number}</a>' in text and "可能已经登记过" in text
    assert Application.objects.count() == 1 and Case.objects.count() == 1
    done = sent(client, office, another_application="on", **more)
    second = Case.objects.exclude(pk=first.pk).get()
    assert done.status_code == 302 and second.events.get(act="register").data["besides"] == [first.number]
    assert f"已与 {first.number} 比对" in client.get(reverse("case", args=[second.pk])).content.decode()


@pytest.mark.parametrize(
    "more", [{"applicant_name": "李四"}, {"content": "某路扩建的环评批复"}], ids=["person", "text"]
)
def test_another_person_or_another_text_is_registered_at_once(office, client, first, more):
    assert sent(client, office, **more).status_code == 302
    assert Case.objects.count() == 2


def test_the_same_form_sent_twice_is_no_duplicate(office, client):
    assert sent(client, office).status_code == 302
    assert sent(client, office).status_code == 302
    assert Case.objects.count() == 1


def test_what_waits_to_be_registered_is_found_and_the_queue_asks_too(office, client, first):
    waiting = office.application(TODAY, channel="fax", content="某小区改造施工合同")
    found = earlier_applications(office.application(TODAY, channel="fax", content="某小区改造施工合同"))
    assert [(one.application, one.case) for one in found] == [(first.application, first), (waiting, None)]
    client.force_login(office.clerk)
    address = reverse("queued", args=[waiting.pk])
    with standing_on(TODAY):
        confirm = {"on": "2026-03-04", "means": "电话", "reached": "on"}
        page = client.post(address, confirm, follow=True).content.decode()
        assert "可能是同一件" in page and 'name="another_application"' in page
        assert not Case.objects.filter(application=waiting).exists()
        client.post(address, {"register": "1", "another_application": "on"})
    assert Case.objects.filter(application=waiting).exists()


def test_an_annulled_registration_is_no_earlier_case_and_a_corrected_name_is_compared(office, first):
    office.do(first, "correct_particulars", START, office.reviewer, applicant_name="章三", reason="申请书上是章三")
    assert earlier_applications(office.application(TODAY, applicant_name="张三", content="某小区改造施工合同")) == []
    asked = office.application(TODAY, applicant_name="章三", content="某小区改造施工合同")
    assert [one.case for one in earlier_applications(asked) if one.case] == [first]
    other = register(asked, by=office.clerk, now=at(TODAY))
    office.decide(
        other, "annul_registration", TODAY, by=office.reviewer, why="twice", remaining=first.number, reason="同一封信"
    )
    assert [one.case for one in earlier_applications(office.application(TODAY, applicant_name="章三"))] == [first]


def test_the_api_names_the_earlier_case_and_takes_the_word_of_a_person(office, first):
    with standing_on(TODAY):
        clerk = client_of(office.clerk)
        stored = clerk.post("/api/v1/applications/", TYPED, format="json").data
        address = f"/api/v1/applications/{stored['public_id']}/register/"
        refused = clerk.post(address, {}, format="json")
        fault = refused.json()["errors"][0]
        assert (refused.status_code, fault["field"]) == (400, "another_application") and first.number in fault["detail"]
        assert clerk.post(address, {"another_application": True}, format="json").status_code == 201
        assert clerk.post(address, {}, format="json").status_code == 409


def test_a_life_registers_a_second_time_only_when_it_says_so_and_annuls_it(monkeypatch):
    again = {"arrived_on": "2025-03-04", "content": "某文件"}
    told = play(
        [
            registered(),
            step("2025-03-04", "clerk", "register", again | {"another_application": False}),
            registered("2025-03-04", another_application=True),
            step("2025-03-05", "clerk", "annul_registration"),
            step("2025-03-05", "reviewer", "annul_registration"),
        ],
        monkeypatch,
    )
    assert [one["refused"] and one["refused"]["field"] for one in told] == [None, "another_application", None, "", None]
    assert (told[-1]["state"], told[-1]["acts"]) == ("annulled", [])


def test_only_rows_of_the_same_mail_name_or_number_are_read(office, first):
    """Each key is looked up by its own index; nothing reads the texts of all cases."""
    asked = office.application(TODAY, identity_number="11010519491231002X", tracking_number=MAIL)
    with CaptureQueriesContext(connection) as queries:
        earlier_applications(asked)
    texts = [query["sql"] for query in queries if "workflow_searchtext" in query["sql"]]
    assert len(texts) == 3
    assert all(
        f'"workflow_searchtext"."{name}" = ' in sql
        for name, sql in zip(("person", "identity", "mail"), texts, strict=True)
    )


@pytest.mark.parametrize("name", ["张三（委托代理人：李四）", "申请人：张三", "张三女士", "張三"])
def test_what_stands_beside_a_name_hides_nobody(office, first, name):
    """Warned is by the key by which all comparing of applicants goes, in both directions."""
    assert [
        one.case
        for one in earlier_applications(office.application(TODAY, applicant_name=name, content="某小区改造施工合同"))
    ] == [first]
    Case.objects.filter(pk=first.pk).update(particulars={"applicant_name": name})
    search.rebuild(everything=True)
    again = office.application(TODAY, applicant_name="张三", content="某小区改造施工合同")
    assert first in [one.case for one in earlier_applications(again)]


def test_numbers_of_both_lengths_are_one_person_and_another_number_is_not(office):
    """The name may be written otherwise; where both have a number it decides."""
    asked = {"content": "某小区改造施工合同"}
    case = office.case(START, identity_number="330302900101123", applicant_name="张三", **asked)
    same = office.application(TODAY, identity_number="33030219900101123 5", applicant_name="张叁", **asked)
    assert [one.case for one in earlier_applications(same)] == [case]
    other = office.application(TODAY, identity_number="330302199001011243", applicant_name="张三", **asked)
    assert case not in [one.case for one in earlier_applications(other)]
