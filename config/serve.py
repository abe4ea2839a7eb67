"""Run the web server and its background worker as one process: `python -m config.serve --port 8000`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from kombu.exceptions import KombuError

from config import ports
from config.celery import app
from config.logs import rotation
from notices.typesetting import client as typesetting_client

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
LOOK_SECONDS = 0.1  # between two looks at the children and at the first answer
LOG_LINES = 15
BROKER_SECONDS = 3
APPENDED = os.O_WRONLY | os.O_CREAT | os.O_APPEND
SOON = 20  # seconds; a worker that ends sooner than this after its start would end again


class Stopped(Exception):
    """The person or the system asked the servers to stop."""


def host_and_port(host: str, port: int) -> str:
    """Return host and port as they stand in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def commands(host: str, port: int, var: Path) -> dict[str, list[str]]:
    """Return the two command lines by name."""
    python = [sys.executable, "-m"]
    web = ["gunicorn", "config.wsgi:application", "--config", "python:config.web_server"]
    web += ["--bind", host_and_port(host, port)]
    worker = ["celery", "-A", "config.celery:app", "worker", "--beat", "--concurrency", "1", "--loglevel", "WARNING"]
    worker += ["--schedule", str(var / "celerybeat-schedule"), "--without-gossip", "--without-mingle"]
    return {"web": [*python, *web], "worker": [*python, *worker]}


def start(lines: dict[str, list[str]], logs: Path) -> dict[str, subprocess.Popen]:
    """Start every command, each with a log that goes on where it stood, in a session of its own: Ctrl-C reaches only us."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    children = {}
    for name, line in lines.items():
        with open(os.open(logs / f"{name}.log", APPENDED, 0o600), "a", encoding="utf-8") as log:
            children[name] = subprocess.Popen(  # noqa: S603
                line, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
    return children


def watch(lines: dict[str, list[str]], children: dict[str, subprocess.Popen], logs: Path) -> None:
    """Return when the web server has ended, or the worker right after its start; start a worker that ends later again.

    The pages need no worker: what it would do waits in the database.
    """
    since = time.monotonic()
    while True:
        name = ended_child(children)
        if name == "worker" and time.monotonic() - since > SOON:
            print(
                f"后台任务停了，重新启动，记录见 {logs / 'worker.log'} / the worker ended and is started again",
                file=sys.stderr,
                flush=True,
            )
            children |= start({"worker": lines["worker"]}, logs)
            since = time.monotonic()
        elif name:
            return
        turn_logs_over(logs)
        time.sleep(LOOK_SECONDS)


def turn_logs_over(logs: Path) -> None:
    """Put aside what is in a log that is full: copied and emptied, since the child goes on writing into it."""
    for log in logs.glob("*.log"):
        if settings.LOG_FILE_MB and log.stat().st_size >= settings.LOG_FILE_MB * 1024 * 1024:
            part = log.with_name(f"{log.name}.part")
            shutil.copyfile(log, part)
            os.truncate(log, 0)
            rotation.turn_over(part, settings.LOG_FILES_KEPT, log.name)


def ended_child(children: dict[str, subprocess.Popen]) -> str:
    """Return the name of a child that has ended, or ""."""
    return next((name for name, child in children.items() if child.poll() is not None), "")


def answers(host: str, port: int) -> bool:
    """Tell whether the web server answers for itself, whatever it says; no redirect is followed: it may lead elsewhere."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104  only where to ask
    named = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost").lstrip(".")
    asked = HTTPConnection(local, port, timeout=5)
    try:
        asked.request("GET", "/", headers={"Host": named})
        asked.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()
    return True


def wait_until_up(host: str, port: int, children: dict[str, subprocess.Popen]) -> bool:
    """Wait for the first answer of the web server; False when a child ended or none came in time."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if ended_child(children):
            return False
        if answers(host, port):
            return True
        time.sleep(LOOK_SECONDS)
    return False


def stop(children: dict[str, subprocess.Popen]) -> None:
    """Ask the children to end, wait, and end those that do not listen."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _on_signal(number: int, _frame) -> None:
    raise Stopped(signal.Signals(number).name)


