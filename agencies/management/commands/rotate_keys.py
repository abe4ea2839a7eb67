"""rotate_keys [--new [ALGORITHM]] [--new-index] [--check]: seal with the present key whatever stands under another, or in clear."""

import sys

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console

from agencies.encryption import keys, rotation, sealing
from law import Refused


class Command(BaseCommand):
    """Seal anew in pieces that are whole or not at all; killed at any moment it is simply run again. Exit 1: something is left."""

    help = (
        "更换加密密钥：用现用的密钥（密钥文件每种用途的第一行）把证件号码、电话、地址等重新加密。分批进行，随时可以中断，再运行就接着做；"
        "办公时也可以运行，新旧密钥加密的内容都能读。"
    )

    def add_arguments(self, parser):
        """Take whether a new key is made first, and whether only to look."""
        parser.add_argument(
            "--new", nargs="?", const=keys.AES, choices=list(sealing.CIPHERS), help="先新做一把密钥，作为现用的"
        )
        parser.add_argument("--new-index", action="store_true", help="先新做一把查找用的密钥；之后运行 rebuild_search")
        parser.add_argument("--check", action="store_true", help="只看各栏用的是哪把密钥，不改动")

    def handle(self, *args, **options):
        """Make keys if asked for, seal anew, tell what stands under which key."""
        try:
            if options["check"]:
                if self._left_over():
                    sys.exit(1)
                return
            if options["new"]:
                self._add(keys.SEAL, options["new"])
            if options["new_index"]:
                self._add(keys.INDEX, keys.HMAC)
            self._reseal()
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        if options["new_index"]:
            self.stdout.write(
                "请运行 manage.py rebuild_search，让案件按新的查找密钥也找得到；完成以前旧的查找密钥不要删"
            )

    def _add(self, use: str, algorithm: str) -> None:
        key = keys.new_key(use, algorithm)
        if use == keys.SEAL:
            sealing.try_key(key)
        keys.add_present_key(key)
        self.stdout.write(f"新密钥“{key.key_id}”（{algorithm}）已写进密钥文件，请立即另存一份；旧的密钥留着")

    def _reseal(self) -> None:
        console = Console(stderr=True)
        tick = (lambda table, done, total: console.print(f"{table} {done}/{total}")) if console.is_terminal else None
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # what stood there is overwritten, not only let go
        done = rotation.reseal(apps, tick)
        self.stdout.write(f"重新加密了 {done.rows} 行")
        for table, pk, error in done.failed[:20]:
            self.stdout.write(f"{table} #{pk}：{error}")
        left_over = self._left_over()
        if done.failed:
            raise CommandError(f"有 {len(done.failed)} 行读不出来，没有改动，见上", returncode=1)
        if left_over:
            sys.exit(1)

    def _left_over(self) -> bool:
        """Tell what stands under which key; say whether a text is in clear or its key is not here."""
        known, bad = {key.key_id for key in keys.ring().of(keys.SEAL)}, False
        present = keys.ring().present(keys.SEAL).key_id
        for (column, key_id), count in sorted(rotation.keys_in_use(apps).items()):
            how = (
                "现用"
                if key_id == present
                else "旧密钥"
                if key_id in known
                else "本机没有这把密钥"
                if key_id
                else "没有加密"
            )
            bad = bad or key_id not in known
            self.stdout.write(f"{column}：{count} 处，{f'密钥“{key_id}”（{how}）' if key_id else how}")
        return bad
