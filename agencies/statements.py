"""What a person states in a line: a reason, a question, an answer; and a refusal as its reader is told it."""

from agencies.citations import cited
from agencies.language import chinese
from law import Refused


def checked_statement(
    text: str,
    *,
    missing: str,
    missing_english: str,
    field: str = "reason",
    label: str = "理由",
    english: str = "The reason",
    shortest: int = 1,
    longest: int = 400,
) -> str:
    """Return a statement as one line; raise Refused saying `missing` below `shortest` characters, and above `longest`."""
    line = " ".join(text.split())
    if len(line) < shortest:
        raise Refused(missing, field=field, english=missing_english)
    if len(line) > longest:
        raise Refused(
            f"{label}超过 {longest} 字，请写短些",
            field=field,
            english=f"{english} has more than {longest} characters; shorten it",
        )
    return line


def sentence(refused: Refused) -> str:
    """Return a refusal with its article, in the reader's language."""
    if chinese():
        return str(refused)
    text = refused.english or refused.reason
    return f"{text} ({cited(refused.article)})" if refused.article else text
