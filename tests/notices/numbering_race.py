"""Issue letters from many processes that abort and are killed, on a database of its own; then check every number.

Run by letters/test_numbering (small) and tests/torture (full size) as `python -m tests.notices.numbering_race WRITERS EACH SEED`.
Three of ten transactions are rolled back after the number was taken; some writers kill themselves (SIGKILL) between
taking the number and the commit, others are killed from outside at any moment. A dead writer is replaced until each
has done its share. Every acknowledged letter is written to a ledger of its own after the commit.
"""

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import date
from pathlib import Path

import django
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

django.setup()

from agencies.organisation.models import Agency  # noqa: E402  after setup
from notices.kinds.samples import sample_facts  # noqa: E402
from notices.letters import services  # noqa: E402
from notices.letters.models import Letter, NumberSeries, VoidRecord  # noqa: E402
from notices.register import selectors as register_selectors  # noqa: E402

ABORTED, DYING, VOIDED = 0.30, 0.02, 0.05  # of the transactions
DAYS = (date(2026, 12, 31), date(2027, 1, 1))  # two years at once: the end of one and the start of the next


class Aborted(Exception):
    """A transaction that fails after its number was taken."""


def write(agency_id: int, each: int, ledger: Path, seed: int) -> None:
    """Issue letters until the ledger of this writer names `each`; abort, die and make void by the dice."""
    dice = random.Random(seed)
    agency, facts = Agency.objects.select_related("parent").get(pk=agency_id), sample_facts("not_exist")
    done = ledger.read_text().count("\n")
    while done < each:
        fate = dice.random()
        try:
            with transaction.atomic():
                letter = services.issue(
                    agency=agency,
                    kind="not_exist",
                    facts=facts,
                    dated=dice.choice(DAYS),
                    regulation="2019",
                    now=timezone.now(),
                )
                if fate > 1 - VOIDED:
                    services.void(letter, "演练作废", None, now=timezone.now())
                if fate < DYING:
                    os.kill(os.getpid(), signal.SIGKILL)
                if fate < DYING + ABORTED:
                    raise Aborted
        except (Aborted, OperationalError) as why:
            # SQLite is not fair: of 32 that write without a pause one may be turned away after its 20 s, and asks again.
            with ledger.with_suffix(".aborted" if isinstance(why, Aborted) else ".turned-away").open("a") as line:
                line.write("x")
            continue
        with ledger.open("a") as line:
            line.write(f"{letter.pk} {letter.number}\n")
        done += 1


def spawn(agency_id: int, each: int, ledger: Path, seed: int) -> int:
    """Start one writer as a process of its own; return its id."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            write(agency_id, each, ledger, seed)
            status = 0
        except BaseException:  # noqa: BLE001  the child has nobody else to tell
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return pid


def race(agency_id: int, writers: int, each: int, folder: Path, dice: random.Random) -> tuple[int, int]:
    """Run the writers until each has done its share; return how many killed themselves and how many were killed."""
    ledgers = [folder / f"{number}.ledger" for number in range(writers)]
    for ledger in ledgers:
        ledger.touch()
    running = {spawn(agency_id, each, ledger, dice.random()): ledger for ledger in ledgers}
    died = killed = 0
    shot: set[int] = set()
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            if dice.random() < 0.05:
                victim = dice.choice(list(running))
                os.kill(victim, signal.SIGKILL)  # a child of ours, not waited for yet
                shot.add(victim)
            time.sleep(0.02)
            continue
        ledger = running.pop(pid)
        if os.WIFSIGNALED(status):
            killed, died = killed + (pid in shot), died + (pid not in shot)
            running[spawn(agency_id, each, ledger, dice.random())] = ledger
        elif os.WEXITSTATUS(status):
            raise SystemExit(f"a writer failed: {ledger.name}")
    return died, killed


def faults(folder: Path, wanted: int) -> list[str]:
    """Return what is wrong with the numbers that are stored, compared with the ledgers."""
    found = register_selectors.numbering_faults()
    stored = {letter.pk: letter for letter in Letter.objects.all()}
    acknowledged = [line.split() for ledger in folder.glob("*.ledger") for line in ledger.read_text().splitlines()]
    if len(acknowledged) != wanted:
        found.append(f"{len(acknowledged)} acknowledged, {wanted} wanted")
    lost = [number for pk, number in acknowledged if int(pk) not in stored or stored[int(pk)].number != number]
    found += [f"acknowledged and not stored: {number}" for number in lost]
    twice = [number for number, times in Counter(letter.number for letter in stored.values()).items() if times > 1]
    found += [f"given twice: {number}" for number in twice]
    for series in NumberSeries.objects.all():
        given = sorted(letter.sequence for letter in stored.values() if letter.year == series.year)
        if given != list(range(1, series.last + 1)):
            found.append(f"{series}: {len(given)} letters do not run from 1 to {series.last}")
    return found


def main(writers: int, each: int, seed: int) -> int:
    """Return 0 when no number is missing, doubled or without its letter, and aborts and kills did happen."""
    call_command("migrate", verbosity=0)
    government = Agency.objects.create(code="G", name="瓯海区人民政府", kind="government")
    agency = Agency.objects.create(
        code="B07", name="瓯海区住建局", kind="department", series_word="瓯建", parent=government
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.monotonic()
        died, killed = race(agency.pk, writers, each, folder, random.Random(seed))
        aborted, turned_away = (
            sum(len(path.read_text()) for path in folder.glob(f"*.{what}")) for what in ("aborted", "turned-away")
        )
        found = faults(folder, writers * each)
        print(
            f"{connection.vendor}: {writers} writers x {each}, seed {seed}: {Letter.objects.count()} letters in "
            f"{NumberSeries.objects.count()} years, {VoidRecord.objects.count()} void, {aborted} rolled back, "
            f"{turned_away} turned away and asked again, "
            f"{died} killed inside their transaction, {killed} killed from outside, {time.monotonic() - started:.0f} s; "
            f"faults: {found or 'none'}"
        )
    return 0 if not found and aborted and died + killed else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7))
