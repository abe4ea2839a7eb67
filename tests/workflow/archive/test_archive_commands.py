"""The commands of the archive, and the stored packages held against their records."""

import hashlib
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from law import Refused
from tests.workflow.sample_archive import archived, closed
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord

pytestmark = pytest.mark.django_db


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
