"""What surrounds the words of a letter: the frame of its format, the head, the title in lines (GB/T 9704—2012)."""

from typing import Any

from agencies.organisation.models import Agency
from notices.kinds.facts import Facts
from notices.letters import title_lines

FRAMES = {layout: f"notices/_{layout}.html" for layout in ("letter", "document", "sheet")}
SUFFIX = "文件"  # of the head in the general format; the letter format has none (10.1)
HEADS = (12, 15, 20, 26)  # characters that fill one line of the head at each size of grid.css
LONGEST_CENTRED = 14  # characters of a name that can stand centred over a date four characters from the margin
FULL_LINE = 27  # characters of a name that fit on one line


def letterhead_of(agency: Agency, layout: str) -> str:
    """Return the words of the red head: the agency's own, else its name, with 文件 in the general format."""
    own = agency.letterhead or agency.name
    return own.removesuffix(SUFFIX) if layout == "letter" else own.removesuffix(SUFFIX) + SUFFIX


def _head_class(head: str) -> str:
    """Return the class that lets the words fill the head."""
    return next((f"head-{longest}" for longest in HEADS if len(head) <= longest), "head-longest")


def layout_context(facts: Facts, agency: Agency) -> dict[str, Any]:
    """Return what the frame of a letter needs besides its facts."""
    head = letterhead_of(agency, facts.LAYOUT)
    return {
        "frame": FRAMES[facts.LAYOUT],
        "head": head,
        "head_class": _head_class(head),
        "title_lines": title_lines.title_in_lines(facts.TITLE, (agency.name,)),
        "signature_class": "signature" if len(agency.name) <= LONGEST_CENTRED else "signature long",
        "signer_class": "signer" if len(agency.name) <= FULL_LINE else "signer longest",
    }
