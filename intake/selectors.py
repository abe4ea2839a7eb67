"""Read applications: the queue between arrival and registration."""

from datetime import date

from django.db.models import QuerySet

from intake.models import Application


def unregistered(agencies) -> QuerySet[Application]:
    """Return what has arrived at the agencies and is not yet registered, oldest first."""
    return (
        Application.objects.filter(agency__in=agencies, case__isnull=True)
        .select_related("agency")
        .prefetch_related("confirmations")
        .order_by("arrived_on", "id")
    )


def confirmed_on(application: Application) -> date | None:
    """Return the day on which both sides first confirmed, or None."""
    days = [attempt.on for attempt in application.confirmations.all() if attempt.reached]
    return min(days) if days else None
