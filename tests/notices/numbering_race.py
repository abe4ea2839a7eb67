"""Issue letters from many threads on a database of its own; run by test_numbers in another process."""

import sys
import threading
from collections import Counter
from datetime import date

import django
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

django.setup()

from agencies.models import Agency  # noqa: E402  after setup
from notices import services  # noqa: E402
from notices.kinds import KINDS  # noqa: E402
from notices.models import Letter  # noqa: E402


class Aborted(Exception):
    """A transaction that fails after its number was taken."""


def work(agency: Agency, each: int, failures: list) -> None:
    """Issue `each` letters; every third transaction is rolled back after the issue."""
    facts = KINDS["not_exist"].sample()
    done = attempt = 0
    while done < each:
        attempt += 1
        try:
            with transaction.atomic():
                services.issue(
                    agency=agency,
                    kind="not_exist",
                    facts=facts,
                    dated=date(2026, 3, 27),
                    regulation="2019",
                    now=timezone.now(),
                )
                if attempt % 3 == 0:
                    raise Aborted
        except Aborted:
            failures.append(1)
            continue
        done += 1
    connections.close_all()


def main(threads: int, each: int) -> int:
    """Return 0 when the numbers run from 1 without a gap or a duplicate."""
    call_command("migrate", verbosity=0)
    government = Agency.objects.create(code="G", name="瓯海区人民政府", kind="government")
    agency = Agency.objects.create(code="B07", name="瓯海区住建局", kind="department", parent=government)
    failures: list[int] = []
    crew = [threading.Thread(target=work, args=(agency, each, failures)) for _ in range(threads)]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    given = list(Letter.objects.order_by("sequence").values_list("sequence", flat=True))
    doubled = [number for number, times in Counter(given).items() if times > 1]
    print(connection.vendor, len(given), "letters", len(failures), "rolled back", "doubled:", doubled)
    return 0 if given == list(range(1, threads * each + 1)) and failures else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
