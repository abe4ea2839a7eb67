"""The press: grid, flush margins, embedded fonts, determinism, and what the fetcher refuses."""

import re
from io import BytesIO

import pypdf
import pytest
from django.conf import settings
from fontTools import subset as fonttools_subset
from weasyprint.formatting_structure import boxes
from weasyprint.urls import FatalURLFetchingError

from law import Refused
from notices import composition, glyphs, pdf
from notices.kinds import KINDS
from tests.notices.letters import DAYS, NUMBER, composed

pytestmark = pytest.mark.usefixtures("fonts")
PRINTED = ("receipt", "correction_request", "extension", "fee_notice", "open", "partial", "deny", "not_exist")
MM = 96 / 25.4  # CSS pixels


def html_of(code: str, **changes) -> str:
    """Return the filled sample of a kind."""
    return composition.filled(composed(code, **changes).html, NUMBER, DAYS["2019"])


def page_of(text: str) -> str:
    """Return a page that holds only paragraphs of a given text."""
    return f'<html lang="zh-CN"><body><main>{text}</main></body></html>'


def lines_of(box) -> list:
    """Return the line boxes under a box that hold text, without those of the page number."""
    if isinstance(box, boxes.MarginBox):
        return []
    if isinstance(box, boxes.LineBox):
        return [box] if text_of(box).strip() else []
    return [line for child in getattr(box, "children", ()) for line in lines_of(child)]


def text_of(box) -> str:
    """Return the text of a line."""
    if isinstance(box, boxes.TextBox):
        return box.text
    return "".join(text_of(child) for child in getattr(box, "children", ()))


