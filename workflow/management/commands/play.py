"""Play whole lives through the real doors from JSON (docs/formats.md)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.stored_files.disk import disk_words
from workflow.play.reading import MOST_BYTES, UnreadableInput, read_lives
from workflow.play.services import play_lives


class Command(BaseCommand):
    """The `play` command: one life or a list of them in, for each life one object per step out; nothing stays."""

    requires_system_checks = []
    help = "按所写的日子和岗位，把一件或者多件申请从头办一遍（JSON 文件或者标准输入）；办完全部撤去，不留任何记录。"

    def add_arguments(self, parser):
        """Take a file name, or - for standard input."""
        parser.add_argument("file", help="JSON 文件；- 表示标准输入")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args, file: str, **options):
        """Print a list of objects for one life, a list of such lists for a list; exit 1 with a line per fault."""
        try:
            lives, several = read_lives(self._read(file))
        except UnreadableInput as error:
            self.stderr.write("\n".join(error.faults))
            sys.exit(1)
        played = play_lives(lives)
        self.stdout.write(json.dumps(played if several else played[0], ensure_ascii=False, indent=1))

    def _read(self, file: str) -> bytes:
        """Return what is in the file, and a byte more than is read at most."""
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            with Path(file).open("rb") as source:
                return source.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{disk_words(error)}", returncode=2) from error
