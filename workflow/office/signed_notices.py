"""Calendars as signed files: loaded, held against the open cases, applied by a second person, taken back (docs/decisions/0048)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from agencies.installation import calendar_years
from agencies.installation.models import CalendarYear, SignedNotice
from agencies.organisation.models import Officer
from law import Refused, procedure
from law.calendars.working_days import Calendar, YearTable
from notices.letters.models import Letter
from workflow.cases.models import Case
from workflow.cases.projection import project
from workflow.cases.term.clock import effective
from workflow.office import signed_files


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """An open case whose due day another calendar would move, and the letters that named the old day."""

    case: Case
    before: date | None
    after: date | None
    letters: tuple[Letter, ...]
    refused: Refused | None = None  # why it cannot be reckoned on that calendar


@transaction.atomic
def load(body: bytes, name: str, signature: bytes, *, by: Officer, now: datetime) -> SignedNotice:
    """Keep a signed notice without applying it; the same file that waits already is that one.

    Raises Refused for who may not, for a signature that is not of a trusted key, and for what is no notice of a year.
    """
    signed_files.refuse_others(by)
    text, signed = signed_files.text_and_key(body, signature)
    year = calendar_years.checked_table(text, name).year
    return signed_files.kept(SignedNotice, text, name, signed, by=by, now=now, year=year)


def table_of(notice: SignedNotice) -> YearTable:
    """Return the table of a kept notice; raise Refused where the row is not what was signed."""
    signed_files.check_signature(notice)
    return calendar_years.checked_table(notice.body, notice.name)


def calendar_with(table: YearTable) -> Calendar:
    """Return the calendar in force with one year replaced."""
    others = [
        YearTable(row.year, *(frozenset(map(date.fromisoformat, days)) for days in (row.off, row.work)), (row.paper,))
        for row in CalendarYear.objects.exclude(year=table.year)
    ]
    return Calendar.load(extra=[*others, table])


def moved_terms(table: YearTable) -> list[ChangedTerm]:
    """Return the open cases that a year's table would move, the first due first; those are asked whose term may reach it."""
    reach = (
        Q(due_on__gte=date(table.year - 1, 12, 1))
        | Q(due_on__isnull=True)
        | Q(waiting_until__gte=date(table.year - 1, 12, 1))
    )
    cases = Case.objects.filter(reach, state__in=procedure.UNDECIDED).select_related("agency")
    days = calendar_with(table)
    return list(_moved(cases.prefetch_related("events__letter").order_by("due_on", "pk"), days))


def _moved(cases, days: Calendar) -> Iterator[ChangedTerm]:
    for case in cases:
        events = sorted(case.events.all(), key=lambda event: event.seq)
        try:
            after = project(events, days).due_on
        except Refused as error:
            yield ChangedTerm(case, case.due_on, None, (), error)
            continue
        if after != case.due_on:
            told = case.due_on.isoformat() if case.due_on else ""
            letters = {
                event.letter for event in effective(events) if event.letter_id and told in event.letter.facts.values()
            }
            yield ChangedTerm(case, case.due_on, after, tuple(sorted(letters, key=lambda letter: letter.pk)))


@transaction.atomic
def apply_notice(notice_id: int, *, by: Officer, now: datetime) -> SignedNotice:
    """Put a notice in force; the worker reckons the open cases anew. Raises Refused for who may not and a row that was changed."""
    notice = signed_files.locked(SignedNotice, notice_id)
    signed_files.refuse_to_apply(notice, by)
    notice.replaced = calendar_years.put_in_force(table_of(notice))
    signed_files.record_applied(notice, by=by, now=now, also=("replaced",))
    return notice


def _refuse_entered_since(notice: SignedNotice) -> None:
    """Refuse to take back what something entered on the server replaced since: the year would lose that instead."""
    table = calendar_years.checked_table(notice.body, notice.name)  # also where its key is trusted no more
    if calendar_years.entered(notice.year) != calendar_years.as_entered(table):
        raise Refused(
            f"{notice.year} 年的安排后来在服务器上另行录入过（enter_calendar），撤回本通知会把那一份撤掉；要改的，请再录入一次",
            english=f"{notice.year} was entered anew on the server since (enter_calendar); taking this back would undo that: enter it again",
        )


@transaction.atomic
def take_back(notice_id: int, reason: str, *, by: Officer, now: datetime) -> SignedNotice:
    """Take a notice back with a reason: one that waits is only laid aside, one in force gives way to what it replaced.

    Raises Refused where a later notice of the year is in force, which is taken back first.
    """
    signed_files.refuse_others(by)
    notice = signed_files.locked(SignedNotice, notice_id)
    reason = signed_files.checked_reason(notice, reason)
    if notice.state == "applied":
        later = SignedNotice.objects.filter(year=notice.year, applied_at__gt=notice.applied_at, taken_back_at=None)
        if later.exists():
            raise Refused(
                "这一年后来又启用了另一份通知，请先撤回那一份",
                english="A later notice of the year is in force: take that back first",
            )
        _refuse_entered_since(notice)
        calendar_years.restore(notice.year, notice.replaced)
    signed_files.record_taken_back(notice, reason, by=by, now=now)
    return notice
