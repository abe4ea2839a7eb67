"""docs/security.md says of each requirement what meets it, and every test, setting and place that it names is there."""

import re

import pytest

from tests.security import document

ROWS = document.requirements()
FOUND = document.places()
SETTINGS = set(re.findall(r"^\| `([A-Z_]+)`", (document.ROOT / "docs/settings.md").read_text("utf-8"), re.M))
# OWASP ASVS 5.0.0: how many requirements of levels 1 and 2 each chapter has.
SIZES = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7}  # fmt: skip


def test_every_chapter_is_whole():
    sizes: dict[int, int] = {}
    for number in ROWS:
        chapter = int(number.partition(".")[0])
        sizes[chapter] = sizes.get(chapter, 0) + 1
    assert sizes == SIZES and sum(SIZES.values()) == len(ROWS)


@pytest.mark.parametrize("number", ROWS)
def test_what_a_row_names_is_there(number):
    row = ROWS[number]
    assert row.keys() <= {"title", "state", "tests", "settings", "where", "note"} and row["title"]
    assert row["state"] in document.STATES
    named = [*row.get("tests", ()), *row.get("settings", ()), *row.get("where", ())]
    if row["state"] == "met":
        assert named, "what is met names what meets it"
    if row["state"] in ("part", "open"):
        assert row.get("note"), "say what is missing"
    assert all(name in FOUND for name in row.get("tests", ())), "no such test"
    assert set(row.get("settings", ())) <= SETTINGS, "no such setting"
    assert all((document.ROOT / name).exists() for name in row.get("where", ())), "no such place"


def test_the_page_is_the_list_as_it_is():
    assert document.PAGE.read_text(encoding="utf-8") == document.page(), "python -m tests.security.document"
