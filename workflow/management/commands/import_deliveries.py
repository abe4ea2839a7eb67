"""import_deliveries FILE [--agency CODE] [--dry-run] [--format json]: a carrier's list, all rows or none."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.organisation.selectors import find_agency
from law import Refused
from workflow.mail.delivery_imports import DeliveryImport, import_deliveries


class Command(BaseCommand):
    """Take a carrier's list in; exit 1 with one line per fault if any row is refused, 2 if there is no such file."""

    help = "导入承运方的妥投、退回清单（XLSX 或者 CSV）：全部行都对才写入，否则逐条指出行、列和问题。"

    def add_arguments(self, parser):
        """Take the file, whose mail it tells about, and how to answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", default="", help="单位代码或者名称；不写则在全部单位的邮件中查找")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Import and say what became of the list."""
        path, wanted = options["file"], options["agency"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        try:
            agency = find_agency(wanted) if wanted else None
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        result = import_deliveries(path, now=timezone.now(), agency=agency, dry_run=options["dry_run"])
        if options["format"] == "json":
            self._json(result)
        else:
            self._text(result, options["dry_run"])
        if result.faults:
            sys.exit(1)

    def _json(self, result: DeliveryImport) -> None:
        counts = ("delivered", "returned", "known", "in_transit", "unknown", "different")
        faults = [fault.as_json() for fault in result.faults]
        body = {"imported": result.recorded, "errors": faults} | {name: getattr(result, name) for name in counts}
        body |= {"notes": [note.as_json() for note in result.notes]} if result.notes else {}
        self.stdout.write(json.dumps(body, ensure_ascii=False))

    def _text(self, result: DeliveryImport, dry_run: bool) -> None:
        if result.faults:
            self.stderr.write("\n".join(map(str, result.faults)))
            self.stderr.write(f"共 {len(result.faults)} 处问题，没有导入任何一行。")
            return
        done = "检查通过，没有写入：" if dry_run else "已导入："
        self.stdout.write(
            f"{done}妥投 {result.delivered}，退回 {result.returned}，已登记过 {result.known}，在途 {result.in_transit}。"
        )
        if result.unknown:
            self.stdout.write(f"没有交寄记录的邮件号：{'、'.join(result.unknown)}")
        if result.different:
            self.stdout.write(f"签收日期与已登记的不同，请在案件页核对：{'、'.join(result.different)}")
        for note in result.notes:
            self.stdout.write(f"请注意：{note}")
