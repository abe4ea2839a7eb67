"""A database on PostgreSQL must hold every character: its encoding is asked for before tables are made in it."""

from django.core.checks import Error
from django.db import connections

NEEDED = "UTF8"


def check_encoding(databases=None, **_given) -> list[Error]:
    """Return an error for every database on PostgreSQL in another encoding, in which names or letters would be refused or cut."""
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
        if encoding != NEEDED:
            found.append(
                Error(
                    f"数据库的编码是 {encoding}，存不下全部汉字，要用 UTF8 重新建立。 / The database is in {encoding}: it must be made anew in UTF8.",
                    hint="createdb --encoding UTF8 --template template0 --locale C.UTF-8 …（docs/operations.md）",
                    id="agencies.E001",
                )
            )
    return found
