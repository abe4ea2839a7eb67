"""Check every invariant of a database and its stored files, one finding after the other, changing nothing."""

from collections.abc import Iterable
from datetime import datetime

from law.calendars.working_days import Calendar
from reporting.invariants import chains, histories, receipts, records, sealed_texts
from reporting.invariants.findings import Findings


def verify(days: Calendar, ledger: Iterable[str] | None = None, *, now: datetime) -> Findings:
    """Yield whatever does not hold; with a `ledger` of acknowledged submissions I1 is checked as a whole.

    `now` tells what the worker has had no time for yet from what is broken.
    """
    if ledger is not None:
        yield from receipts.submissions(ledger)
    yield from receipts.applications()
    yield from histories.histories(days)
    yield from chains.chains(now)
    yield from records.numbers()
    yield from records.reminders()
    yield from records.published_tables()
    yield from records.stored_files()
    yield from receipts.identity_numbers()
    yield from sealed_texts.sealed_texts()
    yield from records.agencies()
