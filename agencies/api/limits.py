"""How often one address may ask: counted by all processes together, and not to be escaped by asking at the same moment."""

import ipaddress
import logging
from math import ceil

from redis.exceptions import RedisError
from rest_framework.throttling import ScopedRateThrottle, SimpleRateThrottle

logger = logging.getLogger(__name__)
HOUSEHOLD = 64  # bits of an IPv6 address: whoever has one has all of them


def limited_address(address: str) -> str:
    """Return what one client is counted by: an IPv4 address, or the network that an IPv6 client commands."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found) >> (128 - HOUSEHOLD) << (128 - HOUSEHOLD), HOUSEHOLD)))


class CountedThrottle(SimpleRateThrottle):
    """So many requests in a time that slides: those of this window, and those of the last by the part of it that still counts.

    Only numbers are kept, and they are raised by the cache itself. A refused request does not count, so that waiting
    helps. Where the cache fails the request is let through and logged: a lost Redis closes no counter.
    """

    def get_ident(self, request):
        """Return the address by which a client is counted (REMOTE_ADDR is the client's, see PROXIES)."""
        return limited_address(request.META.get("REMOTE_ADDR") or "")

    def allow_request(self, request, view):
        """Say whether this request is within the limit, and count it where it is."""
        if self.rate is None:
            return True
        self.key = self.get_cache_key(request, view)
        if self.key is None:
            return True
        self.now = self.timer()
        try:
            return self._count()
        except (RedisError, OSError):
            logger.exception("the shared counters cannot be reached: a limit is not kept")
            return True

    def _count(self) -> bool:
        window, passed = divmod(self.now, self.duration)
        present, last = (f"{self.key}:{int(one)}" for one in (window, window - 1))
        held = self.cache.get_many([present, last])
        still = held.get(last, 0) * (1 - passed / self.duration)
        if held.get(present, 0) + still >= self.num_requests:
            return False
        self.cache.add(present, 0, self.duration * 2)
        try:
            return self.cache.incr(present) + still <= self.num_requests
        except ValueError:  # gone between the two
            return True

    def wait(self):
        """Return for how many seconds to wait: to the end of the window at most."""
        return ceil(self.duration - self.now % self.duration)


class SharedThrottle(ScopedRateThrottle, CountedThrottle):
    """The same, by the `throttle_scope` of a view."""
