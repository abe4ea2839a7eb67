"""The id of the request for which something is done, here or in the worker: one id leads through the whole log."""

import re
from contextvars import ContextVar

from celery import current_task

REQUEST_ID: ContextVar[str] = ContextVar("REQUEST_ID", default="")
HEADER = "request_id"  # of a message to the worker
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def present_request_id() -> str:
    """Return the id of the present request, or of the request that asked for the present task, or "".

    What a message says is believed as far as it is well formed: others may write into a broker.
    """
    told = getattr(current_task.request, HEADER, "") if current_task else ""
    told = told if isinstance(told, str) and WELL_FORMED.fullmatch(told) else ""
    return REQUEST_ID.get() or told
