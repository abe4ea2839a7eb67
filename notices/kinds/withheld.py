"""The two replies that withhold something: each thing with its ground, its article and its reason (条例14至16, 36, 37).

Under the Regulations of 2019 a part that is no government information may be separated too (37): it is not refused under 14 to 16,
so its part of the letter says that it is not given, and it needs no reconsideration first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from law import Refused
from law.outcomes import GROUNDS
from notices.kinds.citation import CitationWriter, articles_of, merge_citations
from notices.kinds.facts import Record, fact
from notices.kinds.reply import DecidingReply

# How a letter says each ground, after "您申请公开的政府信息".
SECURITY = {
    "2007": "公开可能危及国家安全、公共安全、经济安全和社会稳定",
    "2019": "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
}
HARM = {"2007": "公开后可能损害第三方合法权益", "2019": "公开会对第三方合法权益造成损害"}  # 条例23; 2019: 15
GROUND_WORDS = {
    "state_secret": "属于依法确定的国家秘密",
    "law_forbids": "属于法律、行政法规禁止公开的政府信息",
    "security_stability": "",  # by regulation, above
    "trade_secret": "涉及商业秘密，",  # and the harm, by regulation
    "privacy": "涉及个人隐私，",
    "internal": "属于行政机关的内部事务信息",
    "process": "属于行政机关在履行行政管理职能过程中形成的过程性信息",
    "enforcement_file": "属于行政执法案卷信息",
    "not_government_information": "",  # by regulation, below
    "other_statutory": "属于法律、法规规定不予公开的其他情形",
}
NOT_INFORMATION = "not_government_information"
DEFINITION = {  # 条例2
    "2007": "不是行政机关在履行职责过程中制作或者获取的、以一定形式记录、保存的信息",
    "2019": "不是行政机关在履行行政管理职能过程中制作或者获取的、以一定形式记录、保存的信息",
}
# What a partial letter says of all that it separates: what the application contains, and what follows.
WITHHELD_ONLY = ("不应当公开的内容", "下列内容不予公开")
MIXED = ("不应当公开或者不属于政府信息的内容", "下列内容不予公开或者不属于政府信息")
NO_INFORMATION_ONLY = ("不属于政府信息的内容", "下列内容不属于政府信息")
NEED_PROVISION = ("law_forbids", "other_statutory")
OF_THIRD_PARTIES = ("trade_secret", "privacy")


@dataclass(frozen=True, kw_only=True)
class WithheldItem(Record):
    """One thing withheld: what, on which ground, why; with the evidence on file (条例14至16, 法释〔2025〕8号)."""

    ground: str = fact("不予公开理由类别")
    reason: str = fact("不予公开的具体理由")
    evidence: str = fact("在卷证据", kept=True)
    part: str = fact("不予公开的部分", default="")
    provision: str = fact("禁止公开的法律、法规条款", default="")
    finding: str = fact("本机关自己的认定", default="", kept=True)

    def check(self) -> None:
        """Refuse an unknown ground, and a ground of special law without its provision."""
        if self.ground not in GROUNDS:
            raise Refused(f"没有“{self.ground}”这种不予公开理由", field="ground", english="No such ground")
        if self.ground in NEED_PROVISION and not self.provision.strip():
            raise Refused(
                f"以“{GROUNDS[self.ground].label}”不予公开，缺少“禁止公开的法律、法规条款”",
                "条例14",
                field="provision",
                english="This ground needs the provision that forbids disclosure",
            )


def said(item: WithheldItem, regulation: str) -> str:
    """Return how the letter says the ground of an item."""
    if item.ground == "security_stability":
        return SECURITY[regulation]
    if item.ground == NOT_INFORMATION:
        return DEFINITION[regulation]
    return GROUND_WORDS[item.ground] + (HARM[regulation] if item.ground in OF_THIRD_PARTIES else "")


def is_separated_only(ground: str, regulation: str) -> bool:
    """Say whether a part on this ground is separated without being refused: no government information (条例37 of 2019)."""
    return ground == NOT_INFORMATION and regulation in GROUNDS[ground].in_partial


def class_of_partial_reply(grounds: Iterable[str], regulation: str) -> str:
    """Return the class of remedy of a partial reply: E where nothing is withheld under 14 to 16 (行政复议法23①（四）).

    Where no ground is on record, as in an old letter, something may have been withheld: F_PARTIAL.
    """
    found = list(grounds)
    return "E" if found and all(is_separated_only(ground, regulation) for ground in found) else "F_PARTIAL"


def _check_items(items: tuple[WithheldItem, ...], regulation: str, outcome: str) -> None:
    for item in items:
        if not GROUNDS[item.ground].known_to(regulation, outcome):
            raise Refused(
                f"{regulation}年《条例》没有“{GROUNDS[item.ground].label}”这种不予公开理由",
                field="items",
                english="No such ground under these Regulations",
            )


@dataclass(frozen=True, kw_only=True)
class PartialReply(DecidingReply):
    """部分公开: what is given, and each withheld part with its own reason and article."""

    CODE = "partial"
    TITLE = "政府信息部分公开告知书"

    provided: tuple[str, ...] = fact("提供的信息清单")
    items: tuple[WithheldItem, ...] = fact("不予公开的部分")
    secrecy_review: str = fact("保密审查记录", kept=True)
    form: str = fact("提供形式", default="纸质复制件")
    pages: int | None = fact("页数", default=None)

    def check(self) -> None:
        """Refuse an item that does not say which part is withheld."""
        super().check()
        if any(not item.part.strip() for item in self.items):
            raise Refused(
                "缺少“不予公开的部分”，公文不能成文", "条例37", field="items", english="Which part is withheld?"
            )

    def fits(self, regulation: str, dated: date) -> None:
        super().fits(regulation, dated)
        _check_items(self.items, regulation, self.OUTCOME)

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite what opens first, then for each withheld part its ground and the rule on separating."""
        opening = {"2019": "条例36（二）", "2007": "条例22"}[citer.regulation]
        separating = {"2019": "条例36（三）、37", "2007": "条例21（二）、22"}[citer.regulation]
        basis = citer.spell(opening)
        withheld = []
        for item in self.items:
            separated = is_separated_only(item.ground, citer.regulation)
            cited = _of(item, citer, "条例37" if separated else separating)
            result = "不予提供" if separated else "不予公开"
            words = said(item, citer.regulation)
            withheld.append({"item": item, "words": words, "basis": citer.spell(cited), "result": result})
        contains, follows = self._said_of_all(citer.regulation)
        return {"basis": basis, "withheld": withheld, "contains": contains, "follows": follows}

    def _said_of_all(self, regulation: str) -> tuple[str, str]:
        separated = [is_separated_only(item.ground, regulation) for item in self.items]
        if not any(separated):
            return WITHHELD_ONLY
        return NO_INFORMATION_ONLY if all(separated) else MIXED

    def remedy_under(self, regulation: str) -> str:
        """Return the class by what is withheld and what is only separated."""
        return class_of_partial_reply(self.grounds, regulation)


