"""`verify` names what was done by hand to the access log and the records of changes, and counts what waits for the worker."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from agencies.audit_trail import chains, heads
from agencies.audit_trail.models import ChainLink
from agencies.audit_trail.services import note_access, record_change
from tests.agencies.audit_trail.owner import by_owner
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office, at

pytestmark = pytest.mark.databases
NOW = at(date(2026, 3, 4))
ROWS = 5


@shared_data
def people():
    """Return a staffed office."""
    return Office()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Keep files apart: those that other tests left are none of these rows'."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture(params=["access", "records"])
def chain(people, settings, tmp_path, request):
    """Return one chain of an office that has some of each."""
    settings.CHAIN_HEADS, settings.CHAIN_KEYS = tmp_path, ["first-key"]
    for number in range(1, ROWS + 1):
        grow(people, number)
    heads.write_heads(now=NOW)
    return request.param


def grow(office: Office, number: int) -> None:
    """Add a row to each table."""
    note_access(
        office.clerk, agency_id=office.agency.pk, subject=f"2026-{number:04d}", application_key=number, what="scan",
        reason="登记", now=NOW,
    )  # fmt: skip
    changes = [("name", "", f"第{number}科")]
    record_change("add_section", by=office.administrator, agency=office.agency, now=NOW, changes=changes)


def verified() -> tuple[int, dict]:
    """Return the exit code of `verify` and its answer."""
    out, code = StringIO(), 0
    try:
        call_command("verify", "--format", "json", stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def table(chain: str) -> str:
    """Return the table of a chain."""
    return chains.CHAINED[chain]._meta.db_table


def row(chain: str, place: int) -> int:
    """Return the key of the row at a place."""
    return ChainLink.objects.get(chain=chain, seq=place).row_id


def altered(chain: str) -> None:
    """Change a row."""
    change = {"access": "reason = 'x'", "records": "act = 'rename_section'"}[chain]
    by_owner(f"UPDATE {table(chain)} SET {change} WHERE id = {row(chain, 2)}")


def hashed_anew(chain: str) -> None:
    """Change a row and make its link anew, with a key of one's own."""
    forged = "f" * 64
    altered(chain)
    by_owner(f"UPDATE agencies_chainlink SET mac = '{forged}' WHERE chain = '{chain}' AND seq = 2")


def removed(chain: str) -> None:
    """Remove a row."""
    by_owner(f"DELETE FROM {table(chain)} WHERE id = {row(chain, 3)}")


def removed_with_link(chain: str) -> None:
    """Remove a row with its link, and close the gap."""
    key = row(chain, 3)
    by_owner(
        f"DELETE FROM {table(chain)} WHERE id = {key}",
        f"DELETE FROM agencies_chainlink WHERE chain = '{chain}' AND seq = 3",
        f"UPDATE agencies_chainlink SET seq = 3 WHERE chain = '{chain}' AND seq = 4",
        f"UPDATE agencies_chainlink SET seq = 4 WHERE chain = '{chain}' AND seq = 5",
    )


def tail_removed(chain: str) -> None:
    """Remove the last row with its link."""
    key = row(chain, ROWS)
    by_owner(
        f"DELETE FROM {table(chain)} WHERE id = {key}",
        f"DELETE FROM agencies_chainlink WHERE chain = '{chain}' AND seq = {ROWS}",
    )


def emptied(chain: str) -> None:
    """Remove all rows and links."""
    by_owner(f"DELETE FROM {table(chain)}", f"DELETE FROM agencies_chainlink WHERE chain = '{chain}'")


def unlinked(chain: str) -> None:
    """Remove the links alone: it looks like an upgrade, were there no second place."""
    by_owner(f"DELETE FROM agencies_chainlink WHERE chain = '{chain}'")


def put_in(chain: str) -> None:
    """Put a row in past the application."""
    columns = {
        "access": "officer_id, agency_id, subject, application_key, what, reason, refused, door, request_id, at",
        "records": "act, actor_id, agency_id, officer_id, changes, at",
    }[chain]
    by_owner(f"INSERT INTO {table(chain)} ({columns}) SELECT {columns} FROM {table(chain)} WHERE id = {row(chain, 1)}")


TAMPERED = {
    altered: ("第 2 环", "被改动"),
    hashed_anew: ("第 2 环", "被改动"),
    removed: ("第 3 环", "被删除"),
    removed_with_link: ("第 3 环", "被改动"),
    tail_removed: ("截断", "现在只到第 4 环"),
    emptied: ("截断", "现在只到第 0 环"),
    unlinked: ("不在链上", "截断"),
    put_in: ("不在链上", "不是经系统写入"),
}


@pytest.mark.fault("S11")
@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda one: one.__name__)
def test_verify_names_what_was_done_by_hand(chain, tamper):
    assert verified()[0] == 0
    tamper(chain)
    code, told = verified()
    where = {"access": "查阅日志", "records": "变更记录"}[chain]
    said = " ".join(one["what"] for one in told["findings"])
    assert code == 1 and told["counts"]["I9"] == sum(told["counts"].values()) > 0
    assert {one["where"] for one in told["findings"]} == {where}
    assert all(words in said for words in TAMPERED[tamper])


@pytest.mark.fault("S11")
def test_a_chain_made_anew_by_the_application_s_own_key_is_found(chain):
    altered(chain)
    unlinked(chain)
    chains.begin_chains()
    code, told = verified()
    assert code == 1 and "重新计算" in told["findings"][0]["what"]


@pytest.mark.fault("S11")
def test_a_tail_cut_off_and_grown_again_is_found(chain, people):
    tail_removed(chain)
    grow(people, 90)
    grow(people, 91)
    code, told = verified()
    assert code == 1 and ["重新计算" in one["what"] for one in told["findings"]] == [True]


def test_what_waits_for_the_worker_is_counted_and_no_difference(chain, people):
    grow(people, 8)
    grow(people, 9)
    code, told = verified()
    assert code == 0 and told["findings"] == []
    assert [(one["chain"], one["links"], one["late"]) for one in told["waiting"]] == [
        ("access", 2, True),  # these rows are of March, and nobody came since
        ("records", 2, True),
    ]
    errors = StringIO()
    call_command("verify", stdout=StringIO(), stderr=errors)
    assert "末尾 2 环还没有写到第二处，已超过十分钟：后台进程在运行吗？" in errors.getvalue()
    heads.write_heads(now=NOW + timedelta(minutes=10))
    assert verified()[1]["waiting"] == []


@pytest.mark.parametrize(("minutes", "fault"), [(1, False), (11, True)])
def test_rows_of_an_upgrade_wait_ten_minutes_for_their_chains(people, settings, tmp_path, minutes, fault):
    settings.CHAIN_HEADS = tmp_path
    grow(people, 1)
    by_owner("DELETE FROM agencies_chainlink")
    upgrade = MigrationRecorder.Migration.objects.filter(app="agencies", name="0016_chains")
    upgrade.update(applied=timezone.now() - timedelta(minutes=minutes))
    code, told = verified()
    assert (code, bool(told["findings"])) == ((1, True) if fault else (0, False))
    assert all("不在链上" in one["what"] for one in told["findings"])
    assert [(one["rows"], one["late"]) for one in told["waiting"]] == ([] if fault else [(1, False), (1, False)])
