"""What a person states in a line: a reason, a question, an answer; and a refusal as its reader is told it."""

from django.utils.translation import get_language

from agencies.citations import cited
from law import Refused


def checked_statement(
    text: str,
    missing: Refused,
    *,
    label: str = "理由",
    english: str = "The reason",
    shortest: int = 1,
    longest: int = 400,
) -> str:
    """Return a statement as one line; raise `missing` below `shortest` characters, Refused above `longest`."""
    line = " ".join(text.split())
    if len(line) < shortest:
        raise missing
    if len(line) > longest:
        raise Refused(
            f"{label}超过 {longest} 字，请写短些",
            field=missing.field,
            english=f"{english} has more than {longest} characters; shorten it",
        )
    return line


def sentence(refused: Refused) -> str:
    """Return a refusal with its article, in the reader's language."""
    if (get_language() or "").startswith("zh"):
        return str(refused)
    text = refused.english or refused.reason
    return f"{text} ({cited(refused.article)})" if refused.article else text
