"""What the law says in every reply: outcome × day of the letter × kind of agency, for a table that a lawyer signs."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from law import Refused
from law.outcomes import GROUNDS, OUTCOMES
from law.remedies.instructions import LETTERS, Bodies
from notices.kinds.catalogue import KINDS
from notices.kinds.facts import Facts, Record
from notices.kinds.samples import sample_facts
from notices.kinds.withheld import WithheldItem, is_separated_only
from notices.letters.composition import LawPart, law_part_of

# The days around every switch of the law and some between.
DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2014-06-01", "2015-05-01", "2019-05-14", "2019-05-15", "2021-01-01",
        "2023-12-29", "2024-01-02", "2025-05-30", "2025-06-03", "2026-06-30", "2026-07-01", "2026-11-01",
    )
)  # fmt: skip
# When the samples' applications came, and a day on which their letters could be signed.
SAMPLED = {"2007": (date(2018, 3, 2), date(2018, 4, 10)), "2019": (date(2026, 3, 2), date(2026, 3, 27))}
# Letters with a remedy that are no reply to an application.
OTHERS = tuple(code for code, kind in KINDS.items() if kind.REMEDY != "N" and code not in OUTCOMES)


@dataclass(frozen=True, slots=True)
class MatrixAgency:
    """One kind of agency as the table names it, with words in the place of names."""

    name: str
    bodies: Bodies


def _office(kind: str, name: str, **bodies: str) -> MatrixAgency:
    return MatrixAgency(
        name, Bodies(kind, "发文机关", court="某法院", online_filing_url="https://example.gov.cn", **bodies)
    )


LEVEL, ABOVE, SUPERIOR = "本级人民政府", "上一级人民政府", "上一级主管部门"
MATRIX_AGENCIES = {
    "department": _office("department", "工作部门", government=LEVEL, superior=SUPERIOR),
    "justice_department": _office(
        "justice_department", "司法行政部门", government=LEVEL, superior="上一级司法行政部门"
    ),
    "government_office": _office("government_office", "政府办公厅（室）", government=LEVEL),
    "government": _office("government", "县、市人民政府", government=ABOVE),
    "government_under_dispatched": _office("government", "行政公署所属的县", government="该行政公署"),
    "township": _office("township", "乡镇人民政府", government=ABOVE),
    "subdistrict": _office("subdistrict", "街道办事处", founding_body="设立它的人民政府"),
    "dispatched_organ": _office("dispatched_organ", "行政公署等派出机关", founding_body="设立它的人民政府"),
    "dispatched_office": _office(
        "dispatched_office", "部门的派出机构", founding_body="设立它的部门", government="该部门的本级人民政府"
    ),
    "dispatched_office_of_place": _office(
        "dispatched_office",
        "市部门按区划设的派出机构",
        founding_body="设立它的部门",
        government="该部门的本级人民政府",
        place_government="所在地人民政府",
    ),
    "authorised_organisation": _office(
        "authorised_organisation",
        "法律法规授权的组织",
        founding_body="直接管理它的机关",
        government="管理它（或者管理它的部门所属）的本级人民政府",
    ),
    "central_dispatched_office": _office(
        "central_dispatched_office", "国务院部门的派出机构", founding_body="设立它的国务院部门"
    ),
    "central_authorised_organisation": _office(
        "central_authorised_organisation", "国务院部门管理的组织", founding_body="管理它的国务院部门"
    ),
    "vertical_agency": _office("vertical_agency", "海关、金融、税务、国安等", superior=SUPERIOR),
    "provincial_vertical": _office("provincial_vertical", "省以下垂直领导部门", government=LEVEL, superior=SUPERIOR),
    "provincial_government": _office("provincial_government", "省级人民政府"),
    "state_council_department": _office("state_council_department", "国务院部门"),
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One letter of the table: an outcome under one text of the Regulations, on one ground where it has grounds."""

    kind: str
    ground: str
    regulation: str

    @property
    def label(self) -> str:
        """Return what the register calls it."""
        if self.kind not in OUTCOMES:
            return KINDS[self.kind].TITLE
        label = OUTCOMES[self.kind].label
        separated = self.ground and is_separated_only(
            self.ground, self.regulation
        )  # has another remedy than what is withheld
        return f"{label}（{GROUNDS[self.ground].label}）" if separated else label

    def remedy_on(self, dated: date) -> str:
        """Return the class of remedy of such a letter."""
        return self.facts(dated).remedy_under(self.regulation)

    @cache  # noqa: B019  a few dozen subjects, made once
    def facts(self, dated: date) -> Facts:
        """Return facts of such a letter that could be written on the day: the sample's, every day of them moved with it."""
        sample = sample_facts(self.kind, self.regulation)
        received, signed = SAMPLED[self.regulation]
        moved = dated - (getattr(sample, "received_on", received) + (signed - received))
        changed = {name: _moved(getattr(sample, name), moved) for name in sample.labels()}
        if self.ground:
            item = WithheldItem(
                ground=self.ground, reason="理由", evidence="证据", part="部分", provision="《某法》第一条"
            )
            changed["items"] = (item,)
        return dataclasses.replace(sample, **changed)


def _moved(value: Any, by: timedelta) -> Any:
    """Return a fact with every day in it moved."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_moved(one, by) for one in value)
    if isinstance(value, Record):
        return dataclasses.replace(value, **{name: _moved(getattr(value, name), by) for name in value.labels()})
    return value


def matrix_rows() -> Iterator[MatrixRow]:
    """Yield every outcome under each of its Regulations, on every ground, and the other letters with a remedy."""
    for code, row in OUTCOMES.items():
        for regulation in row.regulations:
            grounds = [ground for ground, its in GROUNDS.items() if its.known_to(regulation, code)]
            for ground in grounds if row.needs_grounds else ("",):
                yield MatrixRow(code, ground, regulation)
    for code in OTHERS:
        for regulation in KINDS[code].REGULATIONS:
            yield MatrixRow(code, "", regulation)


def law_part_in(subject: MatrixRow, dated: date, office: MatrixAgency, *, online: bool = False) -> LawPart | None:
    """Return what the law says in this letter on this day, or None where no such letter can exist."""
    try:
        law, _ = law_part_of(
            bodies=office.bodies,
            facts=subject.facts(dated),
            dated=dated,
            regulation=subject.regulation,
            letters=LETTERS,
            online=online,
        )
    except Refused:
        return None
    return law
