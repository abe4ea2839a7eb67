"""What the installation itself gave a sign of: its worker at work, and the last backup that somebody made."""

from datetime import date, datetime, timedelta

from agencies.installation.models import SystemSign
from law import Refused

ALIVE = timedelta(minutes=5)  # the worker gives a sign every minute


def last_sign(what: str) -> SystemSign | None:
    """Return the last sign of something, or None."""
    return SystemSign.objects.filter(what=what).select_related("by").first()


def give_sign_of_worker(*, now: datetime, today: date) -> None:
    """Note that the worker is at work."""
    SystemSign.objects.update_or_create(what=SystemSign.What.WORKER, defaults={"at": now, "on": today, "by": None})


def note_backup(on: date, *, by, now: datetime, today: date) -> None:
    """Note the day of the last backup, as somebody says who made it or looked at it; raise Refused for a day to come."""
    if on > today:
        raise Refused("备份的日期在今天之后", field="on", english="The day of the backup lies in the future")
    SystemSign.objects.update_or_create(what=SystemSign.What.BACKUP, defaults={"at": now, "on": on, "by": by})
