"""The one door to stored files: written whole or not at all, read only as they were kept (faults.md F7, F8).

Everything that is stored lies under MEDIA_ROOT and is named, with its SHA-256, by a row. Nobody else opens such a file.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import DatabaseError, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Now

from agencies.stored_files.disk import NO_ENTRY, NO_ROOM, PART
from agencies.stored_files.models import FaultKind, FileFault
from law import Conflict, Refused

logger = logging.getLogger(__name__)
WHAT = {
    FaultKind.MISSING: ("不见了", "is gone"),
    FaultKind.DAMAGED: ("与登记的不一致", "is not what was kept"),
    FaultKind.UNREADABLE: ("读不出来", "cannot be read"),
}


class NotStored(Refused):
    """A file that the machine cannot take now: no room, no permission, a disk that fails. Nothing was stored."""


class Damaged(Conflict):
    """A stored file that is missing, altered or unreadable: it is not given out."""

    def __init__(self, kind: FaultKind, about: str, english: str):
        chinese, said = WHAT[kind]
        super().__init__(
            f"附件损坏：{about}的文件{chinese}，没有给出；已记入“存储文件”清单，请系统管理员从备份恢复",
            field="file",
            english=f"Damaged file: that of {english} {said} and is not given out; it is listed for the administrator, who restores it from the backup",
        )
        self.kind = kind


# -- writing --------------------------------------------------------------------------------------------------


def not_stored(error: OSError) -> NotStored:
    """Return the refusal for an error of the disk, in words for the person whose work it stops."""
    if error.errno in NO_ROOM:
        return NotStored(
            "磁盘已满，没有保存；请通知系统管理员腾出空间后再试",
            field="file",
            english="The disk is full; nothing was stored. Try again when there is room",
        )
    if error.errno in NO_ENTRY:
        return NotStored(
            "存储文件的目录不能写入，没有保存；请通知系统管理员检查磁盘和权限",
            field="file",
            english="The folder of stored files cannot be written; nothing was stored. The administrator checks disk and permissions",
        )
    return NotStored(
        "磁盘出错，没有保存；请通知系统管理员",
        field="file",
        english="The disk failed; nothing was stored. Tell the administrator",
    )


@contextmanager
def refusing_disk_errors() -> Iterator[None]:
    """Turn errors of the disk into `NotStored`, with the error in the log."""
    try:
        yield
    except OSError as error:
        logger.error("not stored: %s", error)
        raise not_stored(error) from error


class WholeFileStorage(FileSystemStorage):
    """Files that appear under their name only when they are whole and on the disk: a temporary one, fsync, rename."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        part = target.with_name(f".{uuid.uuid4().hex}{PART}")
        with refusing_disk_errors():
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with part.open("xb") as stream:
                    for chunk in content.chunks():
                        stream.write(chunk)
                    stream.flush()
                    os.fsync(stream.fileno())
                if self.file_permissions_mode is not None:
                    part.chmod(self.file_permissions_mode)
                part.rename(target)
                keep_rename(target.parent)
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)  # gone already where it was renamed
        return name

    def delete(self, name: str) -> None:
        """Remove a file; raise `NotStored` where the disk does not let it go."""
        with refusing_disk_errors():
            super().delete(name)


def keep_rename(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut, where the file system knows how."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def all_or_none(storage: Storage) -> Iterator[list[str]]:
    """Let the block name the files that it stores; where it fails none of them stays without its row."""
    stored: list[str] = []
    whole = False
    try:
        yield stored
        whole = True
    finally:
        for name in () if whole else stored:
            with suppress(NotStored):
                storage.delete(name)


# -- reading --------------------------------------------------------------------------------------------------


def read(file: FieldFile, sha256: str, about: str, english: str = "", *, listed: str = "") -> bytes:
    """Return a stored file; raise `Damaged` where it is not what was kept, and list it for the administrator.

    `about` says in Chinese whose file it is, `english` in English; `listed` stands in the administrator's list where
    `about` may name an applicant.
    """
    kind, data = inspected_contents(file.storage, file.name, sha256)
    if kind is not None:
        record_fault(file.name, kind, listed or about)
        raise Damaged(kind, about, english or about)
    return data


def checked_bytes(data: bytes, sha256: str, name: str, about: str, english: str = "") -> bytes:
    """Return a file that the database itself keeps; raise `Damaged` where it is not what was kept."""
    if hashlib.sha256(data).hexdigest() != sha256:
        record_fault(name, FaultKind.DAMAGED, about)
        raise Damaged(FaultKind.DAMAGED, about, english or about)
    unresolved = FileFault.objects.filter(name=name, resolved_at__isnull=True)
    if unresolved.exists():
        unresolved.update(resolved_at=Now())  # its row was restored
    return data


def inspected_contents(storage: Storage, name: str, sha256: str) -> tuple[FaultKind | None, bytes]:
    """Return what is wrong with a stored file, None where it is whole, and its bytes; nothing is noted."""
    try:
        path = Path(storage.path(name)) if name else None
        if path is None or not os.path.lexists(path):
            return FaultKind.MISSING, b""
        if not path.is_file():
            return FaultKind.UNREADABLE, b""
        data = path.read_bytes()
    except FileNotFoundError:
        return FaultKind.MISSING, b""
    except (OSError, SuspiciousFileOperation):
        return FaultKind.UNREADABLE, b""
    if hashlib.sha256(data).hexdigest() != sha256:
        return FaultKind.DAMAGED, b""
    return None, data


# -- the administrator's list ---------------------------------------------------------------------------------

_pending: ContextVar[list | None] = ContextVar("faults that a rollback would forget", default=None)


def record_fault(name: str, kind: FaultKind, about: str) -> None:
    """List a file that is not as it was kept, and say so in the log; a file is listed once, however often it is asked for."""
    logger.error("stored file %s %s (%s)", name or "-", WHAT[kind][1] if kind in WHAT else kind, about)
    pending = _pending.get()
    if pending is not None:
        pending.append((name, kind, about))
    now = Now()  # the database's clock: the door is used below the entry points, which alone read ours
    with suppress(DatabaseError), transaction.atomic():  # what is asked for is refused all the same
        fault, new = FileFault.objects.get_or_create(
            name=name[:200], defaults={"kind": kind, "about": about[:200], "found_at": now, "seen_at": now}
        )
        if not new:
            found = fault.found_at if fault.resolved_at is None else now
            FileFault.objects.filter(pk=fault.pk).update(
                kind=kind, about=about[:200], found_at=found, seen_at=now, resolved_at=None
            )


@contextmanager
def recording_past_rollback() -> Iterator[None]:
    """List again, after the transaction in the block was rolled back, what was found in it."""
    found: list[tuple] = []
    token, whole = _pending.set(found), False
    try:
        yield
        whole = True
    finally:
        _pending.reset(token)
        for fault in () if whole else found:
            record_fault(*fault)


def media_root() -> Path:
    """Return the folder under which stored files lie."""
    return Path(settings.MEDIA_ROOT)
