"""GB/T 9704—2012 measured on our letters, and what a table of measures cannot say: breaks, pages, formats."""

import re

import pytest
from django.conf import settings

from notices.kinds.catalogue import KINDS
from notices.rendering import pdf
from notices.typesetting import glyphs, proof
from tests.notices import standard
from tests.notices.measure import LINE, MM, sheets, text_of, texts
from tests.notices.sample_letters import a_letter, filled_html

pytestmark = pytest.mark.usefixtures("fonts")
SEAL = bytes.fromhex(  # a transparent picture of one point
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


@pytest.mark.parametrize("measure", standard.MEASURES, ids=lambda measure: f"{measure.clause} {measure.what}")
def test_the_letter_measures_what_the_standard_asks(measure):
    assert measure.take() == pytest.approx(measure.wanted, abs=max(measure.within, 1e-6))


def test_the_table_in_the_documentation_is_what_is_measured():
    if any(role.startswith("agency_") for role in glyphs.read_manifest(settings.FONT_DIR)["faces"]):
        pytest.skip("measured with the free faces; this machine has an agency's own")
    stored = (standard.DOCS / "letters.md").read_text(encoding="utf-8")
    assert standard.table() in stored, "run: python -m tests.notices.standard"
    shown = set(re.findall(r"letters/([a-z_0-9]+\.png)", stored))
    assert shown == {path.name for path in (standard.DOCS / "letters").glob("*.png")} and len(shown) == 23
    for path in (standard.DOCS / "letters").glob("*.png"):
        assert path.stat().st_size <= (160 if path.name.startswith("readers_") else 60) * 1024


def lines_of_text(page) -> int:
    """Return how many lines of the letter's own text stand on a page."""
    try:
        return len(page.lines_in("main"))
    except LookupError:
        return 0


def page_with(pages, name: str):
    """Return the page on which an element stands."""
    found = []
    for page in pages:
        try:
            page.of(name)
        except LookupError:
            continue
        found.append(page)
    assert len(found) == 1, name
    return found[0]


def signed(content: int, attachments: int, layout: str = "letter"):
    """Return the page of the signature of a letter whose request has so many characters."""
    changes = {"content": "某" * content, "attachments": [f"清单{n}" for n in range(attachments)]}
    return page_with(sheets(filled_html("not_exist", layout=layout, changes=changes), layout), "signature")


@pytest.mark.parametrize("content", range(20, 700, 84))
@pytest.mark.parametrize("attachments", [0, 2])
def test_the_signature_never_stands_alone_on_a_page(content, attachments):
    page = signed(content, attachments)
    assert lines_of_text(page) >= 2
    assert page.of("note")  # the contact stays with it


def test_the_seal_is_pressed_over_name_and_date_within_a_line_of_the_text():
    page = page_with(sheets(filled_html("deny"), sealed=SEAL), "signature")
    seal = page.of("signature", "after")
    top, height = seal.border_box_y() / MM, seal.border_height() / MM
    middle = (seal.border_box_x() + seal.border_width() / 2) / MM
    name, dated = page.lines_in("signer")[0], page.lines_in("dated")[0]
    last = page.lines_in("main")[-1]
    text_foot = (last.position_y + last.height) / MM
    assert (height, seal.border_width() / MM) == (pytest.approx(42), pytest.approx(42))
    assert 0 <= top - text_foot <= LINE
    squares = [texts(line)[0].square for line in (name, dated)]
    assert top < squares[0][0] and squares[1][1] < top + height
    assert 0 < sum(sum(pair) for pair in squares) / 4 - (top + height / 2) < 5  # a little below the middle
    assert middle == pytest.approx((dated.position_x + dated.width / 2) / MM, abs=0.5)


@pytest.mark.parametrize("layout", ["letter", "document"])
def test_a_sealed_letter_says_the_same_words(layout, tmp_path, monkeypatch):
    monkeypatch.setattr(KINDS["agency_inquiry"], "LAYOUT", layout)
    letter = a_letter("agency_inquiry")
    bare = pdf.render_letter(letter)
    monkeypatch.setattr(settings, "SEAL_DIR", str(tmp_path))
    assert pdf.render_letter(letter) == bare  # no picture of this agency
    (tmp_path / f"{letter.agency.code}.png").write_bytes(SEAL)
    sealed = pdf.render_letter(letter)
    assert b"/Image" in sealed and b"/Image" not in bare
    assert proof.pdf_text(sealed) == proof.pdf_text(bare)


def test_the_head_is_the_agencys_own_where_it_has_one():
    own = filled_html("agency_inquiry", layout="document", letterhead="瓯海区人民政府办公室文件")
    assert '<p class="issuer">瓯海区人民政府办公室文件</p>' in own
    assert '<p class="issuer">瓯海区人民政府办公室</p>' in filled_html("deny", letterhead="瓯海区人民政府办公室文件")
    plain = filled_html("agency_inquiry", layout="document")
    assert '<p class="issuer">瓯海区住房和城乡建设局文件</p>' in plain


def test_a_long_name_fills_the_line_and_the_date_stands_under_its_middle():
    page = page_with(
        sheets(filled_html("deny", name="浙江省温州市瓯海区行政审批与公共资源交易服务管理中心")), "signature"
    )
    line, dated = page.lines_in("signer")[0], page.lines_in("dated")[0]
    assert (line.position_x + line.width) / MM == pytest.approx(184, abs=0.5)
    assert dated.position_x + dated.width / 2 == pytest.approx(line.position_x + line.width / 2, abs=2)


@pytest.mark.parametrize("length", [4, 12, 15, 20, 26, 40])
def test_the_head_begins_at_30_mm_whatever_its_length(length):
    pages = sheets(filled_html("deny", name=("瓯海区住房和城乡建设局" * 4)[:length]))
    head = texts(pages[0].of("issuer"))[0]
    assert head.ink("title")[0] == pytest.approx(30, abs=0.3)
    for line in pages[0].lines_in("issuer"):
        assert line.position_x / MM >= 19.9 and (line.position_x + line.width) / MM <= 190.1


def test_pages_are_numbered_from_the_second_odd_to_the_right_even_to_the_left():
    pages = sheets(filled_html("not_exist", changes={"content": "某村征地补偿安置方案" * 150}))
    assert len(pages) == 4
    numbers = [[text_of(one) for one in page.margins] for page in pages]
    assert numbers == [[], ["— 2 —"], ["— 3 —"], ["— 4 —"]]
    sides = [page.margins[0].at_keyword for page in pages[1:]]
    assert sides == ["@bottom-left", "@bottom-right", "@bottom-left"]


def test_a_heading_goes_over_with_its_text():
    filler = "".join(f"<p>{n}</p>" for n in range(21))
    pages = sheets(f"<html><body><main>{filler}<h2>一、标题</h2><p>正文</p></main></body></html>")
    assert [text_of(line) for line in pages[1].lines] == ["一、标题", "正文"]


def test_the_imprint_closes_the_last_page_of_a_document():
    pages = sheets(filled_html("agency_inquiry", layout="document"), "document")
    imprint = page_with(pages, "colophon")
    assert imprint is pages[-1]
    assert text_of(imprint.of("printed")) == "瓯海区住房和城乡建设局2026年3月27日印发"


def test_a_sheet_has_no_red_and_no_number():
    html = filled_html("agency_inquiry", layout="sheet")
    assert "瓯建公开" not in html and 'class="issuer"' not in html
    assert len(sheets(html, "sheet")) == 1


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_has_a_frame_of_its_layout(code):
    letter = a_letter(code, KINDS[code].REGULATIONS[-1])
    assert f'<body class="{KINDS[code].LAYOUT}">' in letter.html
