"""Fixtures of the letters' tests."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from agencies.organisation.models import Agency
from notices.kinds.samples import sample_facts
from notices.letters.services import issue
from tests.notices.hostile import SECRET
from tests.notices.sample_letters import DAYS


@pytest.fixture
def agency(db):
    """Return a stored department under a district."""
    government = Agency.objects.create(code="G", name="瓯海区人民政府", kind="government")
    return Agency.objects.create(
        code="B07",
        name="瓯海区住房和城乡建设局",
        kind="department",
        parent=government,
        superior_department="温州市住房和城乡建设局",
        series_word="瓯建",
    )


@pytest.fixture
def issued(agency):
    """Return a function that issues the sample letter of a kind."""

    def issue_sample(code="not_exist", regulation="2019", **changes):
        given = {
            "agency": agency,
            "kind": code,
            "facts": sample_facts(code, regulation),
            "dated": DAYS[regulation],
            "regulation": regulation,
            "now": timezone.now(),
        }
        return issue(**given | changes)

    return issue_sample


@pytest.fixture(scope="session")
def canary():
    """Return the address of a server, and the list of what it was asked."""
    asked = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def secret(tmp_path_factory):
    """Return the path of a file whose content must never be printed."""
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(SECRET)
    return str(path)
