"""`check` finds what is hidden in any PDF, names it, and accuses no clean file."""

from pathlib import Path

import pytest

from records.separation.marks import Mark
from records.separation.proof import prove
from tests.records.separation.corpus import clean_files, hidden_files
from tests.records.separation.hiding_places import under_a_box
from tests.records.separation.made_pdf import MadePdf, box, said


@pytest.fixture
def proved(tmp_path):
    """Return what proves the bytes of a file."""

    def prove_bytes(content: bytes, marks: dict | None = None, words: list[str] | None = None) -> dict:
        path = Path(tmp_path) / "file.pdf"
        path.write_bytes(content)
        return prove(str(path), marks or {}, words or [])

    return prove_bytes


@pytest.mark.fault("S15")
def test_what_is_hidden_is_found(proved):
    missed, count = [], 0
    for name, content in hidden_files():
        count += 1
        if proved(content)["ok"]:
            missed.append(name)
    assert count >= 200
    assert len(missed) <= 0.02 * count and missed == [], f"recall {1 - len(missed) / count:.3f}, missed: {missed}"


@pytest.mark.fault("S15")
def test_clean_files_are_not_accused(proved):
    files = list(clean_files())
    accused = {name: proof["readable"] for name, content in files if not (proof := proved(content))["ok"]}
    assert len(files) >= 50
    assert accused == {}


def test_the_finding_says_where_and_what(proved):
    found = proved(under_a_box("110101199003074477", 0))["readable"]
    assert [(one["page"], one["what"], one["text"]) for one in found] == [(1, "hidden_text", "110101199003074477")]
    x0, y0, x1, y1 = found[0]["box"]
    assert 38 < x0 < 42 and 140 < x1 < 180 and 85 < y0 < 92 and 98 < y1 < 106


def test_text_and_pixels_under_a_mark_are_named(proved):
    pdf = MadePdf()
    pdf.page(said("Zhang San"))
    mark = Mark(1, (38.0, 86.0, 120.0, 106.0), "privacy", "third party")
    found = proved(pdf.written(), {1: [mark]})["readable"]
    assert {one["what"] for one in found} == {"text_under_mark", "picture_under_mark"}
    assert next(one for one in found if one["what"] == "text_under_mark")["text"] == "ZhangSan"


def test_a_mark_that_is_flat_and_empty_holds(proved):
    pdf = MadePdf()
    pdf.page(said("Zhang San", y=40) + box())
    mark = Mark(1, (40.0, 88.0, 230.0, 104.0), "privacy", "third party")
    assert proved(pdf.written(), {1: [mark]})["ok"]


def test_words_are_found_by_every_reader_and_in_the_bytes(proved):
    pdf = MadePdf()
    pdf.page(said("Zhang Sanfeng"))
    found = proved(pdf.written(), words=["Zhang Sanfeng"])["readable"]
    readers = {one["reader"] for one in found if one["what"] == "marked_text"}
    assert {"pdfium", "pypdf", "bytes"} <= readers
