"""Background work on letters: the worker asks the database which letters have no PDF."""

import logging

from celery import shared_task
from django.utils import timezone

from agencies.stored_files.storage import NotStored
from law import Refused
from notices.rendering import pdf, queue
from notices.signing import services as signing_services
from notices.typesetting import client as typesetting_client

logger = logging.getLogger(__name__)
AT_ONCE = 200  # letters per run; the next sweep comes in seconds


@shared_task
def render_letters() -> int:
    """Render the letters that have no PDF yet; return how many. Safe to run twice and in several workers."""
    done = 0
    for _ in range(AT_ONCE):
        letter = queue.claim_letter(timezone.now())
        if letter is None:
            break
        try:
            queue.store_pdf(letter, pdf.render_letter(letter))
        except (
            typesetting_client.TypesettingUnavailable
        ) as unable:  # the next sweep tries again, for as long as letters wait
            queue.release_claim(letter, str(unable), timezone.now())
            break
        except Refused as refusal:
            logger.warning("letter %s is not drawn: %s", letter.pk, refusal.english)
            queue.record_failure(letter, refusal, timezone.now())
            if isinstance(refusal, NotStored):
                break  # there is no room for the others either
            continue
        done += 1
    signing_services.sign_waiting(timezone.now())
    return done
