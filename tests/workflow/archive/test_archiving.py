"""Archive packages: complete, the same bytes for the same case, and no byte of them changed unseen."""

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from lxml import etree

from intake.services import attach
from law import Refused
from notices.letters.composition import content_digest as letter_digest
from notices.letters.models import Letter
from tests.architecture.sources import ROOT
from tests.workflow.sample_archive import ID_NUMBER, PDF, PNG, archived, closed, press
from tests.workflow.sample_office import Office, at
from tests.workflow.sample_registers import REPLIED, as_csv
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.archive.numbers import reference_of, save_settings, settings_of
from workflow.archive.package import bag, metadata
from workflow.archive.package.build import Label, build
from workflow.archive.package.check import digest, text_digest, verify_package
from workflow.archive.package.integrity import NOTE, integrity_faults, integrity_findings
from workflow.cases.models import Case, Event
from workflow.cases.projection import digest as event_digest
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db
HELD = [
    "README.txt",
    "bagit.txt",
    "data/01-application/attachments/01.png",
    "data/01-application/attachments/02.pdf",
    "data/01-application/facts.json",
    "data/01-application/form.txt",
    "data/02-confirmations/confirmations.json",
    "data/03-letters/001-receipt/facts.json",
    "data/03-letters/001-receipt/letter.html",
    "data/03-letters/001-receipt/letter.pdf",
    "data/03-letters/002-open/facts.json",
    "data/03-letters/002-open/letter.html",
    "data/03-letters/002-open/letter.pdf",
    "data/04-drafts/001/draft.html",
    "data/04-drafts/001/facts.json",
    "data/04-drafts/approvals.json",
    "data/05-events/events.jsonl",
    "data/06-delivery/deliveries.json",
    "data/07-remedies/remedies.json",
    "data/index.json",
    "data/index.txt",
    "manifest-sha256.txt",
    "metadata.json",
    "metadata.xml",
    "metadata.xsd",
    "tagmanifest-sha256.txt",
]


def files_of(path) -> dict[str, bytes]:
    """Return the files of a package by their path in it."""
    with zipfile.ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def write(path: Path, files: dict[str, bytes], root: str = "R", *, sealed: bool = True) -> Path:
    """Write a package with other contents, its manifests made anew if `sealed`."""
    files = dict(files)
    if sealed:
        payload = {name for name in files if name.startswith("data/")}
        rows = {row["计算机文件名"]: row for row in json.loads(files["metadata.json"])["文件"]}
        tree = json.loads(files["metadata.json"])
        for name in payload:
            rows[name] |= {
                "计算机文件大小": len(files[name]),
                "数字摘要值": hashlib.sha256(files[name]).hexdigest(),
            }
        tree["文件"] = list(rows.values())
        files["metadata.json"], files["metadata.xml"] = metadata.as_json(tree), metadata.as_xml(tree)
        files[bag.MANIFEST] = bag.manifest({name: hashlib.sha256(files[name]).hexdigest() for name in payload})
        tags = {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name not in payload}
        tags.pop(bag.TAG_MANIFEST)
        files[bag.TAG_MANIFEST] = bag.manifest(tags)
    with path.open("wb") as stream:
        writer = bag.Writer(stream, root)
        for name in sorted(files):
            writer.add(name, files[name])
        writer.close()
    return path


@pytest.fixture
def package(office, tmp_path) -> Path:
    """Return a copy of the package of a case that went its whole way."""
    record = archived(office, closed(office))
    return Path(shutil.copy(record.package.path, tmp_path / "package.zip"))


# -- what is in it ------------------------------------------------------------------------------------------------


