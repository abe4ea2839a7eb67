"""gunicorn as we run it: what it cannot read is a sentence, and a request that hangs takes nobody with it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from gunicorn.http.errors import InvalidHeader, InvalidResponseHeader, LimitRequestHeaders, LimitRequestLine

from config import environment, serve, services, web_server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = os.environ | {
        "VAR_DIR": str(tmp_path / "var"), "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", "REQUEST_SECONDS": "1",
        "LOG_FORMAT": "json", "LOG_FILE": "", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.web_server", "--graceful-timeout", "2"]
    with (tmp_path / "log").open("w") as log:
        child = subprocess.Popen([*command, "tests.config.slow_site:application"], cwd=ROOT, env=own, stderr=log)
    yield f"http://127.0.0.1:{port}", port, tmp_path / "log"
    child.terminate()
    child.wait(60)


def asked(address: str, until: float) -> str:
    """Ask until there is an answer."""
    while True:
        try:
            with urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_request_that_hangs_is_named_and_its_worker_replaced(site):
    address, port, log = site
    first = asked(address, time.monotonic() + 120)
    with socket.create_connection(("127.0.0.1", port)) as hanging:
        hanging.sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        until = time.monotonic() + 120
        while (now := asked(address, until)) == first:
            assert time.monotonic() < until
            time.sleep(0.2)
    assert now != first
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    told = [one for one in lines if "a request hangs" in one["message"]]
    assert len(told) == 1 and told[0]["level"] == "ERROR" and "slow_site.py" in told[0]["message"]


def test_what_cannot_be_read_is_a_sentence_and_in_no_log(site):
    address, port, log = site
    asked(address, time.monotonic() + 120)
    for sent, status, sentence in (
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b" 414 ", "网址太长"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n", b" 431 ", "请求头太长"),
        (b"G\x00T secret-thing HTTP/1.1\r\n\r\n", b" 400 ", "不合规范"),
        (b"GET / HTTP/1.1\r\nsecret thing\r\n\r\n", b" 400 ", "不合规范"),
    ):
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.sendall(sent)
            found = b""
            while part := connection.recv(65536):
                found += part
        assert status in found.split(b"\r\n")[0] and sentence in found.decode(), found[:200]
        assert b"secret" not in found
    assert "secret" not in log.read_text()


def test_which_status():
    assert web_server.status_of(LimitRequestLine(9, 8)) == 414
    assert web_server.status_of(LimitRequestHeaders("x")) == 431
    assert web_server.status_of(InvalidHeader("x")) == 400
    assert web_server.status_of(InvalidResponseHeader("x")) == web_server.status_of(RuntimeError()) == 500


def test_a_log_of_a_child_is_put_aside_and_goes_on(tmp_path, settings):
    settings.LOG_FILE_MB, settings.LOG_FILES_KEPT = 1, 2
    log = tmp_path / "web.log"
    with log.open("a") as child:
        for n in range(4):
            child.write(str(n) * 1024 * 1024)
            child.flush()
            serve.turn_logs_over(tmp_path)
        child.write("after")
    assert log.read_text() == "after"
    assert [(tmp_path / f"web.log.{n}").read_text()[:1] for n in (1, 2)] == ["3", "2"]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_log_goes_on_where_it_stood(tmp_path):
    for n in range(2):
        children = serve.start({"web": [sys.executable, "-c", f"print({n})"]}, tmp_path)
        assert children["web"].wait(60) == 0
    assert (tmp_path / "web.log").read_text() == "0\n1\n"
    assert (tmp_path / "web.log").stat().st_mode & 0o777 == 0o600


def test_statements_and_connections_end():
    connection: dict = {"OPTIONS": {"options": "-c search_path=x", "connect_timeout": 9}}
    services.limit_statements(connection, 120)
    assert connection["OPTIONS"] == {
        "options": "-c search_path=x -c statement_timeout=120s -c idle_in_transaction_session_timeout=120s",
        "connect_timeout": 9,
    }
    free: dict = {}
    services.limit_statements(free, 0)
    assert free == {"OPTIONS": {"connect_timeout": 5}}


def test_what_is_ours_is_made_private_and_nothing_else_fails(tmp_path):
    place = tmp_path / "var"
    place.mkdir(mode=0o755)
    assert environment.private(place).stat().st_mode & 0o777 == 0o700
    file = place / "db"
    file.touch(mode=0o644)
    assert environment.private(file).stat().st_mode & 0o777 == 0o600
    assert environment.private(tmp_path / "nothing") == tmp_path / "nothing"
