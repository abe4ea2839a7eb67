"""The table of outcomes and grounds: what a reply may conclude, on which article, with which remedy."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from law.disputed import DEFAULTS, Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """One conclusion of a reply (办理结果)."""

    code: str
    label: str  # the register's label, 办理结果
    name: str  # English name
    remedy: str  # F | F_PARTIAL | E | N, see law.remedies.instructions
    regulations: tuple[str, ...]
    articles: dict[str, str]  # regulation -> article
    facts: tuple[str, ...]  # what the letter must state
    meaning: str
    english: str  # the meaning in English

    @property
    def needs_grounds(self) -> bool:
        """Say whether the outcome stands only with at least one ground of refusal."""
        return "items" in self.facts


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of refusal (不予公开理由)."""

    code: str
    label: str
    name: str
    regulations: tuple[str, ...]
    articles: dict[str, str]
    meaning: str
    english: str
    evidence: tuple[str, ...]  # what must be on file (法释〔2025〕8号, burden of proof)
    proof: tuple[str, ...]  # the evidence in English
    in_partial: tuple[str, ...]  # Regulations that know it only of a part that is separated (条例37)

    def known_to(self, regulation: str, outcome: str) -> bool:
        """Say whether a reply under `regulation` with this outcome may rest on the ground."""
        return regulation in self.regulations or (outcome == "partial" and regulation in self.in_partial)


def _load() -> tuple[dict[str, Outcome], dict[str, Ground]]:
    tables = tomllib.loads((Path(__file__).parent / "outcomes.toml").read_text(encoding="utf-8"))
    outcomes = {
        code: Outcome(
            code,
            row["label"],
            row["name"],
            row["remedy"],
            tuple(row["regulations"]),
            row["articles"],
            tuple(row["facts"]),
            row["meaning"],
            row["english"],
        )
        for code, row in tables["outcomes"].items()
    }
    grounds = {
        code: Ground(
            code,
            row["label"],
            row["name"],
            tuple(row["regulations"]),
            row["articles"],
            row["meaning"],
            row["english"],
            tuple(row["evidence"]),
            tuple(row["proof"]),
            tuple(row.get("in_partial", ())),
        )
        for code, row in tables["grounds"].items()
    }
    return outcomes, grounds


OUTCOMES, GROUNDS = _load()
OUTCOME_BY_LABEL = {outcome.label: outcome for outcome in OUTCOMES.values()}
GROUND_BY_LABEL = {ground.label: ground for ground in GROUNDS.values()}


def join_grounds(codes: list[str] | tuple[str, ...]) -> str:
    """Return grounds as the one canonical string that cases keep and reports group by: ``|a|b|``, or ``""``."""
    return f"|{'|'.join(codes)}|" if codes else ""


def split_grounds(joined: str) -> tuple[str, ...]:
    """Return the grounds of a canonical string in the order in which the reply gave them."""
    return tuple(part for part in joined.split("|") if part)


GIVING_OUTCOMES = ("open", "open_published")  # the applicant gets what was asked for


def counted_outcome(conclusions: Sequence[str], settings: Settings = DEFAULTS) -> str:
    """Return the one conclusion that the year's table counts for a reply with several (国办公开办函〔2021〕30号).

    区分处理的，只计部分公开: some things given and some refused is 部分公开, whatever else the reply says. Other
    mixtures count by the setting: "form_order", the first in the order of the form, or "first_item" of the letter.
    """
    found = list(dict.fromkeys(conclusions))
    if len(found) == 1:
        return found[0]
    if "partial" in found or ("deny" in found and any(code in GIVING_OUTCOMES for code in found)):
        return "partial"
    if settings.combined_reply_counts == "first_item":
        return found[0]
    order = list(OUTCOMES)
    return min(found, key=order.index)


def may_conclude(regulation: str, outcome: str, grounds: tuple[str, ...] = ()) -> bool:
    """Say whether a case under `regulation` may end with `outcome` on `grounds`."""
    chosen = OUTCOMES.get(outcome)
    return (
        chosen is not None
        and regulation in chosen.regulations
        and all(code in GROUNDS and GROUNDS[code].known_to(regulation, outcome) for code in grounds)
        and (bool(grounds) or not chosen.needs_grounds)
    )
