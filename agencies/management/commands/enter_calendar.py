"""enter_calendar FILE: a year's working days from its State Council notice, in the format of law/calendars."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.installation.calendar_years import checked_table, put_in_force
from law import Refused


class Command(BaseCommand):
    """Enter or replace a year; the open cases are reckoned anew by the worker within a minute."""

    help = "录入一年的放假通知（TOML，格式同 law/calendars/2026.toml）；在办案件随后全部重新计算。"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        """Check the table and keep it."""
        path = options["file"]
        try:
            table = checked_table(path.read_text(encoding="utf-8"), path.name)
        except OSError as error:
            raise CommandError(f"没有这个文件：{path}", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"文件的格式不对：{error}", returncode=1) from error
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        put_in_force(table)
        self.stdout.write(f"已录入 {table.year} 年：放假 {len(table.off)} 天，调休上班 {len(table.work)} 天。")
