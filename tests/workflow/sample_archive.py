"""Closed cases with everything that a package holds, for the tests of the archive."""

import io
from datetime import date, datetime

from pypdf import PdfWriter

from agencies.organisation.models import Officer
from intake.models import Application
from intake.services import attach
from notices.letters.models import Letter
from notices.rendering.queue import store_pdf
from tests.workflow.sample_office import SHANGHAI, Office, at
from workflow.acts.services import register
from workflow.archive.services import archive
from workflow.cases.models import Case


def one_page() -> bytes:
    """Return a PDF of one empty page."""
    stream, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(stream)
    return stream.getvalue()


LATER = datetime(2057, 1, 5, 9, tzinfo=SHANGHAI)  # the terms of 2026 are over
PDF = one_page()
ID_NUMBER = "110101199003070134"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def press() -> None:
    """Make the PDF of every letter that waits for one: one empty page, which is what these tests need of it."""
    for letter in Letter.objects.filter(pdf_sha256="", historic=False):
        store_pdf(letter, PDF)


def closed(
    office: Office,
    day: date = date(2026, 3, 2),
    *,
    outcome: str = "open",
    pressed: bool = True,
    application: Application | None = None,
    consult: str = "",
    complaint: str = "",
    **given,
) -> Case:
    """Return a case that went its whole way in one day, with two attachments, a returned draft and a delivery."""
    if application is None:
        application = office.application(day, identity_number=ID_NUMBER, email="zhang@example.org", **given)
    attach(application, name="信封正面.png", body=PNG, now=at(day))
    attach(application, name="../../etc/身份证.pdf", body=PDF, now=at(day))
    case = register(application, by=office.clerk, now=at(day))
    office.do(case, "assign", day, handler_id=office.handler.pk)
    if consult:
        office.do(case, "consult_third_party", day, name=consult, matter="施工合同")
        office.do(case, "receive_third_party_opinion", day, agrees="agrees", text="同意公开部分")
    grounds = ("privacy",) if outcome == "deny" else ()
    facts = DENY if outcome == "deny" else OPEN
    for verdict in ("return_draft", "approve"):
        office.drafted(case, day, outcome, grounds, **facts)
        office.do(case, "submit_for_review", day, note="请审")
        office.do(
            case,
            verdict,
            day,
            **({"comments": "张三的电话写错了"} if verdict == "return_draft" else {"comment": "同意"}),
        )
    for act, person, data in (
        ("sign", office.signer, {}),
        ("reply", office.clerk, {}),
        ("deliver", office.clerk, {"method": "direct", "receipt": "张三本人签收"}),
        ("close", office.clerk, {"note": "卷已装订"}),
    ):
        office.do(case, act, day, by=person, **data)
    if complaint:
        office.do(case, "record_complaint", day, reference=complaint)
    if pressed:
        press()
    return Case.objects.get(pk=case.pk)


OPEN = {"provided": ["施工合同"], "secrecy_review": "保密审查表第1号"}
DENY = {"items": [{"ground": "privacy", "reason": "含有第三人的身份证号码", "evidence": "第三方意见第1号"}]}


def archived(office: Office, case: Case, day: date = date(2026, 3, 3), by: Officer | None = None, **given):
    """Archive a case."""
    return archive(case.pk, by=by or office.clerk, now=at(day), **given)
