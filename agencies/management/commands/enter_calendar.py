"""enter_calendar FILE: a year's working days from its State Council notice, in the format of law/calendars."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.installation.models import CalendarYear
from law import Refused
from law.calendars.working_days import year_table


class Command(BaseCommand):
    """Enter or replace a year; the open cases are reckoned anew by the worker within a minute."""

    help = "录入一年的放假通知（TOML，格式同 law/calendars/2026.toml）；在办案件随后全部重新计算。"

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        """Check the table and keep it."""
        try:
            table = year_table(options["file"])
            table.check()
        except OSError as error:
            raise CommandError(f"没有这个文件：{options['file']}", returncode=2) from error
        except Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        except (ValueError, TypeError) as error:
            raise CommandError(f"文件的格式不对：{error}", returncode=1) from error
        if not table.complete:
            raise CommandError("通知不完整（complete = false）的年份不录入，期限照旧注明暂定", returncode=1)
        paper = "；".join(table.papers)
        longest = CalendarYear._meta.get_field("paper").max_length
        if len(paper) > longest:
            raise CommandError(f"通知的名称或者网址共 {len(paper)} 字，最多 {longest} 字", returncode=1)
        given = {name: sorted(map(date.isoformat, getattr(table, name))) for name in ("off", "work")}
        with transaction.atomic():
            # Deleted and made anew: the calendar in force is recognised by the count and the time of the last entry.
            CalendarYear.objects.filter(year=table.year).delete()
            CalendarYear.objects.create(year=table.year, paper=paper, **given)
        self.stdout.write(f"已录入 {table.year} 年：放假 {len(table.off)} 天，调休上班 {len(table.work)} 天。")
