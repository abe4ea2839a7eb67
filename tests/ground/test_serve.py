"""The supervisor of `make demo`: starts both, says where, stops both, and notices when one falls."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from config import serve

ROOT = Path(__file__).resolve().parents[2]
# The real supervisor with cheap children: a web server of the standard library, and a worker that waits.
CHEAP = """
import sys
from config import serve
host, port, worker = sys.argv[1], int(sys.argv[2]), sys.argv[3]
serve.commands = lambda host, port, var: {
    "web": [sys.executable, "-m", "http.server", str(port), "--bind", host, "--directory", str(var)],
    "worker": [sys.executable, "-c", "import os, time; print('worker', os.getpid(), flush=True); " + worker],
}
serve.SOON = float(sys.argv[4])
sys.exit(serve.main(["--port", str(port)]))
"""


@pytest.fixture
def port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def supervise(port: int, worker: str, var: Path, soon: float = serve.SOON) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", CHEAP, "127.0.0.1", str(port), worker, str(soon)],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def read_until(process: subprocess.Popen, word: str) -> str:
    """Return what was printed up to the line that holds `word`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_and_stops_both(port, number, tmp_path):
    process = supervise(port, "time.sleep(60)", tmp_path)
    printed = read_until(process, "Ctrl-C")
    assert f"http://127.0.0.1:{port}/" in printed
    worker = int((tmp_path / "log" / "worker.log").read_text().removeprefix("worker "))
    assert is_alive(worker)
    process.send_signal(number)
    assert process.wait(20) == 0
    assert not is_alive(worker)
    assert serve.port_is_free("127.0.0.1", port)


def test_a_worker_that_ends_later_is_started_again_and_the_pages_stay(port, tmp_path):
    process = supervise(port, "time.sleep(3)", tmp_path, soon=1)
    try:
        read_until(process, "重新启动")
        read_until(process, "重新启动")  # and again
        assert process.poll() is None
        urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        assert len((tmp_path / "log" / "worker.log").read_text().split()) >= 4
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_worker_that_falls_at_once_takes_the_web_server_with_it(port, tmp_path):
    process = supervise(port, "time.sleep(2); raise SystemExit('no broker')", tmp_path)
    printed = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert "worker ended" in printed
    assert "no broker" in printed
    assert serve.port_is_free("127.0.0.1", port)


def test_a_worker_that_does_not_listen_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "STOP_SECONDS", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", deaf], start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline()
    began = time.monotonic()
    serve.stop({"worker": child})
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 10


def test_a_busy_port_is_said_in_a_sentence(port, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert serve.main(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"端口 {port} 已被占用" in said
    assert f"make demo PORT={port + 1}" in said
