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

    @classmethod
    def sample_facts(cls, regulation: str, year: int) -> dict[str, Any]:
        return {
            "earlier_title": "政府信息不存在告知书",
            "earlier_number": f"瓯建公开〔{year}〕12号",
            "earlier_dated": date(year, 3, 20),
            "approved_by": "林建国",
        }


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

    @classmethod
    def sample_facts(cls, regulation: str, year: int) -> dict[str, Any]:
        due = date(2026, 4, 27) if regulation == "2019" else date(2018, 5, 3)
        fault = "检索时遗漏了本机关征收管理科保存的纸质档案，该公文认定事实不清"
        return super().sample_facts(regulation, year) | {"fault": fault, "due_on": due}


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

    @classmethod
    def sample_facts(cls, regulation: str, year: int) -> dict[str, Any]:
        return super().sample_facts(regulation, year) | {"wrong": ["建设管理课"], "right": ["建设管理科"]}


REVOCATIONS = (Revocation, Rectification)
