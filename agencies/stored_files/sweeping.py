"""Hold the rows and the stored files against each other, both ways (faults.md I10, F8, R3).

A file is written before its row is committed and removed after its row is gone, so the order of reading matters: files
first, then rows; and nothing young is touched, which may be an upload under way.
"""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile

from agencies.stored_files import storage
from agencies.stored_files.models import FaultKind, FileFault

logger = logging.getLogger(__name__)
YOUNG = timedelta(days=1)  # a file without a row may still get one
OLD = timedelta(days=30)  # no upload and no transaction lasts so long
MOST_REMOVED = 20  # by itself in one sweep; more look like a database that is older than its files
# What this software names so; anything else was put there by somebody and is only listed.
OURS = re.compile(
    r"applications/[0-9a-f]{32}|letters/\d{4}/\d+-[0-9a-f]{16}\.pdf|signed/\d{4}/\d+-[0-9a-f]{16}\.pdf|archive/[0-9a-f]{32}\.zip"
)


@dataclass(slots=True)
class Sweep:
    """What a sweep found and did; names are relative to MEDIA_ROOT."""

    rows: int = 0
    files: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)  # kind and name of what a row lacks
    strangers: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    too_many: int = 0  # strangers that a person must look at before any is removed

    @property
    def clean(self) -> bool:
        """Say whether rows and files agree."""
        return not self.faults and not self.strangers


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One stored file that a row names."""

    file: FieldFile
    sha256: str
    about: str


def file_fields() -> Iterator[tuple[type[Model], str, str]]:
    """Yield every model with a stored file: its field, and that of its hash."""
    for model in apps.get_models():
        names = {one.name for one in model._meta.concrete_fields}
        for one in model._meta.concrete_fields:
            if isinstance(one, FileField):
                yield model, one.name, f"{one.name}_sha256" if f"{one.name}_sha256" in names else "sha256"


def files_of_rows(name: str = "") -> Iterator[StoredFile]:
    """Yield every stored file that a row names, or those named `name`."""
    for model, file, sha256 in file_fields():
        rows = model._base_manager.exclude(**{file: ""})
        if name:
            rows = rows.filter(**{file: name})
        for row in rows.only("pk", file, sha256).order_by("pk").iterator(chunk_size=2000):
            yield StoredFile(getattr(row, file), getattr(row, sha256), f"{model._meta.verbose_name} {row.pk}")


def _files(root: Path) -> Iterator[tuple[str, datetime]]:
    """Yield every file under the folder with the instant of its last change; links are not followed."""
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            with suppress(FileNotFoundError):  # removed meanwhile
                changed = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
                yield path.relative_to(root).as_posix(), changed


def sweep(now: datetime, *, deep: bool = False, remove: bool = True, sure: bool = False) -> Sweep:
    """Compare rows and files and list what does not agree; with `deep` every file is hashed.

    `remove` takes away what is old and certainly nobody's: unfinished files after a day, files in our own naming that
    no row names after thirty days. Many of these at once are left alone until a person is `sure`.
    """
    found, root = Sweep(), storage.media_root()
    files = dict(_files(root))
    found.files = len(files)
    named = set()
    for held in files_of_rows():
        found.rows += 1
        named.add(held.file.name)
        kind = _wrong(held, deep)
        if kind is not None and any(held.file.name == again.file.name for again in files_of_rows(held.file.name)):
            found.faults.append((kind.value, held.file.name))
            storage.record_fault(held.file.name, kind, held.about)
    loose = {name: changed for name, changed in files.items() if name not in named and now - changed > YOUNG}
    if remove:
        _clear(found, root, loose, now, sure=sure)
    found.strangers = sorted(name for name in loose if name not in found.removed and not name.endswith(storage.PART))
    for name in found.strangers:
        storage.record_fault(name, FaultKind.STRANGER, "")
    _resolve(found, now, deep=deep)
    return found


def _wrong(held: StoredFile, deep: bool) -> FaultKind | None:
    if deep:
        return storage.inspected_contents(held.file.storage, held.file.name, held.sha256)[0]
    try:
        path = Path(held.file.path)
        if not os.path.lexists(path):
            return FaultKind.MISSING
        return (
            None
            if path.is_file() and path.stat().st_size
            else FaultKind.UNREADABLE
            if not path.is_file()
            else FaultKind.DAMAGED
        )
    except (OSError, SuspiciousFileOperation):
        return FaultKind.UNREADABLE


def _clear(found: Sweep, root: Path, loose: dict[str, datetime], now: datetime, *, sure: bool) -> None:
    parts = [name for name in loose if name.endswith(storage.PART)]
    orphans = [name for name, changed in loose.items() if OURS.fullmatch(name) and now - changed > OLD]
    if len(orphans) > MOST_REMOVED and not sure:
        found.too_many, orphans = len(orphans), []
        logger.error("%s stored files have no row: none is removed until a person has looked at them", found.too_many)
    for name in sorted(parts + orphans):
        if any(True for _held in files_of_rows(name)):
            continue  # its row came meanwhile
        try:
            (root / name).unlink(missing_ok=True)
        except OSError as error:
            logger.error("stored file %s cannot be removed: %s", name, error)
            continue
        logger.warning("stored file %s had no row and is removed", name)
        found.removed.append(name)


def _resolve(found: Sweep, now: datetime, *, deep: bool) -> None:
    """Close the entries of files that are right again; what only a hash can tell waits for a deep sweep."""
    wrong = {name for _kind, name in found.faults} | set(found.strangers)
    for fault in FileFault.objects.filter(resolved_at__isnull=True).exclude(name__in=wrong):
        if deep or fault.kind not in (FaultKind.DAMAGED, FaultKind.UNREADABLE):
            check_again(fault, now)


def check_again(fault: FileFault, now: datetime) -> bool:
    """Look at one listed file again and close its entry where it is right; say whether it is."""
    if fault.name.startswith("published/"):
        right = False  # the database keeps it: a restored row has another entry
    elif fault.kind == FaultKind.STRANGER:
        right = not os.path.lexists(storage.media_root() / fault.name) or any(
            True for _held in files_of_rows(fault.name)
        )
    else:
        right = all(_wrong(held, deep=True) is None for held in files_of_rows(fault.name))
    if right:
        FileFault.objects.filter(pk=fault.pk).update(resolved_at=now)
    else:
        FileFault.objects.filter(pk=fault.pk).update(seen_at=now)
    return right
