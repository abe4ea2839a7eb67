"""Take in a published table as a frozen prior year."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.stored_files.disk import disk_words
from law import Refused
from reporting.figures.imports import find_agency, import_table


class Command(BaseCommand):
    """The `import_report` command."""

    help = "Import a published table (JSON) as a frozen prior year"

    def add_arguments(self, parser):
        """Take the file, and the agency where the body's name does not tell it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency")

    def handle(self, *args, file: Path, agency: str | None, **options):
        """Store the table or say what is wrong with it."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"读不了文件 {file}：{disk_words(error)}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} 不是 UTF-8 文本") from error
        try:
            table = import_table(text, now=timezone.now(), agency=find_agency(agency) if agency else None)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已存：{table.agency} {table.year} 年")