def test_a_package_holds_exactly_this(office, package):
    files = files_of(package)
    assert sorted(files) == HELD
    assert files["data/01-application/attachments/01.png"] == PNG
    assert files["data/01-application/attachments/02.pdf"] == PDF
    facts = json.loads(files["data/01-application/facts.json"])
    assert [one["name"] for one in facts["attachments"]] == ["信封正面.png", "../../etc/身份证.pdf"]
    assert facts["attachments"][0]["envelope"]
    assert facts["given"]["identity_number"] == ID_NUMBER
    letter = Letter.objects.get(kind="open")
    assert files["data/03-letters/002-open/letter.html"].decode() == letter.html
    chain = json.loads(files["data/04-drafts/approvals.json"])
    done = [
        (row["act"], row["by"], row["content_sha256"]) for row in chain if row["act"] in ("approve", "sign", "reply")
    ]
    assert done == [
        (act, by, letter.content_sha256)
        for act, by in (("approve", "reviewer"), ("sign", "signer"), ("reply", "clerk"))
    ]
    assert json.loads(files["data/06-delivery/deliveries.json"])[0]["receipt"] == "张三本人签收"
    assert len(files["data/05-events/events.jsonl"].splitlines()) == Event.objects.count()


def test_the_index_names_every_paper_with_its_number_and_pages(package):
    rows = json.loads(files_of(package)["data/index.json"])
    assert [row["序号"] for row in rows] == list(range(1, len(rows) + 1))
    assert [(row["题名"], row["文件编号"], row["页数"]) for row in rows[:5]] == [
        ("政府信息公开申请", "2026-001", ""),
        ("信封、邮单（收到凭证）：信封正面.png", "", 1),
        ("申请附件：../../etc/身份证.pdf", "", 1),
        ("政府信息公开申请登记回执", "某住建公开〔2026〕1号", 1),
        ("政府信息公开告知书", "某住建公开〔2026〕2号", 1),
    ]
    assert all(row["责任者"] for row in rows)


def test_the_metadata_fit_the_schema_and_both_tell_the_same(package):
    files = files_of(package)
    schema = etree.XMLSchema(etree.fromstring((ROOT / "workflow/archive/package/metadata.xsd").read_bytes()))
    document = etree.fromstring(files["metadata.xml"])
    schema.assertValid(document)

    def told(element):
        return [(etree.QName(child).localname, told(child) if len(child) else child.text or "") for child in element]

    def meant(tree):
        found = []
        for name, value in tree.items():
            for one in value if isinstance(value, list) else [value]:
                found.append((name, meant(one) if isinstance(one, dict) else str(one)))
        return found

    tree = json.loads(files["metadata.json"])
    assert told(document) == meant(tree)
    assert tree["档号"] == {
        "档号": "D-2026-XXGK-0001",
        "全宗号": "D",
        "年度": 2026,
        "类别号": "XXGK",
        "案卷号": 1,
        "版次": 1,
    }
    assert (tree["保管"]["保管期限"], tree["保管"]["保管至"]) == ("30年", "2056-12-31")
    document.find("{*}保管/{*}保管期限").text = "三十年"
    assert not schema.validate(document)


def test_what_xml_cannot_carry_is_written_out(office):
    assert metadata.as_xml({"摘要": "a\ufffe<&>\U0001f600"}).decode().count("\\uFFFE&lt;&amp;&gt;\U0001f600") == 1


def test_the_same_case_gives_the_same_bytes(office):
    case = closed(office)
    record = archived(office, case)
    stored = Path(record.package.path).read_bytes()
    record = ArchiveRecord.objects.get(pk=record.pk)
    case = Case.objects.select_related("application", "agency").get(pk=case.pk)
    events = archiving.events_of(case)
    names = (
        "reference",
        "fonds",
        "category",
        "year",
        "sequence",
        "edition",
        "title",
        "years",
        "basis",
        "until",
        "archived_at",
    )
    label = Label(
        **{name: getattr(record, name) for name in names},
        archived_by="clerk",
        findings=tuple((one.nature, one.name, one.said) for one in integrity_findings(case, events)),
    )
    again = io.BytesIO()
    build(again, case, events, label)
    assert again.getvalue() == stored


def test_other_tools_read_it_too(package, tmp_path):
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "D-2026-XXGK-0001"
    for name in (bag.MANIFEST, bag.TAG_MANIFEST):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", name], cwd=folder, check=True)


