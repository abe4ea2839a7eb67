"""Who reconciles an agency's records, and who releases the system."""

from django.db.models import QuerySet

from agencies.administration import policy as offices
from agencies.organisation.models import Agency, Officer
from notices import policy as numbers


def concerned_agencies() -> QuerySet[Agency]:
    """Return the agencies whose records are reconciled: those that go on and have people here."""
    return Agency.objects.filter(closed_on__isnull=True, officers__isnull=False).distinct().order_by("code")


def reconciled_by(user: Officer) -> QuerySet[Agency]:
    """Return the agencies whose points `user` states: the clerk those of the own one, an administrator those managed."""
    if offices.manages(user):
        return concerned_agencies().filter(pk__in=offices.managed_agencies(user).values("pk"))
    if user.is_authenticated and user.agency is not None and numbers.may_keep_register(user, user.agency):
        return concerned_agencies().filter(pk=user.agency_id)
    return Agency.objects.none()


def may_release(user: Officer) -> bool:
    """Say whether `user` speaks for the whole installation: an administrator of all agencies that are reconciled."""
    if not offices.manages(user):
        return False
    return not concerned_agencies().exclude(pk__in=offices.managed_agencies(user).values("pk")).exists()
