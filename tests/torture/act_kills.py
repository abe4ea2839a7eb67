"""Kill the processes that act on cases at any moment; then look whether everything that was acknowledged is there, once.

Run as `python -m tests.torture.act_kills KILLS SEED` on a database of its own. Several processes register applications and
bring cases from act to act at once; each writes what it was told is done to a ledger of its own, to the disk, and is killed
(SIGKILL) after a moment of chance. Nothing acknowledged may be missing, no act half done, no number twice or skipped.
"""

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from datetime import date
from pathlib import Path

import django
from django.core.management import call_command
from django.db import OperationalError, connection, connections

django.setup()

from law import Refused  # noqa: E402  after setup
from notices.register import selectors as register_selectors  # noqa: E402
from tests.workflow.sample_office import Office  # noqa: E402
from workflow.cases.models import Case, Event  # noqa: E402
from workflow.cases.replay import replay  # noqa: E402

DAY = date(2026, 3, 2)
AT_ONCE = 3  # processes
NEXT = {  # state -> the act that leads on, with what it is given
    "registered": ("assign", {}),
    "handling": ("draft", {"outcome": "open", "facts": {"provided": ["合同"], "secrecy_review": "保密审查表第1号"}}),
    "in_review": ("approve", {}),
    "approved": ("sign", {}),
    "signed": ("reply", {}),
    "replied": ("deliver", {"method": "direct", "receipt": "张三"}),
}


def work(office: Office, ledger: Path, seed: float) -> None:
    """Register and act without end; write what is done to the ledger when it is."""
    dice = random.Random(seed)
    office.clerk.refresh_from_db()
    with ledger.open("ab", buffering=0) as file:
        while True:
            try:
                case = step(office, dice)
            except (Refused, OperationalError):
                continue  # another was quicker, or the database was busy: nothing was acknowledged
            file.write(f"{case.pk} {Case.objects.get(pk=case.pk).version}\n".encode())
            os.fsync(file.fileno())


def step(office: Office, dice: random.Random) -> Case:
    """Do one thing: a new case, or the next act of one that there is."""
    waiting = list(Case.objects.filter(state__in=NEXT).order_by("-pk")[:8])
    if len(waiting) < 4 or dice.random() < 0.2:
        return office.case(DAY)
    case = dice.choice(waiting)
    act, data = NEXT[case.state]
    if case.state == "registered":
        data = {"handler_id": office.handler.pk}
    if case.state == "handling" and case.draft_id:
        act, data = "submit_for_review", {}
    office.decide(case, act, DAY, **data)
    return case


def spawn(office: Office, ledger: Path, seed: float) -> int:
    """Start one process; return its number."""
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work(office, ledger, seed)
    except BaseException:  # noqa: BLE001  the child has nobody else to tell
        traceback.print_exc()
    os._exit(1)


def let_it_work(ledger: Path, dice: random.Random) -> None:
    """Wait until a process has done some acts, at most a few seconds, and then a moment of chance."""
    lines, until = dice.randint(1, 40), time.monotonic() + 10
    while time.monotonic() < until and not (ledger.exists() and ledger.read_bytes().count(b"\n") >= lines):
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 0.1))


def faults(ledgers: Path) -> tuple[list[str], int]:
    """Return what is missing, half done or doubled, and how many acts were acknowledged."""
    told = [line.split() for file in ledgers.iterdir() for line in file.read_text().splitlines()]
    there = set(Event.objects.values_list("case_id", "seq"))
    found = [f"case {pk} has lost act {seq}" for pk, seq in told if (int(pk), int(seq)) not in there]
    for pk, version in Case.objects.values_list("pk", "version"):
        found += replay(pk, check=True)
        if Event.objects.filter(case=pk).count() != version:
            found.append(f"case {pk}: events and version differ")
    return found + register_selectors.numbering_faults(), len(told)


def main(kills: int, seed: int) -> int:
    """Return 0 when everything acknowledged is there and nothing is half done."""
    call_command("migrate", verbosity=0)
    office, dice, started, done = Office(), random.Random(seed), time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        ledgers = Path(folder)
        while done < kills:
            names = [ledgers / f"{done}-{place}" for place in range(AT_ONCE)]
            alive = [(spawn(office, name, dice.random()), name) for name in names]
            for pid, name in alive:
                let_it_work(name, dice)
                os.kill(pid, signal.SIGKILL)
                _, status = os.waitpid(pid, 0)
                if not os.WIFSIGNALED(status):
                    raise SystemExit("a process ended by itself")
                done += 1
        found, told = faults(ledgers)
    print(
        f"{connection.vendor}: {done} kills, seed {seed}, {told} acts acknowledged, {Case.objects.count()} cases, "
        f"{time.monotonic() - started:.0f} s; faults: {found or 'none'}"
    )
    return 0 if not found and told else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 16))
