"""Who reads the ledger of fees."""

from agencies.organisation.models import Officer
from workflow.cases.policy import OVERSEERS

LEDGER_READERS = ("clerk", "reviewer", "signer", *OVERSEERS)


def may_read_ledger(user: Officer) -> bool:
    """Say whether `user` reads the ledger: of the own agency, an overseer of every agency below."""
    return user.is_active and user.agency_id is not None and user.has_role(*LEDGER_READERS)
