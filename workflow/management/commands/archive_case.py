"""archive_case NUMBER --agency AGENCY --output FILE: archive a closed case and write its package."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.organisation.models import Officer
from agencies.stored_files.disk import write_file
from law import Refused
from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.archive.package.build import term
from workflow.cases.models import Case


class Command(BaseCommand):
    """Archive a case that is not archived as it stands now; exit 1 where the law or a fault refuses it, 2 where there is no such case."""

    help = "把一件办结的案件归档，并写出档案包；已经归档的，只写出档案包。"

    def add_arguments(self, parser):
        """Take the case, where the package goes, and who archives."""
        parser.add_argument("number", help="登记编号")
        parser.add_argument("--agency", required=True, help="受理单位的编号或者名称")
        parser.add_argument("--output", type=Path, required=True, help="档案包写到哪个文件")
        parser.add_argument("--by", help="归档人的用户名；不写的，记为系统")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, number: str, agency: str, output: Path, **options):
        """Archive, then write the stored package."""
        try:
            case = archiving.find_case(number, agency)
        except Refused as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            record = self.record(case, self.officer(options["by"]))
            body = archiving.read_package(record)
        except Refused as error:
            raise CommandError(str(error), returncode=1) from error
        write_file(output, body)
        self.answer(record, output, options["format"])

    def officer(self, name: str | None) -> Officer | None:
        """Return who archives, or None for the installation itself."""
        if name is None:
            return None
        found = Officer.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise CommandError(f"没有“{name}”这个用户", returncode=2)
        return found

    def record(self, case: Case, by: Officer | None) -> ArchiveRecord:
        """Return the package of the case as it stands now, made if it is not there."""
        found = ArchiveRecord.objects.filter(case=case, head=case.head).first()
        return found or archiving.archive(case.pk, by=by, now=timezone.now())

    def answer(self, record: ArchiveRecord, output: Path, form: str) -> None:
        """Say what was written."""
        if form == "json":
            found = {
                "reference": record.reference,
                "edition": record.edition,
                "term": term(record.years),
                "until": record.until.isoformat() if record.until else "",
                "files": record.files,
                "pages": record.pages,
                "size": record.size,
                "sha256": record.sha256,
                "output": str(output),
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{record.reference}（第 {record.edition} 版，{term(record.years)}）已写入 {output}，SHA-256 {record.sha256}"
            )
