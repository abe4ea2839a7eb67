"""Rows of every table as lines of JSON, and back: the same for SQLite and PostgreSQL, with keys, numbers and hashes as they are.

A field that hides its value in the database (an encrypted one) is copied as it lies there, never in the clear.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.dateparse import parse_duration

LEFT_OUT = ("sessions.session",)  # who is signed in: secrets of a browser, worthless elsewhere
ROWS_OF_A_PART, BYTES_OF_A_PART = 1000, 4 * 1024 * 1024


def kept_models(apps: Apps) -> list[type[models.Model]]:
    """Return the models whose tables are kept, those between two others included, by name."""
    every = apps.get_models(include_auto_created=True)
    kept = [one for one in every if one._meta.managed and not one._meta.proxy and one._meta.label_lower not in LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that are columns of their own, without what the database computes."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def parts_of(model: type[models.Model]) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of a table in pieces: how many rows, and their lines."""
    fields, lines, size = fields_of(model), [], 0
    rows = model._base_manager.order_by("pk").values_list(*(_column(field) for field in fields))
    for row in rows.iterator(chunk_size=ROWS_OF_A_PART):
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        lines.append(line.encode())
        size += len(lines[-1])
        if len(lines) >= ROWS_OF_A_PART or size >= BYTES_OF_A_PART:
            yield len(lines), b"\n".join(lines) + b"\n"
            lines, size = [], 0
    if lines:
        yield len(lines), b"\n".join(lines) + b"\n"


def rows_in(part: bytes) -> Iterator[list[Any]]:
    """Yield the rows of a piece as they were written."""
    for line in part.split(b"\n"):
        if line:
            yield json.loads(line)


class TableWriter:
    """Puts rows back into one table, with its own SQL: no save, no default, no hook of a model takes part."""

    def __init__(self, model: type[models.Model], columns: list[str], connection: BaseDatabaseWrapper):
        by_column = {field.column: field for field in fields_of(model)}
        self._fields, self._connection, self.rows = [by_column[name] for name in columns], connection, 0
        quote = connection.ops.quote_name
        names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
        self._statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608

    def write(self, rows: Iterable[list[Any]]) -> None:
        """Store rows."""
        values = [self._prepared(row) for row in rows]
        with self._connection.cursor() as cursor:
            cursor.executemany(self._statement, values)
        self.rows += len(values)

    def _prepared(self, row: list[Any]) -> list[Any]:
        return [_stored(field, value, self._connection) for field, value in zip(self._fields, row, strict=True)]


def _hides(field: models.Field) -> bool:
    return hasattr(field, "from_db_value") and not isinstance(field, models.JSONField)


def _column(field: models.Field):
    if not _hides(field):
        return field.attname
    raw = models.BinaryField() if field.get_internal_type() == "BinaryField" else models.TextField()
    return models.ExpressionWrapper(models.F(field.attname), output_field=raw)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode()
    return value


def _stored(field: models.Field, value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Return a value as the column takes it."""
    if value is None:
        return None
    if _hides(field):
        return base64.b64decode(value) if field.get_internal_type() == "BinaryField" else value
    if isinstance(field, models.DurationField):
        value = timedelta(seconds=value) if not isinstance(value, str) else parse_duration(value)
    elif not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection=connection)
