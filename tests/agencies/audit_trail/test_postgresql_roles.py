"""The application's role on PostgreSQL does the work, and can neither alter nor empty nor unguard what is only added to."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import errors

from agencies.append_only import AppendOnlyModel

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "setup" / "postgresql_roles.sql"
APP = f"app_{os.getpid()}"
pytestmark = [
    pytest.mark.databases,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="roles of PostgreSQL"),
]


def server() -> dict:
    """Return where the server of the tests is."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("host", "port") if given.get(name)}


@pytest.fixture
def database(db):
    """Return a migrated database of our own, with the role made by the script, twice."""
    name, owner = f"roles_{os.getpid()}", connection.get_connection_params()["user"]
    with psycopg.connect(dbname="postgres", user=owner, autocommit=True, **server()) as given:
        given.execute(f"CREATE DATABASE {name}")
    address = f"postgres:///{server()['host']}/{name}?user={owner}"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": address}, check=True, timeout=580)
    with psycopg.connect(dbname=name, user=owner, autocommit=True, **server()) as given:
        script = SCRIPT.read_text(encoding="utf-8").replace(":'app'", f"'{APP}'")
        for _twice in range(2):
            given.execute(script)
    yield name
    with psycopg.connect(dbname="postgres", user=owner, autocommit=True, **server()) as given:
        given.execute(f"DROP DATABASE {name} WITH (FORCE)")
        given.execute(f"DROP ROLE {APP}")


def append_only() -> set[str]:
    """Return the tables of what is only added to."""
    waiting, found = [AppendOnlyModel], set()
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if not model._meta.abstract:
            found.add(model._meta.db_table)
    return found


@pytest.mark.fault("S11")
def test_the_application_works_and_cannot_alter_what_is_only_added_to(database):
    with psycopg.connect(dbname=database, user=APP, autocommit=True, **server()) as app:
        app.execute("INSERT INTO agencies_agency (code, name, kind) SELECT 'x', 'x', 'x' WHERE false")
        app.execute("UPDATE agencies_agency SET name = name")
        app.execute("SELECT count(*) FROM django_migrations")
        for table in ("agencies_accesslog", "agencies_officerecord", "agencies_chainlink"):
            app.execute(f"SELECT count(*) FROM {table}")
            for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
                with pytest.raises(errors.InsufficientPrivilege):
                    app.execute(statement)
        for table in append_only():
            for statement in (
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TABLE {table} CASCADE",
                f"CREATE TRIGGER x BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            ):
                with pytest.raises(errors.InsufficientPrivilege):
                    app.execute(statement)
        for statement in (
            "CREATE TABLE public.mine (id int)",
            "SET session_replication_role = replica",
            "DELETE FROM django_migrations",
            "CREATE OR REPLACE FUNCTION agencies_accesslog_append_only() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
            f"ALTER ROLE {APP} SUPERUSER",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(statement)
