"""11.8, 11.10: a notice of holidays that is put in force later makes no reply late that was in time, and opens no locked year."""

from datetime import date
from pathlib import Path

import pytest

from agencies.installation import calendar_years
from law.calendars import working_days
from law.calendars.working_days import YearTable, table_of_text
from tests.workflow.locks.test_locking import counted, lock
from tests.workflow.telling.lives import EXTENSION, OPEN, START, fresh, march, record, reply
from workflow.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.8")]
FOLDER = Path(working_days.__file__).parent


def notice(year, work=(), off=()):
    """Put a notice in force in which some days are worked or free besides."""
    table = table_of_text((FOLDER / f"{year}.toml").read_text(encoding="utf-8"), f"{year}.toml")
    more = frozenset(date.fromisoformat(day) for day in work)
    free = frozenset(date.fromisoformat(day) for day in off)
    calendar_years.put_in_force(YearTable(year, table.off | free, table.work | more, table.papers))


def test_a_reply_in_time_stays_so_whatever_the_calendar_says_later(office):
    case = office.assigned(START)
    reply(office, case, march(30))
    assert (fresh(case).due_on, fresh(case).timeliness) == (march(30), "on_time")
    notice(2026, work=["2026-03-07", "2026-03-08"])
    assert fresh(case).timeliness == "on_time"  # and `replay --check` finds no difference
    office.do(case, "close", date(2026, 4, 1))
    assert (fresh(case).due_on, fresh(case).timeliness) == (march(30), "on_time")


def test_a_late_reply_does_not_become_timely_by_a_later_calendar(office):
    case = office.assigned(START)
    reply(office, case, march(31))
    notice(2026, off=["2026-03-09", "2026-03-10"])
    office.do(case, "close", date(2026, 4, 1))
    assert (fresh(case).due_on, fresh(case).timeliness) == (march(30), "late")


def test_a_day_that_becomes_free_before_the_reply_arrives_is_free_for_it_too(office):
    """条例33: what a new notice adds to a running term is added; what it takes from a reply on its way is not."""
    case = office.assigned(START)
    office.drafted(case, march(27), **OPEN)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, march(27))
    notice(2026, off=["2026-03-30"])
    office.do(case, "deliver", march(31), method="direct", receipt="张三")
    assert (fresh(case).due_on, fresh(case).timeliness) == (march(31), "on_time")
    notice(2026, work=["2026-03-07"])
    assert (fresh(case).due_on, fresh(case).timeliness) == (march(31), "on_time")


def test_what_comes_to_light_later_is_judged_anew_on_any_calendar(office):
    """11.1: an extension that is annulled as never told leaves the reply late, also under another calendar."""
    case = office.assigned(START)
    extension = office.do(case, "extend", march(20), **EXTENSION)
    reply(office, case, date(2026, 4, 2))
    assert fresh(case).timeliness == "extended"
    notice(2026, work=["2026-05-02"])
    leaving = case.events.get(act="record_service", data__serves=extension.seq)
    office.decide(case, "annul", date(2026, 4, 9), by=office.reviewer, seq=leaving.seq, reason="当事人没有签收，是误录")
    record(office, case, extension, date(2026, 4, 3), date(2026, 4, 9))
    assert fresh(case).timeliness == "late"


def test_a_corrected_day_of_receipt_is_judged_anew_on_any_calendar(office):
    case = office.assigned(START)
    reply(office, case, march(30))
    notice(2026, work=["2026-05-02"])
    office.decide(
        case, "correct_receipt", date(2026, 4, 9), by=office.reviewer, received_on="2026-02-26", reason="收发室签收章"
    )
    assert fresh(case).timeliness == "late"


def test_a_revoked_reply_is_judged_by_the_calendar_of_its_day(office):
    case = office.assigned(START)
    reply(office, case, march(30))
    notice(2026, work=["2026-03-07", "2026-03-08"])
    office.do(case, "revoke_reply", date(2026, 4, 9), by=office.signer, fault="遗漏附件，自查发现")
    assert fresh(case).timeliness == ""
    later = office.assigned(START)
    reply(office, later, march(30))
    assert fresh(later).timeliness == "late"  # of a reply given after it the new notice counts


def test_a_case_of_a_locked_year_is_closed_and_sued_after_a_new_calendar(office):
    """11.10: the published figures would change by no act of anybody; closing was refused."""
    case = office.assigned(date(2025, 12, 1))
    reply(office, case, date(2025, 12, 29))
    assert fresh(case).timeliness == "on_time"
    lock(office)
    before = counted(office)
    notice(2025, work=["2025-12-06", "2025-12-07"])
    office.do(case, "close", date(2026, 2, 2))
    office.do(case, "file_reconsideration", date(2026, 2, 3), reference="复1号")
    assert counted(office) == before and Case.objects.get(pk=case.pk).timeliness == "on_time"
