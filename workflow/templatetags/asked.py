"""What pages say of who was asked, in the reader's language: when it was told, what came, what is decided for it."""

from django import template

from agencies.text.language import reads_chinese
from law.outcomes import GROUNDS
from workflow.cases.third_parties import sentences

register = template.Library()


def _read(words: tuple[str, str]) -> str:
    return words[0 if reads_chinese() else 1]


@register.filter
def told(standing) -> str:
    """Return when the inquiry left and arrived."""
    return _read(sentences.told(standing))


@register.filter
def came(standing) -> str:
    """Return what came back, or that nothing did."""
    return _read(sentences.came(standing))


@register.filter
def decided(decision) -> str:
    """Return what the reply decides for it, "" for nothing yet."""
    return _read(sentences.decided(decision))


@register.filter
def interest_name(code: str) -> str:
    """Return what of a third party may be infringed."""
    return (GROUNDS[code].label if reads_chinese() else GROUNDS[code].name) if code in GROUNDS else ""
