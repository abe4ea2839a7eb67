"""import_agencies FILE: agencies from a sheet, safe to repeat, all rows or none."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.administration.imports import import_agencies
from agencies.spreadsheets.faults import RowError
from agencies.spreadsheets.import_result import ImportResult
from law import Refused
from workflow.cases import selectors
from workflow.locks import services as locking


class Command(BaseCommand):
    """Import agencies; exit 1 with one line per fault if any row is refused, 2 if there is no such file."""

    help = "导入单位（XLSX 或者 CSV：代码、名称、类型、上级、机关代字……），可以重复导入；有一处不对就一行也不写入。"

    def add_arguments(self, parser):
        """Take the file and how to answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Import and say what changed."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        try:
            with locking.refusing_moved_facts():
                result = import_agencies(path, numbered=selectors.numbered_agencies())
        except Refused as error:
            result = ImportResult(faults=[RowError(1, "承接单位", error.reason)])
        if options["format"] == "json":
            faults = [fault.as_json() for fault in result.faults]
            imported = result.created + result.updated + result.unchanged
            notes = {"notes": [note.as_json() for note in result.notes]} if result.notes else {}
            self.stdout.write(json.dumps({"imported": imported, "errors": faults} | notes, ensure_ascii=False))
        elif result.faults:
            self.stderr.write("\n".join(map(str, result.faults)))
            self.stderr.write(f"共 {len(result.faults)} 处问题，没有导入任何一行。")
        else:
            self.stdout.write(f"新增 {result.created} 个，更新 {result.updated} 个，未变 {result.unchanged} 个。")
            for note in result.notes:
                self.stdout.write(f"请注意：{note}")
        if result.faults:
            sys.exit(1)
