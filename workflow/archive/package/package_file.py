"""One file of a package."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of a package and what the index says of it; `dated` is None where it has no day of its own."""

    path: str
    body: bytes
    title: str
    number: str = ""
    dated: date | None = None
    responsible: str = ""
    pages: int | None = None
    version: str = ""  # 稿本: 正本, 定稿
    original: str = ""  # the name that the file came with
    listed: bool = False  # stands in the table of contents (卷内目录)
