"""What may not stand in a log although a library writes it: numbers of people, secrets in addresses, values of a row."""

import re

# A path keeps its words; what is asked behind "?" may be a name. PostgreSQL's DETAIL quotes the whole row.
_RULES = (
    (re.compile(r"(\w+://[^\s:/@]*):[^\s@]+@"), r"\1:…@"),
    (re.compile(r"\b(Token|Bearer|Basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE), r"\1 …"),
    (re.compile(r"(DETAIL:[ \t]*)[^\n]+"), r"\1…"),
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+"), r"\1?…"),
    (re.compile(r"(?<!\d)(\d{6})(?:18|19|20)\d{9}[\dXx](?!\d)"), r"\1…"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{8}(?!\d)"), r"\1…"),
    (re.compile(r"[\w.+-]+@([\w-]+\.[\w.-]+)"), r"…@\1"),
)


def redacted(text: str) -> str:
    """Return a text without query strings, passwords in addresses, tokens, identity and telephone numbers, e-mail names."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def one_line(text: str) -> str:
    """Return a text in which every character that a terminal or a reader of lines would obey is written as its code."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _code(one) for one in text)


def _code(one: str) -> str:
    point = ord(one)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"  # as JSON writes it
