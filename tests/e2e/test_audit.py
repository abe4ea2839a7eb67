"""The audit of pages finds what is wrong with a page: a check that cannot fail proves nothing."""

import pytest

from tests.e2e.people import AUDIT, PHONE

SOUND = (
    """<!doctype html><html lang="zh"><head><title>t</title></head><body><main><h1>标题</h1>{}</main></body></html>"""
)
FAULTS = {
    "<h1>又一个</h1>": "2 h1",
    '<p id="a">甲</p><p id="a">乙</p>': "id a twice",
    '<input name="x">': "no label: <input x>",
    '<select id="s"></select>': "no label: <select #s>",
    '<a href="/x"></a>': "no text: <a >",
    '<a href="#nowhere">去</a>': "a link to nothing: #nowhere",
    "<table><tr><td>1</td></tr></table>": "no caption: <table >",
    "<table><caption>表</caption><tr><th>头</th></tr></table>": "no scope: 头",
    '<div id="wide"></div>': "scrolls sideways by",
    '<p class="pale">看不清的字</p>': "contrast ",
    '<p class="tiny">太小的字</p>': "type of 9px",
    '<label for="n">名</label><input id="n" aria-describedby="gone">': "refers to nothing: gone",
    "<iframe></iframe>": "an iframe without a title",
    '<p style="margin: 0">红</p>': "inline <p >",
}
STYLE = "#wide { width: 900px; height: 1px } .pale { color: #aaa } .tiny { font-size: 9px }"


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    yield opened
    opened.close()


def audit(page, inner: str) -> list[str]:
    """Return what the audit says of a page with this content."""
    page.set_content(SOUND.format(inner))
    page.add_style_tag(content=STYLE)
    return page.evaluate(AUDIT)


def test_a_sound_page_is_sound(page):
    assert audit(page, "<p>正文</p>") == []


@pytest.mark.parametrize(("inner", "fault"), FAULTS.items(), ids=list(FAULTS.values()))
def test_a_fault_is_found_and_nothing_else(page, inner, fault):
    found = audit(page, inner)
    assert len(found) == 1
    assert fault in found[0]
