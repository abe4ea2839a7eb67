"""From facts to the text of a letter: article, remedy paragraph, empty places for number and date, hash."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from agencies.models import Agency
from law import Refused, remedies
from notices import glyphs
from notices.citation import Citer
from notices.facts import Facts
from notices.kinds import build

# The two places that are filled when the letter is issued; our own markup, which no fact can contain unescaped.
SLOTS = {"number": '<span class="slot-number"></span>', "dated": '<span class="slot-dated"></span>'}
_FILLED = re.compile(r'(<span class="slot-(?:number|dated)">)[^<]*(</span>)')


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter without number and date: what people approve."""

    title: str
    html: str
    text: str
    content_sha256: str
    facts: Facts


class _Paragraphs(HTMLParser):
    """Collects the visible text of a letter, one paragraph a line."""

    def __init__(self):
        super().__init__()
        self.lines: list[str] = []
        self._open = False

    def handle_starttag(self, tag, attrs):
        if tag in ("p", "h1"):
            self.lines.append("")
            self._open = True

    def handle_endtag(self, tag):
        if tag in ("p", "h1"):
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.lines[-1] += data


def plain_text(html: str) -> str:
    """Return the text of a letter, one paragraph a line."""
    parser = _Paragraphs()
    parser.feed(html)
    return "\n".join(line for line in parser.lines if line)


def digest(html: str) -> str:
    """Return the SHA-256 of a letter's HTML with number and date taken out of their places."""
    return hashlib.sha256(_FILLED.sub(r"\1\2", html).encode()).hexdigest()


HEADS = (12, 15, 20, 26)  # characters that fill one line of the head at each size of letter.css


def _head_class(name: str) -> str:
    """Return the class that lets the agency's name fill the head."""
    return next((f"head-{longest}" for longest in HEADS if len(name) <= longest), "head-longest")


def compose(
    *,
    agency: Agency,
    kind: str,
    facts: Facts | Mapping[str, Any],
    dated: date,
    regulation: str,
    online: bool = False,
) -> Composed:
    """Return the letter that `facts` make on the day `dated` under the regulation of the case.

    `dated` chooses the remedy paragraph; number and date stay empty. Raises Refused naming what is missing.
    """
    typed = build(kind, facts)
    typed.fits(regulation, dated)
    citer = Citer(regulation, dated)
    context = typed.context(citer)
    remedy = remedies.paragraph(
        dated=dated, remedy_class=typed.remedy, agency=agency.bodies(), online=online, noun=typed.noun
    )
    slots = {f"{name}_slot": mark_safe(markup) for name, markup in SLOTS.items()}  # noqa: S308  constants
    html = render_to_string(
        typed.TEMPLATE,
        {
            "frame": f"notices/_{typed.LAYOUT}.html",
            "agency": agency,
            "facts": typed,
            "title": typed.TITLE,
            "regulation": regulation,
            "remedy": remedy,
            "head_class": _head_class(agency.name),
            **slots,
            **context,
        },
    )
    text = plain_text(html)
    _check_glyphs(text)
    return Composed(typed.TITLE, html, text, digest(html), typed)


def _check_glyphs(text: str) -> None:
    lacking = glyphs.missing(text, settings.FONT_DIR)
    if lacking:
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in lacking[:5])
        raise Refused(
            f"字库缺少{named}，打印出来会是空框，请更换字库或者改写后再办",
            field="facts",
            english="The fonts lack " + ", ".join(f"U+{ord(character):04X}" for character in lacking[:5]),
        )


def filled(html: str, number: str, dated: date) -> str:
    """Return the HTML with number and date in their places."""
    values = {"number": number, "dated": f"{dated.year}年{dated.month}月{dated.day}日"}
    for name, markup in SLOTS.items():
        opening, closing = markup.split("></")
        html = html.replace(markup, f"{opening}>{values[name]}</{closing}", 1)
    return html


def plain_number(number: str) -> str:
    """Return the number; refuse one with markup in it (the word of a series is typed by an administrator)."""
    if re.search(r"[<>&\"'\x00-\x1f]", number):
        raise Refused("文号含有不能使用的字符", field="number", english="The number has a forbidden character")
    return number
