"""Lock the years whose statistics are published, and refuse by name whatever would change what they count.

An act that changes no fact of a locked year goes through: a reply of December that is delivered in time in January
leaves the year as it was published. Only the supervisor of the government opens a year again, with a reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from agencies.installation.restore_mode import refuse_in_restore_mode
from agencies.organisation.models import Agency, Officer
from agencies.organisation.succession import holders
from agencies.text.statements import checked_statement
from law import Refused
from law.outcomes import GROUNDS, OUTCOMES, split_grounds
from law.reports.conditions import REMEDY_KINDS
from workflow.cases.models import Case, RemedyCase
from workflow.cases.projection import Projection, Remedy
from workflow.cases.replay import counted_particulars
from workflow.locks.models import LockedYear, Unlocking

PUBLICATION = 0x6B64  # the number of the advisory lock of publications
NAMES = {  # what a table of the year may count: in Chinese, in English
    "received": ("收到年度", "year of receipt"),
    "decided": ("是否办结", "whether concluded"),
    "applicant_kind": ("申请人类型", "kind of applicant"),
    "channel": ("申请方式", "channel"),
    "topic": ("信息类别", "topic"),
    "month": ("收到月份", "month of receipt"),
    "outcome": ("办理结果", "outcome"),
    "grounds": ("不予公开理由", "grounds"),
    "timeliness": ("是否按时", "timeliness"),
    "proceedings": ("复议、诉讼", "proceedings"),
}
Facts = dict[str, Any]


# -- what a year counts of a case -----------------------------------------------------------------------------


def counted_facts(year: int, case: Case, now: Projection | Case, remedies: Iterable[Remedy | RemedyCase]) -> Facts:
    """Return what the statistics of a year count of a case as it stands on 31 December; empty if nothing.

    `now` holds the day of receipt and the decision, the stored case or a projection of its events.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    if now.state == "annulled":
        return {}
    kind, channel = counted_particulars(case, now)
    found: Facts = {}
    if now.received_on <= last and (now.decided_on is None or now.decided_on >= first):
        done = now.decided_on is not None and now.decided_on <= last
        found = {
            "received": "in" if now.received_on >= first else "before",
            "decided": "in" if done else "open",
            "applicant_kind": kind,
            "channel": channel,
            "topic": case.topic,
            "month": now.received_on.month if now.received_on >= first else 0,  # the chart of months is published too
            "outcome": now.outcome if done else "",
            "grounds": now.grounds if done else "",
            "timeliness": now.timeliness if done else "",
        }
    proceedings = sorted(_proceedings(remedies, first, last))
    return found | {"proceedings": proceedings} if proceedings else found


def _proceedings(remedies: Iterable[Remedy | RemedyCase], first: date, last: date) -> Iterable[tuple[str, str]]:
    for remedy in remedies:
        ended = remedy.concluded_on
        if remedy.kind in REMEDY_KINDS and remedy.received_on <= last and (ended is None or ended >= first):
            yield remedy.kind, remedy.result if ended is not None and ended <= last else "pending"


# -- whose files a year counts ----------------------------------------------------------------------------------

Place = tuple[int, tuple[int, ...]]  # who counts an agency's files, and the agencies above that one


def _places() -> dict[tuple[int, int], Place]:
    """Return for every locked agency and year who counts its files and under whom that one stands."""
    locked = every_locked_year()
    above = dict(Agency.objects.order_by().values_list("pk", "parent_id"))
    found: dict[tuple[int, int], Place] = {}
    for year in sorted({year for years in locked.values() for year in years}):
        held = holders(date(year, 12, 31))
        for pk, years in locked.items():
            if year in years:
                found[pk, year] = (held[pk], tuple(_chain(held[pk], above)))
    return found


def _chain(pk: int, above: Mapping[int, int | None]) -> Iterator[int]:
    seen = {pk}
    while (parent := above.get(pk)) is not None and parent not in seen:
        seen.add(parent)
        yield parent
        pk = parent


