"""Every glyph answers to its own number: in the faces, in what is cut from them, in each file printed, in fonts of an agency."""

import io

import pypdf
import pytest
from django.conf import settings
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import calcChecksum

from law import Refused
from notices.letters import composition
from notices.rendering import pdf
from notices.rendering.attachment import attached_facts
from notices.typesetting import cff, fonts, glyphs, html_to_pdf, proof, typography
from tests.notices.sample_letters import a_letter

pytestmark = pytest.mark.usefixtures("fonts")
FACES = [face.role for face in fonts.FACES]
WORDS = "政府信息公开条例第36号（）"
# How a foundry, or a cutting tool, may have numbered its glyphs.
ORDERS = {
    "identity": lambda n: list(range(n)),
    "gaps": lambda n: [0, *range(5, 4 + n)],
    "far": lambda n: [0, *range(20_000, 19_999 + n)],
    "backward": lambda n: [0, *range(n - 1, 0, -1)],
    "pairs": lambda n: [0, *(place * 3 + place % 2 for place in range(1, n))],
    "scattered": lambda n: [0, *((place * 7919) % 30_011 for place in range(1, n))],
}


def renamed(data: bytes, numbers: list[int]) -> bytes:
    """Return a CID-keyed font whose glyphs answer to other numbers, every other table brought along."""
    font = TTFont(io.BytesIO(data))
    top = font["CFF "].cff.topDictIndex[0]
    names = {
        old: f"cid{number:05d}" if number else old for old, number in zip(font.getGlyphOrder(), numbers, strict=True)
    }
    strings, font["hmtx"], font["cmap"] = top.CharStrings, font["hmtx"], font["cmap"]  # read before anything changes
    top.charset = [names[name] for name in top.charset]
    strings.charStrings = {names[name]: place for name, place in strings.charStrings.items()}
    font["hmtx"].metrics = {names[name]: metric for name, metric in font["hmtx"].metrics.items()}
    for table in font["cmap"].tables:
        table.cmap = {point: names[name] for point, name in table.cmap.items()}
    font.setGlyphOrder([names[name] for name in font.getGlyphOrder()])
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def cid_keyed(order: str, words: str = WORDS) -> bytes:
    """Return a small CID-keyed font with glyphs numbered in one of the orders."""
    data, _ = fonts.subset_font(fonts.simplified_face(settings.FONT_DIR / "serif.otf"), map(ord, words))
    count = len(TTFont(io.BytesIO(data)).getGlyphOrder())
    return renamed(data, ORDERS[order](count))


