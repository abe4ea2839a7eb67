"""From facts to the text of a letter: article, remedy paragraph, adapted words, places for number and date, hash."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from agencies.organisation.models import Agency
from law import Refused
from law.dated import DatedText
from law.remedies import instructions
from notices.kinds.catalogue import build
from notices.kinds.citation import CitationWriter, check_in_force, check_quoted_documents
from notices.kinds.facts import Facts
from notices.letters import layout, verification_code
from notices.typesetting import glyphs
from notices.wording.services import expand_variables

# The two places that are filled when the letter is issued; our own markup, which no fact can contain unescaped.
SLOTS = {"number": '<span class="slot-number"></span>', "dated": '<span class="slot-dated"></span>'}
_FILLED = re.compile(r'(<span class="slot-(?:number|dated)">)[^<]*(</span>)')


@dataclass(frozen=True, slots=True)
class LawPart:
    """What the law itself says in a letter: the remedy paragraph and every basis, in the order of the letter."""

    remedy: str
    basis: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as a draft keeps it."""
        return {"remedy": self.remedy, "basis": list(self.basis)}


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter without number and date: what people approve."""

    title: str
    html: str
    text: str
    content_sha256: str
    facts: Facts
    law: LawPart


class _Paragraphs(HTMLParser):
    """Collects the visible text of a letter, one paragraph or cell a line; of a title also by itself."""

    PRINTED = frozenset(("p", "h1", "h2", "h3", "th", "td", "li", "caption"))

    def __init__(self):
        super().__init__()
        self.lines: list[str] = []
        self.display = ""  # what is set in the face of titles
        self._open: list[bool] = []  # of each element begun, whether it is in that face

    def handle_starttag(self, tag, attrs):
        if tag in self.PRINTED:
            self.lines.append("")
            self._open.append(tag == "h1" or ("class", "issuer") in attrs)

    def handle_endtag(self, tag):
        if tag in self.PRINTED and self._open:
            self._open.pop()

    def handle_data(self, data):
        if self._open:
            self.lines[-1] += data
            if self._open[-1]:
                self.display += data


def plain_text(html: str) -> str:
    """Return the text of a letter, one paragraph a line."""
    parser = _Paragraphs()
    parser.feed(html)
    return "\n".join(line for line in parser.lines if line.strip())


def content_digest(html: str) -> str:
    """Return the SHA-256 of a letter's HTML with number and date taken out of their places."""
    return hashlib.sha256(_FILLED.sub(r"\1\2", html).encode()).hexdigest()


def law_part_of(
    *,
    bodies: instructions.Bodies,
    facts: Facts,
    dated: date,
    regulation: str,
    letters: Sequence[DatedText],
    online: bool = False,
) -> tuple[LawPart, dict[str, Any]]:
    """Return what the law says in a letter of that day, and the rest of what its template needs.

    Raises Refused where a letter of the kind cannot exist on the day, rests on what is not in force, or would lack a name.
    """
    check_in_force(regulation, dated)
    facts.fits(regulation, dated)
    check_quoted_documents(facts.typed_texts(), dated)
    citer = CitationWriter(regulation, dated)
    context = facts.context(citer)
    remedy = instructions.remedy_paragraph(
        dated=dated,
        remedy_class=facts.remedy_under(regulation),
        agency=bodies,
        letters=letters,
        online=online,
        noun=facts.noun,
    )
    return LawPart(remedy, tuple(citer.said)), context


def compose(
    *,
    agency: Agency,
    kind: str,
    facts: Facts | Mapping[str, Any],
    dated: date,
    regulation: str,
    letters: Sequence[DatedText],
    online: bool = False,
    wording: Mapping[str, str] | None = None,
) -> Composed:
    """Return the letter that `facts` make on the day `dated` under the regulation of the case.

    `dated` chooses the remedy paragraph among `letters`, the texts that hold; number and date stay empty; `wording` is what the agency has adapted, by
    its place in the frame. Raises Refused naming what is missing.
    """
    typed = build(kind, facts)
    law, context = law_part_of(
        bodies=agency.bodies(), facts=typed, dated=dated, regulation=regulation, letters=letters, online=online
    )
    slots = {f"{name}_slot": mark_safe(markup) for name, markup in SLOTS.items()}  # noqa: S308  constants
    said = {
        "agency": agency,
        "facts": typed,
        "title": typed.TITLE,
        "regulation": regulation,
        "remedy": law.remedy,
        "wording": {place: expand_variables(text, typed, agency) for place, text in (wording or {}).items()},
        **layout.layout_context(typed, agency),
        **slots,
        **context,
    }
    html = render_to_string(typed.TEMPLATE, said)
    mark = verification_code.mark_of(html)
    if mark is not None:  # the code is derived from all that is said, and then part of it
        html = render_to_string(typed.TEMPLATE, said | {"verification": mark})
    text = plain_text(html)
    check_glyphs(html)
    return Composed(typed.TITLE, html, text, content_digest(html), typed, law)


def check_glyphs(html: str) -> None:
    """Raise Refused naming the characters that the face in which they stand cannot print."""
    parser = _Paragraphs()
    parser.feed(html)
    for text, role in (("".join(parser.lines), "fang"), (parser.display, "title")):
        lacking = glyphs.missing_characters(text, settings.FONT_DIR, role)
        if lacking:
            raise glyphs.refusal_of_characters(lacking)


def has_empty_slots(html: str) -> bool:
    """Say whether the places of number and date are there and all of them empty, so that filling adds nothing else.

    The digest leaves out what stands in them, so a place filled beforehand would pass it unseen.
    """
    return all(0 < html.count(markup) == html.count(f'class="slot-{name}"') for name, markup in SLOTS.items())


def fill_slots(html: str, number: str, dated: date) -> str:
    """Return the HTML with number and date in their places."""
    values = {"number": number, "dated": f"{dated.year}年{dated.month}月{dated.day}日"}
    for name, markup in SLOTS.items():
        opening, closing = markup.split("></")
        html = html.replace(markup, f"{opening}>{values[name]}</{closing}")  # the day of signing also in the 版记
    return html


def number_without_markup(number: str) -> str:
    """Return the number; refuse one with markup in it (the word of a series is typed by an administrator)."""
    if re.search(r"[<>&\"'\x00-\x1f]", number):
        raise Refused("文号含有不能使用的字符", field="number", english="The number has a forbidden character")
    if lacking := glyphs.missing_characters(number, settings.FONT_DIR):
        raise glyphs.refusal_of_characters(lacking)
    return number
