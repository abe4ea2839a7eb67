"""Rows and stored files are held against each other both ways; nothing young or doubtful is removed."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agencies import tasks
from agencies.stored_files import sweeping
from agencies.stored_files.models import FileFault
from intake.models import Attachment
from tests.agencies.stored_files.test_storage import DAMAGE, Upload, files
from tests.workflow.sample_archive import archived, closed
from tests.workflow.sample_office import Office

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=31)
HEX = "0123456789abcdef0123456789abcdef"
OURS = [
    f"applications/{HEX}",
    "letters/2026/12-0123456789abcdef.pdf",
    "signed/2025/9-0123456789abcdef.pdf",
    f"archive/{HEX}.zip",
]


@pytest.fixture
def small(db, settings, tmp_path):
    """Return an office with two stored files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    office = Office()
    office.media, office.asked = (
        settings.MEDIA_ROOT,
        office.application(date(2026, 3, 2), files=[Upload("1.pdf"), Upload("2.pdf")]),
    )
    for name in files(office.media):
        touch(office.media / name, OLD)
    return office


@pytest.fixture
def office(small):
    """Return an office whose folder of files has one of each kind."""
    small.record = archived(small, closed(small))
    for name in files(small.media):
        touch(small.media / name, OLD)
    return small


def touch(path: Path, at: datetime, body: bytes | None = None) -> Path:
    """Give a file an age."""
    if body is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_where_rows_and_files_agree_nothing_is_found_and_nothing_removed(office):
    before = files(office.media)
    found = sweeping.sweep(NOW, deep=True)
    assert found.clean and found.removed == [] and found.rows == found.files == len(before) >= 5
    assert files(office.media) == before and not FileFault.objects.exists()


@pytest.mark.fault("F8")
def test_a_damaged_file_of_every_kind_is_found(office):
    names = [
        next(name for name in files(office.media) if name.startswith(kind))
        for kind in ("applications", "letters", "archive")
    ]
    for name in names:
        DAMAGE["flipped"](office.media / name)
    assert sorted(name for _kind, name in sweeping.sweep(NOW, deep=True).faults) == sorted(names)
    assert {fault.name for fault in FileFault.objects.all()} == set(names)


@pytest.mark.fault("F8")
@pytest.mark.parametrize(
    "how", [how for how in DAMAGE if how not in ("folder gone", "folder a file", "link to another")]
)
def test_every_file_that_is_not_what_was_kept_is_found(small, how):
    office, name = small, files(small.media)[0]
    DAMAGE[how](office.media / name)
    found = sweeping.sweep(NOW, deep=True)
    assert [each for _kind, each in found.faults] == [name]
    assert FileFault.objects.get(resolved_at=None).name == name
    if how in ("missing", "broken link", "empty", "folder", "a pipe"):  # a missing one needs no hash
        assert [each for _kind, each in sweeping.sweep(NOW).faults] == [name]


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    ("days", "goes"), [(0, False), (0.9, False), (1.5, False), (29, False), (31, True), (400, True)]
)
def test_a_file_without_a_row_is_removed_only_when_it_is_old_and_ours(small, name, days, goes):
    touch(small.media / name, NOW - timedelta(days=days), b"left")
    found = sweeping.sweep(NOW)
    assert (small.media / name).exists() is not goes
    assert (found.removed == [name]) is goes
    assert (found.strangers == [name]) is (days > 1 and not goes)


@pytest.mark.parametrize(
    "name",
    [
        "readme.txt",
        "applications/notes",
        "letters/2026/12.pdf",
        "archive/abc.zip",
        "other/x",
        "letters/scan.pdf",
        f"applications/{HEX.upper()}",
        f"archive/{HEX}",
        "letters/2026/12-0123456789abcdef.pdf.bak",
        "applications/" + HEX[:-1],
    ],
)
def test_what_somebody_else_put_there_is_listed_and_never_removed(small, name):
    touch(small.media / name, OLD, b"x")
    found = sweeping.sweep(NOW, sure=True)
    assert found.strangers == [name] and (small.media / name).exists()


