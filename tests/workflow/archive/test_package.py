"""Archive packages are complete, and the same bytes for the same case."""

import io
import json
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from notices.letters.models import Letter
from tests.architecture.sources import ROOT
from tests.workflow.archive.packages import HELD, files_of
from tests.workflow.sample_archive import ID_NUMBER, PDF, PNG, archived, closed
from tests.workflow.sample_office import at
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.archive.package import bag, metadata
from workflow.archive.package.build import Label, build
from workflow.archive.package.integrity import integrity_findings
from workflow.cases.models import Case, Event

pytestmark = pytest.mark.django_db


def test_a_package_holds_exactly_this(package):
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


def test_the_clock_of_the_server_does_not_enter_the_bytes(package):
    with zipfile.ZipFile(package) as archive:
        assert {info.date_time for info in archive.infolist()} == {bag.EPOCH}
    assert at(date(2026, 3, 3)).isoformat() not in package.read_bytes().decode("utf-8", "ignore")
