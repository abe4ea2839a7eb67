"""Who asks: the one rule by which an address is read, and by which a header that passes one on is believed.

`config.middleware.client_address` asks it once a request and writes the answer into REMOTE_ADDR; below it nothing reads a header.
"""

import ipaddress
import re

from django.http import HttpRequest

LOOPBACK = "127.0.0.1"
UNKNOWN = "unknown"  # what stands in lists for an address that is none
_BRACKETS = re.compile(r"\[([^\[\]]*)\](?::\d{1,5})?")
_WITH_PORT = re.compile(r"([^:]*):\d{1,5}")


def address_in(text: str) -> str:
    """Return an address as it is written in one way, without port, brackets and zone; empty for what is none.

    An IPv4 address inside an IPv6 one is that IPv4 address: who comes over both is one client.
    """
    text = text.strip(" \t")
    for form in (_BRACKETS, _WITH_PORT):
        if found := form.fullmatch(text):
            text = found.group(1)
            break
    try:
        address = ipaddress.ip_address(text.partition("%")[0])  # a zone is any text, and of no use elsewhere
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def client_address(peer: str, forwarded: str, *, proxies: int, believed: list[str]) -> str:
    """Return the client's address: the peer's, or what the outermost of our own proxies saw.

    `peer` is who connected, empty over a socket of this machine; `forwarded` is X-Forwarded-For; `proxies` says how many
    proxies of ours stand in front, 0 believes none; `believed` are the networks from which a proxy may connect. What a
    client itself wrote into the header stands to the left of what our proxies add, and is never reached. Where fewer
    proxies were passed than there are, the first that was passed saw the client; where what counts is no address, the
    peer stands for it.
    """
    direct = address_in(peer) or LOOPBACK
    if not proxies or not _is_believed(peer, believed):
        return direct
    chain = [part for part in forwarded.split(",") if part.strip()]
    return (address_in(chain[-min(proxies, len(chain))]) if chain else "") or direct


def address_of(request: HttpRequest) -> str:
    """Return whose request it is, as lists and limits write it; `unknown` where no server said."""
    return address_in(request.META.get("REMOTE_ADDR") or "") or UNKNOWN


def _is_believed(peer: str, believed: list[str]) -> bool:
    if not peer or "*" in believed:
        return True
    address = address_in(peer)
    return bool(address) and any(
        ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False) for network in believed
    )
