"""A locked year counts what it was published with: acts that would change it are refused by name, all others go on."""

import random
import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.organisation.models import Agency
from law import Refused
from reporting.figures.scope import Scope
from reporting.figures.tables import filled_form_of
from reporting.narrative.report import received_by
from tests.workflow.mailroom import EMS
from tests.workflow.sample_office import at, officer
from tests.workflow.sample_registers import GOOD, REPLIED, as_csv
from workflow.acts import services
from workflow.cases.models import Case
from workflow.locks import services as locking
from workflow.locks.models import LockedYear, Unlocking
from workflow.registers.services import import_register

LOCKED_ON = date(2026, 1, 26)
SECOND = "second"


def lock(office, year=2025, day=LOCKED_ON):
    return locking.lock([office.agency.pk], year, basis="2025 年度", by=office.supervisor, now=at(day))


def unlock(office, by=None, reason="复议机关改变了结果", agency=None):
    return locking.unlock(agency or office.agency, 2025, reason=reason, by=by or office.supervisor, now=at(LOCKED_ON))


def replied(office, received_on, replied_on, outcome="open", grounds=(), **facts):
    case = office.assigned(received_on)
    facts = facts or {"provided": ["合同"], "secrecy_review": "1"}
    office.drafted(case, replied_on, outcome, grounds, **facts)
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, replied_on)
    return case


def counted(office, year=2025):
    scope = Scope(office.agency, year, False)
    return filled_form_of(scope).cells, received_by(scope)


@pytest.mark.fault("C8")
def test_a_delivery_in_january_of_a_reply_of_december_goes_through_while_it_stays_in_time(office):
    case = replied(office, date(2025, 12, 8), date(2025, 12, 29))
    late = replied(office, date(2025, 12, 1), date(2025, 12, 29))
    lock(office)
    before = counted(office)
    office.do(case, "deliver", date(2026, 1, 5), method="mail", receipt=EMS)
    assert counted(office) == before
    with pytest.raises(Refused, match="2025 年度的统计已经公布并锁定.*是否按时“按时”→“超期”"):
        office.do(late, "deliver", date(2026, 1, 15), method="mail", receipt="EB123456785CN")
    assert counted(office) == before


@pytest.mark.fault("C8")
def test_the_year_after_goes_on(office):
    case = office.assigned(date(2025, 12, 29))
    lock(office)
    before = counted(office)
    office.drafted(case, date(2026, 1, 9), provided=["合同"], secrecy_review="1")
    for act in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, act, date(2026, 1, 9))
    assert counted(office) == before
    assert counted(office, 2026)[0]["R3.1", "total"] == 1


@pytest.mark.fault("C8")
def test_what_is_refused_names_the_year_the_case_and_the_change(office):
    case = replied(office, date(2025, 12, 8), date(2025, 12, 29))
    office.do(case, "deliver", date(2025, 12, 30), method="mail", receipt=EMS)
    lock(office)
    office.do(case, "annul", date(2026, 2, 2), by=office.reviewer, seq=8, reason="送达日期录错")  # still in time
    with pytest.raises(Refused, match=f"某区住建局 2025 年度.*{case.number}.*是否办结“已办结”→“未办结”") as refused:
        office.do(case, "annul", date(2026, 2, 2), by=office.reviewer, seq=7, reason="录错")
    assert "published and locked" in refused.value.english
    with pytest.raises(Refused, match="复议、诉讼"):
        office.do(case, "file_reconsideration", date(2025, 12, 31), reference="复1号")
    office.do(case, "file_reconsideration", date(2026, 1, 4), reference="复1号")


@pytest.mark.fault("C8")
def test_an_application_of_a_locked_year_is_not_registered_into_it(office):
    lock(office)
    before = counted(office)
    with pytest.raises(Refused, match="多计"):
        office.case(date(2025, 12, 30))
    office.case(date(2026, 1, 4))
    assert counted(office) == before


@pytest.mark.fault("C8")
def test_an_unlocked_year_takes_the_change_and_is_locked_again(office):
    case = replied(office, date(2025, 12, 8), date(2025, 12, 29))
    lock(office)
    unlock(office)
    office.do(case, "annul", LOCKED_ON, by=office.reviewer, seq=7, reason="录错")
    assert lock(office) == 1
    with pytest.raises(Refused, match="锁定"):
        office.do(case, "reply", date(2025, 12, 29))
    assert [(one.number, hasattr(one, "unlocking")) for one in LockedYear.objects.all()] == [(1, True), (2, False)]
    assert lock(office) == 0


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("clerk", "只有区级统计"), ("handler", "只有区级统计"), ("reviewer", "只有区级统计"), ("signer", "只有区级统计"),
        ("auditor", "只有区级统计"), ("administrator", "只有区级统计"), (SECOND, "所属单位"), ("supervisor", None),
    ],
)  # fmt: skip
def test_only_the_supervisor_of_the_government_unlocks(office, who, words):
    lock(office)
    elsewhere = Agency.objects.create(code="E", name="邻区人民政府", kind="government")
    people = {SECOND: officer(SECOND, elsewhere, "supervisor")}
    if words is None:
        unlock(office)
        assert not locking.is_locked(office.agency.pk, 2025)
        return
    with pytest.raises(Refused, match=words):
        unlock(office, by=people.get(who) or getattr(office, who))
    assert locking.is_locked(office.agency.pk, 2025)


