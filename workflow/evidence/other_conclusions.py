"""A conclusion in the dress of another: “其他” that refuses, “予以公开” that gives nothing, a partial reply that withholds all.

Each conclusion has its own evidence, article and remedy (条例36); whoever writes one in the words of another has none of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agencies.text.comparing import comparable
from law import Refused
from law.outcomes import OUTCOMES
from workflow.cases.models import Case

# What a text says, and the conclusion that says so; the first that fits. A paper may be called so: 《…不予公开告知书》.
_PAPER = r"(?!.{0,12}(?:告知书|答复书?|决定书?|通知书?|证明|公告|回执|档案|台账|规定|办法|意见))"
_SAYS = (
    (
        "deny",
        rf"(?:不予|不得|不宜|不能|不应当?|依法不|决定不|暂不|拒绝)(?:公开|提供){_PAPER}|(?:属于|涉及)(?:国家秘密|商业秘密|个人隐私|内部事务|过程性)",
    ),
    (
        "not_exist",
        rf"(?:信息|材料|文件|资料|记录|合同|内容)?(?:并)?(?:不存在|未(?:曾)?(?:制作|形成|获取|保存|找到|查到|查询到|检索到)|没有(?:制作|形成|获取|保存|找到|查到|查询到|检索到))"
        rf"{_PAPER}|查无(?:此|该|相关)|不掌握{_PAPER}",
    ),
    (
        "not_ours",
        r"(?:不属于?|不是|并非|非)(?:本|我)(?:行政)?(?:机关|单位|局|委|办|厅|府|街道|镇|乡)(?:负责|公开|职责|制作|保存|的)",
    ),
    (
        "open_published",
        rf"(?:已经?|早已)(?:主动|依法|对外)?(?:公开|公示|公布)(?:在|于)|(?:已经?|早已)(?:在|于).{{1,20}}(?:公开|公示|公布){_PAPER}|已主动公开{_PAPER}",
    ),
    ("repeat", r"(?:属于|系|构成)重复申请|不予重复(?:处理|答复)|此前已(?:经)?(?:就此)?答复"),
)
_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _SAYS)
_GIVES_NOTHING = re.compile(
    rf"(?:{'|'.join(pattern for code, pattern in _SAYS if code in ('deny', 'not_exist', 'not_ours'))}).{{0,2}}$"
)
FREE = {  # the texts in which a conclusion can say anything
    "other": ("statement",),
    "enquiry": ("nature", "other_channel"),
    "petition": ("nature", "other_channel"),
    "query": ("access_channel",),
    "other_channel": ("other_channel",),
    "not_information": ("reason",),
    "not_ours": ("reason",),
    "publication": ("where_available",),
    "open_published": ("where_published",),
    "reconfirm": ("earlier_delivery",),
    "excess": ("finding",),
}
# What the applicant says of somebody else, as the nature of a complaint or a question tells it: 反映物业公司拒绝提供账目.
_SAID_OF_OTHERS = re.compile(
    r"(?:反映|举报|投诉|控告|检举|询问|质疑|咨询)[^,;.。本我经]{0,20}?(?:公司|企业|单位|开发商|委员会|业委会|村委会|居委会|学校|医院|银行|中心|政府|机关"
    r"|[局院站所厅处办会镇乡村])[^,;.。本我]*"
)
NEVER_HAD, GIVEN_BEFORE = ("not_exist", "not_ours"), ("open_published", "repeat")
SAYS_SO_ITSELF = {  # what the conclusion may say of itself in other words
    "not_information": NEVER_HAD,
    "not_ours": NEVER_HAD,
    "publication": GIVEN_BEFORE,
    "open_published": GIVEN_BEFORE,
    "reconfirm": GIVEN_BEFORE,
    "excess": GIVEN_BEFORE,
}
GIVING = {"open": ("provided",), "partial": ("provided",)}
_ALL = re.compile(
    r"(?:(?:所?申请(?:公开)?的?|该|本|全部|所有|整份|整个|全文|一切|上述|相关)*(?:政府信息|信息|内容|材料|文件|文本)*(?:的)?(?:全部|所有|全文|整体|整份)?(?:内容|信息)?)"
)


def check_other_conclusion(case: Case, conclusion: str, told: Mapping[str, Any], article: str) -> None:
    """Raise Refused for a conclusion whose words say another one, and for a partial reply that withholds all it gives."""
    for name in FREE.get(conclusion, ()):
        words = comparable(str(told.get(name) or ""))
        if name == "nature":
            words = _SAID_OF_OTHERS.sub("", words)
        for code, pattern in _PATTERNS:
            if code not in SAYS_SO_ITSELF.get(conclusion, ()) and pattern.search(words):
                raise _another(case.regulation, conclusion, code, name, article)
    for name, text in _given(conclusion, told):
        if _GIVES_NOTHING.search(comparable(text).rstrip("。.;,")):
            raise Refused(
                f"“{OUTCOMES[conclusion].label}”要提供信息，“{text[:30]}”没有提供什么；请按实际的结论答复（不予公开、信息不存在、不属于本机关）",
                article,
                field=name,
                english="Something is to be given with this reply; this says that nothing is: conclude what is the case",
            )
    if conclusion == "partial":
        _check_separated(told, case.application.content, article)


def check_rectified(wrong: Sequence[str], right: Sequence[str], article: str) -> None:
    """Raise Refused where a letter that puts words right would change a conclusion: that is revoked and decided anew."""
    for before, after in zip(wrong, right, strict=False):
        if _said(before) != _said(after):
            raise Refused(
                f"把“{before[:20]}”改为“{after[:20]}”改变了答复的结论，不是文字更正；请撤销答复后重新作出",
                article,
                field="right",
                english="That changes the conclusion and not the words: revoke the reply and decide anew",
            )


def _said(text: str) -> set[str]:
    return {code for code, pattern in _PATTERNS if pattern.search(comparable(text))}


def _given(conclusion: str, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in GIVING.get(conclusion, ()):
        value = told.get(name) or ""
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str) and text.strip():
                yield name, text


def _another(regulation: str, conclusion: str, code: str, name: str, article: str) -> Refused:
    label, said = OUTCOMES.get(conclusion, OUTCOMES["other"]).label, OUTCOMES[code]
    return Refused(
        f"这是“{said.label}”的结论，不能写成“{label}”：请按“{said.label}”起草，写明它的依据（{said.articles[regulation]}）和证据",
        article,
        field=name,
        english=f"This says “{said.name}”: draft it as that conclusion, with its article and its evidence",
    )


def _check_separated(told: Mapping[str, Any], content: str, article: str) -> None:
    """Refuse a part that is the whole, or that is given as well (条例37: 能够作区分处理的)."""
    provided = {comparable(text) for _name, text in _given("partial", told)}
    items = told.get("items")
    for item in items if isinstance(items, list) else ():
        part = comparable(str(item.get("part") or "")) if isinstance(item, Mapping) else ""
        if part and (part in provided or part == comparable(content) or _ALL.fullmatch(part)):
            raise Refused(
                f"“{item['part'][:30]}”就是全部内容或者同时写在提供的清单里；部分公开要写明哪一部分不公开，全部不公开的按“不予公开”答复",
                article,
                field="part",
                english="That is the whole, or it is given as well: say which part is withheld, or refuse it all",
            )
