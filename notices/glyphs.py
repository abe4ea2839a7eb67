"""Which characters the letters' fonts can print, read from the manifest that the set-up of the fonts left."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

MANIFEST = "manifest.json"
ROLES = ("fang", "title", "hei", "kai")  # 仿宋 小标宋 黑体 楷体: an agency may bring its own
# What fills the gaps of each role, in this order: standard characters first, then the whole Noto face.
FALLBACK = {"fang": ("serif", "full"), "kai": ("serif", "full"), "title": ("bold", "full"), "hei": ("bold", "full")}


def pack(codepoints) -> str:
    """Return code points as ranges in hexadecimal: ``20-7E A0``."""
    ranges: list[list[int]] = []
    for point in sorted(codepoints):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in ranges)


def unpack(ranges: str) -> frozenset[int]:
    """Return the code points of ranges written by `pack`."""
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def read_manifest(folder: Path) -> dict:
    """Return the manifest of a font folder; an empty one where no fonts were set up."""
    path = Path(folder) / MANIFEST
    if not path.is_file():
        return {"faces": {}}
    return json.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _covered(path: Path, changed_ns: int) -> frozenset[int]:
    faces = read_manifest(path.parent)["faces"]
    points: set[int] = set()
    for role in ("digits", "fang", "serif", "full", "agency_fang"):
        if role in faces:
            points |= unpack(faces[role]["ranges"])
    return frozenset(points)


def missing(text: str, folder: Path) -> list[str]:
    """Return the characters of `text` that no font of the body can print, each once, in order.

    Marks without a shape of their own (zero-width joiners, line breaks) are never missing.
    Returns nothing while no fonts are set up: the renderer refuses then.
    """
    path = Path(folder) / MANIFEST
    if not path.is_file():
        return []
    covered = _covered(path, path.stat().st_mtime_ns)
    lacking = (c for c in text if ord(c) not in covered and unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    return list(dict.fromkeys(lacking))
