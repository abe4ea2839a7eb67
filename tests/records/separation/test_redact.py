"""The command `redact` by its real door: proposals, a separated file with its proof, and what it says of bad input."""

import hashlib
import json
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image
from pypdf import PdfReader

from records.separation import client
from tests.records.separation import beside_pages
from tests.records.separation.made_pdf import MadePdf, box, said, scan

SECRET = "110101199003074477"


@pytest.fixture
def redact(tmp_path, capsys):
    """Return what calls the command and gives its exit status, its JSON and what it said."""

    def call(step: str, content: bytes | None, *given, marks: object = None):
        path = tmp_path / "found.pdf"
        if content is not None:
            path.write_bytes(content)
        if marks is not None:
            (tmp_path / "marks.json").write_text(json.dumps(marks), encoding="utf-8")
            given = (*given, "--marks", str(tmp_path / "marks.json"))
        if step == "apply":
            given = (*given, "--output", str(tmp_path / "out.pdf"))
        status = 0
        try:
            call_command("redact", step, str(path), *given)
        except SystemExit as end:
            status = end.code
        except CommandError as error:
            return error.returncode, None, str(error)
        said_ = capsys.readouterr()
        return status, json.loads(said_.out) if said_.out else None, said_.err

    return call


def page(entries: bytes = b"", x: float = 40, y: float = 100) -> bytes:
    pdf = MadePdf(info=b"/Author(Clerk Zhao)")
    pdf.page(said("Reply, harmless", x=x, y=y + 40) + said(f"ID {SECRET} ok", x=x, y=y), entries=entries)
    return pdf.written()


def mark(box_: list, **others) -> dict:
    return {"page": 1, "box": box_, "ground": "个人隐私", "reason": "第三方的证件号", **others}


@pytest.mark.parametrize(
    "entries",
    [
        b"", b"/Rotate 90", b"/Rotate 180", b"/Rotate 270", b"/CropBox[20 60 280 190]", b"/CropBox[20 60 280 190]/Rotate 90",
        b"/UserUnit 2", b"/MediaBox[-50 -20 250 180]", b"/MediaBox[-50 -20 250 180]/CropBox[0 20 240 170]/Rotate 270/UserUnit 1.5",
    ],
)  # fmt: skip
def test_what_is_proposed_is_withheld_and_proved(redact, tmp_path, entries):
    content = page(entries)
    status, proposals, _ = redact("propose", content)
    assert status == 0 and [(one["what"], one["text"], one["sure"]) for one in proposals] == [("id_card", SECRET, True)]
    status, proof, _ = redact("apply", content, marks=[mark(proposals[0]["box"])])
    out = (tmp_path / "out.pdf").read_bytes()
    assert status == 0 and proof["ok"] and proof["readable"] == proof["metadata"] == []
    assert proof["sha256"] == hashlib.sha256(out).hexdigest() and (proof["pages"], proof["marks"]) == (1, 1)
    assert {"pdfium", "pypdf", "bytes"} <= set(proof["readers"])
    assert SECRET.encode() not in out and b"Zhao" not in out
    before, after = pdfium.PdfDocument(content)[0], pdfium.PdfDocument(out)[0]
    unit = float(PdfReader(BytesIO(content)).pages[0].get("/UserUnit", 1))
    assert after.get_size() == pytest.approx([side * unit for side in before.get_size()], abs=0.02)
    assert after.get_rotation() == before.get_rotation()
    assert_only_the_mark_differs(before, after, proposals[0]["box"], unit)


def assert_only_the_mark_differs(before, after, box_: list, unit: float) -> None:
    """Hold the page against what it was: black in the mark, the same beside it."""
    one, other = before.render(scale=2 * unit).to_pil().convert("L"), after.render(scale=2).to_pil().convert("L")
    other = other.resize(one.size)
    x0, y0, x1, y1 = (round(2 * side) for side in box_)
    assert other.crop((x0 + 1, y0 + 1, x1 - 1, y1 - 1)).getextrema()[1] <= 12
    for picture in (one, other):
        picture.paste(0, (x0 - 4, y0 - 4, x1 + 4, y1 + 4))
    small = [list(picture.resize((40, 40), Image.Resampling.BOX).get_flattened_data()) for picture in (one, other)]
    assert max(abs(a - b) for a, b in zip(*small, strict=True)) < 40


