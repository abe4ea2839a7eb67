"""Who archives which case: the four natures, numbers without a gap, editions, records that never change."""

import hashlib
import json
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from intake.services import attach
from law import Refused
from notices.letters.models import Letter
from tests.workflow.archive.packages import files_of
from tests.workflow.sample_archive import PDF, PNG, archived, closed, press
from tests.workflow.sample_office import Office, at
from tests.workflow.sample_registers import REPLIED, as_csv
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.archive.numbers import reference_of, save_settings, settings_of
from workflow.archive.package.integrity import NOTE, integrity_faults, integrity_findings
from workflow.cases.models import Case
from workflow.registers.services import import_register

pytestmark = pytest.mark.django_db


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
    office.do(case, "close", date(2026, 3, 3))
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