# -- the checker --------------------------------------------------------------------------------------------------


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


# -- the four natures -----------------------------------------------------------------------------------------------


def refused(office: Office, case: Case, match: str) -> None:
    """Hold that the case is refused by name, and that neither number nor file is left."""
    before = len(default_storage.listdir("archive")[1]) if default_storage.exists("archive") else 0
    with pytest.raises(Refused, match=match):
        archived(office, case)
    assert not ArchiveRecord.objects.exists()
    assert (len(default_storage.listdir("archive")[1]) if default_storage.exists("archive") else 0) == before


def test_a_letter_without_its_pdf_keeps_the_case_out(office):
    refused(office, closed(office, pressed=False), "完整性.*登记回执.*正在生成")


@pytest.mark.fault("F8")
@pytest.mark.parametrize("how", ["torn", "gone"])
@pytest.mark.parametrize("which", ["letter", "attachment"])
def test_a_torn_or_lost_file_keeps_the_case_out(office, how, which):
    case = closed(office)
    stored = (
        Letter.objects.get(kind="open").pdf
        if which == "letter"
        else case.application.attachments.get(media_type="image/png").file
    )
    default_storage.delete(stored.name)
    if how == "torn":
        default_storage.save(stored.name, ContentFile((PDF if which == "letter" else PNG)[:-1] + b"\xff"))
    refused(office, case, f"完整性.*附件损坏.*{'与登记的不一致' if how == 'torn' else '不见了'}")


def test_a_broken_chain_keeps_the_case_out(office):
    case = closed(office)
    Case.objects.filter(pk=case.pk).update(head="0" * 64)
    refused(office, case, "真实性.*散列链")


def test_a_file_that_does_not_open_keeps_the_case_out(office):
    case = closed(office, pressed=False)
    for letter in Letter.objects.all():
        letter.pdf.save("broken.pdf", ContentFile(b"%PDF-1.4 nothing"), save=False)
        Letter.objects.filter(pk=letter.pk).update(
            pdf=letter.pdf.name, pdf_sha256=hashlib.sha256(b"%PDF-1.4 nothing").hexdigest()
        )
    refused(office, case, "可用性.*打不开")


def test_a_case_that_is_not_closed_stays_out(office):
    refused(office, office.assigned(date(2026, 3, 2)), "还没有办结")


def test_a_pending_proceeding_keeps_the_case_out_until_it_is_concluded(office):
    case = closed(office)
    office.do(case, "file_litigation", date(2026, 4, 1), kind="litigation_direct", reference="（2026）某行初1号")
    refused(office, case, "没有审结")
    office.do(case, "conclude_litigation", date(2026, 6, 1), result="upheld")
    record = archived(office, case, date(2026, 6, 2))
    assert (record.years, record.until) == (None, None)
    assert archiving.check(record).whole


def test_a_mailed_application_without_its_envelope_is_told_and_still_archived(office):
    day = date(2026, 3, 2)
    case = closed(office, day, channel="mail_signed")
    assert not [one for one in integrity_findings(case, archiving.events_of(case)) if one.result == NOTE]
    for attachment in case.application.attachments.filter(name__contains="信封"):
        attachment.delete()
    (note,) = [one for one in integrity_findings(case, archiving.events_of(case)) if one.result == NOTE]
    assert "信封" in note.text
    assert not integrity_faults(integrity_findings(case, archiving.events_of(case)))


def test_a_case_of_an_imported_register_is_archived_with_what_the_register_told(office, tmp_path):
    path = as_csv(tmp_path / "r.csv", REPLIED)
    result = import_register(path, today=date(2026, 3, 1), now=at(date(2026, 3, 1)))
    assert result.imported == 1, result.faults
    case = Case.objects.get(imported=True)
    assert not archiving.to_archive(office.clerk).exists()
    assert list(archiving.to_archive(office.clerk, imported=True)) == [case]
    record = archived(office, case)
    assert archiving.check(record).whole
    assert record.year == case.closed_on.year
    assert not [name for name in files_of(record.package.path) if name.startswith("data/03-letters")]


