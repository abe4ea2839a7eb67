"""The client's address is what our outermost proxy saw, and nothing that a client writes itself."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from agencies.authentication.client_address import UNKNOWN, address_in, address_of, client_address
from config.middleware.client_address import ClientAddressMiddleware

LOCAL = ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "found"),
    [
        ("127.0.0.1", "9.9.9.9", 0, "127.0.0.1"),  # none is believed
        ("127.0.0.1", "9.9.9.9", 1, "9.9.9.9"),
        ("127.0.0.1", "1.2.3.4, 9.9.9.9", 1, "9.9.9.9"),  # the left one the client wrote
        ("127.0.0.1", "1.2.3.4, 9.9.9.9, 10.0.0.2", 2, "9.9.9.9"),
        ("203.0.113.5", "9.9.9.9", 1, "203.0.113.5"),  # no proxy of ours
        ("", "9.9.9.9", 1, "9.9.9.9"),  # over a socket of this machine
        ("", "", 1, "127.0.0.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("127.0.0.1", "9.9.9.9, <script>", 1, "127.0.0.1"),
        ("127.0.0.1", "9.9.9.9:4711", 1, "9.9.9.9"),
        ("127.0.0.1", "[2001:DB8::1]:4711", 1, "2001:db8::1"),
        ("::ffff:127.0.0.1", "9.9.9.9", 1, "9.9.9.9"),
        ("127.0.0.1", ",,,", 1, "127.0.0.1"),
        ("127.0.0.1", "9.9.9.9", 2, "9.9.9.9"),  # one proxy was passed by: the other saw the client
        ("127.0.0.1", "1.2.3.4, 9.9.9.9", 3, "1.2.3.4"),
        ("127.0.0.1", "1.2.3.4, <script>, 10.0.0.2", 2, "127.0.0.1"),  # never the one to the left of it
        ("127.0.0.1", "unknown", 1, "127.0.0.1"),
        ("127.0.0.1", "::ffff:9.9.9.9", 1, "9.9.9.9"),
        ("127.0.0.1", "[::ffff:9.9.9.9]:443", 1, "9.9.9.9"),
        ("127.0.0.1", "fe80::1%eth0\nforged", 1, "fe80::1"),  # a zone may be any text
        ("127.0.0.1", "\t9.9.9.9 ", 1, "9.9.9.9"),
        ("unix:/run/x.sock", "9.9.9.9", 1, "127.0.0.1"),  # a name is no peer of ours
        ("::1", "2001:db8::1", 1, "2001:db8::1"),
        ("fe80::1%eth0", "9.9.9.9", 1, "fe80::1"),
    ],
)
def test_one_address_is_believed(peer, forwarded, proxies, found):
    assert client_address(peer, forwarded, proxies=proxies, believed=LOCAL) == found


def test_a_network_of_proxies():
    assert client_address("10.20.3.4", "9.9.9.9", proxies=1, believed=["10.20.0.0/16"]) == "9.9.9.9"
    assert client_address("10.21.3.4", "9.9.9.9", proxies=1, believed=["10.20.0.0/16"]) == "10.21.3.4"
    assert client_address("10.21.3.4", "9.9.9.9", proxies=1, believed=["*"]) == "9.9.9.9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "_hidden",
        "1.2.3",
        "9.9.9.9\r\nx",
        "１.2.3.4",
        "9.9.9.9:",
        "9.9.9.9:x",
        "9.9.9.9:123456",
        "[::1",
        "[::1]x",
        "[[::1]]",
        "::1]",
        "[9.9.9.9]:80:80",
        "0x7f.0.0.1",
        "127.1",
        "2130706433",
        "010.0.0.1",
        "1.2.3.4/8",
        "9.9.9.9\x00",
    ],
)
def test_what_is_no_address_is_none(text):
    assert address_in(text) == ""


@pytest.mark.parametrize("proxies", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "forwarded", ["", "9.9.9.9", "6.6.6.6, 9.9.9.9", "6.6.6.6, 9.9.9.9, 10.0.0.2", "<script>", "fe80::1%<b>"]
)
@pytest.mark.parametrize("peer", ["", "127.0.0.1", "::ffff:127.0.0.1", "203.0.113.5", "garbage"])
def test_lists_and_limits_hear_of_one_address(settings, peer, forwarded, proxies):
    settings.PROXIES, settings.FORWARDED_ALLOW_IPS = proxies, LOCAL
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    ClientAddressMiddleware(lambda one: HttpResponse())(request)
    found = client_address(peer, forwarded, proxies=proxies, believed=LOCAL)
    assert address_of(request) == request.META["REMOTE_ADDR"] == found == address_in(found)
    assert "HTTP_X_FORWARDED_FOR" not in request.META


@pytest.mark.parametrize(("told", "found"), [("10.0.0.7", "10.0.0.7"), ("", UNKNOWN), ("<script>", UNKNOWN)])
def test_nothing_below_reads_a_header(settings, told, found):
    settings.PROXIES = 1
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=told, HTTP_X_FORWARDED_FOR="9.9.9.9")) == found


def asked(forwarded: str) -> int:
    return Client().post(reverse("verify"), {"code": "0" * 20}, HTTP_X_FORWARDED_FOR=forwarded).status_code


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr("notices.verification.views.VerificationThrottle.rate", "3/min", raising=False)


@pytest.mark.django_db
def test_nobody_escapes_a_limit_by_a_header(three, settings):
    assert [asked(f"1.1.1.{n}") for n in range(5)] == [200, 200, 200, 429, 429]
    settings.PROXIES = 1
    assert [asked(f"1.1.1.{n}, 9.9.9.9") for n in range(5)] == [200, 200, 200, 429, 429]
    assert asked("8.8.8.8") == 200  # another client of the proxy


@pytest.mark.django_db
def test_a_household_of_ipv6_is_one(three, settings):
    settings.PROXIES = 1
    assert [asked(f"2001:db8:1:2::{n:x}") for n in range(1, 5)] == [200, 200, 200, 429]
    assert asked("2001:db8:1:3::1") == 200
