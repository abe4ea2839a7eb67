"""What sealing costs against plain columns: a list, rows that are opened, rows stored, a whole register imported. (docs/decisions/0079)

The same code runs twice on the same rows, turn by turn: as it is, and with the seal taken out (columns in clear, keys in clear).
Processor time of this process on a fresh SQLite; ratios above 1 are what sealing costs.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

PLACE = tempfile.TemporaryDirectory()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "VAR_DIR": PLACE.name,
    "DATABASE_URL": f"sqlite:///{PLACE.name}/bench.sqlite3",
}

import django  # noqa: E402  the settings are chosen above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from agencies.encryption import fields  # noqa: E402
from agencies.organisation.models import Agency  # noqa: E402
from intake.models import Application  # noqa: E402
from intake.services import prepare  # noqa: E402
from tests.bench import bench_import  # noqa: E402
from workflow.cases import search  # noqa: E402
from workflow.registers.services import import_register  # noqa: E402

ROWS, REPEATS, LIMITS = 5_000, 5, {"list": 1.15, "import": 1.25}
DAY = date(2026, 3, 2)


class RolledBack(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def in_clear():
    """Take the seal out: every column holds its text, every index its form."""
    with (
        patch.object(fields, "seal", lambda text, _place: text),
        patch.object(fields.EncryptedTextField, "get_prep_value", lambda _self, value: getattr(value, "text", value)),
        patch.object(fields, "blind_index", lambda _kind, form: form),
        patch.object(search, "blind_index", lambda _kind, form: form),
    ):
        yield


def rows(agency: Agency) -> list[Application]:
    """Return applications that are not stored."""
    now = timezone.now()
    return [
        prepare(
            agency=agency, channel="fax", arrived_on=DAY, applicant_kind="natural_person", now=now, applicant_name=f"申请人{n}",
            content=f"第{n}号地块的征收批准文件", identity_number=f"3303021990{n:07d}X", phone=f"139{n:08d}", email=f"a{n}@example.org",
            address=f"某市某区某路{n}号", postcode="325000",
        )
        for n in range(ROWS)
    ]  # fmt: skip


def stored(agency: Agency) -> None:
    """Store the rows."""
    Application.objects.bulk_create(rows(agency), batch_size=500)


def listed(_agency: Agency) -> None:
    """Read the rows as a list does, which shows none of it."""
    for one in Application.objects.select_related("agency").order_by("pk"):
        _ = one.applicant_name, one.agency.name


def opened(_agency: Agency) -> None:
    """Read every row with everything in it."""
    for one in Application.objects.order_by("pk"):
        _ = one.identity_number, one.phone, one.email, one.address, one.postcode


def imported(_agency: Agency) -> None:
    """Import a register."""
    result = import_register(Path(PLACE.name) / "register.csv", today=date(2026, 11, 30), now=timezone.now())
    if result.faults:
        raise SystemExit(str(result.faults[:3]))


def seconds(what, agency: Agency) -> float:
    """Return the processor time of one turn, of which nothing stays."""
    try:
        with transaction.atomic():
            if what in (listed, opened):
                stored(agency)
            started = time.process_time()
            what(agency)
            raise RolledBack(time.process_time() - started)
    except RolledBack as done:
        return done.args[0]


def ratio(what, agency: Agency) -> float:
    """Return the median ratio of sealed to clear, turn by turn."""
    found = []
    for _ in range(REPEATS):
        sealed = seconds(what, agency)
        with in_clear():
            found.append(sealed / seconds(what, agency))
    return statistics.median(found)


def main() -> None:
    """Measure; fail where a list or an import costs more than its limit."""
    call_command("migrate", verbosity=0)
    agency = Agency.objects.create(code="X", name="某局", kind="department")
    for n in range(60):
        Agency.objects.create(code=f"A{n:02d}", name=f"某区第{n}局", kind="department")
    bench_import.write(Path(PLACE.name) / "register.csv", ROWS)
    found = {}
    for name, what in {"list": listed, "opened": opened, "stored": stored, "import": imported}.items():
        found[name] = ratio(what, agency)
        print(f"{name:>8}: {found[name]:.2f} of plain columns, {ROWS} rows", flush=True)
    if over := [name for name, limit in LIMITS.items() if found[name] > limit]:
        sys.exit(f"dearer than allowed: {over}")


if __name__ == "__main__":
    main()
