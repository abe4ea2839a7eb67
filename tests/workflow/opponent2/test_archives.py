"""11.9, 11.10: a case that moved is archived like any other; what a locked year and a later calendar rest on outlasts the words."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.workflow.acts.test_transfer import ACCEPTED, District
from tests.workflow.archive.packages import files_of, write
from tests.workflow.archive.reviews import destroyed
from tests.workflow.locks.test_compelled import in_time
from tests.workflow.locks.test_locking import lock
from tests.workflow.opponent2.test_later_calendars import notice
from tests.workflow.sample_archive import OPEN, archived, press
from tests.workflow.sample_office import officer
from tests.workflow.telling.lives import fresh
from workflow.archive.package.check import verify_package
from workflow.cases.models import Case
from workflow.cases.replay import replay
from workflow.locks.compelled import KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.10")]


def closed_there(district) -> Case:
    """Return a case that moved to the other agency and went its way there."""
    case = district.moved()
    people = SimpleNamespace(
        **{role: officer(f"other_{role}", district.other, role) for role in ("reviewer", "signer")},
        handler=district.new_handler,
        clerk=district.taker,
    )
    for code, who, given in (
        ("assign", people.clerk, {"handler_id": people.handler.pk}),
        ("draft", people.handler, {"outcome": "open", "grounds": [], "facts": OPEN}),
        ("submit_for_review", people.handler, {}),
        ("approve", people.reviewer, {}),
        ("sign", people.signer, {}),
        ("reply", people.clerk, {}),
        ("deliver", people.clerk, {"method": "direct", "receipt": "张三"}),
        ("close", people.clerk, {}),
    ):
        district.decide(case, code, ACCEPTED, who, **given)
    press()
    return fresh(case)


def test_a_case_that_moved_is_archived_and_its_chain_is_whole(tmp_path):
    """11.10: the chain begins with agency and number of the registration; its package was refused as broken."""
    district = District()
    case = closed_there(district)
    record = archived(district, case, ACCEPTED, by=district.taker)
    path = Path(record.package.path)
    assert record.agency == district.other and verify_package(path).whole
    files = files_of(path)
    facts = files["data/01-application/facts.json"]
    assert f'"registered_as": "{district.agency.pk}/2026-001"'.encode() in facts
    forged = files | {"data/01-application/facts.json": facts.replace(b"/2026-001", b"/2026-009")}
    assert "散列链断开" in verify_package(write(tmp_path / "forged.zip", forged)).fault


def test_what_a_published_year_was_changed_by_stands_beside_it_for_ever(office):
    """11.10: the reason goes with the words; what was counted before and after are codes and stay."""
    case = in_time(office)
    lock(office)
    why = {"locked_year_reason": "复议机关的通知书年后转来"}
    office.do(case, "file_reconsideration", date(2025, 12, 30), reference="复1号", **why)
    office.do(case, "conclude_reconsideration", date(2026, 2, 10), result="upheld")
    office.do(case, "close", date(2026, 2, 11))
    press()
    notice(2025, work=["2025-12-13", "2025-12-14"])
    before = case.events.get(act="file_reconsideration").data[KEPT]
    destroyed(office, archived(office, Case.objects.get(pk=case.pk), date(2026, 3, 3)))
    event = case.events.get(act="file_reconsideration")
    assert event.data[KEPT] == before and why["locked_year_reason"] not in str(event.data)
    assert replay(case.pk, check=True) == [] and Case.objects.get(pk=case.pk).timeliness == "on_time"