@pytest.mark.parametrize(("reason", "words"), [("", "理由"), (" \n", "理由"), ("改", "理由"), ("长" * 401, "400 字")])
def test_no_unlocking_without_a_reason(office, reason, words):
    lock(office)
    with pytest.raises(Refused, match=words):
        unlock(office, reason=reason)


def test_a_year_that_is_not_locked_is_not_unlocked(office):
    with pytest.raises(Refused, match="没有锁定"):
        unlock(office)
    lock(office)
    unlock(office)
    with pytest.raises(Refused, match="没有锁定"):
        unlock(office)


def test_locks_and_unlockings_are_only_ever_added(office):
    lock(office)
    unlock(office)
    for query, field in ((LockedYear.objects.all(), "basis"), (Unlocking.objects.all(), "reason")):
        with pytest.raises(DatabaseError), transaction.atomic():
            query.update(**{field: "另一个"})
        with pytest.raises(DatabaseError), transaction.atomic():
            query._raw_delete(query.db)


@pytest.mark.fault("C8")
def test_a_register_with_a_row_of_a_locked_year_is_refused_by_row(office, tmp_path):
    lock(office)
    path = as_csv(tmp_path / "r.csv", REPLIED, GOOD | {"登记编号": "2026-001", "到达日期": "2026-01-05"})
    result = import_register(path, today=date(2026, 2, 1), now=at(date(2026, 2, 1)))
    assert [(fault.row, "2025 年度的统计已经公布并锁定" in fault.message) for fault in result.faults] == [(2, True)]
    assert Case.objects.count() == 0
    unlock(office)
    assert import_register(path, today=date(2026, 2, 1), now=at(date(2026, 2, 1))).imported == 2


def _tries(office, dice, case):
    """Return an act with what it needs, on a day around the turn of the year or later."""
    day = dice.choice((date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 5), date(2026, 2, 6), date(2026, 3, 9)))
    seqs = [event.seq for event in case.events.all()]
    act, by, data = dice.choice(
        (
            ("deliver", office.clerk, {"method": "mail", "receipt": "EMS"}),
            ("close", office.clerk, {}),
            ("withdraw", office.clerk, {"reason": "来信"}),
            ("extend", office.clerk, {"workdays": 5, "reason": "档案多"}),
            ("reply", office.clerk, {}),
            ("sign", office.signer, {}),
            ("annul", office.reviewer, {"seq": dice.choice(seqs), "reason": "录错"}),
            ("annul", office.signer, {"seq": seqs[-1], "reason": "录错"}),
            (
                "correct_receipt",
                office.reviewer,
                {
                    "received_on": date(2025, 11, 12) + timedelta(days=dice.randrange(40)),
                    "reason": "签收章",
                    "proof": "签收单",
                },
            ),
            ("file_reconsideration", office.clerk, {"reference": str(dice.random())}),
            ("conclude_reconsideration", office.clerk, {"result": "upheld"}),
        )
    )
    return day, act, by, data


@pytest.mark.fault("C8")
def test_random_acts_leave_a_locked_year_as_it_was_or_are_refused(office):
    """Counted anew by the report itself, which knows nothing of locks; the seed is printed by the name of the test."""
    dice = random.Random(20261124)
    cases = [office.assigned(date(2025, 12, 1) + timedelta(days=3 * n)) for n in range(6)]
    cases += [replied(office, date(2025, 12, 1), date(2025, 12, 25 + n)) for n in range(3)]
    cases += [replied(office, date(2025, 12, 15), date(2026, 1, 6 + n)) for n in range(2)]
    lock(office)
    before, done, refused = counted(office), 0, []
    for _ in range(250):
        case = Case.objects.get(pk=dice.choice(cases).pk)
        day, act, by, data = _tries(office, dice, case)
        try:
            with transaction.atomic():
                services.perform(act, case.pk, by=by, on=day, now=at(date(2026, 3, 10)), data=data)
        except Refused as error:
            refused += [act] if "锁定" in error.reason else []
        else:
            done += 1
            assert counted(office) == before, (act, day, data)
    assert done > 20
    assert len(refused) > 10
    assert len(set(refused)) >= 3, refused
    assert counted(office) == before


# -- an act on the way while a year is published ------------------------------------------------------------------


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("C8")
def test_a_publication_waits_for_the_acts_on_their_way_and_no_act_slips_past_it():
    begun, finish, seen = threading.Event(), threading.Event(), []

    def act():
        with transaction.atomic():
            locking.hold_years()
            begun.set()
            assert finish.wait(20)
            seen.append("act")
        connection.close()

    def publication():
        with transaction.atomic():
            locking.hold_years(alone=True)
            seen.append("publication")
        connection.close()

    threads = [threading.Thread(target=act), threading.Thread(target=publication)]
    threads[0].start()
    assert begun.wait(20)
    with transaction.atomic():
        locking.hold_years()  # acts do not wait for one another
    threads[1].start()
    threads[1].join(0.5)
    assert seen == []
    finish.set()
    for thread in threads:
        thread.join(20)
    assert seen == ["act", "publication"]


def test_a_register_is_not_stored_when_a_year_was_published_while_it_was_read(office, tmp_path, monkeypatch):
    path = as_csv(tmp_path / "r.csv", REPLIED)
    years = iter([{}, {office.agency.pk: [2025]}])
    monkeypatch.setattr(locking, "every_locked_year", lambda: next(years))
    result = import_register(path, today=LOCKED_ON, now=at(LOCKED_ON))
    assert result.imported == 0
    assert ["刚刚公布" in fault.message for fault in result.faults] == [True]
    assert not Case.objects.exists()
