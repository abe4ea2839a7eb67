"""What a person states in a line: a reason, a question, an answer; and a refusal as its reader is told it."""

import unicodedata

from agencies.text.citations import cited
from agencies.text.filler import is_filler
from agencies.text.language import reads_chinese
from law import Refused

NONE = ("没有", "无", "none")


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
    none_counts: bool = False,
) -> str:
    """Return a statement as one line; raise Refused saying `missing` below `shortest` characters, above `longest`, and for
    words that say nothing (“同上”, one character again and again). With `none_counts` “没有” is an answer.
    """
    line = " ".join(text.split())
    if len(line) < shortest:
        raise Refused(missing, field=field, english=missing_english)
    if len(line) > longest:
        raise Refused(
            f"{label}超过 {longest} 字，请写短些",
            field=field,
            english=f"{english} has more than {longest} characters; shorten it",
        )
    if is_filler(line) and not (none_counts and line in NONE):
        raise Refused(
            f"{label}只写了“{line[:20]}”，没有说明什么；请写明具体内容",
            field=field,
            english=f"“{line[:20]}” says nothing; give the substance",
        )
    return line


def checked_line(text: str, field: str, longest: int) -> str:
    """Return a short text in one line, or raise Refused for what cannot be printed or is too long."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if odd := next((char for char in text if unicodedata.category(char)[0] == "C"), None):
        raise Refused(
            f"里面有看不见的字符或者自造字（U+{ord(odd):04X}），请删去或者换成标准字",
            field=field,
            english=f"Character U+{ord(odd):04X} cannot be printed",
        )
    if len(text) > longest:
        raise Refused(f"有 {len(text)} 字，最多 {longest} 字", field=field, english=f"At most {longest} characters")
    return text


def refusal_sentence(refused: Refused) -> str:
    """Return a refusal with its article, in the reader's language."""
    if reads_chinese():
        return str(refused)
    text = refused.english or refused.reason
    return f"{text} ({cited(refused.article)})" if refused.article else text
