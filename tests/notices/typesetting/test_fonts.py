"""Set-up of the fonts: cutting, going on after an interruption, saying what is missing, the agency's own files."""

import json

import pytest
from django.conf import settings

from notices.typesetting import fonts, glyphs

pytestmark = pytest.mark.usefixtures("fonts")
TEXT = frozenset(map(ord, "政府信息公开0123"))


@pytest.fixture
def system(tmp_path):
    """Return a folder that holds a small font under every name that the set-up looks for."""
    folder = tmp_path / "system"
    folder.mkdir()
    data, _ = fonts.subset_font(fonts.simplified_face(settings.FONT_DIR / "serif.otf"), TEXT)
    for face in fonts.FACES:
        (folder / face.sources[-1]).write_bytes(data)
    return folder


def offline(tmp_path, *folders) -> fonts.FontSources:
    """Return sources that cannot fetch."""
    sources = fonts.FontSources(tmp_path / "cache", folders)
    sources.fetchers = []
    return sources


def test_the_standard_holds_8105_characters_and_the_punctuation_of_letters():
    lines = (
        (settings.BASE_DIR / "notices" / "typesetting" / "standard_characters.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    beyond = glyphs.unpack_ranges(" ".join(line for line in lines if not line.startswith("#")))
    assert len(beyond) == 1467
    standard = fonts.standard_characters()
    assert beyond < standard
    assert {ord(c) for c in "镕堃喆〔〕（），。；：“”《》、—…①③％元０9Aa"} <= standard
    assert len([c for c in standard if 0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF or c >= 0x20000]) == 8105 + 125


def test_code_points_survive_packing():
    points = frozenset({0x20, 0x21, 0x22, 0x4E00, 0x2B8B8})
    assert glyphs.pack_ranges(points) == "20-22 4E00 2B8B8"
    assert glyphs.unpack_ranges(glyphs.pack_ranges(points)) == points


def test_a_cut_font_covers_what_was_asked_and_nothing_else():
    data, covered = fonts.subset_font(fonts.simplified_face(settings.FONT_DIR / "serif.otf"), TEXT)
    assert covered == TEXT
    face = fonts.uharfbuzz.Face(fonts.uharfbuzz.Blob(data))
    assert frozenset(face.unicodes) == TEXT
    assert len(data) < 20_000


def test_set_up_makes_every_face_once_and_goes_on_where_it_stopped(tmp_path, system):
    target = tmp_path / "fonts"
    assert fonts.set_up_fonts(target, None, offline(tmp_path, system)) == []
    made = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    assert set(made) == {f"{face.role}.otf" for face in fonts.FACES} | {glyphs.MANIFEST}
    (target / "kai.otf").unlink()
    (target / "hei.otf").write_bytes(b"torn")
    assert fonts.set_up_fonts(target, None, offline(tmp_path, system)) == []
    again = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    assert {name for name in made if made[name] != again[name]} == {"kai.otf", "hei.otf", glyphs.MANIFEST}
    settled = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    assert fonts.set_up_fonts(target, None, offline(tmp_path)) == []  # nothing to do needs no source
    assert settled == {path.name: path.stat().st_mtime_ns for path in target.iterdir()}


def test_what_cannot_be_got_is_said_in_both_languages(tmp_path, system, capsys):
    (system / "FandolFang-Regular.otf").unlink()
    target = tmp_path / "fonts"
    absent = fonts.set_up_fonts(target, None, offline(tmp_path, system))
    assert absent == ["fang"]
    assert fonts.report_fonts(target, absent) is True  # the serif stands in
    said = capsys.readouterr().err
    assert "仿宋" in said and "serif" in said
    assert "fang" not in json.loads((target / glyphs.MANIFEST).read_text(encoding="utf-8"))["faces"]
    absent = fonts.set_up_fonts(tmp_path / "none", None, offline(tmp_path))
    assert fonts.report_fonts(tmp_path / "none", absent) is False
    assert "暂不能生成公文" in capsys.readouterr().err


def test_the_agencys_own_fonts_win(tmp_path, system):
    own = tmp_path / "own"
    own.mkdir()
    data = (system / "FandolFang-Regular.otf").read_bytes()
    (own / "仿宋_GB2312.ttf").write_bytes(data)
    (own / "方正小标宋简体.ttf").write_bytes(data)
    (own / "readme.txt").write_text("x")
    target = tmp_path / "fonts"
    fonts.set_up_fonts(target, own, offline(tmp_path, system))
    faces = glyphs.read_manifest(target)["faces"]
    assert {"agency_fang", "agency_title"} <= set(faces)
    assert faces["agency_fang"]["source"] == "仿宋_GB2312.ttf" and (target / faces["agency_fang"]["file"]).is_file()
    assert (
        glyphs.font_chain("fang", faces)[0] == "agency_fang" and glyphs.font_chain("title", faces)[0] == "agency_title"
    )
    assert glyphs.font_chain("kai", faces)[:2] == ["digits", "kai"]


def test_missing_names_each_character_once_and_forgives_invisible_ones(tmp_path, system):
    target = tmp_path / "fonts"
    fonts.set_up_fonts(target, None, offline(tmp_path, system))
    assert glyphs.missing_characters("政府信息\n\u200b公开", target) == []
    assert glyphs.missing_characters("政府龑信息龑镕", target) == ["龑", "镕"]
    assert glyphs.missing_characters("龑", tmp_path / "nowhere") == []


def test_of_characters_that_share_a_glyph_each_face_holds_one():
    faces = glyphs.read_manifest(settings.FONT_DIR)["faces"]
    for role in ("fang", "serif", "full", "twins", "twins2"):
        face = fonts.uharfbuzz.Face(fonts.uharfbuzz.Blob.from_file_path(str(settings.FONT_DIR / faces[role]["file"])))
        font = fonts.uharfbuzz.Font(face)
        glyph_of = [font.get_nominal_glyph(point) for point in face.unicodes]
        assert len(glyph_of) == len(set(glyph_of)), role
    full, twins = (glyphs.unpack_ranges(faces[role]["ranges"]) for role in ("full", "twins"))
    assert {ord("行"), ord("·")} <= full and {0x2F8F, 0x2F08} <= twins and not full & twins


@pytest.mark.fault("X5")
def test_every_ideograph_of_the_planes_up_to_extension_f_can_be_printed():
    """GB 18030—2022 level 3; what Unicode added to these blocks after the faces were drawn is blocked by name."""
    if "rare" not in glyphs.read_manifest(settings.FONT_DIR)["faces"]:
        pytest.skip("the face for rare ideographs was not reachable at set-up")
    blocks = (
        (0x4E00, 0x9FEA),
        (0x3400, 0x4DB5),
        (0x20000, 0x2A6D6),
        (0x2A700, 0x2B734),
        (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1),
        (0x2CEB0, 0x2EBE0),
    )
    for role in glyphs.ROLES:
        for first, last in blocks:
            assert glyphs.missing_characters("".join(map(chr, range(first, last + 1))), settings.FONT_DIR, role) == []
