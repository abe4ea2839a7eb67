"""The guards of append-only tables, at rest while a backup is put in; afterwards they stand as before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

ON_POSTGRESQL = """
SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""
ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


@contextmanager
def triggers_at_rest(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the block fill and empty guarded tables, inside a transaction: where it fails, the guards were never gone."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(ON_SQLITE)
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _name, sql in guards:
                cursor.execute(sql)
            return
        cursor.execute(ON_POSTGRESQL)
        tables = [row[0] for row in cursor.fetchall()]  # quoted where they must be
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks in waiting is not altered
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows come in any order
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
