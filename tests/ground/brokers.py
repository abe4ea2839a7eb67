"""Private brokers for tests: each lives in a folder of its own and is gone with its process."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = {"folder": "", "redis": "redis-server", "rabbitmq": "rabbitmq-server"}
SECONDS = 60


def missing(name: str) -> str:
    """Return the program that this machine lacks for a broker, or ""."""
    program = PROGRAMS[name]
    return program if program and not shutil.which(program) and not Path("/usr/sbin", program).exists() else ""


@contextmanager
def running(name: str, folder: Path) -> Iterator[str]:
    """Run a broker in a folder; yield its CELERY_BROKER_URL."""
    if name == "folder":
        yield "filesystem://"
        return
    start, address, answers = {"redis": _redis, "rabbitmq": _rabbitmq}[name](folder)
    with (folder / f"{name}.log").open("wb") as log:
        server = subprocess.Popen(
            start[0], env=os.environ | start[1], cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until = time.monotonic() + SECONDS
        while not answers():
            assert server.poll() is None and time.monotonic() < until, (folder / f"{name}.log").read_text(
                errors="replace"
            )
            time.sleep(0.2)
        yield address
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        if name == "rabbitmq":  # the daemon of names has left the group of its node
            _end_names(start[1])


def _end_names(surroundings: dict[str, str]) -> None:
    """End a node's daemon of names; it refuses for a moment, until it has noticed that the node is gone."""
    line = ["epmd", "-kill"]
    for _ in range(50):
        done = subprocess.run(line, env=os.environ | surroundings, capture_output=True, text=True, check=False)
        if "Killed" in done.stdout or "Cannot connect" in done.stdout + done.stderr:
            return
        time.sleep(0.1)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _redis(folder: Path):
    place = folder / "redis.sock"
    line = [shutil.which("redis-server"), "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(folder)]
    return (line, {}), f"redis+socket://{place}", place.exists


def _rabbitmq(folder: Path):
    port, distribution, names = free_port(), free_port(), free_port()
    (folder / "plugins").write_text("[].")
    # Everything that a node writes, and the daemon of names it starts, stays in the folder and on the loopback address.
    surroundings = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"test{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    # The wrapper of the distribution refuses everybody but root and its own user: ask for the server itself.
    program = next(
        iter(sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))), shutil.which("rabbitmq-server")
    )
    return ([str(program)], surroundings), f"amqp://guest:guest@127.0.0.1:{port}//", lambda: _listens(port)
