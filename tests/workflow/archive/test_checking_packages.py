"""No byte of a package is changed unseen: the checker, which needs neither Django nor a database."""

import json
import os
import random
import subprocess
import sys
import zipfile

import bagit
import pytest

from notices.letters.composition import content_digest as letter_digest
from notices.letters.models import Letter
from tests.architecture.sources import ROOT
from tests.workflow.archive.packages import HELD, files_of, write
from tests.workflow.sample_archive import PDF, closed
from workflow.archive.package import bag
from workflow.archive.package.check import digest, text_digest, verify_package
from workflow.cases.projection import digest as event_digest

pytestmark = pytest.mark.django_db


def test_the_checker_hashes_as_this_software_does(office):
    case = closed(office)
    event, letter = case.events.get(act="sign"), Letter.objects.get(kind="open")
    key = f"{case.agency_id}/{case.number}"
    content = [event.prev_hash, key, event.seq, event.act, event.on.isoformat(), event.actor_id, event.data]
    assert (
        digest(content)
        == event.hash
        == event_digest(event.prev_hash, key, event.seq, event.act, event.on, event.actor_id, event.data)
    )
    assert text_digest(letter.html) == letter_digest(letter.html) == letter.content_sha256


@pytest.mark.fault("F8")
def test_every_flipped_byte_is_found(package):
    whole = package.read_bytes()
    assert verify_package(package).whole
    ends = range(len(whole) - 4000, len(whole), 67)  # the ZIP's own directory
    chance = random.Random(8)
    for place in {*chance.sample(range(len(whole)), 120), *range(0, 90, 9), *ends}:
        torn = bytearray(whole)
        torn[place] ^= 1 << chance.randrange(8)
        package.write_bytes(torn)
        assert not verify_package(package).whole, place


@pytest.mark.fault("F8")
def test_a_cut_or_prolonged_package_is_found(package):
    whole = package.read_bytes()
    torn = [whole[:keep] for keep in (0, 1, 100, 5_000, -22, -1)]
    for body in (*torn, whole + b"\0", b"#!/bin/sh\n" + whole, whole + whole):
        package.write_bytes(body)
        assert not verify_package(package).whole, len(body)


@pytest.mark.fault("F8")
def test_a_missing_and_an_added_file_are_named(package):
    files = files_of(package)
    for name in HELD:
        less = {other: body for other, body in files.items() if other != name}
        assert name in verify_package(write(package, less, sealed=False)).fault
    for name in ("data/01-application/more.txt", "data/zzz", "note.txt"):
        verdict = verify_package(write(package, files | {name: b"x"}, sealed=False))
        assert verdict.fault == f"多出文件：{name}"


def event_with(files, place, change):
    rows = [json.loads(line) for line in files["data/05-events/events.jsonl"].splitlines()]
    change(rows[place])
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


TAMPERED = {
    "another day of delivery": (
        "data/05-events/events.jsonl",
        lambda files: event_with(files, -2, lambda row: row.update(on="2026-03-01")),
        "散列链",
    ),
    "an act left out": (
        "data/05-events/events.jsonl",
        lambda files: b"".join(files["data/05-events/events.jsonl"].splitlines(True)[1:]),
        "散列链",
    ),
    "the last act left out": (
        "data/05-events/events.jsonl",
        lambda files: b"".join(files["data/05-events/events.jsonl"].splitlines(True)[:-1]),
        "不符",
    ),
    "another text of the reply": (
        "data/03-letters/002-open/letter.html",
        lambda files: files["data/03-letters/002-open/letter.html"].replace("施工合同".encode(), "竣工图纸".encode()),
        "公文的文本",
    ),
    "another PDF": ("data/03-letters/002-open/letter.pdf", lambda files: PDF + b"\n", "PDF"),
    "another approved draft": (
        "data/04-drafts/001/draft.html",
        lambda files: files["data/04-drafts/001/draft.html"] + b" ",
        "定稿",
    ),
    "another applicant": (
        "data/01-application/facts.json",
        lambda files: files["data/01-application/facts.json"].replace("张三".encode(), "李四".encode()),
        "申请内容",
    ),
    "another attachment": ("data/01-application/attachments/02.pdf", lambda files: PDF + b"%", "附件"),
    "no facts": ("data/01-application/facts.json", lambda files: b"{}\n", "不完整"),
    "no JSON": ("data/index.json", lambda files: b"[", "读不出来"),
}


def test_what_was_changed_with_every_manifest_made_anew_is_named(package):
    files = files_of(package)
    assert verify_package(write(package, files)).whole  # writing anew alone is no fault
    for what, (name, change, said) in TAMPERED.items():
        changed = change(files)
        assert changed != files[name], what
        verdict = verify_package(write(package, files | {name: changed}))
        assert said in verdict.fault, (what, verdict)


def test_the_number_and_day_filled_into_a_letter_are_outside_its_hash_but_not_outside_the_package(package):
    files = files_of(package)
    name = "data/03-letters/002-open/letter.html"
    other = files[name].replace("〔2026〕2号".encode(), "〔2026〕9号".encode())
    assert not verify_package(write(package, files | {name: other}, sealed=False)).whole


def test_a_name_outside_the_folder_is_refused(tmp_path):
    for name in ("../../etc/passwd", "/etc/passwd", "R/../x", "Other/bagit.txt", "R\\bagit.txt", "alone.txt"):
        with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            archive.writestr("R/bagit.txt", bag.DECLARATION)
            archive.writestr(name, b"x")
        assert "文件夹" in verify_package(tmp_path / "p.zip").fault, name


def test_a_compressed_or_doubled_entry_is_refused(tmp_path):
    package = tmp_path / "p.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("R/bagit.txt", b"0" * 10_000_000)  # a bomb would be written like this
    assert "规定" in verify_package(package).fault
    with pytest.warns(UserWarning), zipfile.ZipFile(package, "w") as archive:
        archive.writestr("R/bagit.txt", b"1")
        archive.writestr("R/bagit.txt", b"2")
    assert "两次" in verify_package(package).fault


def test_the_checker_needs_neither_django_nor_a_database(package):
    code = "import runpy, sys; sys.argv = ['check', sys.argv[1]]\ntry:\n runpy.run_module('workflow.archive.package.check', run_name='__main__')\nexcept SystemExit as end:\n print('django' in sys.modules, end.code)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(package)], cwd=ROOT, env=clean, capture_output=True, text=True
    )
    assert done.stdout.endswith("False 0\n"), done


def test_a_package_is_a_bag_to_the_library_of_congress(package, tmp_path):
    with zipfile.ZipFile(package) as written:
        written.extractall(tmp_path)
    (folder,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert bagit.Bag(str(folder)).validate(processes=1)
    letter = max((folder / "data").rglob("*.html"), key=lambda path: path.stat().st_size)
    letter.write_bytes(letter.read_bytes().replace(b"html", b"HTML", 1))
    with pytest.raises(bagit.BagValidationError, match=letter.name):
        bagit.Bag(str(folder)).validate(processes=1)


def test_a_file_that_no_manifest_names_is_no_part_of_a_bag(package, tmp_path):
    with zipfile.ZipFile(package) as written:
        written.extractall(tmp_path)
    (folder,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    (folder / "data" / "added.txt").write_text("x")
    with pytest.raises(bagit.BagValidationError, match="added.txt"):
        bagit.Bag(str(folder)).validate(processes=1)
