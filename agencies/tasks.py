"""Background work on stored files: rows and files are held against each other every night."""

from celery import shared_task
from django.utils import timezone

from agencies.stored_files import sweeping


@shared_task
def sweep_files(deep: bool = False) -> int:
    """Compare rows and stored files, list what does not agree, remove what is old and nobody's; return how many faults stand."""
    found = sweeping.sweep(timezone.now(), deep=deep)
    return len(found.faults) + len(found.strangers)
