"""One letter with several conclusions: each thing asked for is answered by itself (一申请多事项; 条例36、37)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from law import Refused
from law.outcomes import OUTCOMES, counted_outcome
from law.remedies.instructions import class_of_combined_reply
from notices.kinds.citation import CitationWriter, number_in_characters
from notices.kinds.facts import Facts, Record, fact
from notices.kinds.other_replies import OTHER_REPLIES
from notices.kinds.replies import REPLIES
from notices.kinds.reply import DecidingReply, Reply

# A lapse and a withdrawal end the whole application; unreasonable quantity concerns it as a whole.
ONLY_FOR_ALL_ITEMS = ("withdrawn", "correction_lapsed", "fee_lapsed", "excess", "amend_told")
PARTS: dict[str, type[DecidingReply]] = {
    kind.CODE: kind for kind in (*REPLIES, *OTHER_REPLIES) if kind.CODE not in ONLY_FOR_ALL_ITEMS
}
COMMON = ("addressee", "application_number", "received_on", "content", "organisation", "corrected_on")


@dataclass(frozen=True, kw_only=True)
class ItemConclusion(Record):
    """One thing asked for, what is concluded on it, and the facts that this conclusion needs."""

    asked: str = fact("这一项的申请内容", verbatim=True)
    conclusion: str = fact("这一项的结论")
    told: dict = fact("这一项的事实")  # the key under which letters are stored; `item_facts` in the code

    @property
    def item_facts(self) -> dict:
        """Return the facts that the conclusion on this item needs, as plain JSON."""
        return self.told

    def check(self) -> None:
        """Refuse a conclusion that cannot stand for one item among several."""
        if self.conclusion not in PARTS:
            raise Refused(
                f"“{self.conclusion}”不能作为其中一项的结论", field="conclusion", english="Not a conclusion on one item"
            )
        for name in (*COMMON, "attachments"):
            if name in self.item_facts:
                raise Refused(f"这一项的事实里没有“{name}”", field="told", english=f"Not a fact of one item: {name}")

    def reply(self, common: Mapping[str, Any], place: int) -> DecidingReply:
        """Return the typed reply on this item, which has the number `place`; raise Refused naming it and what it lacks."""
        try:
            return PARTS[self.conclusion].from_json({**common, **self.item_facts})
        except Refused as refusal:
            raise Refused(
                f"第 {place} 项：“{self.asked[:20]}”这一项：{refusal.reason}",
                refusal.article,
                field="parts",
                english=f"Item {place}: {refusal.english}",
            ) from refusal


@dataclass(frozen=True, kw_only=True)
class Combined(Reply):
    """逐项答复: every item numbered, with its own conclusion, basis and reason; the remedy is that of the mixture."""

    CODE = "combined"
    TITLE = "政府信息公开申请答复书"
    NAME = "Several conclusions in one letter"
    MEANING = "一件申请有多项内容、结论不同的，逐项答复"
    TEMPLATE = "notices/_reply.html"
    SAYS: ClassVar[str] = "notices/reply/combined.html"

    parts: tuple[ItemConclusion, ...] = fact("逐项答复")

    def check(self) -> None:
        """Refuse a single item, and an item without the facts of its conclusion."""
        super().check()
        if len(self.parts) < 2:
            raise Refused("逐项答复至少有两项", field="parts", english="A combined reply has at least two items")
        replies = tuple(part.reply(self._common(), place) for place, part in enumerate(self.parts, start=1))
        object.__setattr__(self, "_replies", replies)

    def printed(self) -> dict[str, Any]:
        """Return the facts that the letter says; those of each item as its own kind prints them."""
        found = super().printed()
        for part, reply in zip(found["parts"], self.replies, strict=True):
            printed = reply.printed()
            part["told"] = {name: printed[name] for name in part["told"] if name in printed}
        return found

    def _common(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COMMON}

    @property
    def replies(self) -> tuple[DecidingReply, ...]:
        """Return the typed reply on each item."""
        return self._replies

    @property
    def outcome(self) -> str:
        """Return the one conclusion that the year's table counts for the case."""
        return counted_outcome([reply.outcome for reply in self.replies])

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the grounds of all items in the order of the letter, each once."""
        return tuple(dict.fromkeys(ground for reply in self.replies for ground in reply.grounds))

    def remedy_under(self, regulation: str) -> str:
        """Return the class of the mixture: reconsideration first for what is withheld, either way for the rest."""
        return class_of_combined_reply([reply.remedy_under(regulation) for reply in self.replies])

    def fits(self, regulation: str, dated: date) -> None:
        """Refuse where one of the items cannot be concluded so under the regulation or on the day."""
        super().fits(regulation, dated)
        for reply in self.replies:
            reply.fits(regulation, dated)

    def context(self, citer: CitationWriter) -> dict[str, Any]:
        """Cite for every item its own basis, the Regulations in full with the first."""
        answered = [
            {
                "number": number_in_characters(place),
                "asked": part.asked,
                "facts": reply,
                "says": reply.SAYS,
                **_blank(reply, citer),
            }
            for place, (part, reply) in enumerate(zip(self.parts, self.replies, strict=True), start=1)
        ]
        return {"answered": answered}


def _blank(reply: DecidingReply, citer: CitationWriter) -> dict[str, Any]:
    """Return the context of one item; what it does not set is empty, so that it does not read that of the item before."""
    return {"basis": "", "withheld": (), "contains": "", "follows": ""} | reply.context(citer)


def conclusion_label(code: str) -> str:
    """Return what a conclusion on an item is called."""
    return OUTCOMES[code].label if code in OUTCOMES else PARTS[code].TITLE


REPLY_KINDS: tuple[type[Facts], ...] = (*REPLIES, *OTHER_REPLIES, Combined)
