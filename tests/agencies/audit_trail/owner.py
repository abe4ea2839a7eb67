"""What somebody can do who owns the database: take the guards away, work by hand, put them back."""

from django.db import connection

TABLES = ("agencies_accesslog", "agencies_officerecord", "agencies_chainlink")


def by_owner(*statements: str) -> None:
    """Do what the owner of the database can: take the guards away, work, put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what waits for the end of the test forbids it
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'agencies_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
