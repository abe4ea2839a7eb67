"""11.3, 11.7, 11.10: the ways back, tried once more: annulled twins, letters found twice, reasons that say nothing, names beside names."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from agencies.text.statements import checked_statement
from intake.applicants import read_applicant
from law import Refused
from law.procedure import STATES
from tests.workflow.locks.test_compelled import FOUND, WHY, found_letter
from tests.workflow.locks.test_locking import counted, lock, unlock
from tests.workflow.sample_office import at
from tests.workflow.telling.lives import START, fresh, march, reply
from workflow.acts.services import RegistrationDetails, register
from workflow.changes.standing import PUBLIC_STATES, PUBLIC_WORDS
from workflow.fees.monthly_cases import cases_of_month
from workflow.locks.compelled import KEPT
from workflow.locks.models import Unlocking

TWICE = {"why": "twice", "reason": "核对信封为同一封信"}
EMPTY = ["同上", "按规定", "。。。", "登登登登", "测试"]


def status_of(case):
    """Ask as the applicant where the application stands."""
    return APIClient().post("/api/v1/status/", {"code": str(case.application.public_id)}, format="json")


@pytest.mark.fault("11.3")
def test_the_applicant_of_an_annulled_twin_reads_where_the_case_stands_that_remains(office):
    """11.3: the code of the second registration is in the applicant's hands too; it was answered with 500."""
    keeps, twin = office.assigned(START), office.case(march(3))
    office.decide(twin, "annul_registration", march(4), office.reviewer, remaining=keeps.number, **TWICE)
    told = status_of(twin)
    assert (told.status_code, told.data["status"], told.data["received_on"]) == (200, "办理中", "2026-03-02")
    reply(office, keeps, march(9))
    assert status_of(twin).data == status_of(keeps).data | {"arrived_on": "2026-03-03"}


def test_the_public_has_a_word_for_every_state():
    assert set(PUBLIC_STATES) == set(STATES) and set(PUBLIC_STATES.values()) <= set(PUBLIC_WORDS)


@pytest.mark.fault("11.10")
def test_a_letter_found_late_and_registered_twice_is_annulled_in_the_locked_year(office):
    """11.3, 11.10: the second registration is a difference beside the figures; taking it back changes nothing published."""
    lock(office)
    keeps = found_letter(office, locked_year_reason=WHY)
    once = counted(office)
    details = RegistrationDetails(locked_year_reason=WHY)
    twin = register(office.application(date(2025, 12, 30)), by=office.clerk, now=at(FOUND), details=details)
    given = {"remaining": keeps.number, **TWICE}
    event = office.decide(twin, "annul_registration", date(2026, 2, 4), office.reviewer, **given)
    assert event.data[KEPT]["kind"] == "put_back" and event.data[KEPT]["2025"]["after"] == {}
    assert counted(office) == once and fresh(twin).annulled
    office.decide(fresh(twin), "annul", date(2026, 2, 5), by=office.signer, seq=event.seq, reason="确是两件不同的信")
    assert counted(office) != once and not fresh(twin).annulled


@pytest.mark.fault("11.10")
def test_a_case_that_the_year_was_published_with_is_not_annulled_out_of_it(office):
    """11.10: only what the lock itself has seen come in is taken back; all else waits for the unlocking."""
    keeps = office.case(date(2025, 12, 29))
    twin = office.case(date(2025, 12, 30))
    lock(office)
    with pytest.raises(Refused, match="少计 1 件"):
        office.decide(twin, "annul_registration", FOUND, office.reviewer, remaining=keeps.number, **TWICE)
    unlock(office)
    late = register(
        office.application(date(2025, 12, 30)), by=office.clerk, now=at(FOUND), details=RegistrationDetails()
    )
    lock(office, day=date(2026, 2, 4))
    with pytest.raises(Refused, match="少计 1 件"):
        office.decide(late, "annul_registration", date(2026, 2, 5), office.reviewer, remaining=keeps.number, **TWICE)


@pytest.mark.fault("11.10")
@pytest.mark.parametrize("reason", EMPTY)
def test_a_locked_year_is_not_opened_for_words_that_say_nothing(office, reason):
    """11.10: the unlocking has a reason that can be read in a year."""
    lock(office)
    with pytest.raises(Refused, match="没有说明什么") as refused:
        unlock(office, reason=reason)
    assert refused.value.field == "reason" and not Unlocking.objects.exists()
    unlock(office, reason="复议机关改变了结果")


@pytest.mark.parametrize("text", EMPTY)
def test_no_statement_is_made_of_words_that_say_nothing(text):
    with pytest.raises(Refused, match="没有说明什么"):
        checked_statement(text, missing="请写明理由", missing_english="Please give the reason")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("张三（委托代理人：李四）", True), ("张三（代理人：李四、王五）", True), ("申请人：张三", True), ("张三先生", True),
        ("张三（女）", True), ("张三女士、", True), ("张三（身份证号 330303…）", True), ("张三、李四", False), ("李四（代理人：张三）", False),
        ("张三丰", False), ("张三（杭州）建材店", False), ("先生", False), ("张老师", False),
    ],
)  # fmt: skip
def test_what_is_written_beside_a_name_makes_nobody_else_of_it(written, same):
    """11.7: the thirty-first case of a month is not the first because an agent or a title stands beside the name."""
    one, other = (read_applicant(name, "", "13800000000", "", "") for name in (written, "张三"))
    assert one.perhaps(other) is other.perhaps(one) is same


@pytest.mark.fault("11.7")
def test_cases_by_an_agent_are_shown_to_be_counted(office):
    first = office.case(START, applicant_name="张三（委托代理人：李四）", content="某路拓宽工程的可行性研究报告")
    second = office.case(march(3), content="城南小学食堂食材采购招标文件")
    found = cases_of_month(second)
    assert [one.pk for one in found.candidates] == [first.pk] and len(found.counted([first.pk])) == 2
