"""Of a life nothing stays: no row in any table, no file, no task, and no step asks what time it is."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from celery import Task
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from agencies.organisation.models import Agency
from tests.workflow.play.lives import in_hand, play, reply, service, step
from workflow.play.office import ABOVE, CODE, GOVERNMENT, NAMES

LIFE = [
    *in_hand("2025-03-03"),
    step("2025-03-04", "handler", "request_correction"),
    service("2025-03-04", "request_correction", "直接"),
    step("2025-03-07", "handler", "receive_correction"),
    step("2025-03-07", "handler", "extend", {"workdays": 60}),
    step("2025-03-07", "handler", "write_paper", {"kind": "search_sheet"}),
    service("2025-03-10", "register", "直接"),
    reply("2025-03-10", "部分公开"),
    service("2025-03-10", "reply", delivered_on="2025-03-10"),
    step("2025-03-11", "clerk", "close"),
    step("2025-03-12", "clerk", "file_reconsideration"),
]
REFUSED = LIFE[5]


def counts() -> dict[str, int]:
    """Return how many rows every table has."""
    return {model._meta.db_table: model._base_manager.count() for model in apps.get_models(include_auto_created=True)}


def files() -> set[Path]:
    """Return every stored file and every task that waits."""
    folders = [Path(settings.MEDIA_ROOT), settings.VAR_DIR / "queue"]
    return {path for folder in folders if folder.is_dir() for path in folder.rglob("*")}


@pytest.fixture(autouse=True)
def no_task(monkeypatch):
    """Fail where a task is queued."""

    def refuse(*args, **options):
        raise AssertionError("a task was queued")

    monkeypatch.setattr(Task, "apply_async", refuse)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the file of an SQLite database is compared")
def test_a_program_leaves_its_database_and_its_folders_as_they_were(tmp_path, copy_migrated):
    copy_migrated(tmp_path / "db.sqlite3")
    (tmp_path / "life.json").write_text(json.dumps({"steps": LIFE}, ensure_ascii=False), encoding="utf-8")
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"VAR_DIR": str(tmp_path), "PYTHONUTF8": "1", "SECRET_KEY": "k" * 50}

    def played(path: Path) -> tuple[list[str], set[Path], subprocess.CompletedProcess]:
        done = subprocess.run(
            [sys.executable, "manage.py", "play", str(path)],
            cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
            rows = list(database.iterdump())
        return rows, {place for place in tmp_path.rglob("*") if place.is_file()}, done

    rows, stored, done = played(tmp_path / "none.json")
    assert done.returncode == 2 and "读不了文件" in done.stderr
    after, kept, done = played(tmp_path / "life.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [one["ok"] for one in json.loads(done.stdout)] == [one is not REFUSED for one in LIFE]
    assert (after, kept) == (rows, stored)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
@pytest.mark.django_db(transaction=True)
def test_nothing_is_committed(monkeypatch):
    rows, stored = counts(), files()
    told = play(LIFE, monkeypatch)
    assert told[-1]["state"] == "closed"
    assert not connection.in_atomic_block
    assert (counts(), files()) == (rows, stored)
    assert play(LIFE, monkeypatch) == told


@pytest.mark.django_db
def test_an_office_that_is_there_is_neither_seen_nor_touched(office, monkeypatch, django_capture_on_commit_callbacks):
    office.case(date(2025, 3, 3))
    taken = [(ABOVE, GOVERNMENT), (CODE, NAMES["department"])]  # of a training, say
    Agency.objects.bulk_create(Agency(code=code, name=name, kind="department") for code, name in taken)
    rows, stored = counts(), files()
    with django_capture_on_commit_callbacks() as hooks:
        told = play(LIFE, monkeypatch)
    assert told[-1]["state"] == "closed"
    assert hooks == []
    assert (counts(), files()) == (rows, stored)
    assert play(LIFE, monkeypatch) == told


@pytest.mark.django_db
def test_nothing_reads_the_clock(monkeypatch):
    def refuse():
        raise AssertionError("the clock was read")

    monkeypatch.setattr(timezone, "now", refuse)
    told = play(
        json.loads(json.dumps(LIFE).replace('"2025-', '"2046-').replace("2046-03-10", "2046-03-12")), monkeypatch
    )
    assert told[0]["provisional"] and told[0]["received_on"] == "2046-03-03"
