"""Background work of the night: rows and stored files are held against each other, old failures to sign in are erased."""

from celery import shared_task
from django.utils import timezone

from agencies.authentication import alarms, services
from agencies.installation.restore_mode import in_restore_mode
from agencies.stored_files import sweeping


@shared_task
def sweep_files(deep: bool = False) -> int:
    """Compare rows and stored files, list what does not agree, remove what is old and nobody's; return how many faults stand."""
    found = sweeping.sweep(timezone.now(), deep=deep, remove=not in_restore_mode())
    return len(found.faults) + len(found.strangers)


@shared_task
def erase_failures() -> int:
    """Erase failures to sign in after thirty days, and what counted them; return how many rows went."""
    now = timezone.now()
    return alarms.erase_old_failures(now) + services.erase_old_budgets(now)
