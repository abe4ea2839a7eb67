"""Several clerks print and post the same letters at once, on a database of its own; run by test_posting."""

import contextlib
import sys
import threading

import django
from django.core.management import call_command
from django.db import connections

django.setup()

from law import Refused  # noqa: E402  after setup
from law.calendars import working_days  # noqa: E402  after setup
from notices.mail.models import Mailing, PrintBatch  # noqa: E402
from tests.workflow.mailroom import TODAY, Mailroom  # noqa: E402
from tests.workflow.sample_office import at, officer  # noqa: E402
from workflow.cases.models import Case, DeliveryFact  # noqa: E402
from workflow.cases.replay import replay  # noqa: E402
from workflow.mail import printing  # noqa: E402
from workflow.mail import services as posting  # noqa: E402


def work(person, letters, place: int, barrier: threading.Barrier) -> None:
    """Print all letters together and post each, at the same moment as all others."""
    barrier.wait()
    with contextlib.suppress(Refused):  # somebody was first, which main() counts
        printing.print_together([letter.pk for letter in letters], by=person, now=at(TODAY))
    barrier.wait()
    chosen = {letter.pk: ("ems", f"EA{place}2345678{n}CN") for n, letter in enumerate(letters)}
    posting.record_posting(chosen, by=person, on=TODAY, now=at(TODAY), days=working_days.published_calendar())
    connections.close_all()


def main(people: int, count: int) -> int:
    """Return 0 when every letter was printed for the first time and posted exactly once, and nothing is half done."""
    call_command("migrate", verbosity=0)
    room = Mailroom()
    letters = [room.letter(room.replied()) for _ in range(count)]
    room.press(*letters)
    barrier = threading.Barrier(people)
    clerks = [officer(f"clerk{n}", room.agency, "clerk") for n in range(people)]
    crew = [threading.Thread(target=work, args=(one, letters, n, barrier)) for n, one in enumerate(clerks)]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    printed, posted = PrintBatch.objects.count(), Mailing.objects.count()
    broken = [fault for case in Case.objects.all() for fault in replay(case.pk, check=True)]
    once = all(Mailing.objects.filter(letter=one).count() == 1 for one in letters)
    print(f"{people} people, {count} letters: printed {printed} time, posted {posted} letters", broken)
    states = set(Case.objects.values_list("state", flat=True))
    return (
        0
        if once and printed == 1 and states == {"delivered"} and not broken and DeliveryFact.objects.count() == count
        else 1
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
