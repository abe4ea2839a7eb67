"""Hostile facts in every kind of letter: printed letter for letter or refused with a sentence; nothing is fetched.

Each kind once here, with many texts at a time; every text in every fact in tests/torture.
"""

import re
from io import BytesIO

import pypdf
import pytest

from law import Refused
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_facts
from notices.rendering import pdf
from notices.typesetting import proof
from tests.notices.hostile import FORBIDDEN, LITERAL, SECRET, literal, put, text_places
from tests.notices.sample_letters import a_letter

pytestmark = pytest.mark.usefixtures("fonts")


def everything_in(data: bytes) -> bytes:
    """Return all bytes of a PDF, its streams decoded."""
    reader = pypdf.PdfReader(BytesIO(data))
    streams = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return data + b"".join(one.get_data() for one in streams if hasattr(one, "get_data"))


def sample(code: str):
    """Return sample facts of a kind under the newest regulation that knows it, and that regulation."""
    regulation = KINDS[code].REGULATIONS[-1]
    return sample_facts(code, regulation), regulation


def squeezed(text: str) -> str:
    """Return text as a PDF gives it back."""
    return "".join(text.split())


def print_or_refuse(code: str, at: tuple, text: str) -> str:
    """Return the text of the PDF with a hostile text at a place; "" where it was refused with a sentence."""
    facts, regulation = sample(code)
    try:
        typed = KINDS[code].from_json(put(facts.to_json(), at, text))
        data = pdf.render_letter(a_letter(code, regulation, facts=typed))
    except Refused as refusal:
        assert re.search("[\u4e00-\u9fff]{2}", str(refusal))
        return ""
    assert SECRET.encode() not in everything_in(data)
    return proof.pdf_text(data)


def is_printed(code: str, at: tuple) -> bool:
    """Tell whether the letter prints what stands at a place."""
    facts, regulation = sample(code)
    marked = put(facts.to_json(), at, "龘靐齉")
    try:
        return "龘靐齉" in a_letter(code, regulation, facts=KINDS[code].from_json(marked)).html
    except Refused:  # a choice, or a number: no free text
        return False


@pytest.mark.fault("X1")
@pytest.mark.fault("X2")
@pytest.mark.fault("X3")
@pytest.mark.parametrize("code", KINDS)
def test_hostile_texts_are_printed_letter_for_letter(code, canary, secret):
    url, asked = canary
    facts, regulation = sample(code)
    places = [at for at in text_places(facts) if is_printed(code, at)]
    texts = [literal(name, url, secret) for name in LITERAL]
    given, put_in = facts.to_json(), []
    for turn, at in enumerate(places):
        share = "：".join(texts[turn :: len(places)]) + "终"
        given = put(given, at, share)
        put_in.append(share)
    data = pdf.render_letter(a_letter(code, regulation, facts=KINDS[code].from_json(given)))
    printed = proof.pdf_text(data)
    assert put_in and all(squeezed(share) in printed for share in put_in)
    assert asked == [] and SECRET.encode() not in everything_in(data)


@pytest.mark.fault("X4")
@pytest.mark.fault("X5")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_may_not_be_printed_is_refused_with_a_sentence(name):
    for code, at in [("deny", ("addressee",)), ("deny", ("items", 0, "reason")), ("open", ("attachments", 0))]:
        facts, regulation = sample(code)
        given = facts.to_json() | ({"attachments": ["清单"]} if code == "open" else {})
        with pytest.raises(Refused, match="[\u4e00-\u9fff]{2}"):
            a_letter(code, regulation, facts=KINDS[code].from_json(put(given, at, FORBIDDEN[name])))


@pytest.mark.fault("X4")
def test_a_text_of_five_thousand_characters_is_printed():
    text = "长文" * 2500
    assert text in print_or_refuse("deny", ("content",), text)


@pytest.mark.fault("X3")
def test_hostile_names_of_attachments_are_printed(canary, secret):
    url, asked = canary
    facts, regulation = sample("open")
    names = [literal(name, url, secret) for name in LITERAL]
    letter = a_letter("open", regulation, facts=KINDS["open"].from_json(facts.to_json() | {"attachments": names}))
    printed = proof.pdf_text(pdf.render_letter(letter))
    assert all(squeezed(name.rstrip("。；;，,、 ")) in printed for name in names) and asked == []


@pytest.mark.fault("X1")
@pytest.mark.parametrize("field", ["name", "contact_office", "phone", "address"])
def test_hostile_settings_of_the_agency_are_printed(field, canary, secret):
    url, asked = canary
    text = literal("style", url, secret)
    facts, regulation = sample("not_exist")
    letter = a_letter("not_exist", regulation, **{field: text})
    assert squeezed(text) in proof.pdf_text(pdf.render_letter(letter)) and asked == []
