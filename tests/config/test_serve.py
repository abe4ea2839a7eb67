"""The supervisor of `make demo`: starts both, says where, stops both, and notices when one falls."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from config import ports, serve

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
serve.unready = lambda: ""  # its database is another test's
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
    assert ports.bound("127.0.0.1", port) is None


def test_a_worker_that_ends_later_is_started_again_and_the_pages_stay(port, tmp_path):
    process = supervise(port, "time.sleep(3)", tmp_path, soon=1)
    try:
        read_until(process, "后台任务停了")
        read_until(process, "后台任务停了")  # and again
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
    assert ports.bound("127.0.0.1", port) is None


def test_a_worker_that_does_not_listen_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "STOP_SECONDS", 0.5)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", deaf], start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline()
    began = time.monotonic()
    serve.stop({"worker": child})
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 10


def test_a_busy_port_is_said_in_a_sentence_with_one_that_is_free(port, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert serve.main(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"端口 {port} 已被占用" in said
    assert ports.bound("127.0.0.1", int(re.search(r"make demo PORT=(\d+)", said)[1])) is None


def said_of(*arguments: str, **more) -> subprocess.CompletedProcess:
    """Run the question about a port as `make demo` does, before any library is there."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "config.ports", *arguments], cwd=ROOT, capture_output=True, text=True, **more
    )


def test_make_demo_asks_for_its_port_before_anything_else(port):
    assert said_of(str(port)).returncode == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        busy = said_of(str(port))
        assert busy.returncode == 1 and "已被占用" in busy.stderr
        own = {
            name: value for name, value in os.environ.items() if not name.startswith("MAKE")
        }  # these tests may run under make
        command = ["make", "--dry-run", "demo", f"PORT={port}"]
        done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True)
    assert "config.ports" in done.stdout.splitlines()[0]


@pytest.mark.parametrize(
    "text", ["0", "65536", "-1", "abc", "８０００", "8000.0", "", "1e4", " 8000", "99999999999999999999"]
)
def test_what_is_no_port_is_said_so(text):
    done = said_of("--", text)
    assert done.returncode == 2 and "端口应当是 1 到 65535 的数" in done.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "::ffff:203.0.113.7"])
def test_a_host_that_is_not_this_machine_is_said_so(port, host):
    assert "不能在" in ports.why_not(host, port)


def test_a_port_below_1024_without_root_is_said_so(monkeypatch):
    monkeypatch.setattr(ports, "bound", lambda host, port: PermissionError(13, "Permission denied"))
    assert "没有权限使用端口 80" in ports.why_not("127.0.0.1", 80)
