"""Every outcome × day × kind of agency against the reviewed tables; the table in docs/ is what the code says today."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from law.outcomes import OUTCOMES
from law.remedies.instructions import LETTERS, OWN
from notices.kinds.catalogue import KINDS
from notices.letters import remedy_matrix as matrix
from notices.management.commands import remedy_matrix

REVIEWED = Path(__file__).parents[1] / "reviewed"
FULL = {
    "2007": "《中华人民共和国政府信息公开条例》（国务院令第492号，以下简称《条例》）",
    "2019": "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）",
}
IN_FORCE = {"2007": date(2008, 5, 1), "2019": date(2019, 5, 15)}


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a reviewed table."""
    with (REVIEWED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(row: dict[str, str], day: date) -> bool:
    """Say whether a line holds on a day."""
    return (not row["自"] or row["自"] <= day.isoformat()) and (not row["至"] or day.isoformat() <= row["至"])


BASIS, CLASSES, TEXTS, BODIES = (
    rows("basis"),
    {r["结论"]: r["类别"] for r in rows("classes")},
    rows("texts"),
    rows("bodies"),
)
GROUND = {"": "", **{code: row.label for code, row in matrix.GROUNDS.items()}}


def basis_of(subject: matrix.MatrixRow, day: date) -> str | None:
    """Return the reviewed basis of a letter on a day, or None where it cannot be written."""
    if day < IN_FORCE[subject.regulation]:
        return None
    key = (subject.label, GROUND[subject.ground], subject.regulation)
    found = [row["依据"] for row in BASIS if (row["结论"], row["理由"], row["条例"]) == key and holds(row, day)]
    assert len(found) <= 1, key
    return found[0] if found else None


def remedy_of(subject: matrix.MatrixRow, day: date, office: matrix.MatrixAgency, *, online: bool = False) -> str:
    """Return the reviewed remedy paragraph of a letter."""
    wanted = CLASSES[subject.label]
    lines = [row for row in TEXTS if row["类别"] == wanted and holds(row, day)]
    (text,) = [row["告知"] for row in lines if not row["机关"]]
    if office.bodies.kind in ("provincial_government", "state_council_department"):
        text += "".join(row["告知"] for row in lines if row["机关"].startswith("省级人民政府"))
    if online:
        text += "".join(row["告知"] for row in lines if row["机关"].startswith("在线送达"))
    (bodies,) = [row["复议机关"] for row in BODIES if row["机关"] == office.name and holds(row, day)]
    title = KINDS[subject.kind].TITLE
    noun = next((noun for noun in ("答复书", "决定书") if title.endswith(noun)), "告知书")
    for place, value in {"名": noun, "复议机关": bodies, "法院": "某法院", "网址": "https://example.gov.cn"}.items():
        text = text.replace(f"{{{place}}}", value)
    return text


SUBJECTS = list(matrix.matrix_rows())


@pytest.mark.fault("R5")
@pytest.mark.parametrize("day", matrix.DAYS, ids=str)
def test_every_letter_says_the_reviewed_basis_and_remedy(day):
    compared = 0
    for subject in SUBJECTS:
        basis = basis_of(subject, day)
        for office in matrix.MATRIX_AGENCIES.values():
            law = matrix.law_part_in(subject, day, office)
            where = f"{subject.label} {subject.ground} {subject.regulation} {day} {office.name}"
            if basis is None:
                assert law is None, where
                continue
            assert law is not None, where
            said = "；".join(law.basis)
            assert said.count("（国务院令第") <= 1, where
            assert said.replace(FULL[subject.regulation], "《条例》") == basis, where
            assert law.remedy == remedy_of(subject, day, office), where
            compared += 1
    assert compared >= 500


@pytest.mark.parametrize("day", matrix.DAYS, ids=str)
def test_served_online_the_paragraph_names_the_address_from_2024(day):
    for subject in {CLASSES[s.label]: s for s in SUBJECTS}.values():  # one letter of every class
        for office in matrix.MATRIX_AGENCIES.values():
            if (law := matrix.law_part_in(subject, day, office, online=True)) is not None:
                assert law.remedy == remedy_of(subject, day, office, online=True)
                told = day >= date(2024, 1, 1) and CLASSES[subject.label] in ("F", "F_PARTIAL", "E")
                assert ("example.gov.cn" in law.remedy) == told


def test_the_reviewed_tables_cover_exactly_what_can_be_written():
    letters = {(s.label, GROUND[s.ground], s.regulation) for s in SUBJECTS}
    assert {(row["结论"], row["理由"], row["条例"]) for row in BASIS} == letters
    assert set(CLASSES) == {label for label, _, _ in letters}
    assert {row["机关"] for row in BODIES} == {office.name for office in matrix.MATRIX_AGENCIES.values()}
    assert {s.kind for s in SUBJECTS} == set(OUTCOMES) | {
        code for code, kind in KINDS.items() if kind.REMEDY != "N" and code not in OUTCOMES
    }


def test_every_kind_of_agency_of_the_law_is_in_the_table():
    known = {office.bodies.kind for office in matrix.MATRIX_AGENCIES.values()}
    for text in LETTERS:
        assert set(text.says["bodies"]) == known
    assert set(OWN) <= known


def test_the_days_stand_on_both_sides_of_every_switch():
    for text in LETTERS[1:]:
        assert any(day < text.in_force_from for day in matrix.DAYS) and any(
            day >= text.in_force_from for day in matrix.DAYS
        )


# -- the table for the lawyer -----------------------------------------------------------------------------------


def test_the_document_is_what_the_code_says_today():
    assert remedy_matrix.DOCUMENT.read_text(encoding="utf-8") == remedy_matrix.document(), (
        "docs/remedies.md is stale: run manage.py remedy_matrix and read the difference"
    )


def test_check_says_whether_the_document_is_stale(tmp_path, monkeypatch):
    stale = tmp_path / "remedies.md"
    stale.write_text("old", encoding="utf-8")
    monkeypatch.setattr(remedy_matrix, "DOCUMENT", stale)
    monkeypatch.setattr(remedy_matrix, "document", lambda: "new")
    with pytest.raises(CommandError, match="stale"):
        call_command("remedy_matrix", "--check")
    call_command("remedy_matrix")
    assert stale.read_text(encoding="utf-8") == "new"
    call_command("remedy_matrix", "--check")
