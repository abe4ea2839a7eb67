"""Which case of its month a case is: counted from the register, by the applicant, the agency and the month of receipt.

Every registered case counts, whatever became of it (国办函〔2020〕109号第四条: 所有处理决定类型); the order is that of the legal
days of receipt, of one day that of registering. Nobody types the number.
"""

import calendar
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from intake.applicants import FIELDS, Applicant, applicant_of
from law import Refused
from workflow.cases.models import Case

ARTICLE = "国办函〔2020〕109号4"


@dataclass(frozen=True, slots=True)
class MonthlyCase:
    """One case of the month, and in what its applicant can be reached like that of the case in hand."""

    pk: int
    number: str
    received_on: date
    agency_id: int
    shared_contacts: tuple[str, ...] = ()


Row = tuple[MonthlyCase, Applicant]


@dataclass(frozen=True, slots=True)
class MonthlyCases:
    """The cases up to the one in hand: those of the same number, itself among them, and those that a person confirms."""

    certain: tuple[MonthlyCase, ...]
    candidates: tuple[MonthlyCase, ...]

    def counted(self, confirmed: Collection[int]) -> list[MonthlyCase]:
        """Return the cases that count, in their order, with those candidates that a person confirmed.

        Raises Refused for a confirmed case that is no candidate: another name, agency or month, a later one, one that counts anyway.
        """
        known = {candidate.pk for candidate in self.candidates}
        if strange := sorted(set(confirmed) - known):
            raise Refused(
                f"编号 {'、'.join(map(str, strange))} 的案件不能认定为同一申请人：只有本机关同一自然月内先收到、姓名和联系方式相同而没有证件号码可比的，才由人认定",
                ARTICLE,
                field="same_person",
                english="Only earlier cases of this month with the same name and contact, and no number to compare, are for a person to confirm",
            )
        found = [*self.certain, *(candidate for candidate in self.candidates if candidate.pk in confirmed)]
        return sorted(found, key=lambda one: (one.received_on, one.pk))


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar month (自然月) of a day."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def cases_of_month(case: Case) -> MonthlyCases:
    """Return the cases of the applicant of a case, of the same agency and calendar month, up to the case itself."""
    month = Case.objects.counted().filter(agency=case.agency_id, received_on__range=month_of(case.received_on))
    itself = MonthlyCase(case.pk, case.number, case.received_on, case.agency_id)
    return cases_up_to(itself, applicant_of(case.asked), rows_of(month))


def rows_of(cases: QuerySet[Case]) -> list[Row]:
    """Return the cases of each agency in the order in which they count, each with who applied."""
    given = ("number", "received_on", "agency_id", "particulars", "application", "application__public_id")
    read = cases.select_related("application").only(*given, *(f"application__{name}" for name in FIELDS))
    found = read.order_by("agency_id", "received_on", "pk")
    return [(MonthlyCase(one.pk, one.number, one.received_on, one.agency_id), applicant_of(one.asked)) for one in found]


def cases_up_to(itself: MonthlyCase, who: Applicant, month: Iterable[Row]) -> MonthlyCases:
    """Return those cases of a month of an agency that are of the applicant `who` and not after the case itself."""
    earlier = [(one, other) for one, other in month if (one.received_on, one.pk) < (itself.received_on, itself.pk)]
    certain, candidates = [], []
    # Whoever has the name and a contact of this case under a number has it under that number in the other cases too.
    perhaps = {mark for _one, other in earlier if who.perhaps(other) for mark in other.marks}
    for one, other in earlier:
        if who.certainly(other):
            certain.append(one)
        elif who.perhaps(other) or (not who.numbers and other.marks & perhaps):
            candidates.append(replace(one, shared_contacts=tuple(who.shared_contacts(other))))
    return MonthlyCases((*certain, itself), tuple(candidates))
