"""Reminders of terms that approach or have passed: once a case, rule and day, whatever happens to the queue."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from agencies.installation.restore_mode import in_restore_mode
from law import procedure
from law.calendars.working_days import Calendar
from workflow.cases.models import Case, RemedyCase, Reminder
from workflow.cases.proceedings import Proceeding, owed_answers
from workflow.cases.selectors import calendar
from workflow.cases.term.unsent import UnsentNotice, unsent_notices

REMINDERS = ((5, "five"), (3, "three"), (1, "one"), (0, "today"))  # working days left


def write_reminders(*, now: datetime) -> int:
    """Write today's reminders of terms that approach or have passed; a repeated run adds nothing."""
    if in_restore_mode():
        return 0
    today, days = timezone.localdate(now), calendar()
    wanted = []
    for case in Case.objects.filter(state__in=procedure.UNDECIDED, due_on__isnull=False).iterator(chunk_size=1000):
        left = -1 if today > case.due_on else days.count(today, case.due_on)
        for limit, rule in REMINDERS:
            if left == limit:
                wanted.append(_of_term(case, f"due-{rule}", today, now, left))
        if left < 0:
            wanted.append(_of_term(case, "overdue", today, now, left))
    wanted.extend(_to_send(today, now, days))
    wanted += _of_proceedings(today, now, days)
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return Reminder.objects.count() - before


def _to_send(today: date, now: datetime, days: Calendar) -> Iterator[Reminder]:
    """Yield the reminders of notices that are decided and whose letters have not left: unsent they are void."""
    soon = days.add(today, 3)
    waiting = Case.objects.filter(state__in=procedure.WORKING, send_by__lte=soon)
    for case in waiting.iterator(chunk_size=1000):
        for one in unsent_notices(case):
            if one.last_on and today <= one.last_on <= soon:
                yield _to_be_sent(case, one, today, now, days)


def _to_be_sent(case: Case, one: UnsentNotice, today: date, now: datetime, days: Calendar) -> Reminder:
    row, last = procedure.ACTS[one.act], f"{one.last_on:%m-%d}"
    text = f"{case.number} 已决定“{row.term}”，公文还没有寄出，最迟 {last}"
    english = f"{case.number}: “{row.name}” is decided and its letter has not left; last day {last}"
    return _reminder(case, f"send-{one.act}-{days.count(today, one.last_on)}", today, now, text, english)


def _of_proceedings(today: date, now: datetime, days: Calendar) -> list[Reminder]:
    """Return the reminders of answers that the agency owes to a reconsideration or a court (行政复议法48、54; 行政诉讼法67)."""
    found, rules = [], dict(REMINDERS)
    for each in owed_answers(RemedyCase.objects.all(), days):
        left = -1 if today > each.term.until else days.count(today, each.term.until)
        if left < 0 or left in rules:
            found.append(_of_proceeding(each, rules.get(left, "overdue"), today, now, left))
    return found


def _of_proceeding(each: Proceeding, rule: str, today: date, now: datetime, left: int) -> Reminder:
    case, until = each.remedy.case, f"{each.term.until:%m-%d}"
    what = f"{case.number} {each.remedy.reference}".strip()
    if left < 0:
        text, english = f"{what} 已过提交答复日 {until}", f"{what}: the answer was due {until}"
    elif left == 0:
        text, english = f"{what} 今日应提交答复", f"{what}: the answer is due today"
    else:
        text = f"{what} 剩 {left} 个工作日，{until} 前提交答复"
        english = f"{what}: {left} working days left for the answer, due {until}"
    return _reminder(case, f"answer-{each.remedy.pk}-{rule}", today, now, text, english)


def _of_term(case: Case, rule: str, today: date, now: datetime, left: int) -> Reminder:
    due = f"{case.due_on:%m-%d}"
    if left < 0:
        text, english = f"{case.number} 已过应答复日 {due}", f"{case.number} is past its due day {due}"
    elif left == 0:
        text, english = f"{case.number} 今日到期", f"{case.number} is due today"
    else:
        text = f"{case.number} 剩 {left} 个工作日，应答复日 {due}"
        english = f"{case.number}: {left} working days left, due {due}"
    return _reminder(case, rule, today, now, text, english)


def _reminder(case: Case, rule: str, today: date, now: datetime, text: str, english: str) -> Reminder:
    """Return a reminder of today for who handles the case."""
    return Reminder(
        case=case, rule=rule, day=today, text=text, english=english, officer_id=case.handler_id, created_at=now
    )
