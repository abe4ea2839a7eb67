"""Words that fill a field and say nothing: evidence that has no substance is refused by rule (practice of the courts)."""

import re

from agencies.text.comparing import comparable

# What people write to get past a field, in the form for comparing, without blanks, signs and letter case.
_EMPTY_WORDS = (
    "无 没有 略 同上 如上 同前 见上 如前 详见上 见前 不详 不明 不清楚 未知 待定 待补 待补充 暂无 暂缺 按规定 按规定办理 依法 依法办理 符合规定"
    " none na nil null test todo tbd wu meiyou lue tongshang rushang jianshang buxiang buming weizhi daiding zanwu"
)
_LABELS = [
    "内容",
    "说明",
    "理由",
    "原因",
    "情况",
    "意见",
    "信息",
    "依据",
]  # what a field is called; with one of the above it still says nothing
_OTHERS = "测试 内容 说明 理由 原因 其他 其它 请补正 请补充 请明确 补正 内容不明确 不明确 xxx neirong shuoming liyou yuanyin qita ceshi"
_EMPTY = tuple(_EMPTY_WORDS.split())
FILLERS = frozenset((*_EMPTY, *_OTHERS.split()))
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")  # fingers across a keyboard
_SHORTEST_ROW = 4
_SIGNS = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.{1,6}?)\1+")
_LABEL, _NOTHING = "|".join(_LABELS), "|".join(sorted(_EMPTY, key=len, reverse=True))
_STOCK = re.compile(f"(?:{_LABEL})?(?:{_NOTHING})+(?:{_LABEL})?")


def is_filler(text: str) -> bool:
    """Say whether a text says nothing: signs alone, stock words in any spelling, the same again and again, a row of keys.

    Figures are numbers and say something.
    """
    plain = _SIGNS.sub("", comparable(text))
    if not plain:
        return bool(text.strip())
    if plain.isdigit():
        return False
    stock = plain in FILLERS or _STOCK.fullmatch(plain) or _REPEATED.fullmatch(plain)
    return bool(stock) or (len(plain) >= _SHORTEST_ROW and any(plain in row for row in _KEYS))
