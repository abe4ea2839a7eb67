"""Take in entered figures from a CSV file."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.services import import_figures


class Command(BaseCommand):
    """The `import_indicators` command: all rows or none."""

    help = "Import entered figures (年度, 填报单位, 指标, 数值)"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, file: Path, dry_run: bool, **options):
        """Store the figures, or print one line per fault."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{error.strerror}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} 不是 UTF-8 文本") from error
        n, faults = import_figures(text, source=file.name, now=timezone.now(), dry_run=dry_run)
        if options["format"] == "json":
            stored = 0 if faults or dry_run else n
            found = {"imported": stored, "errors": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        if faults:
            raise CommandError("\n".join(f"第 {fault.row} 行 {fault.column}：{fault.message}" for fault in faults))
        if options["format"] == "text":
            self.stdout.write(f"{'可以导入' if dry_run else '已导入'} {n} 个数")
