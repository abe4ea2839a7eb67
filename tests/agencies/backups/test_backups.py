"""A backup holds database and files of one moment; it is restored whole into an empty installation or not at all."""

import base64
import gzip
import json
import os
import subprocess
import sys
import tarfile
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from agencies.backups import services, table_rows
from agencies.encryption import keys
from agencies.installation.models import BackupRecord, Restoration
from agencies.organisation.models import Agency
from intake.models import Application
from tests.agencies.backups.emptied import empty_installation, everything, stored_files
from tests.agencies.stored_files.test_storage import Upload
from tests.architecture.sources import ROOT
from tests.workflow.sample_office import Office
from workflow.cases.models import Case, Event

# PostgreSQL fixes the moment of a snapshot with the first statement of a transaction, so the test has none of its own there.
pytestmark = [pytest.mark.django_db(transaction=connection.vendor == "postgresql"), pytest.mark.databases]


@pytest.fixture
def office(settings, tmp_path):
    """Return an office with a case and two stored files, in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    made = Office()
    made.one = made.case(date(2026, 3, 2), files=[Upload("1.pdf"), Upload("2.pdf")], content="扩建\n<b>“环评”</b>\\ 𠮷")
    made.case(date(2026, 3, 3))
    return made


def run(command: str, *given) -> str:
    """Run a command; return what it printed."""
    out = StringIO()
    call_command(command, *map(str, given), stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.fault("R1")
def test_a_restored_installation_is_the_one_that_was_backed_up(office, tmp_path):
    run("backup", "--new-key", tmp_path / "key")
    recipient = (tmp_path / "key").read_text().split()[3]
    before, files = everything(), stored_files()
    said = run("backup", tmp_path / "1.backup", "--key", recipient)
    assert "2 个文件" in said and "已加密" in said
    assert (tmp_path / "1.backup").stat().st_mode & 0o777 == 0o600
    assert "扩建".encode() not in (tmp_path / "1.backup").read_bytes()
    empty_installation()
    assert not Case.objects.exists() and not stored_files()
    assert "恢复模式" in run("restore", tmp_path / "1.backup", "--key", tmp_path / "key")
    assert everything() == before and stored_files() == files
    assert Restoration.objects.get(released_at=None)
    run("replay", "--check")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=Event.objects.first().pk).update(act="close")
    assert Agency.objects.create(code="N", name="新局", kind="department").pk > office.agency.pk, "keys go on"


def test_a_key_that_was_given_is_not_given_again(office, tmp_path):
    gone = Agency.objects.create(code="N", name="新局", kind="department")
    last = gone.pk
    gone.delete()
    run("backup", tmp_path / "1.backup")
    empty_installation()
    run("restore", tmp_path / "1.backup")
    assert Agency.objects.create(code="N", name="新局", kind="department").pk == last + 1


def test_anybody_can_read_the_archive(office, tmp_path):
    run("backup", tmp_path / "1.tar.gz")
    with tarfile.open(tmp_path / "1.tar.gz") as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("manifest.json"))
        rows = archive.extractfile("tables/intake.application/000001").read().decode()
    assert names[0] == "format.json" and names[-1] == "manifest.json"
    assert "扩建" in rows and not [name for name in names if "session" in name]
    assert {table["model"]: table["rows"] for table in manifest["tables"]}["intake.application"] == 2
    record = BackupRecord.objects.get()
    assert (record.file, record.files, record.missing, record.encrypted) == ("1.tar.gz", 2, 0, False)


@pytest.mark.fault("F8")
def test_a_missing_and_an_altered_file_are_named_and_the_rest_is_kept(office, tmp_path, settings):
    one, two = sorted(stored_files())
    (settings.MEDIA_ROOT / one).unlink()
    (settings.MEDIA_ROOT / two).write_bytes(b"%PDF-other")
    out = StringIO()
    with pytest.raises(CommandError, match="2 个登记的文件") as failed:
        call_command("backup", str(tmp_path / "1.backup"), stdout=out, stderr=StringIO())
    assert failed.value.returncode == 1
    assert f"{one}：不见了" in out.getvalue() and f"{two}：与登记的散列值不符" in out.getvalue()
    assert BackupRecord.objects.get().missing == 2
    empty_installation()
    assert f"{one}：备份时就不见了" in run("restore", tmp_path / "1.backup")
    assert Case.objects.count() == 2


@pytest.mark.parametrize("how", ["flip", "cut", "tail", "empty", "other"])
def test_a_damaged_backup_changes_nothing(office, tmp_path, how):
    run("backup", tmp_path / "1.backup")
    data = bytearray((tmp_path / "1.backup").read_bytes())
    if how == "flip":
        data[len(data) // 2] ^= 1
    damaged = {
        "flip": data,
        "cut": data[: len(data) // 2],
        "tail": data[:-20],
        "empty": b"",
        "other": gzip.compress(b"x" * 9000),
    }
    (tmp_path / "2.backup").write_bytes(damaged[how])
    empty_installation()
    with pytest.raises(CommandError, match="损坏"):
        run("restore", tmp_path / "2.backup")
    assert not Agency.objects.exists() and not stored_files() and not Restoration.objects.exists()


def repacked(path: Path, change) -> None:
    """Write an archive anew, each member changed by a function, as somebody would who knows tar."""
    with tarfile.open(path) as archive:
        members = [(one.name, archive.extractfile(one).read()) for one in archive]
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members:
            named, data = change(name, data)
            (file := path.with_name("member")).write_bytes(data)
            archive.add(file, named)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: (name, data.replace("扩建".encode(), "改建".encode())),
        lambda name, data: (name.replace("files/applications", "files/../applications"), data),
        lambda name, data: (name, data.replace(b'"version": 1', b'"version": 9')),
        lambda name, data: (name, data.replace(b'"0011_', b'"9911_')),
    ],
    ids=["content", "path", "format", "later version"],
)
def test_an_altered_archive_changes_nothing(office, tmp_path, change):
    run("backup", tmp_path / "1.backup")
    repacked(tmp_path / "1.backup", change)
    empty_installation()
    with pytest.raises(CommandError):
        run("restore", tmp_path / "1.backup")
    assert not Agency.objects.exists() and not stored_files()


def test_nothing_is_restored_over_an_installation_or_beside_other_files(office, tmp_path, settings):
    run("backup", tmp_path / "1.backup")
    with pytest.raises(CommandError, match="已经有单位"):
        run("restore", tmp_path / "1.backup")
    empty_installation()
    (settings.MEDIA_ROOT / "x").write_bytes(b"somebody's")
    with pytest.raises(CommandError, match="已经有别的文件"):
        run("restore", tmp_path / "1.backup")
    assert not Agency.objects.exists()


@pytest.mark.fault("R6")
def test_without_the_keys_of_its_sealed_columns_a_backup_is_refused_before_anything_is_touched(
    office, tmp_path, settings
):
    said, needed = run("backup", tmp_path / "1.backup"), keys.ring().present(keys.SEAL)
    assert "sealing_keys" in said
    with tarfile.open(tmp_path / "1.backup") as archive:
        packed = b"".join(archive.extractfile(one).read() for one in archive.getmembers() if one.isfile())
    assert needed.key_id.encode() in packed and base64.b64encode(needed.secret) not in packed
    empty_installation()
    settings.VAR_DIR, settings.SEALING_KEYS = tmp_path, tmp_path / "sealing_keys"
    with pytest.raises(CommandError, match=needed.key_id):
        run("restore", tmp_path / "1.backup")
    assert not Agency.objects.exists() and not stored_files()
    keys.write(settings.SEALING_KEYS, keys.KeyRing((*keys.ring().keys, needed)))
    run("restore", tmp_path / "1.backup")
    assert Application.objects.exists() and all(one.phone for one in Application.objects.all())


def test_a_restore_that_fails_on_the_way_leaves_nothing_and_may_be_run_again(office, tmp_path, monkeypatch):
    run("backup", tmp_path / "1.backup")
    empty_installation()
    with monkeypatch.context() as broken:
        broken.setattr("agencies.backups.restoring._go_on_counting", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run("restore", tmp_path / "1.backup")
    assert not Agency.objects.exists() and not stored_files()
    run("restore", tmp_path / "1.backup")
    assert Application.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.update(content="改")


def test_a_backup_that_fails_leaves_no_file(office, tmp_path, monkeypatch):
    (tmp_path / "to").mkdir()
    with monkeypatch.context() as broken:
        broken.setattr(services, "_add_files", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run("backup", tmp_path / "to" / "1.backup")
    assert not list((tmp_path / "to").iterdir()) and not BackupRecord.objects.exists()


def test_a_backup_writes_over_nothing_and_not_among_the_stored_files(office, tmp_path, settings):
    (tmp_path / "1.backup").write_text("other")
    for place, words in (
        (tmp_path / "1.backup", "不覆盖"),
        (settings.MEDIA_ROOT / "b", "别的磁盘"),
        (tmp_path / "no" / "b", "没有文件夹"),
    ):
        with pytest.raises(CommandError, match=words):
            run("backup", place)
    assert (tmp_path / "1.backup").read_text() == "other"


def test_an_encrypted_backup_asks_for_its_key(office, tmp_path):
    run("backup", "--new-key", tmp_path / "key")
    run("backup", tmp_path / "1.backup", "--key", (tmp_path / "key").read_text().split()[3])
    empty_installation()
    with pytest.raises(CommandError, match="加密的"):
        run("restore", tmp_path / "1.backup")


def test_every_table_is_kept_but_the_sessions():
    labels = {model._meta.label_lower for model in table_rows.kept_models(apps)}
    tables = {model._meta.db_table for model in table_rows.kept_models(apps)} | {"django_session", "django_migrations"}
    assert {"workflow.event", "agencies.officer", "agencies.officer_groups", "authtoken.token"} <= labels
    assert {name for name in connection.introspection.table_names() if not name.startswith("sqlite_")} <= tables


def elsewhere(folder: Path, *command: str) -> str:
    """Run a command with an SQLite database and files of its own; return what it printed."""
    env = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "MEDIA_ROOT": "",
        "SEALING_KEYS": str(settings.SEALING_KEYS),  # they come by another way than the backup
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.fault("R1")
def test_an_earlier_versions_backup_is_migrated_and_goes_from_database_to_database(office, tmp_path):
    """By way of an SQLite file: on PostgreSQL this is the way there and back."""
    before, files = everything(), stored_files()
    run("backup", tmp_path / "1.backup")

    def earlier(name: str, data: bytes) -> tuple[str, bytes]:
        if name == "manifest.json":
            manifest = json.loads(data)
            manifest["migrations"].remove(["workflow", "0012_reconciled_points"])
            manifest["tables"] = [one for one in manifest["tables"] if one["model"] != "workflow.reconciledpoint"]
            data = json.dumps(manifest).encode()
        return name, data

    repacked(tmp_path / "1.backup", earlier)
    (tmp_path / "var").mkdir()
    assert "恢复模式" in elsewhere(tmp_path / "var", "restore", str(tmp_path / "1.backup"))
    elsewhere(tmp_path / "var", "backup", str(tmp_path / "2.backup"))
    empty_installation()
    run("restore", tmp_path / "2.backup")
    assert everything() == before and stored_files() == files
    assert Restoration.objects.filter(released_at=None).count() == 2
