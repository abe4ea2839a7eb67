"""Every address that takes a POST: known by a row of its own, and once it is done it is done once, six clicks or one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.once.crawl import taking_posts
from tests.once.posts import POSTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_address_that_takes_a_post_has_a_row():
    known = {post.name for post in POSTS}
    found = {one.name for one in taking_posts()}
    assert found - known == set(), "give each a row in tests/once/posts.py"
    assert known - found == set()


def test_the_walk_finds_what_is_known_to_take_a_post():
    found = {one.name for one in taking_posts()}
    assert {"register", "step", "api:application-list", "api:case-acts", "set_language", "logout", "verify"} <= found
    assert not {"case", "archive-records", "health", "api-schema"} & found


@pytest.fixture
def own_database(tmp_path, copy_migrated):
    """Return the address of a database of our own, on the server where the tests run."""
    if connection.vendor != "postgresql":
        copy_migrated(tmp_path / "once.sqlite3")
        yield f"sqlite:///{tmp_path / 'once.sqlite3'}"
        return
    given = connection.get_connection_params()
    server = {name: given[name] for name in ("host", "port", "user", "password") if given.get(name)}
    name = f"once_{os.getpid()}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as server_connection:
        server_connection.execute(f"CREATE DATABASE {name}")
    yield f"postgres:///{given['host']}/{name}?user={given['user']}"
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as server_connection:
        server_connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.databases
def test_six_clicks_at_once_a_reload_and_a_change_have_one_effect(own_database, tmp_path):
    surroundings = os.environ | {
        "DATABASE_URL": own_database,
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PUBLIC_RATE": "9999/min",
        "VERIFY_RATE": "9999/min",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.once.six_at_once"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert f"{connection.vendor}: {len(POSTS)} posts, 6 times at once, reloaded and changed; 0 faults" in done.stdout
