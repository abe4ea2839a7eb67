"""What no record tells and a supervisor saw (评分登记): entered with its reason, taken back only by a further entry."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.organisation.models import Agency, Officer
from agencies.text.statements import checked_statement
from law import Refused
from law.regulations.texts import IN_FORCE
from reporting.figures.units import government_of
from reporting.quality.models import SupervisorMark
from reporting.scores.occurrences import Occurrence
from reporting.statistics.periods import Period
from workflow.cases.models import Case

SHORTEST = 4  # characters of a reason


def may_mark(user: Officer, unit: Agency) -> bool:
    """Say whether `user` marks the unit: a supervisor of the government whose unit it is."""
    return user.is_active and user.has_role("supervisor") and user.agency_id == government_of(unit).pk


def active_marks(period: Period) -> QuerySet[SupervisorMark]:
    """Return the marks of the period and its units that nobody took back."""
    return mark_entries(period).filter(withdraws__isnull=True, withdrawal__isnull=True)


def mark_entries(period: Period) -> QuerySet[SupervisorMark]:
    """Return every mark on a day of the period, and every withdrawal of one, the latest first."""
    rows = SupervisorMark.objects.filter(agency_id__in=period.agency_ids, on__gte=period.first, on__lte=period.last)
    return rows.select_related("agency", "case", "by", "withdraws", "withdrawal").order_by("-pk")


def occurrence_of(mark: SupervisorMark) -> Occurrence:
    """Return a mark as what it says happened."""
    return Occurrence(
        mark.agency_id,
        mark.on,
        mark.reason,
        mark.reason,
        str(mark.by),
        page="case" if mark.case_id else "",
        case_id=mark.case_id,
    )


def _reason(text: str) -> str:
    return checked_statement(
        text,
        missing="请写明事由和依据，如时间、文号",
        missing_english="Say what happened and where it can be looked up",
        label="事由",
        shortest=SHORTEST,
    )


def _refuse_day(day: date, today: date) -> None:
    if not IN_FORCE <= day <= today:
        raise Refused(
            f"日期应当在 {IN_FORCE} 至今天之间", field="on", english="The day lies before the Regulations or ahead"
        )


@transaction.atomic
def enter_mark(
    unit: Agency,
    item: str,
    on: date,
    reason: str,
    *,
    allowed: tuple[str, ...],
    case: Case | None = None,
    by: Officer,
    now: datetime,
) -> SupervisorMark:
    """Enter a mark; `allowed` are the items that are entered by hand, `case` is the one that is meant, if any.

    Raises Refused, naming the field, for who may not, for no such item, a day ahead, no reason, and a case of another unit.
    """
    if not may_mark(by, unit):
        raise Refused("只有本级政府的区级统计可以登记", english="Only the government's supervisor enters marks")
    if item not in allowed:
        raise Refused(
            "没有这一项，或者不由人工登记", field="item", english="No such item, or none that is entered by hand"
        )
    _refuse_day(on, timezone.localdate(now))
    if case is not None and case.agency_id != unit.pk:
        raise Refused(f"{unit.name}没有“{case.number}”这件案件", field="case", english="The unit has no such case")
    return SupervisorMark.objects.create(
        agency=unit,
        case=case,
        item=item,
        on=on,
        reason=_reason(reason),
        by=by,
        at=now,
    )


@transaction.atomic
def withdraw_mark(mark_id: int, reason: str, *, by: Officer, now: datetime) -> SupervisorMark:
    """Take a mark back by a further entry with its reason; both stay. Raises Refused for one that was taken back already."""
    mark = (
        SupervisorMark.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency__parent")
        .get(pk=mark_id)
    )
    if not may_mark(by, mark.agency):
        raise Refused("只有本级政府的区级统计可以撤回", english="Only the government's supervisor takes marks back")
    if mark.withdraws_id or SupervisorMark.objects.filter(withdraws=mark).exists():
        raise Refused(
            "这一条已经撤回，或者本身就是撤回", field="mark", english="Taken back already, or itself a withdrawal"
        )
    return SupervisorMark.objects.create(
        agency=mark.agency,
        case_id=mark.case_id,
        item=mark.item,
        on=mark.on,
        reason=_reason(reason),
        withdraws=mark,
        by=by,
        at=now,
    )
