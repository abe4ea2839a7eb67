"""import_officers FILE [--dry-run] [--passwords PATH]: people from CSV or XLSX, all rows or none."""

import csv
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from agencies.stored_files.disk import disk_words
from workflow.office.imports import Told, import_officers


class Command(BaseCommand):
    """Import people; exit 1 with one line per fault if any row is refused, 2 if there is no such file."""

    help = "导入人员（CSV 或者 XLSX：单位、用户名、姓名、科室、角色），可以重复导入；有一处不对就一行也不写入。"

    def add_arguments(self, parser):
        """Take the list and where the first passwords go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--passwords", type=Path, help="新人员的初始口令写到这个文件（不得已存在，只有本人可读）")

    def handle(self, *args, **options):
        """Import and say what changed."""
        path, target = options["file"], options["passwords"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}", returncode=2)
        if target is not None and target.exists():
            raise CommandError(f"口令文件已经存在，不覆盖：{target}", returncode=2)
        try:
            result = import_officers(
                path,
                now=timezone.now(),
                keep=(lambda told: _keep(target, told)) if target else None,
                dry_run=options["dry_run"],
            )
        except DatabaseError:
            if target is not None:
                target.unlink(missing_ok=True)  # nobody was opened: its passwords open nothing
            raise
        except OSError as error:
            raise CommandError(f"口令文件写不进去（{disk_words(error)}），没有导入任何一行", returncode=2) from error
        counts = f"新增 {result.created} 人，更新 {result.updated} 人，未变 {result.unchanged} 人"
        if result.faults:
            self.stderr.write("\n".join(map(str, result.faults)))
            self.stderr.write(f"共 {len(result.faults)} 处问题，没有导入任何一行。")
            sys.exit(1)
        for note in result.notes:
            self.stdout.write(f"请注意：{note}")
        if options["dry_run"]:
            self.stdout.write(f"检查通过：{counts}，没有写入。")
            return
        self.stdout.write(f"{counts}。")
        if result.created:
            self.stdout.write(f"初始口令在 {target}，只此一份；当面交给本人后请删除。首次登录必须修改。")


def _keep(target: Path, told: list[Told]) -> None:
    """Write the first passwords where nobody but the owner of the file reads them."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("单位", "用户名", "姓名", "初始口令"))
        writer.writerows(told)
