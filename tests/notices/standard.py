"""GB/T 9704—2012 beside what our letters measure; `python -m tests.notices.draw_letters` puts it into docs/letters.md."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.notices.measure import LINE, MM, PT, SQUARE, Sheet, edges, sheets, text_of, texts
from tests.notices.sample_letters import filled_html

LEFT, RIGHT, TOP, FOOT = 28.0, 210 - 26.0, 37.0, 297 - 35.0


@dataclass(frozen=True)
class Measure:
    """One line of the standard: what it asks, in which unit, how exactly, and how ours is measured."""

    clause: str
    what: str
    wanted: float
    unit: str
    within: float
    take: Callable[[], float]


LONG = "政府信息公开" * 300


@lru_cache(maxsize=1)
def full() -> list[Sheet]:
    """Return pages full of text."""
    return sheets(f'<html lang="zh-CN"><body><main><p style="text-indent:0">{LONG}</p></main></body></html>')


@lru_cache(maxsize=1)
def letter() -> list[Sheet]:
    """Return a letter of three pages with attachments."""
    changes = {"content": "某村征地补偿安置方案" * 90, "attachments": ("甲项目清单", "乙项目清单")}
    return sheets(filled_html("not_exist", changes=changes))


@lru_cache(maxsize=1)
def document() -> list[Sheet]:
    """Return a letter to another agency in the general format, long enough for the normal grid."""
    changes = {"matter": "《征地补偿资金拨付方案》" * 20}
    return sheets(filled_html("agency_inquiry", layout="document", changes=changes), "document")


def _head(page: Sheet, place: int) -> float:
    return texts(page.of("issuer"))[0].ink("title")[place]


def _square(page: Sheet, name: str, place: int) -> float:
    return texts(page.of(name))[0 if place == 0 else -1].square[place]


def _thick(page: Sheet) -> tuple[float, float]:
    """Return top and foot of the first, thick red line."""
    box = page.of("header", "after")
    foot = (box.border_box_y() + box.border_height()) / MM
    return foot - box.border_bottom_width / MM, foot


def _thin(page: Sheet) -> tuple[float, float]:
    box = page.of("header")
    foot = (box.border_box_y() + box.border_height()) / MM
    return foot - box.border_bottom_width / MM, foot


def _last() -> Sheet:
    return letter()[-1]


def _dated() -> tuple[float, float]:
    return edges(_last().lines_in("dated")[0])


def _signer() -> tuple[float, float]:
    return edges(_last().lines_in("signer")[0])


def _middle(pair: tuple[float, float]) -> float:
    return sum(pair) / 2


def _number(page: Sheet):
    return texts(page.margins[0])[0]


def _stroke(page: Sheet) -> float:
    """Return the top of the dash beside a page number."""
    number = _number(page)
    return type(number)(_only(number.box, "—")).ink("song")[0]


def _only(box, text: str):
    cut = box.copy()
    cut.text = text
    return cut


def _red_line(page: Sheet) -> float:
    box = page.of("number")
    return (box.border_box_y() + box.border_height() - box.border_bottom_width) / MM


def _colophon(page: Sheet):
    return page.of("colophon")


MEASURES = (
    Measure("5.1", "成品幅面宽", 210, "mm", 0.1, lambda: full()[0].page.width / MM + 54),
    Measure("5.2.1", "天头", 37, "mm", 1, lambda: full()[0].lines[0].position_y / MM),
    Measure("5.2.1", "订口", 28, "mm", 1, lambda: edges(full()[0].lines[0])[0]),
    Measure("5.2.1", "版心宽", 156, "mm", 0.3, lambda: edges(full()[0].lines[0])[1] - edges(full()[0].lines[0])[0]),
    Measure("5.2.1", "版心高（末行底至天头）", 225, "mm", 0.3, lambda: full()[0].lines[-1].position_y / MM + LINE - TOP),
    Measure("5.2.3", "每面行数", 22, "行", 0, lambda: len(full()[0].lines)),
    Measure("5.2.3", "每行字数", 28, "字", 0, lambda: len(text_of(full()[0].lines[0]))),
    Measure("5.2.3", "满行右端与版心右缘最大偏差", 0, "mm", 0.3, lambda: max(abs(edges(one)[1] - RIGHT) for one in full()[0].lines)),
    Measure("5.2.2", "正文字号（3号）", 16, "pt", 0.05, lambda: texts(full()[0].lines[0])[0].size / PT),
    Measure("10.1", "信函：发文机关标志上边缘至上页边", 30, "mm", 0.3, lambda: _head(letter()[0], 0)),
    Measure("10.1", "信函：标志下至第一条红色双线", 4, "mm", 0.3, lambda: _thick(letter()[0])[0] - _head(letter()[0], 1)),
    Measure("10.1", "信函：红色双线长", 170, "mm", 0.1, lambda: letter()[0].of("header").border_width() / MM),
    Measure("10.1", "信函：红色双线左端至页边（居中）", 20, "mm", 0.1, lambda: letter()[0].of("header").border_box_x() / MM),
    Measure("10.1", "信函：第一条双线上粗下细，粗细之差", 1.2, "mm", 0.3, lambda: _thickness(letter()[0], first=True)),
    Measure("10.1", "信函：第二条双线下边缘至下页边", 20, "mm", 0.3, lambda: 297 - _foot(letter()[0])),
    Measure("10.1", "信函：第二条双线上细下粗，粗细之差", 1.2, "mm", 0.3, lambda: _thickness(letter()[0], first=False)),
    Measure("10.1", "信函：发文字号与第一条双线之距（3号字高的7/8）", round(SQUARE * 7 / 8, 2), "mm", 0.3, lambda: _square(letter()[0], "number", 0) - _thin(letter()[0])[1]),
    Measure("10.1", "信函：发文字号右端至版心右缘", 0, "mm", 0.3, lambda: RIGHT - edges(letter()[0].lines_in("number")[0])[1]),
    Measure("10.1", "信函：标题与发文字号之距（二行）", round(2 * LINE, 2), "mm", 0.3, lambda: _square(letter()[0], "h1", 0) - _square(letter()[0], "number", 1)),
    Measure("10.1", "信函：首页页码数", 0, "个", 0, lambda: len(letter()[0].margins)),
    Measure("7.3.1", "标题字号（2号）", 22, "pt", 0.05, lambda: texts(letter()[0].of("h1"))[0].size / PT),
    Measure("7.3.2", "主送机关左端至版心左缘（顶格）", 0, "mm", 0.3, lambda: edges(letter()[0].lines_in("addressee")[0])[0] - LEFT),
    Measure("7.3.2", "标题与主送机关之距（空一行）", round(LINE, 2), "mm", 0.6, lambda: letter()[0].lines_in("addressee")[0].position_y / MM - (letter()[0].lines_in("h1")[-1].position_y + letter()[0].lines_in("h1")[-1].height) / MM),
    Measure("7.3.3", "正文每段左空（二字）", round(2 * SQUARE, 2), "mm", 0.3, lambda: edges(letter()[0].lines_in("main")[0])[0] - LEFT),
    Measure("7.3.4", "附件说明与正文之距（空一行）", round(LINE, 2), "mm", 0.3, lambda: (_last().lines_in("attachments")[0].position_y - _last().lines_in("main")[-1].position_y) / MM - LINE),
    Measure("7.3.4", "附件说明左空（二字）", round(2 * SQUARE, 2), "mm", 0.3, lambda: edges(_last().lines_in("attachments")[0])[0] - LEFT),
    Measure("7.3.5.1", "成文日期右空（四字）", round(4 * SQUARE, 2), "mm", 0.3, lambda: RIGHT - _dated()[1]),
    Measure("7.3.5.1", "署名对成文日期居中，偏差", 0, "mm", 0.3, lambda: _middle(_signer()) - _middle(_dated())),
    Measure("7.3.6", "附注左空（二字）", round(2 * SQUARE, 2), "mm", 0.3, lambda: edges(_last().lines_in("note")[0])[0] - LEFT),
    Measure("7.3.6", "附注在成文日期下一行", round(LINE, 2), "mm", 0.3, lambda: (_last().lines_in("note")[0].position_y - _last().lines_in("dated")[0].position_y) / MM),
    Measure("7.5", "页码字号（4号）", 14, "pt", 0.05, lambda: _number(letter()[1]).size / PT),
    Measure("7.5", "页码一字线至版心下边缘", 7, "mm", 0.3, lambda: _stroke(letter()[1]) - FOOT),
    Measure("7.5", "双页码左空（一字）", round(14 * PT, 2), "mm", 0.3, lambda: _number(letter()[1]).box.position_x / MM - LEFT),
    Measure("7.5", "单页码右空（一字）", round(14 * PT, 2), "mm", 0.3, lambda: RIGHT - (_number(letter()[2]).box.position_x + _number(letter()[2]).box.width) / MM),
    Measure("7.2.4", "通用：发文机关标志上边缘至版心上边缘", 35, "mm", 0.3, lambda: _head(document()[0], 0) - TOP),
    Measure("7.2.5", "通用：发文字号在标志下空二行", round(2 * LINE, 2), "mm", 0.6, lambda: _square(document()[0], "number", 0) - _head(document()[0], 1)),
    Measure("7.2.7", "通用：红色分隔线在发文字号下", 4, "mm", 0.3, lambda: _red_line(document()[0]) - _square(document()[0], "number", 1)),
    Measure("7.2.7", "通用：红色分隔线长（与版心等宽）", 156, "mm", 0.1, lambda: document()[0].of("number").border_width() / MM),
    Measure("7.4.1", "版记首末分隔线", 0.35, "mm", 0.02, lambda: _colophon(document()[-1]).border_bottom_width / MM),
    Measure("7.4.1", "版记末条分隔线至版心下边缘", 0, "mm", 0.3, lambda: FOOT - (_colophon(document()[-1]).border_box_y() + _colophon(document()[-1]).border_height()) / MM),
    Measure("7.4.2", "版记字号（4号）", 14, "pt", 0.05, lambda: texts(_colophon(document()[-1]))[0].size / PT),
)  # fmt: skip


def _foot(page: Sheet) -> float:
    box = page.of("foot-line")
    return (box.border_box_y() + box.border_height()) / MM


def _thickness(page: Sheet, *, first: bool) -> float:
    """Return by how much the outer line of a double line is thicker than the inner one."""
    if first:
        return (_thick(page)[1] - _thick(page)[0]) - (_thin(page)[1] - _thin(page)[0])
    box = page.of("foot-line")
    return (box.border_bottom_width - box.border_top_width) / MM


# -- docs/letters.md -----------------------------------------------------------------------------------------

DOCS = Path(__file__).resolve().parents[2] / "docs"


def table() -> str:
    """Return the table of the standard's measures and ours, in Markdown."""
    rows = ["| 条款 | 项目 | 标准 | 实测 |", "|---|---|---|---|"]
    for one in MEASURES:
        got = f"{one.take() + 0.0:.2f}".rstrip("0").rstrip(".")
        rows.append(
            f"| {one.clause} | {one.what} | {one.wanted:g} {one.unit} | {'0' if got == '-0' else got} {one.unit} |"
        )
    return "\n".join(rows)
