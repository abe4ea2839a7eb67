"""Units, containers and the proxy's example: each is read by the program that reads it in an office, and agrees with ours."""

import configparser
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from config import web_server
from intake.services import MAX_ATTACHMENTS
from tests.architecture.sources import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
HARDENED = (
    "NoNewPrivileges",
    "ProtectHome",
    "PrivateTmp",
    "PrivateDevices",
    "RestrictSUIDSGID",
    "ProtectKernelModules",
)


def unit(path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(path, encoding="utf-8")
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_every_unit(path, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze on this machine")
    text = path.read_text("utf-8").replace("/opt/kaidang/.venv/bin/python", "/bin/true")
    copied = tmp_path / path.name
    copied.write_text(text)
    if path.suffix == ".timer":
        shutil.copy(path.with_suffix(".service"), tmp_path)
        service = tmp_path / path.with_suffix(".service").name
        service.write_text(service.read_text("utf-8").replace("/opt/kaidang/.venv/bin/python", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copied], capture_output=True, text=True)
    assert (done.returncode, path.name in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("path", [one for one in UNITS if one.suffix == ".service"], ids=lambda path: path.name)
def test_every_service_has_a_user_of_its_own_and_is_hardened(path):
    service = unit(path)["Service"]
    assert (service["User"], service["UMask"], service["StateDirectoryMode"]) == ("kaidang", "0077", "0700")
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    assert all(service[name] == "yes" for name in HARDENED)
    assert service["EnvironmentFile"] == "/etc/kaidang/kaidang.env"


def test_the_clock_is_a_process_of_its_own():
    commands = {path.stem: unit(path)["Service"]["ExecStart"] for path in UNITS if path.suffix == ".service"}
    assert set(commands) == {"kaidang-web", "kaidang-worker", "kaidang-beat", "kaidang-sweep"}
    assert " beat" in commands["kaidang-beat"] and "--beat" not in commands["kaidang-worker"]
    assert str(settings.VAR_DIR / "celerybeat-schedule") == settings.CELERY_BEAT_SCHEDULE_FILENAME
    for command in commands.values():
        module = command.partition(" -m ")[2].split(" ")[0]
        assert module in ("gunicorn", "celery", "")


def test_the_containers_are_what_the_document_says():
    compose = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text("utf-8"))
    services = compose["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "database", "redis"}
    images = {one["image"] for one in services.values()}
    assert images == {"kaidang", "postgres:17", "redis:7"}
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.M))
    for name in ("migrate", "web", "worker", "beat"):
        one = services[name]
        assert set(one["environment"]) <= explained
        assert one["read_only"] and one["cap_drop"] == ["ALL"]
        assert one["environment"]["PROXIES"] == "1" and one["environment"]["CACHE_URL"].startswith("redis://")
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    recipe = (DEPLOY / "container/Containerfile").read_text("utf-8")
    assert "USER kaidang" in recipe and recipe.startswith("#") and "FROM debian:" in recipe


def test_the_proxy_and_the_program_agree():
    text = (DEPLOY / "nginx/kaidang.conf").read_text("utf-8")
    most = MAX_ATTACHMENTS * settings.ATTACHMENT_MAX_BYTES + 1024 * 1024
    assert int(re.search(r"client_max_body_size (\d+)m;", text)[1]) * 1024 * 1024 >= most
    waits = int(re.search(r"proxy_read_timeout (\d+)s;", text)[1])
    assert waits > web_server.REQUEST_SECONDS > int(web_server.STATEMENT_SECONDS)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    proxied = text[text.rindex("location / {") :]
    assert "add_header" not in proxied  # the program sends its own