def announce(host: str, port: int, notes: Path | None) -> None:
    """Print where to go and with which login, and what people would look for in vain."""
    print(f"\n地址 / address: http://{host_and_port(host, port)}/", flush=True)
    if settings.HTTPS_ONLY:
        print(
            "HTTPS_ONLY=1：浏览器请走 HTTPS；前面的代理须传 Host 和 X-Forwarded-Proto: https（docs/operations.md） / "
            "only over HTTPS: a proxy in front passes Host and X-Forwarded-Proto on",
            flush=True,
        )
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        names = "、".join(settings.ALLOWED_HOSTS)
        print(f"只应答这些主机名（ALLOWED_HOSTS）：{names} / answers under these names only", flush=True)
    for remark in remarks():
        print(remark, flush=True)
    if notes is not None and notes.exists():
        print(notes.read_text(encoding="utf-8").rstrip(), flush=True)
    logs = settings.VAR_DIR / "log"
    print(f"记录在 {logs}，按 Ctrl-C 停止 / logs in {logs}, Ctrl-C stops both servers\n", flush=True)


def complain(name: str, logs: Path) -> None:
    """Print which server failed and the end of its log."""
    log = logs / f"{name}.log"
    print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]), file=sys.stderr)
    print(f"{name} 没有正常运行，已停止，记录见 {log} / {name} ended or did not answer; see {log}", file=sys.stderr)


def remarks() -> list[str]:
    """Return what people would look for in vain although the pages answer: one line each, in Chinese and English."""
    found = []
    if unable := typesetting_client.why_unavailable(settings.FONT_DIR):
        found.append(f"{unable.reason}。其余照常。 / {unable.english}. All else works.")
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (KombuError, OSError, ImportError) as error:  # it may come later
        why = " ".join(str(error).split()) or type(error).__name__
        found.append(
            f"连不上消息代理（CELERY_BROKER_URL），后台任务要等它：{why} / the broker is not reached, background work waits for it"
        )
    return found


def unready() -> str:
    """Return why nothing can be served yet, in Chinese and English; empty where it can."""
    try:
        if settings.SIGNER:
            import_string(settings.SIGNER)
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except ImportError as error:
        return f"签章程序没有装好（SIGNER={settings.SIGNER}）：{error}\nSIGNER cannot be loaded: {error}"
    except (DatabaseError, MigrationSchemaMissing) as error:
        why = " ".join(str(error).split())
        return f"连不上数据库（DATABASE_URL）：{why}\nThe database cannot be reached: {why}"
    finally:
        connection.close()
    if pending:
        return "数据库还没有建好，或者不是这一版的：请先运行 manage.py migrate\nThe database is not of this version: run manage.py migrate first"
    return ""


def run(host: str, port: int, notes: Path | None) -> int:
    """Start both, say where, wait until one ends or somebody asks to stop; return the exit status."""
    var = settings.VAR_DIR
    os.umask(0o077)  # what the servers write is for their user alone
    for folder in (
        "log",
        "static",
        "queue",
        "queue-done",
    ):  # neither whitenoise nor the filesystem broker makes its own
        (var / folder).mkdir(exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    children: dict[str, subprocess.Popen] = {}
    try:
        lines = commands(host, port, var)
        children |= start(lines, var / "log")
        if wait_until_up(host, port, children):
            announce(host, port, notes)
            watch(lines, children, var / "log")
        complain(ended_child(children) or "web", var / "log")
        return 1
    except Stopped:
        print("\n正在停止 / stopping", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a child behind
        stop(children)


def main(arguments: list[str]) -> int:
    """Read the command line and run; what stands in the way is said before anything is started."""
    parser = argparse.ArgumentParser(prog="config.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=ports.port_number, default=8000)
    parser.add_argument("--notes", type=Path, help="a text file to print once the servers answer")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        hindrance = ports.why_not(options.host, options.port) or unready()
    except ImproperlyConfigured as error:
        hindrance = str(error)
    if hindrance:
        print(hindrance, file=sys.stderr)
        return 1
    return run(options.host, options.port, options.notes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
