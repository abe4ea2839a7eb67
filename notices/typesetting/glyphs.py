"""Which characters the letters' fonts can print, read from the manifest that the set-up of the fonts left."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

from law import Refused

MANIFEST = "manifest.json"
ROLES = ("fang", "title", "hei", "kai")  # 仿宋 小标宋 黑体 楷体: an agency may bring its own of each
# What fills the gaps of a role, in this order: standard characters, the whole Noto face, characters that share a
# glyph with another one (`fonts.cut`), and the rare ideographs of GB 18030.
FILL = {"fang": "serif", "kai": "serif", "title": "bold", "hei": "bold", "song": "serif"}
LAST = ("full", "twins", "twins2", "rare")


def font_chain(role: str, faces) -> list[str]:
    """Return the faces to try for a role, in order: the agency's own, ours, and what fills its gaps."""
    digits = ["digits"] if role in ("fang", "kai") else []
    return [name for name in (f"agency_{role}", *digits, role, FILL[role], *LAST) if name in faces]


def pack_ranges(codepoints) -> str:
    """Return code points as ranges in hexadecimal: ``20-7E A0``."""
    ranges: list[list[int]] = []
    for point in sorted(codepoints):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in ranges)


def unpack_ranges(ranges: str) -> frozenset[int]:
    """Return the code points of ranges written by `pack`."""
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def read_manifest(folder: Path) -> dict:
    """Return the manifest of a font folder; an empty one where no fonts were set up, or what is there is torn."""
    try:
        found = json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = {}
    return found if isinstance(found, dict) and "faces" in found else {"faces": {}}


@lru_cache(maxsize=8)
def _covered(path: Path, changed_ns: int, role: str) -> frozenset[int]:
    faces = read_manifest(path.parent)["faces"]
    return frozenset().union(*(unpack_ranges(faces[name]["ranges"]) for name in font_chain(role, faces)))


def missing_characters(text: str, folder: Path, role: str = "fang") -> list[str]:
    """Return the characters of `text` that no font of the role can print, each once, in order.

    Marks without a shape of their own (zero-width joiners, line breaks) are never missing.
    Returns nothing while no fonts are set up: the renderer refuses then.
    """
    path = Path(folder) / MANIFEST
    if not path.is_file():
        return []
    covered = _covered(path, path.stat().st_mtime_ns, role)
    if not covered:
        return []
    lacking = (c for c in text if ord(c) not in covered and unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    return list(dict.fromkeys(lacking))


def refusal_of_characters(lacking: str | list[str]) -> Refused:
    """Return what to say of characters that no font can print, each shown."""
    named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in lacking[:5])
    return Refused(
        f"字库缺少{named}，打印出来会是空框，请更换字库或者改写后再办",
        field="facts",
        english="The fonts lack " + ", ".join(f"U+{ord(character):04X}" for character in lacking[:5]),
    )
