"""Audit published reports: tables, last year's, sentences, arithmetic, form."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from law import Refused
from reporting.audit import statement
from reporting.audit.rules import AuditFinding, audit_report, findings_without_previous, previous_of


class Command(BaseCommand):
    """The `audit_report` command; exit 1 if there is an error or a file cannot be read as a report."""

    help = "核对已公布的年度报告（JSON、XLSX、DOCX、网页）：勾稽、与上年衔接、文字与表、百分比、表式。"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take the reports, and last year's where there is one."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--previous", type=Path, help="the report of the year before; with one FILE only")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, files, previous, **options):
        """Read every file, then print every finding."""
        if previous and len(files) > 1:
            raise CommandError("--previous 只能与一个文件一起用；几份报告互为上年的，一起给出即可", returncode=2)
        for path in (*files, *([previous] if previous else [])):
            if not path.is_file():
                raise CommandError(f"没有这个文件：{path}", returncode=2)
        reports, refused = self._read(files)
        before = self._read([previous])[0] if previous else []
        if previous and not before:
            sys.exit(1)
        found = []
        for path, report in reports:
            others = [other for _, other in reports]
            last = before[0][1] if before else previous_of(report, others)
            found += [
                (path, report, finding)
                for finding in (*audit_report(report, last), *findings_without_previous(report, others))
            ]
        self._print(found, [path for path, _ in reports], options["format"])
        if refused or any(finding.severity == "error" for _, _, finding in found):
            sys.exit(1)

    def _read(self, paths: list[Path]) -> tuple[list, bool]:
        reports, refused = [], False
        for path in paths:
            try:
                reports.append((path, statement.read_statement(path)))
            except Refused as error:
                refused = True
                self.stderr.write(f"{path.name}：{error}")
        return reports, refused

    def _print(self, found: list, paths: list[Path], form: str) -> None:
        if form == "json":
            several = len(paths) > 1
            rows = [finding.as_json() | ({"file": path.name} if several else {}) for path, _, finding in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for path in paths:
            mine = [finding for other, _, finding in found if other == path]
            errors = sum(finding.severity == "error" for finding in mine)
            self.stdout.write(
                f"{path.name}：{errors} 处错误，{len(mine) - errors} 处请看" if mine else f"{path.name}：没有发现问题"
            )
            for finding in mine:
                self.stdout.write(_line(finding))


def _line(finding: AuditFinding) -> str:
    mark = "✕" if finding.severity == "error" else "▲"
    where = f"［{finding.where}］" if finding.where else ""
    return f"  {mark} {finding.message}{where}"