def squeezed(text: str) -> str:
    """Return text without any white space, which a PDF does not keep."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("code", PRINTED)
def test_the_text_of_the_pdf_is_the_text_of_the_letter(code):
    reader = pypdf.PdfReader(BytesIO(pdf.render(html_of(code))))
    printed = squeezed("".join(page.extract_text() for page in reader.pages))
    expected = composition.plain_text(html_of(code)).split("\n")
    for paragraph in expected:
        # A paragraph may be cut by a page number where it runs over to the next page.
        for part in re.findall("[^。；]+[。；]?", squeezed(paragraph)):
            assert part in printed or part in re.sub("—[0-9]+—", "", printed)


def test_every_font_is_embedded_and_mapped_to_unicode():
    reader = pypdf.PdfReader(BytesIO(pdf.render(html_of("partial"))))
    fonts = {name: font.get_object() for page in reader.pages for name, font in page["/Resources"]["/Font"].items()}
    assert len(fonts) >= 3
    for font in fonts.values():
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_letter_gives_the_same_bytes():
    assert pdf.render(html_of("deny")) == pdf.render(html_of("deny"))


def test_harfbuzz_cuts_the_fonts_and_fonttools_never(monkeypatch):
    def never(*arguments, **options):
        raise AssertionError("fontTools made a subset")

    monkeypatch.setattr(fonttools_subset.Subsetter, "subset", never)
    data = pdf.render(html_of("deny"))
    assert len(data) < 400_000  # the whole faces would be over ten megabytes


def test_a_page_holds_22_lines_of_28_characters():
    text = "政" * (28 * 22 * 2)
    document = pdf.press().layout(page_of(f'<p style="text-indent:0">{text}</p>'))
    pages = [lines_of(page._page_box) for page in document.pages]
    assert [len(lines) for lines in pages] == [22, 22]
    assert {len(text_of(line)) for lines in pages for line in lines} == {28}
    tops = [line.position_y for line in pages[0]]
    assert tops[0] == pytest.approx(37 * MM, abs=0.5)
    assert (tops[-1] - tops[0]) / 21 == pytest.approx(28.95 * 96 / 72, abs=0.01)
    assert tops[-1] + 28.95 * 96 / 72 <= (297 - 35) * MM + 0.5


def test_lines_keep_the_grid_where_fonts_are_mixed():
    text = "根据第711号令2026年3月2日，ABC（镕堃喆）" * 40
    lines = lines_of(pdf.press().layout(page_of(f"<p>{text}</p>")).pages[0]._page_box)
    steps = {round(b.position_y - a.position_y, 3) for a, b in zip(lines, lines[1:], strict=False)}
    assert len(lines) == 22 and len(steps) == 1


def right_edge(line) -> float:
    """Return where the last character of a line ends."""
    inner = line
    while not isinstance(inner, boxes.TextBox):
        inner = inner.children[-1]
    return inner.position_x + inner.width


def test_every_full_line_ends_at_the_right_margin():
    text = "经审查，您申请公开的政府信息（登记编号：2026-0104）可以公开，本机关予以公开。" * 12
    paragraphs = f"<p>{text}</p><p>前文“<q>{text}</q>”后文{text}</p>"
    lines = lines_of(pdf.press().layout(page_of(paragraphs)).pages[0]._page_box)
    edge = (210 - 26) * MM
    ragged = [text_of(line) for line in lines if abs(right_edge(line) - edge) > 0.6]
    assert len(lines) == 22
    # Only the last line of the first paragraph may stop short.
    assert len(ragged) <= 1 and all(line.rstrip().endswith("。") for line in ragged)


def test_a_line_with_too_much_slack_stays_ragged():
    url = "http://www.example.gov.cn/" + "a" * 30
    text = f'<p style="text-indent:0">网址{url}</p>'
    first = lines_of(pdf.press().layout(page_of(text)).pages[0]._page_box)[0]
    assert right_edge(first) <= (210 - 26) * MM + 0.6


@pytest.mark.fault("X2")
@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>',
        '<p style="background: url(http://127.0.0.1:9/x.png)">甲</p>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="ftp://127.0.0.1/x">',
        '<style>@font-face{font-family:x;src:url("file:///etc/passwd")} p{font-family:x}</style>',
    ],
)
def test_nothing_is_fetched(hostile):
    with pytest.raises(Refused, match="外部资源"):
        pdf.render(page_of(f"{hostile}<p>某村</p>"))


def test_the_fetcher_knows_our_fonts_only():
    fetcher = pdf.press().fetcher
    assert fetcher.fetch("letter-font:serif").read(4) == b"OTTO"
    manifest = settings.FONT_DIR / glyphs.MANIFEST
    for url in ("letter-font:../manifest.json", manifest.as_uri(), "http://127.0.0.1/", "data:,x", "", "letter-font:"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)


@pytest.mark.fault("X3")
def test_hostile_text_is_printed_as_it_is():
    hostile = "<script>alert(1)</script>{{7*7}}<img src=http://127.0.0.1:9/x>"
    facts = KINDS["not_exist"].from_json(KINDS["not_exist"].sample().to_json() | {"content": hostile})
    reader = pypdf.PdfReader(BytesIO(pdf.render(html_of("not_exist", facts=facts))))
    assert squeezed(hostile) in squeezed("".join(page.extract_text() for page in reader.pages))


@pytest.mark.fault("X4")
def test_a_letter_of_monstrous_length_is_refused_before_it_is_laid_out():
    with pytest.raises(Refused, match="过长"):
        pdf.render(page_of("某" * 500_000))


@pytest.mark.fault("X5")
def test_a_character_that_no_font_can_print_is_named_before_the_issue():
    lacking = "\U00031000"
    with pytest.raises(Refused, match="U\\+31000"):
        composed("not_exist", facts=KINDS["not_exist"].from_json(KINDS["not_exist"].sample().to_json() | {"addressee": f"杨{lacking}"}))


@pytest.mark.fault("X5")
def test_rare_characters_of_names_are_printed():
    facts = KINDS["not_exist"].from_json(KINDS["not_exist"].sample().to_json() | {"addressee": "朱镕堃喆龑㙍𬭚"})
    data = pdf.render(html_of("not_exist", facts=facts))
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    assert "朱镕堃喆龑㙍𬭚" in squeezed(printed)


def test_the_first_page_has_no_number_and_the_second_has():
    long = KINDS["not_exist"].from_json(KINDS["not_exist"].sample().to_json() | {"content": "某村征地补偿安置方案" * 60})
    pages = pypdf.PdfReader(BytesIO(pdf.render(html_of("not_exist", facts=long)))).pages
    assert len(pages) >= 2
    assert "—1—" not in squeezed(pages[0].extract_text())
    assert "—2—" in squeezed(pages[1].extract_text())


def test_the_overrides_are_tested_with_this_version_of_weasyprint():
    assert pdf.install() is True


def test_without_fonts_the_press_says_so(tmp_path, settings):
    settings.FONT_DIR = tmp_path
    with pytest.raises(Refused, match="字体"):
        pdf.render(html_of("deny"))
