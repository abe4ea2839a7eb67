"""The address that a request came from: the one place that decides which forwarded header is believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"  # a socket has no address


def client_address(request: HttpRequest) -> str:
    """Return the address of the client; of the forwarded ones only what the installation's own proxies (PROXIES) added."""
    proxies = getattr(settings, "PROXIES", 0)
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= proxies:
            return readable(hops[-proxies])
    return readable(request.META.get("REMOTE_ADDR", ""))


def readable(text: str) -> str:
    """Return an address as it is written in lists, `unknown` for anything else; no text of a client passes through."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)
