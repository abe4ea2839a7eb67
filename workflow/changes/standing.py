"""Where an application stands, as its applicant may know it: no officer's name, no office routine (practice.md A4)."""

from django.utils.translation import gettext_lazy as _

from intake.models import Application
from workflow.cases.models import Case

ARRIVED = "arrived"
HANDLED = "being_handled"
PUBLIC_STATES = {  # what each state of a case is to its applicant
    "registered": HANDLED,
    "handling": HANDLED,
    "in_review": HANDLED,
    "approved": HANDLED,
    "signed": HANDLED,
    "awaiting_correction": "awaiting_correction",
    "awaiting_payment": "awaiting_payment",
    "awaiting_reasons": "awaiting_reasons",
    "lapsed": "abandoned",
    "replied": "replied",
    "delivered": "delivered",
    "withdrawn": "withdrawn",
    "closed": "concluded",
    "annulled": "merged",
}
PUBLIC_WORDS = {
    ARRIVED: _("Arrived, to be confirmed"),
    HANDLED: _("Being dealt with"),
    "awaiting_correction": _("Waiting for your correction"),
    "awaiting_payment": _("Waiting for your payment"),
    "awaiting_reasons": _("Waiting for your reasons"),
    "abandoned": _("Deemed abandoned"),
    "replied": _("Replied, on its way"),
    "delivered": _("Replied and delivered"),
    "withdrawn": _("Withdrawn by you"),
    "concluded": _("Concluded and filed"),
    "merged": _("Dealt with under another number"),  # registered twice: the other registration stands
}
STATES = tuple(PUBLIC_WORDS)


def case_of(application: Application) -> Case | None:
    """Return the case of an application, None before it is registered."""
    return getattr(application, "case", None)


def public_state(case: Case | None) -> str:
    """Return the code of where an application stands."""
    return ARRIVED if case is None else PUBLIC_STATES[case.state]


def standing_of(case: Case | None) -> dict:
    """Return everything that may be told of where an application stands, as JSON; days as 2026-03-04 or null."""
    return {
        "state": public_state(case),
        "case_number": case.number if case else "",
        "received_on": _day(case and case.received_on),
        "due_on": _day(case and case.due_on),
        "provisional": bool(case and case.provisional),
        "decided_on": _day(case and case.decided_on),
    }


def _day(day) -> str | None:
    return day.isoformat() if day else None
