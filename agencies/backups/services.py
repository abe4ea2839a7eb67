"""Back up: database and stored files of one moment, while people work, into one file that is there whole or not at all.

The rows are read in one transaction that sees one moment (SQLite in WAL mode, PostgreSQL REPEATABLE READ) and blocks
nobody. Stored files are written once and never changed, so those that the rows name are copied afterwards.
"""

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import django
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection, transaction

from agencies.backups import schema_states, table_rows
from agencies.backups.archive_files import FILES, TABLES, ArchiveWriter
from agencies.encryption.rotation import keys_in_use
from agencies.installation.models import BackupRecord
from agencies.stored_files import storage, sweeping
from agencies.stored_files.disk import PART
from law import Refused


@dataclass(slots=True)
class Backup:
    """What was written: counts, the hash of the whole file, and every stored file that was not there as it was kept."""

    made_at: datetime
    rows: int = 0
    files: int = 0
    size: int = 0  # bytes of the archive
    sha256: str = ""
    tables: list[dict] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)  # name, and what is wrong: missing, damaged, unreadable


def back_up(path: Path, *, recipients: Sequence[X25519PublicKey], now: datetime, today: date) -> Backup:
    """Write a backup, put it on record, and return what is in it.

    Raises Refused where the database waits for a migration, a file of the name is there or the place will not do;
    OSError where the disk does not take it. Then no file of the name is there.
    """
    _refuse_place(path)
    migrations = schema_states.applied_migrations(connection)
    backup = Backup(made_at=now)
    with _written_whole(path) as target, _snapshot(), ArchiveWriter(target, recipients) as writer:
        _add_tables(writer, backup)
        _add_files(writer, backup)
        backup.sha256 = writer.finish(_manifest(backup, migrations, today))
        backup.size = writer.file.size
    BackupRecord.objects.create(
        made_at=now,
        on=today,
        file=path.name[:200],
        sha256=backup.sha256,
        size=backup.size,
        encrypted=bool(recipients),
        rows=backup.rows,
        files=backup.files,
        missing=len(backup.faults),
    )
    return backup


def _manifest(backup: Backup, migrations, today: date) -> dict:
    return {
        "made_at": backup.made_at.isoformat(),
        "day": today.isoformat(),
        "django": django.get_version(),
        "database": connection.vendor,
        "migrations": [list(node) for node in migrations],
        "tables": backup.tables,
        "files": backup.files,
        "file_faults": [list(fault) for fault in backup.faults],
        "sealing_keys": sorted(
            {key_id for _column, key_id in keys_in_use(apps) if key_id}
        ),  # by id: none is in the backup
    }


# -- one moment -----------------------------------------------------------------------------------------------


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let the block see the database as it is at its first question, without keeping anybody from writing."""
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # takes no lock for writing
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _add_tables(writer: ArchiveWriter, backup: Backup) -> None:
    for model in table_rows.kept_models(apps):
        rows = 0
        for place, (count, part) in enumerate(table_rows.parts_of(model), start=1):
            writer.add_bytes(f"{TABLES}{model._meta.label_lower}/{place:06}", part)
            rows += count
        backup.rows += rows
        about = {"model": model._meta.label_lower, "rows": rows, "last_key": _last_key(model)}
        backup.tables.append(about | {"columns": [one.column for one in table_rows.fields_of(model)]})


def _last_key(model) -> int | None:
    """Return the highest key that was ever given in a table, that of a row removed since included: none is given twice."""
    key = model._meta.pk
    if not key.get_internal_type().endswith("AutoField"):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            name = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [name, key.column]
            )
        found = cursor.fetchone()
    return found[0] or None if found else None  # SQLite counts from 0 a table that it has rebuilt


# -- stored files ---------------------------------------------------------------------------------------------


def _add_files(writer: ArchiveWriter, backup: Backup) -> None:
    """Add the files that the rows name, as they lie there; what is gone or not as it was kept is named."""
    added: set[str] = set()
    for held in sweeping.files_of_rows():
        name = held.file.name
        if name in added:
            continue
        added.add(name)
        kind, sha256 = _add_file(writer, name)
        if not kind and sha256 != held.sha256:
            kind = "damaged"
        if kind:
            backup.faults.append((name, kind))
        backup.files += bool(sha256)


def _add_file(writer: ArchiveWriter, name: str) -> tuple[str, str]:
    """Add one file; return what is wrong with it, and its SHA-256 where it was added."""
    try:
        path = Path(default_storage.path(name))
        with path.open("rb") as file:
            return "", writer.add_file(f"{FILES}{name}", file, os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        return "missing", ""
    except (IsADirectoryError, PermissionError, SuspiciousFileOperation):
        return "unreadable", ""


# -- the file -------------------------------------------------------------------------------------------------


def _refuse_place(path: Path) -> None:
    if path.exists():
        raise Refused(
            f"{path} 已经有了，备份不覆盖别的文件，请换一个名字",
            field="file",
            english=f"{path} is there already: a backup writes over nothing",
        )
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹 {path.parent}", field="file", english=f"There is no folder {path.parent}")
    if path.resolve().is_relative_to(storage.media_root().resolve()):
        raise Refused(
            "备份不能放在存储文件的目录（MEDIA_ROOT）里，请放到别的磁盘",
            field="file",
            english="A backup does not lie among the stored files (MEDIA_ROOT): put it on another disk",
        )


@contextmanager
def _written_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file for its owner alone that gets its name when it is whole and on the disk; else nothing stays."""
    part = path.with_name(f".{path.name}{PART}")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "另一个备份正在写这个文件", field="file", english="Another backup is writing this file"
            ) from error
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate()  # what a backup that was killed left behind
            yield file
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
            part.rename(path)
            storage.keep_rename(path.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)  # gone already where it was renamed
