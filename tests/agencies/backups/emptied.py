"""Empty the database and the folder of files of a test, as a new machine has them."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from agencies.backups import table_rows
from agencies.backups.triggers import triggers_at_rest


def empty_installation() -> None:
    """Take away every row and every stored file; the guards stay."""
    with transaction.atomic(), triggers_at_rest(connection):
        for model in table_rows.kept_models(apps):
            model._base_manager.all()._raw_delete(connection.alias)
    shutil.rmtree(settings.MEDIA_ROOT)
    Path(settings.MEDIA_ROOT).mkdir()


def everything() -> dict[str, bytes]:
    """Return every row of every table but the marks that restoring itself leaves."""
    own = ("agencies.restoration", "agencies.backuprecord", "contenttypes.contenttype", "auth.permission")
    return {
        model._meta.label_lower: b"".join(part for _rows, part in table_rows.parts_of(model))
        for model in table_rows.kept_models(apps)
        if model._meta.label_lower not in own
    }


def stored_files() -> dict[str, bytes]:
    """Return every stored file by its name."""
    root = Path(settings.MEDIA_ROOT)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
