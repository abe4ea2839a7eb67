"""Run the web server and its background worker as one process: `python -m config.serve --port 8000`."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
LOG_LINES = 15
SOON = 20  # seconds; a worker that ends sooner than this after its start would end again


class Stopped(Exception):
    """The person or the system asked the servers to stop."""


def port_is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def commands(host: str, port: int, var: Path) -> dict[str, list[str]]:
    """Return the two command lines by name."""
    python = [sys.executable, "-m"]
    web = ["gunicorn", "config.wsgi:application", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4"]
    worker = ["celery", "-A", "config.celery:app", "worker", "--beat", "--concurrency", "1", "--loglevel", "WARNING"]
    worker += ["--schedule", str(var / "celerybeat-schedule"), "--without-gossip", "--without-mingle"]
    return {"web": [*python, *web, "--log-level", "warning"], "worker": [*python, *worker]}


def start(lines: dict[str, list[str]], logs: Path, mode: str = "w") -> dict[str, subprocess.Popen]:
    """Start every command, each with a log and in a session of its own: Ctrl-C reaches only the supervisor."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    children = {}
    for name, line in lines.items():
        with (logs / f"{name}.log").open(mode, encoding="utf-8") as log:
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
        name = fallen(children)
        if name == "worker" and time.monotonic() - since > SOON:
            print("后台任务停了，重新启动，记录见 var/log/worker.log / the worker ended and is started again", file=sys.stderr, flush=True)
            children |= start({"worker": lines["worker"]}, logs, "a")
            since = time.monotonic()
        elif name:
            return
        time.sleep(0.5)


def fallen(children: dict[str, subprocess.Popen]) -> str:
    """Return the name of a child that has ended, or ""."""
    return next((name for name, child in children.items() if child.poll() is not None), "")


def wait_until_up(address: str, children: dict[str, subprocess.Popen]) -> bool:
    """Wait for the first answer of the web server; False when a child ended or none came in time."""
    for _second in range(START_SECONDS):
        if fallen(children):
            return False
        try:
            urlopen(address, timeout=5).close()  # noqa: S310
        except HTTPError:
            return True  # an answer all the same
        except (URLError, OSError):
            time.sleep(1)
            continue
        return True
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


def announce(address: str, notes: Path | None) -> None:
    """Print where to go and with which login."""
    print(f"\n地址 / address: {address}", flush=True)
    if notes is not None and notes.exists():
        print(notes.read_text(encoding="utf-8").rstrip(), flush=True)
    print("记录在 var/log，按 Ctrl-C 停止 / logs in var/log, Ctrl-C stops both servers\n", flush=True)


def complain(name: str, logs: Path) -> None:
    """Print which server failed and the end of its log."""
    log = logs / f"{name}.log"
    print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]), file=sys.stderr)
    print(f"{name} 没有正常运行，已停止，记录见 {log} / {name} ended or did not answer; see {log}", file=sys.stderr)


def run(host: str, port: int, notes: Path | None) -> int:
    """Start both, say where, wait until one ends or somebody asks to stop; return the exit status."""
    address = f"http://{host}:{port}/"
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    for folder in ("log", "static", "queue", "queue-done"):  # neither whitenoise nor the filesystem broker makes its own
        (var / folder).mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    children: dict[str, subprocess.Popen] = {}
    try:
        lines = commands(host, port, var)
        children |= start(lines, var / "log")
        if wait_until_up(address, children):
            announce(address, notes)
            watch(lines, children, var / "log")
        complain(fallen(children) or "web", var / "log")
        return 1
    except Stopped:
        print("\n正在停止 / stopping", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a child behind
        stop(children)


def main(arguments: list[str]) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="config.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--notes", type=Path, help="a text file to print once the servers answer")
    options = parser.parse_args(arguments)
    if not port_is_free(options.host, options.port):
        print(
            f"端口 {options.port} 已被占用，请换一个：make demo PORT={options.port + 1}\n"
            f"Port {options.port} is in use, choose another: make demo PORT={options.port + 1}",
            file=sys.stderr,
        )
        return 1
    return run(options.host, options.port, options.notes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
