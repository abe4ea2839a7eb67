"""Every paper looks and reads alike in the engines of the readers that people use: Poppler, PDFium, pdf.js, MuPDF."""

import shutil
import subprocess
from io import BytesIO

import pypdf
import pytest
from django.conf import settings
from PIL import Image, ImageDraw

from notices.rendering import pdf
from notices.typesetting import cff, html_to_pdf, proof, typography
from tests.notices.sample_letters import a_letter
from tests.readers import compare
from tests.readers.engines import ENGINES
from tests.readers.papers import PAPERS, letter

pytestmark = pytest.mark.usefixtures("fonts")


@pytest.fixture(scope="session")
def engines():
    """Return the engines that this machine has, opened once."""
    found = [engine() for engine in ENGINES]
    yield {one.name: one for one in found}
    for one in found:
        one.close()


@pytest.fixture(scope="session")
def drawn():
    """Return what was drawn so far, so that each paper is printed, and drawn by each engine, once."""
    return {}


@pytest.fixture
def paper(request, drawn):
    """Return a paper by its name."""
    name = request.param
    if name not in drawn:
        drawn[name] = PAPERS[name](), {}
    return drawn[name]


def pictures(engine, paper) -> list[Image.Image]:
    """Return the pages of a paper as an engine draws them."""
    data, known = paper
    if engine.name not in known:
        known[engine.name] = engine.draw(data, compare.DPI)
    return known[engine.name]


def reader(engines, name: str):
    """Return an engine, or skip with the reason that it is not there."""
    if said := engines[name].missing():
        pytest.skip(said)
    return engines[name]


ALL = [pytest.param(name, marks=pytest.mark.django_db) if name == "report" else name for name in PAPERS]
NAMES = [engine.name for engine in ENGINES]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("paper", ALL, indirect=True)
def test_every_engine_reads_the_same_characters(engines, paper, name):
    engine = reader(engines, name)
    data, _ = paper
    pages, own = engine.read(data), own_text(data)
    assert len(pages) == len(own)
    assert compare.other_letters("".join(own), "".join(pages)) == {}


def own_text(data: bytes) -> list[str]:
    """Return the text of every page with its number: glyph by glyph, and by pypdf where charts or marks have parts of their own."""
    document, known = pypdf.PdfReader(BytesIO(data)), {}
    return [
        page.extract_text() if page["/Resources"].get("/XObject") else proof._text_of(page, known)
        for page in document.pages
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "Poppler"])
@pytest.mark.parametrize("paper", ALL, indirect=True)
def test_every_engine_draws_the_same_pages(engines, paper, name):
    base, engine = reader(engines, "Poppler"), reader(engines, name)
    first, second = pictures(base, paper), pictures(engine, paper)
    assert len(first) == len(second)
    assert [compare.faults(one, other) for one, other in zip(first, second, strict=True)] == [[]] * len(first)


# -- the comparison finds what it is for ---------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_glyphs_that_answer_to_other_numbers_lose_their_characters_in_two_engines(engines, name, monkeypatch):
    """What every letter was before: drawn as it should be by two engines, without its Chinese by the other two."""
    engine, good = reader(engines, name), letter("deny")
    monkeypatch.setattr(typography.cff, "renumbered", shifted)
    bad = html_to_pdf.Typesetter(settings.FONT_DIR).typeset(a_letter("deny").html, pdf.style_of(*pdf.LAYOUTS["letter"]))
    found = compare.faults(engine.draw(good, compare.DPI)[0], engine.draw(bad, compare.DPI)[0])
    assert bool(found) == (name in ("pdf.js", "MuPDF")), found


def shifted(font: bytes, renumbered=cff.renumbered) -> bytes:
    """Return a font whose glyphs answer to numbers far from their own."""
    font = renumbered(font)
    found = cff._cid_keyed(font)
    return font if found is None else cff._patched(font, found[0] + 1, (20_001).to_bytes(2, "big"))


@pytest.mark.parametrize("left, top", [(180, 376), (412, 470), (690, 640), (800, 700)])
def test_one_character_that_is_not_drawn_is_found(engines, left, top):
    """A square of 16 points anywhere in the text, painted over."""
    page = reader(engines, "PDFium").draw(letter("deny"), compare.DPI)[0]
    torn = page.copy()
    ImageDraw.Draw(torn).rectangle((left, top, left + 32, top + 32), fill=255)
    assert page.tobytes() != torn.tobytes()
    assert compare.faults(page, torn)


def test_other_characters_in_the_place_of_the_right_ones_are_found(engines):
    page = reader(engines, "PDFium").draw(letter("deny"), compare.DPI)[0]
    other = reader(engines, "PDFium").draw(letter("unclear"), compare.DPI)[0]
    assert compare.faults(page, other)
    assert not compare.faults(page, page.copy())


@pytest.mark.parametrize(
    "got, said",
    [("甲乙", {}), ("乙 甲\n", {}), ("甲", {"乙": -1}), ("甲乙乙", {"乙": 1}), ("甲己", {"乙": -1, "己": 1})],
)
def test_a_character_read_too_often_or_too_rarely_is_named(got, said):
    assert compare.other_letters("甲乙", got) == said


# -- the standards of the archive ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["deny", "agency_inquiry", "approval_sheet"])
def test_a_validator_of_pdf_a_finds_nothing(code, tmp_path):
    if not shutil.which("verapdf"):
        pytest.skip("veraPDF is not on this machine (Java; in no package registry): put verapdf on the PATH")
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter(code))
    run = subprocess.run(
        ["verapdf", "--flavour", "3u", "--format", "text", path], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0 and run.stdout.startswith("PASS"), run.stdout + run.stderr
