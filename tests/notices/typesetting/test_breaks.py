"""Where lines of Chinese break: punctuation by GB/T 15834 and the W3C's clreq, numbers with what belongs to them."""

import random
import re

import pytest
from weasyprint.layout import preferred
from weasyprint.text.line_break import split_first_line

from notices.typesetting.typography import narrowest_first_line
from tests.notices.measure import MM, edges, sheets, text_of, texts
from tests.notices.sample_letters import filled_html

pytestmark = pytest.mark.usefixtures("fonts")
CLOSING, OPENING = "，。、；：！？）〕》”’】％%‰℃", "（〔《“‘【"
RIGHT = 210 - 26
SENTENCES = (
    "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）第三十六条第（三）项",
    "“杭温高铁项目某村征地补偿安置方案”", "2026年3月27日", "——", "……", "共计12345.67元、", "（登记编号：2026-0104）",
    "瓯建公开〔2026〕12号", "经审查，您申请公开的政府信息涉及个人隐私；", "面积1,250.5平方米！", "比例为36.5%？", "〔2019〕第8号",
    "http://www.example.gov.cn/a", "第二十三条第一款", "‘引用’", "Ａ座3幢502室。", "【附】", "1.查找；", "①",
)  # fmt: skip


def lines_of(text: str) -> list[list[str]]:
    """Return the lines of a paragraph, page by page."""
    html = f'<html lang="zh-CN"><body><main><p>{text}</p></main></body></html>'
    return [[text_of(line).rstrip() for line in page.lines] for page in sheets(html)]


def breaks_of(text: str) -> list[tuple[str, str]]:
    """Return where a paragraph was broken: what stands before and after."""
    lines = [line for page in lines_of(text) for line in page]
    return list(zip(lines, lines[1:], strict=False))


def broken_badly(before: str, after: str) -> bool:
    """Return whether a line should not have been broken there."""
    if after[0] in CLOSING or before[-1] in OPENING or before[-1] + after[0] in ("——", "……"):
        return True
    if re.search(r"〕$", before) and re.match(r"第?\d+号", after):
        return True
    joined = re.search(r"[第\d][\d.,]*$", before)
    return (
        bool(joined)
        and bool(re.match(r"[\d.,]*\d|[年月日元号%％幢室平]|[一二三（]", after))
        and not before.endswith((",", "."))
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_line_begins_or_ends_with_what_belongs_to_the_other(seed):
    chance = random.Random(seed)
    found = breaks_of("".join(chance.choice(SENTENCES) for _ in range(80)))
    assert len(found) > 20
    assert [pair for pair in found if broken_badly(*pair)] == []


@pytest.mark.parametrize(
    "piece",
    ["2026年", "27日", "第711号", "1,250.5平方米", "36.5%", "12345.67元", "〔2026〕12号", "〔2019〕第8号", "502室", "15个", "——", "……", "》）", "”。"],
)  # fmt: skip
def test_a_piece_is_never_parted_wherever_the_line_ends(piece):
    for filler in range(12, 30):
        for before, after in breaks_of("某" * filler + piece + "某" * 30):
            assert not any(
                before.endswith(piece[:cut]) and after.startswith(piece[cut:]) for cut in range(1, len(piece))
            )


def test_a_date_may_be_broken_after_the_year_or_the_month():
    ends = {
        before[-1] for filler in range(12, 30) for before, _ in breaks_of("某" * filler + "2026年3月27日" + "某" * 30)
    }
    assert ends <= {"某", "年", "月", "日"}


def test_a_number_longer_than_the_line_is_broken_all_the_same():
    lines = [line for page in lines_of("号码" + "1234567890" * 8 + "号。") for line in page]
    assert len(lines) >= 2 and "".join(lines) == "号码" + "1234567890" * 8 + "号。"


@pytest.mark.parametrize("mark", "，。、；：）》")
def test_a_mark_at_the_end_of_a_line_takes_half_a_square(mark):
    html = (
        f'<html lang="zh-CN"><body><main><p style="text-indent:0">{"某" * 27}{mark}{"某" * 40}</p></main></body></html>'
    )
    line = sheets(html)[0].lines[0]
    assert text_of(line) == "某" * 27 + mark
    assert edges(line)[1] == pytest.approx(RIGHT, abs=0.3)
    run = texts(line)[-1].box
    assert run.style["letter_spacing"] * 27 / MM == pytest.approx(16 * 25.4 / 72 / 2 - 27 * 0.21 * 25.4 / 72, abs=0.3)


def test_the_letters_themselves_are_broken_well():
    for code in ("deny", "partial", "not_exist", "fee_notice", "combined", "agency_inquiry"):
        for page in sheets(filled_html(code)):
            lines = [text_of(line).rstrip() for line in page.lines_in("main")] if page.lines else []
            for before, after in zip(lines, lines[1:], strict=False):
                assert not (before and after and broken_badly(before, after)), (before, after)


LONG_WORDS = (
    "https://www.example.gov.cn/" + "a" * 40,
    "一\u2060" * 20,
    "x\xad" * 30,
    "1234567890" * 5,
    "——" * 9,
    " ",
    "A B",
    "\u200b",
    "🀄️",
    "e\u0301" * 15,
)


@pytest.mark.parametrize(
    ("seed", "wrap", "spaced"), [(1, "normal", "normal"), (2, "anywhere", "1.5pt"), (3, "break-word", "normal")]
)
def test_the_narrowest_column_is_the_one_that_the_whole_text_gives(monkeypatch, seed, wrap, spaced):
    chance, asked = random.Random(seed), []

    def both(text, *arguments, **options):
        found = narrowest_first_line(text, *arguments, **options)
        assert found[1:] == split_first_line(text, *arguments, **options)[1:], text
        asked.append(len(text))
        return found

    monkeypatch.setattr(preferred, "split_first_line", both)
    cells = ["".join(chance.choices(SENTENCES + LONG_WORDS, k=5)) for _ in range(4)]
    style = f"overflow-wrap: {wrap}; letter-spacing: {spaced}"
    rows = "".join(f'<tr><td style="{style}">{cell}</td><td>二</td></tr>' for cell in cells)
    sheets(f'<html lang="zh-CN"><body><table>{rows}</table></body></html>')
    assert len(asked) > 100 and max(asked) > 60
