"""Limits are counted by all processes together, exactly, also by those that ask in the same moment."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import ConnectionError as RedisConnectionError
from rest_framework.test import APIRequestFactory

from agencies.api.limits import CountedThrottle, limited_address
from config import services
from config.file_cache import CountingFileCache

ROOT = Path(__file__).resolve().parents[2]
COUNT = """
import sys
from django.conf import settings
settings.configure()
from config.file_cache import CountingFileCache
cache = CountingFileCache(sys.argv[1], {})
cache.add("n", 0, 600)
for _ in range(100):
    cache.incr("n")
"""


def test_several_processes_count_exactly(tmp_path):
    started = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path / "cache")], cwd=ROOT) for _ in range(3)]
    assert [one.wait(120) for one in started] == [0, 0, 0]
    cache = CountingFileCache(str(tmp_path / "cache"), {})
    assert cache.get("n") == 300
    modes = {file.stat().st_mode & 0o777 for file in (tmp_path / "cache").iterdir()}
    assert modes == {0o600} and (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


def test_adding_and_raising_keep_the_time_to_live(tmp_path, monkeypatch):
    cache = CountingFileCache(str(tmp_path), {})
    assert cache.add("n", 1, 50) and not cache.add("n", 9, 50)
    assert cache.incr("n", 2) == 3
    later = __import__("time").time() + 60
    monkeypatch.setattr("time.time", lambda: later)
    assert cache.get("n") is None
    with pytest.raises(ValueError):
        cache.incr("n")


class Five(CountedThrottle):
    scope, rate = "five", "5/min"

    def get_cache_key(self, request, view):
        return f"five:{self.get_ident(request)}"


def ask(address: str = "10.0.0.1", at: float | None = None) -> bool:
    throttle = Five()
    if at is not None:
        throttle.timer = lambda: at
    return throttle.allow_request(APIRequestFactory().get("/", REMOTE_ADDR=address), None)


def test_of_twenty_at_once_five_pass():
    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(lambda _: ask(at=6000.0), range(20))) <= 5
    assert not ask(at=6000.0)


def test_the_time_slides_and_a_refused_one_does_not_count():
    assert [ask(at=6059.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert not ask(at=6061.0)  # a minute that began two seconds ago forgives nothing
    assert ask(at=6061.0 + 60) and ask("10.0.0.2", at=6061.0)
    throttle = Five()
    throttle.timer = lambda: 6061.0
    throttle.allow_request(APIRequestFactory().get("/", REMOTE_ADDR="10.0.0.3"), None)
    assert 0 < throttle.wait() <= 60


def test_lost_counters_let_through_and_say_so(monkeypatch, caplog):
    def lost(*_):
        raise RedisConnectionError("gone")

    monkeypatch.setattr(Five, "_count", lost)
    assert ask()
    assert "a limit is not kept" in caplog.text


def test_what_a_client_is_counted_by():
    assert limited_address("10.1.2.3") == "10.1.2.3"
    assert limited_address("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert limited_address("") == ""


def test_where_the_counters_stand(monkeypatch, tmp_path):
    monkeypatch.delenv("CACHE_URL", raising=False)
    assert services.cache("CACHE_URL", "", tmp_path)["LOCATION"] == str(tmp_path)
    assert services.cache("CACHE_URL", "amqp://host", tmp_path)["LOCATION"] == str(tmp_path)
    assert services.cache("CACHE_URL", "redis://host/0", tmp_path)["LOCATION"] == "redis://host/0"
    socket = services.cache("CACHE_URL", "redis+socket:///run/redis.sock?virtual_host=2", tmp_path)
    assert socket["LOCATION"] == "unix:///run/redis.sock?db=2"
    monkeypatch.setenv("CACHE_URL", "memcached://user:secret@host")
    with pytest.raises(ImproperlyConfigured) as refused:
        services.cache("CACHE_URL", "", tmp_path)
    assert "CACHE_URL" in str(refused.value) and "secret" not in str(refused.value)
