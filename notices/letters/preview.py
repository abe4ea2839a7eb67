"""What a letter would look like with words that are not in use yet: the sample of its kind under the agency's own name."""

from datetime import date

from agencies.installation.remedy_texts import remedy_texts
from agencies.organisation.models import Agency
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_facts
from notices.letters.composition import Composed, compose
from notices.wording.services import checked_wording, released

SAMPLE_KIND = "not_exist"  # shown for words that stand in every letter, until another is chosen


def letter_kinds() -> list[tuple[str, str]]:
    """Return the kinds that carry adapted words, by code and title: every letter, but no sheet for the office's own file."""
    return [(code, kind.TITLE) for code, kind in KINDS.items() if getattr(kind, "LAYOUT", "letter") != "sheet"]


def sample_letter(*, agency: Agency, kind: str, place: str, text: str, dated: date) -> Composed:
    """Return the sample of a kind with these words at their place and the words in use at the others.

    Raises Refused for words that may not be written and where the agency lacks what the letter needs.
    """
    facts = sample_facts(kind)
    return compose(
        agency=agency,
        kind=kind,
        facts=facts,
        dated=dated,
        regulation=facts.REGULATIONS[-1],
        letters=remedy_texts(),
        wording=released(agency, kind) | {place: checked_wording(place, text)},
    )
