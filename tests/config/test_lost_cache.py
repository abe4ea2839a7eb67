"""Where the cache is lost (Redis away, a full disk, a folder taken away) every page that answered before still answers."""

import os

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow

from tests.workflow.sample_office import Office

pytestmark = pytest.mark.django_db
FULL = OSError(28, "No space left on device")
AWAY = {
    "no answer": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"},
    "a folder that is a file": {"BACKEND": "config.file_cache.CountingFileCache", "LOCATION": os.devnull},
}


@pytest.fixture(params=[*AWAY, "refused", "slow", "full", "denied"])
def lost(request, settings, monkeypatch):
    """Take the cache away, in one of the ways that it goes."""
    if request.param in AWAY:
        settings.CACHES = {"default": AWAY[request.param]}
        return
    error = {
        "refused": RedisAway("refused"),
        "slow": RedisSlow("slow"),
        "full": FULL,
        "denied": PermissionError(13, "denied"),
    }
    failing = lambda *args, **options: (_ for _ in ()).throw(error[request.param])  # noqa: E731
    for name in ("get", "set", "add", "incr", "get_many", "delete"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, failing)


@pytest.mark.parametrize("address", ["/login/", "/verify/", "/livez", "/api/reckon/?received=2026-01-05"])
def test_a_page_for_everybody_answers(lost, client, address):
    """Who signs in, checks a letter or asks for a day is not told of a cache."""
    assert client.get(address).status_code < 500


def test_an_officer_works_on(lost, client):
    """The list, and an act of the case, are as they were."""
    office = Office()
    client.force_login(office.clerk)
    for address in (reverse("worklist"), reverse("register"), reverse("queue")):
        assert client.get(address, follow=True).status_code == 200, address


def test_a_form_is_taken(lost, client):
    """A wrong password is answered with the form, and a right one opens the door."""
    assert client.post("/login/", {"username": "niemand", "password": "falsch"}).status_code == 200
    office = Office()
    office.clerk.set_password("一行 很 长 的 口令 26")
    office.clerk.save()
    answer = client.post("/login/", {"username": office.clerk.username, "password": "一行 很 长 的 口令 26"})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(office.clerk.pk)
