"""What an agency does about its own letter: revoke a reply that is wrong, correct words that change nothing (自我纠错)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from law import Refused
from law.procedure import ACTS
from notices.kinds.facts import fact
from notices.kinds.reply import Reply


@dataclass(frozen=True, kw_only=True)
class SelfCorrection(Reply):
    """The letter that is looked at again."""

    earlier_title: str = fact("原公文名称")
    earlier_number: str = fact("原公文文号")
    earlier_dated: date = fact("原公文日期")
    approved_by: str = fact("批准人", kept=True)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a letter that is older than the one it undoes."""
        super().fits(regulation, dated)
        if dated < self.earlier_dated:
            raise Refused(
                "公文日期早于原公文日期", field="earlier_dated", english="Dated before the letter that it corrects"
            )


@dataclass(frozen=True, kw_only=True)
class Revocation(SelfCorrection):
    """撤销答复决定书: what was wrong, that it is revoked, and until when a new reply comes."""

    CODE = "revocation"
    TITLE = "政府信息公开答复撤销决定书"
    NAME = "Reply revoked"
    TEMPLATE = "notices/revocation.html"
    REMEDY = "E"
    ARTICLES = ACTS["revoke_reply"].articles

    fault: str = fact("自查发现的问题")
    due_on: date = fact("重新答复的期限")
    ordered: str = fact("纠正原公文的复议、诉讼", default="")
    provisional: bool = fact("期限暂定", default=False)

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a term that has passed."""
        super().fits(regulation, dated)
        if self.due_on <= dated:
            raise Refused(
                "重新答复的期限应当晚于公文日期", field="due_on", english="The term of the new reply has passed"
            )


@dataclass(frozen=True, kw_only=True)
class Rectification(SelfCorrection):
    """文字更正告知书: a slip of the pen; conclusion and remedies stay."""

    CODE = "rectification"
    TITLE = "政府信息公开文书更正告知书"
    NAME = "Slip of the pen corrected"
    TEMPLATE = "notices/rectification.html"
    FREE = True

    wrong: tuple[str, ...] = fact("原文字")
    right: tuple[str, ...] = fact("更正后的文字")

    def check(self) -> None:
        """Refuse where wrong and right words do not stand in pairs."""
        super().check()
        if len(self.wrong) != len(self.right):
            raise Refused("“原文字”与“更正后的文字”应当一一对应", field="right", english="Wrong and right must pair up")

    def context(self, citer) -> dict[str, Any]:
        """Pair the wrong words with the right ones."""
        return {"pairs": list(zip(self.wrong, self.right, strict=True))}


REVOCATIONS = (Revocation, Rectification)
