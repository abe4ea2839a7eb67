"""Seal again what was sealed with an earlier key, or not at all: in pieces, each whole or not at all, as often as one likes.

Nothing is kept of how far it came: a row that stands under the present key is passed over. So it may be killed at any moment and
run again, and people may work meanwhile, since every key of the file is read.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps.registry import Apps
from django.db import connection, models, transaction

from agencies.encryption import keys
from agencies.encryption.fields import BlindIndexField, EncryptedTextField, Sealed
from agencies.encryption.sealing import is_sealed, key_id_of, open_sealed, seal

AT_ONCE = 200
REST = 0.25  # of the time that a piece took: who works meanwhile gets SQLite's one write lock in between
PLAIN = ""  # the key of what is not sealed
Tick = Callable[[str, int, int], None]  # the table, rows done, rows in all


@dataclass(slots=True)
class Resealed:
    """What a run did: rows written, and those that could not be opened, by table and key of the row."""

    rows: int = 0
    failed: list[tuple[str, int, keys.Unopened]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The sealed columns of a table, the columns by which it is found, and what says which row it is."""

    model: type[models.Model]
    sealed: tuple[EncryptedTextField, ...]
    indexes: tuple[BlindIndexField, ...]

    @property
    def names(self) -> list[str]:
        """Return everything that has to be read of a row."""
        bound = dict.fromkeys(name for one in self.sealed for name in one.bound_to)
        return ["pk", *bound, *(one.attname for one in (*self.sealed, *self.indexes))]


def sealed_models(apps: Apps) -> list[_Columns]:
    """Return the tables that have sealed columns, by name."""
    found = []
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label_lower):
        fields = model._meta.concrete_fields
        sealed = tuple(one for one in fields if isinstance(one, EncryptedTextField))
        if sealed:
            found.append(_Columns(model, sealed, tuple(one for one in fields if isinstance(one, BlindIndexField))))
    return found


def reseal(apps: Apps, tick: Tick | None = None) -> Resealed:
    """Bring every row under the present keys; what cannot be opened stays as it is and is named."""
    done = Resealed()
    for columns in sealed_models(apps):
        _reseal_table(columns, done, tick)
    return done


def _reseal_table(columns: _Columns, done: Resealed, tick: Tick | None) -> None:
    table, last, read = columns.model._meta.db_table, 0, 0
    total = columns.model._base_manager.count() if tick else 0
    while True:
        began = time.monotonic()
        with transaction.atomic():
            rows = list(columns.model._base_manager.filter(pk__gt=last).order_by("pk").only(*columns.names)[:AT_ONCE])
            for row in rows:
                try:
                    done.rows += _reseal_row(columns, row)
                except keys.Unopened as error:
                    done.failed.append((table, row.pk, error))
        if not rows:
            return
        last, read = rows[-1].pk, read + len(rows)
        if tick:
            tick(table, read, total)
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(REST * (time.monotonic() - began))


def _reseal_row(columns: _Columns, row: models.Model) -> bool:
    """Write what of a row stands under another key, unless somebody changed it meanwhile; say whether anything did."""
    key_id, before, after = keys.ring().present(keys.SEAL).key_id, {}, {}
    for one in columns.sealed:
        stored = _stored(row, one)
        if key_in(one, stored) not in (None, key_id):
            place = one.place_of(row)
            text = open_sealed(stored, place) if is_sealed(stored) else stored
            before[one.column], after[one.column] = stored, seal(text, place)
    for one in columns.indexes:
        stored, now = row.__dict__[one.attname], one.index_of(getattr(row, one.of))
        if stored != now:
            before[one.column], after[one.column] = stored, now
    if not after:
        return False
    quote = connection.ops.quote_name
    setting = ", ".join(f"{quote(name)} = %s" for name in after)
    same = " AND ".join(f"{quote(name)} = %s" for name in before)
    key = quote(columns.model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(columns.model._meta.db_table)} SET {setting} WHERE {key} = %s AND {same}",  # noqa: S608  our own names
            [*after.values(), row.pk, *before.values()],
        )
        return cursor.rowcount == 1


def _stored(row: models.Model, one: EncryptedTextField) -> str:
    value = row.__dict__[one.attname]
    return value.text if isinstance(value, Sealed) else value


def key_in(column: EncryptedTextField, stored: str) -> str | None:
    """Return under which key a text of a column stands; PLAIN where it is not sealed, None where it need not be."""
    if not stored or stored in column.in_clear:
        return None
    return key_id_of(stored) if is_sealed(stored) else PLAIN


# -- what stands under which key --------------------------------------------------------------------------------


def keys_in_use(apps: Apps) -> Counter[tuple[str, str]]:
    """Count the texts by column and id of the key, PLAIN for those that are not sealed; nothing is opened."""
    found: Counter[tuple[str, str]] = Counter()
    for columns in sealed_models(apps):
        for one in columns.sealed:
            for stored in _texts(columns.model, one):
                if (key_id := key_in(one, stored)) is not None:
                    found[f"{columns.model._meta.db_table}.{one.column}", key_id] += 1
    return found


def _texts(model: type[models.Model], one: EncryptedTextField) -> Iterator[str]:
    rows = model._base_manager.exclude(**{one.attname: ""}).order_by().values_list(one.attname, flat=True)
    for value in rows.iterator(chunk_size=AT_ONCE):
        yield value.text if isinstance(value, Sealed) else value


def missing_at_a_glance(apps: Apps) -> list[str]:
    """Return the ids of keys that are not here among the first and the last rows of each table; a look at all is `keys_in_use`."""
    known = {key.key_id for key in keys.ring().of(keys.SEAL)}
    found: set[str | None] = set()
    for columns in sealed_models(apps):
        for one in columns.sealed:
            rows = columns.model._base_manager.exclude(**{one.attname: ""}).values_list(one.attname, flat=True)
            some = [*rows.order_by("pk")[:1], *rows.order_by("-pk")[:1]]
            found |= {key_in(one, value.text if isinstance(value, Sealed) else value) for value in some}
    return sorted(found - known - {None, PLAIN})
