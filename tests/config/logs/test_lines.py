"""Lines of the log: one a record whatever it holds, nobody's numbers or secrets, no line lost when a file is turned over."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from config.logs.formatters import JsonLine, TextLine
from config.logs.redaction import redacted
from config.logs.rotation import turn_over

ROOT = Path(__file__).resolve().parents[3]
FORGED = [
    *(f"a{mark}b" for mark in ("\r\n", "\n", "\r", "\x1b[2J", "\x9b31m", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00", "\x08", "\u202e", "\u2066", "\ufeff", "\ud800", "\x7f", "\u200b", "\U000e0041")),
    '"}\n{"level": "CRITICAL", "message": "forged',
    "\n2026-11-30 CRITICAL root forged",
    '\\", "level": "x',
]  # fmt: skip
FORGED += [f"{one}{two}" for one in FORGED[:7] for two in FORGED[-4:]]


def record(words: str, *arguments, failed: bool = False) -> logging.LogRecord:
    error = None
    if failed:
        try:
            raise ValueError(words)
        except ValueError:
            error = sys.exc_info()
    return logging.LogRecord("a.logger", logging.ERROR, "file", 1, words, arguments, error)


@pytest.mark.fault("S13")
@pytest.mark.parametrize("words", FORGED)
def test_no_record_forges_a_line(words):
    assert len(FORGED) >= 50
    for made in (record("%s", words), record(words.replace("%", "%%")), record(words, failed=True)):
        line = JsonLine().format(made)
        assert line.isprintable() and len(line.splitlines()) == 1
        read = json.loads(line)
        assert read["level"] == "ERROR" and read["logger"] == "a.logger"
        text = TextLine().format(made)
        assert all(one.isprintable() for one in text.split("\n"))
        assert all(one.startswith("    ") for one in text.split("\n")[1:])
    assert json.loads(JsonLine().format(record("%s", words)))["message"].encode(
        "utf-16", "surrogatepass"
    ) == words.encode("utf-16", "surrogatepass")


@pytest.mark.parametrize(
    ("words", "kept", "gone"),
    [
        ("GET /cases/?q=张三&x=1 failed", "/cases/", "张三"),
        ("postgres://user:pass@host/db", "host/db", "pass"),
        ("Authorization: Token 0123456789abcdef", "Authorization", "0123456789abcdef"),
        ("number 110101199003077758 twice", "110101", "199003077758"),
        ("number 11010119900307775X", "110101", "775X"),
        ("call 13812345678 back", "138", "12345678"),
        ("to zhang.san@example.cn", "example.cn", "zhang"),
        ("violates\nDETAIL:  Failing row contains (1, 张三, 某路1号).\nCONTEXT: x", "CONTEXT", "某路"),
    ],
)
def test_what_is_nobodys_business_is_left_out(words, kept, gone):
    for made in (record("%s", words), record(words, failed=True)):
        for line in (JsonLine().format(made), TextLine().format(made)):
            assert gone not in line and kept in line
    assert redacted("case 42 of 2026-11-30, 330304 rows") == "case 42 of 2026-11-30, 330304 rows"


@pytest.fixture
def lines(caplog):
    caplog.handler.setFormatter(JsonLine())
    with caplog.at_level(logging.INFO):
        yield lambda: [json.loads(line) for line in caplog.text.splitlines()]


@pytest.mark.django_db
def test_a_request_has_an_id_and_a_line_without_its_address(lines):
    answer = Client().get(reverse("login"), {"next": "/case/张三"}, HTTP_X_REQUEST_ID="abc-123_DEF.4")
    assert answer["X-Request-ID"] == "abc-123_DEF.4"
    found = [one for one in lines() if one["logger"] == "config.requests"]
    assert len(found) == 1
    line = found[0]
    assert (line["request_id"], line["method"], line["route"], line["status"]) == (
        "abc-123_DEF.4",
        "GET",
        "/login/",
        200,
    )
    assert line["client"] == "127.0.0.1" and "张三" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "short", "a" * 65, "abcd efgh", "abcdefgh\r\nX: y", "编号编号编号编号"])
def test_an_id_that_is_not_well_formed_is_replaced(given):
    found = [Client().get("/livez", HTTP_X_REQUEST_ID=given)["X-Request-ID"] for _ in range(2)]
    assert found[0] != found[1] and all(len(one) == 32 for one in found)


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_quoted(lines):
    Client().get("/secret-of-somebody/%0d%0aforged")
    told = lines()
    assert "Not Found" in str(told) and "secret-of-somebody" not in str(told)
    assert len({one["request_id"] for one in told}) == 1


WRITE = """
import logging, sys
from config.logs.rotation import SharedFileHandler
handler = SharedFileHandler(sys.argv[1], 500, 500)
for n in range(200):
    handler.emit(logging.LogRecord("x", 20, "f", 1, f"{sys.argv[2]} {n}", (), None))
"""


def test_three_processes_turn_a_file_over_and_lose_no_line(tmp_path):
    log = tmp_path / "web.log"
    started = [subprocess.Popen([sys.executable, "-c", WRITE, str(log), str(n)], cwd=ROOT) for n in range(3)]
    assert [one.wait(120) for one in started] == [0, 0, 0]
    files = [file for file in tmp_path.iterdir() if file.name != "web.log.lock"]
    found = sorted(line for file in files for line in file.read_text().splitlines())
    assert found == sorted(f"{one} {n}" for one in range(3) for n in range(200))
    assert len(files) > 2 and {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_so_many_are_kept_and_no_more(tmp_path):
    log = tmp_path / "web.log"
    for n in range(5):
        log.write_text(str(n))
        turn_over(log, 2)
    assert sorted((file.name, file.read_text()) for file in tmp_path.iterdir()) == [
        ("web.log.1", "4"),
        ("web.log.2", "3"),
    ]
    log.write_text("5")
    turn_over(log, 0)
    assert not log.exists()