@contextmanager
def refusing_moved_facts() -> Iterator[None]:
    """Let agencies change inside, in one transaction; raise Refused if a locked year would then be counted elsewhere, or a
    first day would take an agency out of the years in which it was at work.
    """
    with transaction.atomic():
        hold_years()
        before, opened = _places(), _first_days()
        yield
        _refuse_first_day_after_cases(opened)
        after = _places()
        for (pk, year), place in before.items():
            if after[pk, year] != place:
                name = Agency.objects.get(pk=pk).name
                raise Refused(
                    f"{name} {year} 年度的统计已经公布并锁定，这样改会使它计到别处；机构变动的日期应当在锁定的年度之后，确需更正的先由区级统计解锁",
                    field="on",
                    english=f"The statistics of {name} for {year} are published and locked; the change would count them elsewhere",
                )


def _first_days() -> dict[int, date]:
    return dict(Agency.objects.filter(opened_on__isnull=False).values_list("pk", "opened_on"))


def _refuse_first_day_after_cases(before: Mapping[int, date]) -> None:
    """Refuse a new first day of an agency in a year after one in which it registered a case: it was at work, and files for it.

    What a register of earlier years brought, or another agency gave, says nothing of that.
    """
    for pk, day in _first_days().items():
        if before.get(pk) == day:
            continue
        own = Case.objects.counted().filter(agency=pk, imported=False, transfers__isnull=True)
        if first := own.filter(received_on__lt=date(day.year, 1, 1)).order_by("received_on").first():
            raise Refused(
                f"{first.agency.name} {first.received_on} 已经登记了 {first.number}，设立日期不能改到 {day}；"
                f"{first.received_on.year} 年度它应当填报",
                "条例49",
                field="opened_on",
                english=f"{first.number} was registered there on {first.received_on}: its first day cannot be {day}, "
                f"it files for {first.received_on.year}",
            )


# -- refusing -------------------------------------------------------------------------------------------------


def locked_years(agency_id: int) -> list[int]:
    """Return the years of an agency that are locked now."""
    locks = LockedYear.objects.filter(agency_id=agency_id, unlocking__isnull=True)
    return sorted(set(locks.order_by().values_list("year", flat=True)))


def hold_years(*, alone: bool = False) -> None:
    """Keep publications out of this transaction until it ends, or with `alone` every change of what a year counts.

    Without it an act that began before a publication and commits after it would slip past the lock. SQLite has one
    writer at a time and needs no more; the lock is one for all, since a publication takes seconds of a year.
    Whatever writes what is counted passes here, so that it is also held in restore mode.
    """
    refuse_in_restore_mode()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [PUBLICATION])


def every_locked_year() -> dict[int, list[int]]:
    """Return the locked years of all agencies that have one, by the key of the agency."""
    found: dict[int, list[int]] = {}
    for agency_id, year in (
        LockedYear.objects.filter(unlocking__isnull=True).order_by("year").values_list("agency_id", "year")
    ):
        found.setdefault(agency_id, []).append(year)
    return found


def is_locked(agency_id: int, year: int) -> bool:
    """Say whether a year of an agency is locked now."""
    return year in locked_years(agency_id)


def refuse_new(years: Iterable[int], case: Case, after: Projection) -> None:
    """Raise Refused if a case of an imported register would be counted in one of the locked years."""
    for year in years:
        if then := counted_facts(year, case, after, after.remedies.values()):
            raise refusal(case.agency, case.number, year, {}, then)


def refuse_figures(agency: Agency, year: int) -> None:
    """Raise Refused if the entered figures of the year are locked."""
    if is_locked(agency.pk, year):
        raise Refused(
            f"{agency.name} {year} 年度的统计已经公布并锁定，填报数不能再改；确需更正的，由区级统计写明理由解锁",
            field="year",
            english=f"The statistics of {year} are published and locked; only the supervisor unlocks them, with a reason",
        )


