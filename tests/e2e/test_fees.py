"""A fee by the browser: who is the same is ticked, the notice counts, the money comes and goes back, the ledger shows it."""

import pytest
from django.utils import timezone

from tests.e2e.people import PHONE
from tests.workflow.fees.applications import UNNUMBERED, ZHANG
from workflow.cases.models import Case

pytestmark = pytest.mark.fault("11.7")


def test_a_fee_from_the_notice_to_the_ledger(office, sign_in):
    today = timezone.localdate()
    for _ in range(10):
        office.case(today, **ZHANG)
    case = office.case(today, **UNNUMBERED)
    clerk = sign_in("clerk")
    clerk.goto(f"/cases/{case.pk}/")
    clerk.page.locator("#act-issue_fee_notice summary").click()
    form = "#act-issue_fee_notice form"
    clerk.page.select_option(f"{form} [name=mode]", "cases")
    clerk.page.fill(f"{form} [name=payment]", "凭缴款码缴纳")
    clerk.press(f"{form} button", 422)  # nothing is due for one
    assert "本月第 1 件" in clerk.text
    for box in clerk.page.locator(f"{form} [name=same_person]").all():
        box.check()
    clerk.press(f"{form} button")
    office.send(case, case.events.get(act="issue_fee_notice"), today)  # it takes effect when it is handed over
    clerk.goto(f"/cases/{case.pk}/")
    clerk.page.fill("#act-receive_payment form [name=amount]", "100")
    clerk.press("#act-receive_payment form button")
    clerk.page.locator("#act-refund_fee summary").click()
    clerk.page.fill("#act-refund_fee form [name=reason]", "按规定不收")
    clerk.press("#act-refund_fee form button")
    notice = Case.objects.get(pk=case.pk).events.get(act="issue_fee_notice")
    assert (notice.data["count"], notice.data["amount"]) == (11, 100)
    clerk.press("nav a[href='/fees/']")
    assert case.number in clerk.text
    phone = sign_in("signer", size=PHONE)
    phone.goto("/fees/")
    assert "张**" in phone.text
    phone.goto("/fees/?year=2000", 422)
