"""State what is on paper, lift the counters to it, and release the system: one states that all is done, another releases."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from agencies.installation.models import Restoration
from agencies.organisation.models import Agency, Officer
from agencies.text.statements import checked_statement
from law import Conflict, Refused
from notices.letters import numbering
from notices.letters.models import NumberSeries
from workflow.cases.register_numbers import raise_counter
from workflow.recovery import policy
from workflow.recovery.models import ReconciledPoint, Subject
from workflow.recovery.selectors import Key, OpenPoint, open_points, point_of_installation, points_of

AFTER_RESTORE = "从备份恢复后核对：备份以后在纸上用到的文号"
SHORTEST, LONGEST = 1, 1000


def _held(restoration_id: int) -> Restoration:
    restoration = Restoration.objects.select_for_update().get(pk=restoration_id)
    if restoration.released_at is not None:
        raise Conflict("恢复模式已经解除", english="The system was released already")
    return restoration


@transaction.atomic
def reconcile(
    restoration_id: int, agency: Agency, given: Mapping[Key, int | str], *, by: Officer, now: datetime, today: date
) -> None:
    """Put on record what `by` states of every point of an agency, and lift the counters to the numbers on paper.

    `given` has a number for a series and a statement for the rest. Raises Refused naming the field where one is missing,
    or a number is below that of the restored records: then nothing is kept.
    """
    if not policy.reconciled_by(by).filter(pk=agency.pk).exists():
        raise Refused(
            "只有本单位登记员或者系统管理员可以核对", english="The agency's clerk or an administrator does this"
        )
    restoration = _held(restoration_id)
    for point in points_of(agency, restoration, today):
        _state(restoration, point, given.get(point.key), by=by, now=now)
    _reopen(restoration)


@transaction.atomic
def reconcile_accounts(restoration_id: int, statement: str, *, by: Officer, now: datetime) -> None:
    """Put on record which accounts and tokens that the backup still has were ended since; raise Refused as above."""
    if not policy.may_release(by):
        raise Refused("由管理全部单位的系统管理员核对账号", english="An administrator of all agencies does this")
    restoration = _held(restoration_id)
    _state(restoration, point_of_installation(restoration), statement, by=by, now=now)
    _reopen(restoration)


def _reopen(restoration: Restoration) -> None:
    """Whoever stated that all is done has not seen this: it is stated again."""
    Restoration.objects.filter(pk=restoration.pk).update(stated_by=None, stated_at=None)


def _state(restoration: Restoration, point: OpenPoint, given, *, by: Officer, now: datetime) -> None:
    row = ReconciledPoint(
        restoration=restoration,
        agency=point.agency,
        subject=point.subject,
        series=point.series,
        year=point.year,
        former=point.recorded,
        stated_by=by,
        stated_at=now,
    )
    if point.numbered:
        row.last = _checked_number(point, given)
        _lift(point, row.last, by=by, now=now)
    else:
        row.statement = checked_statement(
            str(given or ""),
            missing=f"请写明{point.subject.label}；没有就写“没有”",
            missing_english=f"{point.subject.label}: say which; where there is none, say so",
            field=point.subject.value,
            label="说明",
            none_counts=True,
            english="The statement",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    row.save(force_insert=True)


def _checked_number(point: OpenPoint, given) -> int:
    if not isinstance(given, int):
        raise Refused(
            f"{point.title}：请填写纸上的最大号；没有用过就填 0",
            field="last",
            english=f"{point.title}: give the last number on paper, 0 for none",
        )
    if given < point.recorded:
        raise Refused(
            f"{point.title}：恢复的记录已经到 {point.recorded} 号，纸上的最大号不会更小",
            field="last",
            english=f"{point.title}: the restored records have reached {point.recorded}",
        )
    if given > numbering.HIGHEST:
        raise Refused(f"最大号应当在 0 到 {numbering.HIGHEST} 之间", field="last", english=f"0 to {numbering.HIGHEST}")
    return given


def _lift(point: OpenPoint, last: int, *, by: Officer, now: datetime) -> None:
    if last == point.recorded:
        return
    if point.subject == Subject.REGISTER:
        raise_counter(point.agency, point.year, last)
        return
    kept = NumberSeries.objects.filter(agency=point.agency, series=point.series, year=point.year)
    if not kept.filter(last__gte=last).exists():
        numbering.raise_mark(
            agency=point.agency,
            series=point.series,
            year=point.year,
            last=last,
            reason=AFTER_RESTORE,
            actor=by,
            now=now,
        )


# -- release --------------------------------------------------------------------------------------------------


def _refuse_open(restoration: Restoration, by: Officer, today: date) -> None:
    if not policy.may_release(by):
        raise Refused(
            "由管理全部单位的系统管理员解除恢复模式",
            english="An administrator of all agencies releases the system",
        )
    waiting = open_points(restoration, today)
    if waiting:
        first = waiting[0]
        name = f"{first.agency.name if first.agency else '本系统'}：{first.subject.label}{first.title}"
        raise Refused(
            f"还有 {len(waiting)} 项没有核对（{name} 等）",
            english=f"{len(waiting)} points are not reconciled yet",
        )


@transaction.atomic
def state_all_done(restoration_id: int, *, by: Officer, now: datetime, today: date) -> None:
    """State that everything is reconciled; raise Refused while a point is open."""
    restoration = _held(restoration_id)
    _refuse_open(restoration, by, today)
    Restoration.objects.filter(pk=restoration.pk).update(stated_by=by, stated_at=now)


@transaction.atomic
def release(restoration_id: int, *, by: Officer, now: datetime, today: date) -> None:
    """End restore mode; raise Refused for the person who stated that all is done, and while anything is open."""
    restoration = _held(restoration_id)
    _refuse_open(restoration, by, today)
    if restoration.stated_by_id is None:
        raise Refused("先由一位系统管理员确认全部核对完毕", english="First one administrator states that all is done")
    if restoration.stated_by_id == by.pk:
        raise Refused(
            "确认核对完毕的人不能自己解除，请另一位系统管理员解除",
            english="Whoever stated that all is done does not release it: another administrator does",
        )
    ended = {
        "released_by": by,
        "released_at": now,
        "stated_by": restoration.stated_by,
        "stated_at": restoration.stated_at,
    }
    Restoration.objects.filter(released_at__isnull=True).update(**ended)
