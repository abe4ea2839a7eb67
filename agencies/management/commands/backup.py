"""backup FILE [--key RECIPIENT]…: database and stored files of one moment in one file; `--new-key FILE` makes a pair of keys."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.backups import age_keys
from agencies.backups.services import Backup, back_up
from law import Refused

WRONG = {"missing": "不见了", "damaged": "与登记的散列值不符", "unreadable": "读不出来"}


class Command(BaseCommand):
    """Write a backup; exit 1 where it was refused, or where a stored file was not there as it was kept."""

    help = "把同一时刻的数据库和存储文件备份成一个文件，逐项有散列值；给了 --key 就加密（age 格式）。办公时也可以运行。"

    def add_arguments(self, parser):
        """Take where to, and for whom."""
        parser.add_argument("file", nargs="?", type=Path, help="备份文件，还没有的名字")
        parser.add_argument(
            "--key", action="append", default=[], metavar="RECIPIENT", help="公钥 age1…，或者写着公钥的文件；可以给几个"
        )
        parser.add_argument("--new-key", type=Path, metavar="FILE", help="新做一对密钥：私钥写进这个文件，公钥打印出来")

    def handle(self, *args, **options):
        """Back up, tell what is in it and what was missing."""
        if options["new_key"]:
            self._new_key(options["new_key"])
        if options["file"] is None:
            if options["new_key"]:
                return
            raise CommandError("请给出备份文件的名字", returncode=2)
        now = timezone.now()
        try:
            recipients = [key for given in options["key"] for key in age_keys.recipients_of(given)]
            found = back_up(options["file"], recipients=recipients, now=now, today=timezone.localdate(now))
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self._tell(options["file"], found, encrypted=bool(recipients))

    def _new_key(self, path: Path) -> None:
        try:
            recipient = age_keys.write_identity(path)
        except FileExistsError as error:
            raise CommandError(f"{path} 已经有了，没有改动", returncode=1) from error
        self.stderr.write(f"私钥在 {path}，请另行保管：没有它，加密的备份谁也打不开。公钥：")
        self.stdout.write(recipient)

    def _tell(self, path: Path, found: Backup, *, encrypted: bool) -> None:
        for name, kind in found.faults:
            self.stdout.write(f"{name}：{WRONG[kind]}")
        how = "已加密" if encrypted else "没有加密，请放在只有管理员能读的地方"
        self.stdout.write(f"{path}：{found.rows} 行，{found.files} 个文件，{found.size} 字节，{how}")
        self.stdout.write(f"SHA-256 {found.sha256}")
        self.stdout.write(
            "备份里没有：加密密钥 var/sealing_keys（没有它，证件号码、电话、地址读不出来，要另行保管）、var/secret_key、各项设置、印章和签名密钥、字体（docs/operations.md“备份与恢复”）"
        )
        if found.faults:
            raise CommandError(f"有 {len(found.faults)} 个登记的文件不见了或者已损坏，见上；其余已备份", returncode=1)
