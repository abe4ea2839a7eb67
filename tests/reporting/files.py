"""Files of concluded cases, for tests of their quality: acted out through the one door, so that nothing is missing."""

from datetime import date

from tests.workflow.sample_office import SEARCH, Office
from workflow.cases.models import Case

ENVELOPE = "XA12345678931"
ITEM = {
    "ground": "privacy",
    "reason": "含有第三人的身份证号码，第三方不同意公开且有合理理由",
    "evidence": "第三方意见第1号",
}


def march(day: int) -> date:
    """Return a day of March 2026."""
    return date(2026, 3, day)


def signed(office: Office, case: Case, on: date) -> None:
    """Submit, approve, sign and issue the draft on file."""
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, on)


def delivered(office: Office, case: Case, on: date, arrived: date | None) -> None:
    """Post the reply, and record that it arrived."""
    number = f"EA{case.pk:09d}CN"  # each mail has its own
    office.do(case, "deliver", on, method="mail", receipt=number)
    if arrived:
        letter = case.events.filter(act="reply").last().letter
        arrival = {"letter_id": letter.pk, "status": "delivered", "method": "mail", "receipt": number}
        office.do(case, "record_service", arrived, **arrival)
    office.do(case, "close", arrived or on)


def refused(office: Office, arrived: date | None = date(2026, 3, 27)) -> Case:
    """Return a refusal that went through everything: correction, third party, extension, reply, arrival."""
    case = office.assigned(march(2), channel="mail_signed", tracking_number=ENVELOPE)
    office.do(case, "request_correction", march(3), points="写明小区的名称")
    office.do(case, "receive_correction", march(6))
    office.do(case, "consult_third_party", march(9), name="王五", matter="合同中的个人信息", key="one")
    office.do(case, "receive_third_party_opinion", march(16), agrees="objects", text="含有身份证号码", key="one")
    office.do(case, "extend", march(17), workdays=10, reason="档案在外借")
    office.drafted(case, march(18), "deny", ("privacy",), items=[ITEM])
    signed(office, case, march(19))
    delivered(office, case, march(24), arrived)
    return case


def not_found(office: Office, on: date = date(2026, 3, 4)) -> Case:
    """Return a reply that the information does not exist, after a search, handed over."""
    case = office.assigned(march(2))
    office.drafted(case, on, "not_exist", search_record=SEARCH)
    signed(office, case, on)
    office.do(case, "deliver", on, method="direct", receipt="张三")
    office.do(case, "close", on)
    return case


def disclosed(office: Office, day: int = 4, **given) -> Case:
    """Return an application that was disclosed and handed over."""
    case = office.assigned(march(2), **given)
    office.drafted(case, march(day), "open", provided=["施工合同"], secrecy_review="保密审查表第1号")
    signed(office, case, march(day))
    office.do(case, "deliver", march(day), method="direct", receipt="张三")
    return case