def built(*, true_type: bool) -> bytes:
    """Return a small font whose glyphs have names, as foundries of Latin type make them, or a TrueType one."""
    names = [".notdef", *(f"g{ord(one):04X}" for one in WORDS)]
    builder = FontBuilder(1000, isTTF=true_type)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): name for one, name in zip(WORDS, names[1:], strict=True)})
    if true_type:
        builder.setupGlyf({name: bar(TTGlyphPen(None), place).glyph() for place, name in enumerate(names)})
    else:
        strings = {name: bar(T2CharStringPen(1000, None), place).getCharString() for place, name in enumerate(names)}
        builder.setupCFF("Own", {}, strings, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def bar(pen, place: int):
    """Draw a bar whose height tells one glyph from another."""
    pen.moveTo((100, 0))
    for point in ((100, 400 + 10 * place), (800, 400 + 10 * place), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def numbers_of(data: bytes) -> list[int]:
    """Return the CIDs of a font in the order of its glyphs, read by a library."""
    charset = TTFont(io.BytesIO(data))["CFF "].cff.topDictIndex[0].charset
    return [0, *(int(name.removeprefix("cid")) for name in charset[1:])]


def refuse_false_sums(data: bytes) -> None:
    """Fail where a sum of checking in a font is not that of its bytes."""
    reader = TTFont(io.BytesIO(data)).reader
    head = reader.tables["head"]
    for tag, entry in reader.tables.items():
        table = data[entry.offset : entry.offset + entry.length]
        assert calcChecksum(table[:8] + bytes(4) + table[12:] if tag == "head" else table) == entry.checkSum, tag
    blank = data[: head.offset + 8] + bytes(4) + data[head.offset + 12 :]
    adjusted = int.from_bytes(data[head.offset + 8 : head.offset + 12], "big")
    assert (calcChecksum(blank) + adjusted) % 2**32 == 0xB1B0AFBA


@pytest.mark.parametrize("role", FACES)
def test_every_face_on_this_machine_is_numbered_by_its_glyphs(role):
    entry = glyphs.read_manifest(settings.FONT_DIR)["faces"].get(role)
    if entry is None:
        pytest.skip(f"the face {role} was not reachable at set-up")
    data = (settings.FONT_DIR / entry["file"]).read_bytes()
    assert cff.agrees(data) and cff.renumbered(data) is data
    font = TTFont(io.BytesIO(data), lazy=True)
    if "CFF " in font:
        charset = font["CFF "].cff[0].charset
        assert charset[1:] == [f"cid{place:05d}" for place in range(1, len(charset))]


@pytest.mark.parametrize("words", ["政", "政府", WORDS, "".join(map(chr, range(0x4E00, 0x4E00 + 400)))])
@pytest.mark.parametrize("order", ORDERS)
def test_a_font_numbered_in_any_way_is_renumbered_in_place(order, words):
    data = cid_keyed(order, words)
    assert cff.agrees(data) == (numbers_of(data) == list(range(len(numbers_of(data)))))
    made = cff.renumbered(data)
    assert cff.agrees(made) and len(made) == len(data)
    assert numbers_of(made) == list(range(len(numbers_of(data))))
    refuse_false_sums(made)


@pytest.mark.parametrize("true_type", [True, False])
def test_fonts_without_numbers_of_their_own_stay_as_they_are(true_type):
    data = built(true_type=true_type)
    assert cff.agrees(data) and cff.renumbered(data) is data


def test_a_face_for_simplified_chinese_is_cut_with_numbers_that_agree():
    for order in ORDERS:
        face = fonts.uharfbuzz.Face(fonts.uharfbuzz.Blob(cid_keyed(order)))
        data, covered = fonts.subset_font(face, map(ord, "政府信息"))
        assert cff.agrees(data) and covered == frozenset(map(ord, "政府信息"))


# -- in the file ---------------------------------------------------------------------------------------------


def font_files(data: bytes) -> list[bytes]:
    """Return every font file in a PDF."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            file = descriptor.raw_get("/FontFile3" if "/FontFile3" in descriptor else "/FontFile2")
            found[file.idnum] = file.get_object().get_data()
    return list(found.values())


def agency_press(tmp_path, data: bytes, name: str) -> html_to_pdf.Typesetter:
    """Return a press whose agency brought its own 仿宋."""
    own = tmp_path / "own"
    own.mkdir()
    (own / name).write_bytes(data)
    faces = {role: dict(entry) for role, entry in glyphs.read_manifest(settings.FONT_DIR)["faces"].items()}
    for entry in faces.values():
        entry["file"] = str(settings.FONT_DIR / entry["file"])
    faces |= fonts.agency_faces(own, tmp_path)
    fonts._write_manifest(tmp_path, {"faces": faces})
    return html_to_pdf.Typesetter(tmp_path)


@pytest.mark.parametrize("order", ORDERS)
def test_an_agencys_own_font_is_numbered_by_its_glyphs_in_the_file(tmp_path, order):
    printed = agency_press(tmp_path, cid_keyed(order), "仿宋.otf").typeset(
        f"<html><body><p>{WORDS}</p></body></html>", 'p { font-family: "Letter Fang" }'
    )
    assert len(font_files(printed)) >= 1 and all(map(cff.agrees, font_files(printed)))
    assert proof.pdf_text(printed) == WORDS


def test_a_face_that_was_set_up_with_other_numbers_is_numbered_in_the_file(tmp_path, monkeypatch):
    """As every face on a machine was that an earlier set-up made; it is made anew only when the set-up runs again."""
    font = cid_keyed("far")
    with monkeypatch.context() as earlier:
        earlier.setattr(fonts.cff, "renumbered", lambda data: data)
        earlier.setattr(fonts.cff, "agrees", lambda data: True)
        own = agency_press(tmp_path, font, "仿宋.otf")
    assert not cff.agrees((tmp_path / "agency_fang.otf").read_bytes())
    printed = own.typeset(f"<html><body><p>{WORDS}</p></body></html>", 'p { font-family: "Letter Fang" }')
    assert all(map(cff.agrees, font_files(printed)))
    assert proof.pdf_text(printed) == WORDS


@pytest.mark.parametrize("true_type", [True, False])
def test_an_agencys_own_font_of_another_make_is_printed_too(tmp_path, true_type):
    name = "仿宋_GB2312.ttf" if true_type else "仿宋.otf"
    printed = agency_press(tmp_path, built(true_type=true_type), name).typeset(
        f"<html><body><p>{WORDS}</p></body></html>", 'p { font-family: "Letter Fang" }'
    )
    assert proof.pdf_text(printed) == WORDS


def cid_like(font: bytes) -> bytes:
    """Return a font of a file with its last two glyphs numbered the other way round."""
    found = cff._cid_keyed(font)
    if found is None:
        return font
    at, count = found
    ranges, _ = cff._ranges(font, at, count)
    assert len(ranges) == 1
    return cff._patched(font, at + 1, (2).to_bytes(2, "big"))


def test_a_font_without_numbers_that_can_be_rewritten_is_named_and_left_out(tmp_path, monkeypatch, capsys):
    own = tmp_path / "own"
    own.mkdir()
    for name in ("仿宋.otf", "黑体.ttf"):
        (own / name).write_bytes(built(true_type=name.endswith("ttf")))

    def refuse(font, renumbered=cff.renumbered):
        if font[:4] == b"OTTO":
            raise ValueError("a CID-keyed font without a charset of its own")
        return renumbered(font)

    monkeypatch.setattr(fonts.cff, "renumbered", refuse)
    assert set(fonts.agency_faces(own, tmp_path)) == {"agency_hei"}
    assert "仿宋.otf" in capsys.readouterr().err


def test_a_font_that_the_press_did_not_mend_is_found_when_the_letter_is_read_back(monkeypatch):
    letter = a_letter("deny")
    style = pdf.style_of(*pdf.LAYOUTS["letter"])
    with monkeypatch.context() as patched:
        patched.setattr(typography.cff, "renumbered", lambda font: cid_like(font))
        data = html_to_pdf.Typesetter(settings.FONT_DIR).typeset(
            letter.html, style, facts=attached_facts(letter), dated="2026-03-27"
        )
    with pytest.raises(Refused, match="字形编号"):
        proof.check_pdf(data, composition.plain_text(letter.html), attached_facts(letter))


@pytest.mark.parametrize(
    "words", ["镕堃喆龑", "㙍𬭚𬱖㛃", "𠀀𪚥𫝆𬺓", "\u2f8f行\u2f08人\ufa0a\u898b", "ＡＢＣ①Ωω", "ABC 0577—88512345"]
)
def test_every_font_of_a_file_agrees_whatever_faces_it_takes(words):
    data = pdf.render_html(f'<html lang="zh-CN"><body class="letter"><main><p>{words}</p></main></body></html>')
    assert all(map(cff.agrees, font_files(data)))
    assert proof.pdf_text(data) == words.replace(" ", "")


@pytest.mark.parametrize("inside", [False, True])
def test_a_file_of_any_kind_with_such_a_font_is_refused(monkeypatch, inside):
    """An envelope, a report, a mark; the font on the page itself or in a drawing on it."""
    words = (
        '<svg width="200" height="50"><text font-family="Letter Song" x="5" y="20">政府</text></svg>'
        if inside
        else "<p>政府</p>"
    )
    html = f'<html lang="zh-CN"><body style="opacity: {0.5 if inside else 1}">{words}</body></html>'
    assert pdf.render_html(html).startswith(b"%PDF")
    monkeypatch.setattr(proof.cff, "agrees", lambda font: False)
    with pytest.raises(Refused, match="字形编号"):
        pdf.render_html(html)
