"""Background work of reporting: every task asks the database what is due, so none is lost and none is done twice."""

import logging

from celery import shared_task
from django.utils import timezone

from law import Refused
from notices.typesetting import client as printer
from reporting.publication import services as publishing
from reporting.quality import services as rating

log = logging.getLogger(__name__)


@shared_task
def draw_published() -> int:
    """Draw the PDFs that are missing; return how many. Safe to run twice and in several workers."""
    done = 0
    for key in publishing.without_pdf(timezone.now()):
        try:
            done += publishing.draw_pdf(key, timezone.now())
        except printer.Unable as error:  # no fonts, no libraries: the other files are there, the next sweep tries again
            log.error("published reports cannot be drawn: %s", error)
            break
        except Refused as error:
            log.error("published report %s cannot be drawn: %s", key, error)
            publishing.note_drawing_failure(key, error, timezone.now())
    return done


@shared_task
def score_cases() -> int:
    """Score the concluded cases that moved on since their last score (案卷质量分)."""
    return rating.score_due(now=timezone.now())