def refusal(agency: Agency, number: str, year: int, before: Mapping, then: Mapping) -> Refused:
    """Return why a change of what a locked year counts is refused: the agency, the year, the case, from what to what."""
    changed = [name for name in NAMES if before.get(name) != then.get(name)]
    if not before or not then:
        what = "多计" if then else "少计"
        told, english = f"会使这一年{what} 1 件", f"it would count one case {'more' if then else 'less'}"
    else:
        told = "会改变" + "；".join(
            f"{NAMES[n][0]}“{fact_word(n, before.get(n))}”→“{fact_word(n, then.get(n))}”" for n in changed
        )
        english = "it would change " + ", ".join(NAMES[name][1] for name in changed)
    return Refused(
        f"{agency.name} {year} 年度的统计已经公布并锁定，{number} 的这一步{told}；确需更正的，由区级统计写明理由解锁该年度",
        english=f"The statistics of {agency.name} for {year} are published and locked; {english}. "
        "The supervisor may unlock the year with a reason",
    )


WORDS = {
    "received": {"in": "本年", "before": "以前"},
    "decided": {"in": "已办结", "open": "未办结"},
    "timeliness": {"on_time": "按时", "extended": "延期", "late": "超期"},
    "outcome": {code: outcome.label for code, outcome in OUTCOMES.items()},
}


def fact_word(name: str, value: Any) -> str:
    """Return a counted fact as the sentences about it say it."""
    if name == "proceedings":
        return f"{len(value or ())}件"
    if name == "month" and value:
        return f"{value}月"
    if name == "grounds" and value:
        return "、".join(GROUNDS[code].label if code in GROUNDS else code for code in split_grounds(value))
    return WORDS.get(name, {}).get(value, value) or "无"


# -- locking and unlocking ------------------------------------------------------------------------------------


@transaction.atomic
def lock(agency_ids: Iterable[int], year: int, *, basis: str, by: Officer, now: datetime) -> int:
    """Lock a year of agencies, those already locked apart; return how many are newly locked."""
    hold_years(alone=True)
    wanted = sorted(set(agency_ids))
    in_force = LockedYear.objects.filter(agency_id__in=wanted, year=year, unlocking__isnull=True).order_by()
    locked = set(in_force.values_list("agency_id", flat=True))
    every = LockedYear.objects.filter(agency_id__in=wanted, year=year).order_by().values("agency_id")
    numbers = dict(every.annotate(last=Max("number")).values_list("agency_id", "last"))
    new = [
        LockedYear(agency_id=pk, year=year, number=numbers.get(pk, 0) + 1, basis=basis, locked_by=by, locked_at=now)
        for pk in wanted
        if pk not in locked
    ]
    LockedYear.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def unlock(agency: Agency, year: int, *, reason: str, by: Officer, now: datetime) -> Unlocking:
    """Open a locked year of an agency again; raise Refused without a reason, a lock or the supervisor's role."""
    if not by.is_active or not by.has_role("supervisor") or by.agency_id is None:
        raise Refused("只有区级统计可以解锁", english="Only the supervisor may unlock a year")
    if not Agency.objects.under(by.agency).filter(pk=agency.pk).exists():
        raise Refused("只能解锁本级政府所属单位的年度", english="The agency is not under your government")
    reason = checked_statement(
        reason, missing="请写明解锁的理由", missing_english="Please give the reason for unlocking", shortest=2
    )
    locks = LockedYear.objects.select_for_update(of=("self",), no_key=True).filter(agency=agency, year=year)
    in_force = locks.filter(unlocking__isnull=True).last()
    if in_force is None:
        raise Refused(f"{agency.name} {year} 年度没有锁定", field="year", english="The year is not locked")
    return Unlocking.objects.create(lock=in_force, reason=reason, unlocked_by=by, unlocked_at=now)
