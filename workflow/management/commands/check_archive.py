"""check_archive FILE… | --stored: check archive packages, each by itself; the stored ones against their records too."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from workflow.archive import services as archiving
from workflow.archive.models import ArchiveRecord
from workflow.archive.package.check import Verdict, verify_package


class Command(BaseCommand):
    """Name the first fault of each package; exit 1 if one is not whole, 2 if a file is not there."""

    help = "核对档案包：每个字节、每个散列值、办理过程的散列链、公文与批准的文本。--stored 核对本系统保存的全部档案包。"

    def add_arguments(self, parser):
        """Take the files, or the word that all stored packages are meant."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--stored", action="store_true", help="核对保存的全部档案包，并与登记的散列值比对")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, files: list[Path], stored: bool, **options):
        """Check, answer, and exit by the worst verdict."""
        if bool(files) == stored:
            raise CommandError("请给出档案包文件，或者用 --stored", returncode=2)
        for path in files:
            if not path.is_file():
                raise CommandError(f"没有这个文件：{path}", returncode=2)
        verdicts = self.stored() if stored else [verify_package(path) for path in files]
        if options["format"] == "json":
            rows = [
                {
                    "path": one.path,
                    "reference": one.reference,
                    "files": one.files,
                    "sha256": one.sha256,
                    "whole": one.whole,
                    "fault": one.fault,
                }
                for one in verdicts
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            for one in verdicts:
                self.stdout.write(f"{one.path}：{one.fault or '完好'}　{one.sha256}")
        if not all(one.whole for one in verdicts):
            sys.exit(1)

    def stored(self) -> list[Verdict]:
        """Return the verdict on every stored package, and on every file that no record names."""
        records = ArchiveRecord.objects.filter(case__destruction__isnull=True).order_by(
            "agency", "reference", "edition"
        )
        found = [archiving.check(record) for record in records.iterator()]
        return found + [
            Verdict(name, fault="没有归档记录的文件", english="No record names this file")
            for name in archiving.strangers()
        ]