def test_the_same_input_gives_the_same_bytes(redact, tmp_path):
    made = []
    for _ in range(2):
        redact("apply", page(), marks=[mark([50, 80, 200, 110])])
        made.append((tmp_path / "out.pdf").read_bytes())
    assert made[0] == made[1]


def test_a_word_that_stays_elsewhere_fails_and_leaves_no_file(redact, tmp_path):
    pdf = MadePdf()
    pdf.page(said("Zhang San said"))
    pdf.page(said("so Zhang San did"))
    (tmp_path / "out.pdf").write_bytes(b"what was there")
    status, proof, _ = redact("apply", pdf.written(), marks=[mark([38, 86, 97, 104])])
    assert status == 1 and not proof["ok"]
    assert [(one["page"], one["what"], one["text"]) for one in proof["readable"]] == [(2, "marked_text", "ZhangSan")]
    assert (tmp_path / "out.pdf").read_bytes() == b"what was there"
    status, proof, _ = redact("apply", pdf.written(), marks=[mark([38, 86, 97, 104], only_here=True)])
    assert status == 0 and proof["ok"]


def test_what_nobody_sees_elsewhere_is_no_reason_to_refuse(redact):
    pdf = MadePdf()
    pdf.page(said("Zhang San said"))
    pdf.page(said("so Zhang San did", before="1 1 1 rg"))
    status, proof, _ = redact("apply", pdf.written(), marks=[mark([38, 86, 97, 104])])
    assert status == 0 and proof["ok"]


def test_the_original_is_never_written_over(redact, tmp_path):
    (tmp_path / "out.pdf").write_bytes(page())
    (tmp_path / "found.pdf").symlink_to(tmp_path / "out.pdf")
    status, _, told = redact("apply", None, marks=[mark([50, 80, 200, 110])])
    assert status == 2 and "原来的文件" in told and (tmp_path / "out.pdf").read_bytes() == page()


def test_a_thin_line_through_a_word_covers_the_word(redact, tmp_path):
    status, proof, _ = redact("apply", page(), marks=[mark([56, 95, 160, 97])])
    picture = pdfium.PdfDocument((tmp_path / "out.pdf").read_bytes())[0].render(scale=2).to_pil().convert("L")
    assert status == 0 and picture.crop((116, 186, 310, 199)).getextrema() == (0, 0)


def test_whole_pages(redact, tmp_path):
    pdf = MadePdf()
    pdf.page(said("First"))
    pdf.page(said("Second"))
    status, proof, _ = redact(
        "apply", pdf.written(), marks=[{"pages": [2], "ground": "内部事务信息", "reason": "讨论记录"}]
    )
    assert status == 0 and proof["marks"] == 1
    drawn = [
        one.render().to_pil().convert("L").getextrema()
        for one in pdfium.PdfDocument((tmp_path / "out.pdf").read_bytes())
    ]
    assert drawn[0][1] == 255 and drawn[1][1] <= 12


@pytest.mark.parametrize("kind", beside_pages.KINDS, ids=lambda kind: kind.__name__)
def test_nothing_beside_the_pages_comes_along(redact, tmp_path, kind):
    status, proof, _ = redact("apply", kind(SECRET, 0), marks=[])
    out = PdfReader(tmp_path / "out.pdf")
    assert status == 0 and proof["ok"]
    assert set(out.trailer["/Root"]) == {"/Type", "/Pages"} and out.metadata is None and "/Annots" not in out.pages[0]


