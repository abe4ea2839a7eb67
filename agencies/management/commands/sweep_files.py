"""sweep_files [--hash] [--keep] [--sure] [--format json]: hold the stored files against the rows that name them."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.stored_files import sweeping

KINDS = {"missing": "不见了", "damaged": "与登记的不一致", "unreadable": "读不出来"}


class Command(BaseCommand):
    """Say which stored files are missing, altered or nobody's; exit 1 where there is one."""

    help = "核对数据库登记与存储文件：缺失、损坏、多余的文件逐个列出；多余且确实无主的旧文件予以清除。"

    def add_arguments(self, parser):
        """Take how deep to look and what may be removed."""
        parser.add_argument("--hash", action="store_true", help="逐个计算散列值（慢，但能发现被改动的文件）")
        parser.add_argument("--keep", action="store_true", help="只列出，不清除任何文件")
        parser.add_argument(
            "--sure", action="store_true", help="无主的旧文件很多时也清除；先确认数据库不是从更早的备份恢复的"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, **options):
        """Sweep and tell."""
        found = sweeping.sweep(timezone.now(), deep=options["hash"], remove=not options["keep"], sure=options["sure"])
        if options["format"] == "json":
            told = {
                "rows": found.rows,
                "files": found.files,
                "faults": [{"kind": kind, "name": name} for kind, name in found.faults],
                "strangers": found.strangers,
                "removed": found.removed,
                "too_many": found.too_many,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._text(found)
        if not found.clean:
            raise CommandError("存储文件与登记不一致，见上", returncode=1)

    def _text(self, found: sweeping.Sweep) -> None:
        for kind, name in found.faults:
            self.stdout.write(f"{name}：{KINDS[kind]}，请从备份恢复到原处")
        for name in found.strangers:
            self.stdout.write(f"{name}：没有登记引用它")
        for name in found.removed:
            self.stdout.write(f"{name}：无主的旧文件，已清除")
        if found.too_many:
            self.stdout.write(
                f"有 {found.too_many} 个无主的旧文件，没有清除：数据库可能比文件旧（从备份恢复过）。确认后加 --sure 再运行"
            )
        self.stdout.write(
            f"登记 {found.rows} 个，文件 {found.files} 个，有问题 {len(found.faults)} 个，无主 {len(found.strangers)} 个"
        )
