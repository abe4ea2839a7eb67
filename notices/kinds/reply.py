"""What every letter to an applicant has, and what a reply takes from the table of outcomes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from law import Refused
from law.outcomes import OUTCOMES
from notices.kinds.facts import Facts, fact


@dataclass(frozen=True, kw_only=True)
class Reply(Facts):
    """What every letter to an applicant says first: when the application came and what it asked, word for word."""

    application_number: str = fact("登记编号")
    received_on: date = fact("收到申请之日")
    content: str = fact("申请内容", verbatim=True)
    organisation: bool = fact("申请人是单位", default=False)
    corrected_on: date | None = fact("收到补正之日", default=None)
    attachments: tuple[str, ...] = fact("附件", default=())

    def check(self) -> None:
        """Refuse a correction that came before the application."""
        if self.corrected_on is not None and self.corrected_on < self.received_on:
            raise Refused(
                "收到补正之日早于收到申请之日",
                field="corrected_on",
                english="The correction came before the application",
            )

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse a letter dated before the application came."""
        super().fits(regulation, dated)
        if dated < self.received_on:
            raise Refused("公文日期早于收到申请之日", field="dated", english="The letter is dated before the receipt")

    @property
    def you(self) -> str:
        """Return how the letter addresses the applicant."""
        return "您单位" if self.organisation else "您"


class DecidingReply(Reply):
    """A reply that decides: title here, articles and class of remedy from the table of outcomes.

    Several kinds may share an outcome: a letter says more exactly what the year's table counts as 其他.
    """

    OUTCOME: ClassVar[str] = ""  # the conclusion that is counted; that of the same code where the kind names none
    SAYS: ClassVar[str]  # the template of what the reply says, without the letter around it
    TEMPLATE = "notices/_reply.html"

    def __init_subclass__(cls, **kwargs):
        """Take articles, remedy and regulations from the row of the outcome, where the kind has none of its own."""
        super().__init_subclass__(**kwargs)
        cls.OUTCOME = vars(cls).get("OUTCOME", cls.CODE)
        row = OUTCOMES[cls.OUTCOME]
        cls.REMEDY = row.remedy
        cls.ARTICLES = vars(cls).get("ARTICLES", row.articles)
        cls.REGULATIONS = tuple(cls.ARTICLES) if "ARTICLES" in vars(cls) else row.regulations
        cls.SAYS = f"notices/reply/{cls.CODE}.html"

    @property
    def outcome(self) -> str:
        """Return the conclusion that the year's table counts."""
        return self.OUTCOME

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the grounds of refusal in the order of the letter, each once."""
        return tuple(dict.fromkeys(item.ground for item in getattr(self, "items", ())))
