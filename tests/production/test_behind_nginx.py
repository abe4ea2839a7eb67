"""The delivered example of nginx, running: HTTPS with a certificate of its own, in front of the real web server."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time

import pytest

from tests.architecture.sources import ROOT

pytestmark = [
    pytest.mark.django_db,  # its migrated copy is given to the program
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx or no openssl here"),
]
HOST = "xxgk.example.gov.cn"
AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kaidang.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The delivered example with the places and ports of this run."""

    def __init__(self, folder):
        self.folder, self.plain, self.secure, self.program = folder, free_port(), free_port(), free_port()

    def write(self) -> None:
        """Write certificate and configuration; nothing but places, ports and addresses is changed."""
        key, certificate = self.folder / "private.pem", self.folder / "fullchain.pem"
        subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        text = (ROOT / "deploy/nginx/kaidang.conf").read_text("utf-8")
        changes = {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.secure} ssl",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "127.0.0.1:8000": f"127.0.0.1:{self.program}",
            "/etc/ssl/kaidang/fullchain.pem": str(certificate),
            "/etc/ssl/kaidang/private.pem": str(key),
            "/opt/kaidang/": f"{ROOT}/",
            "/var/lib/kaidang-static/": f"{ROOT}/static/",
        }
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        (self.folder / "kaidang.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder))

    def ask(self, method: str, path: str, *, secure: bool = True, port: int = 0, body=None, **headers):
        """Ask over TLS or plainly; return status, headers in small letters, and text."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if secure:
            trusted = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
            connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=60, context=trusted)
            connection.sock = trusted.wrap_socket(
                socket.create_connection(("127.0.0.1", self.secure), 60), server_hostname=HOST
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", port or self.plain, timeout=60)
        connection.request(method, path, body=body, headers={"Host": HOST} | given)
        answer = connection.getresponse()
        found = [(name.lower(), value) for name, value in answer.getheaders()]
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, found, text


def one(headers, name: str) -> str:
    """Return the only value of a header; fail where it stands twice."""
    values = [value for key, value in headers if key == name]
    assert len(values) == 1, (name, values)
    return values[0]


def wait_for(ready, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.5)


@pytest.fixture(scope="module")
def site(tmp_path_factory, migrated_database):
    found = Site(tmp_path_factory.mktemp("nginx"))
    found.write()
    var = found.folder / "var"
    var.mkdir(mode=0o700)
    own = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    own |= {
        "VAR_DIR": str(var), "ALLOWED_HOSTS": HOST, "HTTPS_ONLY": "1", "HSTS_SECONDS": "31536000", "PROXIES": "1",
        "VERIFY_RATE": "3/h", "PUBLIC_RATE": "3/h", "BIND": f"127.0.0.1:{found.program}", "WEB_WORKERS": "2",
        "HEALTH_TOKEN": "t" * 40, "LOG_FILE": str(var / "web.log"), "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
        "PYTHONUTF8": "1",
    }  # fmt: skip
    if migrated_database is None:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=own, check=True)
    else:
        shutil.copyfile(migrated_database, var / "db.sqlite3")
    web = [sys.executable, "-m", "gunicorn", "--config", "python:config.web_server", "config.wsgi:application"]
    children = [
        subprocess.Popen(web, cwd=ROOT, env=own),
        subprocess.Popen(["nginx", "-c", found.folder / "nginx.conf"]),
    ]

    def answers() -> bool:
        assert all(child.poll() is None for child in children), (found.folder / "error.log").read_text()
        try:
            return found.ask("GET", "/livez", secure=False, port=found.program)[0] == 200
        except OSError:
            return False

    try:
        wait_for(answers)
        yield found
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(60)


def test_nginx_reads_its_example(site):
    done = subprocess.run(["nginx", "-t", "-c", site.folder / "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_plain_is_sent_to_https_and_a_browser_keeps_to_it(site):
    status, headers, _ = site.ask("GET", "/login/?next=/", secure=False)
    assert (status, one(headers, "location")) == (301, f"https://{HOST}/login/?next=/")
    status, headers, text = site.ask("GET", "/api/v1/cases/", secure=False)
    assert status == 403 and "HTTPS" in text and one(headers, "content-type").startswith("application/problem+json")
    assert not [value for name, value in headers if name == "location"]
    status, headers, text = site.ask("GET", "/login/")
    assert status == 200 and "登录" in text
    assert one(headers, "strict-transport-security") == "max-age=31536000"
    for name in (
        "x-content-type-options",
        "x-frame-options",
        "content-security-policy",
        "referrer-policy",
        "x-request-id",
    ):
        one(headers, name)  # once, not doubled
    assert all("Secure" in value for name, value in headers if name == "set-cookie")


def test_files_come_from_nginx_with_the_same_headers_once(site):
    name = next(path.name for path in (ROOT / "static").iterdir() if path.suffix == ".css")
    status, headers, _ = site.ask("GET", f"/static/{name}")
    assert status == 200
    assert "max-age=31536000" in one(headers, "strict-transport-security")
    one(headers, "x-content-type-options")
    assert site.ask("GET", "/static/../../config/settings.py")[0] in (400, 404)


def test_too_much_is_a_sentence(site):
    status, headers, text = site.ask("POST", "/login/", Content_Length=str(500 * 1024 * 1024), Connection="close")
    assert status == 413 and "文件太大，没有收下" in text and "charset=utf-8" in one(headers, "content-type").lower()


def test_a_long_address_and_long_headers_are_sentences(site):
    for status, _, text in (
        site.ask("GET", "/login/?q=" + "a" * 9000),
        site.ask("GET", "/login/", Cookie="a" * 9000),
        site.ask("GET", "/login/?q=" + "a" * 9000, secure=False, port=site.program),
        site.ask("GET", "/login/", secure=False, port=site.program, Cookie="a" * 9000),
    ):
        assert status in (400, 414, 431) and "没有处理" in text, (status, text[:200])


def test_nobody_escapes_a_limit_by_writing_an_address(site):
    body = '{"code": "00000000-0000-0000-0000-000000000000"}'
    found = []
    for n in range(6):
        headers = {"X_Forwarded_For": f"1.1.1.{n}", "X_Real_IP": f"2.2.2.{n}", "Content_Type": "application/json"}
        found.append(site.ask("POST", "/api/v1/status/", body=body, **headers)[0])
    assert found == [404] * 3 + [429] * 3


def test_the_watching_addresses_stay_inside(site):
    assert site.ask("GET", "/metrics")[0] == 404 and site.ask("GET", "/readyz")[0] == 404
    status, _, text = site.ask("GET", "/healthz", X_Forwarded_For="127.0.0.1")
    assert status == 200 and "checks" not in text
    status, _, text = site.ask("GET", "/metrics", secure=False, port=site.program, Authorization="Bearer " + "t" * 40)
    assert status == 200 and 'view="login"' in text


def test_the_log_names_the_client_and_no_query(site):
    site.ask("GET", "/login/?next=/somebody", X_Request_ID="chosen-by-a-client")
    wait_for(lambda: '"route": "/login/"' in (site.folder / "var/web.log").read_text())
    text = (site.folder / "var/web.log").read_text()
    assert "somebody" not in text and "chosen-by-a-client" not in text
    assert (site.folder / "var/web.log").stat().st_mode & 0o777 == 0o600
