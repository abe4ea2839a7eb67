"""What somebody who owns the database does to the log is found: changed, removed, put between, cut off, hashed anew."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

from agencies import tasks
from agencies.audit_trail import chains, heads
from agencies.audit_trail.models import AccessLog, Chain, ChainLink, OfficeRecord
from agencies.audit_trail.services import note_access, record_change
from agencies.audit_trail.verification import verify_chains, waiting_chains
from tests.agencies.audit_trail.owner import by_owner
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at

NOW = at(date(2026, 3, 4))
LOOKS = 6


@shared_data
def people():
    """Return a staffed office."""
    return Office()


@pytest.fixture
def log(people, settings, tmp_path):
    """Return an office whose log has some looks and whose records some changes, with their ends in a second place."""
    settings.CHAIN_HEADS = tmp_path
    settings.CHAIN_KEYS = ["first-key"]
    for number in range(1, LOOKS + 1):
        look(people, number)
    record_change(
        "add_section", by=people.administrator, agency=people.agency, now=NOW, changes=[("name", "", "法规科")]
    )
    heads.write_heads(now=NOW)
    assert verify_chains(now=NOW) == []
    return people


def look(office, number: int):
    """Record one look."""
    return note_access(
        office.clerk, agency_id=office.agency.pk, subject=f"2026-{number:04d}", application_key=number, what="scan",
        reason="登记", now=NOW,
    )  # fmt: skip


def found() -> list[tuple[str, str, int]]:
    """Return what the check says: what, in which chain, at which link."""
    return [(one.what, one.chain, one.seq) for one in verify_chains(now=NOW)]


def row(place: int) -> int:
    """Return the key of the row at a place of the log."""
    return ChainLink.objects.get(chain="access", seq=place).row_id


# -- what the owner of the database does ---------------------------------------------------------------------------


@pytest.mark.fault("S11")
@pytest.mark.parametrize("place", range(1, LOOKS + 1))
@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'",
        "officer_id = NULL",
        "what = 'letter'",
        "application_key = 99",
        "subject = '2026-0099'",
        "door = '/x/'",
    ],
)
def test_a_changed_row_is_the_first_that_is_named(log, place, change):
    key = row(place)
    by_owner(f"UPDATE agencies_accesslog SET {change} WHERE id = {key}")
    assert found() == [("altered", "access", place)]
    assert [one.row for one in verify_chains(now=NOW)] == [key]


@pytest.mark.fault("S11")
@pytest.mark.parametrize("place", range(1, LOOKS + 1))
def test_a_removed_row_is_named(log, place):
    by_owner(f"DELETE FROM agencies_accesslog WHERE id = {row(place)}")
    assert found() == [("removed", "access", place)]


@pytest.mark.fault("S11")
@pytest.mark.parametrize("place", range(1, LOOKS))
def test_a_row_removed_with_its_link_leaves_a_gap(log, place):
    key = row(place)
    by_owner(
        f"DELETE FROM agencies_accesslog WHERE id = {key}",
        f"DELETE FROM agencies_chainlink WHERE row_id = {key} AND chain = 'access'",
    )
    assert found()[0] == ("gap", "access", place)


@pytest.mark.fault("S11")
@pytest.mark.parametrize("kept", range(LOOKS))
def test_a_tail_that_is_cut_off_is_found_by_the_second_place(log, kept):
    keys = [row(place) for place in range(kept + 1, LOOKS + 1)]
    gone = ", ".join(map(str, keys))
    by_owner(
        f"DELETE FROM agencies_accesslog WHERE id IN ({gone})",
        f"DELETE FROM agencies_chainlink WHERE chain = 'access' AND row_id IN ({gone})",
    )
    assert found() == [("truncated", "access", LOOKS)]
    assert f"只到第 {kept} 环" in verify_chains(now=NOW)[0].chinese


@pytest.mark.fault("S11")
def test_a_tail_cut_off_and_grown_again_is_found(log):
    key = row(LOOKS)
    by_owner(
        f"DELETE FROM agencies_accesslog WHERE id = {key}",
        f"DELETE FROM agencies_chainlink WHERE row_id = {key} AND chain = 'access'",
    )
    for number in (90, 91):  # by the application itself, which holds the key
        look(log, number)
    assert found() == [("rewritten", "access", LOOKS)]


@pytest.mark.fault("S11")
def test_rows_that_change_places_are_found(log):
    first, second = row(2), row(3)
    by_owner(
        f"UPDATE agencies_chainlink SET row_id = -1 WHERE row_id = {first} AND chain = 'access'",
        f"UPDATE agencies_chainlink SET row_id = {first} WHERE row_id = {second} AND chain = 'access'",
        f"UPDATE agencies_chainlink SET row_id = {second} WHERE row_id = -1 AND chain = 'access'",
    )
    assert found() == [("altered", "access", 2)]


@pytest.mark.fault("S11")
def test_a_row_put_in_past_the_application_is_in_no_chain(log):
    AccessLog.objects.create(officer=log.clerk, agency=log.agency, subject="x", what="scan", reason="补记", at=NOW)
    assert found() == [("unsealed", "access", 0)]
    look(log, 7)
    tasks.write_heads()
    assert found() == [("unsealed", "access", 0)]  # nor does it get into one later


@pytest.mark.fault("S11")
def test_a_chain_made_anew_with_another_key_or_the_stolen_one_is_found(log, settings):
    by_owner("UPDATE agencies_accesslog SET reason = 'y'", "DELETE FROM agencies_chainlink WHERE chain = 'access'")
    chains.begin_chains()  # with the key of the application
    assert found() == [("rewritten", "access", LOOKS)]
    settings.CHAIN_KEYS = ["forged"]
    by_owner("DELETE FROM agencies_chainlink WHERE chain = 'access'")
    chains.begin_chains()
    settings.CHAIN_KEYS = ["first-key"]
    assert found() == [("unknown_key", "access", 1), ("rewritten", "access", LOOKS)]


@pytest.mark.fault("S11")
def test_the_records_of_changes_have_a_chain_of_their_own(log):
    by_owner("UPDATE agencies_officerecord SET act = 'rename_section'")
    assert found() == [("altered", "records", 1)]
    assert "agencies_officerecord 第 1 环" in verify_chains(now=NOW)[0].chinese


# -- keys, the second place, what was there before -------------------------------------------------------------------


def test_a_new_key_goes_on_and_old_links_need_the_old_one(log, settings):
    settings.CHAIN_KEYS = ["second-key", "first-key"]
    look(log, 7)
    assert found() == []
    assert ChainLink.objects.filter(chain="access").values_list("key", flat=True).distinct().count() == 2
    settings.CHAIN_KEYS = ["second-key"]
    (lost, _records) = verify_chains(now=NOW)
    assert (lost.what, lost.seq) == ("unknown_key", 1)
    assert chains.key_id("first-key") in lost.chinese and "first-key" not in lost.chinese


def test_ends_are_written_once_and_a_torn_line_spoils_no_other(log):
    assert heads.write_heads(now=NOW) == 0
    with heads.head_file("access").open("a") as file:
        file.write("2026-03-04T0")
    look(log, 7)
    assert heads.write_heads(now=NOW) == 1
    assert found() == [("unreadable_head", "access", 0)]
    assert [one.seq for one in heads.read_heads("access") if isinstance(one, heads.Head)] == [LOOKS, LOOKS + 1]


def test_rows_from_before_there_were_chains_are_linked_by_the_worker(log):
    by_owner("DELETE FROM agencies_chainlink")
    for chain in chains.CHAINED:
        heads.head_file(chain).unlink()
    assert {one.what for one in verify_chains(now=NOW)} == {"unsealed"}
    upgraded = MigrationRecorder.Migration.objects.get(app="agencies", name="0016_chains").applied
    just_now, later = upgraded + timedelta(minutes=9), upgraded + timedelta(minutes=11)
    assert verify_chains(now=just_now) == []
    assert [(one.rows, one.late) for one in waiting_chains(now=just_now)] == [(LOOKS, False), (1, False)]
    assert "等待建链" in str(waiting_chains(now=just_now)[0])
    assert {one.what for one in verify_chains(now=later)} == {"unsealed"}
    tasks.write_heads()
    assert found() == [] and waiting_chains(now=later) == []
    assert ChainLink.objects.filter(chain=Chain.RECORDS).count() == OfficeRecord.objects.count()


def test_links_that_the_second_place_has_not_are_counted_and_told_when_they_are_late(log):
    assert waiting_chains(now=NOW) == []
    look(log, 7), look(log, 8)
    (waiting,) = waiting_chains(now=NOW + timedelta(minutes=9))
    assert (waiting.chain, waiting.rows, waiting.links, waiting.late) == ("access", 0, 2, False)
    assert found() == [] and str(waiting) == "agencies_accesslog 末尾 2 环还没有写到第二处（十分钟以内属正常）"
    (waiting,) = waiting_chains(now=NOW + timedelta(minutes=11))
    assert waiting.late and "后台进程" in str(waiting)
    heads.write_heads(now=NOW)
    assert waiting_chains(now=NOW + timedelta(days=1)) == []


def test_a_look_that_cannot_be_linked_is_not_there(log, monkeypatch):
    def fail(*_given, **_named):
        raise RuntimeError("no room")

    before = AccessLog.objects.count()
    monkeypatch.setattr(ChainLink.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        look(log, 8)
    assert AccessLog.objects.count() == before


def test_the_command_exits_by_what_it_finds(log, capsys):
    call_command("verify_chains")
    assert "完好" in capsys.readouterr().out
    by_owner(f"UPDATE agencies_accesslog SET reason = 'x' WHERE id = {row(3)}")
    with pytest.raises(SystemExit) as left:
        call_command("verify_chains", format="json")
    assert left.value.code == 1
    assert '"what": "altered", "chain": "access", "link": 3' in capsys.readouterr().out
