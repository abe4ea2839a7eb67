"""Gather the ledger out of the register and the records: one line per agency, applicant and month of receipt.

A line stands for who was charged, or could be by cases (国办函〔2020〕109号第四条). Applicants are told apart as the fee notices
do it: by number, else by name and contact, and as a person confirmed it on a notice.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from intake.applicants import Applicant
from law.fees import tariffs
from workflow.cases.models import Case, Event
from workflow.fees.balances import ACTS, Balance, balance_from
from workflow.fees.monthly_cases import MonthlyCase, Row, cases_up_to, rows_of


@dataclass(frozen=True, slots=True)
class Charge:
    """The money of one case of a line; `ordinal` is which of the month it is by the register of today."""

    balance: Balance
    case: MonthlyCase
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
    """Return the lines of the cases, the latest month first; `cases` are those of whole months of whole agencies."""
    noticed = _balances(cases.order_by())
    found = [line for month in _months(cases.order_by(), noticed) for line in _lines_of_month(*month, noticed)]
    first = Case.objects.select_related("agency", "application").in_bulk([line.cases[0] for line in found])
    for line in found:
        line.case = first[line.cases[0]]
    return sorted(found, key=lambda line: (-line.month.toordinal(), line.case.agency.code, line.case.pk))


def _balances(cases: QuerySet[Case]) -> dict[int, Balance]:
    """Return the money of the cases that have a notice, by case."""
    events = Event.objects.effective().filter(case__in=cases.values("pk"), act__in=ACTS).order_by("case_id", "seq")
    found = {pk: balance_from(of_case) for pk, of_case in groupby(events, key=lambda event: event.case_id)}
    return {pk: balance for pk, balance in found.items() if balance.notice}


def _months(cases: QuerySet[Case], noticed: Collection[int]) -> Iterator[tuple[date, list[Row]]]:
    """Yield the months of receipt, agency by agency, in which somebody was charged or could be: others have no line."""
    by_month = cases.annotate(month=TruncMonth("received_on")).values_list("agency_id", "month")
    wanted = set(by_month.filter(pk__in=noticed).distinct())
    wanted |= {(agency, month) for agency, month, n in by_month.annotate(n=Count("pk")) if tariffs.case_rate(n)}
    rows = rows_of(cases.filter(agency__in={agency for agency, _month in wanted}))
    for (agency, month), of_month in groupby(
        rows, key=lambda row: (row[0].agency_id, row[0].received_on.replace(day=1))
    ):
        if (agency, month) in wanted:
            yield month, list(of_month)


def _lines_of_month(month: date, rows: Sequence[Row], noticed: Mapping[int, Balance]) -> Iterator[LedgerLine]:
    for group in _by_applicant(rows, noticed):
        charges = [
            Charge(noticed[one.pk], one, _ordinal(one, who, rows, noticed[one.pk]))
            for one, who in group
            if one.pk in noticed
        ]
        if charges or tariffs.case_rate(len(group)):
            yield LedgerLine(month, [one.pk for one, _who in group], all(who.numbers for _one, who in group), charges)


def _ordinal(one: MonthlyCase, who: Applicant, rows: Sequence[Row], balance: Balance) -> int:
    """Return which case of the month a case is by the register of today and what a person confirmed on its notice."""
    confirmed, today = balance.notice.data.get("confirmed", ()), cases_up_to(one, who, rows)
    return len(today.certain) + sum(candidate.number in confirmed for candidate in today.candidates)


def _by_applicant(rows: Sequence[Row], noticed: Mapping[int, Balance]) -> list[list[Row]]:
    """Return the cases of a month by their applicants, each group in the order in which its cases count."""
    groups = _Groups()
    for one, who in rows:
        groups.join(one.number, *_marks_of(who))
        if one.pk in noticed:
            groups.join(one.number, *noticed[one.pk].notice.data.get("confirmed", ()))
    found: defaultdict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[groups.of(row[0].number)].append(row)
    return list(found.values())


def _marks_of(who: Applicant) -> list[tuple]:
    """Return by what an applicant is known: the numbers, else the name with each contact."""
    if who.numbers:
        return [("number", mark) for mark in who.marks]
    return [("contact", who.names, contact) for contact in who.contacts]


class _Groups:
    """Things that belong together because something in them is the same."""

    def __init__(self):
        self._above: dict[Hashable, Hashable] = {}

    def of(self, thing: Hashable) -> Hashable:
        """Return what stands for the group of a thing."""
        while (above := self._above.get(thing, thing)) != thing:
            thing = above
        return thing

    def join(self, first: Hashable, *others: Hashable) -> None:
        """Put things into one group."""
        for other in others:
            self._above[self.of(other)] = self.of(first)
