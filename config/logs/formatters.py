"""Records of the log as lines: JSON for machines, text for a person at a terminal; neither can be forged by what is logged."""

import json
import logging
from datetime import UTC, datetime

from celery import current_task

from config.logs.redaction import one_line, redacted
from config.logs.request import present_request_id

FIELDS = ("method", "route", "status", "milliseconds", "client", "officer")  # what a record may bring besides its words


def route_of(request) -> str:
    """Return the pattern of a request's address, which holds no value; empty where no address matched."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else ""


def message_of(record: logging.LogRecord) -> str:
    """Return the words of a record; an address that Django quotes is given as its pattern, for it may be a secret."""
    request, arguments = getattr(record, "request", None), record.args
    path = getattr(request, "path", None)
    if path is None or not isinstance(arguments, tuple):
        return redacted(record.getMessage())
    quoted = (path, path.encode("unicode_escape").decode("ascii"))  # as Django writes it
    shown = tuple((route_of(request) or "(no such address)") if one in quoted else one for one in arguments)
    return redacted(str(record.msg) % shown if shown else str(record.msg))


def task_of() -> str:
    """Return the id of the background task that is being done, or ""."""
    return (current_task.request.id or "") if current_task else ""


def fields_of(record: logging.LogRecord) -> dict:
    """Return what belongs to a record besides its words: request or task, and the fields that it brings."""
    given = getattr(getattr(record, "request", None), "request_id", "")  # of what Django logs after the answer
    found = {"request_id": present_request_id() or given, "task": task_of()}
    found |= {name: getattr(record, name, "") for name in FIELDS}
    return {name: value for name, value in found.items() if value not in ("", None)}


class JsonLine(logging.Formatter):
    """One record as one line of JSON: instant (UTC), level, logger, process, words, request or task, traceback."""

    def format(self, record):
        """Return the line; whatever a record holds, it is one line of printable characters."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": message_of(record),
        } | fields_of(record)
        if record.exc_info:
            line["traceback"] = redacted(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = redacted(record.stack_info)
        return one_line(json.dumps(line, ensure_ascii=False, default=str))


class TextLine(logging.Formatter):
    """One record as a line for a person; a traceback follows with every line set in, so that none looks like a record."""

    def format(self, record):
        """Return the line, and set in below it the traceback."""
        rest = " ".join(f"{name}={value}" for name, value in fields_of(record).items())
        words = one_line(f"{record.levelname} {record.name} {message_of(record)} {rest}".rstrip())
        behind = [self.formatException(record.exc_info)] if record.exc_info else []
        behind += [record.stack_info] if record.stack_info else []
        lines = [f"    {one_line(line)}" for text in behind for line in redacted(text).splitlines()]
        return "\n".join([words, *lines])
