"""Background work: rows and files are compared, old failures to sign in erased, ends of the chains written to the second place."""

from celery import shared_task
from django.utils import timezone

from agencies.audit_trail import chains, heads
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


@shared_task
def write_heads() -> int:
    """Begin chains that are empty and write the ends of the chains to the second place; return how many lines were added."""
    chains.begin_chains()
    return heads.write_heads(now=timezone.now())
