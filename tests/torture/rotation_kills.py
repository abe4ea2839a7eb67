"""Kill the process that changes the keys at any moment; then look whether every row still opens, and what it says.

Run as `python -m tests.torture.rotation_kills ROWS KILLS SEED` on a database of its own. A process seals all rows anew with a new
key and is killed (SIGKILL) after a moment of chance, while this one registers and reads; each fourth time yet another key is
made, so that rows of several keys stand side by side. At the end a run goes through, the old keys go, and nothing is lost; then
the last key goes too, and every row says which key it waits for.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from datetime import date
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections

django.setup()

from agencies.encryption import keys, rotation  # noqa: E402  after setup
from agencies.encryption.keys import AES, SEAL, SM4, KeyMissing, KeyRing  # noqa: E402
from agencies.organisation.models import Agency  # noqa: E402
from intake.models import Application  # noqa: E402
from intake.services import prepare, submit  # noqa: E402
from reporting.invariants.sealed_texts import sealed_texts  # noqa: E402
from tests.workflow.sample_office import at  # noqa: E402

DAY = date(2026, 3, 2)
AT_ONCE = 1000
SAMPLE = 50  # rows that are read after every kill


def given(n: int) -> dict:
    """Return the application of a number."""
    return {
        "channel": "fax",
        "arrived_on": DAY,
        "applicant_kind": "natural_person",
        "applicant_name": f"申请人{n}",
        "content": f"第{n}件",
        "identity_number": f"3303021990{n:07d}X",
        "phone": f"139{n:08d}",
        "address": f"某路{n}号",
    }


def says(application: Application) -> bool:
    """Say whether a row says what it came with."""
    told = given(int(application.applicant_name.removeprefix("申请人")))
    return all(getattr(application, name) == told[name] for name in ("identity_number", "phone", "address"))


def fill(agency: Agency, rows: int) -> None:
    """Store so many applications."""
    for first in range(0, rows, AT_ONCE):
        some = range(first, min(first + AT_ONCE, rows))
        Application.objects.bulk_create(prepare(agency=agency, now=at(DAY), **given(n)) for n in some)


def spawn() -> int:
    """Start a process that changes the keys; return its number."""
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())
        os._exit(0)
    except BaseException:  # noqa: BLE001  the child has nobody else to tell
        traceback.print_exc()
    os._exit(1)


def kill_one(agency: Agency, n: int, dice: random.Random) -> tuple[bool, list[str]]:
    """Kill one process on its way; return whether it was on its way, and what did not open or was not stored meanwhile."""
    under = with_present_key()
    pid, found, until = spawn(), [], time.monotonic() + 20
    while with_present_key() == under and time.monotonic() < until:
        time.sleep(0.01)  # it has begun when the first piece is there
    time.sleep(dice.uniform(0, 0.3))
    if n % 2:
        try:
            submit(agency=agency, now=at(DAY), **given(n))
        except OperationalError as error:
            found.append(f"nothing was taken in while keys changed: {error}")
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        found.append("a process ended by itself with a fault")
    every = list(Application.objects.values_list("pk", flat=True))
    some = Application.objects.filter(pk__in=dice.sample(every, min(SAMPLE, len(every))))
    return os.WIFSIGNALED(status), found + [f"#{one.pk} does not say what came" for one in some if not says(one)]


def with_present_key() -> int:
    """Count the rows whose telephone stands under the present key."""
    key = keys.ring().present(SEAL)
    head = f"sealed1:{key.algorithm}:{key.key_id}:"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_application WHERE substr(phone, 1, %s) = %s", [len(head), head])
        return cursor.fetchone()[0]


def at_the_end() -> list[str]:
    """Let a run go through, take the old keys away, then the last one; return what is wrong."""
    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())
    present = keys.ring().present(SEAL)
    others = {key_id for _column, key_id in rotation.keys_in_use(apps)} - {present.key_id}
    found = [f"rows are left under {key_id or 'no key'}" for key_id in others]
    keep(lambda key: key.use != SEAL or key == present)
    rows = Application.objects.order_by("pk").iterator(chunk_size=AT_ONCE)
    found += [f"#{one.pk} does not say what came" for one in rows if not says(one)]
    found += [str(one) for one in sealed_texts()]
    keys.add_present_key(keys.new_key(SEAL, AES))
    keep(lambda key: key != present)
    try:
        found.append(f"opened without its key: {Application.objects.first().phone}")
    except KeyMissing as missing:
        if missing.key_id != present.key_id or present.key_id not in missing.reason:
            found.append("the sentence does not name the key")
    if not all(present.key_id in str(one) for one in sealed_texts()):
        found.append("verify does not name the key")
    return found


def raw_bytes() -> bytes:
    """Return the files of SQLite, freed pages and the log included, or a dump of PostgreSQL."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        file = Path(given["NAME"])
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    user = given["USER"] or given.get("OPTIONS", {}).get("user", "")
    dump = ["pg_dump", "--inserts", "--host", given["HOST"], "--username", user, given["NAME"]]
    return subprocess.run(dump, capture_output=True, check=True).stdout


def in_clear(rows: int) -> list[str]:
    """Return which of the planted numbers, telephones and addresses stand in the raw bytes of the database."""
    raw = raw_bytes()
    if b"sealed1:" not in raw:
        return ["nothing sealed stands in the raw bytes: they were not read"]
    planted = [given(n) for n in range(0, rows, max(1, rows // 200))]
    texts = [one[name] for one in planted for name in ("identity_number", "phone", "address")]
    return [f"{text} stands in clear" for text in texts if text.encode() in raw]


def keep(which) -> None:
    """Leave some keys in the file."""
    keys.write(Path(settings.SEALING_KEYS), KeyRing(tuple(key for key in keys.ring().keys if which(key))))


def main(rows: int, kills: int, seed: int) -> int:
    """Return 0 when every row opens and says what came, after every kill and at the end."""
    dice, found, started = random.Random(seed), [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        settings.VAR_DIR, settings.SEALING_KEYS = Path(folder), Path(folder) / "sealing_keys"
        call_command("migrate", verbosity=0)
        agency = Agency.objects.create(code="D", name="某局", kind="department")
        fill(agency, rows)
        mixed = killed = tried = 0
        while killed < kills and tried < 3 * kills:
            if tried % 4 == 0 or with_present_key() == Application.objects.count():
                keys.add_present_key(keys.new_key(SEAL, dice.choice((AES, SM4))))
            alive, wrong = kill_one(agency, rows + tried, dice)
            killed, tried, found = killed + alive, tried + 1, found + wrong
            mixed = max(mixed, len({key_id for _column, key_id in rotation.keys_in_use(apps)}))
        found += in_clear(rows) + at_the_end()
        if Application.objects.count() != rows + sum((rows + n) % 2 for n in range(tried)):
            found.append("rows are missing")
        if killed < kills or mixed < 2:
            found.append(f"only {killed} were killed on their way, {mixed} keys stood side by side")
    print(
        f"{connection.vendor}: {rows} rows, {kills} kills, seed {seed}, up to {mixed} keys side by side, "
        f"{time.monotonic() - started:.0f} s, faults: {'; '.join(found[:10]) or 'none'}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 20261130))
