"""Rows made ready for the database beforehand, kept in a temporary file, written in one short transaction.

An import of a hundred thousand rows thinks for a minute and writes for seconds: only the writing holds
SQLite's one write lock, for which everybody at the desk would otherwise wait. (docs/decisions/0031)
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import CharField, JSONField, Model, TextField

KEEP_MB = (
    64  # of SQLite's pages in memory while writing: with its 2 MB the indexes make late rows dearer than early ones
)


class Spool:
    """A temporary file without a name: it is gone with the process, whatever happens; nothing else can read it."""

    def __init__(self):
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", dir=settings.VAR_DIR)  # noqa: SIM115  closed by __exit__

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *raised) -> None:
        self._file.close()

    def put(self, batch: Any) -> None:
        """Keep one batch of prepared rows."""
        self._file.write(json.dumps(batch, ensure_ascii=False, separators=(",", ":")) + "\n")

    def batches(self) -> Iterator[Any]:
        """Return the batches in the order in which they came; may be asked again."""
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)


def prepared(row: Model) -> list:
    """Return the values of an unsaved row as the database takes them, in the order of its columns."""
    database = connections[DEFAULT_DB_ALIAS]  # found once: Django's `connection` looks for it at every use
    return [_plain(field, field.pre_save(row, add=True), database) for field in type(row)._meta.concrete_fields]


def _plain(field, value: Any, database) -> Any:
    if isinstance(field, JSONField):
        return json.dumps(value, cls=field.encoder)
    # Most values are texts or nothing, which go in as they are; Django takes its time to say so.
    if value is None or (type(value) is str and type(field) in (CharField, TextField)):
        return value
    value = field.get_db_prep_save(value, database)
    if isinstance(value, date):  # PostgreSQL takes the text as well; the file knows no dates
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def place_of(model: type[Model], name: str) -> int:
    """Return where the value of a field stands among the prepared values of a row."""
    return [field.attname for field in model._meta.concrete_fields].index(name)


def reserve(model: type[Model], count: int) -> Sequence[int]:
    """Return keys that nobody else will be given; on SQLite the transaction must hold the write lock already."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def insert(model: type[Model], rows: Sequence[list], *, keyed: bool) -> None:
    """Insert prepared rows, with their own keys if `keyed`, else with those that the database gives."""
    if not rows:
        return
    place = place_of(model, model._meta.pk.attname)
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    if not keyed:
        rows = [[*row[:place], *row[place + 1 :]] for row in rows]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608  our own names
            rows,
        )


def widen_cache() -> None:
    """Give this connection room for the indexes of a large import."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{KEEP_MB * 1024}")
