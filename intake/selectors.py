"""Read applications: the queue between arrival and registration."""

import hashlib
from datetime import date

from django.db.models import QuerySet

from intake.models import Application, Attachment
from law import Refused


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


def read_attachment(attachment: Attachment) -> bytes:
    """Return a file as it came; raise Refused where what is stored is no longer that file."""
    try:
        with attachment.file.open("rb") as stored:
            data = stored.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise Refused(f"附件“{attachment.name}”损坏，与登记的不一致", field="file", english="The stored file is damaged")
    return data
