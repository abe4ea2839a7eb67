"""Each request has an id, a line in the log and a place in the counters: its pattern, never its address or what was sent."""

import logging
import time
import uuid

from config.health.metrics import observe_request
from config.logs.formatters import route_of
from config.logs.request import REQUEST_ID, WELL_FORMED

logger = logging.getLogger("config.requests")


class RequestLogMiddleware:
    """Take the id that a proxy gave, or make one; answer with it; write the line when the answer is there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Pass the request on under its id."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request.request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        held, began = REQUEST_ID.set(request.request_id), time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.request_id
            write_line(request, response.status_code, time.perf_counter() - began)
            return response
        finally:
            REQUEST_ID.reset(held)


def write_line(request, status: int, seconds: float) -> None:
    """Log and count a request that was answered; who signed in is named by key, and only where somebody asked already."""
    match, officer = getattr(request, "resolver_match", None), getattr(request, "_cached_user", None)
    observe_request(request.method, match.view_name if match else "", status, seconds)
    fields = {
        "method": request.method,
        "route": route_of(request),
        "status": status,
        "milliseconds": round(seconds * 1000),
        "client": request.META.get("REMOTE_ADDR", ""),
        "officer": getattr(officer, "pk", None),
    }
    logger.info("request", extra=fields)