def test_a_withdrawn_case_is_archived_without_a_reply(office):
    case = office.assigned(date(2026, 3, 2))
    office.do(case, "withdraw", date(2026, 3, 3), reason="申请人书面撤回")
    press()
    record = archived(office, case, date(2026, 3, 4))
    assert "撤回" in record.title
    assert archiving.check(record).whole


def test_a_broken_file_of_an_applicant_is_kept_as_it_came_and_told(office):
    application = office.application(date(2026, 3, 2))
    for name, body in (("坏.pdf", b"%PDF-1.4 nothing"), ("脚本.pdf", PDF + b"/JavaScript")):
        attach(application, name=name, body=body, now=at(date(2026, 3, 2)))
    case = closed(office, application=application)
    notes = [one.text for one in integrity_findings(case, archiving.events_of(case)) if one.result == NOTE]
    assert ["坏.pdf" in notes[0], "脚本.pdf" in notes[1]] == [True, True]
    record = archived(office, case)
    assert archiving.check(record).whole
    assert files_of(record.package.path)["data/01-application/attachments/01.pdf"] == b"%PDF-1.4 nothing"


def test_only_a_clerk_of_the_agency_archives(office):
    case = closed(office)
    for person in (
        office.handler,
        office.reviewer,
        office.signer,
        office.supervisor,
        office.auditor,
        office.administrator,
    ):
        with pytest.raises(Refused, match="登记员"):
            archived(office, case, by=person)
    assert archived(office, case, by=office.clerk)
    with pytest.raises(Refused, match="已经归档"):
        archived(office, case)


# -- numbers, editions, the record ----------------------------------------------------------------------------------


def test_numbers_have_no_gap_after_a_refusal(office, monkeypatch):
    first, second = closed(office), closed(office, date(2026, 3, 4))
    assert archived(office, first).reference == "D-2026-XXGK-0001"
    with monkeypatch.context() as patched:
        patched.setattr(archiving, "build", lambda *args: (_ for _ in ()).throw(Refused("写到一半")))
        with pytest.raises(Refused, match="写到一半"):
            archived(office, second, date(2026, 3, 5))
    assert archived(office, second, date(2026, 3, 5)).reference == "D-2026-XXGK-0002"


def test_the_agency_chooses_its_pattern(office):
    save_settings(by=office.reviewer, fonds="Z109", category="XX·3", pattern="{fonds}-{category}·{year}-{number}")
    assert reference_of(settings_of(office.agency), 2026, 7) == "Z109-XX·3·2026-0007"
    assert archived(office, closed(office)).reference == "Z109-XX·3·2026-0001"


def test_a_pattern_that_gives_no_number_is_refused(office):
    for given in (
        {"pattern": "{fonds}-{year}"},
        {"pattern": "{fonds}/{year}/{number}"},
        {"pattern": "{fonds}{year}{number}{number}"},
        {"pattern": "{fonds.__class__}{fonds}{year}{number}"},
        {"pattern": "{fonds}-{year}-{number}" + "x" * 40},
        {"fonds": "../x"},
        {"fonds": ""},
        {"category": "a b"},
    ):
        values = {"fonds": "Z1", "category": "X", "pattern": "{fonds}-{year}-{number}"} | given
        with pytest.raises(Refused) as error:
            save_settings(by=office.reviewer, **values)
        assert error.value.field in given


def test_acts_after_archiving_make_another_edition_under_the_same_number(office):
    case = closed(office)
    first = archived(office, case)
    assert not archiving.to_archive(office.clerk).exists()
    office.do(case, "file_reconsideration", date(2026, 4, 1), reference="某复〔2026〕1号")
    assert list(archiving.to_archive(office.clerk)) == [case]
    with pytest.raises(Refused, match="没有审结"):
        archived(office, case, date(2026, 4, 2))
    office.do(case, "conclude_reconsideration", date(2026, 5, 1), result="upheld")
    second = archived(office, case, date(2026, 5, 2))
    assert (second.reference, second.edition, second.until) == (first.reference, 2, first.until)
    assert json.loads(files_of(second.package.path)["metadata.json"])["归档"]["以前版次散列值"] == [first.sha256]
    assert [record.pk for record in archiving.archived(office.clerk)] == [second.pk]


