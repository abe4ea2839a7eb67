"""Background work on letters: the worker asks the database which letters have no PDF."""

from celery import shared_task
from django.utils import timezone

from law import Refused
from notices import pdf, printer, services, signing

AT_ONCE = 200  # letters per run; the next sweep comes in seconds


@shared_task
def render_letters() -> int:
    """Render the letters that have no PDF yet; return how many. Safe to run twice and in several workers."""
    done = 0
    for _ in range(AT_ONCE):
        letter = services.claim(timezone.now())
        if letter is None:
            break
        try:
            data = pdf.render_letter(letter)
        except printer.Unable as unable:  # the next sweep tries again, for as long as letters wait
            services.give_back(letter, str(unable), timezone.now())
            break
        except Refused as refusal:
            services.note_failure(letter, str(refusal))
            continue
        services.keep_pdf(letter, data)
        done += 1
    signing.sign_waiting(timezone.now())
    return done
