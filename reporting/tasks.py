"""Background work of reporting: every task asks the database what is due, so none is lost and none is done twice."""

import logging

from celery import shared_task
from django.utils import timezone

from law import Refused
from notices.typesetting import client as typesetting_client
from reporting.publication import services as publication_services
from reporting.quality import services as quality_services

log = logging.getLogger(__name__)


@shared_task
def draw_published() -> int:
    """Draw the PDFs that are missing; return how many. Safe to run twice and in several workers."""
    done = 0
    for key in publication_services.publications_without_pdf(timezone.now()):
        try:
            done += publication_services.draw_pdf(key, timezone.now())
        except (
            typesetting_client.TypesettingUnavailable
        ) as error:  # no fonts, no libraries: the other files are there, the next sweep tries again
            log.error("published reports cannot be drawn: %s", error)
            break
        except Refused as error:
            log.error("published report %s cannot be drawn: %s", key, error)
            publication_services.record_drawing_failure(key, error, timezone.now())
    return done


@shared_task
def score_cases() -> int:
    """Score the concluded cases that moved on since their last score (案卷质量分)."""
    return quality_services.score_cases(now=timezone.now())
