"""Whose report of which year it is, read from its title in whatever order that has them."""

import pytest

from law import Refused
from reporting.audit.titles import body_of, year_of


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["关于瓯海区人民政府2018年政府信息公开工作年度报告"], "瓯海区人民政府"),
        (["瓯海区人民政府", "2018年政府信息公开工作年度报告"], "瓯海区人民政府"),
        (["瓯海区人民政府2018年度政府信息公开情况统计表"], "瓯海区人民政府"),
        (["一、概述", "2018年政府信息公开情况"], ""),
        (["时间：2019-01-30", "2018年政府信息公开工作年度报告"], ""),
    ],
)
def test_whose_report_it_is_is_read_from_its_title(lines, body):
    assert body_of(lines) == body


TITLES = [
    "某县教育局2025年政府信息公开工作年度报告",
    "关于某县教育局2025年度政府信息公开工作年度报告",
    "2025年某县教育局政府信息公开工作年度报告",
    "2025年度某县教育局政府信息公开年度报告",
    "某县教育局政府信息公开工作2025年年度报告",
    "某县教育局2025年度政府信息公开年度报告",
    "某县教育局2025年度政府信息公开工作报告",
    "某县教育局关于2025年政府信息公开工作的年度报告",
    "某县教育局政府信息公开工作年度报告（2025年度）",
    "某县教育局二〇二五年政府信息公开工作年度报告",
    "某县教育局 ２０２５ 年政府信息公开工作年报",
]
PERIOD = "本报告所列数据的统计期限自2025年1月1日起至2025年12月31日止。"


@pytest.mark.parametrize("title", TITLES)
def test_year_and_name_are_read_in_whatever_order_a_title_has_them(title):
    for before in ([], ["2023年度", "2022年度"], ["按照《关于做好2024年度政府信息公开工作年度报告的通知》编制。"]):
        assert (year_of([*before, title]), body_of([*before, title], 2025)) == (2025, "某县教育局")


@pytest.mark.parametrize(
    ("lines", "year", "body"),
    [
        (["2023年度", PERIOD], 2025, ""),
        (["某县教育局政府信息公开工作年度报告", "（2025年度）"], 2025, "某县教育局"),
        (["某县教育局", "政府信息公开工作年度报告（2025年度）"], 2025, "某县教育局"),
        (["某县教育局", "2025年政府信息公开工作年度报告"], 2025, "某县教育局"),
        (["首页", "信息公开年报", "2025年政府信息公开工作年度报告"], 2025, ""),
        (["2024年政府信息公开工作年度报告", "某县教育局2025年政府信息公开工作年度报告"], 2025, "某县教育局"),
        (["某镇人民政府2024年政府信息公开工作年度报告", TITLES[0], PERIOD], 2025, "某县教育局"),
        (["《某省2024年政府信息公开工作年度报告》", "2025年政府信息公开工作年度报告"], 2025, ""),
        (["《规定》自2026年1月1日起施行。", "2025年度"], 2025, ""),
        (["我局2025年政府信息公开工作年度报告"], 2025, ""),
    ],
)
def test_a_title_is_believed_before_the_period_and_the_period_before_any_other_year(lines, year, body):
    assert (year_of(lines), body_of(lines, year)) == (year, body)


@pytest.mark.parametrize("lines", [[], ["政府信息公开工作年度报告"], ["按照《关于做好2024年度报告的通知》编制。"]])
def test_a_report_without_a_year_is_refused(lines):
    with pytest.raises(Refused, match="年度"):
        year_of(lines)
