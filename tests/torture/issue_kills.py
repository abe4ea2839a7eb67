"""Kill the process that issues a letter at every step from the number to the stored signature; then look what is there.

Run by test_numbers as `python -m tests.torture.issue_kills PROCESSES SEED` on a database and a media folder of its own.
Each process issues one letter, prints and signs what waits, and dies (SIGKILL) at one of the steps. At the end one
sweep goes over the rest, after every lease has run out.
"""

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import django
import time_machine
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

django.setup()

from agencies.organisation.models import Agency  # noqa: E402  after setup
from law import Refused  # noqa: E402
from notices import tasks  # noqa: E402
from notices.kinds.samples import sample_facts  # noqa: E402
from notices.letters import numbering, selectors, services  # noqa: E402
from notices.letters.models import Letter, NumberSeries, SignedCopy  # noqa: E402
from notices.register import selectors as register_selectors  # noqa: E402
from notices.rendering import pdf, queue  # noqa: E402
from notices.signing import pades  # noqa: E402
from notices.signing import services as signing_services  # noqa: E402
from tests.notices.keys import PASSWORD, write_key  # noqa: E402

# After which call the process dies; "half" dies while it writes a file, "" does not die.
STEPS = {
    "number taken": (numbering, "take_number"),
    "text filled": (services, "fill_slots"),
    "letter stored": (services, "issue"),
    "claimed": (queue, "claim_letter"),
    "printed": (pdf, "render_letter"),
    "file half written": (FileSystemStorage, "half"),
    "file written": (FileSystemStorage, "_save"),
    "PDF kept": (queue, "store_pdf"),
    "signed": (pades.PadesSigner, "sign"),
    "signature kept": (signing_services, "sign_and_store"),
    "nothing": (None, ""),
}


def die(*_) -> None:
    """Die as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(step: str, dice: random.Random) -> None:
    """Let this process die at a step; of the two files of a letter, at one of them."""
    owner, name = STEPS[step]
    if owner is None:
        return
    if owner is FileSystemStorage:
        save, left = FileSystemStorage._save, [dice.randint(1, 2)]

        def saved(self, path, content):
            left[0] -= 1
            if left[0]:
                return save(self, path, content)
            if name == "half":
                content.file.truncate(content.size // 2)
            save(self, path, content)
            return die()

        FileSystemStorage._save = saved
        return
    real = getattr(owner, name)

    def deadly(*arguments, **options):
        real(*arguments, **options)
        die()

    setattr(owner, name, deadly)


def live(agency_id: int, step: str, seed: float) -> None:
    """Issue one letter, print and sign what waits, and die on the way."""
    arm(step, random.Random(seed))
    services.issue(
        agency=Agency.objects.select_related("parent").get(pk=agency_id),
        kind="not_exist",
        facts=sample_facts("not_exist"),
        dated=date(2026, 3, 27),
        regulation="2019",
        now=timezone.now(),
    )
    tasks.render_letters()


def spawn(*arguments) -> bool:
    """Run one life in a process of its own; return whether it was killed."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            live(*arguments)
            os._exit(0)
        except BaseException:  # noqa: BLE001  the child has nobody else to tell
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"a process failed: {arguments}")
    return os.WIFSIGNALED(status)


def faults(media: Path) -> list[str]:
    """Return what is missing, doubled, damaged or left over."""
    found, files = register_selectors.numbering_faults(), set()
    for letter in Letter.objects.select_related("signed_copy"):
        try:
            unsigned, signed = selectors.read_pdf(letter), selectors.read_signed(letter)
        except Refused as refused:
            found.append(f"{letter.number}: {refused}")
            continue
        if not signed.startswith(unsigned):
            found.append(f"{letter.number}: the signed copy is of another letter")
        files |= {letter.pdf.path, letter.signed_copy.pdf.path}
    left = {str(path) for path in media.rglob("*.pdf")} ^ files
    return found + [f"file without a row or row without a file: {Path(path).name}" for path in sorted(left)]


def main(processes: int, seed: int) -> int:
    """Return 0 when every number has its letter, every letter both its files, and no file is left over."""
    call_command("migrate", verbosity=0)
    government = Agency.objects.create(code="G", name="瓯海区人民政府", kind="government")
    agency = Agency.objects.create(
        code="B07", name="瓯海区住建局", kind="department", series_word="瓯建", parent=government
    )
    dice, killed, started = random.Random(seed), Counter(), time.monotonic()
    with tempfile.TemporaryDirectory() as keys:
        settings.SIGNER, settings.SIGNER_FOLDER, settings.SIGNER_PASSWORD = (
            "notices.signing.pades.PadesSigner",
            keys,
            PASSWORD,
        )
        write_key(Path(keys) / "B07.p12", agency.name)
        for number in range(processes):
            step = list(STEPS)[number % len(STEPS)]
            killed[step] += spawn(agency.pk, step, dice.random())
        for hours in range(1, 7):  # as often as a letter may be tried
            with time_machine.travel(timezone.now() + timedelta(hours=hours)):
                tasks.render_letters()
        found = faults(Path(settings.MEDIA_ROOT))
    print(
        f"{connection.vendor}: {processes} processes, seed {seed}, killed {dict(killed)}; "
        f"{Letter.objects.count()} letters, last number {NumberSeries.objects.get().last}, "
        f"{SignedCopy.objects.exclude(pdf_sha256='').count()} signed, {time.monotonic() - started:.0f} s; "
        f"faults: {found or 'none'}"
    )
    return 0 if not found and all(killed[step] for step in STEPS if step != "nothing") else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 16))
