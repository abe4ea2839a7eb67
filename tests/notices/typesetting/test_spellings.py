"""Characters that Unicode calls another spelling of one other stand in the file as they were written, beside that other too."""

import re
import unicodedata

import pytest
from django.conf import settings

from notices.rendering import pdf
from notices.typesetting import glyphs, proof
from tests.notices.measure import a_press

PAIRS = [
    chr(point) + unicodedata.decomposition(chr(point))
    for point in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
    if re.fullmatch("[0-9A-F]{4,5}", unicodedata.decomposition(chr(point)))
]


def pairs() -> list[str]:
    """Return every such character followed by the other one, of those that our fonts can print."""
    found = [one[0] + chr(int(one[1:], 16)) for one in PAIRS]
    return [pair for pair in found if not glyphs.missing_characters(pair, settings.FONT_DIR)]


@pytest.mark.parametrize("tag", ["p", "h1", "h2"])
def test_every_spelling_reads_as_itself(tag):
    wanted = pairs()
    assert len(wanted) > 400
    html = f'<html lang="zh"><body class="letter"><main>{"".join(f"<{tag}>{pair}</{tag}>" for pair in wanted)}</main></body></html>'
    found = "".join(proof.pdf_text(a_press().typeset(html, pdf.style_of(*pdf.LAYOUTS["letter"]))).split())
    wrong = [pair for pair in wanted if pair not in found]
    assert wrong == []
