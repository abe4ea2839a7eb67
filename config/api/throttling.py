"""How often a service account may ask: so many requests a minute, over all its addresses; officers are not counted."""

from agencies.api.limits import CountedThrottle
from intake.models import ServiceAccount

MINUTE = 60


class AccountThrottle(CountedThrottle):
    """The limit that stands on the account itself."""

    rate = f"1/{MINUTE}s"  # replaced by that of each account
    cache_format = "service_account_%(pk)s"

    def parse_rate(self, rate):
        """Return the window alone; the number stands on the account."""
        return 1, MINUTE

    def allow_request(self, request, view):
        """Say whether the account may ask once more."""
        if isinstance(request.user, ServiceAccount):
            self.num_requests = request.user.requests_per_minute
        return super().allow_request(request, view)

    def get_cache_key(self, request, view):
        """Return under what is counted; None for people, who are not."""
        return self.cache_format % {"pk": request.user.pk} if isinstance(request.user, ServiceAccount) else None
