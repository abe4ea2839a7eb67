"""Void from the desk: only where what the letter did no longer stands; void is told everywhere."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from notices import tasks
from notices.letters import services
from notices.letters.models import Letter, SignedCopy, VoidRecord
from tests.workflow.sample_office import at, officer
from workflow.cases.policy import why_not_void
from workflow.cases.replay import verify_chain

needs_fonts = pytest.mark.usefixtures("fonts")
DAY = date(2026, 3, 2)
LATER = date(2026, 3, 4)


@pytest.fixture
def case(office):
    """Return a case whose receipt was replaced by a later letter of the agency."""
    case = office.case(DAY)
    old = case.events.get(act="register").letter
    new = services.issue(
        agency=office.agency, kind="receipt", facts=old.facts, dated=LATER, regulation="2019", now=at(LATER)
    )
    case.old, case.new = old, new
    return case


@pytest.fixture
def superseded(case):
    """Return the case with the replacement on record."""
    services.supersede(case.old, by=case.new, reason="收到日期写错", actor=None, now=at(LATER))
    return case


def test_a_letter_whose_act_stands_is_not_made_void(office, case, client):
    client.force_login(office.clerk)
    address = reverse("letter-void", args=[case.old.pk])
    page = client.get(address)
    assert page.status_code == 200 and "仍然有效" in page.content.decode() and "<textarea" not in page.content.decode()
    assert client.post(address, {"reason": "打错了"}).status_code == 422
    assert not VoidRecord.objects.exists()


def test_a_superseded_letter_is_made_void_once_with_a_reason(office, superseded, client):
    client.force_login(office.clerk)
    address = reverse("letter-void", args=[superseded.old.pk])
    assert address in client.get(reverse("case", args=[superseded.pk])).content.decode()
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422 and "请填写作废的理由" in refused.content.decode()
    assert client.post(address, {"reason": "原件已收回"}).status_code == 302
    record = VoidRecord.objects.get()
    assert (record.letter_id, record.reason, record.voided_by) == (superseded.old.pk, "原件已收回", office.clerk)
    again = client.post(address, {"reason": "再来一次"})
    assert again.status_code == 422 and "这份公文已经作废" in again.content.decode()
    today = date(2026, 3, 5)
    assert why_not_void(office.clerk, Letter.objects.get(pk=superseded.old.pk), today).reason == "这份公文已经作废"
    assert VoidRecord.objects.count() == 1


def test_a_letter_that_no_act_issued_may_be_made_void(office, case, client):
    client.force_login(office.clerk)
    assert client.post(reverse("letter-void", args=[case.new.pk]), {"reason": "未发出"}).status_code == 302


def test_the_letter_of_an_annulled_act_is_made_void_from_where_it_is_listed(office, client):
    case = office.assigned(DAY)
    told = office.decide(case, "consult_third_party", LATER, name="某公司", matter="合同").letter
    client.force_login(office.clerk)
    address = reverse("letter-void", args=[told.pk])
    assert "仍然有效" in client.get(address).content.decode()
    seq = case.events.get(act="consult_third_party").seq
    office.do(case, "annul", LATER, by=office.reviewer, seq=seq, reason="录错了案件")
    for page in (reverse("case", args=[case.pk]), reverse("letter", args=[told.pk])):
        assert address in client.get(page).content.decode()
    assert client.post(address, {"reason": "征求意见的记录已更正"}).status_code == 302
    assert address not in client.get(reverse("case", args=[case.pk])).content.decode()


@pytest.mark.fault("S6")
@pytest.mark.parametrize(
    "role", ["handler", "reviewer", "signer", "supervisor", "auditor", "administrator", "stranger"]
)
def test_nobody_but_the_clerk_of_the_agency_makes_void(office, superseded, client, role):
    if role == "stranger":
        beside = type(office.agency).objects.create(
            code="E", name="某区财政局", kind="department", parent=office.government
        )
        client.force_login(officer("stranger", beside, "clerk"))
    else:
        client.force_login(getattr(office, role))
    address = reverse("letter-void", args=[superseded.old.pk])
    assert [client.get(address).status_code, client.post(address, {"reason": "甲"}).status_code] == [404, 404]
    assert not VoidRecord.objects.exists()


def test_void_makes_no_event_and_the_chain_of_the_case_stays_whole(office, superseded, client):
    before = superseded.events.count()
    client.force_login(office.clerk)
    client.post(reverse("letter-void", args=[superseded.old.pk]), {"reason": "原件已收回"})
    page = client.get(reverse("case", args=[superseded.pk])).content.decode()
    assert (
        superseded.events.count() == before and verify_chain(superseded, list(superseded.events.order_by("seq"))) == []
    )
    assert page.count("原件已收回") == 2  # among the letters and in the history


@needs_fonts
def test_the_letter_and_its_pdf_are_marked(office, superseded, client):
    tasks.render_letters()
    client.force_login(office.clerk)

    def looks(letter):
        sheet = client.get(reverse("letter-sheet", args=[letter.pk])).content.decode()
        answer = client.get(reverse("letter-pdf", args=[letter.pk]))
        texts = [
            page.extract_text().replace(" ", "").replace("\n", "")
            for page in pypdf.PdfReader(BytesIO(answer.content)).pages
        ]
        return sheet, answer["Content-Disposition"], texts

    sheet, name, texts = looks(superseded.old)
    told = f"已由{superseded.new.number}替代"
    assert "已被替代" in sheet and superseded.new.number in sheet and all(told in text for text in texts)
    services.void(superseded.old, "原件已收回", office.clerk, now=timezone.now())
    sheet, name, texts = looks(superseded.old)
    assert "作废" in sheet and "原件已收回" in sheet and all("作废" in text for text in texts)
    assert "%E4%BD%9C%E5%BA%9F" in name  # 作废
    sheet, name, texts = looks(superseded.new)
    assert "作废" not in sheet + name + "".join(texts) and "替代" not in sheet
    stored = Letter.objects.get(pk=superseded.old.pk)
    with stored.pdf.open("rb") as file:
        assert "作废" not in "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


@needs_fonts
def test_while_a_letter_waits_for_its_signature_the_desk_says_so_and_has_the_unsigned_file(office, case, client):
    tasks.render_letters()
    copy = SignedCopy.objects.create(letter=case.old)
    client.force_login(office.clerk)
    address = reverse("letter-pdf", args=[case.old.pk])
    page = client.get(address)
    assert page.status_code == 202 and "正在签章" in page.content.decode() and "?copy=unsigned" in page.content.decode()
    SignedCopy.objects.filter(pk=copy.pk).update(error="没有证书")
    assert "签章没有成功：没有证书" in client.get(address).content.decode()
    unsigned = client.get(address, {"copy": "unsigned"})
    assert unsigned.status_code == 200 and unsigned.content.startswith(b"%PDF")
