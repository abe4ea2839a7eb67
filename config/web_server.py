"""How gunicorn runs: `gunicorn --config python:config.web_server config.wsgi`; every name in small letters is one of its settings.

A thread that hangs is nobody's timeout in gunicorn: a worker with one is logged with its stack, takes no more requests and
is replaced. The limits of the lines of a request stay below those of the proxy in front.
"""

import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from config import environment
from config.logs.configuration import logging_settings, web_server_settings

STATEMENT_SECONDS = "120"  # in the web server; commands and the worker may take longer
MEMORY = Path("/dev/shm")  # noqa: S108  a full disk must not end whoever counts in a mapped file
REQUEST_SECONDS = environment.number("REQUEST_SECONDS", 180, least=0)
STOP_STATUS = 1

bind = environment.given("BIND") or "127.0.0.1:8000"
workers = environment.number("WEB_WORKERS", 2)
threads = environment.number("WEB_THREADS", 4)
worker_class = "config.web_server.Worker"
timeout = 60  # seconds in which a worker's own loop must give a sign
graceful_timeout = 30
keepalive = 5
max_requests = 20_000  # then a worker is made anew: what leaks leaks no longer
max_requests_jitter = 2_000
limit_request_line = 8_190
limit_request_fields = 100
limit_request_field_size = 8_190
umask = 0o077
accesslog = None  # our own line says more, and no address (config/middleware/request_log.py)
logconfig_dict = web_server_settings(
    logging_settings(
        level=environment.level("LOG_LEVEL", "WARNING"),
        form=environment.choice(
            "LOG_FORMAT", ("json", "text"), "text" if sys.stderr and sys.stderr.isatty() else "json"
        ),
        requests=True,
        file=str(environment.place("LOG_FILE", "")) if environment.given("LOG_FILE") else "",
        megabytes=environment.number("LOG_FILE_MB", 50, least=0),
        kept=environment.number("LOG_FILES_KEPT", 10, least=0),
    )
)

SENTENCES = {
    400: ("Bad Request", "浏览器发来的请求不合规范，没有处理。请重新打开页面再试。", "The request cannot be read."),
    414: ("URI Too Long", "网址太长，没有处理。请少填一些查询条件再试。", "The address is too long."),
    431: (
        "Request Header Fields Too Large",
        "请求头太长，没有处理。请清除本网站的 Cookie 后再试。",
        "The headers are too long: delete this site's cookies and try again.",
    ),
    500: ("Internal Server Error", "系统出了故障，请告诉管理员。", "A fault of the system; tell the administrator."),
}
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{status}</title></head>
<body><h1>{chinese}</h1><p lang="en">{english}</p></body></html>
"""


def status_of(error: Exception) -> int:
    """Return the status for a request that gunicorn itself could not read."""
    if isinstance(error, LimitRequestLine):
        return 414
    if isinstance(error, LimitRequestHeaders):
        return 431
    ours = (InvalidResponseHeader, InvalidResponseHeaderName)
    return 400 if isinstance(error, ParseException) and not isinstance(error, ours) else 500


def unread_answer(status: int) -> bytes:
    """Return a whole answer with the sentence of a status, which holds nothing of what was sent."""
    reason, chinese, english = SENTENCES[status]
    page = PAGE.format(status=status, chinese=chinese, english=english).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode("ascii") + page


class Worker(ThreadWorker):
    """gunicorn's worker with threads, which speaks Chinese and does not keep a thread that hangs."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.running: dict[int, float] = {}

    def handle_error(self, req, client, addr, exc):
        """Answer what could not be read; what was sent is in no line of the log."""
        status = status_of(exc)
        self.log.log(40 if status == 500 else 30, "not read: %s", type(exc).__name__, exc_info=status == 500)
        try:
            client.sendall(unread_answer(status))
        except OSError:
            self.log.debug("whoever asked has gone")

    def handle_request(self, req, conn):
        """Handle a request, and know since when."""
        thread = threading.get_ident()
        self.running[thread] = time.monotonic()
        try:
            return super().handle_request(req, conn)
        finally:
            self.running.pop(thread, None)

    def notify(self):
        """Give the sign of life, and look whether a request hangs."""
        super().notify()
        late = time.monotonic() - REQUEST_SECONDS
        hanging = [thread for thread, since in list(self.running.items()) if since < late] if REQUEST_SECONDS else []
        if hanging and self.alive:
            frames = sys._current_frames()
            for thread in hanging:
                stack = "".join(traceback.format_stack(frames[thread])) if thread in frames else ""
                self.log.error("a request hangs for %s seconds, the worker is replaced\n%s", REQUEST_SECONDS, stack)
            self.alive = False
            end = threading.Timer(self.cfg.graceful_timeout, os._exit, [STOP_STATUS])
            end.daemon = True
            end.start()  # a thread that hangs would hold the process for ever


def on_starting(server) -> None:
    """Set what holds in the web server alone, in the parent of all workers, before any of them loads the settings."""
    os.environ.setdefault("STATEMENT_SECONDS", STATEMENT_SECONDS)
    if given := environment.given("PROMETHEUS_MULTIPROC_DIR"):
        for file in environment.private(Path(given)).glob("*.db"):
            file.unlink(missing_ok=True)  # of processes that are gone: they would only grow
        return
    place = MEMORY if os.access(MEMORY, os.W_OK) else environment.folder("VAR_DIR", "var")
    server.counters = tempfile.mkdtemp(prefix="kaidang-metrics-", dir=place)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.counters


def on_exit(server) -> None:
    """Take the counters away with the server."""
    if counters := getattr(server, "counters", ""):
        shutil.rmtree(counters, ignore_errors=True)