@pytest.mark.parametrize(("days", "goes"), [(0.5, False), (2, True)])
def test_an_unfinished_file_is_removed_after_a_day(small, days, goes):
    path = touch(small.media / f"letters/2026/.{HEX}.part", NOW - timedelta(days=days), b"ha")
    found = sweeping.sweep(NOW)
    assert path.exists() is not goes and found.strangers == []


@pytest.mark.fault("R3")
def test_many_files_without_rows_are_left_until_a_person_is_sure(small):
    for n in range(30):
        touch(small.media / f"letters/2026/{n}-0123456789abcdef.pdf", OLD, b"x")
    found = sweeping.sweep(NOW)
    assert found.removed == [] and found.too_many == 30 and len(found.strangers) == 30
    with pytest.raises(CommandError):
        call_command("sweep_files", keep=True, stdout=StringIO())
    assert len(sweeping.sweep(NOW, sure=True).removed) == 30


def test_a_row_that_comes_while_the_sweep_runs_keeps_its_file(small, monkeypatch):
    name = f"applications/{HEX}"
    touch(small.media / name, OLD, b"x")
    real = sweeping._clear

    def comes_now(*arguments, **options):
        row = small.asked.attachments.first()
        Attachment.objects.create(
            application_id=row.application_id, name="a", media_type="b", size=1, sha256="c", file=name, recorded_at=NOW
        )
        real(*arguments, **options)

    monkeypatch.setattr(sweeping, "_clear", comes_now)
    assert sweeping.sweep(NOW).removed == [] and (small.media / name).exists()


def test_a_row_that_goes_while_the_sweep_runs_lacks_nothing(small, monkeypatch):
    row = small.asked.attachments.first()
    Path(row.file.path).unlink()
    real = sweeping._wrong

    def goes_now(held, deep):
        kind = real(held, deep)
        if kind is not None:
            Attachment.objects.filter(pk=row.pk).delete()
        return kind

    monkeypatch.setattr(sweeping, "_wrong", goes_now)
    assert sweeping.sweep(NOW).faults == []


def test_what_is_put_back_is_closed_by_the_next_sweep(small):
    path = Path(small.asked.attachments.first().file.path)
    kept = path.read_bytes()
    path.write_bytes(b"other")
    sweeping.sweep(NOW, deep=True)
    sweeping.sweep(NOW)  # without hashes nobody knows better
    assert FileFault.objects.filter(resolved_at=None).count() == 1
    path.write_bytes(kept)
    sweeping.sweep(NOW, deep=True)
    assert not FileFault.objects.filter(resolved_at=None).exists()
    path.unlink()
    sweeping.sweep(NOW)
    assert FileFault.objects.get().resolved_at is None and FileFault.objects.get().kind == "missing"


def test_a_file_that_cannot_be_removed_stays_listed(small, monkeypatch):
    touch(small.media / OURS[0], OLD, b"x")
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: (_ for _ in ()).throw(PermissionError(13, "x")))
    found = sweeping.sweep(NOW)
    monkeypatch.undo()
    assert found.removed == [] and found.strangers == [OURS[0]]


def test_the_command_tells_and_exits_one_where_something_is_wrong(small):
    told = StringIO()
    call_command("sweep_files", "--hash", stdout=told)
    assert "有问题 0 个，无主 0 个" in told.getvalue()
    Path(small.asked.attachments.first().file.path).unlink()
    told = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("sweep_files", "--format", "json", stdout=told)
    assert raised.value.returncode == 1
    assert json.loads(told.getvalue())["faults"] == [
        {"kind": "missing", "name": small.asked.attachments.first().file.name}
    ]
    assert tasks.sweep_files() == 1 and tasks.sweep_files(deep=True) == 1


def test_an_empty_office_has_nothing_to_sweep(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "nothing"
    found = sweeping.sweep(NOW, deep=True)
    assert found.clean and (found.rows, found.files) == (0, 0)
