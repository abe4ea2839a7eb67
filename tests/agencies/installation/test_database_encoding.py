"""A database that cannot hold every character is refused before a table is made in it."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.core import checks
from django.db import connection

from agencies.installation import database_encoding

ROOT = Path(__file__).resolve().parents[3]
ENCODINGS = ["SQL_ASCII", "LATIN1", "EUC_CN", "EUC_TW", "WIN1252", "KOI8R"]


class Cursor:
    """A server that says its encoding."""

    def __init__(self, encoding):
        self.encoding = encoding

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        return None

    def execute(self, words):
        assert words == "SHOW server_encoding"

    def fetchone(self):
        return (self.encoding,)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "UTF8"])
def test_only_utf8_holds_every_character(monkeypatch, encoding):
    server = SimpleNamespace(vendor="postgresql", cursor=lambda: Cursor(encoding))
    monkeypatch.setattr(database_encoding, "connections", {"default": server})
    found = database_encoding.check_encoding(databases=["default"])
    assert [encoding in error.msg and "UTF8" in error.msg for error in found] == [True] * (encoding != "UTF8")


def test_it_is_asked_with_the_checks_of_a_database_alone():
    assert database_encoding.check_encoding in checks.registry.registry.get_checks()
    assert database_encoding.check_encoding(databases=None) == []


@pytest.mark.databases
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="encodings of PostgreSQL")
@pytest.mark.parametrize("encoding", ENCODINGS[:3])
def test_no_table_is_made_in_another_encoding(db, encoding):
    params = connection.get_connection_params()
    name = f"other_{encoding.lower()}_{os.getpid()}"
    where = {key: params[key] for key in ("host", "port", "user") if params.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as given:
        given.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
        try:
            done = subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": f"postgres:///{where['host']}/{name}?user={where['user']}"},
                capture_output=True,
                text=True,
                check=False,
            )
            with psycopg.connect(dbname=name, **where) as other:
                made = other.execute(
                    "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                ).fetchone()
        finally:
            given.execute(f"DROP DATABASE {name}")
    assert done.returncode == 1 and encoding in done.stderr and "Traceback" not in done.stderr
    assert made == (0,)
