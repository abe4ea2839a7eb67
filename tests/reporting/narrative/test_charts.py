"""Charts and comparison: every bar with its number in words and in a table, no ranking of small units, no trend from nothing."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reporting.narrative import charts
from reporting.narrative.comparison import NOT_COMPARABLE, NOT_PUBLISHED, ComparisonLine
from reporting.narrative.fragments import LinkedNumber


def parts(*given) -> list[tuple[str, LinkedNumber]]:
    return [(label, LinkedNumber(n, "~unit", str(place))) for place, (label, n) in enumerate(given)]


PARTS = parts(("当面申请", 102), ("信函申请", 259), ("<网络>申请", 50), ("传真申请", 0))


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("reporting/narrative/_chart.html", {"chart": chart}))  # noqa: S314  our own page


def test_a_chart_has_title_description_and_the_same_numbers_in_a_table():
    figure = drawn(charts.bar_chart("channels", "申请渠道", PARTS))
    svg = figure.find("svg")
    named = svg.get("aria-labelledby").split()
    assert [svg.find("title").get("id"), svg.find("desc").get("id")] == named
    assert svg.get("role") == "img"
    assert svg.find("title").text == "申请渠道（411件）"
    assert svg.find("desc").text == "件数最多的：信函申请259件，占63.0%；当面申请102件，占24.8%。"
    said = [text.text for text in svg.findall("text")]
    rows = [[cell.text for cell in row] for row in figure.iterfind(".//tbody/tr")]
    assert rows == [
        ["当面申请", "102", "24.8%"],
        ["信函申请", "259", "63.0%"],
        ["<网络>申请", "50", "12.2%"],
        ["传真申请", "0", "0.0%"],
    ]
    for label, number, share in rows:
        assert said[said.index(label) + 1] == f"{number}　{share}"


def test_bars_are_as_long_as_their_numbers_and_of_one_colour():
    bars = drawn(charts.bar_chart("channels", "申请渠道", PARTS)).findall("svg/rect")
    widths = [float(bar.get("width")) for bar in bars]
    assert widths[1] == charts.LONGEST_BAR
    assert widths[0] / widths[1] == pytest.approx(102 / 259, abs=0.001)
    assert widths[3] == 0
    assert len({bar.get("fill") for bar in bars}) == 1


def test_no_chart_of_nothing():
    assert charts.bar_chart("a", "甲", []) is None
    assert charts.bar_chart("a", "甲", parts(("乙", 0))) is None
    assert charts.column_chart("a", "甲", parts(("2024年", None), ("2025年", 5)), head="年度") is None


def test_a_year_that_was_not_published_has_no_column_and_a_dash():
    chart = charts.column_chart("years", "近五年", parts(("2023年", 4), ("2024年", None), ("2025年", 8)), head="年度")
    figure = drawn(chart)
    assert len(figure.findall("svg/rect")) == 2
    assert [tuple(map(str, line)) for line in chart.lines] == [("件数", "4", "—", "8")]
    assert "2024" not in chart.desc
    assert not re.search("增长|上升|下降", chart.desc)


def test_units_below_thirty_are_not_ranked_but_added_together():
    chart = charts.unit_chart(parts(("甲局", 29), ("乙局", 30), ("丙局", 1), ("丁局", 77)))
    assert [(bar.label, bar.number) for bar in chart.bars] == [("丁局", 77), ("乙局", 30), ("其余2家单位", 30)]
    assert [bar.counted.column for bar in chart.bars] == ["3", "1", "0,2"]  # behind the last are the cases of both
    assert "不排名" in chart.note
    assert "甲局" not in chart.desc
    assert charts.unit_chart(parts(("甲局", 29), ("丙局", 1))) is None
    assert charts.unit_chart(parts(("甲局", 400))) is None


def test_more_than_ten_units_are_shown_as_ten_and_the_rest():
    chart = charts.unit_chart(parts(*((f"{place}局", 100 - place) for place in range(12))))
    assert len(chart.bars) == 11
    assert chart.bars[-1].label == "其他2家单位"
    assert sum(bar.number for bar in chart.bars) == sum(100 - place for place in range(12))


def test_a_long_label_is_cut_in_the_picture_and_whole_in_the_table():
    label = "不属于本行政机关、告知作出更改补充、告知通过其他途径办理"
    chart = charts.bar_chart("outcomes", "办理结果", parts((label, 3)))
    assert chart.bars[0].short.endswith("…")
    assert len(chart.bars[0].short) == charts.LONGEST_LABEL
    assert chart.lines[0][0] == label


@pytest.mark.parametrize(
    ("now", "last", "cells"),
    [
        (411, 244, ("411", "244", "+167", "+68.4%")),
        (89, 500, ("89", "500", "-411", "-82.2%")),
        (5, 5, ("5", "5", "0", "0.0%")),
        (5, 0, ("5", "0", "+5", NOT_COMPARABLE)),
        (0, 0, ("0", "0", "0", NOT_COMPARABLE)),
        (5, None, ("5", NOT_PUBLISHED, NOT_PUBLISHED, NOT_COMPARABLE)),
        (None, 4, (NOT_PUBLISHED, "4", NOT_PUBLISHED, NOT_COMPARABLE)),
    ],
)
def test_nothing_is_compared_with_what_was_not_published(now, last, cells):
    assert tuple(map(str, ComparisonLine("收到申请", LinkedNumber(now), last).cells)) == ("收到申请", *cells)
