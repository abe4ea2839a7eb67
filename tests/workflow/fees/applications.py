"""Applications of one person and of others, and what a fee notice counts of them."""

from datetime import date

from intake.services import submit
from tests.workflow.sample_office import Office, at, officer
from workflow.acts.services import register
from workflow.cases.models import Case, Event

ZHANG = {
    "applicant_name": "张国庆",
    "identity_number": "33030219900307123X",
    "phone": "13800000001",
    "address": "某路2号3幢",
}
UNNUMBERED = ZHANG | {"identity_number": ""}
PAYMENT = "凭缴款码缴纳"


def asked(office: Office, day: date, **who) -> Case:
    """Register an application of `who` on the day on which it came."""
    return office.case(day, **who)


def elsewhere(office: Office, day: date, **who) -> Case:
    """Register an application at the government above."""
    clerk = office.government.officers.filter(username="clerk above").first() or officer(
        "clerk above", office.government, "clerk"
    )
    given = {"channel": "in_person", "applicant_kind": "natural_person", "content": "某小区改造施工合同"} | who
    application = submit(agency=office.government, now=at(day), by=clerk, arrived_on=day, **given)
    return register(application, by=clerk, now=at(day))


def charged(office: Office, case: Case, on: date = date(2026, 3, 10), **given) -> Event:
    """Issue a fee notice by cases."""
    return office.do(case, "issue_fee_notice", on, mode="cases", payment=PAYMENT, **given)


def numbers(event: Event) -> list[str]:
    """Return the numbers of the cases that a notice counts."""
    return [one["number"] for one in event.data["counted"]]
