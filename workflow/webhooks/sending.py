"""One request to an address that somebody else wrote down: no redirect, no private network, five seconds, a short answer.

The name is resolved once, every address it has is judged, and the connection goes to the very address that was judged.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from law import Refused

SECONDS = 5  # for each step of the connection
LONGEST_SECONDS = 15  # for all of it, however slowly the other side speaks
LONGEST_ANSWER = 64 * 1024  # bytes that are read of an answer; none of them is kept


class NotDelivered(Exception):
    """The other side did not take it; the message says why, without anything of the answer."""


def checked_address(url: str) -> SplitResult:
    """Return the parts of an address to which may be sent; raise Refused for one that may not, whatever it resolves to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused(url, "读不出来", "cannot be read") from None
    schemes = ("https", "http") if settings.WEBHOOK_HTTP else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise _refused(url, f"应当以 {'://、'.join(schemes)}:// 开头", f"must begin with {' or '.join(schemes)}://")
    if parts.username or parts.password or parts.fragment or any(char.isspace() or ord(char) < 33 for char in url):
        raise _refused(url, "不能带用户名、口令、# 和空白", "has no user, password, fragment or blank")
    if not url.isascii():
        raise _refused(url, "应当只有 ASCII 字符（域名用 xn-- 形式）", "must be ASCII")
    if port == 0:
        raise _refused(url, "端口不对", "has no such port")
    return parts


def _refused(url: str, chinese: str, english: str) -> Refused:
    return Refused(f"地址“{url[:200]}”{chinese}", field="url", english=f"The address {url[:200]} {english}")


def may_be_reached(address: str) -> bool:
    """Say whether an IP address is one of the open network, or of a network that the setting names."""
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or found
    if any(inner in network for network in settings.WEBHOOK_NETWORKS if network.version == inner.version):
        return True
    inside = getattr(inner, "sixtofour", None) or (getattr(inner, "teredo", None) or (None, None))[1]
    if inside is not None and not inside.is_global:
        return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def resolve(host: str, port: int) -> str:
    """Return the address to connect to; raise NotDelivered where there is none or one of them may not be reached."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotDelivered("域名解析不了") from None
    addresses = sorted(found, key=lambda address: (":" in address, address))
    if not addresses or not all(may_be_reached(address.partition("%")[0]) for address in addresses):
        raise NotDelivered("地址在内部网络，不允许发送（WEBHOOK_NETWORKS）")
    return addresses[0]


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send a body; raise NotDelivered for anything but an answer of 2xx."""
    try:
        parts = checked_address(url)
    except Refused as refused:
        raise NotDelivered(refused.reason) from None
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = resolve(parts.hostname, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    late = threading.Event()
    connection = kind(parts.hostname, port, timeout=SECONDS)
    try:
        connection.sock = _connected(address, port, parts.hostname if secure else "")
        watch = threading.Timer(LONGEST_SECONDS, _cut, [connection.sock, late])
        watch.start()
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            answer.read(LONGEST_ANSWER)
        finally:
            watch.cancel()
    except TimeoutError:
        raise NotDelivered("超时") from None
    except ssl.SSLError:
        raise NotDelivered("证书或者加密连接有问题") from None
    except (OSError, http.client.HTTPException):
        raise NotDelivered("连不上或者连接中断") from None
    finally:
        connection.close()
    if late.is_set():  # what was cut off in the middle of its headers reads like an answer
        raise NotDelivered("超时")
    if not 200 <= answer.status < 300:
        told = "，不跟随跳转" if 300 <= answer.status < 400 else ""
        raise NotDelivered(f"对方答 {answer.status}{told}")


def _connected(address: str, port: int, name: str) -> socket.socket:
    """Return a connection to the judged address; `name` is what the certificate must be made out to, "" for plain HTTP."""
    plain = socket.create_connection((address, port), timeout=SECONDS)
    if not name:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=name)
    except OSError:
        plain.close()
        raise


def _cut(connection: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
