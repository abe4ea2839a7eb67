"""Letters fitted to their pages: one where it nearly fits, full and with text on each where it does not (GB/T 9704 7.3.5.5)."""

import pytest
import weasyprint
from django.conf import settings

from notices.kinds.catalogue import KINDS
from notices.rendering import pdf
from notices.typesetting import html_to_pdf, page_fitting
from tests.notices.lengths import stretched
from tests.notices.measure import MM, PT, Sheet, a_press, sheets, text_of, walk
from tests.notices.sample_letters import a_letter, changed, filled_html

pytestmark = pytest.mark.usefixtures("fonts")
MOST_LAYOUTS = 5
# A letter in 通用格式 whose text is eight or nine lines cannot fill the page under so high a head.
EARLIEST_BREAK = {"letter": 2.5, "document": 5}
CHOSEN = (
    "receipt",
    "open",
    "not_exist",
    "deny",
    "combined",
    "third_party_inquiry",
    "agency_inquiry",
    "secrecy_referral",
)
SHARES = (-0.2, 0, 0.2)


@pytest.fixture
def layouts(monkeypatch):
    """Return a list that grows with each layout."""
    made, render = [], weasyprint.HTML.render
    monkeypatch.setattr(weasyprint.HTML, "render", lambda self, *a, **k: made.append(1) or render(self, *a, **k))
    return made


def pages_of(html: str, layout: str = "letter") -> list[page_fitting.PageContent]:
    """Return what stands on the pages of a letter."""
    return page_fitting.read_pages(a_press().layout(html, pdf.style_of(*pdf.LAYOUTS[layout])))


def refuse_bad(pages: list[page_fitting.PageContent], layout: str) -> None:
    """Fail where a page is nearly empty of text, or the text breaks early before it."""
    if len(pages) == 1:
        return
    counts = [page.count("text", "annex") for page in pages]
    assert min(counts) >= page_fitting.FEWEST, counts
    own = [page for page in pages if not page.count("annex")]
    for page in own[:-1]:
        assert page.room / page_fitting.PT / 28.98 <= EARLIEST_BREAK[layout], counts


@pytest.mark.parametrize(
    "code, share",
    [(code, 0) for code in KINDS if KINDS[code].LAYOUT != "sheet"]
    + [(code, share) for code in CHOSEN for share in (-0.2, 0.2)],  # every kind: tests/torture/test_readers.py
)
def test_no_letter_of_any_kind_leaves_a_page_with_fewer_than_four_lines(code, share, layouts):
    letter = a_letter(code, KINDS[code].REGULATIONS[-1])
    refuse_bad(pages_of(stretched(letter.html, share), KINDS[code].LAYOUT), KINDS[code].LAYOUT)
    assert len(layouts) <= MOST_LAYOUTS


@pytest.mark.parametrize("code", ["approval_sheet", "service_record", "search_sheet"])
def test_no_sheet_leaves_a_page_with_fewer_than_four_lines(code):
    for share in SHARES:
        refuse_bad(pages_of(stretched(a_letter(code, "2019").html, share), "sheet"), "sheet")


@pytest.mark.parametrize(
    "code", ["deny", "not_exist", "open", "reasons_request", "correction_request", "revocation", "agency_inquiry"]
)
def test_a_letter_that_nearly_fits_is_one_page(code):
    assert len(pages_of(a_letter(code, "2019").html, KINDS[code].LAYOUT)) == 1


@pytest.mark.parametrize("length", range(60, 1400, 149))
@pytest.mark.parametrize("attachments", [0, 2, 9])
def test_letters_of_any_length_break_well(length, attachments):
    changes = {
        "content": "某村征地补偿安置方案及附图" * (length // 13),
        "attachments": [f"清单{n}" for n in range(attachments)],
    }
    refuse_bad(pages_of(filled_html("not_exist", changes=changes)), "letter")


@pytest.mark.parametrize("lines", range(20, 29))
@pytest.mark.parametrize("characters", [27, 28, 29])
def test_every_grid_fills_the_type_area(lines, characters):
    grid = page_fitting.Grid(lines, characters)
    text = "政" * (characters * lines)
    style = pdf.style_of(*pdf.LAYOUTS["letter"]) + grid.letter()
    html = f'<html lang="zh-CN"><body><main><p style="text-indent:0">{text}</p></main></body></html>'
    (page,) = (Sheet(one) for one in a_press().layout(html, style).pages)
    assert len(page.lines) == lines and {len(text_of(line)) for line in page.lines} == {characters}


def test_the_closest_grid_keeps_characters_apart_and_lines_readable():
    assert page_fitting.CLOSEST.pitch >= 1.42 * 16  # points
    assert page_fitting.CLOSEST.spacing > -0.8


@pytest.mark.parametrize("code", ["deny", "open", "agency_inquiry"])
def test_a_fitted_letter_keeps_two_lines_over_the_name_for_the_seal(code):
    pages = sheets(a_letter(code, "2019").html, KINDS[code].LAYOUT)
    page = pages[-1]
    text = page.lines_in("attachments")[-1] if code == "open" else page.lines_in("main")[-1]
    gap = page.lines_in("signer")[0].position_y - (text.position_y + text.height)
    assert gap / MM >= 13.8  # what the seal of 42 mm needs above the name
    assert gap / MM <= 2 * 28.98 * PT + 0.1


def test_the_normal_grid_is_kept_where_the_pages_are_good(layouts):
    for code in ("receipt", "extension", "partial", "fee_notice"):
        page = sheets(a_letter(code, "2019").html)[0]
        first, second = page.lines_in("main")[:2]
        assert (second.position_y - first.position_y) / MM == pytest.approx(28.98 * PT, abs=0.01)
    assert len(layouts) == 4


def test_the_same_letter_is_fitted_to_the_same_bytes_whatever_was_printed_before():
    letter, other = a_letter("deny"), a_letter("open", facts=changed("open", addressee="甲"))
    style = pdf.style_of(*pdf.LAYOUTS["letter"])
    fresh = html_to_pdf.Typesetter(settings.FONT_DIR).typeset(letter.html, style)
    busy = html_to_pdf.Typesetter(settings.FONT_DIR)
    for one in (other, letter, other):
        busy.typeset(one.html, style)
    assert busy.typeset(letter.html, style) == fresh


def test_what_is_no_letter_is_laid_out_once_and_as_it_is(layouts):
    a_press().layout("<html><body><p>" + "某" * 2000 + "</p></body></html>", pdf.style_of("notices/grid.css"))
    assert len(layouts) == 1


@pytest.mark.parametrize("characters, most", [(6000, 2), (30_000, 1)])
def test_a_very_long_letter_is_not_laid_out_time_and_again(characters, most, layouts):
    text = "某村征地补偿安置方案" * (characters // 10)
    pages = pages_of(filled_html("open").replace("</main>", f"<p>{text}</p></main>"))
    assert len(pages) > page_fitting.LONG and len(layouts) <= most
    assert len(pages) > page_fitting.LONGEST or min(page.count("text") for page in pages) >= page_fitting.FEWEST


def test_the_last_lines_hold_together_with_the_signature_on_the_page():
    pages = sheets(a_letter("combined", "2019").html)
    last = pages[-1]
    assert len(last.lines_in("main")) >= 4 and last.of("signature") and last.of("note")
    assert not any(
        getattr(one, "element", None) is not None and one.element.tag == "h2" for one in walk(last.lines[-1])
    )
