"""Words that fill a field and say nothing: evidence that has no substance is refused by rule (practice of the courts)."""

import re

# What people write to get past a field, compared without blanks, signs and letter case.
FILLERS = frozenset(
    [
        "无",
        "没有",
        "略",
        "同上",
        "如上",
        "同前",
        "见上",
        "如前",
        "不详",
        "不明",
        "未知",
        "待定",
        "待补",
        "待补充",
        "暂无",
        "测试",
        "内容",
        "说明",
        "理由",
        "原因",
        "其他",
        "按规定",
        "依法",
        "符合规定",
        "请补正",
        "请补充",
        "请明确",
        "补正",
        "内容不明确",
        "不明确",
        "none",
        "na",
        "nil",
        "null",
        "test",
        "todo",
        "tbd",
        "xxx",
    ]
)
_SIGNS = re.compile(r"[\W_]+")


def is_filler(text: str) -> bool:
    """Say whether a text says nothing: signs alone, a stock word, or one character again and again; figures are numbers."""
    plain = _SIGNS.sub("", text).casefold()
    if not plain:
        return bool(text.strip())
    if plain.isdigit():
        return False
    return plain in FILLERS or (len(plain) > 1 and len(set(plain)) == 1)
