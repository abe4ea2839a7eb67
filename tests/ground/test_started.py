"""The server's command, really started with the settings that are documented, several of them at a time."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from notices.typesetting import client as typesetting_client
from tests.config.test_serve import port, read_until, wait_for  # noqa: F401  a fixture

ROOT = Path(__file__).resolve().parents[2]
# Without a look at the database: most of these starts are about something else.
BLIND = "import sys; from config import serve; serve.unready = lambda: ''; sys.exit(serve.main(sys.argv[1:]))"


def environment(**given: str) -> dict[str, str]:
    """Return these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONUTF8": "1"} | given


@contextmanager
def started(number: int, *arguments: str, looks: bool = False, mask: int = 0o022, **given: str):
    """Start the servers; give what they print until they serve, and stop them as Ctrl-C does."""
    command = ["-m", "config.serve"] if looks else ["-c", BLIND]
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(number), *arguments],
        cwd=ROOT, env=environment(**given), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, umask=mask,
    )  # fmt: skip
    try:
        yield read_until(process, "Ctrl-C")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        process.stdout.close()


def refused(number: int, **given: str) -> str:
    """Return what a start prints that ends at once."""
    command = [sys.executable, "-m", "config.serve", "--port", str(number)]
    done = subprocess.run(command, cwd=ROOT, env=environment(**given), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    return done.stderr


def asked(number: int, path: str, host: str = "127.0.0.1", **headers: str):
    """Return status, headers and text of a page; no redirect is followed."""
    connection = HTTPConnection(host, number, timeout=30)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    connection.close()
    return found


def migrated(**given: str) -> None:
    """Make the database of some settings."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(**given), check=True)


def test_everything_lies_below_var_dir_and_the_pages_answer(port, tmp_path):  # noqa: F811
    var = tmp_path / "数据 一号" / "a+b 100%"
    given = {
        "VAR_DIR": os.path.relpath(var, ROOT),
        "PASSWORD_RULES": "asvs",
        "LOG_LEVEL": "info",
        "SESSION_COOKIE_AGE": "600",
    }
    given |= {
        "PUBLIC_URL": "https://xxgk.example.gov.cn",
        "VERIFY_RATE": "5/hour",
        "POST_SILENT_WORKDAYS": "3",
        "SECRET_KEY": "x" * 50,
    }
    assert "migrate" in refused(port, **given)
    migrated(**given)
    with started(port, looks=True, mask=0o077, **given) as said:
        assert f"http://127.0.0.1:{port}/" in said
        assert "字体还没有装好" in said and "make setup" in said  # nobody waits for letters in vain
        assert f"{var.name}/log" in said
        status, headers, text = asked(port, "/login/")
        assert status == 200 and "Max-Age=" in headers["Set-Cookie"]
        assert asked(port, "/verify/")[0] == 200
        wait_for(lambda: any(var.glob("celerybeat-schedule*")))  # the clock of the sweeps starts after the pages
    found = {path.name for path in var.iterdir()}
    assert {"db.sqlite3", "media", "log", "static", "queue", "queue-done", "control", "celerybeat-schedule"} <= {
        name.partition(".d")[0] if name.startswith("celery") else name for name in found
    }, found
    assert "secret_key" not in found  # it was given
    assert (var / "log" / "web.log").stat().st_mode & 0o077 == 0


def test_https_only_answers_over_the_proxy_and_leads_others_to_it(port, tmp_path, copy_migrated):  # noqa: F811
    given = {
        "HTTPS_ONLY": "1",
        "ALLOWED_HOSTS": "xxgk.example.gov.cn,.intra.example",
        "CSRF_TRUSTED_ORIGINS": "https://xxgk.example.gov.cn",
    }
    copy_migrated(tmp_path / "db.sqlite3")
    migrated(VAR_DIR=str(tmp_path), **given)
    with started(port, VAR_DIR=str(tmp_path), **given) as said:
        assert "X-Forwarded-Proto" in said and "xxgk.example.gov.cn" in said
        status, headers, _ = asked(port, "/login/", Host="xxgk.example.gov.cn")
        assert (status, headers["Location"]) == (301, "https://xxgk.example.gov.cn/login/")
        status, headers, _ = asked(port, "/login/", Host="a.intra.example", X_Forwarded_Proto="https")
        assert status == 200 and "Secure" in headers["Set-Cookie"]
        assert "Invalid HTTP_HOST" not in (tmp_path / "log" / "web.log").read_text()  # not even by our own question
        assert asked(port, "/login/", X_Forwarded_Proto="https")[0] == 400


def test_every_place_of_its_own_and_a_broker_that_is_away(port, tmp_path, copy_migrated):  # noqa: F811
    for name in ("印 章", "证书", "单位字体"):
        (tmp_path / name).mkdir()
    given = {
        "VAR_DIR": str(tmp_path / "var"), "MEDIA_ROOT": str(tmp_path / "附 件"), "FONT_DIR": str(Path(settings.FONT_DIR).resolve()),
        "SEAL_DIR": str(tmp_path / "印 章"), "SIGNER": "notices.signing.pades.PadesSigner", "SIGNER_FOLDER": str(tmp_path / "证书"),
        "AGENCY_FONT_DIR": str(tmp_path / "单位字体"), "CELERY_BROKER_URL": "redis://127.0.0.1:1/0", "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/库 a+b.sqlite3", "ALLOWED_HOSTS": "*",
    }  # fmt: skip
    copy_migrated(tmp_path / "库 a+b.sqlite3")
    migrated(**given)
    with started(port, "--host", "::1", **given) as said:
        assert f"http://[::1]:{port}/" in said and "CELERY_BROKER_URL" in said
        assert ("字体还没有装好" in said) == (typesetting_client.missing_fonts(settings.FONT_DIR) is not None)
        assert asked(port, "/login/", "::1", Host="any.example")[0] == 200
    assert (tmp_path / "附 件").is_dir() and not (tmp_path / "var" / "media").exists()


@pytest.mark.parametrize(
    "given, said",
    [
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "连不上数据库"),
        ({"SIGNER": "nowhere.Signer"}, "签章程序没有装好"),
        ({"SIGNER": "notices.signing.pades.NoSuchSigner"}, "签章程序没有装好"),
        ({"HTTPS_ONLY": "ja"}, "环境变量 HTTPS_ONLY"),
        ({"ALLOWED_HOSTS": "https://x"}, "环境变量 ALLOWED_HOSTS"),
        ({"CELERY_BROKER_URL": "nonsense"}, "环境变量 CELERY_BROKER_URL"),
        ({"VAR_DIR": "Makefile"}, "环境变量 VAR_DIR"),
        ({"MEDIA_ROOT": "/proc/1/media"}, "环境变量 MEDIA_ROOT"),
        ({"DATABASE_URL": "sqlite:////no/such/folder/db"}, "环境变量 DATABASE_URL"),
        ({"LOG_LEVEL": "loud"}, "环境变量 LOG_LEVEL"),
    ],
)
def test_what_stands_in_the_way_is_said_before_anything_is_started(port, tmp_path, given, said):  # noqa: F811
    printed = refused(port, **({"VAR_DIR": str(tmp_path)} | given))
    assert said in printed
    assert not (tmp_path / "log").exists()
