"""The folder as broker: a message is there whole or not at all, whoever looks while it is written."""

import errno
import threading
import time
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from config import broker
from config.celery import app


@pytest.fixture
def channel(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"), "data_folder_out": str(tmp_path / "queue"),
        "processed_folder": str(tmp_path / "done"), "control_folder": str(tmp_path / "control"), "store_processed": False,
    }  # fmt: skip
    with Connection("filesystem://", transport=broker.Transport, transport_options=options) as connection:
        yield connection.channel()


def test_what_is_put_is_got_once_and_in_order_of_queues(channel):
    channel._put("a", {"n": 1})
    channel._put("b", {"n": 2})
    assert channel._get("b") == {"n": 2}
    assert channel._get("a") == {"n": 1}
    with pytest.raises(Empty):
        channel._get("a")


def test_a_reader_never_sees_half_of_a_message(channel):
    payload, seen, faults, over = {"text": "x" * 200_000}, 0, [], threading.Event()

    def read():
        nonlocal seen
        while not over.is_set() or channel_size():
            try:
                assert channel._get("q") == payload
                seen += 1
            except Empty:
                time.sleep(0.0005)
            except ChannelError as error:
                faults.append(error)
                return

    def channel_size():
        return channel._size("q")

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(150):
        channel._put("q", payload)
    over.set()
    reader.join(60)
    assert (faults, seen) == ([], 150)


def test_half_a_message_left_by_a_killed_process_ends_nobody(channel, tmp_path):
    (tmp_path / "queue" / "1_x.q.msg").write_text('{"half')
    with pytest.raises(Empty):
        channel._get("q")
    channel._put("q", {"n": 3})
    assert channel._get("q") == {"n": 3}


def test_the_application_uses_it():
    with app.connection("filesystem://") as connection:  # whatever broker this run has
        assert type(connection.transport) is broker.Transport


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("fails", ["write", "rename"])
def test_a_message_that_finds_no_room_leaves_nothing_behind(channel, tmp_path, monkeypatch, number, fails):
    def refuse(*_given, **_more):
        raise OSError(number, "x")

    monkeypatch.setattr(broker.os, "replace", refuse)
    if fails == "write":
        monkeypatch.setattr(broker, "dumps", refuse)
    with pytest.raises(ChannelError):
        channel._put("q", {"n": 1})
    assert list((tmp_path / "queue").iterdir()) == []
