"""One row of the table of POSTs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.once.world import World


@dataclass(frozen=True)
class Post:
    """One valid POST: who sends it where, what it says, what it adds, and what is changed after going back."""

    name: str  # of the address
    role: str
    arrange: Callable[[World], tuple[str, dict]]  # address and fields, on records of its own
    makes: dict[str, int] = field(default_factory=dict)  # rows that it adds, by model
    other: dict[str, Any] = field(default_factory=dict)  # fields that say something else the second time
    asks: tuple[int, ...] = (409,)  # how the changed one is answered
    ok: tuple[int, ...] = (302,)
    json: bool = False
    said: str = ""  # what the changed answer still shows

    @property
    def label(self) -> str:
        """Return the name of the row."""
        return f"{self.name} by {self.role or 'nobody'} {sorted(self.makes)}"


def at(name: str, /, *arguments, **fields) -> tuple[str, dict]:
    """Return an address and fields."""
    return reverse(name, args=arguments), fields


def upload(value: Any) -> Any:
    """Return a file where bytes are to be sent."""
    if isinstance(value, bytes):
        return SimpleUploadedFile("list.csv" if value[:1] != b"{" else "report.json", value)
    return value
