"""Calendars as signed files: loaded, held against the open cases, applied by a second person, taken back (docs/decisions/0048)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from agencies.administration.policy import may_found
from agencies.installation import calendar_years, signatures
from agencies.installation.models import CalendarYear, SignedNotice
from agencies.organisation.models import Officer
from agencies.text.statements import checked_line, checked_statement
from law import Refused, procedure
from law.calendars.working_days import Calendar, YearTable
from notices.letters.models import Letter
from workflow.cases.models import Case
from workflow.cases.projection import project
from workflow.cases.term.clock import effective

MOST_BYTES = 200_000  # of a notice; that of a year has two thousand


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """An open case whose due day another calendar would move, and the letters that named the old day."""

    case: Case
    before: date | None
    after: date | None
    letters: tuple[Letter, ...]
    refused: Refused | None = None  # why it cannot be reckoned on that calendar


def _refuse_others(by: Officer) -> None:
    if not may_found(by):
        raise Refused("由一级政府的系统管理员办理", english="A system administrator of a government does this")


@transaction.atomic
def load(body: bytes, name: str, signature: bytes, *, by: Officer, now: datetime) -> SignedNotice:
    """Keep a signed notice without applying it; the same file that waits already is that one.

    Raises Refused for who may not, for a signature that is not of a trusted key, and for what is no notice of a year.
    """
    _refuse_others(by)
    if len(body) > MOST_BYTES:
        raise Refused(
            "文件太大，不是一年的放假安排", field="file", english="The file is too large to be a year's notice"
        )
    given = signatures.signature_text(signature)
    key = signatures.name_of_signer(body, given, settings.NOTICE_KEYS)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused("文件不是 UTF-8 文本", field="file", english="The file is not UTF-8 text") from error
    table, sha256 = calendar_years.checked_table(text, name), hashlib.sha256(body).hexdigest()
    kept = {"year": table.year, "name": checked_line(name, "file", 120), "body": text, "signature": given, "key": key}
    notice, _new = SignedNotice.objects.get_or_create(
        sha256=sha256, applied_at=None, taken_back_at=None, defaults=kept | {"loaded_by": by, "loaded_at": now}
    )
    return notice


def table_of(notice: SignedNotice) -> YearTable:
    """Return the table of a kept notice; raise Refused where the row is not what was signed."""
    signatures.name_of_signer(notice.body.encode(), notice.signature, settings.NOTICE_KEYS)
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


def why_not_apply(notice: SignedNotice, by: Officer) -> Refused | None:
    """Return why a person may not put a notice in force, or None: it takes another one than loaded it."""
    if not may_found(by):
        return Refused("由一级政府的系统管理员办理", english="A system administrator of a government does this")
    if notice.state != "loaded":
        return Refused("这份通知已经办过了", english="This notice was dealt with already")
    if notice.loaded_by_id == by.pk:
        return Refused(
            "您自己上传的，由另一名系统管理员启用", english="You loaded it: another administrator applies it"
        )
    return None


@transaction.atomic
def apply_notice(notice_id: int, *, by: Officer, now: datetime) -> SignedNotice:
    """Put a notice in force; the worker reckons the open cases anew. Raises Refused for who may not and a row that was changed."""
    notice = SignedNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if refusal := why_not_apply(notice, by):
        raise refusal
    notice.replaced = calendar_years.put_in_force(table_of(notice))
    notice.applied_by, notice.applied_at = by, now
    notice.save(update_fields=["replaced", "applied_by", "applied_at"])
    return notice


@transaction.atomic
def take_back(notice_id: int, reason: str, *, by: Officer, now: datetime) -> SignedNotice:
    """Take a notice back with a reason: one that waits is only laid aside, one in force gives way to what it replaced.

    Raises Refused where a later notice of the year is in force, which is taken back first.
    """
    _refuse_others(by)
    notice = SignedNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if notice.state == "back":
        raise Refused("这份通知已经撤回", english="This notice was taken back already")
    reason = checked_statement(reason, missing="请写明撤回的理由", missing_english="Please give the reason", shortest=2)
    if notice.state == "applied":
        later = SignedNotice.objects.filter(year=notice.year, applied_at__gt=notice.applied_at, taken_back_at=None)
        if later.exists():
            raise Refused(
                "这一年后来又启用了另一份通知，请先撤回那一份",
                english="A later notice of the year is in force: take that back first",
            )
        calendar_years.restore(notice.year, notice.replaced)
    notice.taken_back_by, notice.taken_back_at, notice.reason = by, now, reason
    notice.save(update_fields=["taken_back_by", "taken_back_at", "reason"])
    return notice
