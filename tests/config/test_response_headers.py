"""What every answer tells a browser: what it may load, where it may be shown, that nothing of it is kept."""

import os
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.middleware import response_headers
from tests.architecture.sources import ROOT
from tests.once import crawl
from tests.shared_data import shared_data
from tests.workflow.sample_office import Office

pytestmark = pytest.mark.django_db
STORES = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.open")


@shared_data
def staffed():
    """Return an office."""
    return Office()


def plain_addresses() -> list[str]:
    """Return every address that takes no argument, and some that there is not."""
    known = {f"/{one.plain}" for one in crawl.addresses() if not one.converters and "(?P" not in one.route}
    return sorted(known | {"/no/such/place/", "/api/v1/none/", "/cases/999999/"})


def policy(answer) -> dict[str, str]:
    """Return the directives of the policy of an answer."""
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("who", ["nobody", "clerk", "supervisor", "administrator"])
def test_every_answer_bears_them(staffed, who):
    browser = Client(raise_request_exception=False)
    if who != "nobody":
        browser.force_login(getattr(staffed, who))
    assert len(plain_addresses()) > 60
    for address in plain_addresses():
        answer = browser.get(address)
        says = policy(answer)
        assert says["frame-ancestors"] in ("'none'", "'self'") and "default-src" in says, address
        assert (says["frame-ancestors"] == "'self'") == (answer["X-Frame-Options"] == "SAMEORIGIN"), address
        if "sandbox" not in says:
            assert says["base-uri"] == says["object-src"] == "'none'", address
        assert "unsafe-inline" not in says.get("script-src", "") or address.startswith("/api/v1/docs"), address
        assert "no-store" in answer["Cache-Control"] or "max-age" in answer["Cache-Control"], address
        assert answer["X-Content-Type-Options"] == "nosniff" and "camera=()" in answer["Permissions-Policy"], address
        assert answer["Referrer-Policy"] == "same-origin", address


def test_who_signs_out_leaves_nothing_in_the_browser(staffed):
    browser = Client()
    browser.force_login(staffed.clerk)
    assert "Clear-Site-Data" not in browser.get("/")
    answer = browser.post("/logout/")
    assert answer.status_code == 302 and answer["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize("address", ["/api/v1/cases/", "/api/v1/token/", "/api/v1/none/", "/api/"])
def test_the_api_is_not_led_to_https_but_refused(staffed, settings, method, address):
    settings.HTTPS_ONLY = settings.SECURE_SSL_REDIRECT = True
    browser = Client(headers={"Authorization": "Token 0123456789"})
    answer = getattr(browser, method)(address)
    assert answer.status_code == 403 and "Location" not in answer
    if method != "head":
        assert "HTTPS" in answer.json()["detail"] and answer.json()["type"].endswith("/not-permitted/")
    assert browser.get("/login/").status_code == 301
    assert getattr(browser, method)(address, secure=True).status_code != 403 or address == "/api/v1/token/"


def test_nobody_traces(staffed):
    for address in ("/", "/login/", "/api/v1/cases/", "/static/css/site.css"):
        assert Client().trace(address).status_code in (301, 302, 401, 403, 404, 405), address


def test_over_https_every_cookie_is_bound_to_the_host(tmp_path):
    """In a process of its own: names of cookies are settings."""
    code = """
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.conf import settings
from agencies.authentication.known_machines import COOKIE
from config.guide import HIDDEN
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, COOKIE, HIDDEN]
assert all(name.startswith("__Host-") for name in names), names
answer = Client().get("/login/", secure=True, headers={"host": "localhost"})
cookie = answer.cookies["__Host-csrftoken"]
assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"], cookie
answer = Client().post("/i18n/setlang/", {"language": "en"}, secure=True, headers={"host": "localhost"})
cookie = answer.cookies["__Host-django_language"]
assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/", cookie
assert Client().get("/login/", secure=True, headers={"host": "localhost"})["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
print("bound")
"""
    given = {
        "HTTPS_ONLY": "1", "HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "1", "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    migrated = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrated, cwd=ROOT, env=os.environ | given, check=True)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | given, check=False, capture_output=True, text=True
    )
    assert said.stdout == "bound\n", said.stderr


def test_what_a_view_says_itself_stands():
    def view(request):
        return HttpResponse(
            headers={
                "Cache-Control": "max-age=60",
                "Content-Security-Policy": "sandbox",
                "X-Frame-Options": "SAMEORIGIN",
            }
        )

    answer = response_headers.ResponseHeadersMiddleware(view)(RequestFactory().get("/"))
    assert answer["Cache-Control"] == "max-age=60"
    assert answer["Content-Security-Policy"] == "sandbox; frame-ancestors 'self'"


@pytest.mark.parametrize("site", ["https://evil.example", "null", "http://localhost:1"])
def test_nobody_of_another_site_is_let_in(staffed, site):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staffed.clerk)
    for address in ("/", "/api/v1/cases/", "/api/v1/reckon/", "/verify/", "/livez"):
        for answer in (
            browser.get(address, headers={"origin": site}),
            browser.options(address, headers={"origin": site, "access-control-request-method": "POST"}),
        ):
            assert not [name for name in answer.headers if name.startswith("Access-Control-")], address
    assert browser.post("/register/", {"text": "x"}, headers={"origin": site}).status_code == 403
    sent = browser.post("/api/v1/applications/", {}, "application/json", headers={"origin": site})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "other",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "%2f%2fevil.example",
    ],
)
def test_nobody_is_led_to_another_site(staffed, other):
    staffed.clerk.set_password("Kaidang-next-22")
    staffed.clerk.save()
    browser = Client()
    given = {"username": staffed.clerk.username, "password": "Kaidang-next-22", "next": other}
    asked = [
        browser.post(f"/login/?next={other}", given),
        browser.post("/i18n/setlang/", {"language": "en", "next": other}, headers={"referer": other}),
        browser.post("/logout/", {"next": other}),
        browser.get("/", {"next": other}),
    ]
    for answer in asked:
        assert answer.status_code in (200, 302, 204)
        place = answer.headers.get("Location", "/")
        landed = urlsplit(urljoin("https://own.example/login/", place.replace("\\", "/")))
        assert (landed.scheme, landed.netloc) == ("https", "own.example"), place


@pytest.mark.parametrize("who", ["nobody", "clerk"])
def test_every_answer_names_its_kind(staffed, who):
    browser = Client(raise_request_exception=False)
    if who == "clerk":
        browser.force_login(staffed.clerk)
    for address in plain_addresses():
        answer = browser.get(address)
        if not answer.streaming and not answer.content:
            continue
        kind = answer["Content-Type"]
        text = kind.startswith(("text/", "application/xhtml"))
        assert not text or "charset=utf-8" in kind.lower(), (address, kind)
        if kind.startswith(("application/json", "application/problem+json")):
            answer.json()


def test_no_page_keeps_anything_in_the_browser():
    """Scripts of ours use no store of the browser; what the desk says stands in the session, on the server."""
    scripts = [*ROOT.glob("static/**/*.js"), *ROOT.glob("templates/**/*.html")]
    assert len(scripts) > 100
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in STORES if word in text], path
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")
