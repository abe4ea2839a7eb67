"""What is withheld has a reason and evidence of its own: neither the name of its ground, nor one text in every field (条例36（三）)."""

import re
from collections.abc import Mapping
from typing import Any

from agencies.text.comparing import letters_and_digits
from law import Refused
from law.outcomes import GROUNDS

LABELS = {
    "reason": "不予公开的具体理由",
    "evidence": "在卷证据",
    "finding": "本机关自己的认定",
    "part": "不予公开的部分",
}
PROSE = ("reason", "evidence", "finding")
_LEAST = 2  # characters that are left when ground, conclusion and little words are taken out
_WORDS = (
    "该 本 此 其 您 所 申请 公开 的 政府信息 信息 内容 材料 文件 部分 属于 涉及 系 为 是 构成 因 故 由于 根据 依据 依照 按照 条例 规定 有关 相关 法律 法规 行政法规 禁止 依法"
    " 应当 不应当 应 不应 不得 不能 不宜 不予 不 予以 决定 国家秘密 商业秘密 个人隐私 隐私 内部事务 内部 过程性 行政执法案卷 执法案卷 其他法定情形"
)
_BARE = re.compile("|".join(sorted([*_WORDS.split(), *(row.label for row in GROUNDS.values())], key=len, reverse=True)))


def check_withheld(told: Mapping[str, Any], content: str, article: str) -> None:
    """Raise Refused, naming the field, for a reason that is the bare ground, and for a text that only repeats another field.

    `content` is what was applied for.
    """
    items = told.get("items")
    for item in items if isinstance(items, list) else ():  # what is no list the letter itself refuses
        if isinstance(item, Mapping):
            _check_item(item, content, article)


def _check_item(item: Mapping[str, Any], content: str, article: str) -> None:
    texts = {name: letters_and_digits(str(item.get(name) or "")) for name in LABELS}
    if not (texts["reason"] and texts["evidence"]):
        return  # what is missing the letter itself names
    if len(_BARE.sub("", texts["reason"])) < _LEAST:
        raise Refused(
            f"“{LABELS['reason']}”只写了“{item['reason']}”，那是理由的类别；请写明这项信息是什么、为什么属于这一类",
            article,
            field="reason",
            english="That is the name of the ground: say what the information is and why the ground fits it",
        )
    seen = {letters_and_digits(content): "申请内容"}
    for name in (*PROSE, "part"):
        text = texts[name]
        whole = name == "part" and seen.get(text) in (
            "申请内容",
            LABELS["evidence"],
        )  # the paper itself may lie on file
        if text in seen and not whole:
            raise Refused(
                f"“{LABELS[name]}”照抄了“{seen[text]}”；各项各写各的：理由、证据、认定不是一回事",
                article,
                field=name,
                english=f"{name} repeats another field word for word",
            )
        if text:
            seen[text] = LABELS[name]
