"""What was signed is what is sent, and a law that changed in between sends the reply back to its desk."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from agencies.organisation.models import Agency
from law import Refused
from notices.letters import composition
from notices.letters.models import Draft, Letter
from notices.wording import services as wording
from tests.workflow.sample_office import SHANGHAI, at, officer
from workflow.cases.models import Case

LAST = date(2023, 12, 29)  # a Friday, the last working day before 行政复议法 (2023)
FIRST = date(2024, 1, 2)
ITEMS = [{"ground": "internal", "reason": "属于内部工作流程方面的信息", "evidence": "流程单原件"}]


def signed(office, day):
    """Return a refusal signed on a day."""
    case = office.assigned(date(day.year, day.month, day.day - 7))
    office.do(case, "draft", day, outcome="deny", grounds=["internal"], facts={"items": ITEMS})
    for code in ("submit_for_review", "approve", "sign"):
        office.do(case, code, day)
    return Case.objects.get(pk=case.pk)


def test_words_and_particulars_changed_after_signing_change_nothing(office):
    case = signed(office, LAST)
    writer = officer("writer", office.agency, "administrator")
    row = wording.write(
        agency=office.agency, place="closing", kind="", text="新的结束语。", by=writer, now=at(LAST, 10)
    )
    wording.release(row, by=office.reviewer, now=at(LAST, 11))
    Agency.objects.filter(pk=office.agency.pk).update(phone="0577-2")
    office.do(case, "reply", LAST)
    letter, draft = Letter.objects.get(kind="deny"), Draft.objects.get()
    assert composition.content_digest(letter.html) == draft.content_sha256 == case.approved_sha256
    assert "新的结束语" not in letter.html and "0577-1" in letter.html


@pytest.mark.fault("R5")
def test_a_reply_signed_before_a_switch_is_refused_after_it_and_can_be_made_anew(office):
    case = signed(office, LAST)
    with pytest.raises(Refused, match="救济告知已经不同") as refusal:
        office.do(case, "reply", FIRST)
    assert "23①（四）" in refusal.value.article
    stands = Case.objects.get(pk=case.pk)
    assert (stands.state, stands.version) == ("signed", case.version)
    assert not Letter.objects.filter(kind="deny").exists()
    office.do(case, "return_draft", FIRST, by=office.signer, comments="行政复议法已经施行，请重新起草")
    office.do(case, "draft", FIRST, outcome="deny", grounds=["internal"], facts={"items": ITEMS})
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, FIRST)
    assert "应当自收到本告知书之日起60日内先向某区人民政府申请行政复议" in Letter.objects.get(kind="deny").html
    assert Case.objects.get(pk=case.pk).state == "replied"


def test_the_desk_says_why_with_the_article_and_the_signer_may_return_it(office, client):
    case = signed(office, LAST)
    with time_machine.travel(datetime(2024, 1, 2, 9, tzinfo=SHANGHAI), tick=False):
        client.force_login(office.clerk)
        given = {"on": "2024-01-02", "version": case.version}
        page = client.post(reverse("step", args=[case.pk, "reply"]), given)
        text = page.content.decode()
        assert page.status_code == 422
        assert "救济告知已经不同" in text and "行政复议法（2023）" in text
        client.force_login(office.signer)
        checks = client.get(reverse("review", args=[case.pk])).context["checks"]
        assert [check.verdict for check in checks][0] == "no"
        given["comments"] = "请重新起草"
        assert client.post(reverse("step", args=[case.pk, "return_draft"]), given).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "handling"
