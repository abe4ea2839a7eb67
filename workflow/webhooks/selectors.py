"""Which deliveries are due, and which were given up."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from workflow.webhooks.models import Delivery, DeliveryState


def served(now: datetime, prefix: str = "") -> Q:
    """Return the condition on webhooks that are sent to: not stopped, their account neither revoked nor expired."""
    conditions = {"active": True, "account__revoked_at__isnull": True, "account__expires_at__gt": now}
    return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})


def due_deliveries(now: datetime) -> QuerySet[Delivery]:
    """Return what may be sent now: of each application the oldest alone, so that a platform hears of it in order."""
    earlier = Delivery.objects.filter(
        webhook=OuterRef("webhook"),
        progress=DeliveryState.WAITING,
        change__application=OuterRef("change__application"),
        change__position__lt=OuterRef("change__position"),
    )
    waiting = Delivery.objects.filter(served(now, "webhook__"), progress=DeliveryState.WAITING, next_at__lte=now)
    return waiting.exclude(Exists(earlier)).order_by("next_at", "change__position")


def dead_deliveries() -> QuerySet[Delivery]:
    """Return what was given up, the oldest first, with where it was to go and why it did not get there."""
    dead = Delivery.objects.filter(progress=DeliveryState.DEAD)
    return dead.select_related("webhook__account", "change__application__agency").order_by("change__position")
