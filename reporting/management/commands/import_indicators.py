"""Take in entered figures from a sheet."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.figures.imports import import_figures


class Command(BaseCommand):
    """The `import_indicators` command: all rows or none."""

    help = "导入填报指标（XLSX 或者 CSV：年度、填报单位、指标、数值）；有一处不对就一行也不写入。"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, file: Path, dry_run: bool, **options):
        """Store the figures, or print one line per fault."""
        if not file.is_file():
            raise CommandError(f"没有这个文件：{file}", returncode=2)
        n, faults, notes = import_figures(file, now=timezone.now(), dry_run=dry_run)
        if options["format"] == "json":
            body = {"imported": 0 if faults or dry_run else n, "errors": [fault.as_json() for fault in faults]}
            body |= {"notes": [note.as_json() for note in notes]} if notes else {}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        if faults:
            raise CommandError("\n".join([*map(str, faults), f"共 {len(faults)} 处问题，没有导入任何一个数。"]))
        if options["format"] == "text":
            self.stdout.write(f"{'可以导入' if dry_run else '已导入'} {n} 个数")
            for note in notes:
                self.stdout.write(f"请注意：{note}")
