"""Each door puts the look on record, asks why of who does not handle the case, and closes beyond the day's bound."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from agencies.audit_trail.models import AccessLog
from intake.models import Attachment
from intake.services import attach
from notices.letters.models import Letter
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at, officer
from workflow.looks import selectors

TODAY = date(2026, 3, 4)
MORNING = at(TODAY, 10)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@shared_data
def shelf():
    """Return an office with a case that has a scan and a letter, another case, and one in the queue."""
    with time_machine.travel(MORNING, tick=False):
        office = Office()
        office.one = office.case(date(2026, 3, 3), identity_number="330304199001011231", channel="mail_signed")
        office.other = office.case(date(2026, 3, 3), applicant_name="李四", content="另一份合同")
        office.waiting = office.application(date(2026, 3, 3), channel="fax", content="传真来的", phone="13912345678")
        office.scan = attach(office.one.application, name="申请表.pdf", body=PDF, now=MORNING)
        office.letter = Letter.objects.filter(agency=office.agency).order_by("pk").first()
        office.do(office.one, "assign", TODAY, handler_id=office.handler.pk)
        office.colleague = officer("colleague", office.agency, "handler")
    return office


@pytest.fixture
def desk(shelf):
    """Return them on one morning."""
    with time_machine.travel(MORNING, tick=False):
        yield shelf


def doors(desk) -> dict[str, str]:
    """Return the papers of the first case, by the kind of look."""
    return {
        "scan": reverse("attachment", args=[desk.scan.pk]),
        "letter": reverse("letter-sheet", args=[desk.letter.pk]),
    }


# -- on record ----------------------------------------------------------------------------------------------------


@pytest.mark.fault("S12")
@pytest.mark.parametrize("what", ["scan", "letter"])
def test_who_handles_the_case_opens_its_papers_and_it_is_on_record(desk, client, what):
    for role in ("clerk", "handler"):
        client.force_login(getattr(desk, role))
        assert client.get(doors(desk)[what]).status_code == 200
        look = AccessLog.objects.latest("pk")
        assert (look.officer, look.what, look.agency) == (getattr(desk, role), what, desk.agency)
        assert (look.subject, look.application_key) == (desk.one.number, desk.one.application_id)
        assert look.door == doors(desk)[what]
        assert look.reason and not look.refused
    assert AccessLog.objects.count() == 2


@pytest.mark.parametrize("what", ["scan", "letter"])
@pytest.mark.parametrize("role", ["colleague", "supervisor", "auditor"])
def test_who_does_not_handle_it_says_why_first(desk, client, what, role):
    client.force_login(getattr(desk, role))
    door = doors(desk)[what]
    asked = client.get(door)
    assert asked.status_code == 403
    assert "请先写明查阅理由" in asked.content.decode()
    assert not AccessLog.objects.exists()
    paper, key = ("attachment", desk.scan.pk) if what == "scan" else ("letter-sheet", desk.letter.pk)
    empty = client.post(reverse("looks-open"), {"paper": paper, "key": key, "reason": " "})
    assert empty.status_code == 422 and not AccessLog.objects.exists()
    shown = client.post(reverse("looks-open"), {"paper": paper, "key": key, "reason": "专项检查"}, follow=True)
    assert shown.redirect_chain == [(door, 302)] and shown.status_code == 200
    (look,) = AccessLog.objects.all()
    assert (look.what, look.reason, look.officer) == (what, "专项检查", getattr(desk, role))


def test_a_reason_holds_for_one_case_and_half_an_hour(desk, client):
    client.force_login(desk.colleague)
    client.post(reverse("looks-open"), {"paper": "attachment", "key": desk.scan.pk, "reason": "协助承办"})
    assert client.get(doors(desk)["letter"]).status_code == 200  # of the same case
    other = desk.other.events.filter(letter__isnull=False).first()
    if other:
        assert client.get(reverse("letter-sheet", args=[other.letter_id])).status_code == 403
    with time_machine.travel(at(TODAY, 11), tick=False):
        assert client.get(doors(desk)["scan"]).status_code == 403


def test_the_page_of_a_letter_asks_before_it_frames_it(desk, client):
    client.force_login(desk.supervisor)
    page = reverse("letter", args=[desk.letter.pk])
    assert client.get(page).status_code == 403
    shown = client.post(
        reverse("looks-open"), {"paper": "letter", "key": desk.letter.pk, "reason": "检查"}, follow=True
    )
    assert shown.status_code == 200 and "<iframe" in shown.content.decode()


def test_with_the_setting_everybody_says_why(desk, client, settings):
    settings.LOOK_REASONS = "all"
    client.force_login(desk.handler)
    assert client.get(doors(desk)["scan"]).status_code == 403


@pytest.mark.parametrize("role", ["outsider", "administrator"])
def test_a_reason_opens_nothing_that_one_may_not_see(desk, client, role):
    desk.outsider = officer("outsider", desk.government, "clerk")
    client.force_login(getattr(desk, role))
    for paper, key in (("attachment", desk.scan.pk), ("letter", desk.letter.pk), ("draft-sheet", desk.one.pk)):
        assert client.post(reverse("looks-open"), {"paper": paper, "key": key, "reason": "想看"}).status_code == 404
    assert client.post(reverse("looks-open"), {"paper": "//evil.example", "key": 1, "reason": "x"}).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.fault("S12")
@pytest.mark.parametrize("what", ["scan", "letter"])
def test_what_cannot_be_put_on_record_is_not_shown(desk, what, monkeypatch):
    def fail(**_values):
        raise DatabaseError("no room")

    client = Client(raise_request_exception=False)
    client.force_login(desk.clerk)
    monkeypatch.setattr(AccessLog.objects, "create", fail)
    answer = client.get(doors(desk)[what])
    assert answer.status_code >= 500 and PDF not in answer.content
    revealed = client.post(reverse("look", args=[desk.one.pk]), {"reason": "核对"})
    assert revealed.status_code >= 500
    assert "13800000000" not in client.get(reverse("case", args=[desk.one.pk])).content.decode()


def test_the_queue_shows_the_clerk_alone_and_on_record(desk, client):
    page = reverse("queued", args=[desk.waiting.pk])
    client.force_login(desk.handler)
    assert "13912345678" not in client.get(page).content.decode()
    assert not AccessLog.objects.exists()
    client.force_login(desk.clerk)
    assert "13912345678" in client.get(page).content.decode()
    look = AccessLog.objects.get()
    assert (look.what, look.application_key) == ("applicant", desk.waiting.pk)
    assert str(desk.waiting.public_id) not in look.subject  # that is the applicant's secret


def test_the_api_puts_it_on_record_and_asks_why_as_the_pages_do(desk, client):
    application = desk.one.application
    scan = f"/api/v1/applications/{application.public_id}/attachments/{desk.scan.pk}/"
    client.force_login(desk.clerk)
    assert client.get(scan).content == PDF
    client.force_login(desk.supervisor)
    refused = client.get(scan)
    assert refused.status_code == 400 and "reason" in refused.content.decode()
    assert client.get(scan, {"reason": "专项检查"}).content == PDF
    assert list(AccessLog.objects.order_by("pk").values_list("officer__username", "what")) == [
        ("clerk", "scan"),
        ("supervisor", "scan"),
    ]


def test_a_register_that_is_written_out_is_on_record_case_by_case(desk, tmp_path):
    call_command("export_register", str(tmp_path / "台账.csv"), agency="D")
    rows = AccessLog.objects.filter(what="export")
    assert {row.subject for row in rows} == {desk.one.number, desk.other.number}
    assert {(row.officer, row.reason) for row in rows} == {(None, "导出台账：台账.csv")}


def test_a_register_without_its_record_is_not_left_behind(desk, tmp_path, monkeypatch):
    def fail(_rows):
        raise DatabaseError("no room")

    monkeypatch.setattr(AccessLog.objects, "bulk_create", fail)
    with pytest.raises(DatabaseError):
        call_command("export_register", str(tmp_path / "台账.csv"), agency="D")
    assert not (tmp_path / "台账.csv").exists()


# -- bounded --------------------------------------------------------------------------------------------------------


@pytest.mark.fault("S10")
def test_beyond_the_bound_nothing_is_shown_and_the_auditor_sees_the_attempt(desk, client, settings):
    settings.LOOKS_PER_DAY = 1
    client.force_login(desk.clerk)
    for _again in range(3):  # the same applicant is one, however often
        assert client.get(doors(desk)["scan"]).status_code == 200
    refused = client.post(reverse("look", args=[desk.other.pk]), {"reason": "核对地址"})
    assert refused.status_code == 422 and "达到每日上限" in refused.content.decode()
    queued = client.get(reverse("queued", args=[desk.waiting.pk])).content.decode()
    assert "13912345678" not in queued and "达到每日上限" in queued
    assert client.get(doors(desk)["letter"]).status_code == 200  # of the one seen before
    assert AccessLog.objects.filter(refused=True, officer=desk.clerk).count() == 2
    client.force_login(desk.auditor)
    log = client.get(reverse("looks-log"), {"refused": "on"}).content.decode()
    assert desk.other.number in log and "超过每日上限" in log
    with time_machine.travel(at(date(2026, 3, 5)), tick=False):
        client.force_login(desk.clerk)
        assert client.post(reverse("look", args=[desk.other.pk]), {"reason": "核对地址"}).status_code == 302


@pytest.mark.fault("S10")
def test_a_file_and_the_api_are_bounded_too(desk, client, settings):
    settings.LOOKS_PER_DAY = 1
    client.force_login(desk.clerk)
    assert client.post(reverse("look", args=[desk.other.pk]), {"reason": "核对地址"}).status_code == 302
    page = client.get(doors(desk)["scan"])
    assert page.status_code == 429 and PDF not in page.content
    scan = f"/api/v1/applications/{desk.one.application.public_id}/attachments/{desk.scan.pk}/"
    answer = client.get(scan)
    assert answer.status_code == 400 and PDF not in answer.content


# -- answerable -----------------------------------------------------------------------------------------------------


def test_the_applicant_is_told_of_every_look_at_the_own_applications_and_of_no_other(desk, client):
    again = desk.case(date(2026, 3, 4), identity_number="330304199001011231", content="第三份合同")
    namesake = desk.case(date(2026, 3, 4), content="同名人的合同")  # the same name, no number
    client.force_login(desk.clerk)
    client.get(doors(desk)["scan"])
    for case, reason in ((again, "核对地址甲"), (namesake, "核对地址乙")):
        client.post(reverse("look", args=[case.pk]), {"reason": reason})
    cases, looks = selectors.looks_at_person(desk.one)
    assert {case.pk for case in cases} == {desk.one.pk, again.pk}
    assert [look.what for look in looks] == ["scan", "applicant"]
    for who in (desk.auditor, desk.clerk):
        client.force_login(who)
        page = client.get(reverse("looks-applicant", args=[desk.one.pk])).content.decode()
        assert "核对地址甲" in page and "核对地址乙" not in page
    for who in (desk.handler, desk.supervisor, desk.administrator):
        client.force_login(who)
        assert client.get(reverse("looks-applicant", args=[desk.one.pk])).status_code == 404


def test_everybody_reads_the_own_looks_and_the_auditor_those_of_the_agencies_under(desk, client):
    client.force_login(desk.clerk)
    client.get(doors(desk)["scan"])
    assert desk.one.number in client.get(reverse("looks")).content.decode()
    client.force_login(desk.handler)
    assert desk.one.number not in client.get(reverse("looks")).content.decode()
    for who in (desk.clerk, desk.handler, desk.supervisor, desk.administrator):
        client.force_login(who)
        assert client.get(reverse("looks-log")).status_code == 404
        assert client.get(reverse("looks-file")).status_code == 404
    client.force_login(desk.auditor)
    assert desk.one.number in client.get(reverse("looks-log"), {"q": "clerk"}).content.decode()
    assert desk.one.number not in client.get(reverse("looks-log"), {"last": "2026-03-03"}).content.decode()
    book = client.get(reverse("looks-file"))
    assert book["Content-Type"].startswith("application/vnd.openxmlformats") and book.content[:2] == b"PK"
    own = officer("own_auditor", desk.agency, "auditor")
    beside = officer(
        "beside", type(desk.agency).objects.create(code="X", name="邻区政府", kind="government"), "auditor"
    )
    client.force_login(own)
    assert desk.one.number in client.get(reverse("looks-log")).content.decode()
    client.force_login(beside)
    assert desk.one.number not in client.get(reverse("looks-log")).content.decode()


# name -> (clerk of the agency, supervisor of the government, auditor, administrator, nobody signed in)
ADDRESSES = {
    "looks": (200, 200, 200, 200, 302),
    "looks-open": (405, 405, 405, 405, 302),
    "looks-log": (404, 404, 200, 404, 302),
    "looks-file": (404, 404, 200, 404, 302),
    "looks-applicant": (200, 404, 200, 404, 302),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_gets_what(desk, client, name):
    address = reverse(name, args=[desk.one.pk] if name == "looks-applicant" else [])
    answers = []
    for person in (desk.clerk, desk.supervisor, desk.auditor, desk.administrator, None):
        client.logout()
        if person:
            client.force_login(person)
        answers.append(client.get(address).status_code)
    assert tuple(answers) == ADDRESSES[name]


def test_the_scan_is_the_one_that_came(desk):
    assert Attachment.objects.get() == desk.scan
