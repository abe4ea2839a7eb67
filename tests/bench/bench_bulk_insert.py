"""Write 20,000 acts from the import's temporary file: our prepared rows against Django's `bulk_create`, on a fresh SQLite.

Only what happens while the write lock is held is measured, as processor time; both start from the same batches of the
spool. `bulk_create` takes instances, so those have to be made of what the file holds first. (docs/decisions/0031)
"""

import json
import os
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ROWS, BATCH, REPEATS = 20_000, 1_000, 3
PLACE = tempfile.TemporaryDirectory()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DATABASE_URL": f"sqlite:///{PLACE.name}/bench.sqlite3",
    "VAR_DIR": PLACE.name,
}

import django  # noqa: E402  the settings are chosen above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from workflow.cases.models import Event  # noqa: E402
from workflow.registers.bulk_insert import Spool, insert, prepared, widen_cache  # noqa: E402

NAMES = [field.attname for field in Event._meta.concrete_fields]
NOW = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class RolledBack(Exception):
    """Ends a transaction without a trace."""


def ours(batches) -> None:
    """Insert the prepared rows as they are."""
    for batch in batches:
        insert(Event, batch, keyed=False)


def bulk_create(batches) -> None:
    """Make instances of the rows and hand them to Django."""
    for batch in batches:
        events = [Event(**dict(zip(NAMES, values, strict=True))) for values in batch]
        for event in events:  # the file holds text; Django wants what it would have read itself
            event.data = json.loads(event.data)
            event.recorded_at = datetime.fromisoformat(event.recorded_at).replace(tzinfo=UTC)
        Event.objects.bulk_create(events)


def spent(write, batches) -> float:
    """Return the seconds of processor time that a way of writing takes inside its transaction."""
    try:
        with transaction.atomic():
            begun = time.process_time()
            write(batches)
            seconds = time.process_time() - begun
            assert Event.objects.count() == ROWS
            raise RolledBack
    except RolledBack:
        return seconds


def main() -> None:
    """Race the two, turn by turn, and print the ratio of their medians."""
    call_command("migrate", verbosity=0)
    widen_cache()
    with Spool() as spool:
        for first in range(0, ROWS, BATCH):
            events = (
                Event(
                    case_id=1 + n // 5,
                    seq=1 + n % 5,
                    act="assign",
                    on=date(2026, 3, 2),
                    recorded_at=NOW,
                    data={"handler_id": n, "note": "转业务科室办理"},
                    prev_hash=f"{n:064x}",
                    hash=f"{n + 1:064x}",
                )
                for n in range(first, first + BATCH)
            )
            spool.put([prepared(event) for event in events])
        batches = list(spool.batches())
        times = {write: [] for write in (ours, bulk_create)}
        for _turn in range(REPEATS):
            for write, seconds in times.items():
                seconds.append(spent(write, batches))
    median = {write.__name__: statistics.median(seconds) for write, seconds in times.items()}
    for name, seconds in median.items():
        print(f"{name:12} {seconds:6.2f} s {seconds / ROWS * 1e6:7.1f} µs/row")
    print(f"bulk_create takes {median['bulk_create'] / median['ours']:.2f} times ours")


if __name__ == "__main__":
    main()
