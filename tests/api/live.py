"""A server that answers over the network from the test's own transaction, so that all it stored is gone with the test."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from django.utils import timezone

from notices.rendering import queue

DRAWN = b"%PDF-1.7\n% drawn by the test\n"


class Server(ThreadedWSGIServer):
    """A server whose threads leave the test's connection open."""

    def _close_connections(self):
        pass


class ServerThread(LiveServerThread):
    """The thread that listens."""

    server_class = Server

    def _create_server(self, connections_override=None):
        return Server(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=False,
            connections_override=connections_override,
        )


def drawing(application):
    """Return the site with a worker at its side: what waits for its PDF is drawn before somebody asks for one."""

    def answer(environ, start_response):
        if environ["PATH_INFO"].endswith("/pdf/"):
            while letter := queue.claim_letter(timezone.now()):
                queue.store_pdf(letter, DRAWN)
        return application(environ, start_response)

    return answer


@contextmanager
def serving():
    """Serve the site on a free port of this machine; yield its address."""
    shared = {alias: connections[alias] for alias in connections}
    with ExitStack() as kept:
        for connection in shared.values():
            connection.inc_thread_sharing()
            kept.callback(connection.dec_thread_sharing)
            # The thread that listens closes its connections at its end: this one is the test's, with all rows that it shares.
            kept.enter_context(patch.object(connection, "close"))
        for signal in (request_started, request_finished):  # a request would close it, transaction and all
            signal.disconnect(close_old_connections)
            kept.callback(signal.connect, close_old_connections)
        thread = ServerThread("127.0.0.1", drawing, connections_override=shared)
        thread.daemon = True
        thread.start()
        kept.callback(thread.terminate)
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
