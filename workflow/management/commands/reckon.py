"""Reckon the due day of one or many lives from JSON."""

import gc
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.stored_files.disk import disk_words
from law.deadlines import deadline_json


class Command(BaseCommand):
    """The `reckon` command: JSON in, JSON out, a refused life gives its error in its place."""

    help = "Reckon the due day of one life or a list of lives (JSON file or standard input)"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take a file name, or - for standard input."""
        parser.add_argument("file", nargs="?", default="-")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args, file: str, **options):
        """Print one object for one life, a list in the same order for a list."""
        text = self._read(file)
        collecting = gc.isenabled()
        gc.disable()  # a hundred thousand lives are a million objects without a circle: looking for one costs per life
        try:
            for piece in self._answer(text):
                self.stdout.write(piece, ending="")
            self.stdout.write("")
        finally:
            if collecting:
                gc.enable()

    def _read(self, file: str) -> str:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{disk_words(error)}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError("不是 UTF-8 文本", returncode=1) from error
        return text.removeprefix("\ufeff")

    def _answer(self, text: str) -> Iterable[str]:
        try:
            given = json.loads(text)
        except ValueError as error:
            raise CommandError(f"不是可以读的 JSON：{error}", returncode=1) from error
        except RecursionError as error:
            raise CommandError("不是可以读的 JSON：嵌套太深", returncode=1) from error
        if isinstance(given, list):
            return deadline_json.as_json(given)
        if isinstance(given, dict):
            return [json.dumps(deadline_json.reckon(given), ensure_ascii=False, indent=1)]
        raise CommandError("应当是一件（对象）或者多件（列表）", returncode=1)
