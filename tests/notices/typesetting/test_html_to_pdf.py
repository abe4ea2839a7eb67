"""The press: grid, flush margins, embedded fonts, determinism, and what the fetcher refuses."""

import pytest
from django.conf import settings
from fontTools import subset as fonttools_subset
from weasyprint.urls import FatalURLFetchingError

from law import Refused
from notices.rendering import pdf
from notices.typesetting import glyphs, typography
from tests.notices.measure import LINE, MM, Sheet, a_press, edges, sheets, text_of
from tests.notices.sample_letters import filled_html

pytestmark = pytest.mark.usefixtures("fonts")
RIGHT = 210 - 26  # millimetres from the left edge of the paper


def page_of(text: str) -> str:
    """Return a page that holds only paragraphs of a given text."""
    return f'<html lang="zh-CN"><body><main>{text}</main></body></html>'


def first_page(html: str) -> Sheet:
    """Return the first page of our HTML, measured."""
    return sheets(html)[0]


def test_harfbuzz_cuts_the_fonts_and_fonttools_never(monkeypatch):
    def never(*arguments, **options):
        raise AssertionError("fontTools made a subset")

    monkeypatch.setattr(fonttools_subset.Subsetter, "subset", never)
    data = a_press().typeset(filled_html("deny"), pdf.style_of(*pdf.LAYOUTS["letter"]))
    assert len(data) < 400_000  # the whole faces would be over ten megabytes


def test_a_page_holds_22_lines_of_28_characters():
    text = "政" * (28 * 22 * 2)
    pages = [page.lines for page in sheets(page_of(f'<p style="text-indent:0">{text}</p>'))]
    assert [len(lines) for lines in pages] == [22, 22]
    assert {len(text_of(line)) for lines in pages for line in lines} == {28}
    tops = [line.position_y for line in pages[0]]
    assert tops[0] == pytest.approx(37 * MM, abs=0.5)
    assert (tops[-1] - tops[0]) / 21 == pytest.approx(LINE * MM, abs=0.01)
    assert tops[-1] + LINE * MM <= (297 - 35) * MM + 0.5


def test_lines_keep_the_grid_where_fonts_are_mixed():
    text = "根据第711号令2026年3月2日，ABC（镕堃喆）" * 40
    lines = first_page(page_of(f"<p>{text}</p>")).lines
    steps = {round(b.position_y - a.position_y, 3) for a, b in zip(lines, lines[1:], strict=False)}
    assert len(lines) == 22 and len(steps) == 1


def test_every_full_line_ends_at_the_right_margin():
    text = "经审查，您申请公开的政府信息（登记编号：2026-0104）可以公开，本机关予以公开。" * 12
    paragraphs = f"<p>{text}</p><p>前文“<q>{text}</q>”后文{text}</p>"
    lines = first_page(page_of(paragraphs)).lines
    ragged = [text_of(line) for line in lines if abs(edges(line)[1] - RIGHT) > 0.3]
    assert len(lines) == 22
    # Only the last line of the first paragraph may stop short.
    assert len(ragged) <= 1 and all(line.rstrip().endswith("。") for line in ragged)


def test_a_line_with_too_much_slack_stays_ragged():
    url = "http://www.example.gov.cn/" + "a" * 30
    text = f'<p style="text-indent:0">网址{url}</p>'
    assert edges(first_page(page_of(text)).lines[0])[1] <= RIGHT + 0.3


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
        pdf.render_html(page_of(f"{hostile}<p>某村</p>"))


def test_the_fetcher_knows_our_fonts_only():
    fetcher = a_press().fetcher
    assert fetcher.fetch("letter-font:serif").read(4) == b"OTTO"
    manifest = settings.FONT_DIR / glyphs.MANIFEST
    for url in ("letter-font:../manifest.json", manifest.as_uri(), "http://127.0.0.1/", "data:,x", "", "letter-font:"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)


@pytest.mark.fault("X4")
def test_a_letter_of_monstrous_length_is_refused_before_it_is_laid_out():
    with pytest.raises(Refused, match="过长"):
        pdf.render_html(page_of("某" * 500_000))


def test_the_overrides_are_tested_with_this_version_of_weasyprint():
    assert typography.install() is True


def test_without_fonts_the_press_says_so(tmp_path, settings):
    settings.FONT_DIR = tmp_path
    with pytest.raises(Refused, match="字体"):
        pdf.render_html(filled_html("deny"))
