"""The id of a request goes with the message to the worker, and every line that the task writes bears it."""

import json
import logging

import pytest
from celery import shared_task
from celery.worker.request import Request
from django.http import HttpResponse
from django.test import RequestFactory
from kombu import Connection

from config import broker
from config.celery import app
from config.logs.formatters import JsonLine
from config.logs.request import REQUEST_ID, present_request_id
from config.middleware.request_log import RequestLogMiddleware

GIVEN = "abc-123_DEF.4"
logger = logging.getLogger("tests.told")


@shared_task(name="tests.tell")
def tell() -> None:
    """Write a line; the first time ask for another task."""
    logger.warning("the task was done")


@shared_task(name="tests.pass_on")
def pass_on(options: dict) -> None:
    """Ask for another task."""
    with Connection("filesystem://", transport=broker.Transport, transport_options=options) as connection:
        tell.apply_async(connection=connection)


@pytest.fixture
def folder(tmp_path):
    """Return the options of a folder that serves as broker."""
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return {
        "data_folder_in": str(tmp_path / "queue"), "data_folder_out": str(tmp_path / "queue"),
        "processed_folder": str(tmp_path / "done"), "control_folder": str(tmp_path / "control"), "store_processed": False,
    }  # fmt: skip


@pytest.fixture
def connection(folder):
    """Return a connection to it."""
    with Connection("filesystem://", transport=broker.Transport, transport_options=folder) as opened:
        yield opened


@pytest.fixture
def told(caplog, monkeypatch):
    """Return the lines of the task as the log writes them, formatted when they are written."""
    monkeypatch.setattr(logger, "disabled", False)  # whoever configures logging in this process disables what was there
    lines, handler = [], logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(JsonLine().format(record)))
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def done(connection, **changed) -> None:
    """Take the next message out of the folder and do its task as a worker does; `changed` are headers written over."""
    channel = connection.channel()
    payload = channel._get(app.conf.task_default_queue)
    payload["headers"] |= changed
    message = channel.message_to_python(payload)
    task = app.tasks[message.headers["task"]]
    Request(message, app=app, hostname="test", eventer=None, connection_errors=(), task=task).execute()


def asked(task, *arguments, connection, request_id: str) -> None:
    """Ask for a task within a request."""

    def view(_request):
        task.apply_async(arguments, connection=connection)
        return HttpResponse()

    RequestLogMiddleware(view)(RequestFactory().get("/", HTTP_X_REQUEST_ID=request_id))
    assert REQUEST_ID.get() == ""  # the worker's lines have it from the message alone


def test_a_task_logs_the_id_of_the_request_that_asked_for_it(connection, told):
    asked(tell, connection=connection, request_id=GIVEN)
    done(connection)
    (line,) = told
    assert (line["message"], line["request_id"]) == ("the task was done", GIVEN)
    assert line["task"]


def test_a_task_that_a_task_asks_for_is_of_the_same_request(connection, folder, told):
    asked(pass_on, folder, connection=connection, request_id=GIVEN)
    done(connection)
    assert told == []
    done(connection)
    assert [line["request_id"] for line in told] == [GIVEN]


def test_two_requests_are_told_apart_and_a_sweep_is_of_none(connection, told):
    for request_id in ("first-request", "second-request"):
        asked(tell, connection=connection, request_id=request_id)
    tell.apply_async(connection=connection)
    for _message in range(3):
        done(connection)
    assert sorted(line.get("request_id", "") for line in told) == ["", "first-request", "second-request"]
    assert present_request_id() == ""


@pytest.mark.parametrize("forged", ["", "short", "x" * 65, 'a\n{"level": "CRITICAL"}', 7, None, ["abc-123_DEF.4"]])
def test_what_somebody_else_wrote_into_the_broker_is_no_id(connection, told, forged):
    asked(tell, connection=connection, request_id=GIVEN)
    done(connection, request_id=forged)
    (line,) = told
    assert "request_id" not in line
