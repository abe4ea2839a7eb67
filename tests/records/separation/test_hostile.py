"""Files that are broken or made to break us: a sentence each, no traceback, no hang, no file."""

import json
import signal
import time

import pytest
from django.core.management import call_command

from law import Refused
from records.separation import client
from tests.records.separation.made_pdf import MadePdf, said

SEVERAL_MINUTES = 300  # seconds of anybody's clock, on a machine under load


def whole() -> bytes:
    pdf = MadePdf()
    pdf.page(said("Reply"))
    return pdf.written()


def many_pages() -> bytes:
    """Return a file of 2,500 pages, all of them the same object's children."""
    pdf = MadePdf()
    for _ in range(2500):
        pdf.pages.append(pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"))
    return pdf.written()


def claimed_pages() -> bytes:
    """Return a file whose tree of pages claims a hundred thousand pages that are not there."""
    return whole().replace(b"/Count 1/", b"/Count 100000/")


def endless_tree() -> bytes:
    pdf = MadePdf()
    pdf.page(said("Reply"))
    pdf.pages.append(2)
    return pdf.written()


def huge_page() -> bytes:
    pdf = MadePdf()
    pdf.page(said("Reply"), entries=b"/MediaBox[0 0 9000000 9000000]")
    return pdf.written()


def no_size() -> bytes:
    pdf = MadePdf()
    pdf.page(said("Reply"), entries=b"/MediaBox[0 0 0.2 0.2]")
    return pdf.written()


def forms_in_themselves() -> bytes:
    pdf = MadePdf()
    number = max(pdf.objects) + 1
    pdf.stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 300 200]/Resources<</XObject<</X %d 0 R>>>>" % number)
    pdf.page(said("Reply") + b"/X Do", b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def pixel_flood() -> bytes:
    pdf = MadePdf()
    number = pdf.stream(
        b"\0" * 4096, b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    )
    pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q", b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def packed_bomb() -> bytes:
    """Return a file of a page whose content unpacks to 400 million bytes."""
    pdf = MadePdf()
    pdf.page(b" " * 400_000_000)
    return pdf.written()


def deep_arrays() -> bytes:
    pdf = MadePdf(catalogue=b"/Deep " + b"[" * 50_000 + b"]" * 50_000)
    pdf.page(said("Reply"))
    return pdf.written()


def encrypted() -> bytes:
    pdf = MadePdf()
    pdf.page(said("Reply"))
    return pdf.written().replace(
        b"trailer\n<<",
        b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O(%b)/U(%b)/P -4>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32),
    )


REFUSED = {
    "empty": lambda: b"",
    "no PDF": lambda: b"PK\x03\x04 a spreadsheet",
    "a header alone": lambda: b"%PDF-1.7\n",
    "torn": lambda: whole()[:120],
    "encrypted": encrypted,
    "many pages": many_pages,
    "huge page": huge_page,
    "no size": no_size,
    "pixel flood": pixel_flood,
}
SURVIVED = {
    "claimed pages": claimed_pages,
    "endless tree": endless_tree,
    "forms in themselves": forms_in_themselves,
    "packed bomb": packed_bomb,
    "deep arrays": deep_arrays,
    "torn table": lambda: whole()[:-40],
}


@pytest.mark.fault("X7")
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_handled_is_refused_with_a_sentence(tmp_path, capsys, name):
    (tmp_path / "found.pdf").write_bytes(REFUSED[name]())
    with pytest.raises(SystemExit) as end:
        call_command("redact", "check", str(tmp_path / "found.pdf"))
    said_ = capsys.readouterr()
    assert end.value.code == 1 and said_.out == ""
    assert any("\u4e00" <= one <= "\u9fff" for one in said_.err) and " / " in said_.err and "Traceback" not in said_.err


@pytest.mark.fault("X7")
@pytest.mark.parametrize("name", SURVIVED)
@pytest.mark.parametrize("step", ["check", "apply"])
def test_a_hostile_file_is_answered_or_refused(tmp_path, capsys, name, step):
    (tmp_path / "found.pdf").write_bytes(SURVIVED[name]())
    (tmp_path / "marks.json").write_text("[]")
    given = ["--marks", str(tmp_path / "marks.json"), "--output", str(tmp_path / "out.pdf")] if step == "apply" else []
    begun, status = time.monotonic(), 0
    try:
        call_command("redact", step, str(tmp_path / "found.pdf"), *given)
    except SystemExit as end:
        status = end.code
    said_ = capsys.readouterr()
    assert status in (0, 1) and time.monotonic() - begun < SEVERAL_MINUTES
    assert "Traceback" not in said_.err
    assert json.loads(said_.out)["sha256"] if said_.out else " / " in said_.err
    assert (tmp_path / "out.pdf").exists() == (step == "apply" and status == 0)


@pytest.mark.parametrize("died_of", [signal.SIGKILL, signal.SIGXCPU, signal.SIGSEGV])
def test_a_child_that_dies_is_a_sentence(tmp_path, monkeypatch, died_of):
    (tmp_path / "found.pdf").write_bytes(whole())
    monkeypatch.setattr(client, "_run", lambda command, scratch: -died_of)
    with pytest.raises(Refused) as refused:
        client.check(tmp_path / "found.pdf", [])
    assert refused.value.reason != refused.value.english


def test_a_file_that_changes_to_a_folder_or_a_pipe_is_no_file(tmp_path):
    with pytest.raises(Refused, match="没有文件"):
        client.check(tmp_path, [])


def test_a_full_or_forbidden_folder_leaves_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "found.pdf").write_bytes(whole())
    (tmp_path / "out.pdf").write_bytes(b"before")

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(client.shutil, "copyfileobj", full)
    with pytest.raises(Refused, match="写不了"):
        client.apply(tmp_path / "found.pdf", [], tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == b"before"
    assert {one.name for one in tmp_path.iterdir()} == {"found.pdf", "out.pdf"}
