"""The ends of the chains, written to a second place: a tail that is cut off in the database is still there.

`CHAIN_HEADS` is a folder; on another machine, or on a medium that is written once, it is out of reach of who owns the
database. A line is added for each chain that grew: when, chain, number of the link, its keyed hash.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from agencies.audit_trail.chains import CHAINED
from agencies.audit_trail.models import ChainLink


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ended once."""

    at: str
    chain: str
    seq: int
    mac: str

    @property
    def line(self) -> str:
        """Return the line that says so."""
        return f"{self.at} {self.chain} {self.seq} {self.mac}\n"


def head_file(chain: str) -> Path:
    """Return the file of a chain in the second place."""
    return Path(settings.CHAIN_HEADS) / f"{chain}.heads"


def write_heads(*, now: datetime) -> int:
    """Add the end of each chain that grew since it was last written; return how many lines were added. Safe to run twice."""
    written = 0
    for chain in CHAINED:
        last = ChainLink.objects.filter(chain=chain).order_by("-seq").values_list("seq", "mac").first()
        kept = max((head.seq for head in read_heads(chain) if isinstance(head, Head)), default=0)
        if last is None or last[0] <= kept:
            continue
        head = Head(now.astimezone(UTC).isoformat(timespec="seconds"), chain, *last)
        handle = os.open(head_file(chain), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if torn(head_file(chain)):
                os.write(handle, b"\n")  # a line that a crash cut off ends here and is told as what it is
            os.write(handle, head.line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        written += 1
    return written


def torn(file: Path) -> bool:
    """Say whether a file ends in the middle of a line."""
    content = file.read_bytes() if file.exists() else b""
    return bool(content) and not content.endswith(b"\n")


def read_heads(chain: str) -> Iterator[Head | str]:
    """Yield what the second place says of a chain, in its order; a line that is none as its text."""
    file = head_file(chain)
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split(" ")
        if (
            len(parts) == 4
            and parts[1] == chain
            and parts[2].isdecimal()
            and len(parts[2]) < 19
            and len(parts[3]) == 64
        ):
            yield Head(parts[0], chain, int(parts[2]), parts[3])
        elif line:
            yield line[:120]
