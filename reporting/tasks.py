"""Background work on what is counted: it asks the database what is due, so none is lost and none is done twice."""

from celery import shared_task
from django.utils import timezone

from reporting import rating


@shared_task
def score_cases() -> int:
    """Score the concluded cases that moved on since their last score (案卷质量分)."""
    return rating.score_due(now=timezone.now())
