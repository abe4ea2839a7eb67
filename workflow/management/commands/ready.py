"""ready: what a new office still lacks before its first letter, each line with the way to mend it."""

import json
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.installation import signs
from agencies.organisation.models import Agency
from law import Refused
from workflow.cases.selectors import calendar
from workflow.office import readiness
from workflow.office.readiness_lines import ADVICE, MISSING, OK, WARNING, ReadinessLine

MARKS = {OK: "✓", MISSING: "✗", WARNING: "!", ADVICE: "·"}


class Command(BaseCommand):
    """Say what is missing; exit 1 while something is."""

    help = "新单位发出第一份公文以前还缺什么，每一项怎样补上；还缺就以 1 退出。"

    def add_arguments(self, parser):
        """Take an agency, the form of the answer, and the day of a backup."""
        parser.add_argument("--agency", help="单位代码或者名称；不写就看所有单位")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--backed-up", type=date.fromisoformat, metavar="YYYY-MM-DD", help="登记最近一次备份的日期")

    def handle(self, *args, **options):
        """Print the lines of the installation and of each agency."""
        now = timezone.now()
        today = timezone.localdate(now)
        if options["backed_up"]:
            try:
                signs.note_backup(options["backed_up"], by=None, now=now, today=today)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
        agencies = Agency.objects.all()
        if given := options["agency"]:
            agencies = agencies.filter(code=given) or agencies.filter(name=given)
            if not agencies:
                raise CommandError(f"没有“{given}”这个单位", returncode=2)
        found = readiness.readiness(agencies, now=now, today=today, days=calendar())
        if not found.agencies and not given:
            found.installation.append(NO_AGENCY)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1))
        else:
            self._print(found)
        if found.missing:
            sys.exit(1)

    def _print(self, found: readiness.Readiness) -> None:
        self.stdout.write("这套系统")
        self._lines(found.installation)
        whole = 0
        for agency, lines in found.agencies:
            if len(found.agencies) > 1 and all(line.state == OK for line in lines):
                whole += 1
                continue
            self.stdout.write(f"\n{agency.name}（{agency.code}）")
            self._lines(lines if len(found.agencies) == 1 else [line for line in lines if line.state != OK])
        if whole:
            self.stdout.write(f"\n另有 {whole} 个单位都齐了")
        self.stdout.write(f"\n还缺 {found.missing} 项" if found.missing else "\n都齐了，可以发第一份公文")

    def _lines(self, lines: list[ReadinessLine]) -> None:
        for line in lines:
            self.stdout.write(f"  {MARKS[line.state]} {line.title[0]}：{line.says[0]}")
            if line.state != OK:
                self.stdout.write(f"      {line.mend[0]}" + (f"（{line.page}）" if line.page else ""))


NO_AGENCY = ReadinessLine(
    "agencies",
    MISSING,
    ("单位", "Agencies"),
    ("还没有单位", "there is no agency yet"),
    (
        "运行 manage.py import_agencies 单位.csv，再运行 create_administrator",
        "manage.py import_agencies, then create_administrator",
    ),
)


def as_json(found: readiness.Readiness) -> dict:
    """Return the one JSON document."""
    return {
        "ready": not found.missing,
        "missing": found.missing,
        "installation": [_line(line) for line in found.installation],
        "agencies": [
            {
                "code": agency.code,
                "name": agency.name,
                "ready": all(line.state != MISSING for line in lines),
                "lines": [_line(line) for line in lines],
            }
            for agency, lines in found.agencies
        ],
    }


def _line(line: ReadinessLine) -> dict:
    return {
        "code": line.code,
        "state": line.state,
        "title": line.title[0],
        "says": line.says[0],
        "mend": line.mend[0],
        "page": line.page,
        "english": {"title": line.title[1], "says": line.says[1], "mend": line.mend[1]},
    }
