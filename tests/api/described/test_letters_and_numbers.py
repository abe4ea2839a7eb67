"""No address of ours holds an applicant's code; letters say by which act they were issued and how far their PDF is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from agencies.organisation.models import Agency
from law import Refused, procedure
from notices.letters.models import SignedCopy
from notices.rendering import queue
from tests.api.schema import signed_in
from tests.workflow.sample_office import officer
from workflow.changes.standing import PUBLIC_STATES, PUBLIC_WORDS

APPLICATIONS = "/api/v1/applications/"


def test_an_application_answers_under_its_number_and_where_it_repeats_leads_there(clerk, given):
    stored = clerk.give(APPLICATIONS, given | {"idempotency_key": "k"}).json()
    assert clerk.get(f"{APPLICATIONS}{stored['id']}/").json()["public_id"] == stored["public_id"]
    differing = clerk.give(APPLICATIONS, given | {"idempotency_key": "k", "content": "另一件"})
    assert (differing.status_code, differing["Location"]) == (409, f"{APPLICATIONS}{stored['id']}/")


def test_addresses_with_the_code_still_answer_who_may_see_it_and_nobody_else(office, clerk, given):
    stored = clerk.give(APPLICATIONS, given).json()
    stranger = signed_in(officer("stranger", Agency.objects.create(code="E", name="某局", kind="department"), "clerk"))
    for named in (stored["id"], stored["public_id"]):
        assert clerk.get(f"{APPLICATIONS}{named}/").json()["id"] == stored["id"]
        for one, status in ((stranger, 404), (signed_in(office.administrator), 404), (signed_in(None), 401)):
            assert one.get(f"{APPLICATIONS}{named}/").status_code == status
    for nobody in (stored["id"] + 1, uuid4(), "x", "0", "-1", "9" * 40, "²", stored["public_id"][:-1]):
        assert clerk.get(f"{APPLICATIONS}{nobody}/").status_code == 404, nobody
        assert clerk.give(f"{APPLICATIONS}{nobody}/register/", {}).status_code == 404, nobody


@pytest.fixture
def receipt(office):
    """Return the receipt of a case."""
    return office.case(date(2026, 3, 3)).events.get().letter


def told(clerk, letter) -> dict:
    """Return what the API says of a letter."""
    return clerk.get(f"/api/v1/letters/{letter.pk}/").json()


def test_a_letter_says_how_far_it_is(clerk, receipt, settings):
    found = told(clerk, receipt)
    assert (found["act"], found["seq"], found["drawing"], found["drawing_error"]) == ("register", 1, "waiting", "")
    claimed = queue.claim_letter(timezone.now())
    queue.record_failure(claimed, Refused("这个字印不出来：㐀", field="text", english="no glyph"), timezone.now())
    found = told(clerk, receipt)
    assert (found["drawing"], "印不出来" in found["drawing_error"], found["has_pdf"]) == ("failed", True, False)
    settings.SIGNER = "notices.signing.pades.PadesSigner"
    queue.store_pdf(claimed, b"%PDF-1.7\n")
    found = told(clerk, receipt)
    assert (found["drawing"], found["has_pdf"], found["signed_sha256"], found["drawing_error"]) == (
        "unsigned",
        True,
        "",
        "",
    )
    SignedCopy.objects.update(error="印章服务没有回答")
    assert told(clerk, receipt)["drawing_error"] == "印章服务没有回答"
    SignedCopy.objects.update(pdf_sha256="a" * 64, error="")
    found = told(clerk, receipt)
    assert (found["drawing"], found["signed"], found["signed_sha256"]) == ("drawn", True, "a" * 64)
    assert len(found["content_sha256"]) == len(found["pdf_sha256"]) == 64


def test_a_letter_that_kills_its_worker_without_a_word_has_failed(clerk, receipt):
    for attempt in range(3):
        assert queue.claim_letter(timezone.now() + timedelta(days=attempt)) is not None
    assert told(clerk, receipt)["drawing"] == "failed"


def test_every_state_of_a_case_has_words_for_its_applicant(office, clerk):
    assert set(PUBLIC_STATES) == set(procedure.STATES)
    assert set(PUBLIC_WORDS) == {*PUBLIC_STATES.values(), "arrived"}
    case = office.case(date(2026, 3, 3))
    type(case).objects.filter(pk=case.pk).update(state="annulled")
    answer = signed_in(None).give("/api/v1/status/", {"code": str(case.application.public_id)})
    assert (answer.status_code, answer.json()["status"]) == (200, "已并入另一件办理")
