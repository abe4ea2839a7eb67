"""Write 20,000 acts from the import's temporary file: our prepared rows against Django's `bulk_create`. (docs/decisions/0031)

Only what happens while the write lock is held is measured, as processor time of this process, turn by turn on the same
rows: prepared rows as they are, `bulk_create` of instances that are made of what the file holds, and, as the least that
`bulk_create` costs however its instances come about, of instances that are ready. On a fresh SQLite; with the argument
`given` on the empty database of DATABASE_URL: `sh setup/servers.sh postgresql -- env PYTHONPATH=. python … given`.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ROWS, BATCH, REPEATS = 20_000, 1_000, 5
PLACE = tempfile.TemporaryDirectory()
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": PLACE.name}
if sys.argv[1:] != ["given"]:
    os.environ["DATABASE_URL"] = f"sqlite:///{PLACE.name}/bench.sqlite3"

import django  # noqa: E402  the settings are chosen above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from workflow.cases.models import Event  # noqa: E402
from workflow.registers.bulk_insert import Spool, insert, prepared, widen_cache  # noqa: E402

NAMES = [field.attname for field in Event._meta.concrete_fields]
NOW = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class RolledBack(Exception):
    """Ends a transaction without a trace."""


def prepared_rows(batches) -> None:
    """Insert the prepared rows as they are."""
    for batch in batches:
        insert(Event, batch, keyed=False)


def bulk_create(batches) -> None:
    """Make instances of the rows and hand them to Django."""
    for batch in batches:
        Event.objects.bulk_create(instances(batch))


def bulk_create_of_ready_ones(batches) -> None:
    """Hand instances to Django that were made before."""
    for events in batches:
        Event.objects.bulk_create(events)


def instances(batch) -> list[Event]:
    """Return the rows as instances; the file holds text, Django wants what it would have read itself."""
    events = [Event(**dict(zip(NAMES, values, strict=True))) for values in batch]
    for event in events:
        event.data, event.recorded_at = json.loads(event.data), aware(event.recorded_at)
    return events


def aware(text: str) -> datetime:
    """Return a moment with its zone, which SQLite's text has not."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def spent(write, batches) -> float:
    """Return the seconds of processor time that a way of writing takes inside its transaction."""
    batches = [instances(batch) for batch in batches] if write is bulk_create_of_ready_ones else batches
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
    """Race them, turn by turn, and print the ratios of their medians."""
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
        times = {write: [] for write in (prepared_rows, bulk_create, bulk_create_of_ready_ones)}
        for _turn in range(REPEATS):
            for write, seconds in times.items():
                seconds.append(spent(write, batches))
    median = {write.__name__: statistics.median(seconds) for write, seconds in times.items()}
    for name, seconds in median.items():
        ratio = seconds / median["prepared_rows"]
        print(f"{connection.vendor:11} {name:26} {seconds:6.2f} s {seconds / ROWS * 1e6:7.1f} µs a row {ratio:6.2f}")


if __name__ == "__main__":
    main()
