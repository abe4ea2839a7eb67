"""Separate what may be given out from what is withheld, with proof, from the command line (docs/separation.md)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.stored_files.disk import disk_words
from law import Refused
from records.separation import client
from records.separation.marks import Mark, UnreadableMarks, read_marks

MOST_BYTES = 64 * 1024**2  # of marks or names


class Command(BaseCommand):
    """The `redact` command: `propose`, `apply`, `check`; one JSON document out, exit 1 where something is readable or refused."""

    requires_system_checks = []
    help = "对 PDF 作区分处理：propose 提出应当遮盖之处，apply 按标记遮盖并证明，check 证明任何一个 PDF 没有露出内容。"

    def add_arguments(self, parser):
        """Take one of three steps with its file."""
        steps = parser.add_subparsers(dest="step", required=True)
        proposing = steps.add_parser("propose", help="找出证件号、电话、住址、姓名等，供人逐处确认")
        proposing.add_argument("file", type=Path)
        proposing.add_argument("--names", type=Path, help="姓名表，一行一个，UTF-8")
        proposing.add_argument("--ocr", action="store_true", help="先识别扫描页上的文字（要另装识别组件）")
        applying = steps.add_parser("apply", help="按标记遮盖，写出新的文件")
        applying.add_argument("file", type=Path)
        applying.add_argument("--marks", type=Path, required=True)
        applying.add_argument("--output", type=Path, required=True)
        checking = steps.add_parser("check", help="查验一个 PDF")
        checking.add_argument("file", type=Path)
        checking.add_argument("--marks", type=Path)

    def handle(self, *args, step: str, file: Path, **options):
        """Print the proposals or the proof; end with 1 where the proof fails or the input is refused, with 2 on wrong usage."""
        try:
            with file.open("rb"):
                pass
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{disk_words(error)}", returncode=2) from error
        try:
            told = getattr(self, f"_{step}")(file, **options)
        except UnreadableMarks as error:
            self.stderr.write("\n".join(error.faults))
            sys.exit(1)
        except Refused as refusal:
            self.stderr.write(f"{refusal} / {refusal.english}")
            sys.exit(1)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        if isinstance(told, dict) and not told["ok"]:
            sys.exit(1)

    def _propose(self, file: Path, *, names: Path | None, ocr: bool, **options) -> list[dict]:
        if ocr:
            raise CommandError(
                "这里没有装文字识别组件，不能用 --ocr / Recognition of text is not installed: leave out --ocr",
                returncode=2,
            )
        return client.propose(
            file, [line.strip() for line in self._text(names).splitlines() if line.strip()] if names else []
        )

    def _apply(self, file: Path, *, marks: Path, output: Path, **options) -> dict:
        if not output.absolute().parent.is_dir() or output.is_dir():
            raise CommandError(f"写不了 {output}：没有这个文件夹", returncode=2)
        if output.exists() and any(output.samefile(given) for given in (file, marks) if given.exists()):
            raise CommandError(f"{output} 就是原来的文件，请另写一个文件名", returncode=2)
        return client.apply(file, self._marks(marks), output.absolute())

    def _check(self, file: Path, *, marks: Path | None, **options) -> dict:
        return client.check(file, self._marks(marks) if marks else [])

    def _marks(self, path: Path) -> list[Mark]:
        return read_marks(self._text(path))

    def _text(self, path: Path) -> str:
        try:
            with path.open("rb") as source:
                content = source.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"读不了文件 {path}：{disk_words(error)}", returncode=2) from error
        if len(content) > MOST_BYTES:
            raise CommandError(f"文件 {path} 过大", returncode=1)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} 不是 UTF-8 文本", returncode=1) from error
