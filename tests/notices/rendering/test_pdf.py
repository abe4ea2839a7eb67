"""Fit to issue: PDF/A-3 with the facts attached, its text the approved one, the same bytes everywhere, no hollow box."""

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
from io import BytesIO

import pypdf
import pytest
from django.conf import settings

from law import Refused
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_facts
from notices.letters import composition
from notices.rendering import pdf
from notices.rendering.attachment import attached_facts
from notices.typesetting import glyphs, proof
from tests.notices.sample_letters import a_letter, changed, composed

pytestmark = pytest.mark.usefixtures("fonts")


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Return the PDF of a reply that withholds a part."""
    return pdf.render_letter(a_letter("partial"))


def fonts_of(reader) -> list:
    """Return every font of a file."""
    found = {id(font): font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    return list(found.values())


def letter_of(**changes):
    """Return a letter about information that does not exist, with some facts changed."""
    return a_letter("not_exist", facts=changed("not_exist", **changes))


# -- the file ------------------------------------------------------------------------------------------------


def test_the_file_is_pdf_a_3_with_title_and_language(printed):
    reader = pypdf.PdfReader(BytesIO(printed))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert printed.startswith(b"%PDF-1.7") and "/Encrypt" not in reader.trailer
    assert re.search(r'pdfaid:part="3"', metadata) and re.search(r'pdfaid:conformance="U"', metadata)
    assert root["/Lang"] == "zh-CN" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == KINDS["partial"].TITLE and reader.metadata.title in metadata
    assert reader.metadata.author == "瓯海区住房和城乡建设局"
    intent = root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1" and intent["/DestOutputProfile"].get_object()["/N"] == 3
    assert root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge"


def test_the_file_does_nothing_but_show_itself(printed):
    reader = pypdf.PdfReader(BytesIO(printed))
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.trailer["/Root"])
    assert not any(page.get("/Annots") for page in reader.pages)
    assert not {"/JavaScript"} & set(reader.trailer["/Root"].get("/Names", {}))


def test_the_facts_are_attached_as_data(printed):
    reader = pypdf.PdfReader(BytesIO(printed))
    root = reader.trailer["/Root"]
    (file,) = [one.get_object() for one in root["/AF"]]
    assert (file["/UF"], file["/AFRelationship"]) == ("facts.json", "/Data")
    stream = file["/EF"]["/F"].get_object()
    assert stream["/Subtype"] == "/application/json" and stream["/Params"]["/ModDate"] == "D:20260327000000Z"
    given = json.loads(stream.get_data())
    assert given["number"] == "瓯建公开〔2026〕12号" and given["dated"] == "2026-03-27"
    assert given["facts"]["addressee"] == sample_facts("partial").addressee
    assert len(given["facts"]["items"]) == 2


def kept_texts(value, hidden=False) -> list[str]:
    """Return every text of a record that is on file and not printed."""
    if isinstance(value, str):
        return [value] if hidden else []
    if isinstance(value, tuple):
        return [text for one in value for text in kept_texts(one, hidden)]
    if not dataclasses.is_dataclass(value):
        return []
    told = ((getattr(value, f.name), f.metadata["kept"]) for f in dataclasses.fields(value))
    return [text for one, kept in told for text in kept_texts(one, hidden or kept)]


@pytest.mark.parametrize("code", KINDS)
def test_what_is_only_kept_on_file_does_not_go_out(code):
    letter = a_letter(code, KINDS[code].REGULATIONS[-1])
    given = attached_facts(letter)
    facts = KINDS[code].from_json(letter.facts)
    for text in kept_texts(facts):
        assert text not in given or text in composition.plain_text(letter.html)
    names = {f.name for f in dataclasses.fields(facts) if f.metadata["kept"]}
    assert not names & set(json.loads(given)["facts"])


def test_every_font_is_embedded_and_no_glyph_is_hollow(printed):
    reader = pypdf.PdfReader(BytesIO(printed))
    found = fonts_of(reader)
    assert len(found) >= 3
    for font in found:
        descendant = font["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())
        mapped = font["/ToUnicode"].get_object().get_data().partition(b"endcodespacerange")[2]
        assert b"beginbfchar" in mapped and b"<0000>" not in mapped  # glyph 0 is the hollow box


def test_the_same_letter_gives_the_same_bytes_in_another_process_zone_and_language(printed):
    script = (
        "import django; django.setup(); import hashlib, sys; from notices.rendering import pdf; "
        "from tests.notices.sample_letters import a_letter; "
        "sys.stdout.write(hashlib.sha256(pdf.render_letter(a_letter('partial'))).hexdigest())"
    )
    seen = set()
    for zone, language, seed in (("America/New_York", "de_DE.UTF-8", "1"), ("Asia/Tokyo", "C", "77")):
        given = os.environ | {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        given |= {"FONT_DIR": str(settings.FONT_DIR), "DJANGO_SETTINGS_MODULE": "config.settings"}
        run = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=given, capture_output=True)
        seen.add(run.stdout.decode() or run.stderr.decode())
    assert seen == {hashlib.sha256(printed).hexdigest()}


# -- the text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", KINDS)
def test_the_text_of_the_file_is_the_approved_text_read_by_a_strangers_reader_too(code):
    letter = a_letter(code, KINDS[code].REGULATIONS[-1])
    data = pdf.render_letter(letter)  # compares with its own reader
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages]
    numbered = ["".join(text.split()) for text in pages]
    read = "".join(text.replace(f"—{place}—", "") for place, text in enumerate(numbered, start=1))
    assert read == "".join(composition.plain_text(letter.html).split())


@pytest.mark.parametrize(
    "before, after", [("2026年3月27日", "2026年3月28日"), ("不予公开", "予以公开"), ("。", ""), ("", "甲")]
)
def test_a_file_that_says_anything_else_is_refused(printed, before, after):
    letter = a_letter("partial")
    text = composition.plain_text(letter.html)
    proof.check_pdf(printed, text, attached_facts(letter))
    with pytest.raises(Refused, match="不一致"):
        proof.check_pdf(printed, text.replace(before, after, 1), attached_facts(letter))


def test_a_file_without_its_facts_is_refused():
    letter = a_letter("deny")
    with pytest.raises(Refused, match="公文事实"):
        proof.check_pdf(pdf.render_html(letter.html), composition.plain_text(letter.html), attached_facts(letter))
    with pytest.raises(Refused, match="公文事实"):
        proof.check_pdf(pdf.render_letter(letter), composition.plain_text(letter.html), "{}")


def test_words_that_the_style_sheet_hides_are_missed(monkeypatch):
    letter = a_letter("deny")
    hiding = pdf.style_of(*pdf.LAYOUTS["letter"]) + "\n.note { display: none }"
    monkeypatch.setattr(pdf, "style_of", lambda *names: hiding)
    with pytest.raises(Refused, match="不一致"):
        pdf.render_letter(letter)


# -- characters ----------------------------------------------------------------------------------------------


@pytest.mark.fault("X5")
@pytest.mark.parametrize(
    "name", ["朱镕堃喆龑㙍𬭚", "𬱖㛃", "𠀀𪚥𫝆𬺓𮯠", "阿里木·买买提•・", "\u2f8f行\u2f08人\ufa0a\u898b", "Ωω①➀～〜－"]
)
def test_rare_names_and_characters_that_share_a_glyph_are_printed_as_they_are(name):
    data = pdf.render_letter(letter_of(addressee=name))
    assert name in proof.pdf_text(data)


@pytest.mark.fault("X5")
@pytest.mark.parametrize("field", ["addressee", "content"])
def test_a_character_that_no_font_can_print_is_named_before_the_issue(field):
    with pytest.raises(Refused, match="\U00031000.*U\\+31000"):
        composed("not_exist", facts=changed("not_exist", **{field: "杨\U00031000"}))


@pytest.mark.fault("X5")
def test_the_head_and_the_title_are_checked_in_their_own_face(monkeypatch):
    asked = []
    monkeypatch.setattr(
        glyphs, "missing_characters", lambda text, folder, role="fang": asked.append((role, text)) or []
    )
    composed("deny")
    roles = dict(asked)
    assert roles["title"] == "瓯海区住房和城乡建设局" + KINDS["deny"].TITLE
    assert roles["fang"].endswith("）")


@pytest.mark.fault("X5")
def test_a_hollow_box_never_leaves_the_press():
    with pytest.raises(Refused, match="U\\+31000"):
        pdf.render_html("<html><body><p>杨\U00031000</p></body></html>")


def test_a_number_that_cannot_be_printed_is_refused():
    with pytest.raises(Refused, match="U\\+31000"):
        composition.number_without_markup("瓯\U00031000公开〔2026〕1号")
