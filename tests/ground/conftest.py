"""An office with every kind of stored file, made once for the tests that read and spoil them."""

import hashlib
from datetime import date, datetime

import time_machine
from django.core.files.base import ContentFile

from notices.letters.models import SignedCopy
from tests.shared_data import shared_data
from tests.workflow.sample_archive import PDF, archived, closed
from tests.workflow.sample_office import SHANGHAI, Office, at
from workflow.mail import printing


@shared_data
def furnished():
    """Return an office in which every kind of stored file is there."""
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI), tick=False):
        office = Office()
        office.closed = closed(office)
        office.record = archived(office, office.closed)
        office.waits = closed(office, date(2026, 3, 3))
        reply = office.closed.events.get(act="reply").letter
        signed = SignedCopy(letter=reply)
        signed.pdf.save(f"signed/2026/{reply.pk}-{'0' * 16}.pdf", ContentFile(PDF + b"signed"), save=False)
        signed.pdf_sha256 = hashlib.sha256(PDF + b"signed").hexdigest()
        signed.save()
        office.reply, office.plain = reply, office.waits.events.get(act="reply").letter
        office.batch = printing.print_together([office.plain.pk], by=office.clerk, now=at(date(2026, 3, 3)))
    return office
