"""Reminders day by day: of terms that end, of letters that must leave, of answers that are owed."""

from datetime import date, timedelta

import pytest

from law.calendars.working_days import published_calendar
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at
from workflow.cases.models import Case, Reminder
from workflow.cases.reminders import write_reminders

DAYS = published_calendar()
RECEIVED = date(2026, 3, 2)


@shared_data
def office():
    """Return an office."""
    return Office()


def written(day: date) -> list[tuple[str, str]]:
    """Write the reminders of a day, twice; return the rule and the Chinese text of each."""
    Reminder.objects.all().delete()
    count = write_reminders(now=at(day))
    assert write_reminders(now=at(day)) == 0
    rows = list(Reminder.objects.values_list("rule", "text"))
    assert len(rows) == count
    return rows


def before(day: date, workdays: int) -> date:
    """Return the working day that lies so many working days before a working day."""
    at_first = day
    while DAYS.count(at_first, day) < workdays:
        at_first -= timedelta(days=1)
    return at_first


def test_a_term_is_told_five_three_one_days_before_on_its_day_and_after(office):
    case = office.assigned(RECEIVED)
    due = Case.objects.get(pk=case.pk).due_on
    for left, rule in ((5, "five"), (3, "three"), (1, "one")):
        [(told, text)] = written(before(due, left))
        assert told == f"due-{rule}" and f"剩 {left} 个工作日，应答复日 {due:%m-%d}" in text
    assert [rule for rule, _ in written(due)] == ["due-today"]
    assert "今日到期" in written(due)[0][1]
    for late in (1, 30):
        [(told, text)] = written(due + timedelta(days=late))
        assert told == "overdue" and f"已过应答复日 {due:%m-%d}" in text
    assert [written(before(due, left)) for left in (6, 4, 2)] == [[], [], []]
    assert Reminder.objects.count() == 0


def test_a_reminder_goes_to_who_handles_the_case(office):
    case = office.assigned(RECEIVED)
    due = Case.objects.get(pk=case.pk).due_on
    assert write_reminders(now=at(due)) == 1
    reminder = Reminder.objects.get()
    assert (reminder.officer, reminder.day, reminder.case_id) == (office.handler, due, case.pk)
    assert reminder.created_at == at(due) and "is due today" in reminder.english


def test_a_letter_that_must_leave_is_told_from_the_third_working_day_before(office):
    """11.1: a notice that has not left by its last day is void from then on, and nobody is reminded of it any more."""
    case = office.assigned(RECEIVED)
    office.decide(case, "extend", RECEIVED, workdays=10, reason="档案较多，期限内查不完")
    last = date.fromisoformat(Case.objects.get(pk=case.pk).unsent_notices[0]["last_on"])

    def to_send(day: date) -> list[tuple[str, str]]:
        return [row for row in written(day) if row[0].startswith("send-")]

    for left in (3, 2, 1, 0):
        [(rule, text)] = to_send(before(last, left))
        assert rule == f"send-extend-{left}" and f"最迟 {last:%m-%d}" in text and "还没有寄出" in text
    assert to_send(before(last, 4)) == []
    assert to_send(last + timedelta(days=1)) == []


def test_a_letter_that_left_is_not_told(office):
    """11.1: its leaving is on record."""
    case = office.assigned(RECEIVED)
    last = None
    event = office.decide(case, "extend", RECEIVED, workdays=10, reason="档案较多，期限内查不完")
    last = date.fromisoformat(Case.objects.get(pk=case.pk).unsent_notices[0]["last_on"])
    office.send(case, event, RECEIVED)
    assert [rule for rule, _ in written(last) if rule.startswith("send-")] == []


def answered(office) -> Case:
    """Return a case whose reply was delivered."""
    case = office.assigned(RECEIVED)
    office.drafted(case, RECEIVED, provided=["合同"], secrecy_review="保密审查表第1号")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, RECEIVED)
    office.do(case, "deliver", RECEIVED, method="direct", receipt="张三")
    return case


@pytest.mark.parametrize(
    ("given", "workdays"), [({"procedure": "ordinary"}, 10), ({"procedure": "simplified"}, 5)], ids=["10", "5"]
)
def test_an_answer_that_is_owed_is_told_until_it_is_handed_in(office, given, workdays):
    """11.8: 行政复议法48、54: ten working days, five in the simplified procedure."""
    case = answered(office)
    served = date(2026, 4, 1)
    office.do(case, "file_reconsideration", served, reference="某政复〔2026〕3号", **given)
    until = DAYS.add(served, workdays)
    for left, rule in ((3, "three"), (1, "one"), (0, "today"), (-1, "overdue")):
        day = before(until, left) if left >= 0 else until + timedelta(days=1)
        [(told, text)] = written(day)
        assert told.startswith("answer-") and told.endswith(f"-{rule}") and "某政复〔2026〕3号" in text
        said = {0: "今日应提交答复", -1: f"已过提交答复日 {until:%m-%d}"}.get(
            left, f"剩 {left} 个工作日，{until:%m-%d} 前提交答复"
        )
        assert said in text
    assert written(before(until, 4)) == written(before(until, 2)) == []
    key = case.remedies.get().key
    office.do(case, "respond", until, key=key, handed_in="答复书、证据目录和依据")
    assert written(until) == []
