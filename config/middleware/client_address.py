"""Who asks: one address, found once, on which limits, locks and logs agree."""

import ipaddress
import logging

from django.conf import settings

logger = logging.getLogger(__name__)
FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
LOOPBACK = "127.0.0.1"


def address_in(text: str) -> str:
    """Return an address as it is written in one way, without port and brackets; empty for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def client_address(peer: str, forwarded: str, *, proxies: int, believed: list[str]) -> str:
    """Return the client's address: the peer's, or what the outermost of our own proxies saw.

    `peer` is who connected, empty over a socket of this machine; `forwarded` is X-Forwarded-For; `proxies` says how many
    proxies of ours stand in front, 0 believes none; `believed` are the networks from which a proxy may connect. What a
    client itself wrote into the header stands to the left of what our proxies add, and is never reached.
    """
    direct = address_in(peer) or LOOPBACK
    if not proxies or not _is_believed(peer, believed):
        return direct
    chain = [part for part in forwarded.split(",") if part.strip()]
    return (address_in(chain[-min(proxies, len(chain))]) if chain else "") or direct


def _is_believed(peer: str, believed: list[str]) -> bool:
    if not peer or "*" in believed:
        return True
    address = address_in(peer)
    return bool(address) and any(
        ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False) for network in believed
    )


class ClientAddressMiddleware:
    """Put the client's address into REMOTE_ADDR and take the header away: nothing below can believe it again."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.remarked = False

    def __call__(self, request):
        """Pass the request on with one address, and with a mark whether anything stands in front."""
        peer, forwarded = request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.passed_on = not peer or any(name in request.META for name in FORWARDING)
        if forwarded and not settings.PROXIES and not self.remarked and (address_in(peer) or LOOPBACK) == LOOPBACK:
            self.remarked = True  # once in a process: every limit counts all its clients as one
            logger.warning("a proxy passes addresses on, and PROXIES=0 believes none: set PROXIES to their number")
        request.META["REMOTE_ADDR"] = client_address(
            peer, forwarded, proxies=settings.PROXIES, believed=settings.FORWARDED_ALLOW_IPS
        )
        request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return self.get_response(request)
