"""A platform with a service account, and a receiver on this machine that takes what it is sent, or does not."""

import base64
import hashlib
import hmac
import ipaddress
import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from intake import service_accounts
from intake.models import Scope
from tests.api.schema import Checked


def opened(agency, agencies, *, name="某省政务服务网", scopes=tuple(Scope.values), days=30, per_minute=600):
    """Open an account; return it with a client that bears its token."""
    now = timezone.now()
    given = service_accounts.AccountDetails(name, agencies, scopes, now + timedelta(days=days), per_minute)
    account, token = service_accounts.open_account(agency, given, by=None, now=now)
    return account, bearing(token)


def bearing(token: str) -> Checked:
    """Return a client with a token."""
    client = Checked()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


@pytest.fixture
def account(office):
    """Return a platform's account for the office."""
    return opened(office.government, [office.agency])[0]


@pytest.fixture
def portal(account):
    """Return the client of the platform."""
    token = service_accounts.renew_token(
        account, expires_at=timezone.now() + timedelta(days=30), by=None, now=timezone.now()
    )
    return bearing(token)


@pytest.fixture
def sent(given):
    """Return what the platform sends."""
    return given | {"agency": "D", "channel": "in_person", "idempotency_key": "p-1"}


class Receiver:
    """What came, and how the next requests are answered: a status, or None to break off."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}/hook?from=office"
        self.came: list[tuple[dict, dict, bytes]] = []
        self.answers: list[int | None] = []

    def taken(self) -> list[dict]:
        """Return the bodies that were answered with 200, as they came."""
        return [body for body, headers, _raw in self.came if headers["answered"] == 200]

    def signed(self, secret: str) -> bool:
        """Say whether all that came bears the signature of a secret, as docs/api.md has it."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        return all(
            headers["webhook-signature"]
            == "v1,"
            + base64.b64encode(
                hmac.new(
                    key, f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + raw, hashlib.sha256
                ).digest()
            ).decode()
            for _body, headers, raw in self.came
        )


@contextmanager
def receiving():
    """Yield a receiver that listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answers.pop(0) if receiver.answers else 200
            headers = {name.lower(): value for name, value in self.headers.items()} | {"answered": status}
            receiver.came.append((json.loads(raw), headers, raw))
            if status is None:
                self.connection.close()
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(settings):
    """Return a receiver that may be sent to."""
    settings.WEBHOOK_HTTP = True
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("127.0.0.1")]
    with receiving() as found:
        yield found
