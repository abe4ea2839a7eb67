"""Read applications: the queue between arrival and registration."""

from datetime import date

from django.db.models import QuerySet

from agencies.stored_files import storage
from intake.models import Application, Attachment, ServiceAccount


def unregistered(agencies) -> QuerySet[Application]:
    """Return what has arrived at the agencies and is not yet registered, oldest first."""
    return (
        Application.objects.filter(agency__in=agencies, case__isnull=True)
        .select_related("agency")
        .prefetch_related("confirmations")
        .order_by("arrived_on", "id")
    )


def read_attachment(attachment: Attachment) -> bytes:
    """Return the stored bytes of an attachment; raise `Damaged` where they are gone or not those that came (F8)."""
    return storage.read(
        attachment.file,
        attachment.sha256,
        f"申请附件“{attachment.name}”",
        f"attachment {attachment.name}",
        listed=f"申请附件 {attachment.pk} 号",
    )


def confirmed_on(application: Application) -> date | None:
    """Return the day on which both sides first confirmed, or None."""
    days = [attempt.on for attempt in application.confirmations.all() if attempt.reached]
    return min(days) if days else None


def sent_by(account: ServiceAccount) -> QuerySet[Application]:
    """Return the applications that a service account sent, to agencies for which it still acts; it sees no others."""
    return Application.objects.filter(submission__account=account, agency__in=account.agencies.all())
