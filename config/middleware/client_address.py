"""Who asks: one address, found once, on which limits, locks and logs agree (the rule: agencies/authentication/client_address)."""

import logging

from django.conf import settings

from agencies.authentication.client_address import LOOPBACK, address_in, client_address

logger = logging.getLogger(__name__)
FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


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
