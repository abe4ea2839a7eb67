"""Restore: an empty installation is filled from a backup, all or nothing, and stands in restore mode afterwards.

First the whole archive is read and compared with its hashes; nothing is touched before. Then the tables of the backup's
own version are made, rows and files put in, and only at the end are the tables brought to this version: so a backup of an
earlier version goes through the same migrations as a database that was never away.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps.registry import Apps
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction

from agencies.backups import schema_states, table_rows
from agencies.backups.archive_files import FILES, PIECE, TABLES, Member, damaged, opened_archive
from agencies.backups.triggers import triggers_at_rest
from agencies.encryption import keys
from agencies.organisation.models import Agency, Officer
from agencies.stored_files import storage
from agencies.stored_files.disk import PART
from law import Refused

logger = logging.getLogger(__name__)
UNFIT = (ValueError, TypeError, LookupError, ValidationError, IntegrityError, DataError)


@dataclass(slots=True)
class RestoredBackup:
    """What was put in: the moment of the backup, rows and files, and the files that the backup itself lacked."""

    made_at: datetime
    rows: int
    files: int
    file_faults: list[tuple[str, str]]


@dataclass(slots=True)
class _Checked:
    """An archive that was read to its end: its manifest, and the hash of every file in it by name."""

    manifest: dict
    files: dict[str, bytes]


def restore(
    path: Path, *, identities: Sequence[X25519PrivateKey], now: datetime, migrate: Callable[[], None]
) -> RestoredBackup:
    """Fill an empty installation from a backup; `migrate` brings its tables to this version.

    Raises Refused where the archive is not whole, is of a later version or under another key, or where the installation
    is not empty: then nothing was changed. Stopped in between it may simply be run again.
    """
    checked = _read_through(path, identities)
    nodes = schema_states.checked_nodes(checked.manifest["migrations"])
    _refuse_missing_keys(checked.manifest.get("sealing_keys", ()))
    _refuse_occupied_database()
    _refuse_occupied_folder(checked.files)
    apps = schema_states.bring_to(connection, nodes)
    try:
        rows = _put_in(path, identities, checked.manifest, apps, now)
    except UNFIT as error:  # whole, but not what this software writes
        logger.error("the backup cannot be put in: %r", error)
        raise damaged(f"有的行放不进数据库（{error}）", f"a row does not fit the database ({error})") from error
    migrate()
    made_at = datetime.fromisoformat(checked.manifest["made_at"])
    faults = [(name, kind) for name, kind in checked.manifest["file_faults"]]
    return RestoredBackup(made_at, rows, len(checked.files), faults)


# -- nothing is touched before --------------------------------------------------------------------------------


def _read_through(path: Path, identities: Sequence[X25519PrivateKey]) -> _Checked:
    """Read the whole archive; raise Refused where one byte of it is not as it was written."""
    files: dict[str, bytes] = {}
    with opened_archive(path, identities) as reader:
        for member in reader.members():
            if member.name.startswith(FILES):
                files[_file_name(member)] = _digest(member)
        manifest = reader.manifest
    if not {"migrations", "tables", "made_at", "file_faults", "members_sha256"} <= manifest.keys():
        raise damaged("结尾的清单不全", "the list at its end lacks something")
    return _Checked(manifest, files)


def _digest(member: Member) -> bytes:
    digest = hashlib.sha256()
    while piece := member.stream.read(PIECE):
        digest.update(piece)
    return digest.digest()


def _file_name(member: Member) -> str:
    """Return the name of a stored file; raise Refused for one that would lie outside MEDIA_ROOT."""
    name = member.name.removeprefix(FILES)
    try:
        default_storage.path(name)
    except SuspiciousFileOperation as error:
        raise damaged(f"文件名“{name}”不在存储目录之内", f"{name} would lie outside the stored files") from error
    return name


def _refuse_missing_keys(needed: Sequence[str]) -> None:
    """Refuse a backup whose sealed columns nobody could read here: its keys are kept apart from it."""
    known = {key.key_id for key in keys.ring().of(keys.SEAL)}
    if missing := [key_id for key_id in needed if key_id not in known]:
        raise Refused(
            f"备份里的申请人证件号码、电话、地址是用密钥“{'、'.join(missing)}”加密的，本机的密钥文件（SEALING_KEYS）里没有，不恢复：密钥不在备份里，请先把原来的密钥文件放好",
            english=f"Particulars in this backup are sealed with keys that are not here ({', '.join(missing)}): "
            "put the file of keys (SEALING_KEYS) in place first, it is not part of a backup",
        )


def _refuse_occupied_database() -> None:
    tables = set(connection.introspection.table_names())
    held = [model for model in (Agency, Officer) if model._meta.db_table in tables]
    for model in held:
        with connection.cursor() as cursor:  # its columns may be those of another version
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)} LIMIT 1")  # noqa: S608
            occupied = cursor.fetchone() is not None
        if occupied:
            raise Refused(
                "数据库里已经有单位或者账号，不恢复：备份只能恢复到空的系统。请停下网站，把原来的数据库和 MEDIA_ROOT 另存，再指定空的",
                english="The database holds agencies or accounts: a backup is restored into an empty installation only. "
                "Stop the site, set the present database and MEDIA_ROOT aside, and name empty ones",
            )


def _refuse_occupied_folder(files: dict[str, bytes]) -> None:
    """Refuse files that the backup does not have; what a restore that was stopped has put there already may stay."""
    root = storage.media_root()
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            kept = files.get(path.relative_to(root).as_posix())
            if name.endswith(PART) or (kept is not None and path.is_file() and kept == _hash_of(path)):
                continue
            raise Refused(
                f"存储文件的目录里已经有别的文件（{path.relative_to(root)} 等），不恢复：请先把它移开",
                english=f"The folder of stored files holds others ({path.relative_to(root)} …): move them away first",
            )


def _hash_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


# -- all or nothing -------------------------------------------------------------------------------------------


def _put_in(path: Path, identities, manifest: dict, apps: Apps, now: datetime) -> int:
    """Put rows and files in within one transaction; where anything fails, neither stays. Return how many rows."""
    expected = {table["model"]: table for table in manifest["tables"]}
    models = {model._meta.label_lower: model for model in table_rows.kept_models(apps)}
    if missing := sorted(set(expected) - set(models)):
        raise damaged(f"没有“{missing[0]}”这张表", f"there is no table {missing[0]}")
    with _only_if_whole() as placed, transaction.atomic(), triggers_at_rest(connection):
        for model in models.values():
            model._base_manager.all()._raw_delete(connection.alias)  # what migrations put there
        writers = {
            label: table_rows.TableWriter(models[label], table["columns"], connection)
            for label, table in expected.items()
        }
        with opened_archive(path, identities) as reader:
            for member in reader.members():
                _put_member(member, writers, placed)
            if reader.manifest != manifest:
                raise damaged("读的时候文件变了", "the file changed while it was read")
        for label, table in expected.items():
            if writers[label].rows != table["rows"]:
                raise damaged(f"“{label}”的行数不对", f"{label} has another number of rows")
        _go_on_counting(models, expected)
        connection.check_constraints()
        _enter_restore_mode(apps, manifest, now)
    return sum(table["rows"] for table in expected.values())


def _put_member(member: Member, writers: dict[str, table_rows.TableWriter], placed: list[Path]) -> None:
    if member.name.startswith(TABLES):
        label = member.name.removeprefix(TABLES).partition("/")[0]
        if label not in writers:
            raise damaged(f"“{label}”不在清单里", f"{label} is not in its list")
        writers[label].write(table_rows.rows_in(member.stream.read()))
    elif member.name.startswith(FILES):
        _place(member, Path(default_storage.path(_file_name(member))), placed)


def _place(member: Member, target: Path, placed: list[Path]) -> None:
    """Write one stored file whole, where it is not there already."""
    if target.exists():
        return  # compared with the archive before anything was touched
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(f".{uuid.uuid4().hex}{PART}")
    try:
        with part.open("xb") as file:
            while piece := member.stream.read(PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        placed.append(target)
        part.rename(target)
        storage.keep_rename(target.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _only_if_whole() -> Iterator[list[Path]]:
    placed: list[Path] = []
    whole = False
    try:
        yield placed
        whole = True
    finally:
        for path in () if whole else placed:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _go_on_counting(models: dict, expected: dict) -> None:
    """Let the keys of every table go on above the highest that was ever given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)
        for label, table in expected.items():
            if not table["last_key"]:
                continue
            name = models[label]._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, table["last_key"]])
            else:
                key = [connection.ops.quote_name(name), models[label]._meta.pk.column]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*key, table["last_key"]])


def _enter_restore_mode(apps: Apps, manifest: dict, now: datetime) -> None:
    """Put the mark of restore mode into the same transaction as the rows: there is no moment without it."""
    apps.get_model("agencies", "Restoration").objects.create(
        backup_made_at=datetime.fromisoformat(manifest["made_at"]),
        backup_sha256=manifest["members_sha256"],
        restored_at=now,
    )
