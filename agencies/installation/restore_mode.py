"""Restore mode (恢复模式): after a backup was restored nothing leaves the system and no number is given until two people say so.

The database is then older than the paper: numbers, letters and mail of the time since are known outside only (faults.md R2).
"""

from agencies.installation.models import Restoration
from law import Refused


class InRestoreMode(Refused):
    """A step that is not taken while the system is in restore mode."""

    def __init__(self):
        super().__init__(
            "系统刚从备份恢复，正在恢复模式：核对完毕、由两人解除以前，不收件、不编号、不发出任何东西；可以查看，可以核对",
            english="The system was restored from a backup and is in restore mode: until it is reconciled and two people "
            "release it, nothing is taken in, numbered or sent; one may look, and reconcile",
        )


def open_restoration() -> Restoration | None:
    """Return the restoration that nobody has released, the oldest if there are several; None in normal work."""
    return Restoration.objects.filter(released_at__isnull=True).order_by("pk").first()


def in_restore_mode() -> bool:
    """Say whether the system is in restore mode. Asked of the database each time: all processes agree at once."""
    return Restoration.objects.filter(released_at__isnull=True).exists()


def refuse_in_restore_mode() -> None:
    """Raise InRestoreMode while nobody has released the system: called by every door through which something leaves."""
    if in_restore_mode():
        raise InRestoreMode
