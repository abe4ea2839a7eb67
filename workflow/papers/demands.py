"""The demands of a case out of its events, and which of them a reply leaves without an answer (条例36: 分别作出答复).

A case keeps its demands in the record of its registration and of their later changes. What nobody has confirmed is one
demand, as everything was before there were demands; where its text seems to list several, that is a doubt until a person
says how many there are (docs/decisions/0043).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.text.comparing import same_text
from law import Refused
from notices.kinds.catalogue import kind_of
from notices.kinds.combined import ONLY_FOR_ALL_ITEMS, Combined
from workflow.cases.models import Case

ARTICLES = {"2007": "条例21", "2019": "条例36"}  # “分别作出答复”, in both texts
CHANGED_BY = ("register", "change_demands")
SHOWN = 16  # characters of a demand in a sentence


@dataclass(frozen=True, slots=True)
class Demands:
    """What an application asks for, numbered from one; no text while nobody has said so."""

    texts: tuple[str, ...] = ()
    seem: int = 0  # how many its text lists, where that is more than was confirmed
    imported: bool = False

    @property
    def several(self) -> bool:
        """Say whether a person confirmed more than one."""
        return len(self.texts) > 1

    @property
    def doubt(self) -> int:
        """Return how many there seem to be while nobody has confirmed any, else 0."""
        return 0 if self.texts else self.seem

    @property
    def merged(self) -> int:
        """Return how many the text lists where a person confirmed fewer, else 0."""
        return self.seem if self.texts else 0

    @property
    def asked(self) -> int:
        """Return how many things are to be answered, by the text or by who confirmed them: the greater number."""
        return max(1, len(self.texts), self.seem)


def demands_of(events: Iterable) -> Demands:
    """Return the demands as the events in effect tell them, the last that says so."""
    found = Demands()
    for event in events:
        data = event.data
        if event.act == "register":
            found = Demands(tuple(data.get("demands", ())), data.get("demands_seem", 0), bool(data.get("imported")))
        elif event.act in CHANGED_BY:
            found = Demands(tuple(data["demands"]), data.get("demands_seem", 0), found.imported)
    return found


def demands_in(case: Case) -> Demands:
    """Return the demands of a case as it stands on record."""
    return demands_of(case.events_of(*CHANGED_BY))


def parts_by_demand(demands: Demands, facts: dict) -> list[dict | None]:
    """Return for each demand the part of a combined reply that answers it, None where there is none."""
    parts = [part for part in facts.get("parts") or () if isinstance(part, dict)]
    return [
        next((part for part in parts if same_text(str(part.get("asked", "")), text)), None) for text in demands.texts
    ]


def in_order(demands: Demands, parts: Sequence) -> list:
    """Return the parts of a combined reply in the order of the demands, each with its demand's own words.

    A part that does not say what it answers answers the demand of its place; what answers none stays behind the others.
    """
    if not demands.several or not all(isinstance(part, dict) for part in parts):
        return list(parts)
    known = [
        part if part.get("asked") or place >= len(demands.texts) else part | {"asked": demands.texts[place]}
        for place, part in enumerate(parts)
    ]
    places = [_place(demands, str(part["asked"])) for part in known if "asked" in part]
    if len(places) < len(known):
        return list(parts)
    named = [
        (place, part | {"asked": demands.texts[place]} if place < len(demands.texts) else part)
        for place, part in zip(places, known, strict=True)
    ]
    return [part for _place_of, part in sorted(named, key=lambda pair: pair[0])]


def _place(demands: Demands, asked: str) -> int:
    return next((place for place, text in enumerate(demands.texts) if same_text(text, asked)), len(demands.texts))


def unanswered(demands: Demands, kind: str, facts: dict) -> list[tuple[str, str]]:
    """Return what a reply leaves open, a sentence in Chinese and in English for each demand; nothing where it answers all."""
    if kind in ONLY_FOR_ALL_ITEMS:  # it ends the application as a whole
        return []
    if not demands.several:
        return [] if demands.imported else _less_than_seem(demands, kind, facts)
    found = []
    answers = parts_by_demand(demands, facts) if kind == Combined.CODE else [None] * len(demands.texts)
    for place, (text, part) in enumerate(zip(demands.texts, answers, strict=True), start=1):
        if part is None:
            found.append((
                f"第 {place} 项：“{text[:SHOWN]}”没有自己的结论、依据和证据",
                f"item {place} has no conclusion, basis and evidence of its own",
            ))  # fmt: skip
    if not found:
        found = _beside_the_demands(demands, facts)
    return found


def _less_than_seem(demands: Demands, kind: str, facts: dict) -> list[tuple[str, str]]:
    """Return the doubt about a text that lists more than the reply answers, while nobody has said what it asks for."""
    answered = len(facts.get("parts") or ()) if kind == Combined.CODE else 1
    if answered >= demands.doubt:
        return []
    return [(
        f"申请内容似有 {demands.doubt} 项，还没有人核对，答复只有 {answered} 项结论；请先核对申请事项（“更改申请事项”），或者逐项答复",
        f"the text seems to list {demands.doubt} things, nobody has confirmed them, and {answered} is answered",
    )]  # fmt: skip


def _beside_the_demands(demands: Demands, facts: dict) -> list[tuple[str, str]]:
    """Return the parts that answer no demand, or one that is answered already."""
    left, found = list(demands.texts), []
    for part in facts["parts"]:
        asked = str(part.get("asked", ""))
        mine = next((text for text in left if same_text(text, asked)), None)
        if mine is None:
            found.append((
                f"答复里的“{asked[:SHOWN]}”不是登记的申请事项，或者答复了两次",
                f"“{asked[:SHOWN]}” is no demand of the case, or is answered twice",
            ))  # fmt: skip
        else:
            left.remove(mine)
    return found


def refuse_unanswered(case: Case) -> None:
    """Raise Refused naming each demand that the draft on file leaves without its own conclusion, basis and evidence (条例36)."""
    draft = case.draft
    if draft is None or not draft.facts:  # a destroyed text can be held against nothing
        return
    demands = demands_in(case)
    lacking = unanswered(demands, draft.kind, draft.facts)
    if not lacking:
        return
    several = f"申请有 {len(demands.texts)} 项，应当逐项答复。" if demands.several else ""
    single = f"“{kind_of(draft.kind).TITLE}”只有一个结论。" if demands.several and draft.kind != Combined.CODE else ""
    raise Refused(
        several + single + "；".join(chinese for chinese, _english in lacking),
        ARTICLES[case.regulation],
        field="demands",
        english="Every demand is answered by itself: " + "; ".join(english for _chinese, english in lacking),
    )