@pytest.mark.parametrize(
    ("marks", "said_"),
    [
        ([{"page": 1, "box": [1, 2, 3], "ground": "个人隐私", "reason": "x"}], "第 1 个标记，box"),
        ([mark([1, 2, 3, 4]), mark([9, 2, 3, 4])], "第 2 个标记，box"),
        ([mark([1, 2, 3, float("nan")])], "box"),
        ([mark([1, 2, 3, 10**400])], "box"),
        ([mark([1, 2, 3, 4], ground=" ")], "第 1 个标记，ground"),
        ([{"page": 1, "box": [1, 2, 3, 4], "ground": "个人隐私"}], "第 1 个标记，reason"),
        ([mark([1, 2, 3, 4], page=0)], "page"),
        ([mark([1, 2, 3, 4], page=True)], "page"),
        ([mark([1, 2, 3, 4], page=7)], "没有第 7 页"),
        ([mark([900, 2, 950, 40])], "页面之外"),
        ([mark([1, 2, 3, 4], colour="red")], "colour"),
        ("marks", "列表"),
        ({"pages": [1]}, "ground"),
    ],
)
def test_bad_marks_are_refused_by_mark_and_field(redact, tmp_path, marks, said_):
    status, proof, told = redact("apply", page(), marks=marks)
    assert status == 1 and proof is None and said_ in told and " / " in told
    assert not (tmp_path / "out.pdf").exists()


def test_wrong_usage_ends_with_two(redact, tmp_path):
    assert redact("check", None)[0] == 2
    assert redact("propose", page(), "--ocr")[0] == 2
    assert redact("propose", page(), "--names", str(tmp_path / "none.txt"))[0] == 2


def test_a_scan_is_separated_too(redact, tmp_path):
    pdf = MadePdf()
    number = pdf.picture(scan("Reply of the bureau", SECRET).convert("RGB"))
    pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q", b"/XObject<</X %d 0 R>>" % number)
    status, proof, _ = redact("apply", pdf.written(), marks=[mark([38, 58, 200, 80])])
    picture = pdfium.PdfDocument((tmp_path / "out.pdf").read_bytes())[0].render(scale=2).to_pil().convert("L")
    assert status == 0 and picture.crop((80, 120, 396, 156)).getextrema()[1] <= 12


def test_text_that_this_machine_cannot_draw_is_never_dropped_in_silence(redact, tmp_path):
    pdf = MadePdf()
    plane = pdf.add(
        b"<</Type/FontDescriptor/FontName/Nowhere/Flags 6/FontBBox[0 0 1000 880]/ItalicAngle 0/Ascent 880/Descent 0/CapHeight 880/StemV 93>>"
    )
    drawn = pdf.add(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Nowhere/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/DW 1000/FontDescriptor %d 0 R>>" % plane
    )
    font = pdf.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/Nowhere/Encoding/UniGB-UCS2-H/DescendantFonts[%d 0 R]>>" % drawn
    )
    words = "申请人".encode("utf-16-be").hex().encode()
    number = pdf.page(b"BT /G 24 Tf 1 0 0 1 30 100 Tm <%b> Tj ET" % words)
    pdf.objects[number] = pdf.objects[number].replace(b"/F 3 0 R", b"/F 3 0 R/G %d 0 R" % font)
    status, proof, told = redact("apply", pdf.written(), marks=[])
    if status == 0:  # a machine with a Chinese font
        assert (
            pdfium.PdfDocument((tmp_path / "out.pdf").read_bytes())[0].render().to_pil().convert("L").getextrema()[0]
            < 128
        )
    else:
        assert status == 1 and "字体" in told and "申请人" in told and not (tmp_path / "out.pdf").exists()


def test_nothing_is_left_in_temporary_folders(redact, tmp_path, monkeypatch):
    monkeypatch.setattr(client.tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    redact("apply", page() + b"", marks=[mark([50, 80, 200, 110])])
    redact("check", box())
    assert list((tmp_path / "scratch").iterdir()) == []
    assert {one.name for one in tmp_path.iterdir()} == {"found.pdf", "marks.json", "out.pdf", "scratch"}
