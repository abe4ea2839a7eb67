"""The search that stands behind 信息不存在: where, for what, by whom, when, with what result (指导案例101号)."""

from dataclasses import dataclass
from datetime import date

from law import Refused
from notices.kinds.facts import Record, fact


@dataclass(frozen=True, kw_only=True)
class SearchRecord(Record):
    """检索记录: systems, archive, sections, keywords, period, who, when, result; all of it, or no search was made."""

    systems: tuple[str, ...] = fact("检索的公文系统和业务系统")
    archive: str = fact("检索的档案室和档案")
    sections: tuple[str, ...] = fact("可能保存信息的内设机构")
    keywords: tuple[str, ...] = fact("检索的关键词、名称或者文号")
    period: str = fact("检索的时间范围")
    searched_on: date = fact("检索日期")
    searched_by: str = fact("检索人", kept=True)  # the letter names no officer
    result: str = fact("检索结果")

    @property
    def said(self) -> str:
        """Return the search as one sentence of a letter, without its stop."""
        day = f"{self.searched_on.year}年{self.searched_on.month}月{self.searched_on.day}日"
        words = "".join(f"“{word.strip('“”')}”" for word in self.keywords)
        places = "、".join((*self.systems, self.archive))
        sections = "、".join(self.sections)
        return f"{day}以{words}为关键词，检索{places}以及{sections}保存的资料，时间范围为{self.period}，{self.result}"

    def check_days(self, received_on: date, dated: date) -> None:
        """Refuse a search that was made for another application: before the receipt, or after the letter."""
        if not received_on <= self.searched_on <= dated:
            raise Refused(
                "检索日期应当在收到申请之日以后、公文日期以前",
                "条例36（四）",
                field="search_record",
                english="The search lies before the receipt or after the letter",
            )
