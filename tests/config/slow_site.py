"""A site for tests of the web server: one address hangs, the others say in which process they are."""

import os
import time


def application(environ, start_response):
    """Answer with the process, or never."""
    if environ["PATH_INFO"] == "/hang":
        time.sleep(600)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