def _of(item: WithheldItem, citer: CitationWriter, rule: str) -> str:
    """Return the articles of a withheld thing: its ground and the rule on the reply."""
    ground = GROUNDS[item.ground].articles[citer.regulation]
    known = {number for number, _, _ in articles_of(ground)}
    # A ground that names the article of the reply already is not given a second one.
    extra = "、".join(part for part in rule.removeprefix("条例").split("、") if articles_of(part)[0][0] not in known)
    return merge_citations(ground, f"条例{extra}") if extra else merge_citations(ground)


@dataclass(frozen=True, kw_only=True)
class DenyReply(DecidingReply):
    """不予公开: each ground with its article and its reason."""

    CODE = "deny"
    TITLE = "政府信息不予公开告知书"

    items: tuple[WithheldItem, ...] = fact("不予公开的理由")

    def fits(self, regulation: str, dated: date) -> None:
        super().fits(regulation, dated)
        _check_items(self.items, regulation, self.OUTCOME)

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite for each thing withheld its ground and the article on refusing."""
        rule = self.ARTICLES[citer.regulation]
        withheld = []
        for item in self.items:
            words = said(item, citer.regulation)
            withheld.append({"item": item, "words": words, "basis": citer.spell(_of(item, citer, rule))})
        return {"withheld": withheld}
