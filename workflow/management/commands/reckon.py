"""Reckon the due day of one or many lives from JSON."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from law import reckon


class Command(BaseCommand):
    """The `reckon` command: JSON in, JSON out, a refused life gives its error in its place."""

    help = "Reckon the due day of one life or a list of lives (JSON file or standard input)"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take a file name, or - for standard input."""
        parser.add_argument("file", nargs="?", default="-")

    def handle(self, *args, file: str, **options):
        """Print one object per life, in order."""
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
            given = json.loads(text)
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{error.strerror}", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"不是可以读的 JSON：{error}", returncode=2) from error
        if isinstance(given, list):
            self.stdout.write(reckon.to_json(given))
            return
        self.stdout.write(json.dumps(reckon.reckon(given), ensure_ascii=False, indent=1))
