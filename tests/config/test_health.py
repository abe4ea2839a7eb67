"""Whoever watches over an installation is told when it cannot serve or does no work, and strangers are told no more."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from agencies.installation import signs
from config.health import checks

pytestmark = pytest.mark.django_db
ADDRESSES = ("/livez", "/healthz", "/readyz", "/metrics")


@pytest.fixture
def working(settings):
    settings.DISK_FREE_MB = 0
    now = timezone.now()
    signs.give_sign_of_worker(now=now, today=timezone.localdate(now))


def states(answer) -> dict[str, str]:
    return {name: one["state"] for name, one in answer.json()["checks"].items()}


def test_all_is_well(client, working):
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json()["status"] == "ok"
    found = states(answer)
    assert found.pop("drawing") in ("good", "warning")
    assert found == dict.fromkeys(
        ["database", "migrations", "worker", "queue", "keys", "disk of files", "disk of var"], "good"
    )
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_worker_that_is_silent_is_bad_for_work_and_not_for_serving(client, working, settings):
    old = timezone.now() - timedelta(minutes=6)
    signs.give_sign_of_worker(now=old, today=timezone.localdate(old))
    answer = client.get("/readyz")
    assert answer.status_code == 503 and states(answer)["worker"] == "bad"
    assert client.get("/healthz").status_code == 200


def test_a_database_that_is_gone_is_bad_and_the_process_lives(client, monkeypatch):
    def gone(*_):
        raise OperationalError("could not connect to 10.1.2.3 password=secret")

    monkeypatch.setattr(checks, "MigrationRecorder", gone)
    for address in ("/healthz", "/readyz"):
        answer = client.get(address)
        assert answer.status_code == 503 and states(answer)["database"] == "bad"
        assert b"secret" not in answer.content and b"10.1.2.3" not in answer.content
    assert client.get("/livez").status_code == 200


def test_a_version_that_the_database_has_not_is_bad(client, monkeypatch):
    known = checks._known_migrations() | {("workflow", "9999_later")}
    monkeypatch.setattr(checks, "_known_migrations", lambda: known)
    answer = client.get("/healthz")
    assert (answer.status_code, states(answer)["migrations"]) == (503, "bad")


def test_a_disk_without_room_is_bad(client, working, settings):
    settings.DISK_FREE_MB = 10**9
    answer = client.get("/readyz")
    assert answer.status_code == 503 and states(answer)["disk of files"] == "bad"


@pytest.mark.parametrize("passed_on", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA"])
def test_strangers_are_told_good_or_bad_alone(working, settings, passed_on):
    for stranger in (Client(REMOTE_ADDR="203.0.113.5"), Client(**{passed_on: "127.0.0.1"})):
        assert stranger.get("/readyz").json() == {"status": "ok"}
        assert stranger.get("/healthz").json() == {"status": "ok"}
        assert stranger.get("/metrics").status_code == 403
    settings.HTTPS_ONLY = True  # a proxy stands in front and names nobody
    assert Client().get("/readyz").json() == {"status": "ok"}


def test_a_token_opens_and_then_this_machine_alone_does_not(working, settings):
    settings.HEALTH_TOKEN = "好" * 20
    assert Client().get("/readyz").json() == {"status": "ok"}
    settings.HEALTH_TOKEN = "t" * 40
    far = Client(REMOTE_ADDR="203.0.113.5")
    assert far.get("/metrics", HTTP_AUTHORIZATION="Bearer " + "t" * 39).status_code == 403
    assert far.get("/metrics?token=" + "t" * 40).status_code == 403
    assert "checks" in far.get("/readyz", HTTP_AUTHORIZATION="Bearer " + "t" * 40).json()


def test_metrics_name_addresses_and_no_values(client, working):
    client.get("/healthz")
    client.get("/no/such/张三")
    client.generic("INVENTED", "/healthz")
    text = client.get("/metrics").content.decode()
    assert 'kaidang_requests_total{method="GET",status="200",view="health"}' in text
    assert 'method="OTHER"' in text and "INVENTED" not in text and "张三" not in text
    assert "kaidang_request_seconds_bucket" in text and "\nkaidang_letters_waiting 0.0" in text
    assert "\nkaidang_database_up 1.0" in text and "kaidang_worker_age_seconds" in text


def test_a_request_that_cannot_be_counted_is_answered(client, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.health.metrics.REQUESTS.labels", full)
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_they_are_only_read_never_kept_and_never_sent_elsewhere(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(address)
    assert answer.status_code in (200, 503) and "no-store" in answer["Cache-Control"]
    assert Client().post(address).status_code == 405
