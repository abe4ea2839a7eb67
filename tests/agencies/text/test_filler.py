"""Words that say nothing, however they are written (11.6)."""

import pytest

from agencies.text.filler import is_filler


@pytest.mark.parametrize(
    "text",
    ["无", "無。", "Ｎ／Ａ", "ｎｏｎｅ", "无，同上", "同上同上", "wu", "Tong Shang", "无\u200b", "qwerty", "没有理由", "理由：无", "情况不详", "哈哈哈", "。。。", "沒有"],
)  # fmt: skip
def test_what_fills_a_field_is_known(text):
    assert is_filler(text)


@pytest.mark.parametrize(
    "text", ["", "表1", "2020", "合同", "没有查到该合同文本", "情况说明", "abc", "EMS EA000000001CN", "莉莉花园"]
)
def test_what_says_something_is_none(text):
    assert not is_filler(text)
