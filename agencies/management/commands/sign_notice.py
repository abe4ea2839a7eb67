"""sign_notice: make a pair of keys, or sign a notice or a text of remedies; done where they are kept, not on the server."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.installation import signatures


class Command(BaseCommand):
    """Make the keys of an office that keeps the calendar, or sign a file with its private key."""

    help = "生成签名密钥（--new-key 名称），或者用私钥给放假通知、救济告知文本签名（文件 --key 私钥），签名写在旁边的 .sig 文件里。"

    def add_arguments(self, parser):
        """Take the file and the key, or the name of a new pair of keys."""
        parser.add_argument("file", type=Path, nargs="?", help="要签名的文件")
        parser.add_argument("--key", type=Path, help="私钥文件（.key）")
        parser.add_argument("--new-key", metavar="NAME", help="生成一对密钥的名称")
        parser.add_argument("--folder", type=Path, default=Path(), help="密钥写到哪个文件夹")

    def handle(self, *args, **options):
        """Do the one or the other."""
        if options["new_key"]:
            self.new_key(options["folder"], options["new_key"])
        elif options["file"] and options["key"]:
            self.sign(options["file"], options["key"])
        else:
            raise CommandError("请写明要签名的文件和 --key，或者 --new-key", returncode=2)

    def new_key(self, folder: Path, name: str) -> None:
        """Write the keys and say what becomes of them."""
        if not name.replace("-", "").replace("_", "").isalnum():
            raise CommandError("名称只能是文字、字母、数字、- 和 _", returncode=2)
        try:
            secret, public = signatures.write_key_pair(folder, name)
        except OSError as error:
            raise CommandError(f"没有写成：{error}", returncode=1) from error
        self.stdout.write(f"私钥 {secret}：只留在编制日历的单位，不要放到服务器上。")
        self.stdout.write(f"公钥 {public}：放进各系统 NOTICE_KEYS 指定的文件夹。")

    def sign(self, path: Path, key: Path) -> None:
        """Write the signature beside the file."""
        try:
            signature = signatures.sign(path.read_bytes(), key.read_bytes())
        except OSError as error:
            raise CommandError(f"读不到文件：{error}", returncode=2) from error
        except (ValueError, TypeError) as error:
            raise CommandError(f"{key} 不是没有口令的 Ed25519 私钥", returncode=1) from error
        beside = path.with_name(f"{path.name}.sig")
        beside.write_text(f"{signature}\n", encoding="ascii")
        self.stdout.write(f"已签名：{beside}")
