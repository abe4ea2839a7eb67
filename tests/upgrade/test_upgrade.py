"""Every database kept from an earlier version comes to the newest state with its cases in flight, and goes on from there."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from law.procedure import STATES
from tests.architecture.sources import ROOT

KEPT = Path(__file__).parent / "kept"
AFTER = Path(__file__).parent / "after.py"
LATER = {"withdrawn", "annulled"}  # states that no kept database knows; a withdrawn case of theirs was closed at once
EVENTS = 'SELECT case_id, seq, act, "on", data, prev_hash, hash FROM workflow_event ORDER BY case_id, seq'


def manage(url: str, folder: Path, *command: str) -> str:
    """Run a command on a database; return what it printed."""
    env = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def upgrade_and_go_on(url: str, folder: Path) -> None:
    """Migrate a kept database; every case is as its events say, is guarded as before, and takes the next act."""
    assert "No migrations to apply" not in manage(url, folder, "manage.py", "migrate")
    manage(url, folder, "manage.py", "replay", "--check")
    manage(url, folder, "manage.py", "makemigrations", "--check", "--dry-run")
    after = json.loads(manage(url, folder, "-m", "tests.upgrade.after"))
    assert set(after["states"]) == set(STATES) - LATER
    assert after["guarded"] == [True, True, True]
    assert after["performed"] and not after["differences"]


def test_there_is_a_kept_database_of_each_kind():
    names = {path.name.partition(".")[0] for path in KEPT.iterdir()}
    assert names
    for name in names:
        assert {path.name for path in KEPT.glob(f"{name}.*")} == {f"{name}.sqlite3.gz", f"{name}.sql.gz"}


@pytest.mark.fault("R4")
@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.sqlite3.gz")), ids=lambda path: path.name)
def test_a_database_of_sqlite(kept, tmp_path):
    database = tmp_path / "db.sqlite3"
    database.write_bytes(gzip.decompress(kept.read_bytes()))
    with sqlite3.connect(database) as before:
        events = before.execute(EVENTS).fetchall()
    before.close()
    upgrade_and_go_on(f"sqlite:///{database}", tmp_path)
    with sqlite3.connect(database) as after:
        assert set(events) <= set(after.execute(EVENTS).fetchall())
    after.close()


@pytest.mark.fault("R4")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="this run has no PostgreSQL server")
@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.sql.gz")), ids=lambda path: path.name)
def test_a_database_of_postgresql(kept, tmp_path):
    given = settings.DATABASES["default"]
    user = given["USER"] or given.get("OPTIONS", {}).get("user", "")
    name = f"kept_{os.getpid()}"
    place = {"host": given["HOST"], "user": user, "password": given["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **place) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        dump = gzip.decompress(kept.read_bytes()).decode()
        statements = "\n".join(line for line in dump.splitlines() if not line.startswith("\\"))  # psql's own
        with psycopg.connect(dbname=name, **place) as database:
            database.execute(statements)
            database.execute("SELECT set_config('search_path', 'public', false)")
            events = database.execute(EVENTS).fetchall()
        url = f"postgres:///{given['HOST']}/{name}?user={user}"
        upgrade_and_go_on(url, tmp_path)
        with psycopg.connect(dbname=name, **place) as database:
            after = database.execute(EVENTS).fetchall()
            assert all(event in after for event in events)
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **place) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
