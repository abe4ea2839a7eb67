"""Counters of requests, kept so that the processes of one web server count together (PROMETHEUS_MULTIPROC_DIR).

Labels hold names of addresses, methods and statuses and nothing else: no value of a case, no address, no person.
"""

import logging
import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

logger = logging.getLogger(__name__)
MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter(
    "kaidang_requests", "Requests answered, by method, name of the address and status", ["method", "view", "status"]
)
SECONDS = Histogram(
    "kaidang_request_seconds",
    "Seconds to the answer, by name of the address",
    ["view"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def observe_request(method: str, view: str, status: int, seconds: float) -> None:
    """Count a request; a method that nobody knows is counted as OTHER, so that strangers make no new rows."""
    try:
        REQUESTS.labels(method if method in METHODS else "OTHER", view, str(status)).inc()
        SECONDS.labels(view).observe(seconds)
    except OSError:
        logger.exception("a request could not be counted")  # it was answered all the same


def counted_requests() -> bytes:
    """Return the counters of all processes in Prometheus's text form."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(REGISTRY)
