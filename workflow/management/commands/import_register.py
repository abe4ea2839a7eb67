"""import_register FILE [--dry-run] [--format json]: a register (台账) into cases, all rows or none."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workflow.imports import Result, import_register


class Command(BaseCommand):
    """Import a register; exit 1 with one line per fault if any row is refused, 2 if there is no such file."""

    help = "导入台账（XLSX 或者 CSV）：全部行都对才写入，否则逐条指出行、列和问题。"

    def add_arguments(self, parser):
        """Take the file and how to answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Import, showing progress on a terminal only."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        now = timezone.now()
        console = Console(stderr=True)
        columns = (TextColumn("导入台账"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("rows", total=None)
            result = import_register(
                path,
                today=timezone.localdate(now),
                now=now,
                dry_run=options["dry_run"],
                tick=lambda done, total: progress.update(task, completed=done, total=total),
            )
        if options["format"] == "json":
            self._json(result)
        else:
            self._text(result, options["dry_run"])
        if result.faults:
            sys.exit(1)

    def _json(self, result: Result) -> None:
        faults = [{"row": fault.row, "column": fault.column, "message": fault.message} for fault in result.faults]
        self.stdout.write(json.dumps({"imported": result.imported, "errors": faults}, ensure_ascii=False))

    def _text(self, result: Result, dry_run: bool) -> None:
        if result.faults:
            self.stderr.write("\n".join(map(str, result.faults)))
            self.stderr.write(f"共 {len(result.faults)} 处问题，没有导入任何一行。")
        elif dry_run:
            self.stdout.write(f"检查通过：{result.read} 行都可以导入，没有写入。")
        else:
            self.stdout.write(f"已导入 {result.imported} 行。")
