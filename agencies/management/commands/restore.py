"""restore FILE [--key IDENTITY]: fill an empty installation from a backup; it stands in restore mode afterwards."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.backups import age_keys
from agencies.backups.restoring import restore
from law import Refused


class Command(BaseCommand):
    """Restore; exit 1 where it was refused: then nothing was changed."""

    help = "把备份恢复到空的系统（空的数据库、空的 MEDIA_ROOT）：先核对每个散列值，全部恢复或者什么也不改；恢复后处于恢复模式。"
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the file, and the key to it."""
        parser.add_argument("file", type=Path, help="backup 写的备份文件")
        parser.add_argument(
            "--key", action="append", default=[], metavar="IDENTITY", help="存放私钥的文件，备份加密时要给"
        )

    def handle(self, *args, **options):
        """Restore and say what is to be done now."""
        try:
            identities = [key for given in options["key"] for key in age_keys.identities_of(given)]
            found = restore(
                options["file"],
                identities=identities,
                now=timezone.now(),
                migrate=lambda: call_command("migrate", verbosity=0, interactive=False),
            )
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        for name, kind in found.file_faults:
            self.stdout.write(f"{name}：备份时就{'不见了' if kind == 'missing' else '已经损坏或者读不出来'}")
        made = timezone.localtime(found.made_at)
        self.stdout.write(f"已恢复 {found.rows} 行、{found.files} 个文件，是 {made:%Y-%m-%d %H:%M:%S} 的情形")
        self.stdout.write(
            "系统处于恢复模式：不收件、不编号、不发出任何东西。请运行 manage.py verify，再由两位系统管理员在“恢复核对”页核对、解除"
        )
