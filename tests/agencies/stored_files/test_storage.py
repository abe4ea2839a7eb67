"""A file is stored whole or not at all, and read only as it was kept."""

import errno
import hashlib
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError

from agencies.stored_files import storage
from agencies.stored_files.models import FileFault
from agencies.stored_files.storage import NotStored
from config.middleware import unavailable
from intake.models import Application, Attachment
from tests.workflow.sample_archive import PDF, closed
from tests.workflow.sample_office import Office, at
from workflow.archive import services as archive_services
from workflow.archive.models import ArchiveCounter, ArchiveRecord

DAY = date(2026, 3, 2)
ERRORS = [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG]


@pytest.fixture
def media(settings, tmp_path):
    """Return an empty folder of stored files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def office(db):
    """Return a staffed office."""
    return Office()


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


class Upload(ContentFile):
    """A file as a form hands it over."""

    def __init__(self, name: str, body: bytes = PDF):
        super().__init__(body, name)


def test_a_file_appears_whole_and_leaves_nothing_beside_it(media):
    assert default_storage.save("a/b.pdf", ContentFile(b"x" * 200_000)) == "a/b.pdf"
    assert files(media) == ["a/b.pdf"] and (media / "a/b.pdf").stat().st_size == 200_000


@pytest.mark.fault("F7")
@pytest.mark.parametrize("code", ERRORS, ids=[errno.errorcode[code] for code in ERRORS])
@pytest.mark.parametrize("step", ["fsync", "rename", "open", "mkdir", "chmod"])
def test_whatever_the_disk_refuses_nothing_is_half_written(media, monkeypatch, code, step):
    def fails(*_args, **_options):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(
        *{
            "fsync": (os, "fsync"),
            "rename": (Path, "rename"),
            "open": (Path, "open"),
            "mkdir": (Path, "mkdir"),
            "chmod": (Path, "chmod"),
        }[step],
        fails,
    )
    with pytest.raises(NotStored, match="没有保存"):
        default_storage.save("a/b.pdf", ContentFile(b"x"))
    monkeypatch.undo()
    assert not media.exists() or files(media) == []


@pytest.mark.fault("F7")
@pytest.mark.parametrize("code", ERRORS[:4])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_application_whose_file_finds_no_room_leaves_neither_row_nor_file(office, media, monkeypatch, code, place):
    real, calls = os.fsync, []

    def fills_up(handle):
        calls.append(handle)
        if len(calls) >= 2 * place - 1:  # each file is synced, and its folder
            raise OSError(code, os.strerror(code))
        return real(handle)

    monkeypatch.setattr(os, "fsync", fills_up)
    with pytest.raises(NotStored):
        office.application(DAY, files=[Upload(f"{n}.pdf") for n in range(3)])
    assert (Application.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not media.exists() or files(media) == []


def test_a_refused_third_file_takes_the_first_two_with_it(office, media):
    with pytest.raises(Exception, match="不是 PDF"):
        office.application(DAY, files=[Upload("1.pdf"), Upload("2.pdf"), Upload("3.exe", b"MZ")])
    assert Application.objects.count() == 0 and files(media) == []


@pytest.mark.fault("F7")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk; the same errors are made by hand above")
@pytest.mark.parametrize("left", [0, 1024, 65536])
def test_on_a_small_disk_that_is_really_full(office, settings, tmp_path, left):
    settings.MEDIA_ROOT = tmp_path / "small"
    settings.MEDIA_ROOT.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", settings.MEDIA_ROOT], check=False
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        (settings.MEDIA_ROOT / "filler").write_bytes(b"0" * (256 * 1024 - left - 4096 * bool(left)))
        with pytest.raises(NotStored, match="磁盘已满"):
            office.application(DAY, files=[Upload("1.pdf", b"%PDF-" + b"0" * 300_000)])
        assert files(settings.MEDIA_ROOT) == ["filler"] and Application.objects.count() == 0
        (settings.MEDIA_ROOT / "filler").unlink()
        assert (
            office.application(DAY, files=[Upload("1.pdf")]).attachments.count() == 1
        )  # and goes on when there is room
    finally:
        subprocess.run(["umount", settings.MEDIA_ROOT], check=True)


@pytest.mark.fault("F7")
def test_a_package_that_finds_no_room_takes_neither_number_nor_file(office, media, monkeypatch):
    case = closed(office)
    before = files(media)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(NotStored, match="磁盘已满"):
        archive_services.archive(case.pk, by=office.clerk, now=at(DAY, 17))
    monkeypatch.undo()
    assert files(media) == before
    assert not ArchiveRecord.objects.exists() and not ArchiveCounter.objects.filter(last__gt=0).exists()
    assert archive_services.archive(case.pk, by=office.clerk, now=at(DAY, 17)).sequence == 1


APPLICATION = {
    "channel": "in_person",
    "arrived_on": "2026-03-02",
    "applicant_kind": "natural_person",
    "applicant_name": "张三",
    "content": "某文件",
}


@pytest.mark.fault("F7")
@pytest.mark.parametrize("code", ERRORS)
def test_the_page_says_that_the_disk_is_full_and_nothing_is_stored(office, media, client, monkeypatch, code):
    client.force_login(office.clerk)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(code, "x")))
    answer = client.post("/register/", APPLICATION | {"idempotency_key": "k", "files": Upload("1.pdf")})
    assert answer.status_code in (422, 507)
    assert "没有保存" in answer.content.decode() and Application.objects.count() == 0


@pytest.mark.fault("F7")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_upload_that_fills_the_temporary_folder_is_told_before_its_form_is_read(
    office, client, monkeypatch, code, language
):
    def fails(*_args, **_options):
        raise OSError(code, os.strerror(code))

    client.force_login(office.clerk)
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", fails)
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.handle_raw_input",
        lambda *_a, **_o: setattr(_a[0], "activated", False),
    )
    answer = client.post("/register/", APPLICATION | {"files": Upload("1.pdf")}, headers={"accept-language": language})
    assert answer.status_code == 507
    assert ("磁盘已满" if language == "zh-hans" else "The disk is full") in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database or disk is full"), 507),
        (OperationalError('could not extend file "base/1": No space left on device'), 507),
        (OperationalError("attempt to write a readonly database"), 507),
        (OperationalError("connection refused"), 503),
        (InterfaceError("connection already closed"), 503),
        (OSError(errno.ENOSPC, "x"), 507),
        (PermissionError(errno.EACCES, "x"), 507),
        (NotStored("磁盘已满"), 507),
        (FileNotFoundError(errno.ENOENT, "x"), None),
        (ValueError("x"), None),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/cases/"])
def test_what_the_disk_or_the_database_refuses_is_told_as_such(rf, error, status, path):
    answer = unavailable.UnavailableMiddleware(lambda request: None).process_exception(rf.get(path), error)
    assert (answer and answer.status_code) == status


DAMAGE = {
    "flipped": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    "last byte": lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "folder gone": lambda path: (path.unlink(), path.parent.rmdir()),
    "folder a file": lambda path: (path.unlink(), path.parent.rmdir(), path.parent.write_bytes(b"")),
    "broken link": lambda path: (path.unlink(), path.symlink_to(path.with_name("nowhere"))),
    "link to another": lambda path: (
        path.unlink(),
        path.with_suffix(".other").write_bytes(b"other"),
        path.symlink_to(path.with_suffix(".other")),
    ),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.fault("F8")
@pytest.mark.parametrize("how", DAMAGE)
def test_a_file_that_is_not_what_was_kept_is_refused_and_listed_once(db, media, how):
    name = default_storage.save("x/y", ContentFile(b"what was kept"))
    field = Attachment._meta.get_field("file")
    file = field.attr_class(Attachment(), field, name)
    sha = hashlib.sha256(b"what was kept").hexdigest()
    assert storage.read(file, sha, "某件") == b"what was kept" and not FileFault.objects.exists()
    DAMAGE[how](media / name)
    for _ in range(2):
        with pytest.raises(storage.Damaged, match="附件损坏：某件的文件"):
            storage.read(file, sha, "某件")
    fault = FileFault.objects.get()
    assert (fault.name, fault.about, fault.resolved_at) == (name, "某件", None)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_refused(db, media):
    name = default_storage.save("x/y", ContentFile(b"a"))
    (media / name).chmod(0)
    assert storage.inspected_contents(default_storage, name, "")[0] == "unreadable"


def test_a_file_that_the_system_refuses_to_read_is_refused(db, media, monkeypatch):
    name = default_storage.save("x/y", ContentFile(b"a"))
    for code in (errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE):
        monkeypatch.setattr(Path, "read_bytes", lambda self, code=code: (_ for _ in ()).throw(OSError(code, "x")))
        assert storage.inspected_contents(default_storage, name, "")[0] == "unreadable"
    assert storage.inspected_contents(default_storage, "../../etc/passwd", "")[0] == "unreadable"
    assert storage.inspected_contents(default_storage, "", "")[0] == "missing"
