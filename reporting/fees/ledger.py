"""Gather the ledger out of the register and the records: one line per agency, applicant and month of receipt.

A line stands for who was charged, or could be by cases (国办函〔2020〕109号第四条). Applicants are told apart as the fee notices
do it: by number, else by name and contact, and as a person confirmed it on a notice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from law.fees import tariffs
from workflow.cases.models import Case, Event
from workflow.fees.applicants import FIELDS, Applicant, read_applicant
from workflow.fees.balances import ACTS, Balance, balance_from

Month = tuple[int, date]  # the key of an agency, and the first day of a month of receipt
Row = tuple[int, str, date, Applicant]  # key, number and day of receipt of a case, and who applied


@dataclass(frozen=True, slots=True)
class Charge:
    """The money of one case of a line; `ordinal` is which of the month it is by the register of today."""

    case_id: int
    case_number: str
    balance: Balance
    ordinal: int

    @property
    def counted_otherwise(self) -> bool:
        """Say whether the notice counts another case of the month than the register of today does."""
        data = self.balance.notice.data
        return data.get("mode") == "cases" and data.get("count") != self.ordinal


@dataclass(slots=True)
class LedgerLine:
    """What one applicant asked of one agency in one month, and the money of it."""

    month: date
    cases: Sequence[int]  # keys, in the order in which they count
    by_number: bool  # told by identity number or credit code, else by name and contact
    charges: list[Charge] = field(default_factory=list)
    case: Case | None = None  # the first one, which names agency and applicant

    @property
    def due(self) -> int | Decimal:
        """Return the yuan of all notices."""
        return sum(charge.balance.due for charge in self.charges)

    @property
    def paid(self) -> int | Decimal:
        """Return the yuan that came."""
        return sum(charge.balance.paid for charge in self.charges)

    @property
    def refunded(self) -> int | Decimal:
        """Return the yuan that were given back."""
        return sum(charge.balance.refunded for charge in self.charges)


def lines_of(cases: QuerySet[Case]) -> list[LedgerLine]:
    """Return the lines of the cases, the latest month first; of agencies and whole months, as the register has them."""
    noticed = _events(cases.order_by())
    busy = cases.order_by().annotate(month=TruncMonth("received_on")).values_list("agency_id", "month")
    enough = {(agency, month) for agency, month, n in busy.annotate(n=Count("pk")).values_list("agency_id", "month", "n")
              if tariffs.case_rate(n)}  # fmt: skip
    given = ("agency_id", "pk", "number", "received_on", *(f"application__{name}" for name in FIELDS))
    months: defaultdict[Month, list[Row]] = defaultdict(list)
    charged = {months_key for months_key, _pk in noticed}
    for agency, pk, number, received_on, *who in cases.order_by("received_on", "pk").values_list(*given):
        month = (agency, received_on.replace(day=1))
        if month in enough or month in charged:
            months[month].append((pk, number, received_on, read_applicant(*who)))
    read = {pk: balance_from(events) for (_month, pk), events in noticed.items()}
    balances = {pk: balance for pk, balance in read.items() if balance.notice}
    found = [line for month, rows in months.items() for line in _lines_of_month(month, rows, balances)]
    first = Case.objects.select_related("agency", "application").in_bulk([line.cases[0] for line in found])
    for line in found:
        line.case = first[line.cases[0]]
    return sorted(found, key=lambda line: (-line.month.toordinal(), line.case.agency.code, line.case.pk))


def _events(cases: QuerySet[Case]) -> dict[tuple[Month, int], list[Event]]:
    """Return the records of money in effect of the cases that have a notice, by month and case."""
    events = Event.objects.effective().filter(case__in=cases.values("pk"), act__in=ACTS).order_by("case_id", "seq")
    found: defaultdict[tuple[Month, int], list[Event]] = defaultdict(list)
    for event in events.select_related("case", "letter"):
        found[(event.case.agency_id, event.case.received_on.replace(day=1)), event.case_id].append(event)
    return dict(found)


def _lines_of_month(month: Month, rows: Sequence[Row], balances: dict[int, Balance]) -> Iterable[LedgerLine]:
    for group in _by_applicant(rows, balances):
        charges = [
            Charge(pk, number, balances[pk], place)
            for place, (pk, number, *_rest) in enumerate(group, start=1)
            if pk in balances
        ]
        if charges or tariffs.case_rate(len(group)):
            by_number = all(who.numbers for *_rest, who in group)
            yield LedgerLine(month[1], [pk for pk, *_rest in group], by_number, charges)


def _by_applicant(rows: Sequence[Row], balances: dict[int, Balance]) -> list[list[Row]]:
    """Return the cases of a month by their applicants, each group in the order in which its cases count."""
    groups = _Groups()
    for pk, number, _received_on, who in rows:
        groups.join(("case", number), pk, *_marks_of(who))
        if pk in balances:
            groups.join(
                ("case", number), *(("case", number) for number in balances[pk].notice.data.get("confirmed", ()))
            )
    found: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        found[groups.of(row[0])].append(row)
    return list(found.values())


def _marks_of(who: Applicant) -> Iterable[tuple]:
    """Return by what an applicant is known: the numbers, else the name with each contact."""
    if who.numbers:
        return [("number", mark) for mark in who.marks]
    return [("contact", who.names, contact) for contact in who.contacts]


class _Groups:
    """Things that belong together because something in them is the same."""

    def __init__(self):
        self._above: dict = {}

    def of(self, thing):
        """Return what stands for the group of a thing."""
        while (above := self._above.get(thing, thing)) != thing:
            thing = above
        return thing

    def join(self, first, *others) -> None:
        """Put things into one group."""
        for other in others:
            self._above[self.of(other)] = self.of(first)