def test_a_record_is_never_changed_nor_deleted(office):
    record = archived(office, closed(office))
    for write_it in (
        lambda: ArchiveRecord.objects.update(sha256="0" * 64),
        lambda: ArchiveRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write_it()
    assert ArchiveRecord.objects.get().sha256 == record.sha256


def test_search_by_package_case_and_document_number(office):
    record = archived(office, closed(office))
    for words in ("D-2026", "2026-001", "某住建公开〔2026〕2号"):
        assert list(archiving.archived(office.clerk, words)) == [record]
    assert not archiving.archived(office.clerk, "9999")


# -- commands and the store -----------------------------------------------------------------------------------------


def command(*args, **options) -> tuple[int, str, str]:
    """Run a command; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_archive_case_writes_the_package_and_says_so(office, tmp_path):
    case, target = closed(office), tmp_path / "out" / "one.zip"
    code, out, _ = command("archive_case", case.number, agency="某区住建局", output=target, by="clerk", format="json")
    assert code == 0
    told = json.loads(out)
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    again = tmp_path / "again.zip"
    assert command("archive_case", case.number, agency="D", output=again)[0] == 0
    assert again.read_bytes() == target.read_bytes()
    assert ArchiveRecord.objects.count() == 1


def test_archive_case_refuses_with_the_reason(office, tmp_path):
    case = office.assigned(date(2026, 3, 2))
    target = tmp_path / "one.zip"
    code, _, err = command("archive_case", case.number, agency="D", output=target)
    assert (code, target.exists()) == (1, False)
    assert "还没有办结" in err
    assert command("archive_case", "9999-1", agency="D", output=target)[0] == 2
    assert command("archive_case", case.number, agency="D", output=target, by="nobody")[0] == 2


@pytest.mark.fault("F8")
def test_check_archive_names_the_faulty_file(package, tmp_path):
    torn = tmp_path / "torn.zip"
    torn.write_bytes(package.read_bytes()[:-5])
    code, out, _ = command("check_archive", str(package), str(torn), format="json")
    assert code == 1
    assert [row["whole"] for row in json.loads(out)] == [True, False]
    assert command("check_archive", str(package))[0] == 0
    assert command("check_archive", str(tmp_path / "none.zip"))[0] == 2
    assert command("check_archive")[0] == 2


@pytest.mark.fault("F8")
@pytest.mark.fault("R3")
def test_the_stored_packages_are_checked_against_their_records(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    one, two, three = (archived(office, closed(office, date(2026, 3, day)), date(2026, 3, 9)) for day in (2, 3, 4))
    assert command("check_archive", stored=True)[0] == 0
    Path(one.package.path).unlink()
    shutil.copy(three.package.path, two.package.path)  # a whole package, but another one
    default_storage.save("archive/stranger.zip", ContentFile(b"x"))
    code, out, _ = command("check_archive", stored=True)
    assert code == 1
    told = [line.partition("：")[2].split("　")[0] for line in out.splitlines()]
    assert "附件损坏" in told[0] and "不见了" in told[0] and "附件损坏" in told[1] and "与登记的不一致" in told[1]
    assert told[2:] == ["完好", "没有归档记录的文件"]
    for record in (one, two):
        with pytest.raises(Refused, match="附件损坏"):
            archiving.read_package(record)
    assert archiving.read_package(three)


def test_the_clock_of_the_server_does_not_enter_the_bytes(package):
    with zipfile.ZipFile(package) as archive:
        assert {info.date_time for info in archive.infolist()} == {bag.EPOCH}
    assert at(date(2026, 3, 3)).isoformat() not in package.read_bytes().decode("utf-8", "ignore")
