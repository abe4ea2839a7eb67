"""A real worker behind each broker: a message wakes it, and what a lost message asked for is done at the next one."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground import brokers

pytestmark = pytest.mark.usefixtures("fonts")
ROOT = Path(__file__).resolve().parents[2]
WORKER = [
    sys.executable,
    "-m",
    "celery",
    "-A",
    "config.celery:app",
    "worker",
    "--concurrency",
    "1",
    "--loglevel",
    "INFO",
]
SEND = "from notices.tasks import render_letters; render_letters.delay()"
SECONDS = 90


@pytest.fixture(scope="session")
def made(tmp_path_factory, migrated_database) -> Path:
    """Return a folder with the database of an installation in which one letter waits."""
    folder = tmp_path_factory.mktemp("installation")
    if migrated_database is not None:
        shutil.copyfile(migrated_database, folder / "db.sqlite3")
    subprocess.run(
        [sys.executable, "-m", "tests.ground.one_letter"],
        cwd=ROOT,
        env=surroundings(folder, "filesystem://"),
        check=True,
    )
    return folder


# The broker of this run (`make test`: the folder on SQLite, Redis beside PostgreSQL); where it is a server, RabbitMQ too.
TRIED = ["redis", "rabbitmq"] if settings.CELERY_BROKER_URL.startswith("redis") else ["folder"]


@pytest.fixture(params=TRIED)
def installation(request, made, tmp_path) -> Iterator[dict[str, str]]:
    """Return the environment of a copy of that installation with a running broker."""
    if absent := brokers.missing(request.param):
        pytest.skip(f"没有 {absent}，这个消息代理没有试 / no {absent} on this machine, this broker was not tried")
    shutil.copytree(made, tmp_path / "var")
    (tmp_path / "broker").mkdir()
    with brokers.running(request.param, tmp_path / "broker") as address:
        yield surroundings(tmp_path / "var", address)


def surroundings(var: Path, broker: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "VAR_DIR": str(var),
        "MEDIA_ROOT": str(var / "media"),
        "FONT_DIR": str(settings.FONT_DIR),
        "DATABASE_URL": f"sqlite:///{var / 'db.sqlite3'}",
        "CELERY_BROKER_URL": broker,
    }


@contextmanager
def worker(installation: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Run a worker; yield when it says that it is ready."""
    log = Path(installation["VAR_DIR"]) / f"worker-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            WORKER, cwd=ROOT, env=installation, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        until = time.monotonic() + SECONDS
        while " ready." not in log.read_text(errors="replace"):
            assert process.poll() is None and time.monotonic() < until, log.read_text(errors="replace")
            time.sleep(0.02)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wake(installation: dict[str, str]) -> None:
    """Send the message that a view would send after its commit."""
    code = f"import django; django.setup(); import config.celery; {SEND}"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=installation, check=True)


def drawn(installation: dict[str, str], seconds: float = SECONDS) -> str:
    """Return the hash of the letter's PDF as soon as there is one, "" after that many seconds."""
    until = time.monotonic() + seconds
    while True:
        with sqlite3.connect(Path(installation["VAR_DIR"]) / "db.sqlite3", timeout=20) as database:
            [(found,)] = database.execute("SELECT pdf_sha256 FROM notices_letter").fetchall()
        if found or time.monotonic() > until:
            return found
        time.sleep(0.02)


def test_a_message_wakes_the_worker_and_the_letter_is_drawn(installation):
    with worker(installation):
        wake(installation)
        assert drawn(installation)
    assert list((Path(installation["MEDIA_ROOT"]) / "letters").rglob("*.pdf"))


@pytest.mark.fault("F2")
def test_a_message_that_waited_for_a_worker_is_heard(installation):
    wake(installation)
    assert not drawn(installation, 0)
    with worker(installation):
        assert drawn(installation)


@pytest.mark.fault("F4")
def test_what_a_killed_worker_left_is_done_by_the_next_one(installation):
    with worker(installation) as first:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        wake(installation)
    with worker(installation):
        wake(installation)  # what the sweep of beat sends every few seconds
        assert drawn(installation)
